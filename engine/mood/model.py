"""Mood as distance on named axes: the second source document's idea, calibrated.

The document places songs on the plane of valence and energy and answers the nearest. It names
two flaws and leaves them: energy is skewed, so a step of 0.2 is not the same on both axes, and the
two correlate, so "sad" drags "calm" along. Here every axis is the song's quantile in its
catalogue, and the pair of valence and energy is whitened. `Mood(scale="raw")` is the document's
own distance.
"""

from collections.abc import Mapping
from typing import Literal, Self

import numpy as np

from engine.mood.axes import AXES
from engine.mood.leaning import leans
from engine.mood.quantiles import Quantiles
from engine.topk import top_k
from engine.types import COLUMN, Arrays, Floats, Mask, Neighbours, Rows

Scale = Literal["calibrated", "raw"]

_COLUMNS = [COLUMN[axis] for axis in AXES]
_WEAK = np.float32(0.1)  # of a squared gap on an axis that is expected and not named
_PLANE = 2  # axes of the mood plane
_MAX_CORRELATION = 0.95  # a catalogue on one line would otherwise divide by nothing


class Mood:
    """Nearest songs on the axes that a target names.

    A target is (6,) float32 over `AXES` in the coordinates of the scale, NaN where an axis is not
    named and therefore free. Songs name valence and energy; phrases and numbers any axes. With d
    the gaps of a song to the target on the named axes and r the correlation of calibrated valence
    and energy, the distance is

        sqrt((dv^2 - 2 r dv de + de^2) / (1 - r^2) + sum of the other d^2)

    where both valence and energy are named (the Mahalanobis distance of two variables of equal
    spread), else, and on the raw scale always, plain sqrt(sum of d^2). The score is exp(-distance)
    in 0..1: 1 is identical, and a gap of 0.1, a tenth of the catalogue, on one axis costs a tenth.

    `leaning` adds six more: what the named axes lead a listener to expect of the free ones, see
    `engine.mood.leaning`. There a squared gap counts a tenth, so that among songs equally calm the
    acoustic ones come first, and no song comes for being acoustic that is not calm.

    Moods that contradict are met all the same: on the real catalogue each of the first ten songs
    for 42 phrases of one to four axes (tests/engine/test_mood_real.py) is within 0.11 of every
    level named, and within 0.08 for all but five phrases.

    Parameters
    ----------
    scale
        "calibrated": coordinates are quantiles of the catalogue, in 0..1. "raw": coordinates are
        the features themselves, distances those of the second source document.

    Attributes
    ----------
    coordinates_
        All tracks, (6, n_tracks) float32; an axis is contiguous, as a phrase reads few of them.
    quantiles_
        The tables between raw values and quantiles, on either scale.
    correlation_
        r above; 0 on the raw scale.
    """

    name = "mood"

    def __init__(self, scale: Scale = "calibrated") -> None:
        self.scale: Scale = scale

    def fit(self, features: Floats) -> Self:
        """Learn the catalogue's quantiles and correlation from (n_tracks, 15) raw features."""
        raw = np.ascontiguousarray(features[:, _COLUMNS].T, dtype=np.float32)
        self.quantiles_ = Quantiles.of(raw)
        if self.scale == "raw":
            self.coordinates_, self.correlation_ = raw, 0.0
        else:
            self.coordinates_ = self.quantiles_.calibrated(raw)
            self.correlation_ = _correlation(*self.coordinates_[:_PLANE])
        return self

    def target_of_rows(self, rows: Rows) -> Floats:
        """Return the mean place of one or several tracks on the mood plane, (6,)."""
        target = np.full(len(AXES), np.nan, np.float32)
        target[:_PLANE] = self.coordinates_[:_PLANE, rows].mean(axis=1)
        return target

    def target_of_features(self, features: Floats) -> Floats:
        """Return the place of raw features, (15,) and NaN where unknown, on the mood plane."""
        raw = np.full(len(AXES), np.nan, np.float32)
        raw[:_PLANE] = features[_COLUMNS[:_PLANE]]
        return raw if self.scale == "raw" else self.quantiles_.calibrated(raw)

    def target_of_levels(
        self, levels: Mapping[str, float], numbers: Mapping[str, float] | None = None
    ) -> Floats:
        """Return the target that a phrase names, (6,).

        Parameters
        ----------
        levels
            Quantiles by axis, in 0..1. One outside what any track has (a third of the catalogue
            shares the lowest instrumentalness) becomes the nearest that one has.
        numbers
            Raw values by axis; they overrule `levels` of the same axis.
        """
        wanted = _vector(levels)
        known = np.clip(wanted, self.quantiles_.lowest, self.quantiles_.highest)
        exact = _vector(numbers or {})
        if self.scale == "raw":
            return np.where(np.isnan(exact), self.quantiles_.raw(known), exact)
        return np.where(np.isnan(exact), known, self.quantiles_.calibrated(exact))

    def leaning(self, target: Floats) -> Floats:
        """Return a (6,) target and, behind it, what its free axes lean to: (12,).

        A raw target leans nowhere: it is the document's.
        """
        if self.scale == "raw":
            return np.append(target, np.full(len(AXES), np.nan, np.float32))
        expected = np.clip(leans(target), self.quantiles_.lowest, self.quantiles_.highest)
        return np.append(target, expected)

    def raw_of_target(self, target: Floats) -> Floats:
        """Return the raw feature values at a target, (6,), NaN where it names none."""
        return target if self.scale == "raw" else self.quantiles_.raw(target)

    def distances(self, target: Floats) -> Floats:
        """Return every track's distance to `target`, (6,) or (12,): (n_tracks,) float32, >= 0.

        A target that names nothing is at distance 0 of every track.
        """
        squared = np.zeros(self.coordinates_.shape[1], np.float32)
        for place in np.flatnonzero(~np.isnan(target)):
            weak, axis = divmod(place, len(AXES))
            gaps = (self.coordinates_[axis] - target[place]) ** 2
            squared += gaps * _WEAK if weak else gaps
        if self.correlation_ and not np.isnan(target[:_PLANE]).any():
            squared += self._whitening(*(self.coordinates_[:_PLANE].T - target[:_PLANE]).T)
        return np.sqrt(squared, out=squared)

    def neighbours(self, target: Floats, k: int, excluded: Mask) -> Neighbours:
        """Return the k nearest rows that are not `excluded`, nearest first, ties by row."""
        # Ranked by distance, scored after: exp would round close distances into false ties.
        nearest = top_k(-self.distances(target), k, excluded)
        return Neighbours(nearest.rows, np.exp(nearest.scores))

    def to_arrays(self) -> Arrays:
        """Return the coordinates, the tables and the correlation; no correlation is "raw"."""
        return {
            "coordinates": self.coordinates_,
            "correlation": np.array([self.correlation_], np.float64),
            "is_raw": np.array([self.scale == "raw"], np.uint8),
            **self.quantiles_.to_arrays(),
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return the model that `to_arrays` described."""
        model = cls("raw" if arrays["is_raw"].astype(np.bool_)[0] else "calibrated")
        model.coordinates_ = arrays["coordinates"].astype(np.float32, copy=False)
        model.correlation_ = float(arrays["correlation"].astype(np.float64)[0])
        model.quantiles_ = Quantiles.from_arrays(arrays)
        return model

    def _whitening(self, valence: Floats, energy: Floats) -> Floats:
        """Return what whitening adds to the plain squared distance of gaps on the mood plane."""
        r = np.float32(self.correlation_)
        plain = valence**2 + energy**2
        return (plain - 2 * r * valence * energy) / (1 - r**2) - plain


def _correlation(valence: Floats, energy: Floats) -> float:
    if valence.std() == 0 or energy.std() == 0:
        return 0.0
    found = float(np.corrcoef(valence, energy)[0, 1])
    return float(np.clip(found, -_MAX_CORRELATION, _MAX_CORRELATION))


def _vector(by_axis: Mapping[str, float]) -> Floats:
    return np.array([by_axis.get(axis, np.nan) for axis in AXES], np.float32)
