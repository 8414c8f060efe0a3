"""Whether the best match may be answered at once, only offered, or not at all.

The thresholds were set on the "tune" half of `tests/bench/search_accuracy.py`, against songs
taken out of the index and nonsense; DECISIONS.md and the benchmark hold the resulting figures.
"""

from enum import Enum

import numpy as np
from rapidfuzz import fuzz

from engine.search.doubt import is_another_name
from engine.search.entries import Entries
from engine.search.likeness import Name
from engine.search.ranking import Ranked
from engine.search.words import Words
from engine.text import latin

POSSIBLE = 0.70  # below, nonsense is as likely as a song
LIKELY = 0.86  # about one slip in seven letters
CERTAIN = 0.94
LEAD = 0.02  # what the best must have over the next title, unless it is certain
BEGINNING_LEAD = 0.05  # "river" begins many titles, and may be one that is not here
SHORTEST_BEGINNING = 5  # letters
BEGINNING_SHARE = 0.5  # of the title's letters: "thanks" is not yet "Thanks A Million"
TITLE_SEEN = 75  # of 100: a long artist's name must not carry a wrong title over the line


class Verdict(Enum):
    """How certain a search is of its best match."""

    SURE = "sure"
    UNSURE = "unsure"
    UNKNOWN = "unknown"


def judge(entries: Entries, words: Words, ranked: Ranked) -> Verdict:
    """Return the verdict on a fuzzy match; `words` are those of all names."""
    if ranked.alike < POSSIBLE:
        return Verdict.UNKNOWN
    (name,) = entries.names(ranked.entries[:1])
    stands_out = _begins if ranked.beginnings[0] else _is_seen
    is_sure = (
        ranked.alike >= LIKELY
        and stands_out(ranked, name, _lead(entries, ranked))
        and not is_another_name(entries, words, ranked)
    )
    return Verdict.SURE if is_sure else Verdict.UNSURE


def _begins(ranked: Ranked, name: Name, lead: float) -> bool:
    """Tell whether the text is enough of a beginning to mean one name alone."""
    n_letters = _n_letters(latin(ranked.text))
    return (
        _n_letters(ranked.text) >= SHORTEST_BEGINNING
        and n_letters >= BEGINNING_SHARE * _n_letters(name.short or name.core)
        and lead >= BEGINNING_LEAD
    )


def _is_seen(ranked: Ranked, name: Name, lead: float) -> bool:
    """Tell whether the best song's title stands in the text, ahead of the others."""
    text = latin(ranked.text)
    together = fuzz.partial_ratio(text.replace(" ", ""), name.core.replace(" ", ""))
    seen = max(together, fuzz.token_set_ratio(text, name.core))
    return seen >= TITLE_SEEN and (lead >= LEAD or ranked.alike >= CERTAIN)


def _lead(entries: Entries, ranked: Ranked) -> float:
    """Return how far the best song is ahead of the next one with another title."""
    titles = entries.cores[ranked.entries]
    others = np.flatnonzero(titles != titles[0])
    return float(ranked.scores[0] - ranked.scores[others[0]]) if len(others) else 1.0


def _n_letters(text: str) -> int:
    return len(text.replace(" ", ""))
