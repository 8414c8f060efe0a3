"""The members of a group as a panel: common candidates, and what each member makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.model import Model
from engine.rerank import POOL, appeal, reranked, scaled
from engine.select import Songs
from engine.taste import Profile, TasteSpace
from engine.types import Floats, Mask, Rows

OWN_POOL = 100  # nearest to each taste of a member
OWN_POOLS = 600  # of all members together: many members bring fewer candidates each
_AT_ONCE = 8  # members asked in one product: each takes some floats a track


@dataclass(frozen=True, slots=True)
class Panel:
    """What each member makes of the candidates: the matrices that `engine.group` asks for.

    Attributes
    ----------
    rows
        Candidates, (n_candidates,); ascending, or in the model's order when there is a seed.
    scores
        (n_members, n_candidates) float32, comparable within a member only.
    vetoes
        (n_members, n_candidates) bool: songs by an artist of whom the member disliked a song.
        The disliked songs themselves are no candidates.
    alike
        How alike the model finds each candidate and the seed, (n_candidates,); None without one.
    """

    rows: Rows
    scores: Floats
    vetoes: Mask
    alike: Floats | None = None

    @classmethod
    def of(
        cls,
        members: Sequence[Profile],
        space: TasteSpace,
        songs: Songs,
        excluded: Mask,
        seeds: Rows,
        model: Model,
    ) -> "Panel":
        """Ask the members about what follows the seeds, or without one about what they bring.

        Rows that are `excluded`, (n_tracks,) bool, are no candidates.
        """
        if len(seeds):
            return cls.of_seeds(members, space, songs, excluded, seeds, model)
        return cls.of_tastes(members, space, songs, excluded)

    @classmethod
    def of_tastes(
        cls, members: Sequence[Profile], space: TasteSpace, songs: Songs, excluded: Mask
    ) -> "Panel":
        """Let each member bring what is nearest to their own likes; empty when none has any.

        A member without likes scores all alike, so that they neither pull the answer nor hold it
        up, but for their dislikes and their dial.
        """
        nothing = np.empty(0, np.intp)
        rows = _brought(members, space, nothing, excluded)
        scores = [appeal(space, member, nothing, rows) for member in members]
        return cls(rows, _stacked(scores, rows), _vetoes(members, songs, rows))

    @classmethod
    def of_seeds(
        cls,
        members: Sequence[Profile],
        space: TasteSpace,
        songs: Songs,
        excluded: Mask,
        seeds: Rows,
        model: Model,
    ) -> "Panel":
        """Let each member re-rank what follows the seeds, as `engine.rerank` does for one.

        The score of a member without likes is the model's. One member alone gets the very list.
        """
        target = model.target_of_rows(seeds)
        if len(members) == 1:
            near = reranked(model, target, space, members[0], seeds, excluded)
            falling = -np.arange(len(near.rows), dtype=np.float32)[np.newaxis]
            return cls(near.rows, falling, np.zeros_like(falling, np.bool_), near.scores)
        own = model.neighbours(target, POOL, excluded)
        if not len(own.rows):
            return cls(own.rows, _stacked([], own.rows), _vetoes([], songs, own.rows))
        outside = np.ones_like(excluded)
        outside[own.rows] = False
        outside[_brought(members, space, seeds, excluded)] = False
        pool = model.neighbours(target, int(np.count_nonzero(~outside)), outside)
        alike = scaled(pool.scores, own.scores)
        scores = [alike + appeal(space, member, seeds, pool.rows) for member in members]
        vetoes = _vetoes(members, songs, pool.rows)
        return cls(pool.rows, _stacked(scores, pool.rows), vetoes, pool.scores)


def everyone(members: Sequence[Profile]) -> Profile:
    """Return what leaves a track out for a group: whatever does so for one of its members.

    Dislikes of an artist add up over the members. What one member liked is left out too: it is
    known to one, and would tell the others of it.
    """
    return Profile(
        liked=tuple(row for member in members for row in member.liked),
        disliked=tuple(row for member in members for row in member.disliked),
        blocked_artists=frozenset().union(*(member.blocked_artists for member in members)),
        blocked_genres=frozenset().union(*(member.blocked_genres for member in members)),
    )


def _brought(members: Sequence[Profile], space: TasteSpace, seeds: Rows, excluded: Mask) -> Rows:
    """Return what the members bring to the candidates, ascending."""
    having = [member for member in members if member.liked]
    each = min(OWN_POOL, OWN_POOLS // max(len(having), 1) + 1)
    brought = np.zeros_like(excluded)
    for start in range(0, len(having), _AT_ONCE):
        some = having[start : start + _AT_ONCE]
        heard = [space.heard(np.array(member.liked, np.intp), seeds) for member in some]
        brought[space.nearest_to_any(heard, each, excluded)] = True
    for member in having:
        brought[np.array(list(member.together), np.intp)] = True
    return np.flatnonzero(brought & ~excluded)


def _stacked(scores: Sequence[Floats], rows: Rows) -> Floats:
    return np.array(scores, np.float32).reshape(len(scores), len(rows))


def _vetoes(members: Sequence[Profile], songs: Songs, rows: Rows) -> Mask:
    by_member = [
        np.isin(songs.artist[rows], songs.artist[np.array(member.disliked, np.intp)])
        for member in members
    ]
    return np.array(by_member, np.bool_).reshape(len(members), len(rows))
