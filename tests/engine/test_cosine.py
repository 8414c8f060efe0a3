import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.cosine import Cosine, cosines, unit
from engine.table import TrackTable
from engine.types import COLUMN


def test_unit_vectors_have_length_one_and_zero_stays_zero() -> None:
    vectors = unit(np.array([[3, 4], [0, 0], [-2, 0]], dtype=np.float32))
    assert vectors.tolist() == pytest.approx(np.array([[0.6, 0.8], [0, 0], [-1, 0]]))
    assert vectors.dtype == np.float32


def test_cosine_is_one_along_zero_across_and_minus_one_against() -> None:
    points = unit(np.array([[2, 0], [0, 5], [-1, 0], [1, 1]], dtype=np.float32))
    found = cosines(points, np.array([1, 0], dtype=np.float32))
    assert found.tolist() == pytest.approx([1, 0, -1, 0.7071], abs=1e-4)


@given(
    hnp.arrays(np.float32, (1, 11), elements=st.floats(-4, 4, width=32)),
    st.integers(2, 40),
)
def test_twins_score_the_same_wherever_they_stand(point: np.ndarray, copies: int) -> None:
    twins = np.tile(unit(point), (copies, 1))
    assert len(set(cosines(twins, unit(point)[0]).tolist())) == 1


def test_the_target_of_several_tracks_lies_between_them(twelve: TrackTable) -> None:
    model = Cosine().fit(twelve.features)
    target = model.target_of_rows(np.array([4, 8]))
    assert np.linalg.norm(target) == pytest.approx(1, abs=1e-6)
    assert target @ model.unit_[4] == pytest.approx(target @ model.unit_[8], abs=1e-6)


def test_tracks_that_cancel_out_are_like_nothing_in_particular(twelve: TrackTable) -> None:
    model = Cosine().fit(twelve.features)
    model.unit_ = np.array([[1, 0], [-1, 0]], dtype=np.float32)
    found = model.neighbours(
        model.target_of_rows(np.array([0, 1])), 2, np.zeros(2, dtype=np.bool_)
    )
    assert found.scores.tolist() == [0, 0]


def test_loudness_counts_and_key_does_not(twelve: TrackTable) -> None:
    model = Cosine().fit(np.random.default_rng(1).random((50, 15), dtype=np.float32))
    raw = np.full(15, 0.5, dtype=np.float32)
    louder, higher = raw.copy(), raw.copy()
    louder[COLUMN["loudness"]], higher[COLUMN["key"]] = 0.9, 0.9
    assert not np.array_equal(model.target_of_features(raw), model.target_of_features(louder))
    assert np.array_equal(model.target_of_features(raw), model.target_of_features(higher))
