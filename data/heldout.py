"""Held-out playlists: a catalogue without some of its playlists, and what they would have told.

A playlist stands for a taste: its tracks go together, and who likes some of them may like the
rest. A fifth of the playlists is held out by a hash of the id. What models and re-ranking learn
from is a table without them: memberships, and with them the genres and subgenres that tracks
have from playlists, come from the playlists left. The queries are tracks that no playlist left
holds, so nothing is known of them but their names and their sound.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import pyarrow as pa

from data.errors import NothingHeldOut
from engine.evaluate import LIKES, Question
from engine.select import Songs
from engine.table import TRACKS_SCHEMA, TrackTable
from engine.types import Mask, Row, Rows

FOLDS = 5
REPORTED = 0
"""The fold that figures are reported on; weights were fitted on the others, without this one."""

_MOST_LIKES = max(LIKES)
_TO_FIND = 10  # songs of a playlist, at least, that are left when its most likes are told


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What may be learned from, and what is asked.

    Parameters
    ----------
    table
        The whole catalogue's tracks with the playlists, genres and subgenres left.
    songs
        The catalogue's songs and artists.
    questions
        A query, likes from one of its playlists, and what is relevant to it.
    """

    table: TrackTable
    songs: Songs
    questions: tuple[Question, ...]


def fold_of(playlist_id: str) -> int:
    """Return which fifth a playlist belongs to, 0..FOLDS-1, the same in every catalogue."""
    return sha256(playlist_id.encode()).digest()[0] % FOLDS


def hold_out(
    table: TrackTable,
    name: str,
    queries: int,
    fold: int = REPORTED,
    unseen: Collection[int] = (),
    seed: int = 0,
) -> HeldOut:
    """Hold a fold's playlists out of a catalogue.

    Parameters
    ----------
    table
        The whole catalogue.
    name
        What the catalogue is called, for the error.
    queries
        Questions, at most; drawn by `seed`.
    fold
        Whose playlists are held out.
    unseen
        Folds that are neither learned from nor asked about: what is fitted then stays apart
        from what is reported on them.

    Raises
    ------
    NothingHeldOut
        When no playlist that is held out is large enough to tell of a taste.
    """
    songs = Songs.of(table.texts("title"), table.texts("artist"))
    lists = table.tracks.column("playlists").to_pylist()
    members: dict[str, list[int]] = {}
    left = np.zeros(len(table), np.bool_)
    for row, own in enumerate(lists):
        folds = {one: fold_of(one) for one in own}
        for playlist in (one for one in own if folds[one] == fold):
            members.setdefault(playlist, []).append(row)
        left[row] = any(other != fold for other in folds.values())
    tastes = {
        one: rows
        for one, rows in ((one, np.array(rows, np.intp)) for one, rows in members.items())
        if len(np.unique(songs.song[rows])) > _MOST_LIKES + _TO_FIND
    }
    draw = _Draw(songs, lists, tastes, members, np.random.default_rng(seed))
    questions = draw.questions(left, queries)
    if not questions:
        raise NothingHeldOut(name, table.playlists.num_rows, _MOST_LIKES + _TO_FIND + 1)
    return HeldOut(without(table, {fold, *unseen}), songs, questions)


def without(table: TrackTable, folds: Collection[int]) -> TrackTable:
    """Return the catalogue as it would be if the playlists of `folds` had never been."""
    playlists = [
        one for one in table.playlists.to_pylist() if fold_of(one["playlist_id"]) not in folds
    ]
    known = {one["playlist_id"]: one for one in playlists}
    tracks = table.tracks.to_pydict()
    tracks["playlists"] = [[one for one in own if one in known] for own in tracks["playlists"]]
    for plural, singular in (("genres", "genre"), ("subgenres", "subgenre")):
        tracks[plural] = [_commonest(known, own, singular) for own in tracks["playlists"]]
    return TrackTable(
        tracks=pa.Table.from_pydict(tracks, schema=TRACKS_SCHEMA),
        features=table.features,
        playlists=pa.Table.from_pylist(playlists, schema=table.playlists.schema),
    )


def _commonest(
    playlists: Mapping[str, Mapping[str, str | None]], own: Collection[str], column: str
) -> list[str]:
    """Return the genres of a track's playlists, that of most playlists first."""
    counts = Counter(genre for one in own if (genre := playlists[one][column]))
    return [genre for genre, _ in counts.most_common()]


@dataclass(frozen=True, slots=True)
class _Draw:
    """How questions are drawn from held-out playlists."""

    songs: Songs
    lists: list[list[str]]  # each track's playlists
    tastes: Mapping[str, Rows]  # held-out playlists that are large enough, with their tracks
    members: Mapping[str, list[int]]  # all held-out playlists
    rng: np.random.Generator

    def questions(self, left: Mask, most: int) -> tuple[Question, ...]:
        """Ask about tracks that are in held-out playlists only (not in `left`)."""
        asked = [
            row
            for row, own in enumerate(self.lists)
            if not left[row] and any(one in self.tastes for one in own)
        ]
        return tuple(self._question(row) for row in self.rng.permutation(asked)[:most].tolist())

    def _question(self, row: int) -> Question:
        own = next(one for one in self.lists[row] if one in self.tastes)
        rows = self.tastes[own]
        others = self.rng.permutation(rows[self.songs.song[rows] != self.songs.song[row]])
        relevant = np.unique(np.concatenate([self.members[o] for o in self._held(row)]))
        return Question(
            query=Row(row),
            likes=others[:_MOST_LIKES],
            elsewhere=self._elsewhere(relevant),
            relevant=relevant[relevant != row],
        )

    def _held(self, row: int) -> list[str]:
        return [one for one in self.lists[row] if one in self.members]

    def _elsewhere(self, relevant: Rows) -> Rows:
        """Return likes from a playlist that shares no track with what is relevant."""
        names = list(self.tastes)
        for place in self.rng.permutation(len(names)).tolist():
            rows = self.tastes[names[place]]
            if not np.isin(rows, relevant).any():
                return self.rng.permutation(rows)[:_MOST_LIKES]
        return np.empty(0, np.intp)
