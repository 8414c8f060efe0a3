"""Cosine similarity of scaled features: the plain model that others are measured against."""

from typing import Self

import numpy as np

from engine.features import FeatureScaler
from engine.topk import top_k
from engine.types import Arrays, Floats, Mask, Neighbours, Rows

_STEPS = np.float32(1 << 20)


def unit(vectors: Floats) -> Floats:
    """Return vectors, (..., d), at length 1; a zero vector stays zero and is like nothing."""
    lengths: Floats = np.sqrt(np.square(vectors).sum(axis=-1, keepdims=True))
    safe: Floats = np.where(lengths > 0, lengths, 1).astype(np.float32)
    return vectors / safe


def cosines(points: Floats, target: Floats) -> Floats:
    """Return the cosine of `target`, (d,), with each of `points`, (n, d), -1..1.

    Both have length 1. The product is rounded to 2^-20, because a matrix product may add the terms
    of two equal rows in different orders: without it twins would differ in the last bit, and
    a tie would not be a tie.
    """
    products: Floats = points @ target
    rounded: Floats = np.rint(products * _STEPS) / _STEPS
    return rounded


class Cosine:
    """Rank tracks by ``cos(a, b) = a.b / (|a| |b|)`` of their scaled features.

    Attributes
    ----------
    scaler_
        From raw to scaled features.
    unit_
        Scaled features at length 1, (n_tracks, d) float32.
    """

    scaler_: FeatureScaler
    unit_: Floats

    @property
    def name(self) -> str:
        """The name users and artefacts know the model by."""
        return "cosine"

    def fit(self, features: Floats) -> Self:
        """Learn from raw features, (n_tracks, len(FEATURES)) float32."""
        self.scaler_ = FeatureScaler().fit(features)
        self.unit_ = unit(self.scaler_.transform(features))
        return self

    def target_of_rows(self, rows: Rows) -> Floats:
        """Return the direction midway between the tracks', (d,) float32."""
        return unit(self.unit_[rows].mean(axis=0))

    def target_of_features(self, features: Floats) -> Floats:
        """Return the direction of raw features, (len(FEATURES),) float32, NaN where unknown."""
        return unit(self.scaler_.transform(features))

    def neighbours(self, target: Floats, k: int, excluded: Mask) -> Neighbours:
        """Return the k rows of the highest cosine, -1..1, that are not `excluded`."""
        return top_k(cosines(self.unit_, target), k, excluded)

    def to_arrays(self) -> Arrays:
        """Return the fitted state."""
        return {"unit": self.unit_, **self.scaler_.to_arrays()}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return a fitted model from `to_arrays` output."""
        model = cls()
        model.scaler_ = FeatureScaler.from_arrays(arrays)
        model.unit_ = arrays["unit"].astype(np.float32, copy=False)
        return model
