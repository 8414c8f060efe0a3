"""What the invented songs, artists, albums and playlists are called."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from data.demo.cast import Cast, first_of_run
from data.demo.phrases import LANGUAGES, Patterns, Words
from data.demo.showcase import Version

Codes = npt.NDArray[np.int64]

SAME_TITLE_SHARE = 0.02  # of the originals share their title with a song of somebody else
GUEST_SHARE = 0.08  # of the originals name a guest
GUEST_WITHIN = 40  # rows: a guest is of the neighbourhood, and so of the scene
REMASTER_YEARS = ("2009", "2011", "2014", "2015", "2018")
REMASTERED_BEFORE = 2005  # later releases say "Remastered" without a year


@dataclass(frozen=True, slots=True)
class Names:
    """Names of all tracks, string arrays (n_tracks,)."""

    title: pa.Array
    artist: pa.Array
    album: pa.Array


def name_tracks(
    cast: Cast, year: npt.NDArray[np.float64], words: Words, rng: np.random.Generator
) -> Names:
    """Name every track, its artist and its album; `year` is (n_tracks,)."""
    of_artist = cast.language[first_of_run(cast.artist)]
    artist = _drawn(of_artist, words.artists, rng).take(pa.array(cast.artist))
    song = _drawn(cast.language, words.titles, rng).take(pa.array(_title_rows(cast, rng)))
    ending = _endings(cast, year, artist, words, rng)
    title = pc.binary_join_element_wise(song, _guests(cast, artist, rng), ending, "")
    for row, place in cast.showcase:
        k = len(place.recordings)
        title = _written(title, row, [name for name, _ in place.recordings])
        artist = _written(artist, row, [place.artist] * k)
        song = _written(song, row, [name.split(" - ")[0] for name, _ in place.recordings])
    album = song.take(pa.array(first_of_run(cast.album)[cast.album]))
    return Names(title, artist, album)


def playlist_names(subgenres: list[str], words: Words) -> list[str]:
    """Return a name for each playlist, given what subgenre it is of."""
    seen: dict[str, int] = {}
    names = []
    for subgenre in subgenres:
        seen[subgenre] = count = seen.get(subgenre, 0) + 1
        volume, opening = divmod(count - 1, len(words.openings))
        name = f"{words.openings[opening]}: {subgenre}"
        names.append(f"{name}, vol. {volume + 1}" if volume else name)
    return names


def _drawn(
    language: Codes, by_language: Mapping[str, Patterns], rng: np.random.Generator
) -> pa.Array:
    """Return a different phrase for each position, in its language; (n,)."""
    positions, phrases = [], []
    for code, name in enumerate(LANGUAGES):
        positions.append(np.flatnonzero(language == code))
        phrases.append(by_language[name].draw(len(positions[-1]), rng))
    back = np.argsort(np.concatenate(positions))
    return pa.concat_arrays(phrases).take(pa.array(back))


def _title_rows(cast: Cast, rng: np.random.Generator) -> Codes:
    """Return the row whose title each track has: its original's, or by chance a stranger's."""
    n = len(cast.original)
    source = np.arange(n)
    borrower = np.flatnonzero(rng.random(n) < SAME_TITLE_SHARE)
    lender = rng.integers(0, n, len(borrower))
    fits = cast.language[lender] == cast.language[borrower]
    source[borrower[fits]] = cast.original[lender[fits]]
    return source[cast.original]


def _guests(cast: Cast, artist: pa.Array, rng: np.random.Generator) -> pa.Array:
    """Return " (feat. ...)" or nothing for each track; versions sing without their guest."""
    n = len(cast.artist)
    rows = np.arange(n)
    guest = np.minimum(rows + rng.integers(1, GUEST_WITHIN, n), n - 1)
    invited = (
        (rng.random(n) < GUEST_SHARE)
        & (cast.version == Version.ORIGINAL)
        & (cast.artist[guest] != cast.artist)
        & (cast.subgenre[guest] == cast.subgenre)
        & (cast.language[guest] == cast.language)
    )
    name = artist.take(pa.array(guest))
    text = pc.binary_join_element_wise(" (feat. ", name, ")", "")
    return pc.if_else(pa.array(invited), text, "")


def _endings(
    cast: Cast,
    year: npt.NDArray[np.float64],
    artist: pa.Array,
    words: Words,
    rng: np.random.Generator,
) -> pa.Array:
    """Return what a version adds to its title, nothing for an original."""
    n = len(cast.version)
    remixer = artist.take(pa.array(rng.integers(0, n, n)))
    venue = pa.array(words.venues).take(pa.array(rng.integers(0, len(words.venues), n)))
    remaster = pa.array(REMASTER_YEARS).take(pa.array(rng.integers(0, len(REMASTER_YEARS), n)))
    dated = pc.binary_join_element_wise(" - Remastered ", remaster, "")
    texts = {
        Version.REMIX: pc.binary_join_element_wise(" - ", remixer, " Remix", ""),
        Version.LIVE: pc.binary_join_element_wise(" - Live at ", venue, ""),
        Version.REMASTER: pc.if_else(pa.array(year < REMASTERED_BEFORE), dated, " - Remastered"),
        Version.ACOUSTIC: pa.scalar(" - Acoustic"),
    }
    ending = pa.scalar("")
    for version, text in texts.items():
        ending = pc.if_else(pa.array(cast.version == version), text, ending)
    return ending


def _written(column: pa.Array, row: int, texts: list[str]) -> pa.Array:
    return pa.concat_arrays([column[:row], pa.array(texts), column[row + len(texts) :]])
