"""One word, many endings: the base forms a word may have been made from.

Two light rule sets, not a linguistics library: the lexicon knows a few hundred words, so a rule
only has to lead an inflected form to its own entry and to nobody else's. Wrong guesses are
harmless, as they are not in the lexicon.
"""

import re
from collections.abc import Iterator

_ENGLISH_ENDINGS = (
    "ally", "ily", "ly", "iness", "ness", "iest", "est", "ier", "er", "ing", "ied", "ed", "ish",
    "ies", "es", "s", "y", "ful",
)  # fmt: skip
"""Longer before shorter, so that the nearest guess comes first."""

_FROM_Y = frozenset({"ily", "iness", "iest", "ier", "ied", "ies"})

_RUSSIAN_ENDINGS = (
    "остями", "остях", "остям", "остью", "ости", "ость",
    "ейшими", "ейшего", "ейшему", "ейший", "ейшая", "ейшее", "ейшие", "ейшую",
    "иями", "ого", "его", "ому", "ему", "ыми", "ими", "ами", "ями", "иях", "иям", "ией", "ием",
    "ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие", "ым", "им", "ых", "их", "ую", "юю",
    "ою", "ею", "ам", "ям", "ах", "ях", "ом", "ем", "ей", "ии", "ия", "ию", "ью",
    "а", "я", "о", "е", "у", "ю", "ы", "и", "ь",
)  # fmt: skip
_SHORTEST_STEM = 2

_CYRILLIC = re.compile(r"[а-я]+")
_DIMINUTIVE = re.compile(r"(?<=\w{3})[ео]ньк$")
_COMPARATIVE = re.compile(r"по(\w{3,})(ее|ей)")


def is_cyrillic(word: str) -> bool:
    """Tell whether a folded word is Russian letters only."""
    return _CYRILLIC.fullmatch(word) is not None


def english_bases(word: str) -> Iterator[str]:
    """Yield what an English word may be an inflection of: "happily" of "happy", "sadder" of "sad".

    The nearest guess first; the word itself is not among them.
    """
    for ending in _ENGLISH_ENDINGS:
        if not word.endswith(ending) or len(word) < len(ending) + 3:
            continue
        base = word.removesuffix(ending)
        yield base
        yield base + ("y" if ending in _FROM_Y else "e")
        if base[-1] == base[-2]:
            yield base[:-1]


def russian_stem(word: str) -> str:
    """Return the stem that a Russian word shares with its inflections.

    Drops the ending of a case, number, gender, adverb, comparative (with its "по-") or
    superlative, the "-еньк-" of a diminutive and the "-ость" of a noun; two letters are always
    left. The word is folded: lower case, "е" for "ё".
    """
    if softened := _COMPARATIVE.fullmatch(word):
        return softened[1]
    for ending in _RUSSIAN_ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + _SHORTEST_STEM:
            return _DIMINUTIVE.sub("", word.removesuffix(ending))
    return word
