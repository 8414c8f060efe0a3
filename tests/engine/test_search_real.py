"""The floors of the messy-title benchmark, on the half of the real set nothing was tuned on."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

OVERALL = 0.98
ANY_FORM = 0.93


@pytest.fixture(scope="module")
def search_accuracy() -> Iterator[ModuleType]:
    """The benchmark, which is a script with its folder on the path."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(Path(__file__).parents[1] / "bench")
        yield import_module("search_accuracy")


@pytest.mark.real
def test_messy_titles_find_their_songs(real_csv: Path, search_accuracy: ModuleType) -> None:
    figures = search_accuracy.figures(real_csv, every=2)
    weak = {r.form: round(r.accuracy, 3) for r in figures.results if r.accuracy < ANY_FORM}
    assert not weak
    assert figures.accuracy >= OVERALL
    sure = {refused.kind: refused.sure for refused in figures.refusals}
    assert sure["nonsense"] <= 0.02
    assert sure["small talk"] <= 0.06
    assert sure["absent title"] <= 0.14
    assert sure["absent title by artist"] <= 0.02
