"""From a ranking of tracks to a list of songs: one version a song, few songs an artist.

The rules here are about songs, not about nearness, so they hold for every model alike.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from engine.text import core_title, fold
from engine.types import Arrays, Mask, Rows

Codes = npt.NDArray[np.int32]
Names = npt.NDArray[np.str_]
ARTIST_CAP = 2
"""Songs of one artist in one list, at most."""


def _coded(texts: Sequence[str]) -> tuple[Names, Codes]:
    names, codes = np.unique(np.array(texts, dtype=np.str_), return_inverse=True)
    return names, codes.astype(np.int32)


@dataclass(frozen=True, slots=True)
class Songs:
    """Which tracks are versions of one song, and which are by one artist.

    Tracks with equal core titles count as one song whoever plays them: a cover, a remix that is
    credited to the remixer and a re-release under another spelling of the artist all repeat the
    song in a listener's ears, and a list loses little by holding only one "Hello".

    Attributes
    ----------
    song, artist
        Codes, (n_tracks,) int32; equal codes are one song, one artist.
    order, start
        Rows grouped by song, (n_tracks,) intp, and where each song's group begins,
        (n_songs + 1,) intp: the versions of a song are found without a scan.
    names
        Folded name of each artist code, (n_artists,), ascending.
    """

    song: Codes
    artist: Codes
    order: Rows
    start: Rows
    names: Names

    @classmethod
    def of(cls, titles: Sequence[str], artists: Sequence[str]) -> Self:
        """Group tracks by their titles and artists, both (n_tracks,)."""
        _, song = _coded([core_title(title) or title for title in titles])
        names, artist = _coded([fold(artist) for artist in artists])
        sizes = np.bincount(song)
        return cls(
            song=song,
            artist=artist,
            order=np.argsort(song, kind="stable"),
            start=np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp),
            names=names,
        )

    def to_arrays(self) -> Arrays:
        """Return the grouping as named arrays."""
        return {
            "song": self.song, "artist": self.artist, "order": self.order, "start": self.start,
            "names": self.names,
        }  # fmt: skip

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return the grouping from `to_arrays` output."""
        return cls(
            song=arrays["song"].astype(np.int32, copy=False),
            artist=arrays["artist"].astype(np.int32, copy=False),
            order=arrays["order"].astype(np.intp, copy=False),
            start=arrays["start"].astype(np.intp, copy=False),
            names=arrays["names"].astype(np.str_, copy=False),
        )

    def versions(self, rows: Rows) -> Mask:
        """Return the mask of `rows` and of every other version of them, (n_tracks,) bool."""
        mask = np.zeros(len(self.song), np.bool_)
        for song in {int(self.song[row]) for row in rows}:
            mask[self.order[self.start[song] : self.start[song + 1]]] = True
        return mask

    def by_artists(self, names: Collection[str]) -> Mask:
        """Return the mask of the tracks of artists with these folded names, (n_tracks,) bool."""
        wanted = np.array(sorted(names), np.str_)
        place = np.minimum(np.searchsorted(self.names, wanted), len(self.names) - 1)
        return np.isin(self.artist, place[self.names[place] == wanted])

    def pick(self, ranked: Rows, limit: int, page: int, *, complete: bool) -> Rows:
        """Return a page of the list of songs that `ranked` makes.

        No song is dealt twice. An artist has at most `ARTIST_CAP` songs a page; the songs over
        the cap wait, in order, for the next page.

        Parameters
        ----------
        ranked
            Rows, best first, (k,) intp.
        limit, page
            Songs a page, and which page, 0 the first.
        complete
            Whether nothing ranks after `ranked`. While more does, a page that it cannot fill is
            not dealt, since what follows might fill it otherwise.

        Returns
        -------
        Rows
            At most `limit` rows; fewer when `ranked` does not hold enough songs.
        """
        seen: set[int] = set()
        dealt: list[int] = []
        waiting = ranked
        for _ in range(page + 1):
            dealt, waiting = self._deal(waiting, limit, seen)
            if len(dealt) < limit and not complete:
                return ranked[:0]
        return np.array(dealt, np.intp)

    def _deal(self, ranked: Rows, limit: int, seen: set[int]) -> tuple[list[int], Rows]:
        page: list[int] = []
        over: list[int] = []
        artists: Counter[int] = Counter()
        for position, row in enumerate(ranked.tolist()):
            if len(page) == limit:
                return page, np.concatenate([np.array(over, np.intp), ranked[position:]])
            song, artist = int(self.song[row]), int(self.artist[row])
            if song in seen:
                continue
            if artists[artist] == ARTIST_CAP:
                over.append(row)
                continue
            seen.add(song)
            artists[artist] += 1
            page.append(row)
        return page, np.array(over, np.intp)
