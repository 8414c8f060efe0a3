"""The engine's nouns: identifiers, arrays, tracks and what a question returns.

`TrackId` is the catalogue's string; `Row` is a position in every array of an artefact. They are
two types because mixing a label with a position is how the first source document came to publish
another song's neighbours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NewType, TypeAlias

import numpy as np
import numpy.typing as npt

TrackId = NewType("TrackId", str)
Row = NewType("Row", int)

Floats: TypeAlias = npt.NDArray[np.float32]
Rows: TypeAlias = npt.NDArray[np.intp]
Mask: TypeAlias = npt.NDArray[np.bool_]
Arrays: TypeAlias = Mapping[str, npt.NDArray[np.generic]]
"""Fitted state as named arrays: what a model writes into an artefact and is loaded from."""

GroupRule: TypeAlias = Literal["balancing", "average", "least_misery", "borda"]
"""How songs for a group are chosen, see `engine.group`; chats keep their choice by this name."""

AUDIO = (
    "danceability",  # 0..1
    "energy",  # 0..1
    "key",  # pitch class 0..11, -1 unknown
    "loudness",  # dB, about -60..0
    "mode",  # 1 major, 0 minor
    "speechiness",  # 0..1
    "acousticness",  # 0..1
    "instrumentalness",  # 0..1
    "liveness",  # 0..1
    "valence",  # 0..1
    "tempo",  # beats a minute
    "duration_ms",  # milliseconds
)
FEATURES = (
    *AUDIO,
    "popularity",  # 0..100
    "year",  # of the album's release, NaN unknown
    "month",  # 1..12, NaN unknown
)
"""Columns of the raw feature matrix, in order: shape (n_tracks, 15), float32."""

COLUMN: Mapping[str, int] = {name: position for position, name in enumerate(FEATURES)}


@dataclass(frozen=True, slots=True)
class Track:
    """One track of the catalogue, as a person would name it."""

    track_id: TrackId
    title: str
    artist: str
    album_id: str
    album: str
    genres: tuple[str, ...]  # the one of most playlists first; empty when unknown
    subgenres: tuple[str, ...]
    year: int | None
    popularity: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Rows nearest to a target, best first, equal scores in row order.

    `rows` is (k,) intp, `scores` (k,) float32; a higher score is more alike, 1 is identical.
    """

    rows: Rows
    scores: Floats


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A track that follows a seed, and how alike the model finds the two (1 is identical)."""

    track: Track
    score: float
