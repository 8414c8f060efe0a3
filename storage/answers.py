"""Answers and their impressions: what was shown, where it came from, and under which message."""

from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from engine.types import TrackId
from storage.records import Answered, AnswerId, ChatId, Impression, Shown
from storage.rows import insert_new
from storage.schema import answers, impressions, votes


def write_down(connection: Connection, answer: Answered, at: datetime) -> None:
    """Keep an answer and its impressions; one of the same id only once."""
    row = {
        "answer_id": answer.answer_id,
        "chat_id": answer.chat_id,
        "message_id": answer.message_id,
        "seed": answer.seed,
        "model": answer.model,
        "experiment": answer.experiment,
        "at": answer.at or at,
    }
    if insert_new(connection, answers, row) and answer.shown:
        connection.execute(
            insert(impressions),
            [
                {
                    "answer_id": answer.answer_id,
                    "position": shown.position,
                    "track_id": shown.track_id,
                    "team": shown.team,
                }
                for shown in answer.shown
            ],
        )


def chat_of(connection: Connection, answer_id: AnswerId) -> ChatId | None:
    """Return the chat of an answer."""
    return connection.scalar(select(answers.c.chat_id).where(answers.c.answer_id == answer_id))


def place(connection: Connection, chat_id: ChatId, answer_id: AnswerId, message_id: int) -> None:
    """Note the message that an answer became, in place of the answer it showed before.

    A quick hand may have voted before this was noted: such votes are given their answer.
    """
    there = (answers.c.chat_id == chat_id, answers.c.message_id == message_id)
    connection.execute(update(answers).where(*there).values(message_id=None))
    connection.execute(
        update(answers).where(answers.c.answer_id == answer_id).values(message_id=message_id)
    )
    connection.execute(
        update(votes)
        .where(
            votes.c.chat_id == chat_id,
            votes.c.message_id == message_id,
            votes.c.answer_id.is_(None),
        )
        .values(answer_id=answer_id)
    )


def at_message(connection: Connection, chat_id: ChatId, message_id: int) -> Answered | None:
    """Return the answer that a message shows."""
    row = connection.execute(
        select(answers).where(answers.c.chat_id == chat_id, answers.c.message_id == message_id)
    ).one_or_none()
    if row is None:
        return None
    shown = connection.execute(
        select(impressions.c.position, impressions.c.track_id, impressions.c.team)
        .where(impressions.c.answer_id == row.answer_id)
        .order_by(impressions.c.position)
    )
    return Answered(
        answer_id=row.answer_id,
        chat_id=chat_id,
        seed=row.seed,
        model=row.model,
        shown=tuple(Shown(*impression) for impression in shown),
        experiment=row.experiment,
        at=row.at,
        message_id=message_id,
    )


def shown_since(connection: Connection, chat_id: ChatId, since: datetime) -> list[Impression]:
    """Return what a chat was shown since then, each track's last time, newest first."""
    last = func.max(answers.c.at, type_=answers.c.at.type)
    found = connection.execute(
        select(impressions.c.track_id, last)
        .join_from(answers, impressions)
        .where(answers.c.chat_id == chat_id, answers.c.at >= since)
        .group_by(impressions.c.track_id)
        .order_by(last.desc(), func.min(impressions.c.position), impressions.c.track_id)
    )
    return [Impression(TrackId(track_id), at) for track_id, at in found]


def shown_for(
    connection: Connection, chat_id: ChatId, seed: str, since: datetime
) -> frozenset[TrackId]:
    """Return what a chat was shown for a seed since then."""
    found = connection.scalars(
        select(impressions.c.track_id)
        .join_from(answers, impressions)
        .where(answers.c.chat_id == chat_id, answers.c.seed == seed, answers.c.at >= since)
    )
    return frozenset(map(TrackId, found))
