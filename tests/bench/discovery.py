"""Measure how well similarity finds the songs that share a playlist, artist aside.

    python tests/bench/discovery.py ../shared/data/spotify_songs.csv.gz

A fifth of the playlists is held out by a hash of the id. At most 2,000 tracks that occur in
held-out playlists only are the queries; every track of the catalogue is a candidate; a candidate
is relevant when it shares a held-out playlist with the query. The query's own artist is left out
and each artist counts once, so finding one's own album again earns nothing.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import pandas as pd

from engine.types import AUDIO, FEATURES, Floats

QUERIES = 2_000
CUT = 10
DEPTH = 400  # enough of the ranking to meet ten artists
RENAMED = {"track_popularity": "popularity"}


@dataclass(frozen=True, slots=True)
class Discovery:
    """A catalogue with held-out playlists, and the tracks to ask about."""

    features: Floats  # raw, (n_tracks, len(FEATURES))
    artists: np.ndarray  # (n_tracks,) artist codes
    held_out: list[frozenset[str]]  # each track's held-out playlists
    members: dict[str, list[int]]  # tracks of each held-out playlist
    queries: np.ndarray  # rows

    def ndcg(self, scores: Iterator[tuple[int, Floats]]) -> np.ndarray:
        """Return the discovery nDCG@10 of each (row, score of all tracks)."""
        return np.array([self._gain(row, ranking) for row, ranking in scores])

    def _gain(self, row: int, scores: Floats) -> float:
        ranking = np.argpartition(-scores, DEPTH)[:DEPTH]
        ranking = ranking[np.argsort(-scores[ranking], kind="stable")]
        seen = {self.artists[row]}
        hits = []
        for other in ranking:
            if self.artists[other] in seen:
                continue
            seen.add(self.artists[other])
            hits.append(not self.held_out[row].isdisjoint(self.held_out[other]))
            if len(hits) == CUT:
                break
        peers = {
            self.artists[m] for playlist in self.held_out[row] for m in self.members[playlist]
        }
        ideal = min(CUT, len(peers - {self.artists[row]}))
        discounts = 1 / np.log2(np.arange(2, CUT + 2))
        return float(discounts[: len(hits)] @ hits / discounts[:ideal].sum()) if ideal else 0.0


def load(path: str) -> Discovery:
    """Read the catalogue CSV into one row a track, with its held-out playlists."""
    frame = pd.read_csv(path).dropna().rename(columns=RENAMED)
    dates = frame["track_album_release_date"].str.split("-", expand=True).astype(float)
    frame["year"], frame["month"] = dates[0], dates[1].fillna(1)
    tracks = frame.drop_duplicates("track_id").sort_values("track_id")
    rows = {track_id: row for row, track_id in enumerate(tracks["track_id"])}
    playlists = defaultdict(set)
    for track_id, playlist in zip(frame["track_id"], frame["playlist_id"], strict=True):
        playlists[rows[track_id]].add(playlist)
    held = {p for p in frame["playlist_id"].unique() if sha256(p.encode()).digest()[0] % 5 == 0}
    queries = [row for row, own in playlists.items() if own <= held]
    members: dict[str, list[int]] = defaultdict(list)
    for row, own in playlists.items():
        for playlist in own & held:
            members[playlist].append(row)
    chosen = np.random.default_rng(0).permutation(np.sort(queries))[:QUERIES]
    return Discovery(
        tracks[list(FEATURES)].to_numpy(np.float32),
        pd.factorize(tracks["track_artist"])[0],
        [frozenset(playlists[row] & held) for row in range(len(tracks))],
        members,
        chosen,
    )


def cosine_scores(points: Floats, queries: np.ndarray) -> Iterator[tuple[int, Floats]]:
    """Yield each query's cosine to all rows of `points`, (n_tracks, d)."""
    unit = points / np.linalg.norm(points, axis=1, keepdims=True)
    for row in queries:
        yield int(row), unit @ unit[row]
