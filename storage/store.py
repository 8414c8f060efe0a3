"""The port of the store: what the bot asks it, whatever database answers.

Every method is a transaction of its own and has committed when it returns. All raise StoreDown
when the database cannot be used right now; what was asked has then not happened.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from engine.types import TrackId
from storage.records import (
    Answered,
    AnswerId,
    Ballot,
    BlockKind,
    ChatId,
    ChatSettings,
    Credit,
    Impression,
    Judgement,
    Tally,
    UserId,
)


class Store(Protocol):
    """Settings, votes, blocks, impressions and experiments, by chat."""

    async def settings(self, chat_id: ChatId) -> ChatSettings:
        """Return a chat's settings, the defaults when it chose nothing."""
        ...

    async def save_settings(self, chat_id: ChatId, settings: ChatSettings) -> None:
        """Keep a chat's settings."""
        ...

    async def vote(self, ballot: Ballot) -> Tally:
        """Keep a vote (unless this update was counted before); return the track's tally.

        It belongs to the answer that its message showed when it was cast.
        """
        ...

    async def judgements(self, chat_id: ChatId) -> list[Judgement]:
        """Return the latest verdicts of a chat's users, newest first."""
        ...

    async def tallies(
        self, chat_id: ChatId, track_ids: Collection[TrackId]
    ) -> dict[TrackId, Tally]:
        """Return the tallies of tracks; tracks without votes are absent."""
        ...

    async def liked_together(
        self, track_ids: Collection[TrackId], at_least: int
    ) -> dict[TrackId, int]:
        """Count the chats that like a track and one of `track_ids`; fewer than `at_least`: absent.

        Item-to-item: the tracks of `track_ids` themselves are not counted. Of very many likes the
        last speak for all.
        """
        ...

    async def block(self, chat_id: ChatId, kind: BlockKind, name: str) -> None:
        """Block an artist or a genre in a chat."""
        ...

    async def unblock(self, chat_id: ChatId, kind: BlockKind, name: str) -> None:
        """Lift a block."""
        ...

    async def blocked(self, chat_id: ChatId) -> Mapping[BlockKind, frozenset[str]]:
        """Return what a chat has blocked; both kinds are always present."""
        ...

    async def answered(self, answer: Answered) -> None:
        """Write down an answer before it is shown; one of the same id only once."""
        ...

    async def placed(self, answer_id: AnswerId, message_id: int) -> None:
        """Note the message that an answer became; it no longer shows the one before."""
        ...

    async def answer_at(self, chat_id: ChatId, message_id: int) -> Answered | None:
        """Return the answer that a message shows."""
        ...

    async def shown(self, chat_id: ChatId, since: datetime) -> list[Impression]:
        """Return what a chat was shown since then, each track's last time, newest first."""
        ...

    async def shown_for(self, chat_id: ChatId, seed: str, since: datetime) -> frozenset[TrackId]:
        """Return what a chat was shown for a seed since then."""
        ...

    async def credits(self, experiment: str) -> list[Credit]:
        """Return the credited answers of an experiment, oldest first."""
        ...

    async def forget_chat(self, chat_id: ChatId) -> None:
        """Erase every row of a chat."""
        ...

    async def forget_user(self, chat_id: ChatId, user_id: UserId) -> None:
        """Erase every row of a user in a chat."""
        ...

    async def export_chat(self, chat_id: ChatId) -> dict[str, object]:
        """Return all that is kept of a chat, ready for JSON; `import_chat` takes it back."""
        ...

    async def import_chat(self, chat_id: ChatId, exported: Mapping[str, object]) -> None:
        """Put back an export into a chat, in place of what is there; raises BadExport.

        All of it or nothing. In another chat than its own, messages are left out: their numbers
        mean others there.
        """
        ...

    async def move_chat(self, old: ChatId, new: ChatId) -> None:
        """Give a chat's rows to the chat that it became (group to supergroup).

        The new chat's settings win where it has some; messages lose their numbers, which are
        counted anew there. Moved twice is moved once.
        """
        ...

    async def chats(self) -> Sequence[ChatId]:
        """Return the chats that have rows."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...
