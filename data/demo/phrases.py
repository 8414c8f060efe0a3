"""Patterns of words to any number of different phrases, millions as fast as thousands.

A pattern with slots of r1, r2, ... words has r1 * r2 * ... phrases. The phrase of a number is
found by taking the number apart in that mixed radix, so different numbers give different phrases
and nothing has to be remembered. A stride about the golden section of the whole keeps the first
thousand from sharing their first words.
"""

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import product

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Codes = npt.NDArray[np.int64]
WordLists = Mapping[str, Sequence[str]]

LANGUAGES = ("en", "es", "ru")
_SLOT = re.compile(r"\{(\w+)\}")
_GOLDEN = 0.6180339887


@dataclass(frozen=True, slots=True)
class Pattern:
    """Literal texts around slots: `literals[0] + word + literals[1] + word + ...`."""

    literals: tuple[str, ...]
    slots: tuple[pa.Array, ...]

    @property
    def capacity(self) -> int:
        """How many different phrases the pattern has."""
        return math.prod(len(words) for words in self.slots)

    def phrases(self, numbers: Codes) -> pa.Array:
        """Return the phrases of `numbers`, (n,); beyond the capacity they are numbered copies."""
        capacity = self.capacity
        rest = numbers % capacity * _stride(capacity) % capacity
        pieces = [pa.scalar(self.literals[0])]
        for words, literal in zip(self.slots, self.literals[1:], strict=True):
            rest, digit = np.divmod(rest, len(words))
            pieces += [words.take(pa.array(digit)), pa.scalar(literal)]
        copy = pa.array(numbers // capacity + 1)
        ending = pc.if_else(pc.greater(copy, 1), pc.cast(copy, pa.string()), pa.scalar(""))
        spaced = pc.if_else(pc.greater(copy, 1), pa.scalar(" "), pa.scalar(""))
        return pc.binary_join_element_wise(*pieces, spaced, ending, "")


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns with their shares; the last takes what the others have no room for."""

    patterns: tuple[Pattern, ...]
    shares: tuple[float, ...]

    def draw(self, n: int, rng: np.random.Generator) -> pa.Array:
        """Return `n` different phrases in random order."""
        share = np.array(self.shares)
        bounds = np.floor(np.cumsum(share) / share.sum() * n + 0.5).astype(np.int64)
        counts = np.diff(bounds, prepend=0)
        room = np.array([pattern.capacity for pattern in self.patterns])
        counts[:-1] = np.minimum(counts[:-1], room[:-1])
        counts[-1] = n - counts[:-1].sum()
        drawn = [
            pattern.phrases(np.arange(count))
            for pattern, count in zip(self.patterns, counts, strict=True)
        ]
        return pa.concat_arrays(drawn).take(pa.array(rng.permutation(n)))


@dataclass(frozen=True, slots=True)
class Words:
    """What songs, artists and playlists of each language are called."""

    titles: Mapping[str, Patterns]
    artists: Mapping[str, Patterns]
    venues: tuple[str, ...]
    openings: tuple[str, ...]


def load_words() -> Words:
    """Read the words that ship with the package."""
    table = tomllib.loads(files("data.demo").joinpath("words.toml").read_text("utf-8"))
    inflect = {"en": _english, "es": _spanish, "ru": _russian}
    lists = {language: inflect[language](table[language]["words"]) for language in LANGUAGES}
    return Words(
        titles={one: _patterns(table[one]["titles"], lists[one]) for one in LANGUAGES},
        artists={one: _patterns(table[one]["artists"], lists[one]) for one in LANGUAGES},
        venues=tuple(table["versions"]["live"]),
        openings=tuple(table["playlists"]["opening"]),
    )


def _patterns(shares: Mapping[str, float], lists: WordLists) -> Patterns:
    patterns = []
    for text in shares:
        literals, names = _SLOT.split(text)[::2], _SLOT.findall(text)
        slots = tuple(pa.array(lists[name], pa.string()) for name in names)
        patterns.append(Pattern(tuple(literals), slots))
    return Patterns(tuple(patterns), tuple(shares.values()))


def _stride(capacity: int) -> int:
    stride = max(1, int(capacity * _GOLDEN))
    while math.gcd(stride, capacity) != 1:
        stride += 1
    return stride


def _english(words: WordLists) -> WordLists:
    surnames = product(words["surname_head"], words["surname_tail"])
    return {**words, "surname": [head + tail for head, tail in surnames]}


def _spanish(words: WordLists) -> WordLists:
    nouns = [tuple(forms) for forms in words["noun_forms"]]
    adjectives = [tuple(forms) for forms in words["adjective_forms"]]
    return {
        **words,
        "noun": [noun for noun, _, _ in nouns],
        "the": [f"{article} {noun.lower()}" for noun, article, _ in nouns],
        "the_capital": [f"{article.capitalize()} {noun.lower()}" for noun, article, _ in nouns],
        "described": [
            f"{noun} {feminine if gender == 'f' else masculine}"
            for noun, _, gender in nouns
            for masculine, feminine in adjectives
        ],
    }


def _russian(words: WordLists) -> WordLists:
    nouns = words["noun_forms"]
    described = {
        (adjective[0], noun[0]): f"{adjective['mfn'.index(noun[4])]} {noun[0].lower()}"
        for noun in nouns
        for adjective in words["adjective_forms"]
    }
    humans = (("first_m", "surname_m"), ("first_f", "surname_f"))
    return {
        **words,
        "nom_lower": [noun[0].lower() for noun in nouns],
        "gen": [noun[1] for noun in nouns],
        "acc": [noun[2] for noun in nouns],
        "loc": [noun[3] for noun in nouns],
        "described": list(described.values()),
        "described_lower": [text.lower() for text in described.values()],
        "described_where": [
            f"{text} {other[3]}"
            for (_, noun), text in described.items()
            for other in nouns
            if other[0] != noun
        ],
        "band": list(described.values()),
        "human": [
            f"{first} {surname}"
            for firsts, surnames in humans
            for first, surname in product(words[firsts], words[surnames])
        ],
    }
