"""A chat as a whole: its settings and blocks, forgetting it, and moving it."""

from collections.abc import Mapping
from dataclasses import asdict, replace

from sqlalchemy import Connection, Table, delete, exists, select, union, update

from storage.records import BlockKind, ChatId, ChatSettings, UserId
from storage.rows import insert_new, put
from storage.schema import answers, blocks, chat_settings, metadata, votes


def settings_of(connection: Connection, chat_id: ChatId) -> ChatSettings:
    """Return a chat's settings, the defaults when it chose nothing."""
    row = connection.execute(
        select(chat_settings).where(chat_settings.c.chat_id == chat_id)
    ).one_or_none()
    if row is None:
        return ChatSettings()
    return ChatSettings(
        model=row.model,
        popularity=row.popularity,
        likes_used=row.likes_used,
        group_rule=row.group_rule,
        named=tuple(map(UserId, row.named)),
        language=row.language,
    )


def save_settings(connection: Connection, chat_id: ChatId, settings: ChatSettings) -> None:
    """Keep a chat's settings."""
    put(connection, chat_settings, {"chat_id": chat_id, **asdict(settings)})


def block(connection: Connection, chat_id: ChatId, kind: BlockKind, name: str) -> None:
    """Block an artist or a genre in a chat."""
    insert_new(connection, blocks, {"chat_id": chat_id, "kind": kind, "name": name})


def unblock(connection: Connection, chat_id: ChatId, kind: BlockKind, name: str) -> None:
    """Lift a block."""
    connection.execute(
        delete(blocks).where(
            blocks.c.chat_id == chat_id, blocks.c.kind == kind, blocks.c.name == name
        )
    )


def blocked(connection: Connection, chat_id: ChatId) -> Mapping[BlockKind, frozenset[str]]:
    """Return what a chat has blocked; both kinds are always present."""
    found = connection.execute(
        select(blocks.c.kind, blocks.c.name).where(blocks.c.chat_id == chat_id)
    ).all()
    kinds: tuple[BlockKind, ...] = ("artist", "genre")
    return {one: frozenset(name for kind, name in found if kind == one) for one in kinds}


def forget_chat(connection: Connection, chat_id: ChatId) -> None:
    """Erase every row of a chat; impressions go with their answers."""
    for table in _of_chats():
        connection.execute(delete(table).where(table.c.chat_id == chat_id))


def forget_user(connection: Connection, chat_id: ChatId, user_id: UserId) -> None:
    """Erase every row of a user in a chat."""
    connection.execute(delete(votes).where(votes.c.chat_id == chat_id, votes.c.user_id == user_id))
    settings = settings_of(connection, chat_id)
    if user_id in settings.named:
        others = tuple(one for one in settings.named if one != user_id)
        save_settings(connection, chat_id, replace(settings, named=others))


def move(connection: Connection, old: ChatId, new: ChatId) -> None:
    """Give a chat's rows to the chat that it became, whose own settings win.

    Messages are counted anew there, so the old numbers would point at other messages; votes and
    answers know each other by the answer's id.
    """
    if old == new:
        return
    for table in (answers, votes):
        connection.execute(
            update(table).where(table.c.chat_id == old).values(chat_id=new, message_id=None)
        )
    kept = chat_settings.alias("kept")
    of_new = chat_settings.c.chat_id == old, ~exists().where(kept.c.chat_id == new)
    connection.execute(update(chat_settings).where(*of_new).values(chat_id=new))
    connection.execute(delete(chat_settings).where(chat_settings.c.chat_id == old))
    for kind, name in connection.execute(
        select(blocks.c.kind, blocks.c.name).where(blocks.c.chat_id == old)
    ).all():
        block(connection, new, kind, name)
    connection.execute(delete(blocks).where(blocks.c.chat_id == old))


def with_rows(connection: Connection) -> list[ChatId]:
    """Return the chats that have rows, in order."""
    every = union(*(select(table.c.chat_id) for table in _of_chats()))
    return sorted(ChatId(chat_id) for chat_id in connection.scalars(every))


def _of_chats() -> list[Table]:
    """Return the tables with a chat in each row, those that refer to others first."""
    return [table for table in reversed(metadata.sorted_tables) if "chat_id" in table.c]
