"""What re-ranking adds to an answer on the real set: twenty likes, five dislikes, fifty shown."""

from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from data.catalogue import load_catalogue
from engine.cosine import Cosine
from engine.rerank import reranked
from engine.select import Songs
from engine.taste import Profile, TasteSpace
from engine.types import Row


@pytest.mark.real
def test_reranking_the_candidates_of_a_query(benchmark: BenchmarkFixture, real_csv: Path) -> None:
    table = load_catalogue(real_csv).table
    songs = Songs.of(table.texts("title"), table.texts("artist"))
    space = TasteSpace.of(table, songs.artist.astype(np.intp))
    model = Cosine().fit(table.features)
    rows = [Row(row) for row in np.random.default_rng(0).integers(0, len(table), 76).tolist()]
    profile = Profile(
        liked=tuple(rows[1:21]), disliked=tuple(rows[21:26]), shown_h=dict.fromkeys(rows[26:], 5.0)
    )
    seeds = np.array(rows[:1], np.intp)
    target, excluded = model.target_of_rows(seeds), songs.versions(seeds)
    near = benchmark(reranked, model, target, space, profile, seeds, excluded)
    assert len(near.rows) > 300
