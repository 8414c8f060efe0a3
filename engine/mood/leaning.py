"""What a listener expects of the axes that a phrase leaves unsaid.

"Sad" says nothing of energy, so that "sad energetic" is met on both axes. Said alone, though, it
does not mean a cheerless dance remix: who wants otherwise says so. So each named axis pulls those
it usually goes with, and only while no word names them. The pulls are judgements, written by hand
in the direction of the catalogue's own correlations; those say less (valence and energy: 0.12),
as a catalogue also holds all the songs that go against the habit.
"""

from collections.abc import Mapping

import numpy as np

from engine.mood.axes import AXES
from engine.types import Floats

_PULLS: Mapping[tuple[str, str], tuple[float, float]] = {
    ("valence", "energy"): (0.9, 0.6),
    ("valence", "danceability"): (0.8, 0.5),
    ("valence", "acousticness"): (-0.6, -0.2),
    ("energy", "tempo"): (0.5, 0.0),
    ("energy", "danceability"): (0.5, 0.0),
    ("energy", "acousticness"): (-1.0, -0.6),
    ("tempo", "energy"): (0.8, 0.6),
    ("tempo", "acousticness"): (-0.5, -0.2),
    ("danceability", "energy"): (0.4, 0.4),
    ("acousticness", "energy"): (-0.4, -0.8),
}
"""From a named axis to a free one: the share of the first's deviation from the middle that the
second takes, below the middle and above it. High energy pulls no tempo: that led every loud mood
to dance music, whose 128 beats a minute are a little above the middle.
"""

_MIDDLE = 0.5
_FARTHEST = 0.45  # from the middle


def leans(target: Floats) -> Floats:
    """Return where the free axes of a target lean to, (6,) quantiles, NaN where nowhere.

    A free axis leans by the sum of its pulls, at most 0.45 from the middle. It stays free when no
    named axis pulls it; what is named leans nowhere.
    """
    expected = np.full(len(AXES), np.nan, np.float32)
    named = dict(zip(AXES, (target - _MIDDLE).tolist(), strict=True))
    for place, axis in enumerate(AXES):
        pulls = [
            _pull(named[by], shares) for (by, pulled), shares in _PULLS.items() if pulled == axis
        ]
        felt = [pull for pull in pulls if pull]
        if felt and np.isnan(target[place]):
            expected[place] = _MIDDLE + np.clip(sum(felt), -_FARTHEST, _FARTHEST)
    return expected


def _pull(deviation: float, shares: tuple[float, float]) -> float:
    """Return how far an axis that deviates so pulls another; 0 when it is free itself."""
    below, above = shares
    return 0.0 if np.isnan(deviation) else deviation * (below if deviation < 0 else above)
