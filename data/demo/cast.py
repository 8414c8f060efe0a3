"""Who is in the built-in catalogue: every track's subgenre, artist, album, language and version.

Tracks are laid out by subgenre, then scene, artist and album, so that each of these is a run of
neighbouring rows and everything is found by counting. A scene is what playlists gather: artists
of one subgenre, and mostly of one language, that sound a little alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.demo.phrases import LANGUAGES
from data.demo.showcase import SHOWCASE, SHOWCASE_FROM, Showcase, Version
from data.demo.statistics import Subgenre

Codes = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# The share of artists with at most 1, 2, 3, ... tracks: a flatter tail than the real set's, so
# that an artist's other songs are there to be found in a small catalogue too.
TRACKS_OF_AN_ARTIST = np.array(
    [0.45, 0.64, 0.75, 0.82, 0.87, 0.90, 0.925, 0.945, 0.96, 0.97, 0.98, 0.987, 0.993, 1.0]
)
ARTISTS_OF_A_SCENE = 24
NEW_ALBUM_SHARE = 0.35
VERSION_SHARE = 0.12
VERSION_KINDS = np.array([0.45, 0.65, 0.85, 1.0])  # remix, live, remaster, acoustic; cumulative
OTHER_LANGUAGE: Mapping[str, tuple[str, float]] = {
    "edm": ("ru", 0.10),
    "latin": ("es", 0.85),
    "pop": ("ru", 0.20),
    "r&b": ("ru", 0.10),
    "rap": ("ru", 0.25),
    "rock": ("ru", 0.25),
}
"""A genre's second language, and its share of the artists; the rest sing in English."""


@dataclass(frozen=True, slots=True)
class Cast:
    """All tracks, as (n_tracks,) codes that count from 0 and never fall from row to row.

    Parameters
    ----------
    subgenre, scene, artist, album
        What a track belongs to.
    language
        Index in LANGUAGES.
    version
        A `Version`.
    original
        The row that a track is a version of, its own for an original.
    showcase
        The first row of each showcase that has a place.
    """

    subgenre: Codes
    scene: Codes
    artist: Codes
    album: Codes
    language: Codes
    version: Codes
    original: Codes
    showcase: tuple[tuple[int, Showcase], ...]


def cast_tracks(n_tracks: int, subgenres: tuple[Subgenre, ...], rng: np.random.Generator) -> Cast:
    """Deal `n_tracks` tracks to subgenres, scenes, artists and albums."""
    share = np.cumsum([each.share for each in subgenres])
    ends = np.floor(share / share[-1] * n_tracks + 0.5).astype(np.int64)
    subgenre = np.searchsorted(ends, np.arange(n_tracks), side="right")
    showcase = _places(ends, subgenres, n_tracks)
    starts = _artist_starts(subgenre, showcase, rng)
    artist = np.cumsum(starts) - 1
    language, scene = _scenes(subgenre, artist, starts, subgenres)
    album = np.cumsum(starts | (rng.random(n_tracks) < NEW_ALBUM_SHARE)) - 1
    version = _versions(starts, rng)
    for row, place in showcase:
        version[row : row + len(place.recordings)] = [kind for _, kind in place.recordings]
    own = np.where(version == Version.ORIGINAL, np.arange(n_tracks), 0)
    original = np.maximum.accumulate(own)  # an artist's first track is always an original
    return Cast(subgenre, scene, artist, album, language, version, original, showcase)


def first_of_run(codes: Codes) -> Codes:
    """Return the first row of each code's run, (n_codes,)."""
    return np.flatnonzero(np.diff(codes, prepend=-1))


def _places(
    ends: Codes, subgenres: tuple[Subgenre, ...], n_tracks: int
) -> tuple[tuple[int, Showcase], ...]:
    if n_tracks < SHOWCASE_FROM:
        return ()
    names = [each.name for each in subgenres]
    starts = np.concatenate([[0], ends[:-1]])
    places = []
    for place in SHOWCASE:
        at = names.index(place.subgenre)
        # English artists come first in a subgenre and the others last: see _scenes.
        first = starts[at] if place.language == "en" else ends[at] - len(place.recordings)
        places.append((int(first), place))
    return tuple(places)


def _artist_starts(
    subgenre: Codes, showcase: tuple[tuple[int, Showcase], ...], rng: np.random.Generator
) -> Bools:
    n = len(subgenre)
    sizes = 1 + np.searchsorted(TRACKS_OF_AN_ARTIST, rng.random(n), side="right")
    rows = np.cumsum(sizes)
    starts = np.diff(subgenre, prepend=-1) != 0
    starts[rows[rows < n]] = True
    for row, place in showcase:
        after = row + len(place.recordings)
        starts[row] = True
        starts[row + 1 : after] = False
        starts[after : after + 1] = True
    return np.asarray(starts, dtype=np.bool_)


def _scenes(
    subgenre: Codes, artist: Codes, starts: Bools, subgenres: tuple[Subgenre, ...]
) -> tuple[Codes, Codes]:
    """Return each track's language and scene.

    The last artists of a subgenre sing in its second language, so its scenes are of one language.
    """
    of_artist = subgenre[starts]
    n_artists = np.bincount(of_artist, minlength=len(subgenres))
    before = np.cumsum(n_artists) - n_artists
    rank = np.arange(len(of_artist)) - before[of_artist]
    second = [OTHER_LANGUAGE[each.genre] for each in subgenres]
    code = np.array([LANGUAGES.index(language) for language, _ in second])
    from_rank = n_artists * (1 - np.array([share for _, share in second]))
    language = np.where(rank >= from_rank[of_artist], code[of_artist], LANGUAGES.index("en"))
    is_new = (rank % ARTISTS_OF_A_SCENE == 0).astype(np.int64)
    return language[artist], (np.cumsum(is_new) - 1)[artist]


def _versions(starts: Bools, rng: np.random.Generator) -> Codes:
    kinds = 1 + np.searchsorted(VERSION_KINDS, rng.random(len(starts)), side="right")
    is_version = (rng.random(len(starts)) < VERSION_SHARE) & ~starts
    return np.where(is_version, kinds, int(Version.ORIGINAL))
