"""Who put the invented songs together: playlists that a model can learn from.

Every track is in one playlist of its own subgenre and mostly of its scene. Some are in a second
one, of the genre at large, which gathers songs of about the same age and energy; a few of those
come from another genre, as on real playlists.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.demo.cast import Cast
from data.demo.statistics import Doubles, Statistics

Codes = npt.NDArray[np.int64]

TRACKS_OF_A_PLAYLIST = 65
SCENE_BLUR = 0.6  # scenes: how far a song strays from its scene's playlist
SECOND_SHARE = 0.17  # of the tracks are in a second playlist; 0.16 rows a track in the real set
STRANGER_SHARE = 0.2  # of those are of another genre
MOOD_BLUR = 0.5  # standard deviations


@dataclass(frozen=True, slots=True)
class Memberships:
    """Which track is in which playlist, (n_rows,) codes, and each playlist's subgenre."""

    track: Codes
    playlist: Codes
    subgenre: Codes  # (n_playlists,)


def gather(
    cast: Cast, scores: Doubles, statistics: Statistics, rng: np.random.Generator
) -> Memberships:
    """Put every track in a playlist, and some in two."""
    n = len(cast.artist)
    every = np.arange(n)
    near_scene = cast.scene + SCENE_BLUR * rng.standard_normal(n)
    order, first = _chunks(cast.subgenre, near_scene)
    second = np.sort(rng.permutation(n)[: int(SECOND_SHARE * n)])
    names = sorted({each.genre for each in statistics.subgenres})
    genre_of = np.array([names.index(each.genre) for each in statistics.subgenres])
    genre = genre_of[cast.subgenre[second]]
    moved = rng.random(len(second)) < STRANGER_SHARE
    genre = np.where(moved, (genre + rng.integers(1, len(names), len(second))) % len(names), genre)
    mood = scores[second, statistics.column("year")] + scores[second, statistics.column("energy")]
    again, later = _chunks(genre, mood + MOOD_BLUR * rng.standard_normal(len(second)))
    n_first = int(first[-1]) + 1
    genre_of_playlist = genre[again][np.flatnonzero(np.diff(later, prepend=-1))]
    return Memberships(
        track=np.concatenate([every[order], second[again]]),
        playlist=np.concatenate([first, later + n_first]),
        subgenre=np.concatenate(
            [
                cast.subgenre[order][np.flatnonzero(np.diff(first, prepend=-1))],
                _subgenres_in_turn(genre_of_playlist, genre_of),
            ]
        ),
    )


def _chunks(group: Codes, key: npt.NDArray[np.float64]) -> tuple[Codes, Codes]:
    """Return positions ordered by group and key, and the number of each one's chunk.

    A group is cut into chunks of equal size, about TRACKS_OF_A_PLAYLIST.
    """
    order = np.lexsort((key, group))
    sizes = np.bincount(group)
    chunks = np.maximum(1, np.round(sizes / TRACKS_OF_A_PLAYLIST).astype(np.int64))
    chunks[sizes == 0] = 0
    before = np.cumsum(sizes) - sizes
    chunks_before = np.cumsum(chunks) - chunks
    of = group[order]
    rank = np.arange(len(order)) - before[of]
    return order, chunks_before[of] + rank * chunks[of] // sizes[of]


def _subgenres_in_turn(genre: Codes, genre_of: Codes) -> Codes:
    """Return a subgenre of each playlist's genre, each in turn."""
    n_each = np.bincount(genre_of)
    first = np.cumsum(n_each) - n_each
    return first[genre] + np.arange(len(genre)) % n_each[genre]
