"""The contract of every `Store`: settings, blocks, forgetting and moving a chat."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select

from engine.types import TrackId
from storage.records import (
    Answered,
    AnswerId,
    Ballot,
    ChatId,
    ChatSettings,
    Shown,
    Tally,
    UserId,
    Vote,
)
from storage.schema import handled_updates, metadata
from storage.sql import SqlStore
from storage.store import Store

HOME, AWAY, ELSEWHERE = ChatId(-100_200_300_400_500), ChatId(72), ChatId(2**52)
ANN, BOB = UserId(7_000_000_001), UserId(7_000_000_002)
SONG, OTHER, THIRD = TrackId("song"), TrackId("other"), TrackId("third")
UP, NONE, DOWN = Vote.UP, Vote.NONE, Vote.DOWN
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def an_answer(answer_id: str = "a1", chat: ChatId = HOME, **changes: object) -> Answered:
    shown = (Shown(0, SONG, "plain"), Shown(1, OTHER, "hybrid"), Shown(2, THIRD))
    answer = Answered(AnswerId(answer_id), chat, "seed", "blend", shown, "arena", NOON)
    return replace(answer, **changes)


def test_it_is_a_store(store: SqlStore) -> None:
    keeps: Store = store
    assert keeps is store


async def test_a_chat_that_chose_nothing_has_the_defaults(store: SqlStore) -> None:
    assert await store.settings(HOME) == ChatSettings()
    assert await store.chats() == []


async def test_the_last_settings_are_kept_by_chat(store: SqlStore) -> None:
    chosen = ChatSettings(
        model="cosine",
        popularity=-0.25,
        likes_used=False,
        group_rule="borda",
        named=(BOB, ANN),
        language="ru",
    )
    await store.save_settings(HOME, ChatSettings("mood"))
    await store.save_settings(HOME, chosen)
    assert await store.settings(HOME) == chosen
    assert await store.settings(AWAY) == ChatSettings()
    assert await store.chats() == [HOME]


async def test_blocks_are_set_once_and_lifted(store: SqlStore) -> None:
    for _ in range(2):
        await store.block(HOME, "artist", "мираж")
    await store.block(HOME, "genre", "edm")
    assert await store.blocked(HOME) == {
        "artist": frozenset({"мираж"}),
        "genre": frozenset({"edm"}),
    }
    await store.unblock(HOME, "artist", "мираж")
    await store.unblock(HOME, "artist", "мираж")
    assert await store.blocked(HOME) == {"artist": frozenset(), "genre": frozenset({"edm"})}
    assert await store.blocked(AWAY) == {"artist": frozenset(), "genre": frozenset()}


async def fill(store: SqlStore, chat: ChatId, user: UserId) -> None:
    """Leave a row of a chat and a user in every table."""
    await store.save_settings(chat, ChatSettings("mood", named=(user,)))
    await store.block(chat, "artist", "somebody")
    await store.answered(an_answer(f"answer of {chat % 97}", chat))
    await store.placed(AnswerId(f"answer of {chat % 97}"), 55)
    await store.vote(Ballot(abs(chat) % 89 + user % 2, chat, user, SONG, UP, 55))


async def every_row(store: SqlStore) -> list[tuple[object, ...]]:
    """Return all rows of all tables, but for the updates that were counted."""
    async with store.database.engine.begin() as connection:
        found = [
            await connection.execute(select(table))
            for table in metadata.sorted_tables
            if table is not handled_updates
        ]
    return [tuple(row) for rows in found for row in rows]


async def test_no_table_is_left_out_when_a_chat_is_filled(store: SqlStore) -> None:
    await fill(store, HOME, ANN)
    async with store.database.engine.begin() as connection:
        for table in metadata.sorted_tables:
            assert (await connection.execute(select(table))).first(), table.name


async def test_forgetting_a_chat_leaves_no_row_of_it(store: SqlStore) -> None:
    await fill(store, HOME, ANN)
    await store.forget_chat(HOME)
    await store.forget_chat(HOME)
    assert await every_row(store) == []
    assert await store.chats() == []


async def test_no_table_says_whose_chat_was_forgotten(store: SqlStore) -> None:
    await fill(store, HOME, ANN)
    await store.forget_chat(HOME)
    async with store.database.engine.begin() as connection:
        for table in metadata.sorted_tables:
            for row in await connection.execute(select(table)):
                assert not {HOME, str(HOME), ANN, str(ANN)} & set(row)


async def test_forgetting_a_chat_leaves_the_others(store: SqlStore) -> None:
    await fill(store, AWAY, BOB)
    others = await every_row(store)
    await fill(store, HOME, ANN)
    await store.forget_chat(HOME)
    assert await every_row(store) == others


async def test_a_forgotten_vote_does_not_come_back_when_its_update_does(store: SqlStore) -> None:
    ballot = Ballot(5, HOME, ANN, SONG, UP)
    await store.vote(ballot)
    await store.forget_chat(HOME)
    assert await store.vote(ballot) == Tally()
    assert await every_row(store) == []


async def test_forgetting_a_user_leaves_the_rest_of_the_chat(
    store: SqlStore, cast: Callable
) -> None:
    for chat in (HOME, AWAY):
        for user in (ANN, BOB):
            await cast(chat, user, SONG, UP)
    for chat in (HOME, AWAY):
        await store.save_settings(chat, ChatSettings("mood", named=(ANN, BOB)))
    await store.forget_user(HOME, ANN)
    assert [one.user_id for one in await store.judgements(HOME)] == [BOB]
    assert {one.user_id for one in await store.judgements(AWAY)} == {ANN, BOB}
    assert await store.settings(HOME) == ChatSettings("mood", named=(BOB,))
    assert await store.settings(AWAY) == ChatSettings("mood", named=(ANN, BOB))


async def test_no_row_holds_a_forgotten_user(store: SqlStore) -> None:
    await fill(store, HOME, ANN)
    await store.forget_user(HOME, ANN)
    assert str(ANN) not in str(await every_row(store))


async def test_a_moved_chat_keeps_all_but_its_messages(store: SqlStore) -> None:
    await fill(store, HOME, ANN)
    await fill(store, ELSEWHERE, BOB)
    credited = [one.points for one in await store.credits("arena")]
    await store.move_chat(HOME, AWAY)
    await store.move_chat(HOME, AWAY)
    assert await store.chats() == sorted([AWAY, ELSEWHERE])
    assert await store.settings(AWAY) == ChatSettings("mood", named=(ANN,))
    assert (await store.blocked(AWAY))["artist"] == {"somebody"}
    assert await store.tallies(AWAY, [SONG]) == {SONG: Tally(1, 0)}
    assert [one.points for one in await store.credits("arena")] == credited
    assert await store.answer_at(AWAY, 55) is None


async def test_a_chat_moves_into_one_that_has_rows(store: SqlStore, cast: Callable) -> None:
    await fill(store, HOME, ANN)
    await fill(store, AWAY, BOB)
    await store.save_settings(AWAY, ChatSettings("cosine"))
    await store.block(AWAY, "genre", "edm")
    await cast(HOME, BOB, SONG, DOWN)
    await store.move_chat(HOME, AWAY)
    assert await store.chats() == [AWAY]
    assert await store.settings(AWAY) == ChatSettings("cosine")
    assert await store.blocked(AWAY) == {"artist": {"somebody"}, "genre": {"edm"}}
    assert await store.tallies(AWAY, [SONG]) == {SONG: Tally(1, 1)}
    shown_there = await store.answer_at(AWAY, 55)
    assert shown_there is not None
    assert shown_there.answer_id == f"answer of {AWAY % 97}"


async def test_a_chat_moved_to_itself_stays(store: SqlStore) -> None:
    await fill(store, HOME, ANN)
    before = await every_row(store)
    await store.move_chat(HOME, HOME)
    assert await every_row(store) == before
