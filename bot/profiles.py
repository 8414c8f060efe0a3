"""From what is remembered of a chat to the engine's profiles. Blocking, like the engine."""

from collections.abc import Iterable
from typing import TypeVar

from bot.recollection import Recollection
from engine.facade import Engine
from engine.taste import Profile
from engine.text import fold
from engine.types import Row, TrackId
from storage.records import Judgement, UserId, Vote

N = TypeVar("N", int, float)


def of_chat(engine: Engine, recalled: Recollection) -> Profile:
    """Return the taste of a chat as one; what any member dislikes, it dislikes."""
    return _profile(engine, recalled, recalled.judgements, None)


def of_members(engine: Engine, recalled: Recollection) -> dict[str, Profile]:
    """Return the taste of each member who voted, by their id as text."""
    return {
        str(member): _profile(
            engine,
            recalled,
            [one for one in recalled.judgements if one.user_id == member],
            member,
        )
        for member in recalled.members()
    }


def rows_of(engine: Engine, track_ids: Iterable[TrackId]) -> tuple[Row, ...]:
    """Return the rows of those tracks that the catalogue still has."""
    found = (engine.table.row(track_id) for track_id in track_ids)
    return tuple(dict.fromkeys(row for row in found if row is not None))


def _profile(
    engine: Engine,
    recalled: Recollection,
    judgements: Iterable[Judgement],
    member: UserId | None,
) -> Profile:
    judged = list(judgements)
    disliked = {one.track_id: None for one in judged if one.vote is Vote.DOWN}
    likes = (one.track_id for one in judged if one.vote is Vote.UP)
    liked = [track for track in likes if track not in disliked]
    return Profile(
        liked=rows_of(engine, liked) if recalled.settings.likes_used else (),
        disliked=rows_of(engine, disliked),
        together=_located(engine, recalled.together.get(member, {}).items()),
        shown_h=_located(
            engine,
            ((one.track_id, (recalled.at - one.at).total_seconds() / 3600)
             for one in reversed(recalled.shown)),
        ),
        popularity=recalled.settings.popularity,
        blocked_artists=frozenset(map(fold, recalled.blocked.get("artist", ()))),
        blocked_genres=recalled.blocked.get("genre", frozenset()),
    )  # fmt: skip


def _located(engine: Engine, found: Iterable[tuple[TrackId, N]]) -> dict[Row, N]:
    located = ((engine.table.row(track_id), value) for track_id, value in found)
    return {row: value for row, value in located if row is not None}
