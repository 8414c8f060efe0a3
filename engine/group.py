"""From what each member of a group makes of the candidates to one sequence for all of them.

**Comparable members.** A member's scores only say which candidates they like better: one may
score all near 0.9 and another all near 0.4. So a score becomes a utility by its rank,
``exp(-better / depth)``, `better` the number of candidates that the member scores higher. It falls
fast, since a member's few best are far likelier to please than what is merely not disliked: on
held-out playlists the mean of these utilities serves everyone better than the mean of the scores.

**Rules.** The next song maximises, over the members m,

- `balancing`: ``sum u_m / (1 + served_m)``, where `served_m` adds up m's utilities of the songs
  before: the worst served so far weigh most. (After Piliponyte, Ricci, Koschwitz, "Sequential
  music recommendations for groups by balancing user satisfaction", 2013. The weight is the slope
  of ``log(1 + served)``, so the sequence seeks proportional fairness.)
- `average`: ``mean u_m``;
- `least_misery`: ``min u_m``, the mean rank deciding between equals;
- `borda`: the number of candidates that each member likes less, ties counting half.

**Without misery.** Whatever the rule, a candidate that a member vetoes waits until no other is
left; then those of the fewest vetoes come first, and say so. A least score as well (none from the
lower half of any member's ranking, say) would leave groups of unlike members nothing to hear.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from engine.select import ARTIST_CAP, Codes
from engine.types import Floats, GroupRule, Mask, Track

DEPTH = 30.0
"""Better candidates that bring a utility down to 1/e.

Measured by tests/bench/groups.py: of 30, 50 and 100 the best for the mean and for the least
satisfied member, in similar and in divergent groups. So short a reach makes an average of
utilities take turns by itself among unlike members; balancing adds most where tastes overlap.
"""
SERVED = 0.5  # of the best served member's utility, from which a song serves another one too

_Doubles: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pick:
    """One song of a group's sequence.

    Parameters
    ----------
    position
        Of the candidate, a column of the scores.
    value
        The members' mean utility, 0..1; 1 is the best song of everyone.
    serves
        Members whom it serves more than others, rows of the scores; empty when it serves all.
    vetoed
        Whether a member vetoes it: nothing that nobody vetoes was left.
    """

    position: int
    value: float
    serves: tuple[int, ...]
    vetoed: bool


@dataclass(frozen=True, slots=True)
class GroupPick:
    """A song for a group, and the members whom it serves more than others.

    `score` is how alike the model finds it and the seed (1 is identical); without a seed it is
    the members' mean utility, 0..1.
    """

    track: Track
    score: float
    serves: tuple[str, ...]


def sequence(
    scores: Floats,
    vetoes: Mask,
    song: Codes,
    artist: Codes,
    rule: GroupRule = "balancing",
    k: int = 5,
    depth: float = DEPTH,
) -> tuple[Pick, ...]:
    """Return up to `k` songs for all members, in the order to play them.

    Equal values come in the order of the candidates, and the order of the members is of no
    account. A member whose scores are all equal has no say but by vetoes. One member alone gets
    their own order.

    Parameters
    ----------
    scores
        What each member makes of each candidate, higher is better, (n_members, n_candidates);
        comparable within a member only.
    vetoes
        Whom a candidate would make miserable, (n_members, n_candidates) bool.
    song, artist
        Codes of the candidates, (n_candidates,): no song comes twice, and an artist at most
        `ARTIST_CAP` times.
    rule, depth
        See the module.
    """
    better = _better(scores)
    utility = np.exp(-better / depth)
    value = _RULES[rule]
    against = vetoes.sum(axis=0)
    served = np.zeros(len(scores))
    left = np.ones(scores.shape[1], np.bool_)
    artists: Counter[int] = Counter()
    picks: list[Pick] = []
    while len(picks) < k and left.any():
        fewest = against[left].min()
        values = value(utility, better, served)
        best = int(np.argmax(np.where(left & (against == fewest), values, -np.inf)))
        picks.append(
            Pick(best, float(utility[:, best].mean()), _serves(utility, best), bool(fewest))
        )
        served += utility[:, best]
        left &= song != song[best]
        artists[int(artist[best])] += 1
        if artists[int(artist[best])] == ARTIST_CAP:
            left &= artist != artist[best]
    return tuple(picks)


def _better(scores: Floats) -> _Doubles:
    """Return how many candidates a member scores higher; equal scores share the best rank."""
    last = scores.shape[1]
    return np.array(
        [last - np.searchsorted(np.sort(own), own, side="right") for own in scores], np.float64
    ).reshape(scores.shape)


def _serves(utility: _Doubles, position: int) -> tuple[int, ...]:
    """Return the members whom a candidate serves more than others; none when it serves all."""
    heard = np.flatnonzero(np.ptp(utility, axis=1) > 0)
    own = utility[heard, position]
    served = heard[own >= SERVED * own.max(initial=0)]
    return () if len(served) == len(heard) else tuple(served.tolist())


def _sum(by_member: _Doubles) -> _Doubles:
    """Add up members, (n_members, n), in an order that does not depend on theirs."""
    added: _Doubles = np.sort(by_member, axis=0).sum(axis=0)
    return added


def _balancing(utility: _Doubles, better: _Doubles, served: _Doubles) -> _Doubles:
    return _sum(utility / (1 + served)[:, np.newaxis])


def _average(utility: _Doubles, better: _Doubles, served: _Doubles) -> _Doubles:
    return _sum(utility)


def _least_misery(utility: _Doubles, better: _Doubles, served: _Doubles) -> _Doubles:
    # Ranks are whole, and the mean's share is below 1: it only decides between equals.
    values: _Doubles = -better.max(axis=0) - better.mean(axis=0) / better.shape[1]
    return values


def _borda(utility: _Doubles, better: _Doubles, served: _Doubles) -> _Doubles:
    # A rank is shared by those that tie: half of them would be above and half below.
    ties = np.array([np.bincount(own)[own] for own in better.astype(np.intp)])
    points: _Doubles = (better.shape[1] - better - (ties + 1) / 2).sum(axis=0)
    return points


_RULES: Mapping[GroupRule, Callable[[_Doubles, _Doubles, _Doubles], _Doubles]] = {
    "balancing": _balancing,
    "average": _average,
    "least_misery": _least_misery,
    "borda": _borda,
}
