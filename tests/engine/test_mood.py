import numpy as np
import pytest

from engine.mood import AXES, Mood
from engine.types import COLUMN, FEATURES, Floats, Mask

VALENCE, ENERGY, TEMPO = (AXES.index(axis) for axis in ("valence", "energy", "tempo"))


def catalogue(**columns: object) -> Floats:
    """Return raw features with the given columns, the others 0."""
    values = {name: np.asarray(column, np.float32) for name, column in columns.items()}
    features = np.zeros((len(next(iter(values.values()))), len(FEATURES)), np.float32)
    for name, column in values.items():
        features[:, COLUMN[name]] = column
    return features


def skewed(n_tracks: int = 4_000) -> Floats:
    """Return a catalogue as the real one is: skewed energy, correlated with valence."""
    generator = np.random.default_rng(7)
    shared = generator.normal(size=n_tracks)
    valence = 1 / (1 + np.exp(-shared - 0.5 * generator.normal(size=n_tracks)))
    energy = 1 - np.exp(-shared + generator.normal(size=n_tracks) - 5)
    silent = generator.random(n_tracks) < 0.4
    return catalogue(
        valence=valence,
        energy=energy,
        tempo=generator.gamma(60, 2, n_tracks),
        danceability=generator.beta(5, 3, n_tracks),
        acousticness=generator.beta(0.5, 3, n_tracks),
        instrumentalness=np.where(silent, 0, generator.random(n_tracks)),
    )


def none_excluded(model: Mood) -> Mask:
    return np.zeros(model.coordinates_.shape[1], np.bool_)


@pytest.fixture(scope="module")
def mood() -> Mood:
    return Mood().fit(skewed())


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        pytest.param((0.5, 1.0), (0.0, 0.0), 1.118034, id="the worked example: 1.12"),
        pytest.param((0.30, 0.06), (0.31, 0.05), 0.014142, id="Mad World and its neighbour"),
        pytest.param((0.739, 0.513), (0.740, 0.504), 0.009055, id="Rosanna and its neighbour"),
        pytest.param((0.5, 0.5), (0.7, 0.5), 0.2, id="a step of valence"),
        pytest.param((0.5, 0.5), (0.5, 0.7), 0.2, id="is as long as one of energy"),
    ],
)
def test_the_raw_scale_is_the_second_documents_distance(
    one: tuple[float, float], other: tuple[float, float], distance: float
) -> None:
    features = catalogue(valence=[one[0], other[0]], energy=[one[1], other[1]])
    model = Mood("raw").fit(features)
    found = model.distances(model.target_of_features(features[0]))
    assert found[0] == 0
    assert found[1] == pytest.approx(distance, abs=1e-6)


def test_raw_neighbours_come_in_the_order_of_raw_distance() -> None:
    features = catalogue(valence=[0.30, 0.90, 0.31, 0.40], energy=[0.06, 0.90, 0.05, 0.10])
    model = Mood("raw").fit(features)
    excluded = np.array([True, False, False, False])
    found = model.neighbours(model.target_of_rows(np.array([0])), 3, excluded)
    assert found.rows.tolist() == [2, 3, 1]


def test_calibrated_axes_are_uniform_whatever_the_catalogues_skew(mood: Mood) -> None:
    deciles = np.arange(0.1, 1, 0.1)
    for axis in ("valence", "energy", "tempo", "danceability", "acousticness"):
        found = np.quantile(mood.coordinates_[AXES.index(axis)], deciles)
        assert found == pytest.approx(deciles, abs=0.005)


def test_equal_steps_on_calibrated_axes_pass_equal_shares_of_the_songs(mood: Mood) -> None:
    raw = mood.raw_of_target(mood.target_of_levels({"energy": 0.7}))[ENERGY]
    assert np.mean(skewed()[:, COLUMN["energy"]] < raw) == pytest.approx(0.7, abs=0.002)


def test_whitening_decorrelates_valence_and_energy(mood: Mood) -> None:
    plane = mood.coordinates_[:2].astype(np.float64)
    assert mood.correlation_ > 0.4
    covariance = np.array([[1, mood.correlation_], [mood.correlation_, 1]])
    whitened = np.linalg.inv(np.linalg.cholesky(covariance)) @ (plane - plane.mean(1)[:, None])
    assert abs(np.corrcoef(whitened)[0, 1]) < 1e-4
    target = mood.target_of_rows(np.array([3]))
    by_hand = np.linalg.norm(whitened - whitened[:, [3]], axis=0)
    assert mood.distances(target) == pytest.approx(by_hand, abs=1e-5)


def test_along_the_correlation_is_nearer_than_across_it(mood: Mood) -> None:
    middle = mood.target_of_levels({"valence": 0.5, "energy": 0.5})
    along = np.argmin(np.abs(mood.coordinates_[:2].T - [0.6, 0.6]).max(1))
    across = np.argmin(np.abs(mood.coordinates_[:2].T - [0.6, 0.4]).max(1))
    distances = mood.distances(middle)
    assert distances[along] < distances[across]


def test_one_named_axis_leaves_the_others_free(mood: Mood) -> None:
    target = mood.target_of_levels({"tempo": 0.3})
    assert np.isnan(np.delete(target, TEMPO)).all()
    expected = np.abs(mood.coordinates_[TEMPO] - target[TEMPO])
    assert mood.distances(target) == pytest.approx(expected, abs=1e-6)


def test_a_target_that_names_nothing_is_near_everything(mood: Mood) -> None:
    assert not mood.distances(mood.target_of_levels({})).any()


def test_the_song_itself_scores_one_and_scores_fall_with_distance(mood: Mood) -> None:
    target = mood.target_of_rows(np.array([11]))
    found = mood.neighbours(target, 500, none_excluded(mood))
    assert found.rows[0] == 11
    assert found.scores[0] == 1
    assert (np.diff(found.scores) <= 0).all()
    assert (found.scores > 0).all()
    assert found.scores == pytest.approx(np.exp(-mood.distances(target)[found.rows]), abs=1e-6)


def test_neighbours_are_exact_and_leave_out_the_excluded(mood: Mood) -> None:
    target = mood.target_of_levels({"valence": 0.15, "energy": 0.85, "tempo": 0.5})
    order = np.argsort(mood.distances(target), kind="stable")
    excluded = none_excluded(mood)
    excluded[order[::2]] = True
    assert mood.neighbours(target, 20, excluded).rows.tolist() == order[1:40:2].tolist()


def test_equal_songs_come_in_row_order() -> None:
    features = catalogue(valence=[0.5] * 5, energy=[0.5] * 5)
    model = Mood().fit(features)
    target = model.target_of_rows(np.array([2]))
    assert model.neighbours(target, 3, none_excluded(model)).rows.tolist() == [0, 1, 2]


def test_several_songs_make_their_mean(mood: Mood) -> None:
    both = mood.target_of_rows(np.array([4, 9]))
    assert both[:2] == pytest.approx(mood.coordinates_[:2, [4, 9]].mean(1))
    assert np.isnan(both[2:]).all()


def test_a_catalogue_track_and_its_bare_features_make_one_target(mood: Mood) -> None:
    found = mood.target_of_features(skewed()[42])
    assert found == pytest.approx(mood.target_of_rows(np.array([42])), abs=1e-3, nan_ok=True)


def test_an_unknown_feature_of_a_track_from_outside_is_a_free_axis(mood: Mood) -> None:
    features = skewed()[0].copy()
    features[COLUMN["energy"]] = np.nan
    assert np.isnan(mood.target_of_features(features)).tolist() == [False] + [True] * 5


def test_numbers_are_raw_values_and_overrule_levels(mood: Mood) -> None:
    target = mood.target_of_levels({"valence": 0.9, "tempo": 0.1}, {"valence": 0.2, "energy": 0.9})
    raw = mood.raw_of_target(target)
    assert raw[[VALENCE, ENERGY]] == pytest.approx([0.2, 0.9], abs=2e-3)
    assert target[TEMPO] == np.float32(0.1)


def test_a_level_below_every_song_becomes_the_lowest_that_one_has(mood: Mood) -> None:
    target = mood.target_of_levels({"instrumentalness": 0.05})
    assert target[AXES.index("instrumentalness")] == pytest.approx(0.2, abs=0.02)
    assert mood.raw_of_target(target)[AXES.index("instrumentalness")] == 0


def test_a_contradictory_mood_is_met_on_every_axis_and_not_on_average(mood: Mood) -> None:
    target = mood.target_of_levels({"valence": 0.15, "energy": 0.85})
    found = mood.neighbours(target, 10, none_excluded(mood))
    gaps = np.abs(mood.coordinates_[:2, found.rows] - target[:2, None])
    assert gaps.max() < 0.1


def test_levels_on_the_raw_scale_are_the_raw_values_of_those_quantiles() -> None:
    features = skewed()
    model = Mood("raw").fit(features)
    target = model.target_of_levels({"energy": 0.5}, {"tempo": 120.0})
    assert target[ENERGY] == pytest.approx(np.median(features[:, COLUMN["energy"]]), abs=1e-3)
    assert target[TEMPO] == 120
    assert model.raw_of_target(target)[TEMPO] == 120


@pytest.mark.parametrize("scale", ["calibrated", "raw"])
def test_a_model_returns_from_its_arrays_and_answers_the_same(scale: str) -> None:
    model = Mood("raw" if scale == "raw" else "calibrated").fit(skewed(300))
    arrays = dict(model.to_arrays())
    for array in arrays.values():
        array.flags.writeable = False
    restored = Mood.from_arrays(arrays)
    assert restored.scale == scale
    levels = {"valence": 0.2, "energy": 0.8, "acousticness": 0.4}
    before, after = (
        one.neighbours(one.target_of_levels(levels), 20, none_excluded(one))
        for one in (model, restored)
    )
    assert before.rows.tolist() == after.rows.tolist()
    assert before.scores.tolist() == after.scores.tolist()


def test_a_catalogue_of_one_song_answers_it() -> None:
    model = Mood().fit(catalogue(valence=[0.4], energy=[0.6]))
    found = model.neighbours(model.target_of_levels({"valence": 0.9}), 5, none_excluded(model))
    assert found.rows.tolist() == [0]


def test_a_catalogue_on_one_line_still_has_distances() -> None:
    line = np.linspace(0, 1, 50)
    model = Mood().fit(catalogue(valence=line, energy=line))
    assert np.isfinite(model.distances(model.target_of_rows(np.array([3])))).all()
