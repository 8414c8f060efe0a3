"""Everything that is not songs: greeting, help, and refusals that say what to do next."""

from collections.abc import Mapping

from bot.links import Kind
from bot.outcome import (
    Greeting,
    Guide,
    LinkForeign,
    LinkUnknown,
    Refusal,
    Talk,
    UnknownSong,
    Welcome,
)
from bot.views.keyboards import label
from bot.views.words import Html, Message, Words, mark, safe

_NAMELESS: Mapping[Kind, Message] = {
    "track": mark(
        "I don't have this song. Send me its artist and title as text, and I'll look closer."
    ),
    "album": mark("I don't have this album. Send me a song of it: the artist and the title."),
    "artist": mark("I can't tell whose page this is. Send me the artist's name and a song."),
    "playlist": mark(
        "I don't have this playlist. Send me a song of it: the artist and the title."
    ),
}
_NAMED: Mapping[Kind, Message] = {
    "track": mark("I don't have <i>{title}</i> yet. Send me another song that feels like it."),
    "album": mark("I don't have the album <i>{title}</i>. Send me a song of it instead."),
    "artist": mark("I have no songs by <i>{title}</i> yet. Send me an artist that feels alike."),
    "playlist": mark("I don't have the playlist <i>{title}</i>. Send me a song of it instead."),
}
_WHY_MODELS: Mapping[str, Message] = {
    "blend": mark("{name}: all of them together"),
    "cosine": mark("{name}: the same tempo, loudness and character"),
    "cluster": mark("{name}: songs of the same kind first"),
    "autoencoder": mark("{name}: a neural network's ear"),
    "playlist": mark("{name}: what people put side by side"),
    "mood": mark("{name}: just as happy and just as lively"),
}


_REFUSALS: Mapping[Refusal, Message] = {
    Refusal.SHORT_LINK_DEAD: mark(
        "This short link didn't lead me to a song. Send me the full Spotify link, or the artist "
        "and the title."
    ),
    Refusal.SONG_MISSING: mark(
        "Which song? Write it after the command, like <code>/similar Mad World</code>, or answer "
        "a message that names a song with /similar."
    ),
    Refusal.MOOD_MISSING: mark(
        "Which mood? Write it after the command: <code>/mood sad energetic</code>."
    ),
    Refusal.COMMAND_UNKNOWN: mark(
        "I don't know this command. You can just send me a song; /help says what else I can do."
    ),
    Refusal.NOTHING_READ: mark(
        "I can only read words. Send me a song's title, a Spotify link, or a mood: "
        "<code>/mood calm happy</code>."
    ),
    Refusal.BUTTON_OLD: mark("This button is too old for me. Send me the song again."),
    Refusal.NOT_KEPT: mark(
        "My memory is away right now, so I couldn't do this. Try again in a minute."
    ),
    Refusal.NOT_YOURS: mark("This button is for someone else. Send me the command yourself."),
    Refusal.NO_LIKES: mark(
        "I don't know yet what is liked here. Send me a song, press 👍 under those you like in my "
        "answer, and ask me again."
    ),
    Refusal.ADMINS_ONLY: mark(
        "Only an administrator of the group can have this. Try it in our private chat."
    ),
}


def talk_card(talk: Talk, words: Words) -> Html:
    """Return what is said where there are no songs to show."""
    match talk:
        case Greeting():
            return _greeting(talk, words)
        case Guide():
            return _guide(talk, words)
        case UnknownSong(query, invented):
            return _unknown(query, words, invented=invented)
        case Welcome():
            return words.say("You're welcome! Send me another song whenever you like.")
        case LinkUnknown(kind, title):
            return words.say(_NAMED[kind], title=title) if title else words.say(_NAMELESS[kind])
        case LinkForeign(host):
            return _link_foreign(host, words)
        case Refusal():
            return words.say(_REFUSALS[talk])


def _unknown(query: str, words: Words, *, invented: bool) -> Html:
    if invented:
        return words.say(
            "I don't know a song called “{query}”. All songs I know here are invented, to try me "
            "out: /help names one. A mood works too: <code>/mood calm happy</code>.",
            query=query,
        )
    return words.say(
        "I don't know a song called “{query}”. Try the artist and the title together, "
        "a Spotify link, or a mood: <code>/mood calm happy</code>.",
        query=query,
    )


def apology(words: Words) -> Html:
    """Return that something failed that is not the user's fault."""
    return words.say("Sorry, something went wrong on my side. Please try again in a minute.")


def refused(refusal: Refusal, words: Words) -> str:
    """Return what pops up over a button that does nothing, as plain text."""
    return words.plain(_REFUSALS[refusal])


def _greeting(greeting: Greeting, words: Words) -> Html:
    return words.say(
        "Hi! Send me a song you like, and I'll answer with songs that follow it.\n\n"
        "A title will do, for example <code>{artist} - {title}</code>. So will a Spotify link, "
        "or a mood: <code>/mood sad energetic</code>.\n\n"
        "/help says what else I can do.",
        artist=greeting.example.artist,
        title=greeting.example.title,
    )


def _guide(guide: Guide, words: Words) -> Html:
    ways = [
        words.say(_WHY_MODELS[model], name=Html(f"<b>{label(words, model)}</b>"))
        for model in guide.models
        if model in _WHY_MODELS
    ]
    return words.say(
        "Send me a song, and I'll find songs that follow it:\n"
        "• by title: <code>{artist} - {title}</code>. A typo or two is fine\n"
        "• by Spotify link: a song, an album, an artist or a playlist\n"
        "• by mood: <code>/mood sad energetic</code>, <code>/mood very calm not slow</code>\n\n"
        "Under an answer there are buttons. 👍 and 👎 teach me your taste: a second tap takes one "
        "back, and a 👍 or ❤ reaction on my answer likes all of its songs. Then there are more "
        "songs, and other ways to compare.\n{ways}\n\n"
        "/group recommends by what you have liked, in a group for all of you\n"
        "/likes lists your verdicts, /arena shows what your votes decide\n"
        "/privacy says what I keep, /export hands it over, /forget erases it\n\n"
        "In a group, write /similar with a title or /mood with words, mention me, reply to me, "
        "or post a Spotify link. I leave all other talk alone.",
        artist=guide.example.artist,
        title=guide.example.title,
        ways=Html("\n".join(f"• {way}" for way in ways)),
    )


def _link_foreign(host: str, words: Words) -> Html:
    if host.endswith("spotify.com"):
        return words.say(
            "I can't find songs behind this link. Send me a Spotify link to a song, an album, "
            "an artist or a playlist."
        )
    return words.say(
        "I can't read links to {host}, only Spotify's. Send me the artist and the title as text, "
        "and I'll look for the song.",
        # As code it is no link: a reply must not turn a stranger's address into a fresh one.
        host=Html(f"<code>{safe(host)}</code>"),
    )
