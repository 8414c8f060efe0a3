"""The one aiohttp app: Telegram's webhook and a health check; nothing else answers."""

import hmac
import json
from dataclasses import dataclass

import structlog
from aiohttp import web

from bot.dispatch import Dispatcher, NotHandled

_log = structlog.get_logger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
BODY_LIMIT = 1024 * 1024


@dataclass(slots=True)
class Webhook:
    """Takes pushed updates and answers 200 only after each was handled.

    Telegram sends an update again until it gets a 2xx answer; answering on arrival would lose
    whatever is queued when the process dies.
    """

    dispatcher: Dispatcher
    secret: str
    stopping: bool = False

    async def take(self, request: web.Request) -> web.Response:
        """Handle one delivery."""
        if self.stopping:
            raise web.HTTPServiceUnavailable
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self.secret.encode()):
            raise web.HTTPUnauthorized
        raw = await _update_in(request)
        try:
            await self.dispatcher.handle(raw)
        except NotHandled:
            raise web.HTTPServiceUnavailable from None
        return web.Response()


async def _update_in(request: web.Request) -> dict[str, object]:
    """Return the raw update of a delivery; refuse with a 4xx what cannot be one."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        raw = json.loads(await request.read())  # over BODY_LIMIT, aiohttp answers 413
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest from None
    if not isinstance(raw, dict):
        raise web.HTTPBadRequest
    return raw


async def healthz(_: web.Request) -> web.Response:
    """Tell that the process serves."""
    return web.json_response({"status": "ok"})


def make_app(webhook: Webhook | None = None, path: str = "/") -> web.Application:
    """Return the app; without a webhook (polling) only the health check answers."""
    app = web.Application(client_max_size=BODY_LIMIT)
    app.router.add_get("/healthz", healthz)
    if webhook is not None:
        app.router.add_post(path or "/", webhook.take)
    return app
