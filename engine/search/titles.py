"""From what people type to the song they mean.

A text goes through two doors. Exactly named songs are found by hash, with their words in order or
not. Everything else is matched by shared character n-grams, which tolerate typos, lost spaces and
shuffled words, and the best candidates are compared with the text letter by letter. Both doors
see every reading of the text: as it stands, without a request's words around it, and as if the
other keyboard layout was meant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

import numpy as np

from engine.search.artists import KnownArtist, tracks_of
from engine.search.byline import bylines
from engine.search.index import Index
from engine.search.keyboard import swapped
from engine.search.offers import begun, heard, instead, named_version, namesake_artist, songs_of
from engine.search.ranking import Ranked, nothing
from engine.search.sounds import is_unpronounceable
from engine.search.verdict import CERTAIN, Verdict, judge
from engine.search.versions import without_version
from engine.search.wrapping import readings
from engine.text import fold
from engine.types import Arrays, Floats, Row, Rows

__all__ = ["Match", "Matches", "TitleSearch", "Verdict"]

LONGEST_TEXT = 300  # characters read of a message; no title with its artist is longer
SHORTEST_SWAPPED = 4  # letters; fewer are a word of their own: "еще" is not "tot"
SPELLED = 0.8  # likeness without which a text of consonants alone is nonsense
PLAUSIBLE = 0.75  # from here on, nobody wonders about the keyboard layout


@dataclass(frozen=True, slots=True)
class Match:
    """A track that a text may mean, and how alike the two are (0..1, 1 is the same letters)."""

    row: Row
    score: float


@dataclass(frozen=True, slots=True)
class Matches:
    """The answer to a text: distinct songs, best first; none when the verdict is UNKNOWN."""

    verdict: Verdict
    matches: tuple[Match, ...]


class TitleSearch:
    """Free text to ranked tracks of one catalogue."""

    index_: Index

    def fit(self, titles: Sequence[str], artists: Sequence[str], popularity: Floats) -> Self:
        """Index a catalogue.

        Parameters
        ----------
        titles, artists
            Row i is `titles[i]` by `artists[i]`.
        popularity
            (n_tracks,) float32, 0..100; decides between equal names.
        """
        self.index_ = Index.of(titles, artists, popularity)
        return self

    def match(self, text: str, limit: int = 5) -> Matches:
        """Return the songs that `text` may mean, at most `limit`.

        SURE: the first is the song meant; UNSURE: one of them may be; UNKNOWN: none is here.
        """
        text = text[:LONGEST_TEXT]
        meanings = _meanings(text)
        index = self.index_
        for exact in index.exactly(chain([text], *meanings)):
            songs = index.compared(exact)
            if offered := begun(index, exact, songs) or namesake_artist(index, exact.text, songs):
                return self._answer(Verdict.UNSURE, offered, limit)
            return self._answer(Verdict.SURE, songs, limit)
        if version := named_version(index, chain(*meanings)):
            return self._answer(Verdict.SURE, version, limit)
        verdict, best = self._fuzzy(meanings)
        if verdict is Verdict.SURE:
            return self._answer(verdict, best, limit)
        return self._answer(*self._doubted(text, meanings, (verdict, best), limit), limit)

    def _doubted(
        self,
        text: str,
        meanings: Sequence[Sequence[str]],
        judged: tuple[Verdict, Ranked],
        limit: int,
    ) -> tuple[Verdict, Ranked]:
        """Return what else a text may mean whose best song is not sure, or that song."""
        if named := self._byline(text):
            return Verdict.UNSURE, instead(self.index_, *named, limit)
        artist = self._artist(meanings, judged[1])
        if artist and artist.likeness > judged[1].alike:
            return Verdict.UNSURE, songs_of(self.index_, artist)
        for exact in self.index_.exactly(map(without_version, chain(*meanings))):
            return Verdict.SURE, self.index_.compared(exact)
        if songs := heard(self.index_, chain(*meanings), judged[1]):
            return Verdict.UNSURE, songs
        if is_unpronounceable(text) and judged[1].alike < SPELLED:
            return Verdict.UNKNOWN, nothing()
        return judged

    def _byline(self, text: str) -> tuple[str, KnownArtist] | None:
        """Return the title and the artist of "title by artist", when the artist is known."""
        for title, name in bylines(text):
            if known := self.index_.artists.exact(name):
                return title, known
        return None

    def artist(self, name: str) -> Rows:
        """Return the rows of the artist meant by `name`, most popular first; empty when unsure."""
        found = self._artist(_meanings(name[:LONGEST_TEXT]), nothing())
        if found is None:
            return np.zeros(0, dtype=np.intp)
        entries = self.index_.entries
        return entries.rows[tracks_of(entries, found.number)].astype(np.intp)

    def _fuzzy(self, meanings: Sequence[Sequence[str]]) -> tuple[Verdict, Ranked]:
        """Return the ranking of the first reading that settles it, or else of the best.

        The text as it stands goes first, then the reading that has lost most, which is the
        likeliest of a request with a typo in it; those between are not worth their time.
        """
        ranked = [nothing()]
        index = self.index_
        for meaning in meanings:
            for reading in dict.fromkeys((*meaning[:1], *meaning[-1:])):
                found = index.nearest(reading)
                if judge(index.entries, index.words, found) is Verdict.SURE:
                    return Verdict.SURE, found
                ranked.append(found)
            if max(r.best for r in ranked) >= PLAUSIBLE:
                break
        best = max(ranked, key=lambda r: r.best)
        return judge(index.entries, index.words, best), best

    def _artist(self, meanings: Sequence[Sequence[str]], best: Ranked) -> KnownArtist | None:
        """Return the artist that a reading names, where the best song leaves a doubt."""
        artists = self.index_.artists
        for reading in chain(*meanings):
            if known := artists.exact(reading):
                return known
        if best.alike >= CERTAIN:
            return None
        for reading in dict.fromkeys((*meanings[0][:1], *meanings[0][-1:])):
            if known := artists.alike(self.index_.entries, self.index_.grams, reading):
                return known
        for reading in chain(*meanings):
            if known := artists.sounding(self.index_.entries, reading):
                return known
        return None

    def _answer(self, verdict: Verdict, ranked: Ranked, limit: int) -> Matches:
        if verdict is Verdict.UNKNOWN:
            return Matches(verdict, ())
        rows = self.index_.entries.rows[ranked.entries[:limit]].tolist()
        scores = ranked.likeness[:limit].tolist()
        return Matches(
            verdict, tuple(Match(Row(row), score) for row, score in zip(rows, scores, strict=True))
        )

    def to_arrays(self) -> Arrays:
        """Return the fitted state; `from_arrays` takes it back, from memory maps too."""
        return self.index_.to_arrays()

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return a fitted search."""
        search = cls()
        search.index_ = Index.from_arrays(arrays)
        return search


def _meanings(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the readings of a text as typed, and as if in the other keyboard layout."""
    typed, other = fold(text), fold(swapped(text))
    if len(other.replace(" ", "")) < SHORTEST_SWAPPED:
        return (readings(typed),)
    return readings(typed), readings(other)
