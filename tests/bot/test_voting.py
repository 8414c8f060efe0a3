"""Votes, as the use case counts them: presses, reactions and lists."""

from collections.abc import AsyncIterator, Sequence

import pytest

from bot.kept import Counts, LikesList, Verdict, Voted
from bot.memory import Memory
from bot.outcome import Refusal
from bot.payload import Judge, Unjudge
from bot.recollection import Asker
from bot.voting import PAGE, Press, Voting
from engine.facade import Engine
from engine.types import TrackId
from storage.records import Answered, AnswerId, ChatId, Shown, UserId, Vote
from storage.sql import SqlStore

ANN, BOB = UserId(7), UserId(8)
GROUP = ChatId(-5)
SONGS = [TrackId(one.ljust(22, "0")) for one in ("a01", "b01", "c01")]
MESSAGE = 30


@pytest.fixture
async def memory() -> AsyncIterator[Memory]:
    opened = Memory(SqlStore.at("sqlite+aiosqlite://"))
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def voting(shelf: Engine, memory: Memory) -> Voting:
    return Voting(shelf, memory)


def by(user: UserId, update_id: int) -> Press:
    return Press(update_id, Asker(GROUP, user, group=True), user, MESSAGE)


async def verdicts(memory: Memory, user: UserId = ANN) -> dict[str, Vote]:
    judged = await memory.recall(lambda store: store.judgements(GROUP))
    return {one.track_id[:3]: one.vote for one in judged or () if one.user_id == user}


async def show(memory: Memory, songs: Sequence[TrackId]) -> None:
    shown = tuple(Shown(place, song) for place, song in enumerate(songs, start=1))
    answer = Answered(AnswerId("one"), GROUP, "g", "", shown, message_id=MESSAGE)
    assert await memory.keep(lambda store: store.answered(answer))


async def test_a_press_is_a_like_a_second_takes_it_back_and_another_replaces(
    voting: Voting,
) -> None:
    up, down = (
        Judge(up=True, number=1, track_id=SONGS[0]),
        Judge(up=False, number=1, track_id=SONGS[0]),
    )
    expected = [
        (up, Verdict.LIKED, Counts(1, 0)),
        (down, Verdict.DISLIKED, Counts(0, 1)),
        (down, Verdict.TAKEN_BACK, Counts(0, 0)),
    ]
    for update_id, (judge, verdict, counts) in enumerate(expected):
        voted = await voting.press(judge, by(ANN, update_id))
        assert isinstance(voted, Voted)
        assert voted.verdict is verdict
        assert voted.counts is not None
        assert voted.counts.get(SONGS[0], Counts()) == counts


async def test_an_update_that_comes_again_says_what_it_did(voting: Voting) -> None:
    up = Judge(up=True, number=1, track_id=SONGS[0])
    assert await voting.press(up, by(ANN, 1)) == await voting.press(up, by(ANN, 1))


async def test_a_song_of_another_catalogue_is_not_voted_on(voting: Voting) -> None:
    assert (
        await voting.press(Judge(up=True, number=1, track_id="nosuch"), by(ANN, 1))
        is Refusal.BUTTON_OLD
    )


async def test_a_glad_reaction_likes_what_is_not_judged_and_its_end_takes_that_back(
    voting: Voting, memory: Memory
) -> None:
    await show(memory, SONGS)
    await voting.press(Judge(up=False, number=2, track_id=SONGS[1]), by(ANN, 1))
    assert await voting.react(by(ANN, 2), [], ["❤\ufe0f"]) == 2
    assert await verdicts(memory) == {"a01": Vote.UP, "b01": Vote.DOWN, "c01": Vote.UP}
    assert await voting.react(by(BOB, 3), [], ["🔥"]) == 3
    assert await voting.react(by(ANN, 4), ["❤"], ["👍"]) == 0
    assert await voting.react(by(ANN, 5), ["👍"], []) == 2
    assert await verdicts(memory) == {"b01": Vote.DOWN}
    assert len(await verdicts(memory, BOB)) == 3


async def test_a_reaction_that_comes_again_counts_once(voting: Voting, memory: Memory) -> None:
    await show(memory, SONGS)
    await voting.react(by(ANN, 1), [], ["👍"])
    await voting.press(Judge(up=True, number=1, track_id=SONGS[0]), by(ANN, 2))  # taken back since
    await voting.react(by(ANN, 1), [], ["👍"])
    assert await verdicts(memory) == {"b01": Vote.UP, "c01": Vote.UP}


@pytest.mark.parametrize(("songs", "expected"), [(1, {"a01": Vote.DOWN}), (3, {})])
async def test_a_sour_reaction_says_enough_of_one_song_only(
    voting: Voting, memory: Memory, songs: int, expected: dict[str, Vote]
) -> None:
    await show(memory, SONGS[:songs])
    await voting.react(by(ANN, 1), [], ["👎"])
    assert await verdicts(memory) == expected
    await voting.react(by(ANN, 2), ["👎"], ["🤔"])
    assert await verdicts(memory) == {}


async def test_a_reaction_to_another_message_is_no_vote(voting: Voting, memory: Memory) -> None:
    assert await voting.react(by(ANN, 1), [], ["👍"]) == 0
    assert await verdicts(memory) == {}


async def test_a_list_holds_ones_own_and_ends_where_it_is_cut(
    voting: Voting, memory: Memory
) -> None:
    for update_id, number in enumerate(range(PAGE + 1)):
        press = by(ANN, update_id)
        gone = Unjudge(ANN, 0, f"gone{number}")  # a verdict on a track that is not there
        assert isinstance(await voting.unjudge(gone, press), LikesList)
    await voting.press(Judge(up=True, number=1, track_id=SONGS[0]), by(ANN, 50))
    await voting.press(Judge(up=False, number=2, track_id=SONGS[1]), by(BOB, 51))
    listed = await voting.likes(Asker(GROUP, ANN, group=True), page=7)
    assert isinstance(listed, LikesList)
    assert [(one.track_id, one.up) for one in listed.judged] == [(SONGS[0], True)]
    assert (listed.page, listed.pages, listed.number) == (0, 1, 1)


async def test_who_speaks_as_a_chat_has_no_likes(voting: Voting) -> None:
    listed = await voting.likes(Asker(GROUP, None, group=True))
    assert isinstance(listed, LikesList)
    assert listed.judged == ()
