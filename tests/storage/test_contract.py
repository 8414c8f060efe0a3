"""The contract of every `Store`, on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import count

import pytest
from sqlalchemy import select

from engine.types import TrackId
from storage.records import (
    Answered,
    AnswerId,
    Ballot,
    ChatId,
    ChatSettings,
    Credit,
    Impression,
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


@pytest.fixture
def cast(store: SqlStore) -> Callable[..., object]:
    """Cast a vote by an update of its own: `await cast(chat, user, track, vote, message)`."""
    updates = count(1)

    async def cast(
        chat: ChatId, user: UserId, track: TrackId, vote: Vote, message: int | None = None
    ) -> Tally:
        return await store.vote(Ballot(next(updates), chat, user, track, vote, message))

    return cast


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
        names_served=True,
        language="ru",
    )
    await store.save_settings(HOME, ChatSettings("mood"))
    await store.save_settings(HOME, chosen)
    assert await store.settings(HOME) == chosen
    assert await store.settings(AWAY) == ChatSettings()
    assert await store.chats() == [HOME]


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


async def test_an_answer_is_found_by_its_message(store: SqlStore) -> None:
    await store.answered(an_answer())
    assert await store.answer_at(HOME, 55) is None
    await store.placed(AnswerId("a1"), 55)
    assert await store.answer_at(HOME, 55) == an_answer(message_id=55)
    assert await store.answer_at(AWAY, 55) is None


async def test_an_answer_is_written_down_once(store: SqlStore) -> None:
    await store.answered(an_answer())
    await store.answered(an_answer(model="cosine", shown=(Shown(0, THIRD),)))
    await store.placed(AnswerId("a1"), 55)
    assert await store.answer_at(HOME, 55) == an_answer(message_id=55)


async def test_a_message_shows_the_answer_it_was_last_given(store: SqlStore) -> None:
    await store.answered(an_answer("a1"))
    await store.answered(an_answer("a2", model="cosine"))
    await store.placed(AnswerId("a1"), 55)
    await store.placed(AnswerId("a2"), 55)
    assert await store.answer_at(HOME, 55) == an_answer("a2", model="cosine", message_id=55)


async def test_placing_an_unknown_answer_changes_nothing(store: SqlStore) -> None:
    await store.placed(AnswerId("never"), 55)
    assert await store.answer_at(HOME, 55) is None


async def test_shown_is_each_tracks_last_time_newest_first(store: SqlStore) -> None:
    later = NOON + timedelta(hours=1)
    await store.answered(an_answer("a1"))
    await store.answered(an_answer("a2", at=later, shown=(Shown(0, OTHER),)))
    await store.answered(an_answer("a3", AWAY, at=later))
    assert await store.shown(HOME, NOON) == [
        Impression(OTHER, later),
        Impression(SONG, NOON),
        Impression(THIRD, NOON),
    ]
    assert await store.shown(HOME, NOON + timedelta(seconds=1)) == [Impression(OTHER, later)]


async def test_times_of_any_zone_mean_the_same_moment(store: SqlStore) -> None:
    east = timezone(timedelta(hours=9))
    await store.answered(an_answer(at=NOON.astimezone(east)))
    assert await store.shown(HOME, NOON.astimezone(timezone(timedelta(hours=-7))))
    assert not await store.shown(HOME, NOON.astimezone(east) + timedelta(microseconds=1))


async def test_what_was_shown_for_a_seed_is_of_that_seed_and_chat(store: SqlStore) -> None:
    await store.answered(an_answer("a1", shown=(Shown(0, SONG),)))
    await store.answered(an_answer("a2", seed="another", shown=(Shown(0, OTHER),)))
    await store.answered(an_answer("a3", AWAY, shown=(Shown(0, THIRD),)))
    assert await store.shown_for(HOME, "seed", NOON) == {SONG}
    assert await store.shown_for(HOME, "seed", NOON + timedelta(seconds=1)) == set()


async def test_a_like_credits_the_team_that_placed_the_song(
    store: SqlStore, cast: Callable
) -> None:
    await store.answered(an_answer())
    await store.placed(AnswerId("a1"), 55)
    await cast(HOME, ANN, SONG, UP, 55)
    await cast(HOME, BOB, SONG, UP, 55)
    await cast(HOME, BOB, OTHER, DOWN, 55)
    await cast(HOME, BOB, THIRD, UP, 55)
    points = {"plain": 2, "hybrid": -1}
    assert await store.credits("arena") == [Credit(AnswerId("a1"), HOME, "arena", NOON, points)]
    assert await store.credits("another") == []


async def test_votes_elsewhere_credit_nobody(store: SqlStore, cast: Callable) -> None:
    await store.answered(an_answer())
    await store.placed(AnswerId("a1"), 55)
    await cast(HOME, ANN, SONG, UP)
    await cast(HOME, ANN, OTHER, UP, 56)
    await cast(AWAY, BOB, SONG, UP, 55)
    await cast(HOME, BOB, THIRD, UP, 55)
    await cast(HOME, BOB, TrackId("not shown"), UP, 55)
    assert await store.credits("arena") == []


async def test_only_the_latest_verdict_credits(store: SqlStore, cast: Callable) -> None:
    await store.answered(an_answer())
    await store.placed(AnswerId("a1"), 55)
    await cast(HOME, ANN, SONG, UP, 55)
    await cast(HOME, ANN, SONG, DOWN, 55)
    await cast(HOME, ANN, OTHER, UP, 55)
    await cast(HOME, ANN, OTHER, NONE, 55)
    assert [credit.points for credit in await store.credits("arena")] == [{"plain": -1}]


async def test_a_vote_faster_than_its_placing_is_credited(store: SqlStore, cast: Callable) -> None:
    await store.answered(an_answer())
    await cast(HOME, ANN, SONG, UP, 55)
    await store.placed(AnswerId("a1"), 55)
    assert [credit.points for credit in await store.credits("arena")] == [{"plain": 1}]


async def test_a_vote_stays_with_the_answer_it_was_cast_under(
    store: SqlStore, cast: Callable
) -> None:
    await store.answered(an_answer("a1"))
    await store.answered(an_answer("a2", at=NOON + timedelta(1), shown=(Shown(0, SONG, "new"),)))
    await store.placed(AnswerId("a1"), 55)
    await cast(HOME, ANN, SONG, UP, 55)
    await store.placed(AnswerId("a2"), 55)
    await cast(HOME, BOB, SONG, UP, 55)
    credited = await store.credits("arena")
    assert [(one.answer_id, one.points) for one in credited] == [
        ("a1", {"plain": 1}),
        ("a2", {"new": 1}),
    ]


async def fill(store: SqlStore, chat: ChatId, user: UserId) -> None:
    """Leave a row of a chat and a user in every table."""
    await store.save_settings(chat, ChatSettings("mood"))
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
    await store.save_settings(HOME, ChatSettings("mood"))
    await store.forget_user(HOME, ANN)
    assert [one.user_id for one in await store.judgements(HOME)] == [BOB]
    assert {one.user_id for one in await store.judgements(AWAY)} == {ANN, BOB}
    assert await store.settings(HOME) == ChatSettings("mood")


async def test_a_moved_chat_keeps_all_but_its_messages(store: SqlStore) -> None:
    await fill(store, HOME, ANN)
    await fill(store, ELSEWHERE, BOB)
    credited = [one.points for one in await store.credits("arena")]
    await store.move_chat(HOME, AWAY)
    await store.move_chat(HOME, AWAY)
    assert await store.chats() == sorted([AWAY, ELSEWHERE])
    assert await store.settings(AWAY) == ChatSettings("mood")
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
