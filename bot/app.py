"""The bot's composition root: settings and handlers in, a serving process out.

A stop takes at most the setting `stop_timeout_s` for the updates in flight, and one to two seconds
for the last confirmation, background tasks and connections: under the ten that Docker grants.
"""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from ipaddress import ip_address
from typing import Any, TypeAlias

import structlog
from aiohttp import web
from telegram import BotCommand
from telegram.error import InvalidToken, TelegramError
from telegram.ext import AIORateLimiter, ApplicationBuilder, BaseHandler, ContextTypes

from bot.dispatch import Dispatcher, TelegramApp
from bot.outage import through_outages
from bot.polling import Polling, PollingOptions
from bot.settings import Settings
from bot.stopping import until_stopped
from bot.transport import AiohttpRequest
from bot.web import Webhook, make_app

_log = structlog.get_logger(__name__)

Handlers: TypeAlias = Sequence[BaseHandler[Any, ContextTypes.DEFAULT_TYPE, Any]]
OnError: TypeAlias = Callable[[object, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]
CommandMenus: TypeAlias = Mapping[str, Sequence[BotCommand]]
"""Command menus by language code; "" is the menu of everyone else."""

ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "channel_post",
    "callback_query",
    "message_reaction",
    "inline_query",
    "my_chat_member",
)
"""What Telegram is asked to send: named, since several kinds come only when they are."""

WEBHOOK_CONNECTIONS = 100  # the most that Telegram opens
TASKS_TIMEOUT_S = 0.25  # for handlers' background tasks at a stop


def build_application(settings: Settings, handlers: Handlers, on_error: OnError) -> TelegramApp:
    """Return the application: handlers, rate limit and transport, not yet connected."""
    # Opts in to timedelta where the library would warn of the change for each RetryAfter.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    api = str(settings.telegram_api).rstrip("/")
    request = AiohttpRequest(trust_env=not _is_loopback(settings.telegram_api.host or ""))
    rate = settings.messages_per_second
    limiter = AIORateLimiter(
        overall_max_rate=max(rate, 1.0), overall_time_period=max(1 / rate, 1.0), max_retries=3
    )
    application = (
        ApplicationBuilder()
        .token(settings.token.get_secret_value())
        .base_url(f"{api}/bot")
        .base_file_url(f"{api}/file/bot")
        .request(request)
        .get_updates_request(request)
        .rate_limiter(limiter)
        .updater(None)
        .job_queue(None)
        .build()
    )
    application.add_handlers(handlers)
    application.add_error_handler(on_error)
    return application


async def run(
    settings: Settings, application: TelegramApp, commands: CommandMenus, stop: asyncio.Event
) -> None:
    """Serve until `stop` is set: webhook when the settings have its address, else polling.

    Raises
    ------
    telegram.error.InvalidToken
        Telegram refuses the token.
    telegram.error.Conflict
        Another process polls with the token.
    """
    async with _connection(application):
        if not await until_stopped(stop, _connect(application)):
            return
        menus = asyncio.create_task(_publish_menus(application, commands))
        try:
            if settings.webhook_url is None:
                await serve_polling(settings, application, stop)
            else:
                await serve_webhook(settings, application, stop)
        finally:
            menus.cancel()
            await asyncio.wait({menus})


async def serve_polling(settings: Settings, application: TelegramApp, stop: asyncio.Event) -> None:
    """Poll for updates until `stop` is set; what was not handled stays with Telegram."""

    async def delete_webhook() -> None:
        await through_outages(application.bot.delete_webhook, "deleting the webhook")

    if not await until_stopped(stop, delete_webhook()):
        return
    _log.info("serving", mode="polling")
    options = PollingOptions(ALLOWED_UPDATES, stop_timeout_s=settings.stop_timeout_s)
    dispatcher = Dispatcher(application, settings.concurrent_updates)
    await Polling(application, dispatcher, options).run(stop)


async def serve_webhook(settings: Settings, application: TelegramApp, stop: asyncio.Event) -> None:
    """Take pushed updates until `stop` is set; Telegram sends again what was not handled."""
    address = settings.webhook_url
    if address is None:
        raise ValueError("serving a webhook needs SEGUE_WEBHOOK_URL")
    secret = settings.webhook_secret.get_secret_value() or secrets.token_urlsafe(32)
    dispatcher = Dispatcher(application, settings.concurrent_updates)
    webhook = Webhook(dispatcher, secret)

    async def set_webhook() -> None:
        await through_outages(
            lambda: application.bot.set_webhook(
                str(address),
                secret_token=secret,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=min(settings.concurrent_updates, WEBHOOK_CONNECTIONS),
            ),
            "setting the webhook",
        )

    async with _listening(settings, make_app(webhook, address.path or "/")):
        if await until_stopped(stop, set_webhook()):
            _log.info("serving", mode="webhook")
            await stop.wait()
        webhook.stopping = True
        given_up = await dispatcher.drain(settings.stop_timeout_s)
        _log.info("webhook_stopped", given_up=given_up)


@asynccontextmanager
async def _listening(settings: Settings, app: web.Application) -> AsyncIterator[None]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=TASKS_TIMEOUT_S)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.listen_host, settings.listen_port).start()
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _connection(application: TelegramApp) -> AsyncIterator[None]:
    """Close what a start opened, however far it came."""
    try:
        yield
    finally:
        if application.running:
            with suppress(TimeoutError):
                async with asyncio.timeout(TASKS_TIMEOUT_S):
                    await application.stop()
        await application.shutdown()
        await application.bot.shutdown()  # the application's own skips it after a failed start


async def _connect(application: TelegramApp) -> None:
    """Wait for the network, learn the bot's own name, start."""
    try:
        await through_outages(application.initialize, "connecting to Telegram")
    except InvalidToken:
        # The library's message quotes the token.
        raise InvalidToken("Telegram refused the bot token (SEGUE_TOKEN)") from None
    await application.start()


async def _publish_menus(application: TelegramApp, commands: CommandMenus) -> None:
    """Tell Telegram the command menus; the bot serves as well without them."""
    for language, menu in commands.items():
        try:
            await application.bot.set_my_commands(menu, language_code=language or None)
        except TelegramError as exc:
            _log.warning("menu_not_set", language=language, error=type(exc).__name__)


def _is_loopback(host: str) -> bool:
    """Whether an API address is this machine's: then no proxy stands between."""
    with suppress(ValueError):
        return ip_address(host.strip("[]")).is_loopback
    return host == "localhost"
