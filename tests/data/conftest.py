"""What tests of catalogue files share: a well-formed row, and a way to write files of them."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from data.schema import PUBLIC_ORDER

GOOD_ROW = {
    "track_id": "t1",
    "track_name": "Paper Boats",
    "track_artist": "Lena Frost",
    "track_popularity": "61",
    "track_album_id": "al1",
    "track_album_name": "Harbour",
    "track_album_release_date": "2014-03-09",
    "playlist_name": "Quiet Evenings",
    "playlist_id": "p1",
    "playlist_genre": "pop",
    "playlist_subgenre": "indie poptimism",
    "danceability": "0.25",
    "energy": "0.5",
    "key": "6",
    "loudness": "-7.5",
    "mode": "1",
    "speechiness": "0.03125",
    "acousticness": "0.75",
    "instrumentalness": "0",
    "liveness": "0.125",
    "valence": "0.375",
    "tempo": "96.5",
    "duration_ms": "201000",
}

Fields = Mapping[str, str]
Encode = Callable[..., bytes]
Write = Callable[..., Path]


def _encode(*rows: Fields, columns: Sequence[str] = PUBLIC_ORDER) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([{**GOOD_ROW, **row}[column] for column in columns] for row in rows)
    return text.getvalue().encode()


@pytest.fixture
def encode() -> Encode:
    """Return the bytes of a CSV of good rows, each changed by the fields given."""
    return _encode


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a CSV of good rows, each changed by the fields given, and return its path."""

    def write(*rows: Fields, columns: Sequence[str] = PUBLIC_ORDER) -> Path:
        path = tmp_path / "songs.csv"
        path.write_bytes(_encode(*rows, columns=columns))
        return path

    return write
