"""A like that was acknowledged is there, whatever became of the process that took it."""

import asyncio
import random
import sys
from collections.abc import Callable

from storage.records import ChatId
from storage.sql import SqlStore

LIKING = """
import asyncio, sys
from storage.records import Ballot, ChatId, UserId, Vote
from storage.sql import open_store

async def like(store, start, lane):
    for number in range(start + lane, start + 10_000, 4):
        chat = ChatId(number % 7)
        await store.vote(Ballot(number, chat, UserId(number), f"track {number}", Vote.UP))
        print(number, flush=True)

async def main():
    store = await open_store(sys.argv[1])
    await asyncio.gather(*(like(store, int(sys.argv[2]), lane) for lane in range(4)))

asyncio.run(main())
"""
KILLS = {"sqlite": 10, "postgresql": 4}  # a server has seen clients go before


async def killed_while_liking(url: str, start: int, after_s: float) -> list[int]:
    """Let a process like until it is killed; return the likes it said were kept."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", LIKING, url, str(start), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    first = await process.stdout.readline()
    # The moment itself is what is being drawn: no event stands for it.
    await asyncio.sleep(after_s)
    process.kill()
    rest = await process.stdout.read()
    await process.wait()
    return [int(line) for line in (first + rest).split(b"\n")[:-1]]


async def test_no_acknowledged_like_is_lost_by_a_kill(url: str, open_at: Callable) -> None:
    moments = random.Random(3)
    acknowledged: list[int] = []
    kills = KILLS[url.partition("+")[0]]
    for kill in range(kills):
        start = 10_000 * kill
        acknowledged += await killed_while_liking(url, start, moments.uniform(0, 0.15))
    store: SqlStore = await open_at(url)
    kept = {int(one.user_id) for chat in range(7) for one in await store.judgements(ChatId(chat))}
    assert len(acknowledged) >= kills
    assert set(acknowledged) <= kept
    # Each kill may have caught a like between its commit and its acknowledgement, one a lane.
    assert len(kept) <= len(acknowledged) + 4 * kills
