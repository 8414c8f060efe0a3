"""How much a typed text looks like one song: edit similarity to every way of writing it.

A song may be typed as its title alone, with its artist before or after, with its credit
("feat. ...") and version tag or without, in any word order, or only its first part. Each is a
*form*, compared without spaces; a song's likeness is its best form's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from engine.types import Floats

UNNAMED_VERSION = 0.96  # a remix answers a text that names no remix, after the original
SHUFFLED = 0.97  # words in another order are a weaker sign than words in order
PREFIX_FLOOR = 0.88  # likeness of a right but very short beginning
PREFIX_GROWTH = 0.08  # what it gains as the beginning becomes the whole
SHORTEST_PREFIX = 3  # letters


@dataclass(frozen=True, slots=True)
class Name:
    """A track's names in Latin spelling (`engine.text.latin`), "" where it has none."""

    core: str
    credit: str
    version: str
    artist: str


def likeness(query: str, names: Sequence[Name]) -> Floats:
    """Return how alike a Latin `query` and each name are, (n,) float32, 0..1.

    The measure is rapidfuzz's `ratio`: 1 - indel distance / summed length.
    """
    if not names:
        return np.zeros(0, dtype=np.float32)
    whole = query.replace(" ", "")
    ordered = _sorted(query)
    texts: list[str] = []
    weights: list[float] = []
    starts: list[int] = []
    shuffled: list[str] = []
    for name in names:
        starts.append(len(texts))
        for form, weight in _forms(name):
            texts.append(form)
            weights.append(weight)
            if SHORTEST_PREFIX <= len(whole) < len(form):
                texts.append(form[: len(whole)])
                weights.append(weight * (PREFIX_FLOOR + PREFIX_GROWTH * len(whole) / len(form)))
        shuffled.append(_sorted(f"{name.core} {name.artist}"))
    scores = _ratios(whole, texts) * np.array(weights, dtype=np.float32)
    best = np.maximum.reduceat(scores, starts)
    unnamed = [UNNAMED_VERSION if name.version else 1.0 for name in names]
    reordered = _ratios(ordered, shuffled) * np.array(unnamed, dtype=np.float32) * SHUFFLED
    return np.maximum(best, reordered).astype(np.float32)


def _forms(name: Name) -> Iterator[tuple[str, float]]:
    """Yield the ways to write a song, without spaces, each with what it is worth."""
    core, credit, version, artist = (
        part.replace(" ", "") for part in (name.core, name.credit, name.version, name.artist)
    )
    titles = [(core, UNNAMED_VERSION if version else 1.0)]
    if credit:
        titles.append((core + credit, titles[0][1]))
    if version:
        titles.append((core + version, 1.0))
    if credit and version:
        titles.append((core + credit + version, 1.0))
    for title, weight in titles:
        yield title, weight
        yield title + artist, weight
        yield artist + title, weight


def _sorted(text: str) -> str:
    return "".join(sorted(text.split()))


def _ratios(query: str, texts: Sequence[str]) -> Floats:
    return process.cdist([query], texts, scorer=fuzz.ratio, dtype=np.float32)[0] / 100
