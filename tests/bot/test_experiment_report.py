"""What the operator sees of an experiment: a table, JSON lines and a picture."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import experiment_report
from engine.ballots import Answer
from engine.experiment import Experiment, decide

START = datetime(2026, 1, 1, tzinfo=UTC)
LATER = START + timedelta(days=1000)


def judged(votes: int, teams: tuple[str, ...] = ("plain", "hybrid")) -> Experiment:
    answers = [
        Answer(chat, START + timedelta(days=chat), {"plain": 0, "hybrid": 1})
        for chat in range(votes)
    ]
    return decide(answers, teams, LATER)


def test_the_table_says_who_is_better_and_how_sure_that_is() -> None:
    standings, duels = experiment_report.tables(judged(20))
    assert standings.rows[1][:3] == ("hybrid", 20, 20)
    assert duels.rows[0][:2] == ("hybrid against plain", "hybrid is better")
    assert all(len(row) == len(duels.columns) for row in duels.rows)


def test_an_experiment_without_votes_is_still_running() -> None:
    (_, duels) = experiment_report.tables(judged(0))
    assert duels.rows[0][1] == "still running"


def test_the_records_hold_the_decision_and_its_figures() -> None:
    plain, hybrid, duel = experiment_report.records(judged(20))
    assert (plain["team"], hybrid["team"]) == ("plain", "hybrid")
    assert (duel["verdict"], duel["winner"]) == ("winner", "hybrid")
    assert float(str(duel["evidence"])) >= float(str(duel["needed"])) == 20


@pytest.mark.parametrize("votes", [0, 20])
@pytest.mark.parametrize("teams", [("plain", "hybrid"), ("plain", "hybrid", "mood")])
def test_the_picture_is_a_png(tmp_path: Path, votes: int, teams: tuple[str, ...]) -> None:
    file = tmp_path / "experiment.png"
    experiment_report.picture(judged(votes, teams), file)
    assert file.read_bytes().startswith(b"\x89PNG")


async def test_an_empty_store_has_an_experiment_without_votes(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'segue.db'}"
    found = await experiment_report.judged(url, ("plain", "hybrid"))
    assert found.credited == 0
