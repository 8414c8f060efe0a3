"""The contract of every `Store`: answers, impressions and credits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from engine.types import TrackId
from storage.records import (
    Answered,
    AnswerId,
    ChatId,
    Credit,
    Impression,
    Shown,
    UserId,
    Vote,
)
from storage.sql import SqlStore

HOME, AWAY, ELSEWHERE = ChatId(-100_200_300_400_500), ChatId(72), ChatId(2**52)
ANN, BOB = UserId(7_000_000_001), UserId(7_000_000_002)
SONG, OTHER, THIRD = TrackId("song"), TrackId("other"), TrackId("third")
UP, NONE, DOWN = Vote.UP, Vote.NONE, Vote.DOWN
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def an_answer(answer_id: str = "a1", chat: ChatId = HOME, **changes: object) -> Answered:
    shown = (Shown(0, SONG, "plain"), Shown(1, OTHER, "hybrid"), Shown(2, THIRD))
    answer = Answered(AnswerId(answer_id), chat, "seed", "blend", shown, "arena", NOON)
    return replace(answer, **changes)


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
