"""From shared n-grams to an order of songs."""

from dataclasses import dataclass

import numpy as np

from engine.search.entries import Entries
from engine.search.likeness import likeness
from engine.search.ngrams import GramIndex
from engine.search.within import within
from engine.text import latin, romanised
from engine.types import Floats, Mask, Rows

CANDIDATES = 100
FINALISTS = 24
WORTH_A_LOOK = 0.3  # of the n-grams that the best entry shares
TITLE_SHARE = 0.6  # what a fully covered title adds to a candidate, beside the covered text
PLAIN_SHARE = 0.4  # of the plain spelling, beside the canonical one ...
ROMANISED_SHARE = 0.1  # ... and where text and title are in different scripts
SAME_SCRIPT = 0.04  # lead of a Cyrillic title where Cyrillic was typed
POPULARITY_SHARE = 0.03  # the most popular song's lead over an equal one never played


@dataclass(frozen=True, slots=True)
class Ranked:
    """Songs that a text may mean, best first, each by its best entry.

    Parameters
    ----------
    text
        The folded text.
    entries
        (n,) intp.
    likeness
        (n,) float32, 0..1; 1 is the same letters.
    scores
        (n,) float32, descending in a ranking of one text; likeness and popularity.
    beginnings
        (n,) bool, true where the text is only the beginning of a name.
    """

    text: str
    entries: Rows
    likeness: Floats
    scores: Floats
    beginnings: Mask

    def part(self, chosen: slice | Mask | Rows) -> "Ranked":
        """Return some of the songs, in the order chosen."""
        return Ranked(
            text=self.text,
            entries=self.entries[chosen],
            likeness=self.likeness[chosen],
            scores=self.scores[chosen],
            beginnings=self.beginnings[chosen],
        )

    @property
    def best(self) -> float:
        """The score of the first song, 0 when there is none."""
        return float(self.scores[0]) if len(self.scores) else 0.0

    @property
    def alike(self) -> float:
        """The likeness of the first song, 0 when there is none."""
        return float(self.likeness[0]) if len(self.likeness) else 0.0


def nothing() -> Ranked:
    """Return the ranking of no song."""
    none = np.zeros(0, dtype=np.float32)
    return Ranked("", none.astype(np.intp), none, none, none.astype(np.bool_))


def candidates(entries: Entries, grams: GramIndex, text: str) -> Rows:
    """Return the entries that share most n-grams with a folded text, in no order.

    A candidate is scored by the share of the text that it explains and the share of its title
    that the text covers; neither alone tells "Stay" from "Stay With Me" and from "stay rihanna".
    """
    shared, own = grams.shared(latin(text))
    if own == 0:
        return np.zeros(0, dtype=np.intp)
    total = shared[entries.cores] + shared[entries.artists]
    total += shared[entries.credits]
    total += shared[entries.versions]
    # Most of a million entries share next to nothing: leave them before the finer arithmetic.
    near = np.flatnonzero(total >= WORTH_A_LOOK * total.max(initial=0))
    cores = entries.cores[near]
    score = np.minimum(total[near] / own, 1)
    score += TITLE_SHARE * shared[cores] / np.maximum(grams.weights[cores], 1e-6)
    score += POPULARITY_SHARE * entries.popularity[near]
    if len(near) <= CANDIDATES:
        return near
    return near[np.argpartition(-score, CANDIDATES)[:CANDIDATES]]


def rank(entries: Entries, text: str, chosen: Rows) -> Ranked:
    """Return the songs of the `chosen` entries in the order in which a folded text means them.

    The canonical spelling forgives rival romanisations, and with them some true differences
    ("yes" and "eyes"), so the finalists are compared in plain spelling as well.
    """
    lead = POPULARITY_SHARE * entries.popularity[chosen]
    query, names = latin(text), entries.names(chosen)
    canonical = likeness(query, names)
    holding = within(query, names)
    order = np.argsort(-(np.maximum(canonical.scores, holding) + lead), kind="stable")[:FINALISTS]
    finalists = chosen[order]
    plain = likeness(romanised(text), entries.plain_names(finalists))
    is_same_script = entries.foreign[finalists] == (not text.isascii())
    share = np.where(is_same_script, PLAIN_SHARE, ROMANISED_SHARE).astype(np.float32)
    alike = (1 - share) * canonical.scores[order] + share * plain.scores
    beginnings = canonical.beginnings[order] & (alike >= holding[order])
    alike = np.maximum(alike, holding[order])
    scores = alike + lead[order]
    if not text.isascii():  # "бумерангг" means "Бумеранг", not "Boomerang"
        scores += SAME_SCRIPT * is_same_script
    best = np.lexsort((entries.rows[finalists], -scores))
    _, firsts = np.unique(entries.songs[finalists][best], return_index=True)
    best = best[np.sort(firsts)]
    return Ranked(text, finalists[best], alike[best], scores[best], beginnings[best])
