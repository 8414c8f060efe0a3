"""A chat's rows to an export, and an export to rows."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, Table, insert, select

from storage.chats import forget_chat
from storage.export import (
    FORMAT,
    VERSION,
    Export,
    KeptAnswer,
    KeptBlock,
    KeptImpression,
    KeptSettings,
    KeptVote,
)
from storage.records import ChatId
from storage.rows import listed
from storage.schema import answers, blocks, chat_settings, impressions, votes


def take_out(connection: Connection, chat_id: ChatId) -> Export:
    """Return all that is kept of a chat."""

    def rows(table: Table, *order: str) -> Iterable[Row[tuple[Any, ...]]]:
        # Sorted here: the databases do not agree on the order of letters.
        found = connection.execute(select(table).where(table.c.chat_id == chat_id))
        return sorted(found, key=lambda row: [getattr(row, name) for name in order])

    shown = _shown(connection, chat_id)
    return Export(
        format=FORMAT,
        version=VERSION,
        chat_id=chat_id,
        settings=next(map(_settings, rows(chat_settings)), None),
        blocked=tuple(KeptBlock(row.kind, row.name) for row in rows(blocks, "kind", "name")),
        answers=tuple(
            KeptAnswer(
                answer_id=row.answer_id,
                message_id=row.message_id,
                seed=row.seed,
                model=row.model,
                experiment=row.experiment,
                at=row.at,
                shown=tuple(shown.get(row.answer_id, ())),
            )
            for row in rows(answers, "at", "answer_id")
        ),
        votes=tuple(
            KeptVote(row.user_id, row.track_id, row.vote, row.message_id, row.answer_id, row.at)
            for row in rows(votes, "vote_id")
        ),
    )


def put_back(connection: Connection, chat_id: ChatId, kept: Export) -> None:
    """Put an export into a chat, in place of what is there.

    In another chat than its own the numbers of messages mean other messages, so they are left
    out; an answer's id that is in use elsewhere gives way to a new one.
    """
    forget_chat(connection, chat_id)
    at_home = kept.chat_id == chat_id
    ids = _free_ids(connection, kept)
    here = {"chat_id": chat_id} if at_home else {"chat_id": chat_id, "message_id": None}
    settings = [asdict(kept.settings)] if kept.settings else []
    _insert(connection, chat_settings, [row | {"chat_id": chat_id} for row in settings])
    _insert(connection, blocks, [asdict(one) | {"chat_id": chat_id} for one in kept.blocked])
    for answer in kept.answers:
        row = asdict(answer) | {"answer_id": ids[answer.answer_id]} | here
        shown = row.pop("shown")
        _insert(connection, answers, [row])
        of = {"answer_id": row["answer_id"]}
        _insert(connection, impressions, [impression | of for impression in shown])
    _insert(
        connection,
        votes,
        [asdict(vote) | {"answer_id": ids[vote.answer_id]} | here for vote in kept.votes],
    )


def _settings(row: Row[tuple[Any, ...]]) -> KeptSettings:
    return KeptSettings(
        model=row.model,
        popularity=row.popularity,
        likes_used=row.likes_used,
        group_rule=row.group_rule,
        named=tuple(row.named),
        language=row.language,
    )


def _shown(connection: Connection, chat_id: ChatId) -> dict[str, list[KeptImpression]]:
    found = connection.execute(
        select(impressions)
        .join(answers)
        .where(answers.c.chat_id == chat_id)
        .order_by(impressions.c.answer_id, impressions.c.position)
    )
    shown: dict[str, list[KeptImpression]] = {}
    for answer_id, *impression in found:
        shown.setdefault(answer_id, []).append(KeptImpression(*impression))
    return shown


def _free_ids(connection: Connection, kept: Export) -> Mapping[str | None, str | None]:
    ids = [answer.answer_id for answer in kept.answers]
    taken = set(
        connection.scalars(
            select(answers.c.answer_id).where(answers.c.answer_id.in_(listed(connection, ids)))
        )
    )
    free: dict[str | None, str | None] = {None: None}
    return free | {one: uuid4().hex if one in taken else one for one in ids}


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
