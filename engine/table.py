"""The catalogue as the engine sees it: names in Arrow tables, numbers in one float32 matrix."""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.types import COLUMN, FEATURES, Floats, Row, Rows, Track, TrackId

TRACKS_SCHEMA = pa.schema(
    [
        ("track_id", pa.string()),
        ("title", pa.string()),
        ("artist", pa.string()),
        ("album_id", pa.string()),
        ("album", pa.string()),
        ("genres", pa.list_(pa.string())),
        ("subgenres", pa.list_(pa.string())),
        ("playlists", pa.list_(pa.string())),
    ]
)
PLAYLISTS_SCHEMA = pa.schema(
    [
        ("playlist_id", pa.string()),
        ("name", pa.string()),
        ("genre", pa.string()),
        ("subgenre", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class TrackTable:
    """All tracks of a catalogue, sorted by `track_id` so that an id is found by bisection.

    Sorting by id also makes rows, and with them every tie, independent of the order of the
    catalogue file.

    Parameters
    ----------
    tracks
        `TRACKS_SCHEMA`, one row a track, `track_id` ascending (code points) and unique.
    features
        Raw features, (n_tracks, len(FEATURES)) float32; row i is `tracks` row i. NaN only in
        `year` and `month`.
    playlists
        `PLAYLISTS_SCHEMA`, one row a playlist.
    """

    tracks: pa.Table
    features: Floats
    playlists: pa.Table

    def __len__(self) -> int:
        return int(self.tracks.num_rows)

    def track(self, row: Row) -> Track:
        """Return the track at `row`."""
        (record,) = self.tracks.slice(row, 1).to_pylist()
        numbers = self.features[row]
        year = numbers[COLUMN["year"]]
        return Track(
            track_id=TrackId(record["track_id"]),
            title=record["title"],
            artist=record["artist"],
            album_id=record["album_id"],
            album=record["album"],
            genres=tuple(record["genres"]),
            subgenres=tuple(record["subgenres"]),
            year=None if np.isnan(year) else int(year),
            popularity=round(float(numbers[COLUMN["popularity"]])),
        )

    def row(self, track_id: TrackId) -> Row | None:
        """Return the row of `track_id`, or None when the catalogue lacks it."""
        ids = self.tracks.column("track_id")
        found = bisect_left(range(len(self)), track_id, key=lambda i: TrackId(ids[i].as_py()))
        if found < len(self) and ids[found].as_py() == track_id:
            return Row(found)
        return None

    def feature(self, name: str) -> Floats:
        """Return one raw feature of all tracks, (n_tracks,) float32; `name` is one of FEATURES."""
        return self.features[:, FEATURES.index(name)]

    def texts(self, column: str) -> list[str]:
        """Return a text column of all tracks, for example "title"."""
        return [str(text) for text in self.tracks.column(column).to_pylist()]

    def rows_of_album(self, album_id: str) -> Rows:
        """Return the rows of an album's tracks, ascending; empty when unknown."""
        return _rows(pc.indices_nonzero(pc.equal(self.tracks.column("album_id"), _text(album_id))))

    def rows_of_playlist(self, playlist_id: str) -> Rows:
        """Return the rows of a playlist's tracks, ascending; empty when unknown."""
        return self._rows_holding("playlists", playlist_id)

    def rows_of_genre(self, name: str) -> Rows:
        """Return the rows with a genre or subgenre of that name, ascending; empty when unknown."""
        found = [self._rows_holding(column, name) for column in ("genres", "subgenres")]
        return np.union1d(*found)

    def _rows_holding(self, column: str, text: str) -> Rows:
        lists = self.tracks.column(column).combine_chunks()
        inside = pc.equal(lists.flatten(), _text(text))
        return np.unique(_rows(pc.list_parent_indices(lists).filter(inside)))

    def playlist_name(self, playlist_id: str) -> str | None:
        """Return what a playlist is called, or None when the catalogue lacks it."""
        found = pc.index(self.playlists.column("playlist_id"), _text(playlist_id)).as_py()
        return None if found < 0 else str(self.playlists.column("name")[found].as_py())


# Arrow asks pandas, and so loads it, whenever it turns a Python string into a scalar or an array
# into NumPy's; a serving process has no use for pandas, hence the two ways around below.


def _rows(indices: pa.Array) -> Rows:
    return np.from_dlpack(indices).astype(np.intp)


def _text(text: str) -> pa.StringScalar:
    data = text.encode()
    ends = np.array([0, len(data)], np.int32)
    return pa.StringArray.from_buffers(1, pa.py_buffer(ends), pa.py_buffer(data))[0]
