"""The one door through which updates reach the handlers, polled or pushed.

Every raw update is handled once per process, those of one chat in order of arrival, those of
different chats at the same time.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Hashable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias

import structlog
from telegram import Update
from telegram.ext import Application

_log = structlog.get_logger(__name__)

REMEMBERED = 10_000
"""Ids kept to know a redelivery by: far more than Telegram sends again at once (100)."""
LIMIT_S = 120.0
"""Longer than the waits that Telegram asks for in a flood, which handlers sit out."""

RawUpdate: TypeAlias = Mapping[str, object]

TelegramApp: TypeAlias = Application[Any, Any, Any, Any, Any, Any]
"""Any application: what it keeps per chat and user is its handlers' business."""


class NotHandled(Exception):
    """The update was given up before its handlers finished; it must be delivered again."""


def update_id_of(raw: object) -> int | None:
    """Return the id of an update as it came over the wire, None when it has no usable one."""
    found = raw.get("update_id") if isinstance(raw, Mapping) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None


@dataclass(slots=True)
class _Lane:
    """The queue of one chat: a lock is first come, first served."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Dispatcher:
    """Hands raw updates to an initialized application.

    Parameters
    ----------
    application
        Its `process_update` is awaited for each update; its own queue and updater stay unused.
    concurrent_updates
        How many updates are handled at the same time, over all chats.
    limit_s
        How long the handlers of one update may take. One that hung for ever would keep all later
        updates unconfirmed, and Telegram shows only the first hundred of those.
    """

    def __init__(
        self, application: TelegramApp, concurrent_updates: int, limit_s: float = LIMIT_S
    ) -> None:
        self._limit_s = limit_s
        self._application = application
        self._free = asyncio.Semaphore(concurrent_updates)
        self._lanes: dict[Hashable, _Lane] = {}
        self._running: dict[int, asyncio.Task[None]] = {}
        self._handled: OrderedDict[int, None] = OrderedDict()

    @property
    def in_flight(self) -> int:
        """How many updates were taken and are not handled yet."""
        return len(self._running)

    @property
    def busy_chats(self) -> int:
        """How many chats have an update in flight; what is kept of an idle one is nothing."""
        return len(self._lanes)

    async def handle(self, raw: RawUpdate) -> None:
        """Return once the update was handled, now, before, or by a delivery still under way.

        Raises
        ------
        NotHandled
            When `drain` gave the update up.
        """
        task = self.submit(raw)
        if task is None:
            return
        await asyncio.wait([task])
        if task.cancelled():
            raise NotHandled
        task.result()

    def submit(self, raw: RawUpdate) -> "asyncio.Task[None] | None":
        """Start handling an update, in order of calls; return None when it already was handled."""
        update_id = update_id_of(raw)
        if update_id is None:
            _log.error("update_without_id")
            return None
        if update_id in self._handled:
            return None
        task = self._running.get(update_id)
        if task is None:
            task = asyncio.create_task(self._process(raw, update_id), name=f"update {update_id}")
            self._running[update_id] = task
            task.add_done_callback(partial(self._finish, update_id))
        return task

    async def drain(self, timeout_s: float) -> int:
        """Let what is in flight finish, give up the rest; return how many were given up."""
        tasks = list(self._running.values())
        if not tasks:
            return 0
        _, late = await asyncio.wait(tasks, timeout=timeout_s)
        for task in late:
            task.cancel()
        if late:
            # A handler that swallows its cancellation must not hold up the stop.
            await asyncio.wait(late, timeout=0.25)
        return len(late)

    def _finish(self, update_id: int, task: "asyncio.Task[None]") -> None:
        del self._running[update_id]
        if task.cancelled():
            return
        self._handled[update_id] = None
        if len(self._handled) > REMEMBERED:
            self._handled.popitem(last=False)

    async def _process(self, raw: RawUpdate, update_id: int) -> None:
        """Parse one update and take it through the handlers in its chat's turn."""
        with structlog.contextvars.bound_contextvars(update_id=update_id):
            # Handlers' own errors end in the application's error handler. Caught here is whatever
            # parsing finds wrong, and the limit. An exception's text could quote a person.
            try:
                update = Update.de_json(dict(raw), self._application.bot)
                async with self._turn(_lane_key(update)), self._free:
                    async with asyncio.timeout(self._limit_s):
                        await self._application.process_update(update)
            except Exception as exc:  # noqa: BLE001 - one bad update must never stop the others
                _log.error("update_failed", update_id=update_id, error=type(exc).__name__)

    @asynccontextmanager
    async def _turn(self, key: Hashable) -> AsyncIterator[None]:
        """Wait for the chat's earlier updates; the lane is dropped with its last user."""
        lane = self._lanes.setdefault(key, _Lane())
        lane.users += 1
        try:
            async with lane.lock:
                yield
        finally:
            lane.users -= 1
            if not lane.users:
                del self._lanes[key]


def _lane_key(update: Update) -> Hashable:
    """Return what an update queues by: its chat, else its person, else itself."""
    if update.effective_chat is not None:
        return update.effective_chat.id
    if update.effective_user is not None:
        return ("user", update.effective_user.id)
    return ("update", update.update_id)
