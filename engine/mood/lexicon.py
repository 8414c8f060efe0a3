"""The words of mood: what each names, found by any of its forms.

The lists are `lexicons/*.toml`, written by hand. Levels there are ordinal and become quantiles
of the catalogue here, so "sad" asks for the same share of songs whatever catalogue is served.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Self, TypeAlias, TypedDict, cast

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from engine.mood.axes import AXES
from engine.mood.inflection import english_bases, is_cyrillic, russian_stem

LEVELS: Mapping[str, float] = {
    "very low": 0.02,
    "low": 0.05,
    "rather low": 0.2,
    "mid": 0.50,
    "rather high": 0.8,
    "high": 0.95,
    "very high": 0.98,
}
"""Ordinal levels as quantiles: "low" is the middle of the lowest tenth of the catalogue. Who says
"calm" means calm, not calmer than most: on the real catalogue the quantile 0.15 of energy is 0.50,
which is trap and remixes.
"""


class Modifier(StrEnum):
    """A word that bends the next mood word."""

    VERY = "very"
    SLIGHTLY = "slightly"
    NOT = "not"
    WITHOUT = "without"


class Glue(StrEnum):
    """A word that a phrase may hold and that means nothing for it."""

    GLUE = "glue"


class Reason(StrEnum):
    """Why a known word names no axis: the catalogue's features do not hold what it speaks of."""

    SOUND = "sound"
    INSTRUMENT = "instrument"
    VOICE = "voice"
    GENRE = "genre"
    ERA = "era"
    LANGUAGE = "language"
    FAME = "fame"
    TASTE = "taste"
    NUMBER = "number"  # of which there is no telling what it is about
    PLACE = "place"  # numbers, but not the two from 0 to 1 that are valence and energy


@dataclass(frozen=True, slots=True)
class MoodWord:
    """What a mood word names: quantiles by axis, for example {"valence": 0.05}."""

    levels: Mapping[str, float]


Meaning: TypeAlias = MoodWord | Modifier | Reason | Glue


_SHORTEST_MISSPELT = 3
_LONGEST_MISSPELT = 30
_ALIKE = 0.66
_HARDLY_ALIKE = 0.5  # worth another look by its stem
_BEHIND = 0.12  # of the nearest: what is farther is not what was meant
_SHORTEST_GLUE = 5  # shorter glue is met in its own form only: stems of two letters are anybody's
_FILES = ("en.toml", "ru.toml", "emoji.toml")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Meanings by word and by Russian stem.

    Attributes
    ----------
    words
        By folded word; the tokens of a longer expression are joined by one space.
    stems
        By the stems of Russian words and expressions.
    longest
        Tokens of the longest expression.
    """

    words: Mapping[str, Meaning]
    stems: Mapping[str, Meaning]
    longest: int

    @classmethod
    def load(cls) -> Self:
        """Read the packaged lists: English, Russian and emoji."""
        folder = files("engine.mood") / "lexicons"
        return cls.of({name: (folder / name).read_text(encoding="utf-8") for name in _FILES})

    @classmethod
    def of(cls, lists: Mapping[str, str]) -> Self:
        """Read lists in TOML, by the name that an error would give.

        Raises
        ------
        ValueError
            The lists say two things of one word, or name an axis, a level or a kind that does not
            exist.
        """
        words: dict[str, Meaning] = {}
        for name, toml in lists.items():
            for text, meaning in _entries(toml):
                if words.setdefault(text, meaning) != meaning:
                    raise ValueError(f"{name}: {text!r} means both {words[text]} and {meaning}")
        return cls(words, _stems(words), max(text.count(" ") for text in words) + 1)

    def meaning(self, tokens: Sequence[str]) -> Meaning | None:
        """Return what folded tokens mean together, or None when they are no entry."""
        text = " ".join(tokens)
        if (exact := self.words.get(text)) is not None:
            return exact
        if all(is_cyrillic(token) for token in tokens):
            return self.stems.get(_stemmed(tokens))
        bases = english_bases(text) if len(tokens) == 1 else ()
        return next((self.words[base] for base in bases if base in self.words), None)

    def suggestions(self, token: str, limit: int = 3) -> tuple[str, ...]:
        """Return the words that an unknown one may be a misspelling of, the nearest first.

        Two thirds of the letters must agree (normalised Damerau-Levenshtein similarity, of Russian
        words that of their stems when it is greater), and hardly fewer than of the nearest. One
        that begins otherwise is left out where the nearest begins alike, as people seldom miss
        the first letter; of the forms of a word one is enough.
        """
        if not _SHORTEST_MISSPELT <= len(token) <= _LONGEST_MISSPELT:
            return ()
        alike = self._alike(token)
        nearest, first = alike[0] if alike else (0.0, token)
        enough = max(_ALIKE, nearest - _BEHIND)
        forms: dict[str, str] = {}
        for score, word in alike:
            if score >= enough and (word[0] == token[0] or first[0] != token[0]):
                forms.setdefault(russian_stem(word) if is_cyrillic(word) else word, word)
        return tuple(forms.values())[:limit]

    def _alike(self, token: str) -> list[tuple[float, str]]:
        """Return words that mean something and how alike they are, 0..1, the nearest first."""
        near = process.extract(
            token,
            self.words.keys(),
            scorer=DamerauLevenshtein.normalized_similarity,
            score_cutoff=_HARDLY_ALIKE,
            limit=None,
        )
        alike = [
            (_likeness(token, word, score), word)
            for word, score, _ in near
            if self.words[word] is not Glue.GLUE
        ]
        return sorted(alike, key=lambda found: (-found[0], -fuzz.ratio(token[:2], found[1][:2])))


def _likeness(token: str, word: str, score: float) -> float:
    """Return how alike two words are, 0..1: by their letters, `score`, or by Russian stems."""
    if not (is_cyrillic(token) and is_cyrillic(word)):
        return score
    stems = russian_stem(token), russian_stem(word)
    return max(score, DamerauLevenshtein.normalized_similarity(*stems))


def fold(text: str) -> str:
    """Return the form in which words are looked up: lower case, "е" for "ё", no apostrophes."""
    return text.casefold().replace("ё", "е").replace("'", "").replace("’", "")


class _Document(TypedDict, total=False):
    """A list as TOML holds it; in a mood group a list is its words and a string a level."""

    modifiers: dict[str, list[str]]
    glue: dict[str, list[str]]
    axisless: dict[str, list[str]]
    mood: list[dict[str, list[str] | str]]


def _entries(toml: str) -> Iterator[tuple[str, Meaning]]:
    """Yield each folded word of a list with its meaning."""
    document = cast("_Document", tomllib.loads(toml))
    meanings: list[tuple[Iterable[str], Meaning]] = [
        *((words, Modifier(kind)) for kind, words in document.get("modifiers", {}).items()),
        *((words, Reason(kind)) for kind, words in document.get("axisless", {}).items()),
        *((words, Glue.GLUE) for words in document.get("glue", {}).values()),
        *(_mood(group) for group in document.get("mood", [])),
    ]
    return ((fold(word), meaning) for words, meaning in meanings for word in words)


def _mood(group: Mapping[str, list[str] | str]) -> tuple[Iterable[str], MoodWord]:
    named = {axis: level for axis, level in group.items() if isinstance(level, str)}
    for axis, level in named.items():
        if axis not in AXES or level not in LEVELS:
            raise ValueError(f"no axis {axis!r} or no level {level!r}")
    words = [word for listed in group.values() if isinstance(listed, list) for word in listed]
    return words, MoodWord({axis: LEVELS[level] for axis, level in named.items()})


def _stems(words: Mapping[str, Meaning]) -> Mapping[str, Meaning]:
    """Return meanings by Russian stem; a mood word wins over another of the same stem.

    Modifiers are met in their own form only: "сильно" bends a word, "сильный" is one.
    """
    stems: dict[str, Meaning] = {}
    for text, meaning in words.items():
        tokens = text.split()
        short = meaning is Glue.GLUE and len(text) < _SHORTEST_GLUE
        if all(map(is_cyrillic, tokens)) and not (short or isinstance(meaning, Modifier)):
            stem = _stemmed(tokens)
            if stem not in stems or not isinstance(stems[stem], MoodWord):
                stems[stem] = meaning
    return stems


def _stemmed(tokens: Iterable[str]) -> str:
    return " ".join(map(russian_stem, tokens))
