"""The experiment inside the answers, and forgetting all of it, on both databases."""

import re
from collections.abc import Callable, Iterable, Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.playground.server import Playground
from bot.playground.talk import Talk
from engine.facade import Engine
from storage.records import ChatId
from storage.schema import metadata
from storage.sql import open_store

TEAMS = "plain,hybrid"


@pytest.fixture
async def served(start: Callable, url: str, engine: Engine) -> str:
    """A bot with the experiment, over six hundred songs."""
    start(engine, database_url=url, experiment=TEAMS, songs=5)
    return url


def _values(row: Iterable[object]) -> Iterator[object]:
    """Yield what a row holds; a column may hold a list."""
    for value in row:
        yield from value if isinstance(value, list) else [value]


async def rows_about(url: str, *ids: int) -> list[tuple[object, ...]]:
    """Return the rows of any table that hold one of these numbers, wherever in them."""
    database = create_async_engine(url)
    found: list[tuple[object, ...]] = []
    async with database.connect() as connection:
        for table in metadata.tables.values():
            rows = (await connection.execute(select(table))).all()
            found += [(table.name, *row) for row in rows if set(ids) & set(_values(row))]
    await database.dispose()
    return found


async def like_some(one: Talk, mood: str) -> None:
    answer = await one.ask(f"/mood {mood}")
    for number in (1, 2, 3):
        await one.toast(answer, f"👍{number}")


async def test_nothing_is_drafted_before_the_first_like(
    served: str, playground: Playground, talk: Callable[..., Talk]
) -> None:
    ann = talk("Ann")
    answer = await ann.ask("Last Tram to Marigold Street")
    await playground.settled()
    store = await open_store(served)
    written = await store.answer_at(ChatId(ann.person.user_id), answer.message_id)
    await store.close()
    assert written is not None
    assert written.experiment is None
    assert {shown.team for shown in written.shown} == {None}


@pytest.mark.parametrize("members", [1, 3])
async def test_answers_are_drafted_and_votes_credit_the_team_that_placed_the_song(
    served: str, playground: Playground, talk: Callable[..., Talk], members: int
) -> None:
    group = playground.group("Friends") if members > 1 else None
    people = [talk(f"P{number}", group) for number in range(members)]
    for person, mood in zip(people, ("sad calm", "happy fast", "energetic"), strict=False):
        await like_some(person, mood)
    ann = people[0]
    chat_id = ChatId(ann.chat.chat.chat_id)
    answer = await ann.ask("/similar Last Tram to Marigold Street")
    assert not re.search("plain|hybrid", answer.text)
    await playground.settled()
    store = await open_store(served)
    written = await store.answer_at(chat_id, answer.message_id)
    assert written is not None
    assert written.experiment == TEAMS
    shown = {one.team: one.position for one in reversed(written.shown)}
    assert {"plain", "hybrid"} <= set(shown)
    await ann.toast(answer, f"👍{shown['hybrid']}")
    await ann.toast(answer, f"👎{shown['plain']}")
    (credit,) = await store.credits(TEAMS)
    assert credit.points == {"hybrid": 1, "plain": -1}
    await store.close()

    arena = (await ann.ask("/arena")).text
    assert arena.startswith("Two ways to choose songs compete")
    assert arena.count("Answers with votes: 1") == 2
    assert "with your likes against without your likes: won 1, lost 0" in arena


async def test_the_arena_speaks_russian_and_says_when_it_is_empty(
    served: str, talk: Callable[..., Talk]
) -> None:
    olya = talk("Оля", language="ru")
    assert (await olya.ask("/arena")).text.count("Считать пока нечего.") == 2


async def test_without_an_experiment_the_arena_says_so(
    start: Callable, talk: Callable[..., Talk]
) -> None:
    start()
    assert (await talk("Ann").ask("/arena")).text == "No experiment is running right now."


async def test_forgetting_leaves_no_row(served: str, talk: Callable[..., Talk]) -> None:
    ann = talk("Ann")
    await like_some(ann, "sad")
    await ann.ask("/group average")
    await ann.ask("Last Tram to Marigold Street")
    assert await rows_about(served, ann.person.user_id)
    await ann.press(await ann.ask("/forget"), "Forget everything")
    assert await rows_about(served, ann.person.user_id) == []


async def test_a_member_who_is_forgotten_leaves_no_row_in_the_group(
    served: str, playground: Playground, talk: Callable[..., Talk]
) -> None:
    group = playground.group("Friends")
    ann, bob = talk("Ann", group), talk("Bob", group)
    await like_some(ann, "sad")
    await like_some(bob, "happy")
    await bob.press(await bob.ask("/forget"), "Forget me in this group")
    assert await rows_about(served, bob.person.user_id) == []
    assert await rows_about(served, ann.person.user_id)
    await ann.press(await ann.ask("/forget"), "Forget the whole group")
    assert await rows_about(served, ann.person.user_id, group.chat.chat_id) == []
