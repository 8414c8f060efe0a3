"""From credited answers to a decision, by the stop rule of `docs/EXPERIMENT.md`.

An answer is won by the team with more points, likes minus dislikes of the songs that it placed.
Every challenger meets the control (the first team) in a duel, which rests on the voters' ballots
(`engine.ballots`): given how far ahead a cast ballot is, the challenger is the one ahead in half
of them when neither team is better.
The duel ends with a winner when the evidence (`engine.evidence`) reaches 1 / alpha, which without
a better team happens with a probability of alpha at most, however often one looks.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

import numpy as np

from engine.ballots import Answer, Ballot, ballots
from engine.evidence import evidence, posterior


@dataclass(frozen=True, slots=True)
class StopRule:
    """When an experiment ends; the values are those that stand in the docs before any data.

    Parameters
    ----------
    alpha
        Chance that a winner is ever declared when no team is better, over all duels.
    at_most
        Decisive answers in cast ballots after which a duel ends with no difference found.
    lead, window
        When a ballot is cast, see `engine.ballots`.
    spread
        Standard deviation of the log-odds that the evidence is mixed over; 0.41 is 60 to 40.
    """

    alpha: float = 0.05
    at_most: int = 600
    lead: int = 3
    window: timedelta = timedelta(days=7)
    spread: float = 0.5


OF_CHATS = StopRule()
OF_ONE_CHAT = StopRule(lead=1, window=timedelta(0))
"""For what a single chat prefers; each answer has a voter of its own."""


class Verdict(Enum):
    """What an experiment has come to."""

    RUNNING = "running"
    WINNER = "winner"
    NO_DIFFERENCE = "no difference"


@dataclass(frozen=True, slots=True)
class Duel:
    """A challenger against the control, up to the decision or to now.

    Attributes
    ----------
    wins, losses, ties
        The challenger's, of the answers in cast ballots.
    cast, open
        Ballots that count, and ballots that are not cast yet.
    win_probability, interval
        That the challenger wins a decisive answer: posterior mean and central 95 %.
    evidence, needed
        The mixture likelihood ratio, and the one that decides.
    winner
        The better team when the verdict is WINNER.
    ended_at
        When the ballot was cast that decided.
    at_most
        Decisive answers after which the duel ends.
    path
        (decisive answers, evidence) after each ballot that counts.
    """

    control: str
    challenger: str
    wins: int
    losses: int
    ties: int
    cast: int
    open: int
    win_probability: float
    interval: tuple[float, float]
    evidence: float
    needed: float
    verdict: Verdict
    winner: str | None
    ended_at: datetime | None
    at_most: int
    path: tuple[tuple[int, float], ...] = field(default=(), repr=False)

    @property
    def answers(self) -> int:
        """Decisive answers so far."""
        return self.wins + self.losses


@dataclass(frozen=True, slots=True)
class Standing:
    """A team over all credited answers: points, and answers won, shared at the top and lost."""

    team: str
    points: int
    wins: int
    ties: int
    losses: int


@dataclass(frozen=True, slots=True)
class Experiment:
    """What the votes say: of each team, and of each challenger against the first team."""

    credited: int
    standings: tuple[Standing, ...]
    duels: tuple[Duel, ...]


def decide(
    answers: Collection[Answer], teams: Sequence[str], now: datetime, rule: StopRule = OF_CHATS
) -> Experiment:
    """Return where an experiment stands at `now`; `teams[0]` is the control.

    Of several challengers each has its share of alpha (Bonferroni), so that the chance of any
    wrong winner stays alpha. Teams that no longer take part are left out of everything.
    """
    taking_part = [a for a in answers if not a.points.keys().isdisjoint(teams)]
    needed = max(len(teams) - 1, 1) / rule.alpha
    duels = tuple(
        _duel(
            teams[0],
            challenger,
            ballots(answers, teams[0], challenger, rule.lead, rule.window, now),
            needed,
            rule,
        )
        for challenger in teams[1:]
    )
    standings = tuple(_standing(team, taking_part, teams) for team in teams)
    return Experiment(len(taking_part), standings, duels)


def _standing(team: str, answers: Sequence[Answer], teams: Sequence[str]) -> Standing:
    own = [answer.points.get(team, 0) for answer in answers]
    best = [max((a.points.get(t, 0) for t in teams if t != team), default=0) for a in answers]
    margins = [points - other for points, other in zip(own, best, strict=True)]
    return Standing(
        team,
        points=sum(own),
        wins=sum(margin > 0 for margin in margins),
        ties=sum(margin == 0 for margin in margins),
        losses=sum(margin < 0 for margin in margins),
    )


def _duel(
    control: str, challenger: str, found: Sequence[Ballot], needed: float, rule: StopRule
) -> Duel:
    cast = [ballot for ballot in found if ballot.cast_at]
    leads = np.array([ballot.lead for ballot in cast], np.intp)
    for_challenger, for_control = evidence(leads, rule.spread)
    ratio = for_challenger + for_control
    decisive = np.cumsum([ballot.decisive for ballot in cast], dtype=np.intp)
    verdict, winner = Verdict.RUNNING, None
    for last in np.flatnonzero((ratio >= needed) | (decisive >= rule.at_most))[:1].tolist():
        cast = cast[: last + 1]
        verdict = Verdict.NO_DIFFERENCE
        if ratio[last] >= needed:
            verdict = Verdict.WINNER
            winner = challenger if for_challenger[last] > for_control[last] else control
    path = tuple(zip(decisive.tolist(), ratio.tolist(), strict=True))[: len(cast)]
    win_probability, interval = posterior(cast)
    return Duel(
        control=control,
        challenger=challenger,
        wins=sum(ballot.wins for ballot in cast),
        losses=sum(ballot.losses for ballot in cast),
        ties=sum(ballot.ties for ballot in cast),
        cast=len(cast),
        open=sum(ballot.cast_at is None for ballot in found),
        win_probability=win_probability,
        interval=interval,
        evidence=path[-1][1] if path else 1.0,
        needed=needed,
        verdict=verdict,
        winner=winner,
        ended_at=None if verdict is Verdict.RUNNING else cast[-1].cast_at,
        at_most=rule.at_most,
        path=path,
    )
