"""A whole bot, served on the playground over real HTTP, in each way to receive updates."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import HttpUrl, SecretStr

from bot.playground.server import Playground
from bot.serving import serve
from bot.settings import Settings
from engine.facade import Engine


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    """Telegram's part; without privacy mode, so that silence is the bot's own choice."""
    async with Playground() as started:
        started.world.privacy = False
        yield started


@pytest.fixture(params=["polling", "webhook"])
async def bot(
    request: pytest.FixtureRequest,
    playground: Playground,
    shelf: Engine,
    unused_tcp_port: int,
    tmp_path: Path,
) -> AsyncIterator[str]:
    """Serve the bot over the twelve tracks, three songs an answer; return the mode."""
    settings = Settings(
        _env_file=None,
        token=SecretStr(playground.token),
        telegram_api=HttpUrl(playground.base_url),
        messages_per_second=1000,
        songs=3,
        database_url=f"sqlite+aiosqlite:///{tmp_path}/segue.db",
        lookup=False,
        listen_port=unused_tcp_port,
        webhook_url=(
            HttpUrl(f"http://127.0.0.1:{unused_tcp_port}/telegram")
            if request.param == "webhook"
            else None
        ),
    )
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(settings, shelf, stop))
    yield str(request.param)
    stop.set()
    await serving
