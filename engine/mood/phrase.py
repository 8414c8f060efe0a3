"""A mood phrase -> what was understood of it, word by word.

Each word names the axes it speaks of and no others, so that "sad energetic" is low valence *and*
high energy. On one axis:

- a word of this axis alone overrules the words of several ("angry but calm" is calm);
- of words that pull to the same side the farthest from the middle stands;
- two sides meet half-way, and the axis is marked as torn.

Modifiers bend the next mood word: "very" pushes it outwards, "slightly" draws it to the middle,
"not" turns it into a mild opposite (not sad is not yet happy), "without" into a full one, and "not
very" into the mildest: who asks for nothing very happy wants it a little below the middle.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.mood.axes import AXES
from engine.mood.lexicon import LEVELS, Glue, Lexicon, Meaning, Modifier, MoodWord, Reason, fold
from engine.mood.tokens import tokenise

_MIDDLE = 0.5
_OUTERMOST = 0.49  # from the middle: a quantile of 0.99 still leaves 1 % of the songs beyond it
_PLAIN = _MIDDLE - LEVELS["low"]
_STRETCH: Mapping[Modifier, float] = {
    Modifier.VERY: (_MIDDLE - LEVELS["very low"]) / _PLAIN,  # takes "low" to "very low"
    Modifier.SLIGHTLY: 0.18 / _PLAIN,  # takes "low" to 0.32
    Modifier.NOT: -0.175 / _PLAIN,  # to 0.675
    Modifier.WITHOUT: -1.0,
}
_NOT_VERY = -0.12 / _PLAIN  # takes "low" to 0.62
_UTMOST_STRETCH = 10.0  # past the outermost whatever it bends, and a page of "very" stays finite
_REPORTED = 10  # distinct words of a kind: an answer names few of a page of junk


@dataclass(frozen=True, slots=True)
class AxisReading:
    """What the phrase says of one axis.

    `level` is a quantile of the catalogue, 0..1; `words` are the expressions that set it, with
    their modifiers, in the order of the phrase. `torn`: they pull to both sides.
    """

    axis: str
    level: float
    words: tuple[str, ...]
    torn: bool = False


@dataclass(frozen=True, slots=True)
class AxisNumber:
    """A raw value that the phrase gives an axis: valence and energy 0..1, tempo in bpm."""

    axis: str
    value: float


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word the lexicon lacks, and the words it may be a misspelling of, nearest first."""

    word: str
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AxislessWord:
    """A known word or number that no axis can answer, and why."""

    word: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class MoodReading:
    """All that was understood of a phrase, and what was not; words are in lower case.

    Attributes
    ----------
    axes
        In the order of `engine.mood.AXES`; an axis that has a number is not among them.
    numbers
        Raw values, at most one an axis.
    unknown, axisless
        Distinct, in the order of the phrase, at most ten of each.
    """

    axes: tuple[AxisReading, ...] = ()
    numbers: tuple[AxisNumber, ...] = ()
    unknown: tuple[UnknownWord, ...] = ()
    axisless: tuple[AxislessWord, ...] = ()

    @property
    def names_an_axis(self) -> bool:
        """Tell whether there is anything to look for."""
        return bool(self.axes or self.numbers)

    @property
    def levels(self) -> dict[str, float]:
        """Quantiles by axis, as `Mood.target_of_levels` takes them."""
        return {reading.axis: reading.level for reading in self.axes}

    @property
    def values(self) -> dict[str, float]:
        """Raw values by axis, as `Mood.target_of_levels` takes them."""
        return {number.axis: number.value for number in self.numbers}


def read_mood(text: str, lexicon: Lexicon) -> MoodReading:
    """Read a phrase in any mix of English, Russian, emoji and numbers; never raises."""
    tokens = tokenise(text)
    heard = _Heard(lexicon)
    for expression, meaning in _expressions(tokens.words, lexicon):
        heard.take(expression, meaning)
    readings = (_settled(axis, heard.said) for axis in AXES if axis not in tokens.numbers)
    odd = [AxislessWord(token, reason) for token, reason in tokens.odd]
    return MoodReading(
        axes=tuple(reading for reading in readings if reading is not None),
        numbers=tuple(AxisNumber(axis, value) for axis, value in tokens.numbers.items()),
        unknown=tuple(heard.unknown.values()),
        axisless=tuple(dict.fromkeys([*heard.axisless, *odd]))[:_REPORTED],
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """A mood expression, its modifiers applied: deviations from the middle by axis."""

    words: str
    deviations: Mapping[str, float]


class _Heard:
    """What has been taken in of a phrase so far."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._pending: list[tuple[str, Modifier]] = []
        self.said: list[_Said] = []
        self.axisless: list[AxislessWord] = []
        self.unknown: dict[str, UnknownWord] = {}

    def take(self, expression: str, meaning: Meaning | None) -> None:
        """Take in the next expression of the phrase."""
        if isinstance(meaning, Glue):
            return
        if isinstance(meaning, Modifier):
            self._pending.append((expression, meaning))
            return
        if isinstance(meaning, MoodWord):
            self.said.append(_bent(expression, meaning, self._pending))
        elif isinstance(meaning, Reason):
            self.axisless.append(AxislessWord(expression, meaning))
        elif self._is_misspelt_modifier(expression):
            return  # "not vrey sad" must not become sad
        self._pending = []

    def _is_misspelt_modifier(self, word: str) -> bool:
        """Report an unknown word; tell whether it most likely is a modifier."""
        if word not in self.unknown and len(self.unknown) < _REPORTED:
            suggestions = self._lexicon.suggestions(fold(word))
            self.unknown[word] = UnknownWord(word, suggestions)
        nearest = self.unknown[word].suggestions[:1] if word in self.unknown else ()
        return any(isinstance(self._lexicon.words[found], Modifier) for found in nearest)


def _expressions(words: Sequence[str], lexicon: Lexicon) -> Iterator[tuple[str, Meaning | None]]:
    """Yield the expressions of a phrase, the longest known ones, with what they mean."""
    folded = [fold(word) for word in words]
    start = 0
    while start < len(words):
        longest = min(start + lexicon.longest, len(words))
        spans = ((end, lexicon.meaning(folded[start:end])) for end in range(longest, start, -1))
        end, meaning = next((span for span in spans if span[1] is not None), (start + 1, None))
        yield " ".join(words[start:end]), meaning
        start = end


def _bent(expression: str, mood: MoodWord, pending: Sequence[tuple[str, Modifier]]) -> _Said:
    stretch = _stretch([modifier for _, modifier in pending])
    bent = {axis: (level - _MIDDLE) * stretch for axis, level in mood.levels.items()}
    return _Said(
        words=" ".join([*(word for word, _ in pending), expression]),
        deviations={axis: max(-_OUTERMOST, min(_OUTERMOST, by)) for axis, by in bent.items()},
    )


def _stretch(modifiers: Sequence[Modifier]) -> float:
    """Return the factor on a deviation that the modifiers make together."""
    factors: list[float] = []
    for position, modifier in enumerate(modifiers):
        before = modifiers[position - 1] if position else None
        if modifier is Modifier.VERY and before is Modifier.NOT:
            factors[-1] = _NOT_VERY
        else:
            factors.append(_STRETCH[modifier])
    return max(-_UTMOST_STRETCH, min(_UTMOST_STRETCH, math.prod(factors)))


def _settled(axis: str, said: Sequence[_Said]) -> AxisReading | None:
    """Return what all expressions together say of an axis, or None when none speaks of it."""
    speaking = [one for one in said if axis in one.deviations]
    if not speaking:
        return None
    speaking = [one for one in speaking if len(one.deviations) == 1] or speaking
    deviations = [one.deviations[axis] for one in speaking]
    low, high = min(deviations), max(deviations)
    torn = low < 0 < high
    deviation = (low + high) / 2 if torn else max(low, high, key=abs)
    words = tuple(dict.fromkeys(one.words for one in speaking))
    return AxisReading(axis, _MIDDLE + deviation, words, torn)
