"""The store on SQLite or PostgreSQL, by URL. Each method is one unit of work of a `Database`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from engine.types import TrackId
from storage import answers, chats, export, transfer, votes
from storage.database import Database
from storage.engines import address
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

WAIT_S = 3.0


def _now() -> datetime:
    return datetime.now(UTC)


async def open_store(url: str, wait_s: float = WAIT_S) -> "SqlStore":
    """Open a store and bring its schema up to date; raises as `SqlStore.open` does."""
    store = SqlStore.at(url, wait_s)
    try:
        await store.open()
    except BaseException:
        await store.close()
        raise
    return store


@dataclass(frozen=True, slots=True)
class SqlStore:
    """A `Store` in a database that need not be there yet: every method opens it when it can.

    Parameters
    ----------
    database
        Where the rows are.
    now
        The clock, which tells aware times.
    """

    database: Database
    now: Callable[[], datetime] = _now

    @classmethod
    def at(cls, url: str, wait_s: float = WAIT_S) -> "SqlStore":
        """Name a store without opening it; raises BadAddress."""
        return cls(Database(address(url), wait_s))

    async def open(self) -> None:
        """Bring the schema up to date; raises StoreDown, and StoreTooNew when it is newer."""
        await self.database.open()

    async def settings(self, chat_id: ChatId) -> ChatSettings:
        """Return a chat's settings, the defaults when it chose nothing."""
        return await self.database.read(chats.settings_of, chat_id)

    async def save_settings(self, chat_id: ChatId, settings: ChatSettings) -> None:
        """Keep a chat's settings."""
        await self.database.write([chat_id], chats.save_settings, chat_id, settings)

    async def vote(self, ballot: Ballot) -> Tally:
        """Keep a vote (unless this update was counted before); return the track's tally."""
        return await self.database.write([ballot.chat_id], votes.cast_vote, ballot, self.now())

    async def judgements(self, chat_id: ChatId) -> list[Judgement]:
        """Return the latest verdicts of a chat's users, newest first."""
        return await self.database.read(votes.judgements, chat_id)

    async def tallies(
        self, chat_id: ChatId, track_ids: Collection[TrackId]
    ) -> dict[TrackId, Tally]:
        """Return the tallies of tracks; tracks without votes are absent."""
        return await self.database.read(votes.tallies, chat_id, track_ids)

    async def liked_together(
        self, track_ids: Collection[TrackId], at_least: int
    ) -> dict[TrackId, int]:
        """Count the chats that like a track and one of `track_ids`; too few: absent."""
        return await self.database.read(votes.liked_together, track_ids, at_least)

    async def block(self, chat_id: ChatId, kind: BlockKind, name: str) -> None:
        """Block an artist or a genre in a chat."""
        await self.database.write([chat_id], chats.block, chat_id, kind, name)

    async def unblock(self, chat_id: ChatId, kind: BlockKind, name: str) -> None:
        """Lift a block."""
        await self.database.write([chat_id], chats.unblock, chat_id, kind, name)

    async def blocked(self, chat_id: ChatId) -> Mapping[BlockKind, frozenset[str]]:
        """Return what a chat has blocked; both kinds are always present."""
        return await self.database.read(chats.blocked, chat_id)

    async def answered(self, answer: Answered) -> None:
        """Write down an answer before it is shown; one of the same id only once."""
        await self.database.write([answer.chat_id], answers.write_down, answer, self.now())

    async def placed(self, answer_id: AnswerId, message_id: int) -> None:
        """Note the message that an answer became; an unknown answer is nothing to note."""
        chat_id = await self.database.read(answers.chat_of, answer_id)
        if chat_id is not None:
            await self.database.write([chat_id], answers.place, chat_id, answer_id, message_id)

    async def answer_at(self, chat_id: ChatId, message_id: int) -> Answered | None:
        """Return the answer that a message shows."""
        return await self.database.read(answers.at_message, chat_id, message_id)

    async def shown(self, chat_id: ChatId, since: datetime) -> list[Impression]:
        """Return what a chat was shown since then, each track's last time, newest first."""
        return await self.database.read(answers.shown_since, chat_id, since)

    async def shown_for(self, chat_id: ChatId, seed: str, since: datetime) -> frozenset[TrackId]:
        """Return what a chat was shown for a seed since then."""
        return await self.database.read(answers.shown_for, chat_id, seed, since)

    async def credits(self, experiment: str) -> list[Credit]:
        """Return the credited answers of an experiment, oldest first."""
        return await self.database.read(votes.credits_of, experiment)

    async def forget_chat(self, chat_id: ChatId) -> None:
        """Erase every row of a chat."""
        await self.database.write([chat_id], chats.forget_chat, chat_id)

    async def forget_user(self, chat_id: ChatId, user_id: UserId) -> None:
        """Erase every row of a user in a chat."""
        await self.database.write([chat_id], chats.forget_user, chat_id, user_id)

    async def export_chat(self, chat_id: ChatId) -> dict[str, object]:
        """Return all that is kept of a chat, ready for JSON; `import_chat` takes it back."""
        return export.as_json(await self.database.read(transfer.take_out, chat_id))

    async def import_chat(self, chat_id: ChatId, exported: Mapping[str, object]) -> None:
        """Put back an export into a chat, in place of what is there; raises BadExport."""
        kept = export.read_export(exported)
        await self.database.write([chat_id], transfer.put_back, chat_id, kept)

    async def move_chat(self, old: ChatId, new: ChatId) -> None:
        """Give a chat's rows to the chat that it became (group to supergroup)."""
        await self.database.write([old, new], chats.move, old, new)

    async def chats(self) -> Sequence[ChatId]:
        """Return the chats that have rows."""
        return await self.database.read(chats.with_rows)

    async def close(self) -> None:
        """Close the connections."""
        await self.database.close()
