"""How the invented songs sound: a Gaussian copula over the public set's aggregate statistics.

Every song is a point of normal scores. Its subgenre gives the middle and the spread, its scene and
artist a common part, the rest is its own; all parts correlate as the features of real songs do.
Scores become values through the features' quantiles, so each feature has its real distribution.

Only sums, products and interpolation touch the numbers, in a fixed order and rounded at the end:
the same seed gives the same catalogue on every platform.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from data.demo.cast import Cast, first_of_run
from data.demo.showcase import Version
from data.demo.statistics import Doubles, Statistics

SCENE_SHARE = 0.5  # of what an artist's songs have in common, the part the whole scene shares
VERSION_NOISE = 0.25  # standard deviations between two recordings of one song
LAST_YEAR = 2020

SHIFTS: Mapping[Version, Mapping[str, float]] = {
    Version.REMIX: {"energy": 0.5, "tempo": 0.3, "danceability": 0.3, "acousticness": -0.5},
    Version.LIVE: {"liveness": 2.2, "acousticness": 0.2, "track_popularity": -0.5},
    Version.REMASTER: {"loudness": 0.4},
    Version.ACOUSTIC: {"acousticness": 1.6, "energy": -1.2, "loudness": -0.8},
}
"""What a version does to a song, in standard deviations."""

Sound = Mapping[str, npt.NDArray[np.float64]]


def sound_scores(cast: Cast, statistics: Statistics, rng: np.random.Generator) -> Doubles:
    """Return normal scores of all tracks, (n_tracks, n_features) float64."""
    n, width = len(cast.artist), len(statistics.features)
    common = statistics.artist_share
    scores = _draw(n, statistics, rng) * np.sqrt(1 - common)
    scores += (_draw(cast.artist[-1] + 1, statistics, rng) * np.sqrt(common * (1 - SCENE_SHARE)))[
        cast.artist
    ]
    scores += (_draw(cast.scene[-1] + 1, statistics, rng) * np.sqrt(common * SCENE_SHARE))[
        cast.scene
    ]
    scores *= np.array([each.spread for each in statistics.subgenres])[cast.subgenre]
    scores += np.array([each.mean for each in statistics.subgenres])[cast.subgenre]
    year = statistics.column("year")
    scores[:, year] = scores[first_of_run(cast.album), year][cast.album]
    versions = np.flatnonzero(cast.version)
    scores[versions] = scores[cast.original[versions]]
    scores[versions] += VERSION_NOISE * rng.standard_normal((len(versions), width))
    for kind, shifts in SHIFTS.items():
        rows = np.flatnonzero(cast.version == kind)
        for feature, shift in shifts.items():
            scores[rows, statistics.column(feature)] += shift
    return scores


def sound_values(scores: Doubles, statistics: Statistics) -> Sound:
    """Return the features that normal scores stand for: an array (n_tracks,) a column name."""
    values: dict[str, npt.NDArray[np.float64]] = {}
    for position, feature in enumerate(statistics.features):
        column = scores[:, position]
        if feature in statistics.thresholds:
            steps = np.searchsorted(statistics.thresholds[feature], column)
            values[feature] = steps.astype(np.float64)
        else:
            value = np.interp(column, statistics.scores, statistics.quantiles[feature])
            values[feature] = np.round(value, statistics.decimals[feature])
    return values


def _draw(n: int, statistics: Statistics, rng: np.random.Generator) -> Doubles:
    """Return correlated standard normal draws, (n, n_features)."""
    independent = rng.standard_normal((n, len(statistics.features)))
    correlated = np.zeros_like(independent)
    # Not a matrix product: its order of summation, and with it the last digit, is the library's.
    for i, j in zip(*np.nonzero(statistics.cholesky), strict=True):
        correlated[:, i] += statistics.cholesky[i, j] * independent[:, j]
    return correlated
