"""What the service found out, as facts; `bot.views` turns them into words.

A closed union: whoever shows an outcome matches every case, and mypy says which one is missing.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from bot.kept import Kept, Standing
from bot.links import Kind
from bot.payload import MoodSeed, Seed
from engine.mood.phrase import MoodReading
from engine.types import Recommendation, Track


@dataclass(frozen=True, slots=True)
class Name:
    """What a seed, or a part of it, is called: a song, an album, an artist or a playlist.

    `artist` is "" for an artist and a playlist, and for an album of several artists.
    """

    kind: Kind
    title: str
    artist: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """Which team of which experiment placed each song; no one who reads the answer can tell."""

    experiment: str | None = None
    teams: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Songs:
    """Songs like the seed; empty when nothing is left to show after `skip` songs."""

    seed: Seed
    names: tuple[Name, ...]
    model: str
    models: tuple[str, ...]
    picks: tuple[Recommendation, ...]
    skip: int
    more: int | None  # where the next page begins; None when this one is the last
    by_title: bool = False  # a link from outside the catalogue was matched by its page's title
    standing: Standing | None = None  # None outside chats: there is no one to like a song
    draft: Draft = Draft()


@dataclass(frozen=True, slots=True)
class ArtistHint:
    """An artist whom a text may mean, and the model that their button asks."""

    name: str
    seed: Seed
    model: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """The text names no song surely; these it may mean, the likeliest first."""

    query: str
    candidates: tuple[Track, ...]
    artist: ArtistHint | None = None


@dataclass(frozen=True, slots=True)
class UnknownSong:
    """The text names no song of the catalogue, in which all songs may be `invented`."""

    query: str
    invented: bool = False


@dataclass(frozen=True, slots=True)
class Welcome:
    """Thanks were taken."""


@dataclass(frozen=True, slots=True)
class MoodSongs:
    """Songs in a mood; `reading` is None on the pages that a button asked for."""

    seed: MoodSeed
    reading: MoodReading | None
    picks: tuple[Recommendation, ...]
    skip: int
    more: int | None
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class MoodUnclear:
    """No word of the phrase names a mood that the catalogue can answer."""

    reading: MoodReading


@dataclass(frozen=True, slots=True)
class LinkUnknown:
    """The catalogue lacks what a link points to; `title` is its name, when the web told it."""

    kind: Kind
    title: str | None


@dataclass(frozen=True, slots=True)
class LinkForeign:
    """A link to somewhere else than a song, album, artist or playlist of Spotify."""

    host: str


@dataclass(frozen=True, slots=True)
class Greeting:
    """The start of a conversation; `example` is a song that the bot surely knows."""

    example: Track


@dataclass(frozen=True, slots=True)
class Guide:
    """What the bot can do."""

    example: Track
    models: tuple[str, ...]


class Refusal(Enum):
    """No answer, and nothing more to tell of it than why."""

    SHORT_LINK_DEAD = auto()  # it could not be followed, or leads to no song
    SONG_MISSING = auto()  # /similar alone
    MOOD_MISSING = auto()  # /mood alone
    COMMAND_UNKNOWN = auto()
    NOTHING_READ = auto()  # a sticker, a voice message, a picture: no words
    BUTTON_OLD = auto()  # of another version, of another catalogue, or of no one
    NOT_KEPT = auto()  # the store cannot be used right now
    NOT_YOURS = auto()  # a button that someone else asked for
    NO_LIKES = auto()  # nobody here has liked a song that could be gone by
    ADMINS_ONLY = auto()


Talk: TypeAlias = UnknownSong | Welcome | LinkUnknown | LinkForeign | Greeting | Guide | Refusal
"""Outcomes that hold no songs."""

Outcome: TypeAlias = Songs | Unsure | MoodSongs | MoodUnclear | Kept | Talk
