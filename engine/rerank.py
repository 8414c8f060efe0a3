"""A model's ranking and a profile to a ranking for whoever asks: the hybrid.

Only a few hundred candidates are looked at: the model's own best, and the tracks nearest to what
was liked. Each has a value, the sum of what speaks for and against it; then a track that is much
like one before it waits a little.
"""

from dataclasses import dataclass

import numpy as np

from engine.cosine import unit
from engine.model import Model
from engine.taste import Profile, TasteSpace
from engine.types import Floats, Mask, Neighbours, Row, Rows

POOL = 300  # of the model's best
TASTE_POOL = 100  # of each taste's nearest, and of what is most liked together
_DIVERSE_HEAD = 30  # places that are chosen one by one


@dataclass(frozen=True, slots=True)
class Weights:
    """What each term counts, beside a model's own score scaled to 0..1 over its best.

    Measured on held-out playlists by `segue evaluate`; DECISIONS.md has the figures.

    Parameters
    ----------
    liked
        Closeness to the likes, as far as the seed is of their kind.
    doubt
        Likes it takes to be half sure: closeness counts n / (n + doubt) for n likes.
    disliked
        How much nearer the nearest dislike is than the seed.
    together
        The share of the most liked-together track's log count.
    popularity
        The quantile of popularity, from -0.5 to 0.5, at the end of the dial.
    shown, shown_half_h
        A track shown just now, and the hours after which that counts half.
    repeat
        Closeness to the nearest track placed before (maximal marginal relevance).
    """

    liked: float = 3.0
    doubt: float = 0.5
    disliked: float = 1.0
    together: float = 1.0
    popularity: float = 1.0
    shown: float = 0.5
    shown_half_h: float = 48.0
    repeat: float = 0.05


MEASURED = Weights()


def reranked(
    model: Model,
    target: Floats,
    space: TasteSpace,
    profile: Profile,
    seeds: Rows,
    excluded: Mask,
    weights: Weights = MEASURED,
) -> Neighbours:
    """Return the candidates for a target, in the order that a profile likes.

    Scores are the model's, so they need not fall. Rows that are `excluded`, (n_tracks,) bool, are
    no candidates.
    """
    own = model.neighbours(target, POOL, excluded)
    if not len(own.rows):
        return own
    pool = _pooled(own, model, target, space, profile, seeds, excluded)
    values = scaled(pool.scores, own.scores)
    values += appeal(space, profile, seeds, pool.rows, weights)
    order = np.argsort(-values, kind="stable")
    if weights.repeat:
        order = _spread(space.vectors[pool.rows], values, order, weights.repeat)
    return Neighbours(pool.rows[order], pool.scores[order])


def followed(head: Neighbours, others: Neighbours) -> Neighbours:
    """Return `head`, then what `others` has beside it."""
    new = ~np.isin(others.rows, head.rows)
    return Neighbours(
        np.concatenate([head.rows, others.rows[new]]),
        np.concatenate([head.scores, others.scores[new]]),
    )


def appeal(
    space: TasteSpace, profile: Profile, seeds: Rows, rows: Rows, weights: Weights = MEASURED
) -> Floats:
    """Return what a profile adds to the value of `rows`, whatever model they come from.

    Parameters
    ----------
    seeds
        What was asked, which says which of several tastes is meant; may be empty.
    rows
        Candidates, (n,).

    Returns
    -------
    Floats
        (n,) float32; 0 where nothing speaks for or against a track.
    """
    values = np.zeros(len(rows), np.float32)
    if profile.liked:
        heard = space.heard(np.array(profile.liked, np.intp), seeds)
        sure = heard.related * len(profile.liked) / (len(profile.liked) + weights.doubt)
        values += np.float32(weights.liked * sure) * space.closeness(heard, rows)
    if profile.disliked:
        values -= np.float32(weights.disliked) * _aversion(space, profile, seeds, rows)
    values += np.float32(weights.popularity * profile.popularity) * (space.fame[rows] - 0.5)
    return values + _remembered(profile, rows, weights)


def _aversion(space: TasteSpace, profile: Profile, seeds: Rows, rows: Rows) -> Floats:
    """Return how much nearer each of `rows` is to a dislike than to the seeds, 0 or more.

    Who asks for more like the seed and disliked some of the answer draws a line between the two;
    being near a dislike alone would count against what is most like the seed.
    """
    vectors = space.vectors[rows]
    disliked = space.vectors[np.array(profile.disliked, np.intp)]
    nearest: Floats = (vectors @ disliked.T).max(axis=1)
    if len(seeds):
        nearest = nearest - np.maximum(vectors @ unit(space.vectors[seeds].mean(axis=0)), 0)
    return np.maximum(nearest, 0)


def _remembered(profile: Profile, rows: Rows, weights: Weights) -> Floats:
    """Return what others liked together and what was shown lately say of `rows`."""
    values = np.zeros(len(rows), np.float32)
    if not profile.together and not profile.shown_h:
        return values
    most = max(profile.together.values(), default=0)
    for position, row in enumerate(map(Row, rows.tolist())):
        if count := profile.together.get(row, 0):
            values[position] += weights.together * np.log1p(count) / np.log1p(most)
        if (hours := profile.shown_h.get(row)) is not None:
            values[position] -= weights.shown * 0.5 ** (hours / weights.shown_half_h)
    return values


def _pooled(
    own: Neighbours,
    model: Model,
    target: Floats,
    space: TasteSpace,
    profile: Profile,
    seeds: Rows,
    excluded: Mask,
) -> Neighbours:
    """Return the candidates in the model's order, scored by the model."""
    wanted = [own.rows]
    if profile.liked:
        heard = space.heard(np.array(profile.liked, np.intp), seeds)
        wanted.append(space.nearest(heard, TASTE_POOL, excluded))
    most = sorted(profile.together, key=lambda row: (-profile.together[row], row))[:TASTE_POOL]
    together = np.array(most, np.intp)
    wanted.append(together[~excluded[together]])
    outside = np.ones_like(excluded)
    outside[np.concatenate(wanted)] = False
    return model.neighbours(target, int(np.count_nonzero(~outside)), outside)


def scaled(scores: Floats, own: Floats) -> Floats:
    """Return scores with the model's best at 1 and the last of its own pool at 0, -1 at least."""
    spread = max(float(own[0] - own[-1]), 1e-6)
    shares: Floats = np.clip((scores - own[-1]) / np.float32(spread), -1, 1)
    return shares


def _spread(vectors: Floats, values: Floats, order: Rows, repeat: float) -> Rows:
    """Place the first tracks one by one, each less welcome the more it is like one before it.

    Maximal marginal relevance (Carbonell and Goldstein, 1998): the next maximises
    ``value - repeat max cos(track, placed)``.
    """
    left = values.astype(np.float64)
    nearest = np.full(len(values), -1.0)
    placed: list[int] = []
    for _ in range(min(_DIVERSE_HEAD, len(order))):
        best = int(np.argmax(left - repeat * nearest)) if placed else int(order[0])
        placed.append(best)
        left[best] = -np.inf
        nearest = np.maximum(nearest, vectors @ vectors[best])
    head = np.array(placed, np.intp)
    return np.concatenate([head, order[~np.isin(order, head)]])
