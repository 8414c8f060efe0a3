"""The door to the store: answers in any weather, one log line an outage."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import structlog

from bot.memory import Memory
from engine.types import TrackId
from storage.errors import StoreTooNew
from storage.records import Ballot, ChatId, UserId, Vote
from storage.sql import SqlStore, open_store

HOME = ChatId(5)
LIKE = Ballot(1, HOME, UserId(7), TrackId("song"), Vote.UP)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "segue.db"


@pytest.fixture
async def memory(path: Path) -> AsyncIterator[Memory]:
    opened = Memory(SqlStore.at(f"sqlite+aiosqlite:///{path}", wait_s=0.1))
    await opened.open()
    yield opened
    await opened.close()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[dict[str, object]]]:
    structlog.reset_defaults()
    with structlog.testing.capture_logs() as captured:
        yield captured


async def like(memory: Memory) -> bool:
    return await memory.keep(lambda store: store.vote(LIKE))


async def test_what_is_kept_is_recalled(memory: Memory) -> None:
    assert await like(memory)
    judged = await memory.recall(lambda store: store.judgements(HOME))
    assert judged is not None
    assert [one.vote for one in judged] == [Vote.UP]
    assert memory.keeps


async def test_an_answer_of_nothing_is_not_an_outage(memory: Memory) -> None:
    assert await memory.recall(lambda store: store.judgements(HOME)) == []
    assert await memory.recall(lambda store: store.answer_at(HOME, 1)) is None
    assert memory.keeps


async def test_a_lock_is_told_once_and_over_by_itself(
    memory: Memory, path: Path, logs: list[dict[str, object]]
) -> None:
    with locked(path):
        assert not await like(memory)
        assert not memory.keeps
        assert not await like(memory)
    while not await like(memory):  # until the patience of the last failure is over
        continue
    assert memory.keeps
    assert [(entry["event"], entry.get("reason")) for entry in logs] == [
        ("store_down", "locked"),
        ("store_back", None),
    ]


async def test_after_a_slow_failure_nobody_waits_for_a_while(memory: Memory, path: Path) -> None:
    calls = []

    async def counted(store: SqlStore) -> None:
        calls.append(store)
        await store.vote(LIKE)

    with locked(path):
        assert not await memory.keep(counted)
        assert not await memory.keep(counted)
        assert await memory.recall(lambda store: store.settings(HOME)) is None
    assert len(calls) == 1


async def test_reading_does_not_end_an_outage_of_writing(
    memory: Memory, path: Path, logs: list[dict[str, object]]
) -> None:
    with locked(path):
        assert not await like(memory)
        while await memory.recall(lambda store: store.settings(HOME)) is None:
            continue
        assert not memory.keeps
    assert [entry["event"] for entry in logs] == ["store_down"]


async def test_a_database_of_a_later_version_is_refused_at_the_start(path: Path) -> None:
    url = f"sqlite+aiosqlite:///{path}"
    await (await open_store(url)).close()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = 'of_tomorrow'")
    late = Memory(SqlStore.at(url))
    with pytest.raises(StoreTooNew):
        await late.open()
    await late.close()
