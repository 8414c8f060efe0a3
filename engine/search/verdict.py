"""Whether the best match may be answered at once, only offered, or not at all.

The thresholds were set on the "tune" half of `tests/bench/search_accuracy.py`, against songs
taken out of the index and nonsense; DECISIONS.md and the benchmark hold the resulting figures.
"""

from enum import Enum

import numpy as np
from rapidfuzz import fuzz

from engine.search.entries import Entries
from engine.search.ranking import Ranked
from engine.text import latin

POSSIBLE = 0.70  # below, nonsense is as likely as a song
LIKELY = 0.86  # about one slip in seven letters
CERTAIN = 0.94
LEAD = 0.02  # what the best must have over the next title, unless it is certain
BEGINNING_LEAD = 0.05  # "river" begins many titles, and may be one that is not here
SHORTEST_BEGINNING = 5  # letters
TITLE_SEEN = 75  # of 100: a long artist's name must not carry a wrong title over the line


class Verdict(Enum):
    """How certain a search is of its best match."""

    SURE = "sure"
    UNSURE = "unsure"
    UNKNOWN = "unknown"


def judge(entries: Entries, ranked: Ranked) -> Verdict:
    """Return the verdict on a fuzzy match."""
    if ranked.alike < POSSIBLE:
        return Verdict.UNKNOWN
    lead = _lead(entries, ranked)
    if ranked.beginnings[0]:
        n_letters = len(ranked.text.replace(" ", ""))
        is_sure = n_letters >= SHORTEST_BEGINNING and lead >= BEGINNING_LEAD
    else:
        is_sure = lead >= LEAD or ranked.alike >= CERTAIN
        is_sure = is_sure and _title_seen(entries, ranked) >= TITLE_SEEN
    return Verdict.SURE if is_sure and ranked.alike >= LIKELY else Verdict.UNSURE


def _lead(entries: Entries, ranked: Ranked) -> float:
    """Return how far the best song is ahead of the next one with another title."""
    titles = entries.cores[ranked.entries]
    others = np.flatnonzero(titles != titles[0])
    return float(ranked.scores[0] - ranked.scores[others[0]]) if len(others) else 1.0


def _title_seen(entries: Entries, ranked: Ranked) -> float:
    """Return how much of the best song's title stands in the text, 0..100."""
    text = latin(ranked.text)
    (name,) = entries.names(ranked.entries[:1])
    together = fuzz.partial_ratio(text.replace(" ", ""), name.core.replace(" ", ""))
    return max(together, fuzz.token_set_ratio(text, name.core))
