"""From what people type to the song they mean.

A text goes through two doors. Exactly named songs are found by hash. Everything else is matched
by shared character n-grams, which tolerate typos, lost spaces and shuffled words, and the best
candidates are compared with the text letter by letter. Both doors see every reading of the text:
as it stands, without a request's words around it, and as if the other keyboard layout was meant.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from typing import Self

import numpy as np

from engine.entries import Entries, folded
from engine.keyboard import swapped
from engine.keys import Keys, key, ways_to_name
from engine.likeness import likeness
from engine.ngrams import GramIndex
from engine.text import fold, latin
from engine.types import Arrays, Floats, Row, Rows
from engine.wrapping import readings

LONGEST_TEXT = 300  # characters read of a message; the longest title with its artist has 180
CANDIDATES = 150
TITLE_SHARE = 0.6  # what a fully covered title adds to a candidate, beside the covered text
POPULARITY_SHARE = 0.03  # the most popular song's lead over an equal one never played
SURE = 0.86
UNSURE = 0.62
MARGIN = 0.02


class Verdict(Enum):
    """How certain a search is of its best match."""

    SURE = "sure"
    UNSURE = "unsure"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Match:
    """A track that a text may mean, and how alike the two are (1 is the same words)."""

    row: Row
    score: float


@dataclass(frozen=True, slots=True)
class Matches:
    """The answer to a text: distinct songs, best first; none when the verdict is UNKNOWN."""

    verdict: Verdict
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Songs of one reading, best first: their best entries, likeness, and rank score."""

    entries: Rows
    likeness: Floats
    scores: Floats

    @property
    def best(self) -> float:
        return float(self.scores[0]) if len(self.scores) else 0.0


class TitleSearch:
    """Free text to ranked tracks of one catalogue."""

    entries_: Entries
    keys_: Keys
    grams_: GramIndex

    def fit(self, titles: Sequence[str], artists: Sequence[str], popularity: Floats) -> Self:
        """Index a catalogue; row i is `titles[i]` by `artists[i]`, popularity 0..100."""
        parts, names = folded(titles, artists)
        self.entries_ = Entries.of(parts, names, popularity)
        keys: list[int] = []
        owners: list[int] = []
        for entry, row in enumerate(self.entries_.rows):
            for name in ways_to_name(titles[row], parts[row], names[row]):
                keys.append(key(name))
                owners.append(entry)
        self.keys_ = Keys.of(keys, owners)
        texts = self.entries_.texts
        self.grams_ = GramIndex.of([texts[i] for i in range(len(texts.starts) - 1)])
        return self

    def match(self, text: str, limit: int = 5) -> Matches:
        """Return the songs that `text` may mean, at most `limit`."""
        text = text[:LONGEST_TEXT]
        meanings = [readings(fold(typed)) for typed in (text, swapped(text))]
        for reading in chain.from_iterable(meanings):
            exact = self.keys_.find(key(reading))
            if len(exact):
                return self._answer(Verdict.SURE, self._rank(reading, exact), limit)
        ranked: list[_Ranked] = []
        for meaning in meanings:
            ranked += [self._rank(reading, self._candidates(reading)) for reading in meaning]
            if ranked and max(r.best for r in ranked) >= SURE:
                break
        if not ranked:
            return Matches(Verdict.UNKNOWN, ())
        best = max(ranked, key=lambda r: r.best)
        return self._answer(self._verdict(best), best, limit)

    def _verdict(self, ranked: _Ranked) -> Verdict:
        if ranked.best < UNSURE:
            return Verdict.UNKNOWN
        return Verdict.SURE if ranked.best >= SURE else Verdict.UNSURE

    def _answer(self, verdict: Verdict, ranked: _Ranked, limit: int) -> Matches:
        if verdict is Verdict.UNKNOWN:
            return Matches(verdict, ())
        rows = self.entries_.rows[ranked.entries[:limit]]
        return Matches(
            verdict,
            tuple(
                Match(Row(int(row)), float(score))
                for row, score in zip(rows, ranked.likeness, strict=False)
            ),
        )

    def _candidates(self, text: str) -> Rows:
        """Return the entries that share most with a folded text."""
        shared, own = self.grams_.shared(latin(text))
        e = self.entries_
        total = shared[e.cores] + shared[e.artists] + shared[e.credits] + shared[e.versions]
        covered = np.minimum(total / max(own, 1e-6), 1)
        weights = np.maximum(self.grams_.weights[e.cores], 1e-6)
        score = covered + TITLE_SHARE * shared[e.cores] / weights
        score += POPULARITY_SHARE * e.popularity
        if len(score) <= CANDIDATES:
            return np.arange(len(score))
        return np.argpartition(-score, CANDIDATES)[:CANDIDATES]

    def _rank(self, text: str, entries: Rows) -> _Ranked:
        """Return the songs of some entries, best first, each by its best entry."""
        e = self.entries_
        alike = likeness(latin(text), e.names(entries))
        score = alike + POPULARITY_SHARE * e.popularity[entries]
        order = np.lexsort((e.rows[entries], -score))
        _, firsts = np.unique(e.songs[entries][order], return_index=True)
        order = order[np.sort(firsts)]
        return _Ranked(entries[order], alike[order], score[order])

    def artist(self, name: str) -> Rows:
        raise NotImplementedError

    def to_arrays(self) -> Arrays:
        """Return the fitted state."""
        return {
            **self.entries_.to_arrays(),
            **self.keys_.to_arrays(),
            **self.grams_.to_arrays(),
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return a fitted search; arrays may be read-only memory maps."""
        search = cls()
        search.entries_ = Entries.from_arrays(arrays)
        search.keys_ = Keys.from_arrays(arrays)
        search.grams_ = GramIndex.from_arrays(arrays)
        return search
