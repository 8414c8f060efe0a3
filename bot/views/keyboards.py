"""Buttons. One that cannot be kept in Telegram's 64 bytes is left out, never cut."""

from collections.abc import Mapping, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callback_data import pack, unpack
from bot.kept import Counts, ForgetWish, GroupSongs, LikesList, Standing
from bot.outcome import MoodSongs, Songs, Unsure
from bot.payload import (
    Forget,
    Judge,
    LikesPage,
    More,
    MoreForGroup,
    Payload,
    Pick,
    Switch,
    Unjudge,
)
from bot.views.words import Words, clipped, mark, short_title
from engine.types import Track

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

MOST_NAMED = 3
"""Buttons with words that a phone shows whole in one row."""
MOST_ABREAST = 5
"""Buttons of one row: more are too narrow for a thumb."""

Rows = Sequence[Sequence[InlineKeyboardButton | None]]


def of_songs(words: Words, songs: Songs) -> InlineKeyboardMarkup | None:
    """Return the buttons under songs like a seed: votes, More, and under a first page the models.

    More and the models share one row, or two of about the same length.
    """
    last = [_more(words, More(songs.seed, songs.model, songs.more)) if songs.more else None]
    # On later pages a switch would throw the reader back to the first one.
    if songs.skip == 0 and len(songs.models) > 1:
        last += [
            _button(_named(words, name, songs.model), Switch(songs.seed, name))
            for name in songs.models
        ]
    tracks = [pick.track for pick in songs.picks]
    return _markup([*_votes(tracks, songs.skip, songs.standing), *_halved(last)])


def of_mood(words: Words, mood: MoodSongs) -> InlineKeyboardMarkup | None:
    """Return the buttons under songs in a mood: votes, and More."""
    more = _more(words, More(mood.seed, "", mood.more)) if mood.more else None
    tracks = [pick.track for pick in mood.picks]
    return _markup([*_votes(tracks, mood.skip, mood.standing), [more]])


def of_group(words: Words, group: GroupSongs) -> InlineKeyboardMarkup | None:
    """Return the buttons under songs for all members: votes, and More."""
    more = _more(words, MoreForGroup(group.more)) if group.more else None
    tracks = [song.pick.track for song in group.songs]
    return _markup([*_votes(tracks, group.skip, group.standing), [more]])


def of_likes(words: Words, likes: LikesList) -> InlineKeyboardMarkup | None:
    """Return the buttons under a list of likes: one to remove each, and the pages around."""
    removals = [
        _button(f"✖ {number}", Unjudge(likes.owner, likes.page, one.track_id))
        for number, one in enumerate(likes.judged, start=likes.number)
    ]
    before = _button("‹", LikesPage(likes.owner, likes.page - 1)) if likes.page else None
    after = likes.page + 1 < likes.pages
    following = _button("›", LikesPage(likes.owner, likes.page + 1)) if after else None
    return _markup([*_abreast(removals), [before, following]])


def of_forgetting(words: Words, wish: ForgetWish) -> InlineKeyboardMarkup | None:
    """Return what to forget, or nothing."""
    mine, everything = Forget(wish.owner, "me"), Forget(wish.owner, "chat")
    if wish.group:
        rows = [
            [_button(words.plain("Forget me in this group"), mine)],
            [_button(words.plain("Forget the whole group"), everything) if wish.whole else None],
        ]
    else:
        rows = [[_button(words.plain("Forget everything"), everything)]]
    return _markup([*rows, [_button(words.plain("Keep it"), Forget(wish.owner, "nothing"))]])


def recounted(
    markup: InlineKeyboardMarkup | None, group: bool, counts: Mapping[str, Counts]
) -> InlineKeyboardMarkup | None:
    """Return a keyboard whose votes show these counts; its other buttons stay."""

    def renewed(button: InlineKeyboardButton) -> InlineKeyboardButton | None:
        data = button.callback_data
        payload = unpack(data) if isinstance(data, str) else None
        if not isinstance(payload, Judge):
            return button
        return _vote(payload, group, counts.get(payload.track_id, Counts()))

    rows = markup.inline_keyboard if markup else ()
    return _markup([[renewed(button) for button in row] for row in rows])


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


def _named(words: Words, model: str, current: str) -> str:
    return f"• {label(words, model)}" if model == current else label(words, model)


def _votes(tracks: Sequence[Track], skip: int, standing: Standing | None) -> Rows:
    """Return a row of likes and a row of dislikes; two of each for more songs than fit."""
    if standing is None:
        return ()
    rows: list[Sequence[InlineKeyboardButton | None]] = []
    for up in (True, False):
        judges = [
            Judge(up, number, track.track_id)
            for number, track in enumerate(tracks, start=skip + 1)
        ]
        buttons = [
            _vote(one, standing.group, standing.counts.get(one.track_id, Counts()))
            for one in judges
        ]
        rows += _abreast(buttons)
    return rows


def _vote(judge: Judge, group: bool, counts: Counts) -> InlineKeyboardButton | None:
    """Return a 👍 or 👎; in a group with how many chose it, for one person with a tick."""
    count = counts.likes if judge.up else counts.dislikes
    shown = f" {count}" if group else " ✓"
    return _button(f"{'👍' if judge.up else '👎'}{judge.number}{shown if count else ''}", judge)


def _abreast(buttons: Sequence[InlineKeyboardButton | None]) -> Rows:
    return [buttons[i : i + MOST_ABREAST] for i in range(0, len(buttons), MOST_ABREAST)]


def _halved(buttons: Sequence[InlineKeyboardButton | None]) -> Rows:
    kept = [button for button in buttons if button]
    if len(kept) <= MOST_NAMED:
        return [kept]
    half = (len(kept) + 1) // 2
    return [kept[:half], kept[half:]]


def _more(words: Words, payload: More | MoreForGroup) -> InlineKeyboardButton | None:
    return _button(words.plain("More"), payload)


def _button(text: str, payload: Payload) -> InlineKeyboardButton | None:
    packed = pack(payload)
    shown = clipped(text, MOST_LABEL)
    return InlineKeyboardButton(shown, callback_data=packed) if packed and shown else None


def _markup(rows: Rows) -> InlineKeyboardMarkup | None:
    filled = [[button for button in row if button] for row in rows]
    kept = [row for row in filled if row]
    return InlineKeyboardMarkup(kept) if kept else None
