"""Every published figure, from the real data set; and what is said when it cannot be had."""

import gzip
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from data.errors import CatalogueError, CatalogueUnreadable, MissingColumns
from data.published_autoencoder import run
from data.reproduce import AutoencoderTables, Reproduction, Table, reproduce

_HEADER = (
    "track_id,track_name,track_artist,track_popularity,track_album_release_date,danceability,"
    "energy,key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo,"
    "duration_ms"
)
_ROW = "t1,Song,Someone,40,2019,0.5,0.5,1,-6,1,0.1,0.1,0,0.1,0.5,120,200000"


@pytest.fixture(scope="module")
def real(real_csv: Path) -> Reproduction:
    return reproduce(real_csv, with_autoencoder=False)


@pytest.fixture(scope="module")
def a_third(real_csv: Path, tmp_path_factory: pytest.TempPathFactory) -> Reproduction:
    """The documents' song, and the one it was taken for, among the first 9,600 rows."""
    path = tmp_path_factory.mktemp("reproduce") / "a third.csv"
    with gzip.open(real_csv, "rt", encoding="utf-8", newline="") as whole:
        path.write_text("".join(islice(whole, 9_601)), encoding="utf-8", newline="")
    return reproduce(path)


@pytest.fixture(scope="module")
def trained(a_third: Reproduction) -> AutoencoderTables:
    assert a_third.autoencoder is not None
    return a_third.autoencoder


def _written(folder: Path, *lines: str) -> Path:
    path = folder / "catalogue.csv"
    path.write_text("\n".join((_HEADER, *lines)), encoding="utf-8")
    return path


def _column(table: Table, name: str) -> list[object]:
    return [row[table.columns.index(name)] for row in table.rows]


@pytest.mark.real
def test_the_published_cosine_table_is_that_of_another_song(real: Reproduction) -> None:
    table = real.cosine_published
    assert list(zip(_column(table, "title"), _column(table, "artist"), strict=True)) == [
        ("Gangsta's Paradise", "Coolio"),
        ("If I Were a Boy", "Beyoncé"),
        ("Bump n' Grind", "R. Kelly"),
        ("Cocaine", "Eric Clapton"),
        ("How Do I Breathe", "Mario"),
    ]
    figures = [1.000000, 0.860757, 0.837990, 0.832467, 0.825705]
    assert _column(table, "similarity") == pytest.approx(figures, abs=5e-7)
    assert 'row 9523, "Gangsta\'s Paradise" by Coolio' in table.note


@pytest.mark.real
def test_the_cosine_table_as_it_should_have_been(real: Reproduction) -> None:
    table = real.cosine_mended
    assert list(zip(_column(table, "title"), _column(table, "artist"), strict=True)) == [
        ("Smell the Roses", "Roger Waters"),
        ("Gold Skies", "Sander van Doorn"),
        ("Love Bites", "Def Leppard"),
        ("Vuelta a la Luna - Remix", "Ysy A"),
        ("More Than I Can Take", "LOUDPVCK"),
    ]
    figures = [0.939675, 0.918188, 0.894752, 0.875796, 0.865469]
    assert _column(table, "similarity") == pytest.approx(figures, abs=5e-7)
    assert "row 9520" in table.note


@pytest.mark.real
def test_the_published_cluster_table_is_right(real: Reproduction) -> None:
    assert list(
        zip(_column(real.cluster, "title"), _column(real.cluster, "artist"), strict=True)
    ) == [
        ("Smell the Roses", "Roger Waters"),
        ("Gold Skies", "Sander van Doorn"),
        ("Lady Karma", "Sonny Bama"),
        ("La Ocasión", "DJ Luian"),
        ("Wasted - Ummet Ozcan Remix", "Tiësto"),
    ]
    assert len(set(_column(real.cluster, "cluster"))) == 1


@pytest.mark.real
def test_moods_are_the_nearest_on_the_plane_and_never_the_song_itself(real: Reproduction) -> None:
    for table, (valence, energy) in (
        (real.mad_world, (0.30, 0.06)),
        (real.rosanna, (0.739, 0.513)),
    ):
        gaps = np.hypot(
            np.array(_column(table, "valence"), dtype=float) - valence,
            np.array(_column(table, "energy"), dtype=float) - energy,
        )
        assert _column(table, "distance") == pytest.approx(gaps)
        assert (np.diff(gaps) >= 0).all()
        assert "12,000 tracks are not here" in table.note
    assert _column(real.mad_world, "title")[1] == "All Dead, All Dead - Remastered 2011"
    assert _column(real.rosanna, "title")[:2] == ["Sola", "Love"]


@pytest.mark.real
def test_all_tables_come_in_the_order_of_the_documents(
    real: Reproduction, a_third: Reproduction
) -> None:
    assert len(real.tables) == 5
    assert len(a_third.tables) == 8
    for table in a_third.tables:
        assert len(table.rows) == 5
        assert {len(row) for row in table.rows} == {len(table.columns)}


@pytest.mark.real
def test_the_published_autoencoder_slips_to_the_same_other_song(
    trained: AutoencoderTables,
) -> None:
    assert 'row 9523, "Gangsta\'s Paradise" by Coolio' in trained.published.note
    # The first is the same recording: it is there twice.
    assert _column(trained.published, "title")[0] == "Gangsta's Paradise"
    assert _column(trained.published, "similarity")[0] == pytest.approx(1, abs=1e-5)
    assert 'row 9520, "Выпускной (Медлячок)" by Basta' in trained.mended.note
    assert "Gangsta's Paradise" not in _column(trained.mended, "title")


@pytest.mark.real
def test_the_published_loss_stops_at_what_a_sigmoid_can_reach(
    trained: AutoencoderTables,
) -> None:
    assert _column(trained.losses, "published") == [0.6431, 0.5890, 0.5710, 0.5630, 0.5587]
    here = [float(str(loss)) for loss in _column(trained.losses, "here")]
    assert here == sorted(here, reverse=True)
    assert here[-1] == pytest.approx(0.56, abs=0.02)


def test_no_output_of_the_published_autoencoder_beats_its_floor() -> None:
    points = np.random.default_rng(0).normal(size=(200, 4)).astype(np.float32)
    result = run(points, 42, lambda share: None, epochs=10)
    assert result.floor == pytest.approx(np.square(points - points.clip(0, 1)).mean(), rel=1e-5)
    assert min(result.losses) > result.floor
    assert result.losses[-1] < result.losses[0]
    assert result.similarities(3)[3] == pytest.approx(1, abs=1e-5)


def test_the_published_autoencoder_is_seeded_here() -> None:
    points = np.random.default_rng(0).normal(size=(64, 4)).astype(np.float32)
    shares: list[float] = []
    one, same, other = (run(points, seed, shares.append, epochs=2).losses for seed in (1, 1, 2))
    assert one == same
    assert one != other
    assert shares[:2] == [0.5, 1]


def test_a_catalogue_without_the_documents_song_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="Выпускной"):
        reproduce(_written(tmp_path, _ROW))


def test_a_catalogue_too_short_for_the_slip_is_refused(tmp_path: Path) -> None:
    row = _ROW.replace("Song,Someone", "Выпускной (Медлячок),Basta")
    with pytest.raises(CatalogueError, match="not the public set"):
        reproduce(_written(tmp_path, _ROW.replace("Song", ""), row))


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.csv.gz").write_bytes(b"no archive")
    (tmp_path / "empty.csv").touch()
    (tmp_path / "latin.csv").write_bytes(b"track_id\n\xff\xfe\xfa")
    for name in ("absent.csv", "broken.csv.gz", "empty.csv", "latin.csv", "."):
        with pytest.raises(CatalogueUnreadable):
            reproduce(tmp_path / name)


def test_a_file_without_a_needed_column_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "narrow.csv"
    path.write_text("track_id,track_name\nt1,Song\n", encoding="utf-8")
    with pytest.raises(MissingColumns) as caught:
        reproduce(path)
    assert "valence" in caught.value.missing


@pytest.mark.parametrize(
    ("good", "bad"), [("120", "fast"), ("2019", "someday"), ("120", "inf"), ("2019", "2019-13")]
)
def test_a_value_that_is_none_is_refused(tmp_path: Path, good: str, bad: str) -> None:
    with pytest.raises(CatalogueUnreadable, match="wrong value"):
        reproduce(_written(tmp_path, _ROW, _ROW.replace(f",{good},", f",{bad},")))
