"""A message's text -> what its writer wants, as one typed intent.

Everything is a title until something says otherwise: a link, a command. Plain words that may be a
mood ("sad energetic", "😭🔥") stay a title here, since many songs are called like moods; the
service tries the title first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from bot.links import AnyLink, OtherLink, ShortLink, SpotifyLink, find_links, without_links

MOST_LINKS = 5
"""How many links of one message are followed."""


@dataclass(frozen=True, slots=True)
class Title:
    """Songs like the one that `text` names."""

    text: str


@dataclass(frozen=True, slots=True)
class Links:
    """Songs like those that the links point to, at least one link."""

    links: tuple[SpotifyLink | ShortLink, ...]


@dataclass(frozen=True, slots=True)
class ForeignLink:
    """A link of which no song can be read, and no words beside it."""

    host: str


@dataclass(frozen=True, slots=True)
class MoodWish:
    """Songs in the mood that `phrase` describes."""

    phrase: str


class Plain(Enum):
    """Wishes that need no words."""

    START = auto()
    HELP = auto()
    SIMILAR_ALONE = auto()  # a command that wants words came without
    MOOD_ALONE = auto()
    UNKNOWN_COMMAND = auto()
    NO_WORDS = auto()  # no text at all, white space, invisible marks


Intent: TypeAlias = Title | Links | ForeignLink | MoodWish | Plain

_COMMAND = re.compile(r"/(?P<name>\w{1,32})(?:@\w{1,64})?(?:\s+(?P<rest>.*))?\s*", re.DOTALL)


def parse(text: str, hidden: Sequence[str] = (), username: str | None = None) -> Intent:
    """Return what a message wants.

    Parameters
    ----------
    text
        The message's text or caption, commands included.
    hidden
        Addresses behind the words of the message (Telegram's text links).
    username
        The bot's own name: a mention of it is an address, not a word of the title.
    """
    if username:
        text = re.sub(rf"@{re.escape(username)}\b", " ", text, flags=re.IGNORECASE)
    text = text.strip()
    command = _COMMAND.fullmatch(text)
    if not command:
        return _song(text, hidden)
    name, rest = command["name"].lower(), (command["rest"] or "").strip()
    match name:
        case "mood":
            return MoodWish(rest) if rest else Plain.MOOD_ALONE
        case "similar":
            return _song(rest, hidden) if rest or hidden else Plain.SIMILAR_ALONE
        case "start":
            return Plain.START
        case "help":
            return Plain.HELP
        case _:
            return Plain.UNKNOWN_COMMAND


def _song(text: str, hidden: Sequence[str]) -> Intent:
    links = find_links(text, hidden)
    if songs := _followable(links):
        return Links(songs[:MOST_LINKS])
    words = without_links(text) if links else text
    if any(sign.isprintable() and not sign.isspace() for sign in words):
        return Title(words)
    others = [link.host for link in links if isinstance(link, OtherLink)]
    return ForeignLink(others[0]) if others else Plain.NO_WORDS


def _followable(links: Sequence[AnyLink]) -> tuple[SpotifyLink | ShortLink, ...]:
    return tuple(link for link in links if not isinstance(link, OtherLink))
