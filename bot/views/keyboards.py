"""Buttons. One that cannot be kept in Telegram's 64 bytes is left out, never cut."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callback_data import pack
from bot.outcome import Unsure
from bot.payload import MoodSeed, More, Payload, Pick, Seed, Switch
from bot.views.words import Words, clipped, mark, short_title

MODEL_LABELS = {
    "blend": mark("Best mix"),
    "cosine": mark("Sound"),
    "cluster": mark("Family"),
    "autoencoder": mark("Neural net"),
    "playlist": mark("Playlists"),
    "mood": mark("Mood"),
}
MOST_LABEL = 60
"""UTF-16 units of a label: a phone shows about forty."""

Rows = Sequence[Sequence[InlineKeyboardButton | None]]


def of_songs(
    words: Words, seed: Seed, model: str, models: Sequence[str], more: int | None, skip: int
) -> InlineKeyboardMarkup | None:
    """Return the buttons under songs like a seed: More, and under a first page the models."""
    switches = [
        _button(_current(words, name) if name == model else label(words, name), Switch(seed, name))
        for name in models
    ]
    return _markup(
        [
            [_more(words, More(seed, model, more)) if more is not None else None],
            # On later pages a switch would throw the reader back to the first one.
            *([switches[:3], switches[3:]] if skip == 0 and len(models) > 1 else []),
        ]
    )


def of_mood(words: Words, seed: MoodSeed, more: int | None) -> InlineKeyboardMarkup | None:
    """Return the button under songs in a mood."""
    return _markup([[_more(words, More(seed, "", more)) if more is not None else None]])


def of_candidates(words: Words, unsure: Unsure) -> InlineKeyboardMarkup | None:
    """Return what a text may mean, one a row: the artist as a whole, then songs."""
    rows: list[list[InlineKeyboardButton | None]] = []
    if hint := unsure.artist:
        whole = words.plain("Anything by {artist}", artist=hint.name)
        rows.append([_button(whole, Switch(hint.seed, hint.model))])
    for track in unsure.candidates:
        title, artist = short_title(track.title), track.artist
        named = words.plain("{title} by {artist}", title=title, artist=artist)
        rows.append([_button(named, Pick(track.track_id))])
    return _markup(rows)


def without_pressed(
    markup: InlineKeyboardMarkup | None, pressed: str
) -> InlineKeyboardMarkup | None:
    """Return a keyboard without the pressed button; None when no button is left."""
    rows = markup.inline_keyboard if markup else ()
    return _markup([[one for one in row if one.callback_data != pressed] for row in rows])


def label(words: Words, model: str) -> str:
    """Return what users call a model."""
    known = MODEL_LABELS.get(model)
    return words.plain(known) if known else model.capitalize()


def _current(words: Words, model: str) -> str:
    return f"• {label(words, model)}"


def _more(words: Words, payload: More) -> InlineKeyboardButton | None:
    return _button(words.plain("More"), payload)


def _button(text: str, payload: Payload) -> InlineKeyboardButton | None:
    packed = pack(payload)
    shown = clipped(text, MOST_LABEL)
    return InlineKeyboardButton(shown, callback_data=packed) if packed and shown else None


def _markup(rows: Rows) -> InlineKeyboardMarkup | None:
    filled = [[button for button in row if button] for row in rows]
    kept = [row for row in filled if row]
    return InlineKeyboardMarkup(kept) if kept else None
