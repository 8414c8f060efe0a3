"""Users that are played: how they vote under interleaved answers, and how often chats ask."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from engine.ballots import Answer
from engine.interleave import draft
from engine.select import Songs
from engine.types import Row

SONGS = 5
TEAMS = ("plain", "hybrid")
START = datetime(2026, 1, 1, tzinfo=UTC)
LATER = START + timedelta(days=100_000)

Ints = np.ndarray  # of int
ClickModel = Callable[[np.random.Generator, np.ndarray], Ints]
"""Which songs a user would like, (n, SONGS) bool, to the votes cast, (n, SONGS) in -1, 0, 1."""


def perfect(rng: np.random.Generator, good: np.ndarray) -> Ints:
    """Hears every song; likes the good ones, dislikes a third of the others."""
    return np.where(good, 1, -(rng.random(good.shape) < 1 / 3).astype(int))


def position_biased(rng: np.random.Generator, good: np.ndarray) -> Ints:
    """Hears a song the less often the lower it stands, and then votes as `perfect`."""
    return perfect(rng, good) * (rng.random(good.shape) < 0.7 ** np.arange(SONGS))


def navigational(_rng: np.random.Generator, good: np.ndarray) -> Ints:
    """Likes the first good song and leaves."""
    return (good & (np.cumsum(good, axis=1) == 1)).astype(int)


def random_clicker(rng: np.random.Generator, good: np.ndarray) -> Ints:
    """Likes and dislikes whatever it meets."""
    return rng.choice([-1, 0, 1], size=good.shape, p=[0.2, 0.5, 0.3])


def likes_the_top(_rng: np.random.Generator, good: np.ndarray) -> Ints:
    """Likes the first two songs, whatever they are."""
    return np.broadcast_to((np.arange(SONGS) < 2).astype(int), good.shape)


CLICK_MODELS: Mapping[str, ClickModel] = {
    "perfect": perfect,
    "position-biased": position_biased,
    "navigational": navigational,
    "random clicker": random_clicker,
    "likes the top": likes_the_top,
}


def drafts(n: int, rng: np.random.Generator, pool: int = 14) -> Ints:
    """Return who placed each song of n real drafts, (n, SONGS): team 0 or 1, -1 for nobody.

    The teams rank the same `pool` of songs, each in its own order, so they share some.
    """
    songs = Songs.of([f"Song {i}" for i in range(pool)], [f"Artist {i}" for i in range(pool)])
    found = np.empty((n, SONGS), int)
    for i in range(n):
        rankings = {team: [Row(row) for row in rng.permutation(pool)[:10]] for team in TEAMS}
        slots = draft(rankings, songs, SONGS, rng)
        found[i] = [-1 if slot.team is None else TEAMS.index(slot.team) for slot in slots]
    return found


@dataclass(frozen=True)
class Population:
    """Chats that vote.

    `better` is by how much (log-odds of liking a song) the hybrid team's songs are liked more;
    `taste` the spread of that between chats; `busy` adds a chat that votes 400 times in the time
    of the others and always sides with one team, drawn anew for each run.
    """

    click: ClickModel
    drafts: Ints
    better: float = 0.0
    taste: float = 0.0
    busy: bool = False
    chats: int = 400
    a_day: float = 2.0

    def points(self, rng: np.random.Generator, leaning: np.ndarray) -> tuple[Ints, np.ndarray]:
        """Return the two teams' points for answers to chats so inclined, and which are credited.

        `leaning` is (n,), the log-odds of each answer's chat; returns (n, 2) and (n,) bool.
        """
        teams = self.drafts[rng.integers(len(self.drafts), size=len(leaning))]
        side = np.choose(teams + 1, [0.0, -0.5, 0.5])
        good = rng.random(teams.shape) < 1 / (1 + np.exp(0.8 - leaning[:, None] * side))
        votes = self.click(rng, good)
        points = np.stack([(votes * (teams == team)).sum(axis=1) for team in (0, 1)], axis=1)
        return points, ((votes != 0) & (teams >= 0)).any(axis=1)

    def run(self, rng: np.random.Generator) -> list[Answer]:
        """Return the credited answers of one experiment, oldest first."""
        # Half of the chats have three answers or fewer, one in ten has fourteen or more.
        sizes = np.clip(np.round(np.exp(rng.normal(np.log(3), 1.2, self.chats))), 1, 60)
        arrivals = np.cumsum(rng.exponential(1 / self.a_day, self.chats))
        leaning = rng.normal(self.better, self.taste, self.chats)
        gaps = np.ones(self.chats)
        if self.busy:
            sizes, arrivals = np.append(sizes, 400), np.append(arrivals, 0.0)
            leaning = np.append(leaning, rng.choice([-8.0, 8.0]))
            gaps = np.append(gaps, 0.1)
        chat = np.repeat(np.arange(len(sizes)), sizes.astype(int))
        first = np.append(True, chat[1:] != chat[:-1])
        waits = np.where(first, 0.0, rng.exponential(gaps[chat]))  # days between a chat's answers
        total = np.cumsum(waits)
        day = arrivals[chat] + total - total[first][chat]
        points, credited = self.points(rng, leaning[chat])
        return list(_answers(chat[credited], day[credited], points[credited]))


def _answers(chat: Ints, day: np.ndarray, points: Ints) -> Iterator[Answer]:
    for i in np.argsort(day, kind="stable").tolist():
        at = START + timedelta(days=float(day[i]))
        yield Answer(int(chat[i]), at, dict(zip(TEAMS, (int(p) for p in points[i]), strict=True)))


def share_won(population: Population, n: int = 200_000) -> float:
    """Return the hybrid's share of decisive answers."""
    rng = np.random.default_rng(0)
    points, _ = population.points(rng, rng.normal(population.better, population.taste, n))
    margin = points[:, 1] - points[:, 0]
    return float((margin > 0).sum() / (margin != 0).sum())
