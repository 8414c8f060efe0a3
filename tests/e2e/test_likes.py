"""What a chat tells by 👍 and 👎, on both databases: in private, and in a group of three."""

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main
from bot.playground.server import Playground
from bot.playground.talk import Talk
from bot.playground.world import Message
from engine.facade import Engine

KEEPING = "👍 Noted: more like this."


@pytest.fixture
async def served(start: Callable, url: str) -> str:
    """A bot over each database."""
    start(database_url=url)
    return url


@pytest.fixture
def ann(served: str, talk: Callable[..., Talk]) -> Talk:
    return talk("Ann")


@pytest.fixture
def three(served: str, playground: Playground, talk: Callable[..., Talk]) -> list[Talk]:
    """A group of three, two of whom read English."""
    group = playground.group("Friends")
    return [talk("Ann", group), talk("Bob", group), talk("Оля", group, language="ru")]


def labels(message: Message) -> list[list[str]]:
    return [[button.text for button in row] for row in message.rows]


def titles(message: Message) -> list[str]:
    return re.findall(r"^\d+\. (?:👍 |👎 )?(.*) by ", message.text, flags=re.MULTILINE)


async def test_a_like_is_kept_taken_back_and_switched(ann: Talk) -> None:
    answer = await ann.ask("Paper Boats")
    assert await ann.toast(answer, "👍1") == KEEPING
    assert labels(ann.now(answer))[:2] == [["👍1 ✓", "👍2", "👍3"], ["👎1", "👎2", "👎3"]]
    assert await ann.toast(answer, "👎1") == "👎 Noted: it won't come back."
    assert labels(ann.now(answer))[:2] == [["👍1", "👍2", "👍3"], ["👎1 ✓", "👎2", "👎3"]]
    assert await ann.toast(answer, "👎1 ✓") == "Taken back."
    assert labels(ann.now(answer))[:2] == [["👍1", "👍2", "👍3"], ["👎1", "👎2", "👎3"]]


async def test_in_a_group_everyone_counts_once(three: list[Talk]) -> None:
    ann, bob, olya = three
    answer = await ann.ask("/similar Paper Boats")
    await ann.toast(answer, "👍1")
    await bob.toast(answer, "👍1 1")
    assert await olya.toast(answer, "👎1") == "👎 Понял: больше не покажу."
    assert labels(ann.now(answer))[:2] == [["👍1 2", "👍2", "👍3"], ["👎1 1", "👎2", "👎3"]]
    assert await bob.toast(answer, "👍1 2") == "Taken back."
    assert labels(ann.now(answer))[0] == ["👍1 1", "👍2", "👍3"]


async def test_an_update_that_comes_twice_counts_once(
    start: Callable, url: str, playground: Playground, talk: Callable[..., Talk]
) -> None:
    stop, ann = start(database_url=url), talk("Ann")
    answer = await ann.ask("Paper Boats")
    query = {
        "id": "1", "from": ann.person.json(), "chat_instance": "1", "data": answer.buttons[0].data,
        "message": answer.json(),
    }  # fmt: skip
    update = {"callback_query": query}
    update_id = playground.push_raw(update)
    await playground.settled()
    assert labels(ann.now(answer))[0][0] == "👍1 ✓"
    # A bot that starts anew has handled nothing; the store knows better.
    await stop()
    start(database_url=url)
    playground.world.queue.push_again(update_id, update)
    await playground.settled()
    assert re.findall("👍|👎", (await ann.ask("/likes")).text) == ["👍"]


async def test_a_disliked_song_and_its_versions_never_come_back(ann: Talk) -> None:
    answer = await ann.ask("Laser Garden")
    assert "Neon Running" in titles(answer)
    await ann.toast(answer, f"👎{titles(answer).index('Neon Running') + 1}")
    seen: list[str] = []
    for text in ("Laser Garden", "Электричество", "/mood energetic happy"):
        page = await ann.ask(text)
        seen += titles(page)
        while any(button.text == "More" for button in page.buttons):
            *_, page = await ann.press(page, "More")
            seen += titles(page)
    assert seen
    assert not [title for title in seen if title.startswith("Neon Running")]


async def test_two_dislikes_bench_the_artist(ann: Talk) -> None:
    for _ in range(2):
        answer = await ann.ask('<b>Bold</b> & "Loud"')
        artists = re.findall(r" by (.*)", answer.text)[1:]
        await ann.toast(answer, f"👎{artists.index('MC Lowell') + 1}")
    assert "MC Lowell" not in (await ann.ask('<b>Bold</b> & "Loud"')).text
    assert "MC Lowell" not in (await ann.ask("/mood happy")).text


async def test_likes_are_listed_by_page_and_removed(
    start: Callable, url: str, engine: Engine, talk: Callable[..., Talk]
) -> None:
    start(engine, database_url=url)
    ann = talk("Ann")
    assert (await ann.ask("/likes")).text.startswith("You haven't liked")
    liked: list[str] = []
    for mood in ("sad", "happy", "calm", "fast"):
        answer = await ann.ask(f"/mood {mood}")
        for number, title in enumerate(titles(answer), start=1):
            await ann.toast(answer, f"👍{number}")
            liked.insert(0, title)
    first = await ann.ask("/likes")
    assert "page 1 of 2" in first.text
    assert titles(first) == liked[:10]
    (second,) = await ann.press(first, "›")
    assert second.message_id == first.message_id
    assert titles(second) == liked[10:]
    assert labels(second) == [["✖ 11", "✖ 12"], ["‹"]]
    (shorter,) = await ann.press(second, "✖ 11")
    assert titles(shorter) == liked[11:]
    (back,) = await ann.press(shorter, "✖ 11")
    assert titles(back) == liked[:10]


async def test_a_list_of_likes_is_its_owners(three: list[Talk]) -> None:
    ann, bob, _ = three
    answer = await ann.ask("/similar Paper Boats")
    await ann.toast(answer, "👍1")
    listed = await ann.ask("/likes")
    assert await bob.toast(listed, "✖ 1") == (
        "This button is for someone else. Send me the command yourself."
    )
    assert (await bob.ask("/likes")).text.startswith("You haven't liked")


async def test_songs_for_all_of_a_group(three: list[Talk]) -> None:
    ann, bob, olya = three
    assert (await ann.ask("/group")).text.startswith("I don't know yet what is liked here")
    quiet = await ann.ask("/similar Paper Boats")
    await ann.toast(quiet, "👍1")
    loud = await bob.ask("/similar Neon Running")
    await bob.toast(loud, "👍1")
    answer = await ann.ask("/group")
    assert answer.text.startswith("Songs for all of you (balancing), by the votes of 2")
    liked = {titles(quiet)[0], titles(loud)[0]}
    assert titles(answer)
    assert not liked & set(titles(answer))
    assert "for Ann" not in answer.text

    told = await olya.ask("/group least misery")
    assert told.text.startswith("Теперь выбираю так — никого не обидеть")
    assert (await bob.ask("/group nonsense")).text.startswith("I don't know this way to choose")
    assert "least misery" in (await ann.ask("/group")).text


async def test_whom_a_song_serves_is_said_by_leave_only(
    start: Callable,
    url: str,
    engine: Engine,
    playground: Playground,
    talk: Callable[..., Talk],
) -> None:
    start(engine, database_url=url)
    group = playground.group("Friends")
    ann, bob = talk("Ann", group), talk("Bob", group)
    await ann.toast(await ann.ask("/mood sad calm"), "👍1")
    await bob.toast(await bob.ask("/mood happy energetic fast"), "👍1")
    served = r"for (Ann|Bob|all of you)$"
    assert not re.search(served, (await ann.ask("/group")).text, re.MULTILINE)
    assert (await ann.ask("/group names")).text.startswith("I don't name you")
    for one, name in ((ann, "Ann"), (bob, "Bob")):
        assert (await one.ask("/group names on")).text.startswith("I may now name you")
        assert (await one.ask("/group names")).text.startswith("I may now name you")
        named = re.findall(served, (await ann.ask("/group")).text, re.MULTILINE)
        assert set(named) == {name}  # one member's leave never names another
        assert (await one.ask("/group names off")).text == "I no longer name you under songs."
        assert not re.search(served, (await ann.ask("/group")).text, re.MULTILINE)
    for one in (ann, bob):
        await one.ask("/group names on")
    both = re.findall(served, (await ann.ask("/group")).text, re.MULTILINE)
    assert {"Ann", "Bob"} <= set(both)


async def test_more_for_the_group_shows_other_songs(three: list[Talk]) -> None:
    ann, *_ = three
    await ann.toast(await ann.ask("/similar Paper Boats"), "👍1")
    answer = await ann.ask("/group")
    _, more = await ann.press(answer, "More")
    assert titles(more)
    assert not set(titles(more)) & set(titles(answer))
    assert more.text.startswith("More songs for all of you")


async def test_in_private_the_songs_are_for_one(ann: Talk) -> None:
    await ann.toast(await ann.ask("Paper Boats"), "👍1")
    assert (await ann.ask("/group")).text.startswith("Songs for you")


async def test_a_reaction_likes_the_songs_of_an_answer(ann: Talk, playground: Playground) -> None:
    answer = await ann.ask("Paper Boats")
    await ann.toast(answer, "👎1")
    await ann.chat.react(ann.person, answer, "❤")
    await playground.settled()
    assert re.findall("👍|👎", (await ann.ask("/likes")).text) == ["👍", "👍", "👎"]
    await ann.chat.react(ann.person, answer)
    await playground.settled()
    assert re.findall("👍|👎", (await ann.ask("/likes")).text) == ["👎"]
    await ann.chat.react(ann.person, answer, "👎")
    await ann.chat.react(ann.person, answer, "🤔")
    await playground.settled()
    assert re.findall("👍|👎", (await ann.ask("/likes")).text) == ["👎"]


async def test_more_never_repeats_what_was_shown_for_the_seed(ann: Talk) -> None:
    answer = await ann.ask("Paper Boats")
    await ann.toast(answer, "👍2")
    _, more = await ann.press(ann.now(answer), "More")
    assert more.text.splitlines()[2].startswith("4. ")
    assert not set(titles(more)) & set(titles(answer))


async def test_what_was_exported_can_be_imported(
    ann: Talk,
    served: str,
    playground: Playground,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await ann.toast(await ann.ask("Paper Boats"), "👍1")
    listed = titles(await ann.ask("/likes"))
    sent = await ann.ask("/export")
    file = tmp_path / str(sent.extra["document"]["file_name"])
    file.write_bytes(playground.world.files[sent.extra["document"]["file_id"]])
    assert json.loads(file.read_text())["votes"]

    question = await ann.ask("/forget")
    (done,) = await ann.press(question, "Forget everything")
    assert done.text == "Done. I keep nothing of this chat any more."
    assert (await ann.ask("/likes")).text.startswith("You haven't liked")

    monkeypatch.setenv("SEGUE_DATABASE_URL", served)
    assert await asyncio.to_thread(main, ["import-chat", str(file)]) == 0
    assert titles(await ann.ask("/likes")) == listed
    file.write_text("{}")
    assert await asyncio.to_thread(main, ["import-chat", str(file)]) == 2


async def test_a_group_moves_with_what_it_liked(
    served: str, playground: Playground, talk: Callable[..., Talk]
) -> None:
    small = playground.group("Friends", kind="group")
    ann = talk("Ann", small)
    await ann.toast(await ann.ask("/similar Paper Boats"), "👍1")
    listed = titles(await ann.ask("/likes"))
    grown = playground.group("Friends", [ann.person])
    await small.becomes(ann.person, grown)
    await playground.settled()
    there = Talk(playground, ann.person, grown)
    assert titles(await there.ask("/likes")) == listed
    assert (await ann.ask("/likes")).text.startswith("You haven't liked")


async def test_what_a_group_told_is_for_its_administrators(
    three: list[Talk], playground: Playground
) -> None:
    ann, bob, _ = three  # Ann opened the group
    await bob.toast(await bob.ask("/similar Paper Boats"), "👍1")
    assert (await bob.ask("/export")).text.startswith("Only an administrator")
    assert (await ann.ask("/export")).text.startswith("It holds the verdicts of everyone")
    private = playground.private(ann.person)
    assert (await ann.ask("/export")).text.startswith("I've sent it to you in private")
    assert "document" in private.answers()[-1].extra

    bobs = await bob.ask("/forget")
    assert labels(bobs) == [["Forget me in this group"], ["Keep it"]]
    assert (await ann.toast(bobs, "Keep it")).startswith("This button is for someone else")
    await bob.press(bobs, "Forget me in this group")
    assert (await ann.ask("/group")).text.startswith("I don't know yet what is liked here")
    anns = await ann.ask("/forget")
    (done,) = await ann.press(anns, "Forget the whole group")
    assert done.text == "Done. I keep nothing of this chat any more."


async def test_privacy_is_explained(ann: Talk) -> None:
    assert "I keep no names" in (await ann.ask("/privacy")).text
