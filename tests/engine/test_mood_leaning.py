import numpy as np
import pytest

from engine.mood import AXES, Mood
from engine.mood.leaning import leans
from engine.types import COLUMN, FEATURES, Floats


def target(**levels: float) -> Floats:
    return np.array([levels.get(axis, np.nan) for axis in AXES], np.float32)


def expected(**levels: float) -> dict[str, float]:
    """Return what a target leans to, by axis."""
    found = zip(AXES, leans(target(**levels)).tolist(), strict=True)
    return {axis: level for axis, level in found if not np.isnan(level)}


@pytest.fixture(scope="module")
def mood() -> Mood:
    features = np.zeros((2_000, len(FEATURES)), np.float32)
    columns = [COLUMN[axis] for axis in AXES]
    features[:, columns] = np.random.default_rng(3).random((2_000, len(AXES)))
    return Mood().fit(features)


@pytest.mark.parametrize(
    ("named", "axis", "side"),
    [
        pytest.param({"valence": 0.05}, "energy", -1, id="sad leans to low energy"),
        pytest.param({"valence": 0.95}, "energy", 1, id="happy to high energy"),
        pytest.param({"energy": 0.05}, "acousticness", 1, id="calm to acoustic"),
        pytest.param({"energy": 0.05}, "tempo", -1, id="and to slow"),
        pytest.param({"energy": 0.95}, "acousticness", -1, id="energetic to electric"),
        pytest.param({"tempo": 0.05}, "energy", -1, id="slow to low energy"),
        pytest.param({"danceability": 0.95}, "energy", 1, id="danceable to high energy"),
        pytest.param({"acousticness": 0.95}, "energy", -1, id="acoustic to low energy"),
    ],
)
def test_a_named_axis_pulls_those_it_goes_with(
    named: dict[str, float], axis: str, side: int
) -> None:
    assert (expected(**named)[axis] - 0.5) * side > 0.1


def test_what_a_phrase_names_leans_nowhere() -> None:
    assert "energy" not in expected(valence=0.05, energy=0.95)
    assert expected(**dict.fromkeys(AXES, 0.05)) == {}


def test_a_target_that_names_nothing_expects_nothing() -> None:
    assert expected() == {}


def test_leans_stay_within_the_catalogue() -> None:
    found = expected(valence=0.0, tempo=0.0, acousticness=1.0)
    assert all(0.05 <= level <= 0.95 + 1e-6 for level in found.values())


def test_of_songs_that_are_equally_near_those_as_expected_come_first(mood: Mood) -> None:
    calm = mood.target_of_levels({"energy": 0.05})
    nobody = np.zeros(2_000, np.bool_)
    acousticness = mood.coordinates_[AXES.index("acousticness")]
    free, leaning = (
        acousticness[mood.neighbours(one, 10, nobody).rows].mean()
        for one in (calm, mood.leaning(calm))
    )
    assert leaning > max(0.75, free)


def test_a_lean_counts_less_than_what_is_named(mood: Mood) -> None:
    calm = mood.leaning(mood.target_of_levels({"energy": 0.05}))
    rows = mood.neighbours(calm, 10, np.zeros(2_000, np.bool_)).rows
    assert np.abs(mood.coordinates_[AXES.index("energy"), rows] - 0.05).max() < 0.15


def test_the_raw_scale_leans_nowhere() -> None:
    raw = Mood("raw").fit(np.random.default_rng(5).random((50, len(FEATURES)), np.float32))
    plain = raw.target_of_levels({}, {"valence": 0.2, "energy": 0.9})
    assert raw.distances(raw.leaning(plain)).tolist() == raw.distances(plain).tolist()
