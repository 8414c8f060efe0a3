"""Songs to offer where no single one is meant: an artist's, or others of a missing one's title."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from engine.search.artists import KnownArtist, tracks_of
from engine.search.index import Exact, Index
from engine.search.ranking import Ranked, rank
from engine.search.verdict import CERTAIN, LIKELY, POSSIBLE
from engine.search.versions import version_words, without_version

ARTIST_ONLY = 0.5  # likeness of a song of which only the artist was named
SOUNDS_LIKE = 0.6  # likeness of a title that has the same consonants
NAMESAKES = 2  # songs of a missing song's title kept among its artist's


def songs_of(index: Index, artist: KnownArtist) -> Ranked:
    """Return an artist's songs, the most popular first."""
    entries = tracks_of(index.entries, artist.number)
    _, firsts = np.unique(index.entries.songs[entries], return_index=True)
    songs = entries[np.sort(firsts)]
    alike = np.full(len(songs), ARTIST_ONLY, dtype=np.float32)
    return Ranked("", songs, alike, alike, np.zeros(len(songs), dtype=np.bool_))


def joined(index: Index, *parts: Ranked) -> Ranked:
    """Return rankings one after the other, each song at its first place."""
    entries = np.concatenate([part.entries for part in parts])
    _, firsts = np.unique(index.entries.songs[entries], return_index=True)
    return Ranked(
        text=parts[0].text,
        entries=entries,
        likeness=np.concatenate([part.likeness for part in parts]),
        scores=np.concatenate([part.scores for part in parts]),
        beginnings=np.concatenate([part.beginnings for part in parts]),
    ).part(np.sort(firsts))


def instead(index: Index, title: str, artist: KnownArtist, limit: int) -> Ranked:
    """Return other songs by an artist, the likest first, and others' songs of that title."""
    theirs = rank(index.entries, title, tracks_of(index.entries, artist.number))
    near = theirs.part(theirs.likeness >= POSSIBLE)
    namesakes = _of_title(index, title).part(slice(min(NAMESAKES, limit // 2)))
    own = joined(index, near, songs_of(index, artist))
    return joined(index, own.part(slice(limit - len(namesakes.entries))), namesakes)


def begun(index: Index, exact: Exact, songs: Ranked) -> Ranked | None:
    """Return the song that words in another order begin as they stand, and those they name.

    "can i call you" begins "Can I Call You Tonight", whoever sings "I Can Call You".
    """
    if exact.is_in_order:
        return None
    near = index.nearest(songs.text)
    begins = near.part(near.beginnings & (near.likeness >= CERTAIN)).part(slice(1))
    return joined(index, begins, songs) if len(begins.entries) else None


def heard(index: Index, readings: Iterable[str], best: Ranked) -> Ranked | None:
    """Return the songs whose titles sound like a reading, and the best others, or None."""
    for reading in readings:
        found = index.sounding(reading)
        if not len(found):
            continue
        songs = index.compared(Exact(reading, found, is_in_order=True))
        songs = songs.part(songs.likeness >= SOUNDS_LIKE)
        others = best.part(best.likeness >= POSSIBLE)
        if len(songs.entries):
            is_first = songs.best >= others.best
            return joined(
                index, *((songs, others) if is_first else (others.part(slice(2)), songs))
            )
    return None


def named_version(index: Index, readings: Iterable[str]) -> Ranked | None:
    """Return the songs of which a text names title and version: "mad world remix", or None.

    Versions of the kind named go first, the most popular before others, and then the rest.
    """
    entries = index.entries
    for reading in readings:
        if not (wanted := version_words(reading)):
            continue
        for exact in index.exactly([without_version(reading)]):
            tags = [entries.plain_texts[number] for number in entries.versions[exact.entries]]
            is_such = [not wanted.isdisjoint(tag.split()) for tag in tags]
            if any(is_such):
                versions = index.compared(replace(exact, entries=exact.entries[is_such]))
                return joined(index, versions, index.compared(exact))
    return None


def namesake_artist(index: Index, text: str, songs: Ranked) -> Ranked | None:
    """Return the songs of a better known artist who is called like the songs, with the first."""
    artist = index.artists.exact(text)
    if artist is None or index.entries.artists[songs.entries[0]] == artist.number:
        return None
    theirs = songs_of(index, artist)
    popularity = index.entries.popularity
    if popularity[theirs.entries[0]] <= popularity[songs.entries[0]]:
        return None
    return joined(index, songs.part(slice(1)), theirs)


def _of_title(index: Index, title: str) -> Ranked:
    """Return the songs that are called `title`, or nearly."""
    if len(found := index.named(title)):
        return index.compared(Exact(title, found, is_in_order=True))
    near = index.nearest(title)
    return near.part(near.likeness >= LIKELY)
