"""What the store keeps, as facts. No message text and no names, ever."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Literal, NewType, TypeAlias

from engine.types import GroupRule, TrackId

ChatId = NewType("ChatId", int)
UserId = NewType("UserId", int)
AnswerId = NewType("AnswerId", str)


class Vote(IntEnum):
    """A user's verdict on a track; NONE takes an earlier one back."""

    DOWN = -1
    NONE = 0
    UP = 1


BlockKind: TypeAlias = Literal["artist", "genre"]


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """What a chat has chosen; the defaults are those of a chat that chose nothing.

    `popularity` is the dial from obscure (-1) to popular (1), 0 leaves it alone. `named` are the
    members who gave leave to be named under a song that serves them.
    """

    model: str | None = None
    popularity: float = 0.0
    likes_used: bool = True
    group_rule: GroupRule = "balancing"
    named: tuple[UserId, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """One press or reaction: who judged which track, where, by which update.

    `message_id` is the bot's message under which the vote was cast, None when it was not under
    one. `update_id` makes it idempotent: the same update counts once.
    """

    update_id: int
    chat_id: ChatId
    user_id: UserId
    track_id: TrackId
    vote: Vote
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The latest verdict of a user on a track in a chat; never NONE."""

    chat_id: ChatId
    user_id: UserId
    track_id: TrackId
    vote: Vote
    at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people of a chat like and dislike a track."""

    likes: int = 0
    dislikes: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A track at a position of an answer; `team` placed it, None when several teams did."""

    position: int
    track_id: TrackId
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it is about to be shown: the impressions, and where they came from.

    `seed` is a button's packed seed (ids and moods as numbers, no text); `message_id` is known
    only after Telegram took the message, so it is set by `Store.placed`.
    """

    answer_id: AnswerId
    chat_id: ChatId
    seed: str
    model: str
    shown: tuple[Shown, ...]
    experiment: str | None = None
    at: datetime | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Impression:
    """A track that a chat was shown, and when."""

    track_id: TrackId
    at: datetime


@dataclass(frozen=True, slots=True)
class Credit:
    """What the votes under one answer of an experiment say of its teams.

    Likes minus dislikes by team, each user's latest verdict on each track counted once; only
    answers with at least one vote on a track that a single team placed.
    """

    answer_id: AnswerId
    chat_id: ChatId
    experiment: str
    at: datetime
    points: Mapping[str, int] = field(default_factory=dict)
