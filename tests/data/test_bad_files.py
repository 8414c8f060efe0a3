import gzip
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest

from data.catalogue import load_catalogue
from data.errors import (
    CatalogueError,
    CatalogueUnreadable,
    DuplicateColumns,
    MissingColumns,
    NoTracks,
    NotUtf8,
    RecordTooLong,
    WrongColumnType,
)
from data.schema import PUBLIC_ORDER, SPOTIFY_SONGS

Write = Callable[..., Path]
Encode = Callable[..., bytes]
Refused = TypeVar("Refused", bound=CatalogueError)


def refuse(path: Path, kind: type[Refused]) -> Refused:
    with pytest.raises(kind) as caught:
        load_catalogue(path)
    assert type(caught.value) is kind
    assert str(caught.value).isprintable()  # one line, and nothing that moves a cursor
    assert len(str(caught.value)) <= 400
    assert caught.value.name == str(path)
    return caught.value


def test_an_absent_file_a_directory_and_an_empty_file_are_unreadable(tmp_path: Path) -> None:
    refuse(tmp_path / "absent.csv", CatalogueUnreadable)
    refuse(tmp_path, CatalogueUnreadable)
    empty = tmp_path / "empty.csv"
    empty.touch()
    refuse(empty, CatalogueUnreadable)
    empty.write_bytes(b"\n\n")
    refuse(empty, CatalogueUnreadable)
    empty.write_bytes(gzip.compress(b""))
    refuse(empty, CatalogueUnreadable)


def test_a_header_without_rows_has_no_tracks(write: Write, encode: Encode, tmp_path: Path) -> None:
    assert refuse(write(), NoTracks).rows == 0
    path = tmp_path / "newline.csv"
    path.write_bytes(encode() + b"\n\n")
    refuse(path, NoTracks)
    path.write_bytes(encode().strip())
    refuse(path, NoTracks)


def test_when_every_row_is_bad_the_reasons_are_told(write: Write) -> None:
    error = refuse(write({"energy": "x"}, {"track_name": ""}), NoTracks)
    assert error.dropped == {"missing_title": 1, "unreadable_number": 1}


@pytest.mark.parametrize("column", SPOTIFY_SONGS.required)
def test_a_missing_required_column_is_named_with_the_columns_found(
    write: Write, column: str
) -> None:
    columns = [each for each in PUBLIC_ORDER if each != column]
    error = refuse(write({}, columns=columns), MissingColumns)
    assert error.missing == (column,)
    assert error.found == tuple(columns)
    assert column in str(error)


def test_a_column_given_twice_is_named(encode: Encode, tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_bytes(encode({}, columns=[*PUBLIC_ORDER, "energy"]))
    assert refuse(path, DuplicateColumns).columns == ("energy",)


@pytest.mark.parametrize("line", [1, 2, 3, 400])
def test_text_that_is_not_utf8_is_refused_with_its_line_and_byte(
    encode: Encode, tmp_path: Path, line: int
) -> None:
    lines = encode(*({"track_id": f"t{i}"} for i in range(500))).splitlines(keepends=True)
    lines[line - 1] = lines[line - 1].replace(b"Paper", b"P\xe4per").replace(b"tempo", b"t\xe9mpo")
    path = tmp_path / "latin1.csv"
    path.write_bytes(b"".join(lines))
    error = refuse(path, NotUtf8)
    assert error.line == line
    assert path.read_bytes()[error.byte] in b"\xe4\xe9"


def test_a_character_cut_at_the_end_is_not_utf8(encode: Encode, tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    path.write_bytes(encode({}) + "ж".encode()[:1])
    assert refuse(path, NotUtf8).line == 3
    path.write_bytes("ж".encode()[:1])
    refuse(path, NotUtf8)


def test_utf16_and_binary_files_are_refused(encode: Encode, tmp_path: Path) -> None:
    path = tmp_path / "utf16.csv"
    path.write_bytes(encode({}).decode().encode("utf-16"))
    refuse(path, NotUtf8)
    path.write_bytes(bytes(range(127, 256)) * 50)
    refuse(path, NotUtf8)
    path.write_bytes(bytes(range(128)) * 50)
    refuse(path, MissingColumns)


def test_a_zip_archive_says_that_it_is_one(tmp_path: Path) -> None:
    path = tmp_path / "archive.csv"
    path.write_bytes(b"PK\x03\x04" + b"\0" * 100)
    assert "zip" in str(refuse(path, CatalogueUnreadable))


@pytest.mark.parametrize("where", ["header", "row"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_line_of_100_mb_is_refused_in_little_memory(
    encode: Encode, tmp_path: Path, where: str, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "long.csv"
    head = encode({}) if where == "row" else b""
    path.write_bytes(pack(head + b"x" * 100_000_000))
    tracemalloc.start()
    try:
        refuse(path, RecordTooLong)
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


def test_a_quote_without_end_is_refused(encode: Encode, tmp_path: Path) -> None:
    path = tmp_path / "quote.csv"
    path.write_bytes(encode({}) + b'"' + b"never, closed\n" * 1_000_000)
    refuse(path, RecordTooLong)


def test_a_header_field_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "header.csv"
    path.write_bytes(b"x" * 200_000 + b"\n1\n")
    refuse(path, CatalogueUnreadable)


@pytest.mark.parametrize("cut", [2, 12, 100, -4])
def test_a_cut_gzip_is_unreadable(encode: Encode, tmp_path: Path, cut: int) -> None:
    path = tmp_path / "cut.csv.gz"
    rows = [{"track_id": f"t{i}", "track_name": f"{i * 7919 % 1009}"} for i in range(300)]
    path.write_bytes(gzip.compress(encode(*rows))[:cut])
    refuse(path, CatalogueUnreadable)


def test_a_gzip_with_altered_bytes_is_unreadable(encode: Encode, tmp_path: Path) -> None:
    path = tmp_path / "altered.csv.gz"
    packed = bytearray(gzip.compress(encode({})))
    packed[-6] ^= 0xFF
    path.write_bytes(packed)
    refuse(path, CatalogueUnreadable)


def test_a_damaged_parquet_file_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "damaged.parquet"
    path.write_bytes(b"PAR1 and then nothing of the kind")
    refuse(path, CatalogueUnreadable)


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("track_name", pa.array([1])),
        ("track_name", pa.array([["a"]])),
        ("energy", pa.array([[0.5]])),
        ("energy", pa.array([b"0.5"])),
        ("track_album_release_date", pa.array([2014])),
    ],
)
def test_a_parquet_column_of_the_wrong_type_is_named(
    tmp_path: Path, column: str, values: pa.Array
) -> None:
    columns = {name: pa.array(["1"]) for name in PUBLIC_ORDER}
    columns[column] = values
    path = tmp_path / "typed.parquet"
    pa_parquet.write_table(pa.table(columns), path)
    assert refuse(path, WrongColumnType).column == column


def test_parquet_text_that_is_not_utf8_is_unreadable(tmp_path: Path) -> None:
    columns = {name: pa.array(["1"]) for name in PUBLIC_ORDER}
    columns["track_name"] = pa.array([b"\xff"]).view(pa.string())
    path = tmp_path / "bytes.parquet"
    pa_parquet.write_table(pa.table(columns), path)
    refuse(path, CatalogueUnreadable)


def test_a_parquet_number_that_is_null_or_infinite_is_a_counted_drop(tmp_path: Path) -> None:
    columns = {name: pa.array(["1"] * 4) for name in PUBLIC_ORDER}
    columns["energy"] = pa.array([0.5, None, float("inf"), float("nan")])
    path = tmp_path / "nulls.parquet"
    pa_parquet.write_table(pa.table(columns), path)
    dropped = load_catalogue(path).report.dropped
    assert dropped == {"unreadable_number": 2, "out_of_range": 1}
