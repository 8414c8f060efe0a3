"""Moods on the real data set: every named axis is met, also where they contradict."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.mood import Mood
from engine.mood.lexicon import Lexicon
from engine.mood.phrase import read_mood
from engine.types import FEATURES

TOLERANCE = 0.2
"""A song meets a named axis within a fifth of the catalogue of what was asked."""

ENGLISH = [
    "happy", "chill", "workout", "angry", "romantic", "sleepy", "study", "very sad",
    "slightly melancholic", "party", "dreamy", "not slow not loud",
    # contradictory: low on one axis and high on its usual companion
    "sad energetic", "very calm not slow", "happy slow", "angry but danceable", "sad party",
    "acoustic energetic", "melancholic but fast", "sleepy but fast", "acoustic party",
    "instrumental energetic happy",
]  # fmt: skip
RUSSIAN = [
    "весёлое", "спокойное", "для тренировки", "злое", "романтика", "колыбельная", "для учёбы",
    "очень грустное", "слегка меланхоличное", "вечеринка", "не грустное не быстрое", "ночь",
    "грустный но бодрый", "очень спокойное но быстрое", "весёлое медленное", "злое танцевальное",
    "грустная вечеринка", "бодрая акустика", "тоскливое но быстрое", "без слов бодрое весёлое",
]  # fmt: skip


@pytest.fixture(scope="module")
def mood(real_csv: Path) -> Mood:
    import pandas as pd

    rows = pd.read_csv(real_csv).dropna().drop_duplicates("track_id")
    named = rows.rename(columns={"track_popularity": "popularity"})
    return Mood().fit(named.reindex(columns=FEATURES).to_numpy(np.float32))


def worst_gaps(mood: Mood, phrase: str, k: int) -> Iterator[float]:
    """Yield each answer's largest gap, in quantiles, to what `phrase` names."""
    reading = read_mood(phrase, Lexicon.load())
    assert not reading.unknown
    assert not reading.axisless
    target = mood.target_of_levels(reading.levels, reading.values)
    named = ~np.isnan(target)
    nobody = np.zeros(mood.coordinates_.shape[1], np.bool_)
    rows = mood.neighbours(mood.leaning(target), k, nobody).rows
    gaps = np.abs(mood.coordinates_[named][:, rows] - target[named, None])
    yield from gaps.max(axis=0).tolist()


@pytest.mark.real
def test_95_percent_of_the_songs_meet_every_axis_that_a_phrase_names(mood: Mood) -> None:
    gaps = np.array([list(worst_gaps(mood, phrase, 10)) for phrase in ENGLISH + RUSSIAN])
    assert np.mean(gaps <= TOLERANCE) >= 0.95


@pytest.mark.real
def test_a_sad_and_energetic_song_is_both(mood: Mood) -> None:
    assert max(worst_gaps(mood, "sad energetic", 50)) < 0.1


@pytest.mark.real
def test_the_real_catalogues_valence_and_energy_correlate(mood: Mood) -> None:
    assert mood.correlation_ == pytest.approx(0.12, abs=0.01)
