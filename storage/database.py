"""A database as the store uses it: SQLite or PostgreSQL, one unit of work at a time.

A unit of work is a function of an open connection. It runs in a transaction that has committed
when `read` or `write` returns; after any failure nothing of it remains.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, event, func, select
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine
from tenacity import (
    AsyncRetrying,
    retry_if_exception,
    stop_after_attempt,
    stop_after_delay,
    wait_random,
)

from storage.engines import make_file, postgresql_engine, sqlite_engine
from storage.errors import StoreDown
from storage.failures import door, passes_by_itself, weather
from storage.migrations import is_current, upgrade

P = ParamSpec("P")
T = TypeVar("T")

_ATTEMPTS = 5
_MIGRATING = 7_236_000_000_000_000_001  # a lock number beyond every chat id


@dataclass(slots=True)
class Database:
    """Connections to one database, opened when first needed and anew after bad weather.

    Parameters
    ----------
    url
        As `address` returned it.
    wait_s
        Longest wait for a lock, a connection or an answer; then the database counts as down.
    """

    url: URL
    wait_s: float
    engine: AsyncEngine = field(init=False)
    _readers: AsyncEngine = field(init=False)
    _writers: AsyncEngine = field(init=False)
    _current: bool = field(default=False, init=False)
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    # SQLite has one writer at a time and lets the others poll, unfairly; in here they queue.
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    def __post_init__(self) -> None:
        self.engine = (
            sqlite_engine(self.url, self.wait_s)
            if self.is_sqlite
            else postgresql_engine(self.url, self.wait_s)
        )
        event.listen(self.engine.sync_engine, "handle_error", _renew_after_weather)
        self._readers = self.engine.execution_options(writes=False)
        self._writers = self.engine.execution_options(writes=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite."""
        return self.url.get_backend_name() == "sqlite"

    async def open(self) -> None:
        """Bring the schema up to date, once; raises StoreTooNew."""
        if self._current:
            return
        with self._weathering():
            async with self._held(self._opening):
                await self._open()

    async def read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do a unit of work that changes nothing."""
        await self.open()
        with self._weathering():
            return await self._transact(self._readers, work, *args, **kwargs)

    async def write(
        self,
        chats: Sequence[int],
        work: Callable[Concatenate[Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Do a unit of work that changes rows of `chats`; works on one chat take turns."""

        def in_turn(connection: Connection) -> T:
            _take_turn(connection, chats)
            return work(connection, *args, **kwargs)

        await self.open()
        with self._weathering():
            return await self._transact(self._writers, in_turn)

    async def close(self) -> None:
        """Close the connections."""
        await self.engine.dispose()

    async def _open(self) -> None:
        if self._current:
            return
        if self.is_sqlite:
            make_file(self.url)
        if not await self._transact(self._readers, is_current):
            await self._transact(self._writers, _upgrade_alone)
        self._current = True

    async def _transact(
        self,
        engine: AsyncEngine,
        work: Callable[Concatenate[Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        alone = engine is self._writers and self.is_sqlite
        # A deadlock's victim, or a lock that SQLite does not wait for: the same again is the cure.
        async for attempt in AsyncRetrying(
            retry=retry_if_exception(passes_by_itself),
            stop=stop_after_attempt(_ATTEMPTS) | stop_after_delay(self.wait_s),
            wait=wait_random(0, 0.05),
            reraise=True,
        ):
            with attempt:
                turn = self._held(self._writing) if alone else nullcontext()
                async with turn, engine.begin() as connection:
                    return await connection.run_sync(work, *args, **kwargs)
        raise AssertionError  # the last attempt returned or raised

    @asynccontextmanager
    async def _held(self, lock: asyncio.Lock) -> AsyncIterator[None]:
        """Hold a lock, waited for no longer than for the database's own."""
        async with asyncio.timeout(self.wait_s):
            await lock.acquire()
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _weathering(self) -> Iterator[None]:
        """Let driver errors out by the door; after bad weather look at the schema again."""
        try:
            with door():
                yield
        except StoreDown:
            self._current = False
            raise


def _renew_after_weather(failure: ExceptionContext) -> None:
    """Have connections replaced: they remember a file since replaced, a mount since remounted."""
    exc = failure.original_exception
    if weather(exc) is not None and not passes_by_itself(exc):
        failure.is_disconnect = True


def _take_turn(connection: Connection, chats: Sequence[int]) -> None:
    """Wait until no other transaction writes to these chats; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        for chat_id in sorted(set(chats)):  # in one order, or two moves could wait for each other
            connection.execute(select(func.pg_advisory_xact_lock(chat_id)))


def _upgrade_alone(connection: Connection) -> None:
    """Upgrade while no other replica does; whoever waited finds nothing left to do."""
    _take_turn(connection, [_MIGRATING])
    upgrade(connection)
