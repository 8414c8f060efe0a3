"""Measure how well similarity finds the songs that share a playlist, artist aside.

    python tests/bench/discovery.py ../shared/data/spotify_songs.csv.gz

A fifth of the playlists is held out by a hash of the id. At most 1,000 tracks that occur in
held-out playlists only are the queries; every track of the catalogue is a candidate; a candidate
is relevant when it shares a held-out playlist with the query. The query's own artist is left out
and each artist counts once, so finding one's own album again earns nothing. Each fifth has its
turn: the figure is the mean over 5,000 queries, and the choices of `engine.features` rest on it.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import pandas as pd

from engine.autoencoder import Autoencoder
from engine.cluster import Cluster
from engine.cosine import Cosine, cosines, unit
from engine.features import WEIGHTS, FeatureScaler
from engine.model import Model
from engine.topk import top_k
from engine.types import COLUMN, FEATURES, Floats, Rows

FOLDS = 5
QUERIES = 1_000  # a fold
CUT = 10
DEPTH = 400  # enough of the ranking to meet ten artists
_VALENCE = list(WEIGHTS).index("valence")

Ranker = Callable[[int], Rows]
"""The best DEPTH rows for a query row, best first."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """A catalogue with held-out playlists, and the tracks to ask about."""

    artists: np.ndarray  # (n_tracks,) artist codes
    held_out: list[frozenset[str]]  # each track's held-out playlists
    members: dict[str, list[int]]  # tracks of each held-out playlist
    queries: np.ndarray  # rows

    def ndcg(self, rank: Ranker) -> Floats:
        """Return the discovery nDCG@10 of each query."""
        return np.array([self._gain(int(row), rank(int(row))) for row in self.queries])

    def _gain(self, row: int, ranking: Rows) -> float:
        seen = {self.artists[row]}
        hits = []
        for other in ranking:
            if self.artists[other] in seen:
                continue
            seen.add(self.artists[other])
            hits.append(not self.held_out[row].isdisjoint(self.held_out[other]))
            if len(hits) == CUT:
                break
        peers = {self.artists[peer] for held in self.held_out[row] for peer in self.members[held]}
        ideal = min(CUT, len(peers - {self.artists[row]}))
        discounts = 1 / np.log2(np.arange(2, CUT + 2))
        return float(discounts[: len(hits)] @ hits / discounts[:ideal].sum()) if ideal else 0.0


def tracks_and_pairs(path: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the catalogue CSV into one row a track, by id, and its (row, playlist) pairs."""
    frame = pd.read_csv(path).dropna().rename(columns={"track_popularity": "popularity"})
    dates = frame["track_album_release_date"].str.split("-", expand=True).astype(float)
    frame["year"], frame["month"] = dates[0], dates[1].fillna(1)
    tracks = frame.drop_duplicates("track_id").sort_values("track_id", ignore_index=True)
    rows = tracks["track_id"].reset_index().set_index("track_id")["index"]
    pairs = pd.DataFrame({"row": frame["track_id"].map(rows), "playlist": frame["playlist_id"]})
    return tracks, pairs


def held_out(tracks: pd.DataFrame, pairs: pd.DataFrame, fold: int) -> Discovery:
    """Hold one fifth of the playlists out."""
    hashes = {p: sha256(p.encode()).digest()[0] % FOLDS for p in pairs["playlist"].unique()}
    held = pairs["playlist"].map(hashes) == fold
    own = pairs[held].groupby("row")["playlist"].agg(frozenset)
    only = own.index.difference(pairs.loc[~held, "row"].unique())
    return Discovery(
        pd.factorize(tracks["track_artist"])[0],
        own.reindex(range(len(tracks)), fill_value=frozenset()).tolist(),
        pairs[held].groupby("playlist")["row"].agg(list).to_dict(),
        np.random.default_rng(0).permutation(only.to_numpy())[:QUERIES],
    )


def of_model(model: Model, tracks: int) -> Ranker:
    """Return the ranking of a fitted model."""
    nobody = np.zeros(tracks, dtype=np.bool_)

    def rank(row: int) -> Rows:
        return model.neighbours(model.target_of_rows(np.array([row])), DEPTH, nobody).rows

    return rank


def of_points(points: Floats) -> Ranker:
    """Return the ranking by cosine of any matrix of features, (n_tracks, d)."""
    directions = unit(points.astype(np.float32))
    nobody = np.zeros(len(points), dtype=np.bool_)
    return lambda row: top_k(cosines(directions, directions[row]), DEPTH, nobody).rows


def rankers(raw: Floats) -> Iterator[tuple[str, Ranker]]:
    """Yield what is compared: the first document's cosine, choices of features, the models."""
    published = np.nan_to_num((raw - np.nanmean(raw, axis=0)) / np.nanstd(raw, axis=0))
    yield "standardised, all 15 (the first document's cosine)", of_points(published)
    dropped = [name for name in FEATURES if name not in WEIGHTS]
    scaled = FeatureScaler().fit(raw).transform(raw)
    weights = np.array(list(WEIGHTS.values()))
    every = np.column_stack([_normal(raw, dropped), scaled / weights])
    yield "quantile-normal, all 15", of_points(every)
    kept = [position for position, name in enumerate(dropped) if name in {"mode", "liveness"}]
    yield "  without key and month", of_points(np.column_stack([every[:, kept], scaled / weights]))
    yield "  and without mode and liveness", of_points(scaled / weights)
    yield "  and year twice: the scaler", of_points(scaled)
    for left in ("popularity", "year"):
        others = [position for position, name in enumerate(WEIGHTS) if name != left]
        yield f"    without {left}", of_points(scaled[:, others])
    for model in (Cosine(), Cluster(), Autoencoder()):
        yield model.name, of_model(model.fit(raw), len(raw))


def _normal(raw: Floats, names: Sequence[str]) -> Floats:
    """Scale features that the scaler leaves out, by putting them where valence is."""
    columns = []
    for name in names:
        posing = raw.copy()
        posing[:, COLUMN["valence"]] = raw[:, COLUMN[name]]
        columns.append(FeatureScaler().fit(posing).transform(posing)[:, _VALENCE])
    return np.column_stack(columns)


def main(path: str) -> None:
    """Print a line for each ranking: the mean and each fold."""
    tracks, pairs = tracks_and_pairs(path)
    folds = [held_out(tracks, pairs, fold) for fold in range(FOLDS)]
    for name, rank in rankers(tracks[list(FEATURES)].to_numpy(np.float32)):
        means = [fold.ndcg(rank).mean() for fold in folds]
        each = " ".join(f"{mean:.4f}" for mean in means)
        sys.stdout.write(f"{name:52} {np.mean(means):.4f}   {each}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
