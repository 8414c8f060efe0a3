"""Moods in plain words: what each word was taken for, and what could not be."""

from collections.abc import Iterator, Mapping, Sequence

from bot.outcome import MoodSongs, MoodUnclear
from bot.payload import MOOD_STEPS, MoodSeed
from bot.views import keyboards
from bot.views.card import Card
from bot.views.songs import song_lines, with_weather
from bot.views.words import Html, Message, Words, mark, safe
from engine.mood import AXES
from engine.mood.lexicon import Reason
from engine.mood.phrase import AxisReading, MoodReading

# Low, middle and high of each axis; "very" may stand before low and high.
MEANINGS: Mapping[str, tuple[Message, Message, Message]] = {
    "valence": (mark("little joy"), mark("neither sad nor happy"), mark("cheerful")),
    "energy": (mark("low energy"), mark("medium energy"), mark("high energy")),
    "tempo": (mark("slow"), mark("medium tempo"), mark("fast")),
    "danceability": (
        mark("hard to dance to"),
        mark("fine to dance to"),
        mark("easy to dance to"),
    ),
    "acousticness": (mark("electronic sound"), mark("half acoustic"), mark("acoustic sound")),
    "instrumentalness": (mark("vocal"), mark("some singing"), mark("little singing")),
}
# The axes that a phrase can give a number for.
NUMBERS: Mapping[str, Message] = {
    "valence": mark("joy of {value}"),
    "energy": mark("energy of {value}"),
    "tempo": mark("{value} beats a minute"),
}
REASONS: Mapping[Reason, Message] = {
    Reason.SOUND: mark("“{word}” is about the sound, and I can't hear that in my data."),
    Reason.INSTRUMENT: mark("“{word}” is an instrument, and I can't tell who plays what."),
    Reason.VOICE: mark("“{word}” is about the voice, and I can't tell voices apart."),
    Reason.GENRE: mark("“{word}” is a genre, not a mood. Send me a song of it instead."),
    Reason.ERA: mark("“{word}” is about the time, not the mood. Send me a song of that time."),
    Reason.LANGUAGE: mark("“{word}” is about the language, and I can't hear that in my data."),
    Reason.FAME: mark("“{word}” is about fame, not the mood."),
    Reason.TASTE: mark("“{word}” is a matter of taste. Tell me how it should feel."),
    Reason.NUMBER: mark("I can't tell what the number “{word}” is about."),
    Reason.PLACE: mark(
        "“{word}”: I take two numbers from 0 to 1, joy and energy: <code>/mood 0.2 0.9</code>."
    ),
}
MOST_ASIDES = 3
"""Words of one kind that are remarked on: a page of junk gets a short answer."""

_EXAMPLES = mark("Try <code>/mood sad energetic</code> or <code>/mood very calm</code>.")


def mood_songs_card(mood: MoodSongs, words: Words) -> Card:
    """Return songs in a mood."""
    buttons = keyboards.of_mood(words, mood)
    if not mood.picks:
        nothing = words.say("That's all I have in this mood. Send me another one.")
        return Card(Html(f"{nothing} {words.say(_EXAMPLES)}"), buttons)
    if mood.reading is None:
        meanings = ", ".join(_meanings(mood.seed, words))
        heading = words.say("More in this mood: {mood}", mood=Html(meanings))
    else:
        understood = "; ".join(_understood(mood.reading, words))
        heading = words.say("Songs in this mood\n{mood}", mood=Html(understood))
    asides = _asides(mood.reading, words) if mood.reading else []
    listed = song_lines(mood.picks, mood.skip, mark("{percent} match"), words)
    told = Html("\n".join([heading, *asides, "", listed]))
    return Card(with_weather(told, mood.standing, words), buttons)


def mood_unclear_card(unclear: MoodUnclear, words: Words) -> Card:
    """Return why a phrase names no mood, and what to write."""
    asides = _asides(unclear.reading, words)
    if not asides:
        asides = [words.say("I found no mood in these words.")]
    return Card(Html("\n".join([*asides, words.say(_EXAMPLES)])))


def _understood(reading: MoodReading, words: Words) -> Iterator[Html]:
    for axis in reading.axes:
        yield _axis(axis, words)
    for number in reading.numbers:
        yield words.say(NUMBERS[number.axis], value=f"{number.value:g}")


def _axis(axis: AxisReading, words: Words) -> Html:
    said = ", ".join(axis.words)
    if axis.torn:
        return words.say(
            "<i>{words}</i>: they pull both ways, so I aim for {meaning}",
            words=said,
            meaning=_meaning(axis.axis, axis.level, words),
        )
    meaning = _meaning(axis.axis, axis.level, words)
    return words.say("<i>{words}</i>: {meaning}", words=said, meaning=meaning)


def _meanings(seed: MoodSeed, words: Words) -> Iterator[Html]:
    for name, step in zip(AXES, seed.axes, strict=True):
        if step is not None:
            yield _meaning(name, step / MOOD_STEPS, words)


def _meaning(axis: str, level: float, words: Words) -> Html:
    """Return a quantile in words; the lexicon's "low" is 0.05 and its "very low" 0.02."""
    low, middle, high = MEANINGS[axis]
    away = abs(level - 0.5)
    if away < 0.1:
        return words.say(middle)
    meaning = words.say(low if level < 0.5 else high)
    if away > 0.465:
        return words.say("very {meaning}", meaning=meaning)
    return words.say("rather {meaning}", meaning=meaning) if away < 0.25 else meaning


def _asides(reading: MoodReading, words: Words) -> list[Html]:
    unknown = [
        _did_you_mean(one.word, one.suggestions, words) for one in reading.unknown[:MOST_ASIDES]
    ]
    axisless = [
        words.say(REASONS[one.reason], word=one.word) for one in reading.axisless[:MOST_ASIDES]
    ]
    return unknown + axisless


def _did_you_mean(word: str, suggestions: Sequence[str], words: Words) -> Html:
    if not suggestions:
        return words.say("I don't know the word “{word}” yet.", word=word)
    offered = words.listing([Html(f"<code>{safe(one)}</code>") for one in suggestions], "or")
    return words.say("I don't know “{word}”. Perhaps {offered}?", word=word, offered=offered)
