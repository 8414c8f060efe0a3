"""Names that stand whole inside a longer text: "closer chainsmokers halsey" holds a song."""

import re
from collections.abc import Sequence

import numpy as np

from engine.search.likeness import Name
from engine.types import Floats

NAMED_WITHIN = 0.82  # likeness of a text that holds title and artist, and as much again ...
NAMED_ALL = 0.90  # ... and of one all of whose words are the song's
LEAST_NAMED = 0.5  # of the text's letters; in a longer text a name stands by chance
_ARTICLE = re.compile("^th?e ")  # in either spelling


def within(query: str, names: Sequence[Name]) -> Floats:
    """Return how surely a text holds each name's title and artist, (n,) float32.

    Both must stand in it whole, in any order; guests and version tags count as named too. 0 where
    they do not. `query` and names are in one spelling.
    """
    words = query.split()
    n_letters = max(1, sum(map(len, words)))
    worth = np.zeros(len(names), dtype=np.float32)
    for place, name in enumerate(names):
        if not _stands_in(query, name):
            continue
        named = sum(len(word) for word in words if word in name.words) / n_letters
        if named >= LEAST_NAMED:
            growth = (named - LEAST_NAMED) / (1 - LEAST_NAMED)
            worth[place] = NAMED_WITHIN + growth * (NAMED_ALL - NAMED_WITHIN)
            worth[place] *= name.unnamed
    return worth


def _stands_in(query: str, name: Name) -> bool:
    padded = f" {query} "
    artist = f" {_ARTICLE.sub('', name.artist)} "
    if not name.artist or artist not in padded:
        return False
    return any(
        f" {title} " in padded and artist in padded.replace(f" {title} ", "  ", 1)
        for title in name.titles
        if title
    )
