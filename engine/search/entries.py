"""The catalogue as title search sees it: every track's names, taken apart and kept once each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from engine.search.blob import TextBlob
from engine.search.likeness import Name
from engine.tags import Title, is_altered
from engine.text import fold, latin, romanised, split_title
from engine.types import Arrays, Floats, Mask, Rows

Ids = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Entries:
    """One entry a track, sorted by song; each distinct name is a *text* with a number.

    Sorting makes songs contiguous, and reading a text's figure per entry nearly sequential,
    which is what a million entries need.

    Parameters
    ----------
    rows
        (n,) int32, the track's row in the catalogue.
    songs
        (n,) int32 ascending; tracks of one core title and artist are one song.
    cores, shorts, credits, versions, artists
        (n,) int32, text numbers; text 0 is "".
    altered
        (n,) bool, true for remixes, live versions and the like.
    foreign
        (n,) bool, true for cores in another script than Latin.
    popularity
        (n,) float32, 0..1.
    texts, plain_texts
        The names in the canonical spelling of `latin`, and `romanised` only.
    """

    rows: Ids
    songs: Ids
    cores: Ids
    shorts: Ids
    credits: Ids
    versions: Ids
    artists: Ids
    altered: Mask
    foreign: Mask
    popularity: Floats
    texts: TextBlob
    plain_texts: TextBlob

    def __len__(self) -> int:
        return len(self.rows)

    @classmethod
    def of(cls, titles: Sequence[Title], artists: Sequence[str], popularity: Floats) -> Self:
        """Sort and number folded titles and artists; `popularity` is 0..100."""
        numbers: dict[str, int] = {"": 0}

        def number(texts: Sequence[str]) -> Ids:
            return np.array([numbers.setdefault(t, len(numbers)) for t in texts], dtype=np.int32)

        columns = (
            number([title.core for title in titles]),
            number([title.short for title in titles]),
            number([title.credit for title in titles]),
            number([title.version for title in titles]),
            number(artists),
        )
        order = np.lexsort((-popularity, columns[4], columns[0]))
        cores, shorts, guests, versions, names = (column[order] for column in columns)
        changes = (np.diff(cores, prepend=-1) != 0) | (np.diff(names, prepend=-1) != 0)
        return cls(
            rows=order.astype(np.int32),
            songs=(np.cumsum(changes) - 1).astype(np.int32),
            cores=cores,
            shorts=shorts,
            credits=guests,
            versions=versions,
            artists=names,
            altered=np.array([is_altered(title.version) for title in titles])[order],
            foreign=np.array([not title.core.isascii() for title in titles])[order],
            popularity=(popularity[order] / 100).astype(np.float32),
            texts=TextBlob.of([latin(text) for text in numbers]),
            plain_texts=TextBlob.of([romanised(text) for text in numbers]),
        )

    def names(self, entries: Rows) -> list[Name]:
        """Return the names of some entries in canonical spelling."""
        return self._spelled(self.texts, entries)

    def plain_names(self, entries: Rows) -> list[Name]:
        """Return the names of some entries, only romanised."""
        return self._spelled(self.plain_texts, entries)

    def _spelled(self, texts: TextBlob, entries: Rows) -> list[Name]:
        return [
            Name(
                core=texts[self.cores[entry]],
                short=texts[self.shorts[entry]],
                credit=texts[self.credits[entry]],
                version=texts[self.versions[entry]],
                artist=texts[self.artists[entry]],
                is_altered=bool(self.altered[entry]),
            )
            for entry in entries
        ]

    def to_arrays(self) -> Arrays:
        """Return the entries as named arrays."""
        return {
            "rows": self.rows,
            "songs": self.songs,
            "cores": self.cores,
            "shorts": self.shorts,
            "credits": self.credits,
            "versions": self.versions,
            "artists": self.artists,
            "altered": self.altered,
            "foreign": self.foreign,
            "popularity": self.popularity,
            "text_data": self.texts.data,
            "text_starts": self.texts.starts,
            "plain_text_data": self.plain_texts.data,
            "plain_text_starts": self.plain_texts.starts,
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return the entries that `to_arrays` wrote."""
        return cls(
            rows=np.asarray(arrays["rows"], dtype=np.int32),
            songs=np.asarray(arrays["songs"], dtype=np.int32),
            cores=np.asarray(arrays["cores"], dtype=np.int32),
            shorts=np.asarray(arrays["shorts"], dtype=np.int32),
            credits=np.asarray(arrays["credits"], dtype=np.int32),
            versions=np.asarray(arrays["versions"], dtype=np.int32),
            artists=np.asarray(arrays["artists"], dtype=np.int32),
            altered=np.asarray(arrays["altered"], dtype=np.bool_),
            foreign=np.asarray(arrays["foreign"], dtype=np.bool_),
            popularity=np.asarray(arrays["popularity"], dtype=np.float32),
            texts=TextBlob(
                data=np.asarray(arrays["text_data"], dtype=np.uint8),
                starts=np.asarray(arrays["text_starts"], dtype=np.int64),
            ),
            plain_texts=TextBlob(
                data=np.asarray(arrays["plain_text_data"], dtype=np.uint8),
                starts=np.asarray(arrays["plain_text_starts"], dtype=np.int64),
            ),
        )


def folded(titles: Sequence[str], artists: Sequence[str]) -> tuple[list[Title], list[str]]:
    """Return titles taken apart and artists folded."""
    return [split_title(title) for title in titles], [fold(artist) for artist in artists]
