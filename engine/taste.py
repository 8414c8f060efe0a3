"""What a chat, or one member of it, has told of its taste, and how near a track is to that."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from engine.cosine import unit
from engine.discriminant import Memberships, fit_space
from engine.features import FeatureScaler
from engine.table import TrackTable
from engine.types import Arrays, Floats, Mask, Row, Rows

SHARPNESS = 8.0  # how much the nearest like counts before the others
HEED = 4.0  # how much a like near the seed counts before others
RELATED, STEEPNESS = 0.4, 8.0  # cosine at which a seed is half of a taste, and how sharply so
HEARD = 64  # likes that are asked about one list; those nearest to the seed
TASTES = 3  # far-apart tastes that bring candidates
ONE_TASTE = 0.3  # cosine to a taste's first like, from which a like is of that taste


@dataclass(frozen=True, slots=True)
class Profile:
    """What a re-ranking may know of a chat or of one member; `Profile()` changes nothing.

    Parameters
    ----------
    liked, disliked
        The latest verdicts, newest first.
    together
        Item-to-item: how many chats like this track and one of `liked`. Tracks under the
        minimum count are absent.
    shown_h
        Hours since a track was last shown, 0 or more.
    popularity
        The dial, -1 (obscure) to 1 (popular); 0 leaves popularity alone.
    blocked_artists
        Names as `engine.text.fold` leaves them.
    blocked_genres
        Genres or subgenres, as the catalogue spells them.
    """

    liked: tuple[Row, ...] = ()
    disliked: tuple[Row, ...] = ()
    together: Mapping[Row, int] = field(default_factory=dict)
    shown_h: Mapping[Row, float] = field(default_factory=dict)
    popularity: float = 0.0
    blocked_artists: frozenset[str] = frozenset()
    blocked_genres: frozenset[str] = frozenset()

    @property
    def orders(self) -> bool:
        """Whether it has a say in the order; blocks alone only leave tracks out."""
        return bool(self.liked or self.disliked or self.popularity)


@dataclass(frozen=True, slots=True)
class Heard:
    """Likes that are asked about a seed.

    Parameters
    ----------
    rows, shares
        The likes and how much each counts, (m,) each; the shares add up to 1.
    related
        How surely the seed is of a taste among them, 0..1; 1 when there is no seed.
    """

    rows: Rows
    shares: Floats
    related: float


@dataclass(frozen=True, slots=True)
class TasteSpace:
    """Where tracks that people put together are close (`engine.discriminant`).

    Attributes
    ----------
    vectors
        (n_tracks, d) float32 at length 1.
    fame
        Quantile of popularity in the catalogue, (n_tracks,) float32, 0..1.
    """

    vectors: Floats
    fame: Floats

    @classmethod
    def of(cls, table: TrackTable, artist: Rows) -> Self:
        """Fit the space to a catalogue and the codes of its artists, (n_tracks,)."""
        sound = FeatureScaler().fit(table.features).transform(table.features)
        lists = table.tracks.column("playlists").to_pylist()
        return cls(
            vectors=fit_space(sound, artist, Memberships.of(lists, artist)),
            fame=_quantiles(table.feature("popularity")),
        )

    def to_arrays(self) -> Arrays:
        """Return the space as named arrays."""
        return {"vectors": self.vectors, "fame": self.fame}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return the space from `to_arrays` output."""
        return cls(
            vectors=arrays["vectors"].astype(np.float32, copy=False),
            fame=arrays["fame"].astype(np.float32, copy=False),
        )

    def heard(self, liked: Rows, seeds: Rows) -> Heard:
        """Weigh likes by how near they are to the seeds; all alike when there is no seed.

        The share of a like is proportional to ``exp(HEED cos(like, seeds))``: a chat of several
        tastes is asked about the one that the seed belongs to. With c the greatest of these
        cosines, the seed is of that taste by ``1 / (1 + exp(-STEEPNESS (c - RELATED)))``: likes
        of another kind of music say little about what should follow it.
        """
        near, related = np.zeros(len(liked), np.float32), 1.0
        if len(seeds):
            near = self.vectors[liked] @ unit(self.vectors[seeds].mean(axis=0))
            related = 1 / (1 + math.exp(-STEEPNESS * (float(near.max()) - RELATED)))
        kept = np.argsort(-near, kind="stable")[:HEARD]
        weights = np.exp(HEED * near[kept])
        return Heard(liked[kept], (weights / weights.sum()).astype(np.float32), related)

    def closeness(self, heard: Heard, rows: Rows) -> Floats:
        """Return how near each of `rows` is to the likes, (n_rows,) float32, about -1..1.

        The soft maximum ``log(sum share exp(b cos(like, track))) / b``, b `SHARPNESS`: near one
        taste is near enough, so far-apart likes are not averaged into what nobody likes.
        """
        cosines = self.vectors[rows] @ self.vectors[heard.rows].T
        closeness: Floats = np.log(np.exp(SHARPNESS * cosines) @ heard.shares) / SHARPNESS
        return closeness

    def nearest(self, heard: Heard, k: int, excluded: Mask) -> Rows:
        """Return up to `k` rows nearest to each of the likes' `TASTES` main tastes."""
        return self.nearest_to_any([heard], k, excluded)

    def nearest_to_any(self, heard: Sequence[Heard], k: int, excluded: Mask) -> Rows:
        """Return the rows that are `nearest` to the likes of several; cheaper than one by one."""
        sims = np.concatenate([self._centres(one) for one in heard]) @ self.vectors.T
        sims[:, excluded] = -np.inf
        k = min(k, len(excluded) - int(np.count_nonzero(excluded)))
        if k <= 0:
            return np.empty(0, np.intp)
        found = [np.argpartition(-taste, k - 1)[:k] for taste in sims]
        return np.unique(np.concatenate(found))

    def _centres(self, heard: Heard) -> Floats:
        """Return the middle of each taste, (m, d): leader clustering, most heeded like first."""
        vectors = self.vectors[heard.rows]
        left = np.arange(len(vectors))
        centres: list[Floats] = []
        while len(left) and len(centres) < TASTES:
            own = vectors[left] @ vectors[left[0]] >= ONE_TASTE
            own[0] = True  # also where its vector is zero
            centres.append(heard.shares[left[own]] @ vectors[left[own]])
            left = left[~own]
        return np.stack(centres)


def _quantiles(values: Floats) -> Floats:
    """Return the share of values below each, plus half of those equal, 0..1."""
    distinct, position, counts = np.unique(values, return_inverse=True, return_counts=True)
    middles = (np.cumsum(counts) - counts / 2) / max(len(values), 1)
    return np.asarray(middles[position.reshape(-1)], dtype=np.float32) if len(distinct) else values
