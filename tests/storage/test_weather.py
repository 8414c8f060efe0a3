"""A file locked, full, read-only or corrupt: down, said so, and well when the weather is."""

# The files are the weather here, and nobody else waits for this loop.
# ruff: noqa: ASYNC240

import asyncio
import os
import pwd
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, insert, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from engine.types import TrackId
from storage.errors import StoreDamaged, StoreDown
from storage.records import Ballot, ChatId, ChatSettings, Tally, UserId, Vote
from storage.schema import chat_settings
from storage.sql import SqlStore

HOME, ANN, SONG = ChatId(-100), UserId(7), TrackId("song")
LIKE = Ballot(1, HOME, ANN, SONG, Vote.UP)
WAIT_S = 0.2


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "segue.db"


@pytest.fixture
async def file_store(path: Path, open_at: Callable) -> SqlStore:
    """A store in a file that has one setting, and little patience."""
    store = await open_at(f"sqlite+aiosqlite:///{path}", WAIT_S)
    await store.save_settings(HOME, ChatSettings("mood"))
    return store


async def test_locked_for_writing_is_down_and_read_still(file_store: SqlStore, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreDown, match="locked") as down:
            await file_store.vote(LIKE)
        assert isinstance(down.value.__cause__, SQLAlchemyError)
        assert await file_store.settings(HOME) == ChatSettings("mood")
    assert await file_store.vote(LIKE) == Tally(1, 0)


async def test_locked_for_all_is_down_for_all(path: Path) -> None:
    store = SqlStore.at(f"sqlite+aiosqlite:///{path}", WAIT_S)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("CREATE TABLE held (one)")
        with pytest.raises(StoreDown, match="locked"):
            await store.open()
        failures = await asyncio.gather(
            *(store.settings(HOME) for _ in range(10)), return_exceptions=True
        )
        assert {type(failure) for failure in failures} == {StoreDown}
    assert await store.vote(LIKE) == Tally(1, 0)
    await store.close()


async def test_all_who_wait_for_a_lock_wait_no_longer_than_one(
    file_store: SqlStore, path: Path
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        async with asyncio.timeout(20 * WAIT_S):
            failures = await asyncio.gather(
                *(file_store.vote(LIKE) for _ in range(200)), return_exceptions=True
            )
    assert {type(failure) for failure in failures} == {StoreDown}


async def test_a_short_lock_is_waited_for(path: Path, open_at: Callable) -> None:
    store = await open_at(f"sqlite+aiosqlite:///{path}")
    waiting = asyncio.Event()
    event.listen(store.database.engine.sync_engine, "checkout", lambda *_: waiting.set())
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        voting = asyncio.create_task(store.vote(LIKE))
        await waiting.wait()
        other.execute("COMMIT")
        assert await voting == Tally(1, 0)


async def test_full_is_down_until_there_is_room(file_store: SqlStore) -> None:
    engine = file_store.database.engine
    pages = ["PRAGMA max_page_count = 1"]  # SQLite takes it as: as many as there are

    @event.listens_for(engine.sync_engine, "checkout")
    def limit(connection: object, *_: object) -> None:
        connection.cursor().execute(pages[0])

    kept: list[str] = []

    async def fill() -> None:
        while True:
            await file_store.block(HOME, "artist", name := f"artist {len(kept)} " * 50)
            kept.append(name)

    with pytest.raises(StoreDown, match="full"):
        await fill()
    assert (await file_store.blocked(HOME))["artist"] == set(kept)
    pages[0] = "PRAGMA max_page_count = 1000000"
    assert await file_store.vote(LIKE) == Tally(1, 0)


@pytest.fixture
def ordinary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of a user whom permissions bind, and that user to act as: root they do not."""
    folder = Path(tempfile.mkdtemp(prefix="segue-"))
    root = os.geteuid() == 0
    if root:
        nobody = pwd.getpwnam("nobody").pw_uid
        os.chown(folder, nobody, -1)
        os.seteuid(nobody)
    yield folder
    if root:
        os.seteuid(0)
    shutil.rmtree(folder)


async def test_a_read_only_file_is_read_and_not_written(ordinary: Path, open_at: Callable) -> None:
    path = ordinary / "segue.db"
    url = f"sqlite+aiosqlite:///{path}"
    first = await open_at(url)
    await first.save_settings(HOME, ChatSettings("mood"))
    await first.close()
    path.chmod(0o400)
    store = await open_at(url)
    assert await store.settings(HOME) == ChatSettings("mood")
    with pytest.raises(StoreDown, match="read-only"):
        await store.vote(LIKE)
    for one in ordinary.iterdir():  # the side files took after the file
        one.chmod(0o600)
    assert await store.vote(LIKE) == Tally(1, 0)


async def test_a_folder_that_cannot_be_made_is_down(ordinary: Path) -> None:
    ordinary.chmod(0o500)
    store = SqlStore.at(f"sqlite+aiosqlite:///{ordinary}/new/segue.db")
    with pytest.raises(StoreDown):
        await store.open()
    ordinary.chmod(0o700)
    assert await store.vote(LIKE) == Tally(1, 0)
    await store.close()


async def test_what_is_no_database_is_damaged(path: Path) -> None:
    path.write_bytes(b"these are not the pages of a database " * 100)
    store = SqlStore.at(f"sqlite+aiosqlite:///{path}")
    with pytest.raises(StoreDamaged):
        await store.open()
    with pytest.raises(StoreDamaged):
        await store.vote(LIKE)
    path.unlink()
    assert await store.vote(LIKE) == Tally(1, 0)
    await store.close()


async def test_a_corrupt_file_is_damaged_until_a_sound_one_is_put_back(
    path: Path, open_at: Callable
) -> None:
    url = f"sqlite+aiosqlite:///{path}"
    first = await open_at(url)
    await first.vote(LIKE)
    await first.close()
    sound = path.read_bytes()
    path.write_bytes(sound[:4096] + b"\xa5" * (len(sound) - 4096))
    store = SqlStore.at(url)
    with pytest.raises(StoreDamaged, match="corrupt"):
        await store.tallies(HOME, [SONG])
    path.write_bytes(sound)
    assert await store.tallies(HOME, [SONG]) == {SONG: Tally(1, 0)}
    await store.close()


async def test_tables_that_went_are_damage_and_are_made_anew(
    store: SqlStore,
) -> None:
    async with store.database.engine.begin() as connection:
        for name in ("handled_updates", "votes", "impressions", "answers", "blocks"):
            await connection.execute(text(f"DROP TABLE {name}"))
        await connection.execute(text("DROP TABLE chat_settings"))
        await connection.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(StoreDamaged, match="tables"):
        await store.vote(LIKE)
    assert await store.vote(LIKE) == Tally(1, 0)


async def test_a_bug_is_not_called_weather(store: SqlStore) -> None:
    def without_model(connection: Connection) -> None:
        connection.execute(insert(chat_settings).values(chat_id=HOME))

    with pytest.raises(IntegrityError):
        await store.database.write([HOME], without_model)
