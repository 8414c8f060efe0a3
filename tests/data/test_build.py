"""A build fits every part, says what it is at, and leaves a folder that an engine opens."""

from pathlib import Path

import pytest

from data.build import build
from data.demo import demo_catalogue
from engine.facade import Engine
from engine.models import MODELS
from engine.types import Row


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, float, int]]]:
    folder = tmp_path_factory.mktemp("build") / "artefact"
    heard: list[tuple[str, float, int]] = []
    build(demo_catalogue(240), folder, lambda *step: heard.append(step))
    return folder, heard


def test_every_step_is_told_in_order_and_never_goes_back(
    told: tuple[Path, list[tuple[str, float, int]]],
) -> None:
    names = list(dict.fromkeys(name for name, _, _ in told[1]))
    assert names == ["songs", "search", "taste", *MODELS, "saving"]
    done = [done for _, done, _ in told[1]]
    assert done == sorted(done)
    assert {total for _, _, total in told[1]} == {len(names)}


def test_the_manifest_says_where_the_artefact_comes_from(
    told: tuple[Path, list[tuple[str, float, int]]],
) -> None:
    made = Engine.open(told[0]).provenance
    assert made.is_invented
    assert (made.tracks, made.models) == (240, tuple(MODELS))
    assert set(made.measured) == {"clusters", "autoencoder_held_out_mse", "pca_held_out_mse"}
    assert {"python", "numpy", "torch"} <= set(made.versions)


def test_two_builds_of_one_catalogue_answer_alike(
    told: tuple[Path, list[tuple[str, float, int]]], tmp_path: Path
) -> None:
    build(demo_catalogue(240), tmp_path / "again", lambda *step: None)
    first, second = Engine.open(told[0]), Engine.open(tmp_path / "again")
    for model in MODELS:
        assert first.similar([Row(11)], model, 10) == second.similar([Row(11)], model, 10)
