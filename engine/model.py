"""What every model of the engine promises.

A question to a model is a *target*: a point in the model's own space. A model makes one from
catalogue rows (one track or several) or from the raw features of a track from outside, and then
ranks the catalogue by nearness to it. Filters that are about songs and not about nearness (other
versions, artist caps) live in `engine.select`, once for all models.
"""

from typing import Protocol, Self

from engine.types import Arrays, Floats, Mask, Neighbours, Rows


class Model(Protocol):
    """A fitted similarity model over one catalogue."""

    @property
    def name(self) -> str:
        """The name users and artefacts know the model by."""
        ...

    def fit(self, features: Floats) -> Self:
        """Learn from raw features, (n_tracks, len(FEATURES)) float32; returns self."""
        ...

    def target_of_rows(self, rows: Rows) -> Floats:
        """Return the target of one or several catalogue tracks, (d,) float32."""
        ...

    def target_of_features(self, features: Floats) -> Floats:
        """Return the target of raw features, (len(FEATURES),) float32, NaN where unknown."""
        ...

    def neighbours(self, target: Floats, k: int, excluded: Mask) -> Neighbours:
        """Return the k rows nearest to `target` that are not `excluded`, (n_tracks,) bool.

        Fewer than k are returned only when fewer than k rows are left.
        """
        ...

    def to_arrays(self) -> Arrays:
        """Return the fitted state, all that `from_arrays` needs."""
        ...

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return a fitted model from `to_arrays` output; arrays may be read-only memory maps."""
        ...
