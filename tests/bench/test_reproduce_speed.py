"""How long the published tables take in full; with its figures, which need the whole training."""

from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from data.reproduce import reproduce


@pytest.mark.real
@pytest.mark.timeout(900)
def test_all_published_tables_with_the_autoencoder(
    benchmark: BenchmarkFixture, real_csv: Path
) -> None:
    tables = benchmark.pedantic(reproduce, (real_csv,), rounds=1)
    for _, published, here in tables.autoencoder.losses.rows:
        assert here == pytest.approx(published, abs=0.005)
    assert [title for title, *_ in tables.autoencoder.published.rows] == [
        "Gangsta's Paradise",
        "Troubled World (feat. Kelly Price & Jessica Reedy)",
        "Summertime",
        "I'd Love You to Want Me",
        "Mean It",
    ]
