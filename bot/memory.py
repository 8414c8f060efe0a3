"""The store in any weather: asked through one door that says "not right now" instead of failing.

An outage never stops an answer, is logged once when it begins and once when it is over, and ends
by itself: the store opens its database when it can, so the next message finds out.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal, Protocol, TypeAlias, TypeVar

import structlog

from storage.errors import StoreDown, StoreTooNew
from storage.store import Store

_log = structlog.get_logger(__name__)

T = TypeVar("T")
Kind: TypeAlias = Literal["recall", "keep"]


class LateStore(Store, Protocol):
    """A store whose database need not be there yet."""

    async def open(self) -> None:
        """Bring the schema up to date; raises StoreDown, and StoreTooNew when it is newer."""
        ...


class Memory:
    """What the bot asks of its store, and tells it.

    Parameters
    ----------
    store
        Raises StoreDown while its database cannot be used, and recovers by itself.
    """

    def __init__(self, store: LateStore) -> None:
        self._store = store
        self._failed: Kind | None = None
        self._patient_until = 0.0

    @property
    def keeps(self) -> bool:
        """Whether the store keeps what it is told, as far as could be seen."""
        return self._failed is None

    async def open(self) -> None:
        """Open the store, if that is possible right now; raises StoreTooNew."""
        try:
            await self._store.open()
        except StoreDown as exc:
            self._fail("keep", exc, 0.0)

    async def close(self) -> None:
        """Close the store."""
        await self._store.close()

    async def recall(self, question: Callable[[Store], Awaitable[T]]) -> T | None:
        """Return what the store answers; None when it cannot right now."""
        found = await self._ask(question, "recall")
        return None if found is None else found[0]

    async def keep(self, command: Callable[[Store], Awaitable[object]]) -> bool:
        """Tell the store to keep, or to erase, something; return whether that is committed."""
        return await self._ask(command, "keep") is not None

    async def _ask(self, call: Callable[[Store], Awaitable[T]], kind: Kind) -> tuple[T] | None:
        clock = asyncio.get_running_loop().time
        began = clock()
        if began < self._patient_until:
            return None
        try:
            answer = await call(self._store)
        except (StoreDown, StoreTooNew) as exc:
            self._fail(kind, exc, clock() - began)
            return None
        self._succeed(kind)
        return (answer,)

    def _fail(self, kind: Kind, exc: StoreDown | StoreTooNew, took_s: float) -> None:
        if self._failed is None:
            _log.warning("store_down", error=type(exc).__name__, reason=str(exc))
        self._failed = "keep" if "keep" in (kind, self._failed) else "recall"
        # A locked database fails slowly: half of the time nobody waits for it.
        self._patient_until = asyncio.get_running_loop().time() + took_s

    def _succeed(self, kind: Kind) -> None:
        # A read-only database is still read: only what failed proves that it works again.
        if self._failed is not None and kind in ("keep", self._failed):
            self._failed = None
            _log.info("store_back")
