"""An inverted index of character n-grams: which texts share unusual letter pairs and triples.

Spaces do not count, so "madworld" shares all with "mad world", and a typo costs only the grams
that it touches. A gram's weight is its inverse document frequency, ln(1 + n_docs / df) (Spärck
Jones 1972): rare grams tell texts apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from engine.types import Arrays, Floats

_LETTERS = 37  # 0 is the edge of a text, then a..z, 0..9
_TRIPLES = _LETTERS**3
N_GRAMS = _TRIPLES + _LETTERS**2

Codes = npt.NDArray[np.int64]

POSTINGS_READ = 400_000
"""Most postings read for one text: what keeps a common-worded query over a million songs fast."""


def _codes(texts: Sequence[str]) -> Codes:
    """Return letters as numbers 0..36, each text followed by an edge, (n,) int64."""
    alphabet = np.zeros(256, dtype=np.int64)
    alphabet[ord("a") : ord("z") + 1] = np.arange(1, 27)
    alphabet[ord("0") : ord("9") + 1] = np.arange(27, 37)
    joined = "\n".join(["", *(text.replace(" ", "") for text in texts), ""])
    return alphabet[np.frombuffer(joined.encode("ascii"), dtype=np.uint8)]


def _grams(codes: Codes) -> tuple[Codes, Codes]:
    """Return the grams of edge-separated letters, and the position of each one's middle letter."""
    left, middle, right = codes[:-2], codes[1:-1], codes[2:]
    triples = (left * _LETTERS + middle) * _LETTERS + right
    pairs = _TRIPLES + middle * _LETTERS + right
    is_triple = middle > 0
    is_pair = is_triple & (right > 0)
    places = np.arange(1, len(codes) - 1)
    return (
        np.concatenate([triples[is_triple], pairs[is_pair]]),
        np.concatenate([places[is_triple], places[is_pair]]),
    )


@dataclass(frozen=True, slots=True)
class GramIndex:
    """The texts of each gram, in compressed rows, and what sharing one is worth.

    Parameters
    ----------
    starts
        (N_GRAMS + 1,) int64; gram g occurs in the texts `docs[starts[g]:starts[g + 1]]`.
    docs
        (n_postings,) int32, ascending within a gram, each text once.
    worth
        (N_GRAMS,) float32, a gram's inverse document frequency.
    weights
        (n_docs,) float32, the sum of `worth` over a text's distinct grams.
    """

    starts: npt.NDArray[np.int64]
    docs: npt.NDArray[np.int32]
    worth: Floats
    weights: Floats

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Index Latin texts (letters a..z, digits and spaces)."""
        codes = _codes(texts)
        grams, places = _grams(codes)
        owner = np.cumsum(codes == 0) - 1  # edges before a letter, less the leading one
        n_docs = max(1, len(texts))
        pairs = np.unique(grams * n_docs + owner[places])
        grams, docs = np.divmod(pairs, n_docs)
        frequency = np.bincount(grams, minlength=N_GRAMS)
        worth = np.log1p(n_docs / np.maximum(frequency, 1))
        return cls(
            starts=np.concatenate([[0], np.cumsum(frequency)]).astype(np.int64),
            docs=docs.astype(np.int32),
            worth=worth.astype(np.float32),
            weights=np.bincount(docs, worth[grams], minlength=len(texts)).astype(np.float32),
        )

    def shared(self, text: str) -> tuple[Floats, float]:
        """Return what each text shares with a Latin `text`, (n_docs,), and `text`'s own weight.

        The rarest grams are read first, and reading stops before `POSTINGS_READ` is passed.
        """
        grams = np.unique(_grams(_codes([text]))[0])
        total = np.zeros(len(self.weights), dtype=np.float32)
        counts = self.starts[grams + 1] - self.starts[grams]
        order = np.argsort(counts, kind="stable")
        read = order[np.cumsum(counts[order]) <= POSTINGS_READ]
        for gram in grams[read]:
            total[self.docs[self.starts[gram] : self.starts[gram + 1]]] += self.worth[gram]
        return total, float(self.worth[grams[read]].sum())

    def to_arrays(self) -> Arrays:
        """Return the index as named arrays."""
        return {
            "gram_starts": self.starts,
            "gram_docs": self.docs,
            "gram_worth": self.worth,
            "doc_weights": self.weights,
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return the index that `to_arrays` wrote."""
        return cls(
            starts=np.asarray(arrays["gram_starts"], dtype=np.int64),
            docs=np.asarray(arrays["gram_docs"], dtype=np.int32),
            worth=np.asarray(arrays["gram_worth"], dtype=np.float32),
            weights=np.asarray(arrays["doc_weights"], dtype=np.float32),
        )
