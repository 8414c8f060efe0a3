"""Outcomes about what is kept of a chat: votes, lists of them, songs for a group, the contest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal, TypeAlias, get_args

from bot.payload import Erasure
from engine.types import GroupRule, Recommendation, Track

RULES: tuple[GroupRule, ...] = get_args(GroupRule)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people of a chat like and dislike a track."""

    likes: int = 0
    dislikes: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How an answer stands with the chat that gets it: what its 👍 and 👎 show.

    `keeps` is False while the store keeps nothing; `answer_id` is what the answer was written
    down as, None when it was not.
    """

    group: bool
    counts: Mapping[str, Counts] = field(default_factory=dict)
    keeps: bool = True
    answer_id: str | None = None


class Verdict(Enum):
    """What a vote came to."""

    LIKED = auto()
    DISLIKED = auto()
    TAKEN_BACK = auto()


@dataclass(frozen=True, slots=True)
class Voted:
    """A vote that is committed; `counts` are the chat's, None when they cannot be read now."""

    verdict: Verdict
    group: bool
    counts: Mapping[str, Counts] | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict on a page; the track is None when the catalogue has lost it."""

    track_id: str
    track: Track | None
    up: bool


@dataclass(frozen=True, slots=True)
class LikesList:
    """A page of what a person likes and dislikes in a chat; `number` is that of its first line."""

    owner: int
    group: bool
    judged: tuple[Judged, ...]
    number: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Served:
    """A song for a group, and the members whom it serves, where that may be said.

    They are ids, and names once Telegram told them; `everyone` stands for all of them alike.
    """

    pick: Recommendation
    members: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class GroupSongs:
    """Songs for all who voted in a group, or for the one person of a private chat."""

    songs: tuple[Served, ...]
    rule: GroupRule
    members: int
    skip: int
    more: int | None
    standing: Standing


# "nothing": it was only asked whether one is named.
Changed: TypeAlias = Literal["rule", "names", "nothing"]


@dataclass(frozen=True, slots=True)
class GroupRules:
    """The way to choose for a group, and whether who asks may be named under songs."""

    rule: GroupRule
    named: bool
    changed: Changed | None = None  # None: what was asked for is not known


@dataclass(frozen=True, slots=True)
class Match:
    """A team against the first one: answers won, lost and drawn, and the chance to win one.

    `interval` is the central 95 % of that chance. When `decided`, the winner is the better team,
    or None where there is no difference.
    """

    challenger: str
    control: str
    wins: int
    losses: int
    ties: int
    chance: float
    interval: tuple[float, float]
    decided: bool = False
    winner: str | None = None


@dataclass(frozen=True, slots=True)
class Contest:
    """The state of the experiment over some answers with votes."""

    answers: int
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Arena:
    """The experiment here and everywhere; None when none is running."""

    here: Contest | None
    everywhere: Contest | None


@dataclass(frozen=True, slots=True)
class ForgetWish:
    """Someone wants to be forgotten, and is asked back first."""

    owner: int
    group: bool
    whole: bool  # whether they may have the whole chat forgotten


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What is erased now."""

    what: Erasure
    group: bool


@dataclass(frozen=True, slots=True)
class Exported:
    """All that is kept of a chat, as a file."""

    filename: str
    content: bytes


class Notice(Enum):
    """What needs saying once, with nothing more to tell of it."""

    PRIVACY = auto()  # what is kept, and what is not
    EXPORT_SENT = auto()  # to the private chat of whoever asked in a group
    EXPORT_UNWANTED = auto()  # the bot may not write to them in private


Kept: TypeAlias = LikesList | GroupSongs | GroupRules | Arena | ForgetWish | Forgotten | Notice
