"""Exact top-k: the one place where scores become a ranking."""

import numpy as np

from engine.types import Floats, Mask, Neighbours


def top_k(scores: Floats, k: int, excluded: Mask) -> Neighbours:
    """Return the k best rows that are not excluded, best first, equal scores in row order.

    The order is a pure function of the scores, also at the cut: of rows that tie for the last
    place, the lowest are taken. (`argpartition` alone leaves that to chance.)

    Parameters
    ----------
    scores
        One score a row, (n,) float32, higher is better. A NaN says nothing about its row, which
        is left out.
    k
        How many rows, 0 or more; fewer come back only when fewer are left.
    excluded
        Rows that may not be returned, (n,) bool.

    Returns
    -------
    Neighbours
        `rows` (m,) and `scores` (m,), m <= k.
    """
    unusable = excluded | np.isnan(scores)
    k = min(k, len(scores) - int(np.count_nonzero(unusable)))
    if k <= 0:
        return Neighbours(np.empty(0, np.intp), np.empty(0, np.float32))
    masked = np.where(unusable, np.float32(-np.inf), scores)
    cut = np.partition(masked, len(masked) - k)[len(masked) - k]
    reached = np.flatnonzero((masked >= cut) & ~unusable)
    best = reached[np.argsort(-masked[reached], kind="stable")[:k]]
    return Neighbours(best, masked[best].astype(np.float32, copy=False))
