"""An experiment ends by its rule: false winners are rare, and a better team is found."""

import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ballots import Answer, Ballot, ballots
from engine.evidence import evidence, posterior
from engine.experiment import OF_CHATS, OF_ONE_CHAT, Duel, StopRule, Verdict, decide

START = datetime(2026, 1, 1, tzinfo=UTC)
LATER = START + timedelta(days=10_000)
TEAMS = ("plain", "hybrid")
WEEK = timedelta(days=7)


def answer(voter: int, day: float, plain: int = 0, hybrid: int = 0) -> Answer:
    return Answer(voter, START + timedelta(days=day), {"plain": plain, "hybrid": hybrid})


def cast(answers: list[Answer], now: datetime = LATER) -> tuple[Ballot, ...]:
    return ballots(answers, *TEAMS, lead=3, window=WEEK, now=now)


def duel(answers: list[Answer], now: datetime = LATER, rule: StopRule = OF_CHATS) -> Duel:
    return decide(answers, TEAMS, now, rule).duels[0]


# Ballots.


def test_a_ballot_is_cast_when_a_team_leads_by_three() -> None:
    answers = [answer(1, day, hybrid=1) for day in (0, 1, 2, 3, 4)]
    assert cast(answers) == (Ballot(wins=3, cast_at=START + timedelta(days=2)),)


def test_a_ballot_is_cast_after_a_week_with_the_lead_it_has() -> None:
    answers = [answer(1, 0, hybrid=2), answer(1, 1, plain=1), answer(1, 2, 1, 1), answer(1, 8, 5)]
    assert cast(answers) == (Ballot(wins=1, losses=1, ties=1, cast_at=START + WEEK),)


def test_a_ballot_stays_open_until_its_week_is_over() -> None:
    answers = [answer(1, 0, hybrid=1)]
    assert cast(answers, now=START + timedelta(days=6)) == (Ballot(wins=1),)


def test_ballots_come_in_the_order_of_casting() -> None:
    slow = [answer(1, 0, plain=1)]
    quick = [answer(2, day, hybrid=1) for day in (1, 2, 3)]
    assert [ballot.lead for ballot in cast(slow + quick)] == [3, -1]


def test_an_answer_is_won_by_points_however_many_voted_under_it() -> None:
    assert cast([answer(1, 0, plain=-2, hybrid=9)])[0].lead == 1
    assert cast([answer(1, 0, plain=-3, hybrid=-1)])[0].lead == 1


def test_votes_for_a_third_team_do_not_open_a_ballot() -> None:
    assert cast([Answer(1, START, {"mood": 1})]) == ()


# Evidence and the interval.


@given(st.integers(1, 8))
def test_the_evidence_of_fair_coins_is_one_on_average(n: int) -> None:
    """Over all 2^n outcomes of n ballots with a lead of 2."""
    outcomes = np.array(np.meshgrid(*[[-2, 2]] * n)).reshape(n, -1).T
    assert np.mean([sum(evidence(o, 0.5))[-1] for o in outcomes]) == pytest.approx(1)


def test_evidence_does_not_care_which_team_is_called_the_challenger() -> None:
    leads = np.array([3, -1, 2, 2])
    ours, theirs = evidence(leads, 0.5)
    swapped = evidence(-leads, 0.5)
    assert np.allclose(ours, swapped[1])
    assert np.allclose(theirs, swapped[0])


def test_evidence_beyond_measure_is_finite() -> None:
    assert np.isfinite(sum(evidence(np.full(20_000, 3), 0.5))).all()


def test_without_ballots_anything_may_be() -> None:
    probability, (low, high) = posterior([])
    assert probability == 0.5
    assert (low, high) == pytest.approx((0.025, 0.975), abs=1e-3)


def test_the_interval_is_that_of_the_beta_posterior() -> None:
    # Beta(13, 9): quantiles from tables of the incomplete beta function.
    probability, interval = posterior([Ballot(wins=1)] * 12 + [Ballot(losses=1)] * 8)
    assert probability == pytest.approx(13 / 22)
    assert interval == pytest.approx((0.3844, 0.7819), abs=1e-3)


def test_chats_that_disagree_widen_the_interval() -> None:
    agreed = posterior([Ballot(wins=2, losses=1)] * 20)[1]
    split = posterior([Ballot(wins=4)] * 10 + [Ballot(losses=2)] * 10)[1]
    assert split[1] - split[0] > 1.5 * (agreed[1] - agreed[0])


# The decision.


def test_nothing_is_decided_before_there_are_votes() -> None:
    found = duel([])
    assert (found.verdict, found.evidence, found.answers) == (Verdict.RUNNING, 1.0, 0)


def test_one_chat_alone_decides_nothing_about_chats_however_much_it_votes() -> None:
    answers = [answer(1, day, hybrid=1) for day in range(1000)]
    assert duel(answers).verdict is Verdict.RUNNING


def test_one_chat_alone_decides_about_itself() -> None:
    answers = [answer(n, n, hybrid=1) for n in range(20)]
    found = duel(answers, rule=OF_ONE_CHAT)
    assert (found.verdict, found.winner) == (Verdict.WINNER, "hybrid")


def test_many_chats_of_one_mind_decide_and_what_follows_changes_nothing() -> None:
    early = [answer(n, n, plain=1) for n in range(20)]
    late = [answer(100 + n, 100 + n, hybrid=1) for n in range(200)]
    found = duel(early + late)
    assert (found.verdict, found.winner) == (Verdict.WINNER, "plain")
    assert found == duel(early)
    assert found.evidence >= found.needed
    assert found.ended_at is not None
    assert found.ended_at < late[0].at


def test_at_the_horizon_it_is_said_that_no_difference_was_found() -> None:
    answers = [answer(n, n, plain=n % 2, hybrid=1 - n % 2) for n in range(700)]
    found = duel(answers)
    assert (found.verdict, found.winner) == (Verdict.NO_DIFFERENCE, None)
    assert found.answers == found.at_most


def test_each_challenger_has_its_share_of_the_errors() -> None:
    answers = [Answer(n, START + n * WEEK, {"a": 0, "b": 1, "c": 0}) for n in range(9)]
    two, three = decide(answers, "ab", LATER), decide(answers, "abc", LATER)
    assert [d.needed for d in three.duels] == [2 * two.duels[0].needed] * 2
    assert three.duels[0].evidence == pytest.approx(two.duels[0].evidence)


def test_the_standings_count_every_credited_answer() -> None:
    answers = [answer(1, 0, hybrid=2), answer(1, 1, plain=1), answer(1, 2, 1, 1)]
    plain, hybrid = decide(answers, TEAMS, LATER).standings
    assert (plain.points, plain.wins, plain.ties, plain.losses) == (2, 1, 1, 1)
    assert (hybrid.points, hybrid.wins, hybrid.ties, hybrid.losses) == (3, 1, 1, 1)


# Played users; `tests/bench/experiment_power.py` plays thousands of runs.


@pytest.fixture(scope="module")
def played() -> Iterator[ModuleType]:
    path = Path(__file__).parents[1] / "bench" / "click_models.py"
    spec = importlib.util.spec_from_file_location("click_models", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["click_models"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["click_models"]


@pytest.fixture(scope="module")
def placed(played: ModuleType) -> np.ndarray:
    return played.drafts(3000, np.random.default_rng(0))


def winners(population: object, runs: int, rule: StopRule = OF_CHATS) -> list[str | None]:
    """Return who was ever declared the winner in each run, looked at after every ballot."""
    rng = np.random.default_rng(7)
    found = []
    for _ in range(runs):
        answers = population.run(rng)
        if rule is OF_ONE_CHAT:
            answers = [replace(one, voter=i) for i, one in enumerate(answers)]
        found.append(decide(answers, TEAMS, LATER, rule).duels[0].winner)
    return found


MODELS = ["perfect", "position-biased", "navigational", "random clicker", "likes the top"]


@pytest.mark.parametrize("users", MODELS)
def test_equal_teams_hardly_ever_have_a_winner(
    played: ModuleType, placed: np.ndarray, users: str
) -> None:
    population = played.Population(played.CLICK_MODELS[users], placed, chats=150)
    wrong = sum(winner is not None for winner in winners(population, 100))
    assert wrong <= 10  # at a true rate of 5 %, more than 10 of 100 come up once in 90 times


@pytest.mark.parametrize("users", ["perfect", "position-biased", "navigational"])
def test_a_better_team_is_found_by_all_who_can_tell(
    played: ModuleType, placed: np.ndarray, users: str
) -> None:
    population = played.Population(played.CLICK_MODELS[users], placed, better=0.9, chats=300)
    found = winners(population, 25)
    assert found.count("hybrid") >= 20
    assert "plain" not in found


@pytest.mark.parametrize("users", ["random clicker", "likes the top"])
def test_the_position_of_a_song_is_not_taken_for_its_quality(
    played: ModuleType, placed: np.ndarray, users: str
) -> None:
    """Who votes by position or by chance knows no better team, and none is found."""
    population = played.Population(played.CLICK_MODELS[users], placed, better=2.0, chats=150)
    assert sum(winner is not None for winner in winners(population, 60)) <= 6


def test_a_busy_chat_of_fixed_taste_does_not_decide_for_the_others(
    played: ModuleType, placed: np.ndarray
) -> None:
    population = played.Population(played.perfect, placed, taste=1.0, busy=True, chats=100)
    assert sum(winner is not None for winner in winners(population, 60)) <= 6
    # Were each answer counted for itself, it would.
    assert sum(winner is not None for winner in winners(population, 20, OF_ONE_CHAT)) >= 15
