from pathlib import Path

import numpy as np
import pytest

from engine.cluster import Cluster, elbow
from engine.types import FEATURES, Floats, Mask

_TRACKS = 3_000


@pytest.fixture(scope="module")
def features() -> Floats:
    """Three families of sound that run into each other."""
    rng = np.random.default_rng(3)
    middles = rng.normal(0, 2, (3, len(FEATURES)))
    family = rng.integers(0, 3, _TRACKS)
    return (middles[family] + rng.normal(0, 1, (_TRACKS, len(FEATURES)))).astype(np.float32)


@pytest.fixture(scope="module")
def model(features: Floats) -> Cluster:
    return Cluster().fit(features)


@pytest.fixture
def nobody() -> Mask:
    return np.zeros(_TRACKS, dtype=np.bool_)


def _distances(model: Cluster, features: Floats, target: Floats) -> np.ndarray:
    return np.linalg.norm(model.scaler_.transform(features) - target, axis=1)


def test_the_elbow_is_where_more_clusters_stop_paying() -> None:
    sizes = np.array([1, 2, 3, 4, 5, 6])
    assert elbow(sizes, np.array([100.0, 60, 20, 18, 16, 14])) == 2


def test_one_cluster_is_enough_where_more_gain_nothing() -> None:
    assert elbow(np.array([1, 2, 3]), np.array([5.0, 5, 5])) == 0
    assert elbow(np.array([1]), np.array([5.0])) == 0


def test_the_number_of_clusters_comes_from_the_data_and_is_kept(model: Cluster) -> None:
    assert len(model.to_arrays()["centroids"]) in {3, 4, 6}
    assert model.to_arrays()["starts"][-1] == _TRACKS


def test_a_cluster_is_one_run_of_rows_that_are_nearest_to_its_centroid(
    model: Cluster, features: Floats
) -> None:
    points = model.scaler_.transform(features)
    gaps = np.linalg.norm(points[:, None] - model.centroids_, axis=2)
    for cluster, (start, end) in enumerate(
        zip(model.starts_[:-1], model.starts_[1:], strict=True)
    ):
        rows = model.order_[start:end]
        assert (gaps[rows, cluster] <= gaps[rows].min(axis=1) + 1e-4).all()
        assert (np.diff(rows) > 0).all()


def test_a_track_near_a_border_sees_the_neighbours_beyond_it(
    model: Cluster, features: Floats, nobody: Mask
) -> None:
    a, b = model.centroids_[:2]
    on_the_border = (a + b) / 2
    nearest = np.argsort(_distances(model, features, on_the_border), kind="stable")[:10]
    assert model.neighbours(on_the_border, 10, nobody).rows.tolist() == nearest.tolist()


def test_the_ten_nearest_are_nearly_always_those_of_a_full_scan(
    model: Cluster, features: Floats, nobody: Mask
) -> None:
    hits = 0
    for row in range(0, _TRACKS, 30):
        target = model.target_of_rows(np.array([row]))
        nearest = np.argsort(_distances(model, features, target), kind="stable")[:10]
        hits += len(set(nearest) & set(model.neighbours(target, 10, nobody).rows))
    assert hits >= 0.98 * 1_000


def test_far_clusters_are_left_alone_until_they_are_needed(model: Cluster, nobody: Mask) -> None:
    inside = model.centroids_[0]
    searched = {cluster for cluster, near in model.by_nearness(inside) if near}
    assert 0 in searched
    assert len(searched) < len(model.centroids_)
    assert len(model.neighbours(inside, _TRACKS, nobody).rows) == _TRACKS


def test_a_cluster_without_enough_tracks_is_topped_up_from_the_next(
    model: Cluster, nobody: Mask
) -> None:
    excluded = nobody.copy()
    excluded[model.order_[model.starts_[0] : model.starts_[1]]] = True
    found = model.neighbours(model.centroids_[0], 7, excluded)
    assert len(found.rows) == 7
    assert not excluded[found.rows].any()


def test_a_random_pair_scores_about_a_third_on_average(
    model: Cluster, features: Floats, nobody: Mask
) -> None:
    scores = model.neighbours(model.target_of_rows(np.array([0])), _TRACKS, nobody).scores
    assert scores.min() > 0
    squares = _distances(model, features, model.target_of_rows(np.array([0]))) ** 2
    by_hand = np.sort(np.exp(-squares / float(model.spread_)))[::-1]
    assert scores == pytest.approx(by_hand, abs=1e-5)


def test_another_seed_may_cluster_otherwise_but_answers_as_near(
    features: Floats, nobody: Mask, model: Cluster, tmp_path: Path
) -> None:
    other = Cluster(seed=1).fit(features)
    target = model.target_of_rows(np.array([5]))
    ours, theirs = (each.neighbours(target, 5, nobody) for each in (model, other))
    assert ours.rows.tolist() == theirs.rows.tolist()
