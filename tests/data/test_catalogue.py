import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import load_catalogue
from data.download import PUBLIC_SHA256
from data.schema import PUBLIC_ORDER, SPOTIFY_SONGS
from engine.types import COLUMN, Row, TrackId

Write = Callable[..., Path]
Encode = Callable[..., bytes]


def test_one_good_row_becomes_one_track(write: Write) -> None:
    catalogue = load_catalogue(write({}))
    track = catalogue.table.track(Row(0))
    assert (track.title, track.artist, track.album) == ("Paper Boats", "Lena Frost", "Harbour")
    assert (track.genres, track.subgenres) == (("pop",), ("indie poptimism",))
    assert (track.year, track.popularity) == (2014, 61)
    assert catalogue.table.playlist_name("p1") == "Quiet Evenings"
    expected = [0.25, 0.5, 6, -7.5, 1, 0.03125, 0.75, 0, 0.125, 0.375, 96.5, 201000, 61, 2014, 3]
    np.testing.assert_array_equal(catalogue.table.features, np.array([expected], np.float32))


def test_the_layout_has_the_23_public_columns() -> None:
    assert sorted(PUBLIC_ORDER) == sorted(SPOTIFY_SONGS.columns)
    assert len(set(PUBLIC_ORDER)) == 23


def test_tracks_are_sorted_by_code_point_and_found_by_id(write: Write) -> None:
    table = load_catalogue(
        write({"track_id": "b"}, {"track_id": "B"}, {"track_id": "ж"}, {"track_id": "a"})
    ).table
    assert table.texts("track_id") == ["B", "a", "b", "ж"]
    assert table.row(TrackId("ж")) == 3


def test_rows_of_one_track_are_one_track_with_all_its_playlists(write: Write) -> None:
    catalogue = load_catalogue(
        write(
            {"playlist_id": "p3", "playlist_genre": "rock", "playlist_subgenre": "hard rock"},
            {"playlist_id": "p1"},
            {"playlist_id": "p2"},
        )
    )
    assert catalogue.table.track(Row(0)).genres == ("pop", "rock")
    assert catalogue.table.tracks.column("playlists").to_pylist() == [["p3", "p1", "p2"]]
    assert (catalogue.report.rows, catalogue.report.tracks, catalogue.report.playlists) == (
        3,
        1,
        3,
    )


def test_genres_of_equally_many_playlists_come_in_the_order_of_the_file(write: Write) -> None:
    catalogue = load_catalogue(
        write(
            {"playlist_id": "p1", "playlist_genre": "rock"},
            {"playlist_id": "p2", "playlist_genre": "edm"},
        )
    )
    assert catalogue.table.track(Row(0)).genres == ("rock", "edm")


def test_a_row_said_twice_is_counted_and_votes_once(write: Write) -> None:
    catalogue = load_catalogue(
        write(
            {"playlist_genre": "rock"}, {"playlist_genre": "rock"}, {"playlist_genre": "pop"},
            {"playlist_id": "p2", "playlist_genre": "pop"},
        )
    )  # fmt: skip
    assert catalogue.report.repeated == 1
    assert catalogue.table.track(Row(0)).genres == ("pop", "rock")


def test_a_playlist_of_two_genres_gets_the_one_of_most_rows(write: Write) -> None:
    table = load_catalogue(
        write(
            {"playlist_genre": "rock"},
            {"playlist_genre": "pop", "track_id": "t2"},
            {"playlist_genre": "pop", "track_id": "t3"},
        )
    ).table
    assert table.playlists.column("genre").to_pylist() == ["pop"]


def test_conflicting_duplicates_keep_the_first_row_and_are_counted(write: Write) -> None:
    catalogue = load_catalogue(
        write(
            {"energy": "0.5"},
            {"energy": "0.75", "playlist_id": "p2"},
            {"track_id": "t2", "track_album_release_date": ""},
            {"track_id": "t2", "track_album_release_date": "", "playlist_id": "p2"},
        )
    )
    assert catalogue.report.conflicts == 1
    assert catalogue.table.feature("energy").tolist() == [0.5, 0.5]


def test_a_track_without_playlist_is_kept_without_playlist(write: Write) -> None:
    blank = dict.fromkeys([c for c in PUBLIC_ORDER if c.startswith("playlist_")], "")
    catalogue = load_catalogue(write(blank))
    assert catalogue.table.track(Row(0)).genres == ()
    assert (catalogue.report.tracks, catalogue.report.playlists) == (1, 0)
    assert catalogue.report.dropped == {}


def test_an_album_is_no_condition(write: Write) -> None:
    blank = dict.fromkeys([c for c in PUBLIC_ORDER if c.startswith("track_album")], "")
    catalogue = load_catalogue(write(blank))
    track = catalogue.table.track(Row(0))
    assert (track.album_id, track.album, track.year) == ("", "", None)
    assert catalogue.report.undated == 1


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"track_id": " "}, "missing_id"),
        ({"track_name": ""}, "missing_title"),
        ({"track_name": "\t \n"}, "missing_title"),
        ({"track_artist": "\u00a0"}, "missing_artist"),
        ({"track_name": "", "energy": "loud"}, "missing_title"),
        ({"energy": ""}, "unreadable_number"),
        ({"energy": "0,5"}, "unreadable_number"),
        ({"energy": "loud"}, "unreadable_number"),
        ({"energy": "NaN"}, "unreadable_number"),
        ({"tempo": "1_000"}, "unreadable_number"),
        ({"tempo": "0x60"}, "unreadable_number"),
        ({"energy": "inf"}, "out_of_range"),
        ({"loudness": "-Infinity"}, "out_of_range"),
        ({"tempo": "1e999"}, "out_of_range"),
        ({"energy": "1.01"}, "out_of_range"),
        ({"valence": "-0.01"}, "out_of_range"),
        ({"track_popularity": "101"}, "out_of_range"),
        ({"key": "12"}, "out_of_range"),
        ({"key": "5.5"}, "out_of_range"),
        ({"mode": "0.5"}, "out_of_range"),
        ({"duration_ms": "-1"}, "out_of_range"),
    ],
)
def test_a_bad_row_is_dropped_and_counted_by_reason(
    write: Write, fields: dict[str, str], reason: str
) -> None:
    catalogue = load_catalogue(write({}, {"track_id": "bad", **fields}, {"track_id": "t9"}))
    assert catalogue.report.dropped == {reason: 1}
    assert (catalogue.report.rows, catalogue.report.tracks) == (3, 2)
    assert TrackId("bad") not in catalogue.table.texts("track_id")


def test_numbers_may_be_padded_signed_or_in_exponent_notation(write: Write) -> None:
    table = load_catalogue(
        write({"energy": " 5e-1 ", "valence": "+.25", "tempo": "96.", "key": "-1"})
    ).table
    assert table.features[0, COLUMN["energy"]] == 0.5
    assert table.features[0, COLUMN["valence"]] == 0.25
    assert table.features[0, COLUMN["tempo"]] == 96
    assert table.features[0, COLUMN["key"]] == -1


@pytest.mark.parametrize(
    "title",
    [
        '"Hello," Said the Robot', "two\nlines", "<b>bold</b> & co", "\u202eright to left",
        "naïve café", "Выпускной", "🎸", "None", "null", "nan", "-", "a;b\tc", "back\\slash", "''",
    ],
)  # fmt: skip
def test_titles_survive_unchanged(write: Write, title: str) -> None:
    assert load_catalogue(write({"track_name": title})).table.texts("title") == [title]


def test_only_the_ends_of_a_title_are_trimmed(write: Write) -> None:
    table = load_catalogue(write({"track_name": "  Two  Spaces\n"})).table
    assert table.texts("title") == ["Two  Spaces"]


def test_a_bare_na_is_absent_and_a_quoted_one_is_a_name(encode: Encode, tmp_path: Path) -> None:
    path = tmp_path / "na.csv"
    path.write_bytes(
        encode({"track_name": "NA"}, {"track_id": "t2", "track_name": "QUOTED"}).replace(
            b"QUOTED", b'"NA"'
        )
    )
    catalogue = load_catalogue(path)
    assert catalogue.table.texts("title") == ["NA"]
    assert catalogue.report.dropped == {"missing_title": 1}


@pytest.mark.parametrize("damage", [b"extra,", b'"unclosed,', b'x,"un\nclosed,'])
def test_a_line_with_a_wrong_number_of_fields_is_dropped_and_counted(
    encode: Encode, tmp_path: Path, damage: bytes
) -> None:
    lines = encode({"track_id": "t1"}, {"track_id": "t2"}).splitlines(keepends=True)
    path = tmp_path / "ragged.csv"
    path.write_bytes(lines[0] + lines[1] + damage + lines[2])
    catalogue = load_catalogue(path)
    lost = 1 + damage.count(b"\n")
    assert catalogue.report.dropped == {"wrong_field_count": lost}
    assert (catalogue.report.rows, catalogue.report.tracks) == (1 + lost, 1)


def test_every_line_that_an_unclosed_quote_swallows_is_counted(
    encode: Encode, tmp_path: Path
) -> None:
    lines = encode(*({"track_id": f"t{i}"} for i in range(10))).splitlines(keepends=True)
    lines[3] = b'"' + lines[3]
    path = tmp_path / "quote.csv"
    path.write_bytes(b"".join(lines))
    catalogue = load_catalogue(path)
    assert catalogue.report.dropped == {"wrong_field_count": 8}
    assert catalogue.report.rows == 10


def test_blank_lines_other_line_ends_and_a_byte_order_mark_change_nothing(
    encode: Encode, tmp_path: Path
) -> None:
    plain, odd = tmp_path / "plain.csv", tmp_path / "odd.csv"
    content = encode({}, {"track_id": "t2"})
    plain.write_bytes(content.replace(b"\r\n", b"\n"))
    odd.write_bytes(b"\xef\xbb\xbf" + content + b"\r\n\r\n")
    assert load_catalogue(odd).table.tracks.equals(load_catalogue(plain).table.tracks)


def test_other_columns_and_another_order_are_no_matter(encode: Encode, tmp_path: Path) -> None:
    lines = encode({}, columns=[*reversed(PUBLIC_ORDER)]).splitlines()
    path = tmp_path / "more.csv"
    path.write_bytes(lines[0] + b",note,note\n" + lines[1] + b",a,b\n")
    assert load_catalogue(path).table.texts("title") == ["Paper Boats"]


def test_optional_columns_that_are_absent_are_reported(write: Write) -> None:
    columns = [c for c in PUBLIC_ORDER if c != "playlist_subgenre"]
    catalogue = load_catalogue(write({}, columns=columns))
    assert catalogue.report.absent_columns == ("playlist_subgenre",)
    assert catalogue.table.track(Row(0)).subgenres == ()


def test_gzip_and_plain_are_one_catalogue_whatever_they_are_called(
    write: Write, tmp_path: Path
) -> None:
    plain = write({})
    packed = tmp_path / "packed.csv"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    misnamed = tmp_path / "misnamed.csv.gz"
    misnamed.write_bytes(plain.read_bytes())
    hashes = {load_catalogue(path).sha256 for path in (plain, packed, misnamed)}
    assert len(hashes) == 1


def test_an_open_file_is_read_under_the_name_given(write: Write) -> None:
    with write({}).open("rb") as file:
        assert load_catalogue(file, name="upload").source == "upload"


def test_parquet_with_typed_columns_is_the_same_catalogue(write: Write, tmp_path: Path) -> None:
    texts = {text.column for text in SPOTIFY_SONGS.texts}
    from_csv = load_catalogue(write({}, {"track_id": "t2", "energy": "0.1"})).table
    rows = _rows(write({}, {"track_id": "t2", "energy": "0.1"}))
    columns = {
        name: pa.array(values) if name in texts else pa.array([float(v) for v in values])
        for name, values in rows.items()
    }
    columns["key"] = columns["key"].cast(pa.int8())
    columns["mode"] = columns["mode"].cast(pa.bool_())
    columns["playlist_genre"] = columns["playlist_genre"].dictionary_encode()
    dates = columns["track_album_release_date"].cast(pa.date32())
    columns["track_album_release_date"] = dates.cast(pa.timestamp("ms"))
    path = tmp_path / "songs.parquet"
    pa_parquet.write_table(pa.table(columns), path)
    table = load_catalogue(path).table
    assert table.tracks.equals(from_csv.tracks)
    np.testing.assert_array_equal(table.features, from_csv.features)


@given(
    st.lists(
        st.fixed_dictionaries(
            {"track_id": st.sampled_from("abcde"), "playlist_id": st.sampled_from(["", "p", "q"])},
            optional={
                "track_name": st.text(max_size=5),
                "energy": st.sampled_from(["0", "1", "2", "x", "nan", "-inf", ""]),
                "playlist_genre": st.sampled_from(["pop", "rock", " "]),
                "track_album_release_date": st.sampled_from(["1999", "2001-02", "soon", ""]),
            },
        ),
        max_size=12,
    )
)
def test_every_row_is_accounted_for_and_every_feature_is_known(rows: list[dict[str, str]]) -> None:
    texts = {text.column for text in SPOTIFY_SONGS.texts}
    good = dict.fromkeys(SPOTIFY_SONGS.columns, "0") | dict.fromkeys(texts, "x")
    records = [{**good, "track_id": "first"}, *({**good, **row} for row in rows)]
    columns = {name: [r[name] for r in records] for name in SPOTIFY_SONGS.columns}
    sink = pa.BufferOutputStream()
    pa_parquet.write_table(pa.table(columns), sink)
    catalogue = load_catalogue(pa.BufferReader(sink.getvalue()))
    report, table = catalogue.report, catalogue.table
    kept = [r for r in records if r["track_name"].strip() and r["energy"] in {"0", "1"}]
    assert report.rows == len(records) == len(kept) + sum(report.dropped.values())
    assert table.texts("track_id") == sorted({r["track_id"] for r in kept})
    assert np.isfinite(table.features[:, : COLUMN["year"]]).all()
    assert table.tracks.column("genres").null_count == 0


@pytest.mark.real
def test_the_real_set_has_the_documented_counts(real_csv: Path) -> None:
    catalogue = load_catalogue(real_csv)
    report = catalogue.report
    assert (report.rows, report.tracks, report.playlists) == (32_833, 28_352, 471)
    assert report.dropped == {"missing_title": 5}
    assert (report.conflicts, report.undated, report.absent_columns) == (0, 0, ())
    assert catalogue.sha256 == PUBLIC_SHA256
    assert not np.isnan(catalogue.table.feature("year")).any()
    genres = {g for genres in catalogue.table.tracks.column("genres").to_pylist() for g in genres}
    assert genres == {"edm", "latin", "pop", "r&b", "rap", "rock"}


def _rows(path: Path) -> dict[str, list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        records = list(csv.DictReader(file))
    return {name: [record[name] for record in records] for name in records[0]}
