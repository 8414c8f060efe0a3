"""What buttons mean, as facts; `bot.callback_data` packs them into what Telegram keeps."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

MAX_SKIP = 500
MOOD_AXES = 6
MOOD_STEPS = 99
"""A mood axis is kept in 0..MOOD_STEPS: a percent is finer than a person names a mood."""

SeedKind: TypeAlias = Literal["tracks", "album", "artist", "playlist"]
Erasure: TypeAlias = Literal["me", "chat", "nothing"]


@dataclass(frozen=True, slots=True)
class Seed:
    """Where an answer starts: catalogue ids, in a form that a button can carry.

    An artist has no id in a catalogue and is known by the id of one track of theirs.
    """

    kind: SeedKind
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoodSeed:
    """A mood target: an axis is None where free, else its quantile in 0..MOOD_STEPS."""

    axes: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class More:
    """The next page; `model` is "" for a mood."""

    seed: Seed | MoodSeed
    model: str
    skip: int


@dataclass(frozen=True, slots=True)
class Switch:
    """The same seed, asked of another model."""

    seed: Seed
    model: str


@dataclass(frozen=True, slots=True)
class Pick:
    """The candidate that was meant."""

    track_id: str


@dataclass(frozen=True, slots=True)
class Judge:
    """A like or a dislike of the song that an answer numbers so."""

    up: bool
    number: int
    track_id: str


@dataclass(frozen=True, slots=True)
class LikesPage:
    """A page of what a person likes and dislikes here; `owner` is who may turn it."""

    owner: int
    page: int


@dataclass(frozen=True, slots=True)
class Unjudge:
    """A verdict that its owner takes off a page of theirs."""

    owner: int
    page: int
    track_id: str


@dataclass(frozen=True, slots=True)
class MoreForGroup:
    """The next songs for all who take part."""

    skip: int


@dataclass(frozen=True, slots=True)
class Forget:
    """What to erase, now that its asker has been asked back."""

    owner: int
    what: Erasure


Payload: TypeAlias = More | Switch | Pick | Judge | LikesPage | Unjudge | MoreForGroup | Forget
