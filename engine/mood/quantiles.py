"""Where a raw value stands in its catalogue: quantile tables, and the way back."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.types import Arrays, Floats

KNOTS = 1001
"""Knots a table: a thousandth of the catalogue between two of them is finer than ears are."""


@dataclass(frozen=True, slots=True)
class Quantiles:
    """One table an axis, from raw values to quantiles and back, linear between knots.

    The quantile of a value is its mid-rank: the share of tracks below it and half the share of
    those equal to it. Over a third of the real catalogue has instrumentalness 0: all of it then
    stands at the middle of that third and not at its edge, and calibrated values keep the mean
    1/2 of a uniform variable.

    Attributes
    ----------
    values
        Raw values at the knots, (n_axes, KNOTS) float32, ascending; when an axis has fewer
        distinct values, its last knot is repeated.
    levels
        Their mid-ranks, (n_axes, KNOTS) float32, in 0..1, ascending.
    """

    values: Floats
    levels: Floats

    @classmethod
    def of(cls, raw: Floats) -> Self:
        """Learn the tables of raw values, (n_axes, n_tracks) float32, finite, n_tracks >= 1."""
        tables = [_table(np.sort(axis)) for axis in raw]
        return cls(
            values=np.stack([values for values, _ in tables]),
            levels=np.stack([levels for _, levels in tables]),
        )

    @property
    def lowest(self) -> Floats:
        """The lowest quantile any track has, (n_axes,): above 0 where many share the minimum."""
        return self.levels[:, 0]

    @property
    def highest(self) -> Floats:
        """The highest quantile any track has, (n_axes,)."""
        return self.levels[:, -1]

    def calibrated(self, raw: Floats) -> Floats:
        """Return quantiles in 0..1 of raw values, (n_axes,) or (n_axes, n); NaN stays NaN."""
        return _interpolated(raw, self.values, self.levels)

    def raw(self, levels: Floats) -> Floats:
        """Return the raw values at quantiles, (n_axes,) or (n_axes, n); NaN stays NaN."""
        return _interpolated(levels, self.levels, self.values)

    def to_arrays(self) -> Arrays:
        """Return the tables as named arrays."""
        return {"values": self.values, "levels": self.levels}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return the tables from `to_arrays` output."""
        return cls(
            values=arrays["values"].astype(np.float32, copy=False),
            levels=arrays["levels"].astype(np.float32, copy=False),
        )


def _table(ordered: Floats) -> tuple[Floats, Floats]:
    """Return knots and mid-ranks, each (KNOTS,), of one axis' sorted values."""
    places = np.linspace(0, len(ordered) - 1, KNOTS).round().astype(np.intp)
    knots = np.unique(ordered[places])
    below = np.searchsorted(ordered, knots, side="left")
    up_to = np.searchsorted(ordered, knots, side="right")
    ranks = ((below + up_to) / (2 * len(ordered))).astype(np.float32)
    padding = (0, KNOTS - len(knots))
    return np.pad(knots, padding, mode="edge"), np.pad(ranks, padding, mode="edge")


def _interpolated(points: Floats, knots: Floats, heights: Floats) -> Floats:
    rows = [np.interp(*row) for row in zip(points, knots, heights, strict=True)]
    return np.array(rows, dtype=np.float32)
