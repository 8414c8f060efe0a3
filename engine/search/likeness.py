"""How much a typed text looks like one song: edit similarity to every way of writing it.

A song may be typed as its title alone, with its artist before or after, with its credit
("feat. ...") and version tag or without, in any word order, or only its first part. Each is a
*form*, compared without spaces; a song's likeness is its best form's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from engine.tags import alias, stands_alone
from engine.types import Floats, Mask

UNNAMED_ALTERATION = 0.96  # a remix answers a text that names none, after every original
UNNAMED_VERSION = 0.998  # a remaster is the song, but the plain track goes first
LOOSE_VERSION = 0.98  # "remix" for "Dillon Francis Remix"
SHORTENED = 0.965  # "Выпускной" for "Выпускной (Медлячок)"
BY_ALIAS = 0.93  # "Медлячок" for it: never certain, for it may be a title that is not here
SHUFFLED = 0.97  # words in another order are a weaker sign than words in order
PREFIX_FLOOR = 0.94  # likeness of a right but very short beginning
PREFIX_GROWTH = 0.02  # what it gains as the beginning becomes the whole
SHORTEST_PREFIX = 3  # letters


@dataclass(frozen=True, slots=True)
class Name:
    """A track's names in Latin spelling, "" where it has none."""

    core: str
    short: str
    credit: str
    version: str
    artist: str
    is_altered: bool

    @property
    def alias(self) -> str:
        """The other name that the title has in brackets, or ""."""
        return alias(self.core, self.short)

    @property
    def titles(self) -> tuple[str, ...]:
        """What the song may be called, without tags and artist."""
        parts = (part for part in (self.short, self.alias) if stands_alone(part))
        return (self.core, *parts)

    @property
    def words(self) -> frozenset[str]:
        """All words of the title, its tags and the artist."""
        return frozenset(f"{self.core} {self.credit} {self.version} {self.artist}".split())

    @property
    def unnamed(self) -> float:
        """What the title is worth in a text that does not name its version."""
        if self.is_altered:
            return UNNAMED_ALTERATION
        return UNNAMED_VERSION if self.version else 1.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a text and n names are.

    Parameters
    ----------
    scores
        (n,) float32, 0..1; 1 is the same letters.
    beginnings
        (n,) bool, true where only the beginning of a name was matched.
    """

    scores: Floats
    beginnings: Mask


def likeness(query: str, names: Sequence[Name]) -> Likeness:
    """Compare a Latin `query` with names of the same spelling.

    The measure is rapidfuzz's `ratio`: 1 - indel distance / summed length. A beginning must be
    typed well to count, so its ratio is squared.
    """
    whole = query.replace(" ", "")
    texts: list[str] = []
    weights: list[float] = []
    starts: list[int] = []
    for name in names:
        starts.append(len(texts))
        for text, weight in _forms(name, len(whole)):
            texts.append(text)
            weights.append(weight)
    if not texts:
        return Likeness(np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.bool_))
    worth = np.array(weights, dtype=np.float32)
    ratios = _ratios(whole, texts)
    begun = np.where(worth < 0, -worth * ratios * ratios, 0)
    ordered = _sorted(query)
    reordered = _ratios(ordered, [_sorted(f"{n.core} {n.artist}") for n in names])
    # A title alone is too short for a slip and another order of words at once.
    reordered[[_sorted(name.core) == ordered for name in names]] = 1
    unnamed = np.array([name.unnamed for name in names], dtype=np.float32)
    complete = np.maximum(
        np.maximum.reduceat(np.maximum(worth, 0) * ratios, starts), reordered * unnamed * SHUFFLED
    )
    beginnings = np.maximum.reduceat(begun, starts)
    return Likeness(np.maximum(complete, beginnings), beginnings > complete)


def _forms(name: Name, n_letters: int) -> Iterator[tuple[str, float]]:
    """Yield the ways to write a song and their worth; a beginning's worth is negative."""
    artist = name.artist.replace(" ", "")
    for title, weight in _titles(name):
        # A beginning must reach well into the title: "riot" is not "R.I.O. - The Sign".
        for text, least in (
            (title, SHORTEST_PREFIX),
            (title + artist, len(title) + 1),
            (artist + title, len(artist) + SHORTEST_PREFIX),
        ):
            yield text, weight
            if least <= n_letters < len(text):
                growth = PREFIX_GROWTH * n_letters / len(text)
                yield text[:n_letters], -weight * (PREFIX_FLOOR + growth)


def _titles(name: Name) -> Iterator[tuple[str, float]]:
    """Yield a title with and without its tags, without spaces, each with what it is worth."""
    core, credit, version = (
        part.replace(" ", "") for part in (name.core, name.credit, name.version)
    )
    weight = name.unnamed
    yield core, weight
    if name.short:
        yield name.short.replace(" ", ""), weight * SHORTENED
    if name.alias:
        yield name.alias.replace(" ", ""), weight * BY_ALIAS
    if credit:
        yield core + credit, weight
    if version:
        yield core + version, 1.0
        # "no money remix" names "No Money - Dillon Francis Remix" well enough.
        yield core + name.version.rpartition(" ")[2], LOOSE_VERSION
    if credit and version:
        yield core + credit + version, 1.0


def _sorted(text: str) -> str:
    return "".join(sorted(text.split()))


def _ratios(query: str, texts: Sequence[str]) -> Floats:
    ratios: Floats = process.cdist([query], texts, scorer=fuzz.ratio, dtype=np.float32)[0]
    ratios /= 100
    return ratios
