"""The revisions make the schema, once, whoever comes first, and refuse what is newer."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from storage.errors import BadAddress, StoreTooNew
from storage.migrations import NEWEST, is_current, known_revisions
from storage.records import ChatId, ChatSettings
from storage.schema import metadata
from storage.sql import SqlStore

HOME = ChatId(-100)
OPENED = """
import asyncio, sys
from storage.sql import open_store

async def main():
    sys.stdin.readline()
    await (await open_store(sys.argv[1])).close()

asyncio.run(main())
"""


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, metadata))


def test_the_newest_revision_is_the_one_named() -> None:
    assert known_revisions()[0] == NEWEST


async def test_the_revisions_make_the_schema(store: SqlStore) -> None:
    async with store.database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.run_sync(is_current)


async def test_a_difference_would_be_seen(store: SqlStore) -> None:
    async with store.database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE blocks ADD COLUMN since INTEGER"))
    async with store.database.engine.connect() as connection:
        assert await connection.run_sync(differences)


async def test_opening_again_keeps_what_is_there(
    store: SqlStore, url: str, open_at: Callable
) -> None:
    await store.save_settings(HOME, ChatSettings("mood"))
    assert await (await open_at(url)).settings(HOME) == ChatSettings("mood")


async def test_a_newer_database_is_refused_by_its_revision(
    store: SqlStore, url: str, open_at: Callable
) -> None:
    async with store.database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreTooNew) as refused:
        await open_at(url)
    assert refused.value.found == "9999"
    assert "9999" in str(refused.value)


async def test_two_processes_that_start_at_once_migrate_once(url: str, open_at: Callable) -> None:
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-W", "error", "-c", OPENED, url, stdin=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    # Neither opens before both have started.
    await asyncio.gather(*(process.communicate(b"\n") for process in processes))
    assert [process.returncode for process in processes] == [0] * 2
    store = await open_at(url)
    async with store.database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_stores_of_one_process_migrate_once(url: str, open_at: Callable) -> None:
    stores = await asyncio.gather(*(open_at(url) for _ in range(4)))
    assert await stores[-1].chats() == []


async def test_a_new_file_is_its_owners_only(tmp_path: Path, open_at: Callable) -> None:
    path = tmp_path / "made" / "for it" / "segue.db"
    before = os.umask(0)
    try:
        store = await open_at(f"sqlite+aiosqlite:///{path}")
        await store.save_settings(HOME, ChatSettings("mood"))
        modes = {one.name: one.stat().st_mode & 0o777 for one in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"segue.db": 0o600, "segue.db-wal": 0o600, "segue.db-shm": 0o600}


@pytest.mark.parametrize("url", ["", "segue.db", "mysql://host/x", "sqlite+pysqlite:///x"])
async def test_an_address_of_no_database_is_refused(url: str) -> None:
    with pytest.raises(BadAddress):
        SqlStore.at(url)


def test_a_refused_address_keeps_its_password() -> None:
    with pytest.raises(BadAddress) as refused:
        SqlStore.at("mysql://ann:secret@host/x")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["sqlite:///{}/a.db", "sqlite+aiosqlite://"])
async def test_short_forms_of_an_address_work(url: str, tmp_path: Path, open_at: Callable) -> None:
    store = await open_at(url.format(tmp_path))
    await store.save_settings(HOME, ChatSettings("mood"))
    assert await store.settings(HOME) == ChatSettings("mood")
