"""How good a list is, and how sure one can be of a mean: each with its formula and its source.

Every metric is of one list; a figure is a mean over queries.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from engine.types import Rows

Values = npt.NDArray[np.float64]
DRAWS = 1_000  # of a bootstrap
_EDGES = (2.5, 97.5)  # percent, of a 95 % interval


def ndcg(hits: Sequence[bool], relevant: int, k: int) -> float:
    """Return nDCG@k with relevance 0 or 1, in 0..1.

    ``DCG / IDCG``, ``DCG = sum of hit_i / log2(i + 1)`` over places i = 1..k, IDCG that of a list
    with every relevant item first (Järvelin and Kekäläinen, 2002). Without anything relevant 0.

    Parameters
    ----------
    hits
        Whether each place holds something relevant, best place first.
    relevant
        How many relevant items there are to find.
    k
        How many places count.

    Examples
    --------
    One of two relevant items, in the second place of three:

    >>> round(ndcg([False, True, False], relevant=2, k=3), 6)
    0.386853
    """
    discounts = 1 / np.log2(np.arange(2, k + 2))
    ideal = float(discounts[:relevant].sum())
    found = np.asarray(hits[:k], dtype=np.float64)
    return float(discounts[: len(found)] @ found) / ideal if relevant else 0.0


def recall(hits: Sequence[bool], relevant: int, k: int) -> float:
    """Return recall@k: the share of what can be found in k places that is found, in 0..1.

    ``hits / min(k, relevant)``, so that 1 is within reach when more is relevant than k.

    Examples
    --------
    >>> recall([False, True, False], relevant=2, k=3)
    0.5
    """
    return float(np.sum(hits[:k])) / min(k, relevant) if relevant else 0.0


def artist_diversity(artists: Sequence[int]) -> float:
    """Return the share of a list's places that bring another artist, in 0..1.

    Examples
    --------
    >>> artist_diversity([7, 7, 9, 4])
    0.75
    """
    return len(set(artists)) / len(artists) if len(artists) else 0.0


def coverage(lists: Sequence[Rows], tracks: int) -> float:
    """Return the share of the catalogue that the lists show at all, in 0..1.

    Catalogue coverage (Herlocker et al., 2004); it grows with the number of lists.

    Examples
    --------
    >>> coverage([np.array([0, 1]), np.array([1, 2])], tracks=6)
    0.5
    """
    shown = np.unique(np.concatenate(lists)) if len(lists) else np.empty(0)
    return len(shown) / tracks


def mean_interval(values: Values, rng: np.random.Generator) -> tuple[float, float]:
    """Return the 95 % interval of the mean of `values`, (n_queries,).

    Percentile bootstrap over queries (Efron, 1979), `DRAWS` draws.

    Examples
    --------
    >>> mean_interval(np.array([0.5, 0.5, 0.5]), np.random.default_rng(0))
    (0.5, 0.5)
    """
    low, high = np.percentile(values[_draws(len(values), rng)].mean(axis=1), _EDGES)
    return float(low), float(high)


def gain_interval(
    before: Values, after: Values, rng: np.random.Generator
) -> tuple[float, float, float]:
    """Return how much larger the mean of `after` is, as a share of `before`'s, with its interval.

    ``mean(after) / mean(before) - 1`` and its 95 % interval by bootstrap over the queries, which
    are the same on both sides. A `before` of 0 everywhere has no share; the gain is then 0.

    Examples
    --------
    >>> gain_interval(np.array([0.2, 0.4]), np.array([0.3, 0.6]), np.random.default_rng(0))[0]
    0.5
    """
    if not before.any():
        return 0.0, 0.0, 0.0
    drawn = _draws(len(before), rng)
    means = before[drawn].mean(axis=1)
    ratios = after[drawn].mean(axis=1) / np.where(means > 0, means, np.nan) - 1
    low, high = np.nanpercentile(ratios, _EDGES)
    return round(float(after.mean() / before.mean()) - 1, 12), float(low), float(high)


def _draws(queries: int, rng: np.random.Generator) -> Rows:
    return rng.integers(0, queries, size=(DRAWS, queries))
