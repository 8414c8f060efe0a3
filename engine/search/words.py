"""The words that the catalogue's names are made of: what tells a slip from another word.

"wrold" is in no name, so it is a slip and may mean "world"; "river" is a word of its own, so
alone it does not mean "Rivers", however near the two are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self

import numpy as np
import numpy.typing as npt

from engine.types import Arrays


@dataclass(frozen=True, slots=True)
class Words:
    """A set of words, kept as (n,) uint64 hashes, ascending."""

    hashes: npt.NDArray[np.uint64]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Collect the words of romanised texts."""
        words = {word for text in texts for word in text.split()}
        hashes = np.fromiter(map(_hash, words), dtype=np.uint64, count=len(words))
        return cls(np.sort(hashes))

    def has_all(self, text: str) -> bool:
        """Tell whether every word of a romanised text is here, or is a plural of one."""
        return all(self._has(word) or self._has(_singular(word)) for word in text.split())

    def _has(self, word: str) -> bool:
        wanted = np.uint64(_hash(word))
        place = int(np.searchsorted(self.hashes, wanted))
        return place < len(self.hashes) and bool(self.hashes[place] == wanted)

    def to_arrays(self) -> Arrays:
        """Return the words as a named array."""
        return {"word_hashes": self.hashes}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return the words that `to_arrays` wrote."""
        return cls(np.asarray(arrays["word_hashes"], dtype=np.uint64))


def _singular(word: str) -> str:
    return word if word.endswith("ss") else word.removesuffix("s")


def _hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest())
