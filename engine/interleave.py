"""Several rankers in one answer, so that the votes under it compare them: team-draft multileaving.

Team-draft interleaving is of Radlinski, Kurup and Joachims (CIKM 2008), for more than two teams of
Schuth et al. (CIKM 2014): each round the teams, in an order drawn anew, place their best song not
yet placed, and a vote credits the team that placed the song. Two things differ here.

A *shared* song, one that every team has in its own first `limit`, says nothing about who is better
and credits nobody. In the original it is credited to whoever drafts it, and takes up that team's
turn. Here it takes up no turn and stands at the depth at which the teams rank it on average. So
the positions left to the teams do not depend on the draw, and in a whole round each team is
equally likely to stand at each of them: the favour that users do to the top of a list falls on all
teams alike, whatever the teams share.

A team with nothing left to place ends the draft; what others still have fills the answer and
credits nobody, so that no team has more than one credited song more than another.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.select import ARTIST_CAP, Songs
from engine.taste import Profile
from engine.types import Recommendation, Row


@dataclass(frozen=True, slots=True)
class Team:
    """A ranker in an experiment: a model, None the default, and the profile that it may use."""

    model: str | None = None
    profile: Profile | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A song of an interleaved answer; `team` placed it, None credits nobody."""

    pick: Recommendation
    team: str | None


@dataclass(frozen=True, slots=True)
class Slot:
    """A position of an interleaved answer; `team` placed `row`, None credits nobody."""

    row: Row
    team: str | None


def draft(
    rankings: Mapping[str, Sequence[Row]], songs: Songs, limit: int, rng: np.random.Generator
) -> tuple[Slot, ...]:
    """Return the interleaved answer of several rankings.

    Parameters
    ----------
    rankings
        Each team's rows, best first; `2 * limit` distinct songs a team are enough for a full
        answer.
    songs
        What is one song, placed once in the version that its team ranks first, and one artist,
        with at most `ARTIST_CAP` songs in the answer.
    limit
        Songs of the answer; fewer come back only when the rankings hold no more.
    rng
        The draw: equal generators and rankings make equal answers. Whoever keeps the slots'
        teams keeps all that an analysis needs.
    """
    board = _Board(songs)
    shared = _shared(rankings, songs, limit)
    plan = _plan(shared, len(rankings), limit)
    for row in plan:
        if row is not None:
            board.take(row)  # before the draft: a planned song keeps its place among its artist's
    return tuple(_Draft(rankings, board, {int(songs.song[r]) for _, r in shared}, rng).fill(plan))


def _shared(
    rankings: Mapping[str, Sequence[Row]], songs: Songs, limit: int
) -> list[tuple[float, Row]]:
    """Return the songs of every team's first `limit`, as (mean depth from 0, row), best first.

    The version is the one that a team ranks best; of equals, the lowest row.
    """
    tops = [_depths(ranking, songs, limit) for ranking in rankings.values()]
    if not tops:
        return []
    found = []
    for song in set(tops[0]).intersection(*tops[1:]):
        places = [top[song] for top in tops]
        found.append((sum(depth for depth, _ in places) / len(places), min(places)[1]))
    board = _Board(songs)
    return [(depth, row) for depth, row in sorted(found) if board.take(row)]


def _depths(ranking: Sequence[Row], songs: Songs, limit: int) -> dict[int, tuple[int, Row]]:
    """Return the place and row of the first `limit` songs of a ranking, by song code."""
    depths: dict[int, tuple[int, Row]] = {}
    for row in ranking:
        if len(depths) == limit:
            break
        depths.setdefault(int(songs.song[row]), (len(depths), row))
    return depths


def _plan(shared: Sequence[tuple[float, Row]], teams: int, limit: int) -> list[Row | None]:
    """Return who has each position: a shared row, or the teams (None); known before the draw.

    After some rounds and shared songs each team has seen that many songs of its own list go by,
    which is the depth that a shared song's mean depth is compared with.
    """
    plan: list[Row | None] = []
    waiting = list(shared)
    depth = 0
    while len(plan) < limit:
        if waiting and waiting[0][0] <= depth:
            plan.append(waiting.pop(0)[1])
        else:
            plan.extend([None] * max(teams, 1))
        depth += 1
    return plan[:limit]


@dataclass(frozen=True, slots=True)
class _Board:
    """The songs and artists that an answer holds already."""

    songs: Songs
    taken: set[int] = field(default_factory=set)
    artists: Counter[int] = field(default_factory=Counter)

    def fits(self, row: Row) -> bool:
        song, artist = int(self.songs.song[row]), int(self.songs.artist[row])
        return song not in self.taken and self.artists[artist] < ARTIST_CAP

    def take(self, row: Row) -> bool:
        """Place a row; tells whether it fitted."""
        if not self.fits(row):
            return False
        self.taken.add(int(self.songs.song[row]))
        self.artists[int(self.songs.artist[row])] += 1
        return True


@dataclass(slots=True)
class _Draft:
    """The rounds of one answer."""

    rankings: Mapping[str, Sequence[Row]]
    board: _Board
    shared: set[int]
    rng: np.random.Generator
    over: bool = False

    def fill(self, plan: Iterable[Row | None]) -> Iterable[Slot]:
        turns: list[str] = []
        for planned in plan:
            if planned is not None:
                yield Slot(planned, None)
                continue
            if not turns:
                turns = self._drawn()
                self.over |= any(self._best(team) is None for team in turns)
            if slot := self._turn(turns.pop(0)):
                self.board.take(slot.row)
                yield slot

    def _drawn(self) -> list[str]:
        names = list(self.rankings)
        return [names[i] for i in self.rng.permutation(len(names))]

    def _turn(self, team: str) -> Slot | None:
        best = None if self.over else self._best(team)
        if best is not None:
            return Slot(best, team)
        self.over = True
        left = (row for name in self._drawn() for row in self.rankings[name])
        filler = next((row for row in left if self.board.fits(row)), None)
        return None if filler is None else Slot(filler, None)

    def _best(self, team: str) -> Row | None:
        songs = self.board.songs.song
        own = (row for row in self.rankings[team] if int(songs[row]) not in self.shared)
        return next((row for row in own if self.board.fits(row)), None)
