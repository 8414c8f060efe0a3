"""What every similarity model keeps, whatever its idea of similar."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.autoencoder import Autoencoder
from engine.cluster import Cluster
from engine.cosine import Cosine
from engine.model import Model
from engine.mood import Mood
from engine.table import TrackTable
from engine.types import AUDIO, COLUMN, FEATURES, Arrays, Floats, Mask, Row, Rows

MODELS: dict[str, Callable[[], Model]] = {
    "cosine": Cosine,
    "cluster": Cluster,
    "autoencoder": Autoencoder,
    "mood": Mood,
}
SOUND = ("cosine", "cluster", "autoencoder")  # the mood plane alone does not tell club from rap


@pytest.fixture(scope="module", params=MODELS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def model(kind: str, twelve: TrackTable) -> Model:
    return MODELS[kind]().fit(twelve.features)


@pytest.fixture
def nobody(twelve: TrackTable) -> Mask:
    return np.zeros(len(twelve), dtype=np.bool_)


def _rows(*rows: int) -> Rows:
    return np.array(rows, dtype=np.intp)


def _kind(twelve: TrackTable, row: int) -> str:
    """Say whether a track is piano (a), club (b) or rap (c)."""
    return twelve.track(Row(row)).track_id[0]


def _through_files(arrays: Arrays, folder: Path) -> dict[str, np.ndarray]:
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
    return {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in arrays}


def test_a_model_is_called_by_its_name(kind: str, model: Model) -> None:
    assert model.name == kind


def test_fit_returns_the_model(kind: str, twelve: TrackTable) -> None:
    unfitted = MODELS[kind]()
    assert unfitted.fit(twelve.features) is unfitted


@pytest.mark.parametrize("kind", SOUND, indirect=True)
def test_a_track_is_followed_by_one_of_its_kind(
    model: Model, twelve: TrackTable, nobody: Mask
) -> None:
    for row in range(len(twelve)):
        excluded = nobody.copy()
        excluded[row] = True
        found = model.neighbours(model.target_of_rows(_rows(row)), 1, excluded)
        assert _kind(twelve, found.rows[0]) == _kind(twelve, row)


@pytest.mark.parametrize("kind", SOUND, indirect=True)
def test_several_tracks_are_followed_by_one_of_their_kind(
    model: Model, twelve: TrackTable, nobody: Mask
) -> None:
    for group in (_rows(0, 1, 3), _rows(4, 5, 7), _rows(8, 9, 11)):
        found = model.neighbours(model.target_of_rows(group), 1, nobody)
        assert _kind(twelve, found.rows[0]) == _kind(twelve, group[0])


def test_a_tracks_own_raw_features_find_the_track(
    model: Model, twelve: TrackTable, nobody: Mask
) -> None:
    for row in range(len(twelve)):
        found = model.neighbours(model.target_of_features(twelve.features[row]), 1, nobody)
        assert found.rows.tolist() == [row]
        assert found.scores[0] == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("kind", SOUND, indirect=True)
def test_a_track_from_outside_needs_no_popularity_and_no_date(
    model: Model, twelve: TrackTable, nobody: Mask
) -> None:
    raw = np.full(len(FEATURES), np.nan, dtype=np.float32)
    for name in AUDIO:
        raw[COLUMN[name]] = twelve.features[6, COLUMN[name]]
    found = model.neighbours(model.target_of_features(raw), 12, nobody)
    assert _kind(twelve, found.rows[0]) == "b"
    assert not np.isnan(found.scores).any()


def test_scores_fall_from_one_and_are_never_nan(
    model: Model, twelve: TrackTable, nobody: Mask
) -> None:
    for row in range(len(twelve)):
        scores = model.neighbours(model.target_of_rows(_rows(row)), 12, nobody).scores
        assert scores.dtype == np.float32
        assert not np.isnan(scores).any()
        assert scores[0] == pytest.approx(1, abs=1e-5)
        assert (np.diff(scores) <= 0).all()


def test_scores_are_numbers_even_when_nothing_is_known_of_the_track(
    model: Model, nobody: Mask
) -> None:
    nothing = np.full(len(FEATURES), np.nan, dtype=np.float32)
    found = model.neighbours(model.target_of_features(nothing), 12, nobody)
    assert len(found.rows) == 12
    assert not np.isnan(found.scores).any()


def test_excluded_rows_never_come_back(model: Model, nobody: Mask) -> None:
    excluded = nobody.copy()
    excluded[[0, 1, 4]] = True
    found = model.neighbours(model.target_of_rows(_rows(0)), 12, excluded)
    assert sorted(found.rows.tolist()) == [2, 3, 5, 6, 7, 8, 9, 10, 11]


@pytest.mark.parametrize("k", [0, 1, 5, 11, 12, 13, 1000])
def test_k_rows_come_back_as_long_as_there_are_that_many(
    model: Model, nobody: Mask, k: int
) -> None:
    found = model.neighbours(model.target_of_rows(_rows(0)), k, nobody)
    assert len(found.rows) == len(found.scores) == min(k, 12)
    assert len(set(found.rows.tolist())) == len(found.rows)


def test_nothing_comes_back_when_all_are_excluded(model: Model, nobody: Mask) -> None:
    assert model.neighbours(model.target_of_rows(_rows(0)), 5, ~nobody).rows.size == 0


def test_equal_tracks_come_in_row_order(kind: str, twelve: TrackTable) -> None:
    thrice: Floats = np.tile(twelve.features, (3, 1))
    model = MODELS[kind]().fit(thrice)
    found = model.neighbours(
        model.target_of_rows(_rows(6)), 9, np.zeros(len(thrice), dtype=np.bool_)
    )
    assert found.rows[:3].tolist() == [6, 18, 30]
    for first in range(0, 9, 3):
        twins = found.rows[first : first + 3]
        assert np.diff(twins).tolist() == [12, 12]
        assert len(set(found.scores[first : first + 3].tolist())) == 1


def test_a_refit_answers_the_same(
    kind: str, model: Model, twelve: TrackTable, nobody: Mask
) -> None:
    again = MODELS[kind]().fit(twelve.features)
    for row in range(len(twelve)):
        before = model.neighbours(model.target_of_rows(_rows(row)), 12, nobody)
        after = again.neighbours(again.target_of_rows(_rows(row)), 12, nobody)
        assert before.rows.tolist() == after.rows.tolist()
        assert before.scores.tolist() == after.scores.tolist()


def test_a_model_read_from_memory_maps_answers_the_same(
    kind: str, model: Model, twelve: TrackTable, nobody: Mask, tmp_path: Path
) -> None:
    again = type(model).from_arrays(_through_files(model.to_arrays(), tmp_path))
    assert again.name == kind
    for row in range(len(twelve)):
        for before, after in (
            (model.target_of_rows(_rows(row, 3)), again.target_of_rows(_rows(row, 3))),
            (
                model.target_of_features(twelve.features[row]),
                again.target_of_features(twelve.features[row]),
            ),
        ):
            expected = model.neighbours(before, 12, nobody)
            found = again.neighbours(after, 12, nobody)
            assert found.rows.tolist() == expected.rows.tolist()
            assert found.scores.tolist() == expected.scores.tolist()


def test_asking_leaves_the_arrays_as_they_were(model: Model, nobody: Mask) -> None:
    before = {name: array.copy() for name, array in model.to_arrays().items()}
    model.neighbours(model.target_of_rows(_rows(0, 1)), 5, nobody)
    for name, array in model.to_arrays().items():
        assert np.array_equal(array, before[name], equal_nan=True)


@pytest.mark.parametrize("tracks", [1, 2, 3, 5])
def test_a_catalogue_of_a_few_tracks_is_one(kind: str, twelve: TrackTable, tracks: int) -> None:
    few = twelve.features[:tracks]
    model = MODELS[kind]().fit(few)
    found = model.neighbours(model.target_of_rows(_rows(0)), 5, np.zeros(tracks, dtype=np.bool_))
    assert sorted(found.rows.tolist()) == list(range(tracks))
    assert not np.isnan(found.scores).any()
