import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.mood.quantiles import KNOTS, Quantiles

FINITE = st.floats(-1e6, 1e6, width=32)
AXIS = arrays.arrays(np.float32, st.tuples(st.just(1), st.integers(1, 60)), elements=FINITE)


def test_a_quantile_is_the_mid_rank() -> None:
    table = Quantiles.of(np.array([[3, 0, 0, 0, 1]], np.float32))
    raw = np.array([[0, 1, 3]], np.float32)
    assert table.calibrated(raw)[0] == pytest.approx([0.3, 0.7, 0.9])


def test_ties_stand_at_the_middle_of_their_share_so_that_the_mean_stays_a_half() -> None:
    raw = np.concatenate([np.zeros(400), np.linspace(0.1, 1, 600)]).astype(np.float32)[None]
    table = Quantiles.of(raw)
    assert table.lowest[0] == pytest.approx(0.2)
    assert table.calibrated(raw).mean() == pytest.approx(0.5, abs=1e-3)


def test_values_beyond_the_catalogue_take_its_ends() -> None:
    table = Quantiles.of(np.linspace(0, 1, 100, dtype=np.float32)[None])
    assert table.calibrated(np.array([[-5, 5]], np.float32))[0] == pytest.approx([0.005, 0.995])
    assert table.raw(np.array([[0, 1]], np.float32))[0].tolist() == [0, 1]


def test_nan_stays_nan_both_ways() -> None:
    table = Quantiles.of(np.arange(10, dtype=np.float32)[None])
    unknown = np.array([np.nan], np.float32)
    assert np.isnan(table.calibrated(unknown)).all()
    assert np.isnan(table.raw(unknown)).all()


@given(AXIS)
def test_quantiles_rise_with_the_value_and_stay_within_0_and_1(raw: np.ndarray) -> None:
    table = Quantiles.of(raw)
    found = table.calibrated(np.sort(raw))[0]
    assert (np.diff(found) >= 0).all()
    assert found.min() > 0
    assert found.max() < 1
    assert table.values.shape == (1, KNOTS)


@given(AXIS)
def test_a_catalogues_own_value_comes_back_from_its_quantile(raw: np.ndarray) -> None:
    table = Quantiles.of(raw)
    assert table.raw(table.calibrated(raw)) == pytest.approx(raw, rel=1e-5, abs=1e-5)


def test_tables_return_from_their_arrays() -> None:
    table = Quantiles.of(np.random.default_rng(1).normal(size=(2, 3_000)).astype(np.float32))
    restored = Quantiles.from_arrays(table.to_arrays())
    probe = np.array([0.3, -0.3], np.float32)
    assert restored.calibrated(probe).tolist() == table.calibrated(probe).tolist()
