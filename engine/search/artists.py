"""Artists by name: exactly, or by a clearly best likeness."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from rapidfuzz import fuzz, process

from engine.search.entries import Entries, Ids
from engine.search.keys import Keys, key, sound_key
from engine.search.ngrams import GramIndex
from engine.search.sounds import is_cyrillic
from engine.text import latin, romanised
from engine.types import Arrays, Rows

CANDIDATES = 20
SURE = 0.86  # mean ratio of both spellings, 0..1
LEAD = 0.03  # over the next artist
SOUNDS_LIKE = 0.75  # ratio of vowels and consonants, where the consonants are the same
HEARD = 0.88  # likeness of an artist known by the sound of their name
SHORTEST = 4  # letters; a shorter name must be exact


@dataclass(frozen=True, slots=True)
class KnownArtist:
    """An artist's text number in the entries, and how alike the name asked for is (0..1)."""

    number: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Artists:
    """The distinct artists of a catalogue.

    Parameters
    ----------
    numbers
        (n_artists,) int32 ascending, their text numbers in the entries.
    keys
        Their exact names, to text numbers.
    """

    numbers: Ids
    keys: Keys

    @classmethod
    def of(cls, entries: Entries, names: list[str]) -> Self:
        """Collect the artists of the entries; `names` are folded, by row."""
        known = dict(
            zip(entries.artists.tolist(), (names[row] for row in entries.rows), strict=True)
        )
        numbers = np.array(sorted(known), dtype=np.int32)
        hashes, owners = [], []
        for number in numbers.tolist():
            for name in dict.fromkeys((known[number], _without_article(known[number]))):
                hashes.append(key(name))
                owners.append(number)
            if (heard := sound_key(known[number])) is not None:
                hashes.append(heard)
                owners.append(number)
        return cls(numbers, Keys.of(hashes, owners))

    def exact(self, name: str) -> KnownArtist | None:
        """Return the artist called `name`, or None."""
        found = self.keys.find(key(name))
        return KnownArtist(int(found[0]), 1.0) if len(found) else None

    def sounding(self, entries: Entries, name: str) -> KnownArtist | None:
        """Return the artist whose name the folded Russian `name` sounds most like, or None."""
        heard = sound_key(name) if is_cyrillic(name) else None
        if heard is None:
            return None
        numbers = self.keys.find(heard)
        ratios = [fuzz.ratio(latin(name), entries.texts[number]) / 100 for number in numbers]
        if not ratios or max(ratios) < SOUNDS_LIKE:
            return None
        return KnownArtist(int(numbers[int(np.argmax(ratios))]), HEARD)

    def alike(self, entries: Entries, grams: GramIndex, name: str) -> KnownArtist | None:
        """Return the one artist whose name is like the folded `name`, or None."""
        text, plain = latin(name), romanised(name)
        if len(text) < SHORTEST:
            return None
        shared, own = grams.shared(text)
        weights = grams.weights[self.numbers]
        score = shared[self.numbers] / np.maximum(weights + own, 1e-6)
        best = np.argsort(-score, kind="stable")[:CANDIDATES]
        numbers = self.numbers[best]
        ratios = np.zeros(len(numbers))
        for query, blob in ((text, entries.texts), (plain, entries.plain_texts)):
            names = [_without_article(blob[number]) for number in numbers]
            ratios += process.cdist([_without_article(query)], names, scorer=fuzz.ratio)[0] / 200
        order = np.argsort(-ratios, kind="stable")
        if not len(order) or ratios[order[0]] < SURE:
            return None
        if len(order) > 1 and ratios[order[0]] - ratios[order[1]] < LEAD:
            return None
        return KnownArtist(int(numbers[order[0]]), min(0.99, float(ratios[order[0]])))

    def to_arrays(self) -> Arrays:
        """Return the artists as named arrays."""
        return {
            "artist_numbers": self.numbers,
            **{f"artist_{name}": array for name, array in self.keys.to_arrays().items()},
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return the artists that `to_arrays` wrote."""
        keys = {name: arrays[f"artist_{name}"] for name in ("key_hashes", "key_owners")}
        return cls(np.asarray(arrays["artist_numbers"], dtype=np.int32), Keys.from_arrays(keys))


def tracks_of(entries: Entries, number: int) -> Rows:
    """Return the entries of an artist, the most popular first."""
    found = np.flatnonzero(entries.artists == number)
    return found[np.lexsort((entries.rows[found], -entries.popularity[found]))]


def _without_article(name: str) -> str:
    return name.removeprefix("the ") or name
