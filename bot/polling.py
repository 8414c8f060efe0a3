"""Long polling that confirms an update to Telegram only after it was handled.

Telegram forgets every update below the `offset` of a getUpdates call. The offset sent here is the
end of the contiguous finished prefix, so a crash loses nothing: what was not finished, and what
finished behind an unfinished update, is delivered again at the next start.
"""

import asyncio
import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

import structlog
from telegram.error import Conflict, TelegramError

from bot.dispatch import Dispatcher, TelegramApp, update_id_of
from bot.outage import through_outages
from bot.stopping import until_stopped

_log = structlog.get_logger(__name__)

BATCH = 100
"""Most updates that one getUpdates returns, and so the most that are in flight."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.05, 0.25
"""How long to let handlers work before asking again. With unconfirmed updates Telegram answers at
once and with all of them, so asking without a pause would only parse the same batch for ever."""


@dataclass(frozen=True, slots=True)
class PollingOptions:
    """How to poll: the long poll's length, the time that a stop may take, what to ask for."""

    allowed_updates: Sequence[str] = ()
    poll_timeout_s: int = 30
    stop_timeout_s: float = 8.0
    network_slack_s: float = 10.0  # how much longer than the poll an answer may take
    confirm_timeout_s: float = 0.5  # for the last call of a stop


class Polling:
    """Asks for updates, gives them to the dispatcher and confirms the finished ones."""

    def __init__(
        self,
        application: TelegramApp,
        dispatcher: Dispatcher,
        options: PollingOptions,
    ) -> None:
        self._bot = application.bot
        self._dispatcher = dispatcher
        self._options = options
        self._taken: deque[int] = deque()  # in Telegram's order
        self._unfinished: set[int] = set()
        self._offset: int | None = None
        self._progress = asyncio.Event()
        self._pause_s = FIRST_PAUSE_S
        self._alone = True

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set, then finish what is in flight and confirm it.

        Raises
        ------
        telegram.error.Conflict
            Somebody else polls with this token, or a webhook is set.
        telegram.error.InvalidToken
            The token was revoked.
        """
        try:
            await until_stopped(stop, self._loop())
        except Conflict:
            self._alone = False
            raise
        finally:
            await self._finish()

    async def _loop(self) -> None:
        while True:
            batch = await through_outages(self._get_updates, "polling")
            fresh = self._take(batch)
            await self._let_work(fresh=fresh)

    async def _get_updates(self) -> list[object]:
        result = await self._call(
            {
                "timeout": self._options.poll_timeout_s,
                "limit": BATCH,
                "allowed_updates": json.dumps(list(self._options.allowed_updates)),
            },
            read_timeout_s=self._options.poll_timeout_s + self._options.network_slack_s,
        )
        return result if isinstance(result, list) else []

    async def _call(self, parameters: dict[str, object], read_timeout_s: float) -> object:
        """Call getUpdates for raw updates: the Bot's own method parses a batch as a whole."""
        if self._offset is not None:
            parameters = {"offset": self._offset, **parameters}
        url = f"{self._bot.base_url}/getUpdates?{urlencode(parameters)}"
        return await self._bot.request.post(url, read_timeout=read_timeout_s)

    def _take(self, batch: Sequence[object]) -> int:
        """Submit what was not seen before; return how many that were."""
        known = set(self._taken)
        fresh = 0
        for raw in batch:
            update_id = update_id_of(raw)
            if update_id is None or not isinstance(raw, dict):
                _log.error("update_without_id")
                continue
            if update_id in known:
                continue
            fresh += 1
            self._taken.append(update_id)
            task = self._dispatcher.submit(raw)
            if task is not None:
                self._unfinished.add(update_id)
                task.add_done_callback(partial(self._settle, update_id))
        self._advance()
        return fresh

    def _settle(self, update_id: int, task: "asyncio.Task[None]") -> None:
        if not task.cancelled():
            self._unfinished.discard(update_id)
            self._advance()

    def _advance(self) -> None:
        """Move the offset to the end of the finished prefix."""
        while self._taken and self._taken[0] not in self._unfinished:
            self._offset = self._taken.popleft() + 1
            self._progress.set()

    async def _let_work(self, *, fresh: int) -> None:
        """Give the handlers time while updates are unconfirmed; return at once when none are.

        A full window shows nothing new before its head is finished, so only progress ends that
        wait; otherwise new updates of other chats are looked for in a moment.
        """
        self._pause_s = FIRST_PAUSE_S if fresh else min(self._pause_s * 2, LONGEST_PAUSE_S)
        while len(self._taken) >= BATCH:
            self._progress.clear()
            await self._progress.wait()
        deadline = asyncio.get_running_loop().time() + self._pause_s
        while self._taken:
            self._progress.clear()
            try:
                async with asyncio.timeout_at(deadline):
                    await self._progress.wait()
            except TimeoutError:
                return

    async def _finish(self) -> None:
        """Wait for the handlers, then tell Telegram the finished prefix and nothing more."""
        given_up = await self._dispatcher.drain(self._options.stop_timeout_s)
        _log.info("polling_stopped", given_up=given_up, unconfirmed=len(self._taken))
        # Against another poller a last call of ours would end its poll in turn: both would stop.
        if self._offset is None or not self._alone:
            return
        try:
            async with asyncio.timeout(self._options.confirm_timeout_s):
                await self._call({"timeout": 0, "limit": 1}, self._options.confirm_timeout_s)
        except (TelegramError, TimeoutError) as exc:
            _log.warning("last_confirmation_failed", error=type(exc).__name__)
