"""Votes: cast, counted, and credited to the team of an experiment that placed the track."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import (
    Connection,
    case,
    delete,
    distinct,
    exists,
    func,
    insert,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from engine.types import TrackId
from storage.records import (
    AnswerId,
    Ballot,
    ChatId,
    Credit,
    Judgement,
    Tally,
    UserId,
    Vote,
)
from storage.rows import insert_new, listed
from storage.schema import answers, handled_updates, impressions, votes

# Telegram delivers an update for 24 hours; twice that forgives clocks.
REMEMBERED = timedelta(hours=48)
# Everybody likes a hit: beyond this many likes the counts say no more and only take longer.
LATELY = 1000

_newer = votes.alias("newer")
_is_latest: ColumnElement[bool] = ~exists().where(
    _newer.c.chat_id == votes.c.chat_id,
    _newer.c.user_id == votes.c.user_id,
    _newer.c.track_id == votes.c.track_id,
    _newer.c.vote_id > votes.c.vote_id,
)


def cast_vote(connection: Connection, ballot: Ballot, at: datetime) -> Tally:
    """Add a vote to the history, unless its update was counted before; return the tally."""
    connection.execute(delete(handled_updates).where(handled_updates.c.at < at - REMEMBERED))
    fresh = insert_new(connection, handled_updates, {"update_id": ballot.update_id, "at": at})
    if fresh:
        under = select(answers.c.answer_id).where(
            answers.c.chat_id == ballot.chat_id, answers.c.message_id == ballot.message_id
        )
        connection.execute(
            insert(votes).values(
                chat_id=ballot.chat_id,
                user_id=ballot.user_id,
                track_id=ballot.track_id,
                vote=int(ballot.vote),
                message_id=ballot.message_id,
                answer_id=under.scalar_subquery(),
                at=at,
            )
        )
    tallied = tallies(connection, ballot.chat_id, [ballot.track_id])
    return tallied.get(ballot.track_id, Tally())


def judgements(connection: Connection, chat_id: ChatId) -> list[Judgement]:
    """Return the latest verdicts of a chat's users, newest first."""
    found = connection.execute(
        select(votes.c.user_id, votes.c.track_id, votes.c.vote, votes.c.at)
        .where(votes.c.chat_id == chat_id, votes.c.vote != Vote.NONE, _is_latest)
        .order_by(votes.c.vote_id.desc())
    )
    return [
        Judgement(chat_id, UserId(user_id), TrackId(track_id), Vote(vote), at)
        for user_id, track_id, vote, at in found
    ]


def tallies(
    connection: Connection, chat_id: ChatId, track_ids: Collection[TrackId]
) -> dict[TrackId, Tally]:
    """Count a chat's latest verdicts on tracks; tracks without any are absent."""
    found = connection.execute(
        select(
            votes.c.track_id,
            func.sum(case((votes.c.vote == Vote.UP, 1), else_=0)),
            func.sum(case((votes.c.vote == Vote.DOWN, 1), else_=0)),
        )
        .where(
            votes.c.chat_id == chat_id,
            votes.c.track_id.in_(listed(connection, track_ids)),
            votes.c.vote != Vote.NONE,
            _is_latest,
        )
        .group_by(votes.c.track_id)
    )
    return {TrackId(track_id): Tally(likes, dislikes) for track_id, likes, dislikes in found}


def liked_together(
    connection: Connection, track_ids: Collection[TrackId], at_least: int
) -> dict[TrackId, int]:
    """Count the chats that like a track and one of `track_ids`, where they are enough."""
    given = listed(connection, track_ids)
    liked = (votes.c.vote == Vote.UP, _is_latest)
    lately = (
        select(votes.c.vote_id)
        .where(votes.c.track_id.in_(given), votes.c.vote == Vote.UP)
        .order_by(votes.c.vote_id.desc())
        .limit(LATELY)
    )
    alike = select(votes.c.chat_id).where(votes.c.vote_id.in_(lately), *liked)
    chats = func.count(distinct(votes.c.chat_id))
    found = connection.execute(
        select(votes.c.track_id, chats)
        .where(votes.c.chat_id.in_(alike), votes.c.track_id.not_in(given), *liked)
        .group_by(votes.c.track_id)
        .having(chats >= at_least)
    )
    return {TrackId(track_id): count for track_id, count in found}


def credits_of(connection: Connection, experiment: str) -> list[Credit]:
    """Sum the latest verdicts by answer and team; shared tracks have no team and no part."""
    found = connection.execute(
        select(
            answers.c.answer_id,
            answers.c.chat_id,
            answers.c.at,
            impressions.c.team,
            func.sum(votes.c.vote),
        )
        .join_from(votes, answers, votes.c.answer_id == answers.c.answer_id)
        .join(
            impressions,
            (impressions.c.answer_id == answers.c.answer_id)
            & (impressions.c.track_id == votes.c.track_id),
        )
        .where(
            answers.c.experiment == experiment,
            impressions.c.team.is_not(None),
            votes.c.vote != Vote.NONE,
            _is_latest,
        )
        .group_by(answers.c.answer_id, answers.c.chat_id, answers.c.at, impressions.c.team)
        .order_by(answers.c.at, answers.c.answer_id, impressions.c.team)
    )
    points: dict[tuple[str, int, datetime], dict[str, int]] = {}
    for answer_id, chat_id, at, team, sum_of_votes in found:
        points.setdefault((answer_id, chat_id, at), {})[team] = sum_of_votes
    return [
        Credit(AnswerId(answer_id), ChatId(chat_id), experiment, at, teams)
        for (answer_id, chat_id, at), teams in points.items()
    ]
