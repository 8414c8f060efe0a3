import numpy as np
import pytest

from engine.features import WEIGHTS, FeatureScaler
from engine.types import COLUMN, FEATURES, Floats

_VALENCE = list(WEIGHTS).index("valence")
_YEAR = list(WEIGHTS).index("year")


def _raw(tracks: int = 2_000) -> Floats:
    rng = np.random.default_rng(7)
    raw = rng.random((tracks, len(FEATURES)), dtype=np.float32)
    raw[:, COLUMN["energy"]] = np.sqrt(raw[:, COLUMN["energy"]])  # skewed, as in real music
    quiet = rng.random(tracks) < 0.4
    raw[quiet, COLUMN["instrumentalness"]] = 0
    raw[:, COLUMN["year"]] = rng.integers(1960, 2021, tracks)
    return raw


def test_every_used_feature_becomes_a_standard_normal_times_its_weight() -> None:
    scaled = FeatureScaler().fit(_raw()).transform(_raw())
    smooth = [position for position, name in enumerate(WEIGHTS) if name != "instrumentalness"]
    weights = np.array(list(WEIGHTS.values()))
    assert scaled.dtype == np.float32
    assert np.allclose(scaled.mean(axis=0)[smooth], 0, atol=0.02)
    assert np.allclose((scaled.std(axis=0) / weights)[smooth], 1, atol=0.03)


def test_the_order_of_values_is_kept() -> None:
    raw = _raw()
    scaled = FeatureScaler().fit(raw).transform(raw)
    order = np.argsort(raw[:, COLUMN["valence"]], kind="stable")
    assert np.all(np.diff(scaled[order, _VALENCE]) >= 0)


def test_a_heap_of_equal_values_gets_the_score_of_its_middle_rank() -> None:
    raw = _raw(1_000)
    column = COLUMN["instrumentalness"]
    raw[:, column] = np.where(np.arange(1_000) < 500, 0, np.linspace(0.1, 1, 1_000))
    scaled = FeatureScaler().fit(raw).transform(raw)
    position = list(WEIGHTS).index("instrumentalness")
    assert scaled[:500, position] == pytest.approx(-0.6745, abs=1e-3)  # Phi^-1(0.25)


def test_key_month_mode_and_liveness_do_not_count() -> None:
    raw = _raw()
    scaler = FeatureScaler().fit(raw)
    other = raw.copy()
    for name in ("key", "month", "mode", "liveness"):
        other[:, COLUMN[name]] = 0.5
    assert np.array_equal(scaler.transform(raw), scaler.transform(other))


def test_an_unknown_value_is_the_middle_of_the_catalogue() -> None:
    raw = _raw()
    raw[3, COLUMN["year"]] = np.nan
    scaler = FeatureScaler().fit(raw)
    assert scaler.transform(raw)[3, _YEAR] == 0
    nothing_known = np.full(len(FEATURES), np.nan, dtype=np.float32)
    assert np.array_equal(scaler.transform(nothing_known), np.zeros(len(WEIGHTS)))


def test_a_value_beyond_the_catalogue_scores_as_its_end() -> None:
    raw = _raw()
    scaler = FeatureScaler().fit(raw)
    early, first = raw[0].copy(), raw[0].copy()
    early[COLUMN["year"]], first[COLUMN["year"]] = 1700, 1960
    assert np.array_equal(scaler.transform(early), scaler.transform(first))


@pytest.mark.parametrize("column", [0.5, np.nan])
def test_a_feature_that_tells_nothing_apart_scores_zero(column: float) -> None:
    raw = _raw(50)
    raw[:, COLUMN["valence"]] = column
    assert np.array_equal(FeatureScaler().fit(raw).transform(raw)[:, _VALENCE], np.zeros(50))


def test_a_single_vector_scales_as_its_row_does() -> None:
    raw = _raw()
    scaler = FeatureScaler().fit(raw)
    assert np.array_equal(scaler.transform(raw[17]), scaler.transform(raw)[17])


def test_a_scaler_comes_back_from_its_arrays() -> None:
    raw = _raw()
    scaler = FeatureScaler().fit(raw)
    again = FeatureScaler.from_arrays({**scaler.to_arrays(), "another": np.zeros(1)})
    assert np.array_equal(scaler.transform(raw), again.transform(raw))
