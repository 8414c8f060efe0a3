"""Pushing updates to the bot's webhook, as Telegram does: again until 2xx, in order per chat."""

import asyncio
import time
from dataclasses import dataclass

import aiohttp

from bot.playground.updates import QueuedUpdate
from bot.playground.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
FIRST_RETRY_S, LONGEST_RETRY_S = 0.05, 1.0
ANSWER_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class Hook:
    """Where to push and how."""

    url: str
    secret: str
    max_connections: int


class WebhookDelivery:
    """Takes unconfirmed updates to the hook while there is one."""

    def __init__(self, world: World) -> None:
        self.hook: Hook | None = None
        self.last_error = ""
        self.last_error_date = 0
        self._world = world
        self._task: asyncio.Task[None] | None = None
        self._sending: dict[int, asyncio.Task[None]] = {}
        self._busy: set[object] = set()

    async def start(self, hook: Hook) -> None:
        """Push to `hook` from now on, instead of the one before."""
        await self.stop()
        self.hook = hook
        self._task = asyncio.create_task(self._run(hook), name="webhook delivery")

    async def stop(self) -> None:
        """Stop pushing; what was not confirmed stays queued."""
        self.hook = None
        self.last_error = ""
        tasks = [*self._sending.values(), *([self._task] if self._task else [])]
        self._task = None
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _run(self, hook: Hook) -> None:
        timeout = aiohttp.ClientTimeout(total=ANSWER_TIMEOUT_S)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                for update in self._ready(hook):
                    self._send(session, hook, update)
                await self._world.queue.pulse.until(lambda: bool(self._ready(hook)), None)

    def _ready(self, hook: Hook) -> list[QueuedUpdate]:
        """Return what may be sent now: the first of each idle chat, within the connections."""
        free = hook.max_connections - len(self._sending)
        ready: list[QueuedUpdate] = []
        lanes = set(self._busy)
        for update in self._world.queue.pending():
            if len(ready) >= free:
                break
            lane = _lane(update)
            if lane not in lanes:
                lanes.add(lane)
                ready.append(update)
        return ready

    def _send(self, session: aiohttp.ClientSession, hook: Hook, update: QueuedUpdate) -> None:
        self._busy.add(_lane(update))
        task = asyncio.create_task(self._deliver(session, hook, update))
        self._sending[update.update_id] = task
        task.add_done_callback(lambda _: self._sent(update))

    def _sent(self, update: QueuedUpdate) -> None:
        self._busy.discard(_lane(update))
        del self._sending[update.update_id]
        self._world.queue.pulse.beat()

    async def _deliver(
        self, session: aiohttp.ClientSession, hook: Hook, update: QueuedUpdate
    ) -> None:
        """Send one update until the bot takes it."""
        wait_s = FIRST_RETRY_S
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        while True:
            try:
                async with session.post(
                    hook.url, json=dict(update.record), headers=headers, allow_redirects=False
                ) as response:
                    if response.status // 100 == 2:  # `ok` would take a redirect for a yes
                        self._world.queue.confirm(update.update_id)
                        return
                    problem = f"Wrong response from the webhook: {response.status}"
            except (aiohttp.ClientError, TimeoutError) as exc:
                problem = f"Connection failed: {type(exc).__name__}"
            self.last_error, self.last_error_date = problem, int(time.time())
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, LONGEST_RETRY_S)


def _lane(update: QueuedUpdate) -> object:
    """Return what an update queues by; one without a chat queues by itself."""
    return ("alone", update.update_id) if update.lane is None else update.lane
