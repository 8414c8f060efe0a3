"""How a bot receives updates: getUpdates and the webhook methods."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.playground.errors import bad_request, conflict
from bot.playground.params import Params
from bot.playground.webhook import Hook, WebhookDelivery
from bot.playground.world import World

LONGEST_POLL_S = 50
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(slots=True)
class Receiving:
    """The one poll or the one webhook of the bot."""

    world: World
    delivery: WebhookDelivery
    _poll: int = 0
    _polling: set[int] = field(default_factory=set)

    async def get_updates(self, world: World, params: Params) -> object:
        """Confirm what is before the offset; return the rest, waiting for the first of it."""
        if self.delivery.hook is not None:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to "
                "delete the webhook first"
            )
        self._poll += 1
        mine = self._poll
        queue = self.world.queue
        queue.pulse.beat()  # a poll that still waits learns that it was replaced
        self._allow(params)
        if (offset := params.integer("offset")) is not None:
            queue.confirm_below(offset)
        timeout_s = min(max(params.integer("timeout") or 0, 0), LONGEST_POLL_S)
        try:
            await queue.pulse.until(lambda: len(queue) > 0 or self._poll != mine, timeout_s)
        except TimeoutError:
            return []
        if self._poll != mine:
            raise conflict(
                "terminated by other getUpdates request; make sure that only one bot instance "
                "is running"
            )
        limit = min(max(params.integer("limit") or 100, 1), 100)
        return [dict(update.record) for update in queue.first(limit)]

    async def set_webhook(self, world: World, params: Params) -> object:
        """Push updates to an address from now on."""
        url = params.text("url")
        if not url:
            return await self.delete_webhook(world, params)
        if urlsplit(url).hostname not in LOOPBACK:
            raise bad_request("bad webhook: the playground delivers on this machine only")
        secret = params.text("secret_token")
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise bad_request("bad webhook: secret token contains unallowed characters")
        self._allow(params)
        if params.flag("drop_pending_updates"):
            self.world.queue.clear()
        connections = min(max(params.integer("max_connections") or 40, 1), 100)
        await self.delivery.start(Hook(url, secret, connections))
        self._poll += 1
        self.world.queue.pulse.beat()
        return True

    async def delete_webhook(self, world: World, params: Params) -> object:
        """Stop pushing."""
        await self.delivery.stop()
        if params.flag("drop_pending_updates"):
            self.world.queue.clear()
        return True

    async def get_webhook_info(self, world: World, params: Params) -> object:
        """Return how the pushing goes."""
        hook = self.delivery.hook
        record: dict[str, object] = {
            "url": hook.url if hook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.world.queue),
        }
        if hook is not None:
            record["max_connections"] = hook.max_connections
        if self.world.queue.allowed:
            record["allowed_updates"] = list(self.world.queue.allowed)
        if hook is not None and self.delivery.last_error:
            record["last_error_date"] = self.delivery.last_error_date
            record["last_error_message"] = self.delivery.last_error
        return record

    def _allow(self, params: Params) -> None:
        """Remember `allowed_updates`; a call without it keeps the previous choice."""
        kinds = params.structure("allowed_updates")
        if isinstance(kinds, list):
            self.world.queue.allowed = tuple(str(kind) for kind in kinds)
