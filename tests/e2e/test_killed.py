"""`segue serve` killed at any moment, under load: no acknowledged like is lost or counts twice."""

import asyncio
import os
import random
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from bot.playground.server import Playground
from bot.playground.talk import Talk
from bot.playground.world import Message
from storage.records import ChatId, Vote
from storage.sql import open_store

CHATS, KILLS = 6, 4
START_S = 60  # a start on a machine that is busy with other things


@asynccontextmanager
async def serving(
    playground: Playground, artefact: Path, url: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `segue serve`; it is killed at the end, if it was not before."""
    environment = {
        "SEGUE_TOKEN": playground.token,
        "SEGUE_TELEGRAM_API": playground.base_url,
        "SEGUE_DATABASE_URL": url,
        "SEGUE_ARTEFACT": str(artefact),
        "SEGUE_MESSAGES_PER_SECOND": "1000",
        "SEGUE_LOOKUP": "false",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "serve"),
        env=os.environ | environment,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def like_all(person: Talk, answer: Message) -> int:
    """Press every 👍 of an answer at once; return how many presses were acknowledged."""
    likes = [button.data for button in answer.buttons if button.text.startswith("👍")]
    pressed = await asyncio.gather(
        *(person.chat.press_data(person.person, answer, data, START_S) for data in likes)
    )
    return sum(toast.text.startswith("👍") for toast in pressed)


async def liked_in(url: str, people: Iterable[Talk]) -> dict[int, int]:
    """Return how many songs each chat likes, read by nobody but the test."""
    store = await open_store(url)
    try:
        return {
            person.chat.chat.chat_id: sum(
                one.vote is Vote.UP
                for one in await store.judgements(ChatId(person.chat.chat.chat_id))
            )
            for person in people
        }
    finally:
        await store.close()


async def test_no_acknowledged_like_is_lost_by_a_kill_of_the_bot(
    playground: Playground, artefact: Path, url: str, talk: Callable[..., Talk]
) -> None:
    moments = random.Random(7)
    people = [talk(f"P{number}") for number in range(CHATS)]
    acknowledged = dict.fromkeys((person.chat.chat.chat_id for person in people), 0)
    for mood in ("sad calm", "happy", "energetic", "slow")[:KILLS]:
        async with serving(playground, artefact, url) as process:
            asked = [await one.chat.say(one.person, f"/mood {mood}") for one in people]
            answers = [
                await one.chat.answer(said, START_S)
                for one, said in zip(people, asked, strict=True)
            ]
            presses = [
                asyncio.create_task(like_all(person, answer))
                for person, answer in zip(people, answers, strict=True)
            ]
            # The moment itself is what is being drawn: no event stands for it.
            await asyncio.sleep(moments.uniform(0, 0.25))
            process.kill()
        # What was not acknowledged comes again to the bot that starts next, and is then.
        async with serving(playground, artefact, url):
            for person, liked in zip(people, await asyncio.gather(*presses), strict=True):
                acknowledged[person.chat.chat.chat_id] += liked
            await playground.settled(START_S)
    assert await liked_in(url, people) == acknowledged
    assert set(acknowledged.values()) == {5 * KILLS}
