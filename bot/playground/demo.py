"""`segue demo`: the bot and its playground in one process, and a chat in the terminal."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from babel import default_locale
from pydantic import HttpUrl, SecretStr
from rich.console import Console

from bot.playground.server import Playground
from bot.playground.terminal import converse, say_once
from bot.serving import serve
from bot.settings import Settings
from bot.views.words import SOURCE
from engine.facade import Engine


async def converse_here(settings: Settings, engine: Engine, say: str | None) -> None:
    """Serve the bot on a playground and talk to it: one message, or a chat in the terminal."""
    with TemporaryDirectory() as folder:
        await _converse_in(Path(folder), settings, engine, say)


async def _converse_in(folder: Path, settings: Settings, engine: Engine, say: str | None) -> None:
    stop = asyncio.Event()
    async with Playground() as playground:
        local = settings.model_copy(
            update={
                "token": SecretStr(playground.token),
                "telegram_api": HttpUrl(playground.base_url),
                "webhook_url": None,
                # The playground numbers its people and messages anew each time.
                "database_url": f"sqlite+aiosqlite:///{folder / 'segue.db'}",
            }
        )
        console = Console(highlight=False)
        you = playground.person("You", language=default_locale("LC_MESSAGES") or SOURCE)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(serve(local, engine, stop))
            try:
                if say is None:
                    await converse(playground, console, you)
                else:
                    console.print(await say_once(playground, say, you), soft_wrap=True)
            finally:
                stop.set()
