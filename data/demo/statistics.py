"""What is known of real songs as a whole: quantiles, correlations, and how subgenres differ."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Subgenre:
    """A subgenre: its share of all rows, and its place in the space of normal scores."""

    genre: str
    name: str
    share: float
    mean: Doubles  # (n_features,)
    spread: Doubles  # (n_features,)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Aggregates of the public set, over its numeric columns and the year of release.

    Parameters
    ----------
    features
        Column names; "year" is the last.
    scores
        Normal scores of the probabilities that quantiles are given at, (n_quantiles,).
    quantiles
        Values at those scores, of features that vary continuously.
    thresholds
        Scores above which a whole-number feature is 1, 2, ...
    decimals
        Digits after the point that the set gives a feature in.
    cholesky
        Lower triangle; it makes independent normal draws correlate as a subgenre's songs do.
    artist_share
        Share of the variance within a subgenre that lies between artists, (n_features,).
    subgenres
        In order of genre and name.
    """

    features: tuple[str, ...]
    scores: Doubles
    quantiles: Mapping[str, Doubles]
    thresholds: Mapping[str, Doubles]
    decimals: Mapping[str, int]
    cholesky: Doubles
    artist_share: Doubles
    subgenres: tuple[Subgenre, ...]

    def column(self, feature: str) -> int:
        """Return the position of a feature."""
        return self.features.index(feature)


def load_statistics() -> Statistics:
    """Read the aggregates that ship with the package."""
    table = tomllib.loads(files("data.demo").joinpath("statistics.toml").read_text("utf-8"))
    lower = np.zeros((len(table["features"]),) * 2)
    for i, row in enumerate(table["correlations"]):
        lower[i, : i + 1] = row
    return Statistics(
        features=tuple(table["features"]),
        scores=_scores(table["probabilities"]),
        quantiles={name: np.array(values) for name, values in table["quantiles"].items()},
        thresholds={name: _scores(shares[:-1]) for name, shares in table["steps"].items()},
        decimals=table["decimals"],
        cholesky=np.linalg.cholesky(lower + np.tril(lower, -1).T).astype(np.float64),
        artist_share=np.array(table["artist_share"]),
        subgenres=tuple(
            Subgenre(
                each["genre"],
                each["name"],
                each["share"],
                np.array(each["mean"]),
                np.array(each["spread"]),
            )
            for each in table["subgenres"]
        ),
    )


def _scores(probabilities: list[float]) -> Doubles:
    normal = NormalDist()
    return np.array([normal.inv_cdf(probability) for probability in probabilities])
