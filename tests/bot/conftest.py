"""Fixtures of the bot's tests: the playground, and a bot that runs on it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

import aiohttp
import pytest
from pydantic import HttpUrl, SecretStr
from telegram import Update
from telegram.ext import BaseHandler, CallbackContext, MessageHandler, filters

from bot.app import build_application, run
from bot.playground.server import Playground
from bot.playground.world import User
from bot.settings import Settings

type_of_handler = Callable[[Update, CallbackContext], Awaitable[None]]


async def echo(update: Update, _: CallbackContext) -> None:
    """Say what was said."""
    if update.effective_message is not None:
        await update.effective_message.reply_text(update.effective_message.text or "")


@dataclass
class RunningBot:
    """A bot being served in this process, and the door to stop it."""

    task: "asyncio.Task[None]"
    stopping: asyncio.Event
    errors: list[BaseException]

    async def stop(self) -> None:
        self.stopping.set()
        await self.task


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground() as started:
        yield started


@pytest.fixture
def settings(playground: Playground) -> Settings:
    """Settings of a bot on the playground, fast enough not to be held by the rate limit."""
    return Settings(
        _env_file=None,
        token=playground.token,
        telegram_api=playground.base_url,
        messages_per_second=1000,
    )


@pytest.fixture
async def start_bot(
    settings: Settings,
) -> AsyncIterator[Callable[..., RunningBot]]:
    """Start a bot: `start_bot(callback or handlers, **settings)`; all are stopped at the end."""
    bots: list[RunningBot] = []

    def start(
        handling: "type_of_handler | Sequence[BaseHandler]" = echo, **changes: object
    ) -> RunningBot:
        chosen = settings.model_copy(update=changes)
        errors: list[BaseException] = []

        async def on_error(_: object, context: CallbackContext) -> None:
            if context.error is not None:
                errors.append(context.error)

        handlers = [MessageHandler(filters.ALL, handling)] if callable(handling) else handling
        application = build_application(chosen, handlers, on_error)
        stopping = asyncio.Event()
        task = asyncio.create_task(run(chosen, application, {}, stopping))
        bots.append(RunningBot(task, stopping, errors))
        return bots[-1]

    yield start
    for bot in bots:
        bot.stopping.set()
        await asyncio.gather(bot.task, return_exceptions=True)


@pytest.fixture(params=["polling", "webhook"])
def mode(request: pytest.FixtureRequest, unused_tcp_port: int) -> dict[str, object]:
    """Settings of each way to receive updates."""
    if request.param == "polling":
        return {}
    return {
        "webhook_url": HttpUrl(f"http://127.0.0.1:{unused_tcp_port}/hook"),
        "webhook_secret": SecretStr("a-secret"),
        "listen_port": unused_tcp_port,
    }


@pytest.fixture
async def api(playground: Playground) -> AsyncIterator[Callable[..., Awaitable[dict]]]:
    """Call a method with JSON parameters; return Telegram's whole answer."""
    base = f"{playground.base_url}/bot{playground.token}/"
    async with aiohttp.ClientSession() as session:

        async def call(method: str, **params: object) -> dict:
            async with session.post(base + method, json=params) as response:
                answer = await response.json()
                assert answer["ok"] == (response.status == 200)
                return answer

        yield call


@pytest.fixture
def ann(playground: Playground) -> User:
    person = playground.person("Ann", language="ru", username="ann_says")
    playground.private(person)
    return person
