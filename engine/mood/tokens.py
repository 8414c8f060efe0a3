"""A mood phrase cut into words, emoji and numbers, before any of them is understood."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from engine.mood.axes import AXES
from engine.mood.lexicon import Reason

_PLANE = AXES[:2]
_TEMPO_BPM = (30.0, 300.0)
_BPM = frozenset({"bpm", "бпм", "уд", "ударов"})

_NAMES: Mapping[str, str] = {axis: axis for axis in AXES} | {
    "валентность": "valence",
    "энергия": "energy",
    "темп": "tempo",
    "танцевальность": "danceability",
    "акустичность": "acousticness",
    "инструментальность": "instrumentalness",
}

_TOKEN = re.compile(
    r"(?P<era>[0-9]{2,4}(?:['’]?s|-?(?:е|х|ые|ых))\b)"
    r"|(?P<number>(?:(?<!\S)-)?(?:[0-9]+(?:[.,][0-9]+)?|\.[0-9]+)%?)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)"
    r"|(?P<symbol>\S)"
)

_EDGE = ("edge", "")
_QUOTED = 3  # numbers that are no place: enough of a page of them to see what is meant


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a phrase is made of.

    Attributes
    ----------
    words
        Words and emoji in order, lower case.
    numbers
        Raw values by axis: valence and energy 0..1, tempo in beats a minute.
    odd
        Numbers that give no axis a value, and why.
    """

    words: tuple[str, ...]
    numbers: Mapping[str, float]
    odd: tuple[tuple[str, Reason], ...]


def tokenise(text: str) -> Tokens:
    """Cut a phrase; never raises.

    The first two plain numbers, from 0 to 1 or percentages, are valence and energy, a number
    behind the name of an axis is that axis ("energy 0.9") and one before "bpm" the tempo; "80s"
    is an era.
    """
    words: list[str] = []
    plain: list[str] = []
    odd: list[tuple[str, Reason]] = []
    numbers: dict[str, float] = {}
    before, *following = [_EDGE, *_scan(unicodedata.normalize("NFKC", text).casefold()), _EDGE]
    for (kind, token), (_, after) in pairwise(following):
        if kind == "word":
            words.append(token)
        elif kind == "era":
            odd.append((token, Reason.ERA))
        elif axis := _axis(before[1], _value(token), after):
            numbers[axis] = _value(token)
            words = words[:-1] if before[1] in _NAMES else words
        else:
            plain.append(token)
        before = (kind, token)
    plane = [_value(token) for token in plain[: len(_PLANE)]]
    if len(plane) == len(_PLANE) and all(0 <= value <= 1 for value in plane):
        numbers |= zip(_PLANE, plane, strict=True)
        odd += [(token, Reason.NUMBER) for token in plain[len(_PLANE) :]]
    elif plain:
        odd.append((" ".join(plain[:_QUOTED]), Reason.PLACE))
    return Tokens(tuple(words), numbers, tuple(odd))


def _scan(text: str) -> Iterator[tuple[str, str]]:
    """Yield ("word" | "number" | "era", token); of symbols only emoji, which are words.

    Variation selectors, joiners and skin tones are symbols of other categories and drop out.
    """
    for match in _TOKEN.finditer(text):
        kind, token = str(match.lastgroup), match[0]
        if kind != "symbol":
            yield kind, token
        elif unicodedata.category(token) == "So":
            yield "word", token


def _axis(before: str, value: float, after: str) -> str | None:
    """Return the axis whose raw value a number between two tokens is, if any."""
    axis = "tempo" if after in _BPM else _NAMES.get(before)
    low, high = _TEMPO_BPM if axis == "tempo" else (0, 1)
    return axis if low <= value <= high else None


def _value(token: str) -> float:
    value = float(token.rstrip("%").replace(",", "."))
    return value / 100 if token.endswith("%") else value
