"""K-means, then the nearest tracks of the clusters around: similarity within a family of sound."""

from typing import Self

import numpy as np

from engine.features import FeatureScaler
from engine.topk import top_k
from engine.types import Arrays, Floats, Mask, Neighbours, Rows

_GRID = (1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64)
_SMALLEST_MEAN = 3  # tracks a cluster, on average, so that a tiny catalogue gets few clusters
_SAMPLE = 32_768  # tracks that k-means learns from; more move no centroid visibly
_BORDER_SAMPLE = 512
_TENTH = 10
_CHUNK = 65_536


class Cluster:
    """Rank tracks by euclidean distance of scaled features, cluster by cluster.

    **How many clusters.** The elbow: k-means is run over a grid of sizes, and the size is taken
    whose inertia lies farthest below the straight line from the grid's first point to its last
    (both axes at 0..1). The silhouette cannot choose here: music is one cloud, and on the real
    set it falls from 2 clusters on.

    **Borders.** The cluster of the nearest centroid is searched, and every other whose border is
    closer to the target than `margin_`, the median distance of a track to its tenth nearest: what
    lies beyond a border that near is among the ten nearest. The distance to the border between
    centroids a (nearest) and b is ``(|t - b|^2 - |t - a|^2) / (2 |a - b|)``.

    **Small clusters.** Clusters are added, nearest centroid first, until `k` tracks are found.

    Score: ``exp(-d^2 / spread_)``, `spread_` the mean of d^2 over random pairs of tracks, so 1 is
    identical and 0.37 is as unlike as two tracks drawn by chance; in (0, 1].

    Parameters
    ----------
    seed
        Of the samples and of k-means.

    Attributes
    ----------
    centroids_
        (n_clusters, d) float32.
    order_, points_
        Rows grouped by cluster, (n_tracks,) int64, and their scaled features, (n_tracks, d), in
        that order, so that a cluster is one run of memory.
    starts_
        Where each cluster begins in `order_`, and the end, (n_clusters + 1,) int64.
    places_
        Where each row is in `order_`, (n_tracks,) int64.
    margin_, spread_
        See above, 0-d float32.
    """

    scaler_: FeatureScaler
    centroids_: Floats
    points_: Floats
    order_: Rows
    starts_: Rows
    places_: Rows
    margin_: Floats
    spread_: Floats

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    @property
    def name(self) -> str:
        """The name users and artefacts know the model by."""
        return "cluster"

    def fit(self, features: Floats) -> Self:
        """Learn from raw features, (n_tracks, len(FEATURES)) float32."""
        rng = np.random.default_rng(self.seed)
        self.scaler_ = FeatureScaler().fit(features)
        points = self.scaler_.transform(features)
        sample = points[rng.permutation(len(points))[:_SAMPLE]]
        self.centroids_ = _centroids(sample, self.seed)
        nearest = _nearest(points, self.centroids_)
        self.order_ = np.argsort(nearest, kind="stable")
        self.places_ = np.argsort(self.order_, kind="stable")
        self.starts_ = np.searchsorted(
            nearest[self.order_], np.arange(len(self.centroids_) + 1)
        ).astype(np.intp)
        self.points_ = points[self.order_]
        self.margin_ = _tenth_distance(points, sample[:_BORDER_SAMPLE])
        spread = 2 * points.var(axis=0).sum()
        self.spread_ = np.array(spread if spread > 0 else 1, dtype=np.float32)
        return self

    def target_of_rows(self, rows: Rows) -> Floats:
        """Return the middle of the tracks in the scaled space, (d,) float32."""
        return np.asarray(self.points_[self.places_[rows]].mean(axis=0), dtype=np.float32)

    def target_of_features(self, features: Floats) -> Floats:
        """Return the point of raw features, (len(FEATURES),) float32, NaN where unknown."""
        return self.scaler_.transform(features)

    def neighbours(self, target: Floats, k: int, excluded: Mask) -> Neighbours:
        """Return the k nearest rows of the clusters searched that are not `excluded`."""
        scores = np.full(len(self.order_), np.nan, dtype=np.float32)
        found = 0
        for cluster, near in self.by_nearness(target):
            if not near and found >= k:
                break
            here = slice(self.starts_[cluster], self.starts_[cluster + 1])
            rows = self.order_[here]
            squares = np.square(self.points_[here] - target).sum(axis=1)
            scores[rows] = np.exp(-squares / self.spread_)
            found += len(rows) - int(np.count_nonzero(excluded[rows]))
        return top_k(scores, k, excluded)

    def by_nearness(self, target: Floats) -> list[tuple[int, bool]]:
        """Return all clusters, those to search first, and whether the border is near."""
        squares = np.square(self.centroids_ - target).sum(axis=1)
        own = int(squares.argmin())
        apart = np.sqrt(np.square(self.centroids_ - self.centroids_[own]).sum(axis=1))
        borders = (squares - squares[own]) / (2 * np.where(apart > 0, apart, 1))
        near = borders <= self.margin_
        by_nearness = np.lexsort((squares, ~near))
        return [(int(cluster), bool(near[cluster])) for cluster in by_nearness]

    def to_arrays(self) -> Arrays:
        """Return the fitted state."""
        return {
            "centroids": self.centroids_,
            "points": self.points_,
            "order": self.order_,
            "starts": self.starts_,
            "places": self.places_,
            "margin": self.margin_,
            "spread": self.spread_,
            **self.scaler_.to_arrays(),
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return a fitted model from `to_arrays` output."""
        model = cls()
        model.scaler_ = FeatureScaler.from_arrays(arrays)
        model.centroids_ = arrays["centroids"].astype(np.float32, copy=False)
        model.points_ = arrays["points"].astype(np.float32, copy=False)
        model.order_ = arrays["order"].astype(np.intp, copy=False)
        model.starts_ = arrays["starts"].astype(np.intp, copy=False)
        model.places_ = arrays["places"].astype(np.intp, copy=False)
        model.margin_ = arrays["margin"].astype(np.float32, copy=False)
        model.spread_ = arrays["spread"].astype(np.float32, copy=False)
        return model


def _centroids(sample: Floats, seed: int) -> Floats:
    """Return the centroids of the grid's elbow, (n_clusters, d)."""
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    largest = max(1, len(np.unique(sample, axis=0)) // _SMALLEST_MEAN)
    sizes = [size for size in _GRID if size <= largest]
    # Several threads add up a centroid in changing order: one thread repeats to the last bit.
    with threadpool_limits(1):
        fits = [KMeans(size, random_state=seed, n_init=1).fit(sample) for size in sizes]
    chosen = elbow(np.array(sizes), np.array([fit.inertia_ for fit in fits]))
    return np.asarray(fits[chosen].cluster_centers_, dtype=np.float32)


def elbow(sizes: np.ndarray, inertias: np.ndarray) -> int:
    """Return the position farthest below the line from the first point to the last."""
    if len(sizes) < 3 or inertias[0] <= inertias[-1]:
        return 0
    across = (sizes - sizes[0]) / (sizes[-1] - sizes[0])
    down = (inertias - inertias[-1]) / (inertias[0] - inertias[-1])
    return int(np.argmax(1 - across - down))


def _nearest(points: Floats, centroids: Floats) -> Rows:
    """Return the nearest centroid of each point, the first of equals."""
    halves = np.square(centroids).sum(axis=1) / 2
    parts = [
        np.argmax(points[start : start + _CHUNK] @ centroids.T - halves, axis=1)
        for start in range(0, len(points), _CHUNK)
    ]
    return np.concatenate(parts)


def _tenth_distance(points: Floats, sample: Floats) -> Floats:
    """Return the median, over the sample, of the distance to the tenth nearest other point."""
    tenth = min(_TENTH, len(points) - 1)
    distances = [
        np.partition(np.square(points - point).sum(axis=1), tenth)[tenth] for point in sample
    ]
    return np.array(np.sqrt(np.median(distances)), dtype=np.float32)
