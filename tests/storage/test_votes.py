"""The contract of every `Store`: votes and what they add up to, on SQLite and PostgreSQL."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from engine.types import TrackId
from storage.records import (
    Ballot,
    ChatId,
    Tally,
    UserId,
    Vote,
)
from storage.schema import handled_updates
from storage.sql import SqlStore

HOME, AWAY, ELSEWHERE = ChatId(-100_200_300_400_500), ChatId(72), ChatId(2**52)
ANN, BOB = UserId(7_000_000_001), UserId(7_000_000_002)
SONG, OTHER, THIRD = TrackId("song"), TrackId("other"), TrackId("third")
UP, NONE, DOWN = Vote.UP, Vote.NONE, Vote.DOWN
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


async def test_a_vote_returns_the_tally_of_its_chat(cast: Callable) -> None:
    assert await cast(HOME, ANN, SONG, UP) == Tally(1, 0)
    assert await cast(HOME, BOB, SONG, DOWN) == Tally(1, 1)
    assert await cast(AWAY, BOB, SONG, UP) == Tally(1, 0)


async def test_a_switch_replaces_and_none_takes_back(store: SqlStore, cast: Callable) -> None:
    await cast(HOME, ANN, SONG, UP)
    assert await cast(HOME, ANN, SONG, DOWN) == Tally(0, 1)
    assert await cast(HOME, ANN, SONG, NONE) == Tally(0, 0)
    assert await store.judgements(HOME) == []
    assert await store.tallies(HOME, [SONG]) == {}


async def test_history_is_kept(store: SqlStore, cast: Callable) -> None:
    for vote in (UP, DOWN, NONE, UP):
        await cast(HOME, ANN, SONG, vote)
    exported = await store.export_chat(HOME)
    assert [vote["vote"] for vote in exported["votes"]] == [1, -1, 0, 1]


async def test_the_same_update_counts_once(store: SqlStore) -> None:
    first = Ballot(99, HOME, ANN, SONG, UP)
    assert await store.vote(first) == Tally(1, 0)
    await store.vote(Ballot(100, HOME, ANN, SONG, DOWN))
    assert await store.vote(first) == Tally(0, 1)


async def test_the_same_update_delivered_twice_at_once_counts_once(store: SqlStore) -> None:
    ballot = Ballot(99, HOME, ANN, SONG, UP)
    tallies = await asyncio.gather(*(store.vote(ballot) for _ in range(8)))
    assert set(tallies) == {Tally(1, 0)}
    assert len((await store.export_chat(HOME))["votes"]) == 1


async def test_updates_are_forgotten_when_telegram_no_longer_sends_them(url: str) -> None:
    clock = [NOON]
    store = replace(SqlStore.at(url), now=lambda: clock[0])
    await store.vote(Ballot(1, HOME, ANN, SONG, UP))
    clock[0] += timedelta(hours=25)
    await store.vote(Ballot(2, HOME, ANN, OTHER, UP))
    clock[0] += timedelta(hours=25)
    await store.vote(Ballot(3, HOME, ANN, THIRD, UP))
    async with store.database.engine.begin() as connection:
        kept = list(await connection.scalars(select(handled_updates.c.update_id)))
    await store.close()
    assert sorted(kept) == [2, 3]


async def test_many_voting_at_once_are_counted_one_after_another(store: SqlStore) -> None:
    tallies = await asyncio.gather(
        *(store.vote(Ballot(user, HOME, UserId(user), SONG, UP)) for user in range(1, 41))
    )
    assert sorted(tally.likes for tally in tallies) == list(range(1, 41))
    assert await store.tallies(HOME, [SONG]) == {SONG: Tally(40, 0)}


async def test_of_votes_at_once_the_last_in_the_history_counts(store: SqlStore) -> None:
    verdicts = [UP, DOWN, NONE] * 6 + [UP, DOWN]
    await asyncio.gather(
        *(
            store.vote(Ballot(update, HOME, ANN, SONG, vote))
            for update, vote in enumerate(verdicts)
        )
    )
    history = (await store.export_chat(HOME))["votes"]
    assert len(history) == len(verdicts)
    counted = [one.vote for one in await store.judgements(HOME)]
    assert counted == [Vote(one["vote"]) for one in history[-1:] if one["vote"]]


async def test_two_stores_on_one_database_lose_no_vote(
    store: SqlStore, url: str, open_at: Callable
) -> None:
    replica = await open_at(url)
    await asyncio.gather(
        *(
            (store, replica)[user % 2].vote(Ballot(user, HOME, UserId(user), SONG, UP))
            for user in range(1, 41)
        )
    )
    assert await replica.tallies(HOME, [SONG]) == {SONG: Tally(40, 0)}


async def test_judgements_come_newest_first_with_aware_times(
    store: SqlStore, cast: Callable
) -> None:
    before = datetime.now(UTC)
    await cast(HOME, ANN, SONG, UP)
    await cast(HOME, BOB, OTHER, DOWN)
    await cast(AWAY, BOB, THIRD, DOWN)
    newest, oldest = await store.judgements(HOME)
    assert (newest.user_id, newest.track_id, newest.vote) == (BOB, OTHER, DOWN)
    assert (oldest.user_id, oldest.track_id, oldest.vote) == (ANN, SONG, UP)
    assert before <= oldest.at <= newest.at <= datetime.now(UTC)


async def test_tallies_are_of_the_tracks_asked_for(store: SqlStore, cast: Callable) -> None:
    await cast(HOME, ANN, SONG, UP)
    await cast(HOME, ANN, OTHER, UP)
    assert await store.tallies(HOME, [SONG, THIRD]) == {SONG: Tally(1, 0)}
    assert await store.tallies(HOME, []) == {}
    many = [TrackId(f"{number}") for number in range(70_000)]
    assert await store.tallies(HOME, [*many, SONG]) == {SONG: Tally(1, 0)}


async def test_liked_together_counts_chats_not_people(store: SqlStore, cast: Callable) -> None:
    for chat in (HOME, AWAY):
        for user in (ANN, BOB):
            await cast(chat, user, SONG, UP)
            await cast(chat, user, OTHER, UP)
    await cast(HOME, ANN, THIRD, UP)
    assert await store.liked_together([SONG], 1) == {OTHER: 2, THIRD: 1}
    assert await store.liked_together([SONG], 2) == {OTHER: 2}
    assert await store.liked_together([SONG, OTHER], 1) == {THIRD: 1}
    assert await store.liked_together([], 1) == {}


async def test_liked_together_heeds_the_latest_verdicts_only(
    store: SqlStore, cast: Callable
) -> None:
    await cast(HOME, ANN, SONG, UP)
    await cast(HOME, ANN, OTHER, UP)
    await cast(HOME, ANN, THIRD, DOWN)
    assert await store.liked_together([SONG], 1) == {OTHER: 1}
    await cast(HOME, ANN, OTHER, NONE)
    assert await store.liked_together([SONG], 1) == {}
