"""What title search knows of a catalogue: its names, and every way to look one up."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.search.artists import Artists
from engine.search.entries import Entries, folded
from engine.search.keys import Keys, key, sound_key, unique_aliases, unordered_key, ways_to_name
from engine.search.ngrams import GramIndex
from engine.search.ranking import Ranked, candidates, rank
from engine.search.sounds import is_cyrillic
from engine.search.words import Words
from engine.text import fold
from engine.types import Arrays, Floats, Rows

SAME_NAME = 400  # most entries compared among those of exactly one name


@dataclass(frozen=True, slots=True)
class Exact:
    """A text that names entries exactly, its words in the name's order or in another."""

    text: str
    entries: Rows
    is_in_order: bool


@dataclass(frozen=True, slots=True)
class Index:
    """The fitted state of a title search.

    Parameters
    ----------
    entries
        The tracks and their names.
    keys
        Every exact way to name an entry: in order, in any order, and by sound.
    artists
        The artists and their names.
    grams
        The n-grams of the entries' texts.
    words
        All words of the catalogue.
    """

    entries: Entries
    keys: Keys
    artists: Artists
    grams: GramIndex
    words: Words

    @classmethod
    def of(cls, titles: Sequence[str], artists: Sequence[str], popularity: Floats) -> Self:
        """Index a catalogue; see `TitleSearch.fit`."""
        parts, names = folded(titles, artists)
        entries = Entries.of(parts, names, popularity)
        rows = entries.rows.tolist()
        hashes: list[int] = []
        owners: list[int] = []
        for entry, row in enumerate(rows):
            found = list(ways_to_name(titles[row], parts[row], names[row]))
            hashes += found
            owners += [entry] * len(found)
        aliases = unique_aliases(parts, hashes)
        for entry, row in enumerate(rows):
            if (other := aliases.get(parts[row].core)) is not None:
                hashes.append(other)
                owners.append(entry)
        return cls(
            entries=entries,
            keys=Keys.of(hashes, owners),
            artists=Artists.of(entries, names),
            grams=GramIndex.of(list(entries.texts)),
            words=Words.of(entries.plain_texts),
        )

    def named(self, text: str) -> Rows:
        """Return the entries that have exactly this name."""
        return self.keys.find(key(text))

    def reordered(self, text: str) -> Rows:
        """Return the entries that have exactly the words of this text, in some order."""
        hashed = unordered_key(text)
        return self.keys.find(hashed) if hashed is not None else _none()

    def sounding(self, text: str) -> Rows:
        """Return the entries whose titles sound like this Russian text."""
        hashed = sound_key(text) if is_cyrillic(text) else None
        return self.keys.find(hashed) if hashed is not None else _none()

    def exactly(self, readings: Iterable[str]) -> Iterator[Exact]:
        """Yield the readings that name songs exactly, those with their words in order first."""
        texts = list(readings)
        for find, is_in_order in ((self.named, True), (self.reordered, False)):
            for text in texts:
                if len(found := find(text)):
                    yield Exact(text, found, is_in_order)

    def compared(self, exact: Exact) -> Ranked:
        """Rank entries of one name, the most popular of them."""
        order = np.argsort(-self.entries.popularity[exact.entries], kind="stable")
        return rank(self.entries, fold(exact.text), exact.entries[order[:SAME_NAME]])

    def nearest(self, text: str) -> Ranked:
        """Rank the entries that share most with a folded text."""
        return rank(self.entries, text, candidates(self.entries, self.grams, text))

    def to_arrays(self) -> Arrays:
        """Return the index as named arrays."""
        return {
            **self.entries.to_arrays(),
            **self.keys.to_arrays(),
            **self.artists.to_arrays(),
            **self.grams.to_arrays(),
            **self.words.to_arrays(),
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return the index that `to_arrays` wrote."""
        return cls(
            entries=Entries.from_arrays(arrays),
            keys=Keys.from_arrays(arrays),
            artists=Artists.from_arrays(arrays),
            grams=GramIndex.from_arrays(arrays),
            words=Words.from_arrays(arrays),
        )


def _none() -> Rows:
    return np.zeros(0, dtype=np.intp)
