"""From what people type to the song they mean.

A text goes through two doors. Exactly named songs are found by hash. Everything else is matched
by shared character n-grams, which tolerate typos, lost spaces and shuffled words, and the best
candidates are compared with the text letter by letter. Both doors see every reading of the text:
as it stands, without a request's words around it, and as if the other keyboard layout was meant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

import numpy as np

from engine.search.artists import Artists, KnownArtist, tracks_of
from engine.search.byline import bylines
from engine.search.entries import Entries, folded
from engine.search.keyboard import swapped
from engine.search.keys import Keys, key, unique_aliases, ways_to_name
from engine.search.ngrams import GramIndex
from engine.search.ranking import Ranked, candidates, nothing, rank
from engine.search.verdict import CERTAIN, LIKELY, POSSIBLE, Verdict, judge
from engine.search.words import Words
from engine.search.wrapping import readings, without_version
from engine.text import fold
from engine.types import Arrays, Floats, Row, Rows

__all__ = ["Match", "Matches", "TitleSearch", "Verdict"]

LONGEST_TEXT = 300  # characters read of a message; no title with its artist is longer
SAME_NAME = 400  # most entries compared among those of exactly one name
ARTIST_ONLY = 0.5  # likeness of a song of which only the artist was named
SHORTEST_SWAPPED = 4  # letters; fewer are a word of their own: "еще" is not "tot"
NAMESAKES = 2  # songs of a missing song's title kept among its artist's
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

    entries_: Entries
    keys_: Keys
    artists_: Artists
    grams_: GramIndex
    words_: Words

    def fit(self, titles: Sequence[str], artists: Sequence[str], popularity: Floats) -> Self:
        """Index a catalogue.

        Parameters
        ----------
        titles, artists
            Row i is `titles[i]` by `artists[i]`.
        popularity
            (n_tracks,) float32, 0..100; decides between equal names.
        """
        parts, names = folded(titles, artists)
        self.entries_ = Entries.of(parts, names, popularity)
        rows = self.entries_.rows.tolist()
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
        self.keys_ = Keys.of(hashes, owners)
        self.artists_ = Artists.of(self.entries_, names)
        self.grams_ = GramIndex.of(list(self.entries_.texts))
        self.words_ = Words.of(self.entries_.plain_texts)
        return self

    def match(self, text: str, limit: int = 5) -> Matches:
        """Return the songs that `text` may mean, at most `limit`.

        SURE: the first is the song meant; UNSURE: one of them may be; UNKNOWN: none is here.
        """
        meanings = _meanings(text)
        for reading in chain([text[:LONGEST_TEXT]], *meanings):
            if len(found := self.keys_.find(key(reading))):
                return self._named(reading, self._same_name(fold(reading), found), limit)
        verdict, best = self._fuzzy(meanings)
        if verdict is not Verdict.SURE and (named := self._byline(text)):
            return self._instead(*named, limit)
        artist = self._artist(meanings, best)
        if artist and artist.likeness > best.alike:
            return self._answer(Verdict.UNSURE, self._songs(artist), limit)
        if verdict is not Verdict.SURE:
            for reading in map(without_version, chain(*meanings)):
                if len(found := self.keys_.find(key(reading))):
                    return self._answer(Verdict.SURE, self._same_name(reading, found), limit)
        return self._answer(verdict, best, limit)

    def _byline(self, text: str) -> tuple[str, KnownArtist] | None:
        """Return the title and the artist of "title by artist", when the artist is known."""
        for title, name in bylines(text[:LONGEST_TEXT]):
            if known := self.artists_.exact(name):
                return title, known
        return None

    def _instead(self, title: str, artist: KnownArtist, limit: int) -> Matches:
        """Offer other songs by an artist, the likest first, and others' songs of that title."""
        theirs = rank(self.entries_, title, tracks_of(self.entries_, artist.number))
        near = theirs.part(theirs.likeness >= POSSIBLE)
        namesakes = self._of_title(title).part(slice(min(NAMESAKES, limit // 2)))
        own = self._joined(near, self._songs(artist))
        own = own.part(slice(limit - len(namesakes.entries)))
        return self._answer(Verdict.UNSURE, self._joined(own, namesakes), limit)

    def _of_title(self, title: str) -> Ranked:
        """Return the songs that are called `title`, or nearly."""
        if len(found := self.keys_.find(key(title))):
            return self._same_name(title, found)
        near = rank(self.entries_, title, candidates(self.entries_, self.grams_, title))
        return near.part(near.likeness >= LIKELY)

    def _joined(self, *parts: Ranked) -> Ranked:
        """Return rankings one after the other, each song at its first place."""
        entries = np.concatenate([part.entries for part in parts])
        _, firsts = np.unique(self.entries_.songs[entries], return_index=True)
        return Ranked(
            text=parts[0].text,
            entries=entries,
            likeness=np.concatenate([part.likeness for part in parts]),
            scores=np.concatenate([part.scores for part in parts]),
            beginnings=np.concatenate([part.beginnings for part in parts]),
        ).part(np.sort(firsts))

    def _named(self, text: str, songs: Ranked, limit: int) -> Matches:
        """Answer a song's exact name; where it is a better known artist's too, offer both."""
        artist = self.artists_.exact(text)
        if artist is None or self.entries_.artists[songs.entries[0]] == artist.number:
            return self._answer(Verdict.SURE, songs, limit)
        theirs = self._songs(artist)
        popularity = self.entries_.popularity
        if popularity[theirs.entries[0]] <= popularity[songs.entries[0]]:
            return self._answer(Verdict.SURE, songs, limit)
        offered = self._joined(songs.part(slice(1)), theirs)
        return self._answer(Verdict.UNSURE, offered, limit)

    def artist(self, name: str) -> Rows:
        """Return the rows of the artist meant by `name`, most popular first; empty when unsure."""
        found = self._artist(_meanings(name), nothing())
        if found is None:
            return np.zeros(0, dtype=np.intp)
        return self.entries_.rows[tracks_of(self.entries_, found.number)].astype(np.intp)

    def _fuzzy(self, meanings: Sequence[Sequence[str]]) -> tuple[Verdict, Ranked]:
        """Return the ranking of the first reading that settles it, or else of the best.

        The text as it stands goes first, then the reading that has lost most, which is the
        likeliest of a request with a typo in it; those between are not worth their time.
        """
        ranked = [nothing()]
        for meaning in meanings:
            for reading in dict.fromkeys((*meaning[:1], *meaning[-1:])):
                chosen = candidates(self.entries_, self.grams_, reading)
                found = rank(self.entries_, reading, chosen)
                if judge(self.entries_, self.words_, found) is Verdict.SURE:
                    return Verdict.SURE, found
                ranked.append(found)
            if max(r.best for r in ranked) >= PLAUSIBLE:
                break
        best = max(ranked, key=lambda r: r.best)
        return judge(self.entries_, self.words_, best), best

    def _same_name(self, text: str, entries: Rows) -> Ranked:
        order = np.argsort(-self.entries_.popularity[entries], kind="stable")
        return rank(self.entries_, text, entries[order[:SAME_NAME]])

    def _artist(self, meanings: Sequence[Sequence[str]], best: Ranked) -> KnownArtist | None:
        """Return the artist that a reading names, where the best song leaves a doubt."""
        for reading in chain(*meanings):
            if known := self.artists_.exact(reading):
                return known
        if best.alike >= CERTAIN:
            return None
        for reading in dict.fromkeys((*meanings[0][:1], *meanings[0][-1:])):
            if known := self.artists_.alike(self.entries_, self.grams_, reading):
                return known
        return None

    def _songs(self, artist: KnownArtist) -> Ranked:
        """Return an artist's songs, the most popular first."""
        entries = tracks_of(self.entries_, artist.number)
        _, firsts = np.unique(self.entries_.songs[entries], return_index=True)
        songs = entries[np.sort(firsts)]
        alike = np.full(len(songs), ARTIST_ONLY, dtype=np.float32)
        return Ranked("", songs, alike, alike, np.zeros(len(songs), dtype=np.bool_))

    def _answer(self, verdict: Verdict, ranked: Ranked, limit: int) -> Matches:
        if verdict is Verdict.UNKNOWN:
            return Matches(verdict, ())
        rows = self.entries_.rows[ranked.entries[:limit]].tolist()
        scores = ranked.likeness[:limit].tolist()
        return Matches(
            verdict, tuple(Match(Row(row), score) for row, score in zip(rows, scores, strict=True))
        )

    def to_arrays(self) -> Arrays:
        """Return the fitted state; `from_arrays` takes it back, from memory maps too."""
        return {
            **self.entries_.to_arrays(),
            **self.keys_.to_arrays(),
            **self.artists_.to_arrays(),
            **self.grams_.to_arrays(),
            **self.words_.to_arrays(),
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return a fitted search."""
        search = cls()
        search.entries_ = Entries.from_arrays(arrays)
        search.keys_ = Keys.from_arrays(arrays)
        search.artists_ = Artists.from_arrays(arrays)
        search.grams_ = GramIndex.from_arrays(arrays)
        search.words_ = Words.from_arrays(arrays)
        return search


def _meanings(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the readings of a text as typed, and as if in the other keyboard layout."""
    text = text[:LONGEST_TEXT]
    typed, other = fold(text), fold(swapped(text))
    if len(other.replace(" ", "")) < SHORTEST_SWAPPED:
        return (readings(typed),)
    return readings(typed), readings(other)
