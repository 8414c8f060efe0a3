"""Good rows, one a (track, playlist) pair, to one row a track with all that it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from data.cleaning import CleanRows
from data.schema import Role
from engine.table import PLAYLISTS_SCHEMA, TRACKS_SCHEMA, TrackTable
from engine.types import FEATURES

Codes = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NONE = -1  # the code of an absent value


@dataclass(frozen=True, slots=True)
class Grouped:
    """A track table, and what grouping found out about the rows.

    Parameters
    ----------
    table
        One row a track, sorted by id.
    repeated
        Rows that say again what an earlier row said.
    conflicts
        Tracks whose rows disagree on a title, an artist or a number; the first row counts.
    undated
        Tracks without a release year.
    """

    table: TrackTable
    repeated: int
    conflicts: int
    undated: int


@dataclass(frozen=True, slots=True)
class _Coded:
    """A text column as codes: (n_rows,) int64 into `values`, which are in ascending order."""

    codes: Codes
    values: pa.Array


def group_rows(rows: CleanRows) -> Grouped:
    """Group rows by track and by playlist.

    A track keeps all its genres, subgenres and playlists. Its first genre is that of most of its
    playlists; equal ones come in the order of the file, which settles every tie, since a row has
    one genre. Playlists come in the order of the file. A playlist that the file gives two genres
    gets the one of most of its rows.

    Parameters
    ----------
    rows
        At least one row.
    """
    tracks = _encode(rows.texts[Role.TRACK_ID])
    playlists = _encode(rows.texts[Role.PLAYLIST_ID])
    genres = _encode(rows.texts[Role.GENRE])
    subgenres = _encode(rows.texts[Role.SUBGENRE])
    first = _first_rows(tracks.codes, len(tracks.values))
    features = np.column_stack([rows.numbers[name] for name in FEATURES]).astype(np.float32)
    lists = {
        "genres": _lists(tracks, genres, playlists.codes),
        "subgenres": _lists(tracks, subgenres, playlists.codes),
        "playlists": _lists(tracks, playlists, playlists.codes),
    }
    names = {
        role.value: rows.texts[role].take(pa.array(first)).fill_null("")
        for role in (Role.TITLE, Role.ARTIST, Role.ALBUM_ID, Role.ALBUM)
    }
    table = TrackTable(
        tracks=_table({"track_id": tracks.values, **names, **lists}, TRACKS_SCHEMA),
        features=features[first],
        playlists=_playlists(rows, playlists, genres, subgenres),
    )
    said = _first_of_each(tracks.codes, playlists.codes, genres.codes, subgenres.codes)
    return Grouped(
        table=table,
        repeated=len(tracks.codes) - len(said),
        conflicts=_conflicts(rows, tracks.codes, first),
        undated=int(np.isnan(table.feature("year")).sum()),
    )


def _encode(column: pa.Array) -> _Coded:
    encoded = column.dictionary_encode()
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    rank = np.full(len(order) + 1, NONE, np.int64)
    rank[order] = np.arange(len(order))
    codes = encoded.indices.fill_null(len(order)).to_numpy(zero_copy_only=False)
    return _Coded(rank[codes], encoded.dictionary.take(pa.array(order)))


def _first_rows(codes: Codes, n: int) -> Codes:
    """Return the first row of each code in range(n), (n,) int64."""
    present, first = np.unique(codes, return_index=True)
    rows = np.zeros(n, np.int64)
    rows[present[present >= 0]] = first[present >= 0]
    return rows


def _lists(owners: _Coded, members: _Coded, voters: Codes) -> pa.ListArray:
    """Return each owner's different members, the one of most voters first.

    A voter counts once for a member, however many rows repeat it. Equal members come in the
    order of their first rows.
    """
    rows = np.flatnonzero((owners.codes != NONE) & (members.codes != NONE))
    ballots = rows[_first_of_each(owners.codes[rows], members.codes[rows], voters[rows])]
    owner, member = owners.codes[ballots], members.codes[ballots]
    starts = np.flatnonzero(_is_new(owner, member))
    votes = np.diff(np.append(starts, len(ballots)))
    seen = np.minimum.reduceat(ballots, starts) if len(starts) else ballots
    owner, member = owner[starts], member[starts]
    order = np.lexsort((seen, -votes, owner))
    offsets = np.searchsorted(owner[order], np.arange(len(owners.values) + 1))
    return pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), members.values.take(pa.array(member[order]))
    )


def _first_of_each(*columns: Codes) -> Codes:
    """Return the first row of each different combination, combinations in ascending order."""
    order = np.lexsort(columns[::-1])  # stable: of equal rows the first stays first
    return order[_is_new(*(column[order] for column in columns))]


def _is_new(*columns: Codes) -> Bools:
    """Return which rows of sorted columns differ from the row before."""
    new = np.zeros(len(columns[0]), np.bool_)
    new[:1] = True
    for column in columns:
        new[1:] |= column[1:] != column[:-1]
    return new


def _playlists(rows: CleanRows, ids: _Coded, genres: _Coded, subgenres: _Coded) -> pa.Table:
    every_row = np.arange(len(ids.codes))
    names = _encode(rows.texts[Role.PLAYLIST])
    columns = {
        name: _foremost(_lists(ids, values, every_row))
        for name, values in (("name", names), ("genre", genres), ("subgenre", subgenres))
    }
    return _table({"playlist_id": ids.values, **columns}, PLAYLISTS_SCHEMA)


def _foremost(lists: pa.ListArray) -> pa.Array:
    """Return the first member of each list, an empty text for an empty list."""
    lengths = np.diff(lists.offsets.to_numpy())
    starts = pa.array(lists.offsets.to_numpy()[:-1], mask=lengths == 0)
    return lists.values.take(starts).fill_null("")


def _conflicts(rows: CleanRows, track: Codes, first: Codes) -> int:
    """Return how many tracks have a row that differs from their first row."""
    original = first[track]
    differs = np.zeros(len(track), np.bool_)
    for column in rows.numbers.values():
        differs |= ~(
            (column == column[original]) | (np.isnan(column) & np.isnan(column[original]))
        )
    for role in (Role.TITLE, Role.ARTIST):
        codes = _encode(rows.texts[role]).codes
        differs |= codes != codes[original]
    return len(np.unique(track[differs]))


def _table(columns: dict[str, pa.Array], schema: pa.Schema) -> pa.Table:
    names: Sequence[str] = schema.names
    return pa.table([columns[name] for name in names], schema=schema)
