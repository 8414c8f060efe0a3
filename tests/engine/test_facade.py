"""Every model keeps the promises that users notice, over a whole catalogue."""

import json
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from engine.artifact import MANIFEST
from engine.errors import ArtefactDamaged, UnknownModel
from engine.facade import Engine
from engine.models import MODELS
from engine.text import core_title, fold
from engine.types import Row

MODEL_NAMES = list(MODELS)
SEEDS = [0, 17, 99, 250, 599]


def test_the_default_model_comes_first(engine: Engine) -> None:
    assert engine.models == ("cosine", "cluster", "autoencoder", "mood")


@pytest.mark.parametrize("model", MODEL_NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_list_holds_no_version_of_the_seed_and_no_song_twice(
    engine: Engine, model: str, seed: int
) -> None:
    picks = engine.similar([Row(seed)], model, 10)
    songs = [core_title(pick.track.title) for pick in picks]
    assert core_title(engine.table.track(Row(seed)).title) not in songs
    assert len(set(songs)) == len(songs) == 10


@pytest.mark.parametrize("model", MODEL_NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_an_artist_has_at_most_two_songs_in_a_list(engine: Engine, model: str, seed: int) -> None:
    picks = engine.similar([Row(seed)], model, 10)
    assert max(Counter(fold(pick.track.artist) for pick in picks).values()) <= 2


@pytest.mark.parametrize("model", MODEL_NAMES)
def test_pages_follow_each_other_without_repeating_a_song(engine: Engine, model: str) -> None:
    pages = [engine.similar([Row(3)], model, 5, skip) for skip in range(0, 100, 5)]
    songs = [core_title(pick.track.title) for page in pages for pick in page]
    assert len(set(songs)) == len(songs) == 100


@pytest.mark.parametrize("model", MODEL_NAMES)
def test_the_same_question_has_the_same_answer(engine: Engine, model: str) -> None:
    assert engine.similar([Row(3)], model) == engine.similar([Row(3)], model)


@pytest.mark.parametrize("model", MODEL_NAMES)
def test_several_seeds_have_one_answer_without_any_of_them(engine: Engine, model: str) -> None:
    seeds = [Row(seed) for seed in SEEDS]
    picks = engine.similar(seeds, model, 10)
    own = {core_title(engine.table.track(seed).title) for seed in seeds}
    assert len(picks) == 10
    assert own.isdisjoint(core_title(pick.track.title) for pick in picks)


@pytest.mark.parametrize("model", MODEL_NAMES)
def test_a_track_from_outside_is_answered_by_its_features(engine: Engine, model: str) -> None:
    features = np.array(engine.table.features[42])
    features[12:] = np.nan  # nobody knows the popularity and date of a track from outside
    assert len(engine.similar_to_features(features, model, 5)) == 5


@pytest.mark.parametrize("model", MODEL_NAMES)
def test_scores_fall_from_one_down(engine: Engine, model: str) -> None:
    scores = [pick.score for pick in engine.similar([Row(7)], model, 5)]
    assert all(-1 <= score <= 1.0001 for score in scores)


def test_a_list_ends_when_the_catalogue_does(engine: Engine) -> None:
    assert engine.similar([Row(3)], None, 10, 100_000) == ()


def test_an_unknown_model_is_named_with_those_there_are(engine: Engine) -> None:
    with pytest.raises(UnknownModel, match=r"no model 'magic'; there are cosine, cluster"):
        engine.similar([Row(3)], "magic")


def test_a_mood_is_answered_with_songs_near_it(engine: Engine) -> None:
    target = engine.mood_target(engine.read_mood("sad energetic"))
    assert target is not None
    valence = engine.table.feature("valence")
    rows = [engine.table.row(pick.track.track_id) for pick in engine.in_mood(target, 5)]
    assert max(valence[row] for row in rows) < np.quantile(valence, 0.4)


def test_words_that_name_no_mood_have_no_target(engine: Engine) -> None:
    assert engine.mood_target(engine.read_mood("bassy qwertyuiop")) is None


@pytest.mark.parametrize("part", ["songs", "search", "mood", "cosine"])
def test_an_artefact_that_lacks_a_part_is_refused(
    artefact: Path, tmp_path: Path, part: str
) -> None:
    folder = tmp_path / "a"
    shutil.copytree(artefact, folder)
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["files"] = {
        name: facts for name, facts in manifest["files"].items() if not name.startswith(part)
    }
    (folder / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ArtefactDamaged, match=part):
        Engine.open(folder)
