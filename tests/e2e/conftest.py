"""A whole bot, served on the playground over real HTTP, in each way to receive updates."""

import asyncio
import importlib.util
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from pydantic import HttpUrl, SecretStr

from bot.playground.people import Conversation
from bot.playground.server import Playground
from bot.playground.talk import Talk
from bot.serving import serve
from bot.settings import Settings
from engine.facade import Engine

# The databases are those of the store's own tests, which need no bot.
_spec = importlib.util.spec_from_file_location(
    "databases", Path(__file__).parents[1] / "storage" / "conftest.py"
)
_databases = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_databases)
postgres, url = _databases.postgres, _databases.url


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    """Telegram's part; without privacy mode, so that silence is the bot's own choice."""
    async with Playground() as started:
        started.world.privacy = False
        yield started


@pytest.fixture
def settings(playground: Playground, tmp_path: Path) -> Settings:
    """A bot over the twelve tracks: three songs an answer, no experiment, its own database."""
    return Settings(
        _env_file=None,
        token=SecretStr(playground.token),
        telegram_api=HttpUrl(playground.base_url),
        messages_per_second=1000,
        songs=3,
        lookup=False,
        experiment="",
        database_url=f"sqlite+aiosqlite:///{tmp_path}/segue.db",
    )


@pytest.fixture
async def start(
    settings: Settings, shelf: Engine
) -> AsyncIterator[Callable[..., Callable[[], object]]]:
    """Serve bots with changed settings: `stop = start(**settings)`, then `await stop()`."""
    running: list[tuple[asyncio.Event, asyncio.Task[None]]] = []

    def started(engine: Engine = shelf, **changes: object) -> Callable[[], object]:
        stop = asyncio.Event()
        chosen = settings.model_copy(update=changes)
        running.append((stop, asyncio.create_task(serve(chosen, engine, stop))))

        async def stopped() -> None:
            stop.set()
            await running[-1][1]

        return stopped

    yield started
    for stop, serving in running:
        stop.set()
        await serving


@pytest.fixture(params=["polling", "webhook"])
async def bot(
    request: pytest.FixtureRequest, start: Callable[..., object], unused_tcp_port: int
) -> str:
    """Serve a bot in each way to receive updates; return the way."""
    hook = HttpUrl(f"http://127.0.0.1:{unused_tcp_port}/telegram")
    start(listen_port=unused_tcp_port, webhook_url=hook if request.param == "webhook" else None)
    return str(request.param)


@pytest.fixture
def talk(playground: Playground) -> Callable[..., Talk]:
    """Return a person in a chat: `talk("Ann", chat=..., language="en")`."""

    def talking(name: str, chat: Conversation | None = None, language: str = "en") -> Talk:
        person = playground.person(name, language=language)
        if chat is None:
            return Talk(playground, person, playground.private(person))
        chat.room.members[person.user_id] = person
        return Talk(playground, person, chat)

    return talking
