"""A mood phrase cut into words, emoji and numbers, before any of them is understood."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.lexicon import Reason
from engine.mood import AXES

_PLANE = AXES[:2]
_TEMPO_BPM = (30.0, 300.0)
_BPM = frozenset({"bpm", "бпм", "уд", "ударов"})

_TOKEN = re.compile(
    r"(?P<era>[0-9]{2,4}(?:['’]?s|-?(?:е|х|ые|ых))\b)"
    r"|(?P<number>(?:(?<!\S)-)?(?:[0-9]+(?:[.,][0-9]+)?|\.[0-9]+)%?)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)"
    r"|(?P<symbol>\S)"
)

_Kinds = Sequence[tuple[str, str]]


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

    Two plain numbers from 0 to 1 (or percentages) are valence and energy, a number before "bpm"
    is the tempo, and "80s" is an era.
    """
    tokens = list(_scan(unicodedata.normalize("NFKC", text).casefold()))
    tempo, plain = _tempo(tokens)
    plane = [_value(token) for token in plain]
    on_plane = len(plane) == len(_PLANE) and all(0 <= value <= 1 for value in plane)
    return Tokens(
        words=tuple(token for kind, token in tokens if kind == "word"),
        numbers=dict(zip(_PLANE, plane, strict=True)) | tempo if on_plane else tempo,
        odd=(
            *((token, Reason.ERA) for kind, token in tokens if kind == "era"),
            *((token, Reason.NUMBER) for token in plain if not on_plane),
        ),
    )


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


def _tempo(tokens: _Kinds) -> tuple[dict[str, float], list[str]]:
    """Return the tempo that a phrase gives, if any, and its other numbers."""
    tempo: dict[str, float] = {}
    plain: list[str] = []
    following = [*tokens, ("", "")][1:]
    for (kind, token), (_, after) in zip(tokens, following, strict=True):
        if kind != "number":
            continue
        if after in _BPM and _TEMPO_BPM[0] <= _value(token) <= _TEMPO_BPM[1]:
            tempo["tempo"] = _value(token)
        else:
            plain.append(token)
    return tempo, plain


def _value(token: str) -> float:
    value = float(token.rstrip("%").replace(",", "."))
    return value / 100 if token.endswith("%") else value
