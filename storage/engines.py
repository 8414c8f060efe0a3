"""How to reach each database: its address, its connections, and what every one is told first."""

import os
from pathlib import Path

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

from storage.errors import BadAddress

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}


def address(url: str) -> URL:
    """Read a database URL; raises BadAddress, which does not quote it (it may hold a password)."""
    try:
        read = make_url(url)
    except ArgumentError:
        raise BadAddress from None
    if read.drivername not in _DRIVERS:
        raise BadAddress
    return read.set(drivername=_DRIVERS[read.drivername])


def sqlite_engine(url: URL, wait_s: float) -> AsyncEngine:
    """Return connections to a file or to memory, each told to lose nothing and to wait."""
    in_memory = url.database in (None, "", ":memory:")
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1 if in_memory else 4,  # each connection to memory is a database of its own
        max_overflow=0,
        pool_timeout=wait_s,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        # The driver would open transactions late and close them early; `begin` below does it.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {int(wait_s * 1000)}",
            "journal_mode = WAL",
            "synchronous = FULL",  # a commit is on the disk, whatever happens to process or power
            "foreign_keys = ON",
            "secure_delete = ON",  # what is forgotten is overwritten
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer that begins as a reader cannot wait for another writer: it fails at once.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def postgresql_engine(url: URL, wait_s: float) -> AsyncEngine:
    """Return connections to a server, with a limit to every wait."""
    return create_async_engine(
        url,
        pool_pre_ping=True,
        pool_timeout=wait_s,
        connect_args={
            "timeout": wait_s,
            "command_timeout": 2 * wait_s,  # after the server's own limits, which say more
            "server_settings": {
                "application_name": "segue",
                "lock_timeout": f"{int(wait_s * 1000)}",
            },
        },
    )


def make_file(url: URL) -> None:
    """Make a new database file that nobody else can read; SQLite's side files take after it."""
    if url.database in (None, "", ":memory:") or url.query.get("uri"):
        return
    path = Path(str(url.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDONLY, 0o600))
