"""The built-in catalogue: as many invented songs as one likes, for whoever has no catalogue.

Nothing in it exists: not the songs, not the artists, not the playlists, and its report's source
is "demo" so that a user can be told. What is real is how the numbers are distributed; see
`data.demo.sound`. It has the public set's 23 columns and goes through the same loader.
"""

import io

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from data.catalogue import Catalogue, load_catalogue
from data.demo.cast import Cast, cast_tracks, first_of_run
from data.demo.ids import demo_ids
from data.demo.names import Names, name_tracks, playlist_names
from data.demo.phrases import load_words
from data.demo.playlists import Memberships, gather
from data.demo.showcase import SHOWCASE, SHOWCASE_FROM, Showcase, Version
from data.demo.sound import LAST_YEAR, Sound, sound_scores, sound_values
from data.demo.statistics import Statistics, load_statistics
from data.schema import PUBLIC_ORDER
from engine.artifact import BUILT_IN

__all__ = [
    "DEMO_SOURCE",
    "SHOWCASE",
    "SHOWCASE_FROM",
    "Showcase",
    "Version",
    "demo_catalogue",
    "demo_frame",
]

DEMO_SOURCE = BUILT_IN
N_TRACKS, SEED = 3000, 7
WHOLE = ("key", "mode", "duration_ms", "track_popularity")
YEAR_ONLY_SHARE = 0.058  # of the dates are a year alone, as in the public set


def demo_catalogue(n_tracks: int = N_TRACKS, seed: int = SEED) -> Catalogue:
    """Return the built-in catalogue, loaded and cleaned like any file.

    Its `sha256` is that of the CSV that `demo_frame` would be written as.

    Parameters
    ----------
    n_tracks
        How many songs, at least 1.
    seed
        Another seed, other songs.

    Raises
    ------
    ValueError
        `n_tracks` is not positive.
    """
    file = io.BytesIO()
    pa_csv.write_csv(demo_frame(n_tracks, seed), file)
    file.seek(0)
    return load_catalogue(file, name=DEMO_SOURCE)


def demo_frame(n_tracks: int = N_TRACKS, seed: int = SEED) -> pa.Table:
    """Return the built-in catalogue as rows of the public set's 23 columns.

    A row is one (track, playlist) pair, about 1.17 a track. The same size and seed always give
    the same rows.

    Parameters
    ----------
    n_tracks
        How many songs, at least 1.
    seed
        Another seed, other songs.

    Raises
    ------
    ValueError
        `n_tracks` is not positive.
    """
    if n_tracks < 1:
        raise ValueError(f"a catalogue of {n_tracks} tracks")
    rng = np.random.default_rng(seed)
    statistics, words = load_statistics(), load_words()
    cast = cast_tracks(n_tracks, statistics.subgenres, rng)
    scores = sound_scores(cast, statistics, rng)
    sound = sound_values(scores, statistics)
    names = name_tracks(cast, sound["year"], words, rng)
    lists = gather(cast, scores, statistics, rng)
    tracks = _track_columns(cast, names, sound, seed, rng)
    rows = tracks.take(pa.array(lists.track))
    subgenres = [statistics.subgenres[code].name for code in lists.subgenre]
    playlists = _playlist_columns(
        lists, playlist_names(subgenres, words), subgenres, statistics, seed
    ).take(pa.array(lists.playlist))
    columns = dict(zip(rows.column_names, rows.columns, strict=True))
    columns |= dict(zip(playlists.column_names, playlists.columns, strict=True))
    return pa.table({name: columns[name] for name in PUBLIC_ORDER})


def _track_columns(
    cast: Cast, names: Names, sound: Sound, seed: int, rng: np.random.Generator
) -> pa.Table:
    numbers = {name: values for name, values in sound.items() if name != "year"}
    albums = demo_ids("a", seed, int(cast.album[-1]) + 1)
    dates = _dates(sound["year"][first_of_run(cast.album)], rng)
    return pa.table(
        {
            "track_id": demo_ids("t", seed, len(cast.artist)),
            "track_name": names.title,
            "track_artist": names.artist,
            "track_album_id": albums.take(pa.array(cast.album)),
            "track_album_name": names.album,
            "track_album_release_date": dates.take(pa.array(cast.album)),
            **{
                name: pa.array(values.astype(np.int64) if name in WHOLE else values)
                for name, values in numbers.items()
            },
        }
    )


def _playlist_columns(
    lists: Memberships, names: list[str], subgenres: list[str], statistics: Statistics, seed: int
) -> pa.Table:
    return pa.table(
        {
            "playlist_name": pa.array(names),
            "playlist_id": demo_ids("p", seed, len(names)),
            "playlist_genre": pa.array([statistics.subgenres[c].genre for c in lists.subgenre]),
            "playlist_subgenre": pa.array(subgenres),
        }
    )


def _dates(year: np.ndarray, rng: np.random.Generator) -> pa.Array:
    """Return release dates, most of them complete; the last year has but a January."""
    n = len(year)
    month = np.where(year < LAST_YEAR, rng.integers(1, 13, n), 1)
    parts = (year.astype(np.int64), month, rng.integers(1, 29, n))
    texts = [pc.utf8_lpad(pc.cast(pa.array(part), pa.string()), 2, "0") for part in parts]
    complete = pc.binary_join_element_wise(*texts, "-")
    return pc.if_else(pa.array(rng.random(n) < YEAR_ONLY_SHARE), texts[0], complete)
