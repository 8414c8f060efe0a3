"""What the store knows of a chat at one moment, read at once before a question is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.kept import Counts
from bot.memory import Memory
from engine.types import TrackId
from storage.records import (
    BlockKind,
    ChatId,
    ChatSettings,
    Impression,
    Judgement,
    UserId,
    Vote,
)
from storage.store import Store

LIKED_TOGETHER_AT_LEAST = 3
"""Chats that must like two songs before that says anything: item-to-item is off below."""
FRESH = timedelta(days=14)
"""How long a song that was shown counts as shown lately."""
SAME_TALK = timedelta(days=1)
"""How long what was shown for a seed is not shown again under More."""
MOST_SHOWN = 500
"""Impressions that count as fresh, the latest ones: a busy chat has had its fill of the others."""
MOST_MEMBERS = 50
"""Members of a group whose likes are looked up one by one: the latest voters."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and in which chat; anonymous admins and channels have no id of their own."""

    chat_id: ChatId
    user_id: UserId | None
    group: bool


@dataclass(frozen=True, slots=True)
class Recollection:
    """A chat's settings, verdicts, blocks and impressions, as they were at `at`.

    `together` counts the chats that like a track and one that a member likes; None is the key of
    all members as one.
    """

    at: datetime
    settings: ChatSettings = field(default_factory=ChatSettings)
    judgements: tuple[Judgement, ...] = ()
    together: Mapping[UserId | None, Mapping[TrackId, int]] = field(default_factory=dict)
    shown: tuple[Impression, ...] = ()
    blocked: Mapping[BlockKind, frozenset[str]] = field(default_factory=dict)
    shown_here: frozenset[TrackId] = frozenset()  # for the seed that is asked for

    def members(self) -> tuple[UserId, ...]:
        """Return those who voted, the latest first."""
        return tuple(dict.fromkeys(one.user_id for one in self.judgements))[:MOST_MEMBERS]

    def counts(self) -> dict[str, Counts]:
        """Return the tallies of all tracks with verdicts."""
        return counted(self.judgements)


def counted(judgements: tuple[Judgement, ...]) -> dict[str, Counts]:
    """Count verdicts by track."""
    found: dict[str, Counts] = {}
    for one in judgements:
        before = found.get(one.track_id, Counts())
        up, down = one.vote is Vote.UP, one.vote is Vote.DOWN
        found[one.track_id] = Counts(before.likes + up, before.dislikes + down)
    return found


async def recollect(memory: Memory, asker: Asker, seed: str | None = None) -> Recollection | None:
    """Return what is known of the chat that asks for `seed`; None when nothing is right now."""
    return await memory.recall(lambda store: _read(store, asker, seed))


async def _read(store: Store, asker: Asker, seed: str | None) -> Recollection:
    now, chat_id = datetime.now(UTC), asker.chat_id
    judgements = tuple(await store.judgements(chat_id))
    liked: dict[UserId | None, list[TrackId]] = {}
    for one in judgements:
        if one.vote is Vote.UP:
            for whose in (None, one.user_id) if asker.group else (None,):
                liked.setdefault(whose, []).append(one.track_id)
    together = {
        whose: await store.liked_together(tracks, LIKED_TOGETHER_AT_LEAST)
        for whose, tracks in list(liked.items())[: MOST_MEMBERS + 1]
    }
    shown_here: frozenset[TrackId] = frozenset()
    if seed is not None:
        shown_here = await store.shown_for(chat_id, seed, now - SAME_TALK)
    return Recollection(
        at=now,
        settings=await store.settings(chat_id),
        judgements=judgements,
        together=together,
        shown=tuple((await store.shown(chat_id, now - FRESH))[:MOST_SHOWN]) if liked else (),
        blocked=await store.blocked(chat_id),
        shown_here=shown_here,
    )
