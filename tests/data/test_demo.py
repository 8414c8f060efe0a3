import csv
import hashlib
import io
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet
import pytest

from data.catalogue import Catalogue, load_catalogue
from data.demo import SHOWCASE, SHOWCASE_FROM, demo_catalogue, demo_frame
from data.demo.ids import demo_ids
from data.demo.phrases import LANGUAGES, load_words
from data.schema import PUBLIC_ORDER

# Mean, standard deviation and quartiles as the first source document prints them.
PUBLISHED = {
    "track_popularity": (42.477081, 24.984074, 24, 45, 62),
    "danceability": (0.654850, 0.145085, 0.563, 0.672, 0.761),
    "energy": (0.698619, 0.180910, 0.581, 0.721, 0.840),
    "key": (5.374471, 3.611657, 2, 6, 9),
    "loudness": (-6.719499, 2.988436, -8.171, -6.166, -4.645),
}
GOLDEN = "6c221ffcab04851403c00a0731ca511d9cc15a909d6487eea3c64bf956ae0263"
SUBGENRES = {
    "edm": {"big room", "electro house", "pop edm", "progressive electro house"},
    "latin": {"latin hip hop", "latin pop", "reggaeton", "tropical"},
    "pop": {"dance pop", "electropop", "indie poptimism", "post-teen pop"},
    "r&b": {"hip pop", "neo soul", "new jack swing", "urban contemporary"},
    "rap": {"gangster rap", "hip hop", "southern hip hop", "trap"},
    "rock": {"album rock", "classic rock", "hard rock", "permanent wave"},
}


@pytest.fixture(scope="module")
def rows() -> pa.Table:
    return demo_frame()


@pytest.fixture(scope="module")
def many_rows() -> pa.Table:
    return demo_frame(30_000)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return demo_catalogue()


def column(rows: pa.Table, name: str) -> np.ndarray:
    return rows.column(name).to_numpy()


def test_it_has_the_public_columns_and_says_that_it_is_a_demo(
    rows: pa.Table, catalogue: Catalogue
) -> None:
    assert tuple(rows.column_names) == PUBLIC_ORDER
    assert catalogue.source == "demo"
    assert len(catalogue.table) == catalogue.report.tracks == 3000


def test_nothing_of_it_is_dropped_repeated_or_in_conflict(catalogue: Catalogue) -> None:
    report = catalogue.report
    assert (report.dropped, report.absent_columns) == ({}, ())
    assert (report.repeated, report.conflicts, report.undated) == (0, 0, 0)


def test_written_to_a_file_it_is_the_same_catalogue(
    rows: pa.Table, catalogue: Catalogue, tmp_path: Path
) -> None:
    path = tmp_path / "demo.csv"
    pa_csv.write_csv(rows, path)
    loaded = load_catalogue(path)
    assert loaded.sha256 == catalogue.sha256
    assert loaded.table.tracks.equals(catalogue.table.tracks)
    np.testing.assert_array_equal(loaded.table.features, catalogue.table.features)


def test_written_to_parquet_it_has_the_same_tracks_and_features(
    rows: pa.Table, catalogue: Catalogue, tmp_path: Path
) -> None:
    path = tmp_path / "demo.parquet"
    pa_parquet.write_table(rows, path)
    loaded = load_catalogue(path)
    assert loaded.table.tracks.equals(catalogue.table.tracks)
    assert loaded.table.playlists.equals(catalogue.table.playlists)
    np.testing.assert_array_equal(loaded.table.features, catalogue.table.features)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    hashes = [demo_catalogue(300, seed).sha256 for seed in (7, 7, 8)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_the_bytes_are_those_of_every_other_machine() -> None:
    file = io.BytesIO()
    pa_csv.write_csv(demo_frame(300), file)
    assert hashlib.sha256(file.getvalue()).hexdigest() == GOLDEN


@pytest.mark.parametrize("n_tracks", [1, 2, 23, 100, SHOWCASE_FROM, 1000])
def test_any_size_can_be_asked_for(n_tracks: int) -> None:
    assert demo_catalogue(n_tracks).report.tracks == n_tracks


def test_a_catalogue_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="0 tracks"):
        demo_frame(0)


def test_ids_are_unique_22_digits_of_base_62_and_no_128_bit_number(rows: pa.Table) -> None:
    for name in ("track_id", "track_album_id", "playlist_id"):
        ids = set(rows.column(name).to_pylist())
        assert all(re.fullmatch(r"demo[0-9A-Za-z]{18}", each) for each in ids)
    assert len(set(rows.column("track_id").to_pylist())) == 3000
    assert len(set(demo_ids("t", 7, 200_000).to_pylist())) == 200_000


def test_an_id_does_not_depend_on_the_size() -> None:
    assert demo_ids("t", 7, 5).to_pylist() == demo_ids("t", 7, 9).to_pylist()[:5]


def test_it_has_the_six_genres_with_their_24_subgenres(rows: pa.Table) -> None:
    pairs = zip(
        rows.column("playlist_genre").to_pylist(),
        rows.column("playlist_subgenre").to_pylist(),
        strict=True,
    )
    found: dict[str, set[str]] = {}
    for genre, subgenre in pairs:
        found.setdefault(genre, set()).add(subgenre)
    assert found == SUBGENRES


@pytest.mark.parametrize("name", PUBLISHED)
def test_features_are_distributed_as_published(many_rows: pa.Table, name: str) -> None:
    values = column(many_rows, name)
    mean, spread, *quartiles = PUBLISHED[name]
    assert abs(values.mean() - mean) < 0.06 * spread
    assert abs(values.std() / spread - 1) < 0.06
    step = 1 if name == "key" else 0.1 * spread
    np.testing.assert_allclose(np.quantile(values, [0.25, 0.5, 0.75]), quartiles, atol=step)


@pytest.mark.parametrize(
    ("one", "other", "correlation"),
    [
        ("energy", "loudness", 0.68),
        ("energy", "acousticness", -0.54),
        ("danceability", "valence", 0.33),
        ("loudness", "acousticness", -0.36),
        ("energy", "danceability", -0.09),
    ],
)
def test_features_correlate_as_in_the_public_set(
    many_rows: pa.Table, one: str, other: str, correlation: float
) -> None:
    measured = np.corrcoef(column(many_rows, one), column(many_rows, other))[0, 1]
    assert abs(measured - correlation) < 0.12


def test_an_artists_songs_are_more_alike_than_a_subgenres(many_rows: pa.Table) -> None:
    frame = many_rows.group_by(["track_id"], use_threads=False).aggregate(
        [("energy", "first"), ("track_artist", "first"), ("playlist_subgenre", "first")]
    )
    energy = column(frame, "energy_first")
    within = {}
    for key in ("track_artist_first", "playlist_subgenre_first"):
        _, group = np.unique(column(frame, key).astype(str), return_inverse=True)
        size = np.bincount(group)
        centre = np.bincount(group, energy) / size
        squares = np.bincount(group, (energy - centre[group]) ** 2)
        within[key] = squares[size > 1].sum() / (size[size > 1] - 1).sum()
    assert within["track_artist_first"] < 0.75 * within["playlist_subgenre_first"]


def test_a_live_version_sounds_live_and_an_acoustic_one_acoustic(many_rows: pa.Table) -> None:
    titles = column(many_rows, "track_name").astype(str)
    live = np.char.find(titles, " - Live") >= 0
    acoustic = np.char.find(titles, " - Acoustic") >= 0
    liveness, acousticness = column(many_rows, "liveness"), column(many_rows, "acousticness")
    assert liveness[live].mean() > liveness.mean() + 0.2
    assert acousticness[acoustic].mean() > acousticness.mean() + 0.2


def test_a_seventh_of_the_songs_are_russian_and_most_latin_ones_spanish(rows: pa.Table) -> None:
    titles = rows.column("track_name").to_pylist()
    russian = np.mean([bool(re.search("[а-яё]", title)) for title in titles])
    assert 0.1 < russian < 0.2
    genres = rows.column("playlist_genre").to_pylist()
    latin = [t for t, genre in zip(titles, genres, strict=True) if genre == "latin"]
    assert np.mean([bool(re.search("[áéíóúñ]| de | el | la | en | y ", t)) for t in latin]) > 0.4


@pytest.mark.parametrize(
    "mark", [" Remix", " - Live at ", " - Remastered", " - Acoustic", "(feat. "]
)
def test_there_are_versions_and_guests(rows: pa.Table, mark: str) -> None:
    share = np.mean([mark in title for title in rows.column("track_name").to_pylist()])
    assert 0.005 < share < 0.1


def test_a_version_has_its_original_by_the_same_artist(catalogue: Catalogue) -> None:
    titles, artists = catalogue.table.texts("title"), catalogue.table.texts("artist")
    songs = {(title.split(" (feat.")[0], by) for title, by in zip(titles, artists, strict=True)}
    versions = [
        (title.split(" - ")[0], by)
        for title, by in zip(titles, artists, strict=True)
        if " - " in title
    ]
    assert versions
    assert set(versions) <= songs


def test_titles_hardly_repeat_but_some_artists_share_one(catalogue: Catalogue) -> None:
    titles, artists = catalogue.table.texts("title"), catalogue.table.texts("artist")
    assert len(set(zip(titles, artists, strict=True))) > 0.99 * len(titles)
    assert 0.97 * len(titles) < len(set(titles)) < len(titles)
    assert max(titles.count(title) for title in set(titles)) <= 4


def test_playlists_have_about_65_tracks_of_mostly_one_subgenre(many_rows: pa.Table) -> None:
    sizes = np.unique(column(many_rows, "playlist_id").astype(str), return_counts=True)[1]
    assert 60 <= sizes.mean() <= 70
    assert sizes.min() >= 30
    names = many_rows.group_by("playlist_id").aggregate([("playlist_name", "count_distinct")])
    assert set(names.column("playlist_name_count_distinct").to_pylist()) == {1}
    assert len(set(many_rows.column("playlist_name").to_pylist())) == len(sizes)


def test_the_showcase_is_there_word_for_word(catalogue: Catalogue) -> None:
    pairs = set(zip(catalogue.table.texts("title"), catalogue.table.texts("artist"), strict=True))
    for place in SHOWCASE:
        assert {(title, place.artist) for title, _ in place.recordings} <= pairs


def test_an_artist_keeps_to_one_alphabet(catalogue: Catalogue) -> None:
    pairs = zip(catalogue.table.texts("title"), catalogue.table.texts("artist"), strict=True)
    for title, artist in pairs:
        song = title.split(" - ")[0]
        assert bool(re.search("[а-яё]", song)) == bool(re.search("[а-яё]", artist))


def test_the_showcase_keeps_to_its_subgenre(catalogue: Catalogue) -> None:
    artists = catalogue.table.texts("artist")
    subgenres = catalogue.table.tracks.column("subgenres").to_pylist()
    for place in SHOWCASE:
        for row in (row for row, artist in enumerate(artists) if artist == place.artist):
            assert place.subgenre in subgenres[row]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["titles", "artists"])
def test_phrases_never_repeat_even_beyond_the_room_of_their_patterns(
    language: str, kind: str
) -> None:
    patterns = getattr(load_words(), kind)[language]
    drawn = patterns.draw(150_000, np.random.default_rng(1))
    assert len(set(drawn.to_pylist())) == 150_000


def test_no_word_list_says_a_word_twice() -> None:
    table = tomllib.loads(files("data.demo").joinpath("words.toml").read_text("utf-8"))
    for language in LANGUAGES:
        for words in table[language]["words"].values():
            assert len({str(word) for word in words}) == len(words)


def test_spanish_and_russian_phrases_agree() -> None:
    words = load_words()
    rng = np.random.default_rng(1)
    spanish = " | ".join(words.titles["es"].draw(5000, rng).to_pylist())
    assert not re.search(r"\b(a|de) el\b", spanish)  # they contract: al, del
    assert "Luna perdida" in spanish
    russian = " | ".join(words.titles["ru"].draw(5000, rng).to_pylist())
    assert "Забытая гавань" in russian
    assert "Забытое море" in russian
    assert not re.search(r"(ый|ая) (море|окно|утро|лето)\b", russian)


@pytest.mark.real
def test_no_artist_and_no_title_of_it_is_real(catalogue: Catalogue, real_csv: Path) -> None:
    real = load_catalogue(real_csv).table
    for name in ("artist", "title"):
        real_names = {text.casefold() for text in real.texts(name)}
        assert not {text.casefold() for text in catalogue.table.texts(name)} & real_names


def test_the_csv_reads_the_same_with_pythons_own_reader(rows: pa.Table) -> None:
    file = io.BytesIO()
    pa_csv.write_csv(rows, file)
    records = list(csv.DictReader(io.StringIO(file.getvalue().decode())))
    assert [record["track_name"] for record in records] == rows.column("track_name").to_pylist()
