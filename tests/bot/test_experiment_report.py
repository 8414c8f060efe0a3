"""What the operator sees of an experiment: a table, JSON lines and a picture."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import experiment_report
from bot.cli import main
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


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "segue.db"
    monkeypatch.setenv("SEGUE_DATABASE_URL", f"sqlite+aiosqlite:///{file}")
    return file


@pytest.mark.usefixtures("database")
def test_the_command_prints_a_line_a_team_and_a_line_a_duel(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["experiment", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("team") for line in lines] == ["plain", "hybrid", None]


@pytest.mark.usefixtures("database")
def test_the_command_draws_where_it_is_told_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["experiment", "--picture", str(tmp_path / "votes.png")]) == 0
    assert (tmp_path / "votes.png").exists()
    assert main(["experiment", "--picture", str(tmp_path / "absent" / "votes.png")]) == 2
    assert "absent" in capsys.readouterr().err


@pytest.mark.usefixtures("database")
def test_one_team_is_no_experiment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEGUE_EXPERIMENT", "plain")
    assert main(["experiment"]) == 2
    assert "SEGUE_EXPERIMENT" in capsys.readouterr().err


def test_a_file_that_is_no_database_is_one_line_of_complaint(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database.write_bytes(b"not a database " * 100)
    assert main(["experiment"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
