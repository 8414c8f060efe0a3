"""From an opened engine to a conversation on Telegram."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app import build_application, run
from bot.handlers import handlers_of
from bot.handlers.errors import Errors
from bot.lookup import open_lookup
from bot.memory import Memory
from bot.ranking import HYBRID, PLAIN
from bot.service import Service
from bot.settings import Settings
from bot.stopping import stop_on_signals
from bot.use_cases import UseCases
from bot.views.menu import menus
from bot.views.words import Languages
from engine.facade import Engine
from storage.sql import SqlStore


@asynccontextmanager
async def opened_service(settings: Settings, engine: Engine, songs: int) -> AsyncIterator[Service]:
    """Open the use cases over an engine, `songs` an answer, and what they ask the web with."""
    if not settings.lookup:
        yield Service(engine, None, songs)
        return
    async with open_lookup(str(settings.oembed_url), settings.lookup_timeout_s) as lookup:
        yield Service(engine, lookup, songs)


@asynccontextmanager
async def opened_memory(settings: Settings) -> AsyncIterator[Memory]:
    """Open what chats told, at once or as soon as that works; raises StoreTooNew, BadAddress."""
    memory = Memory(SqlStore.at(settings.database_url, settings.database_wait_s))
    try:
        await memory.open()
        yield memory
    finally:
        await memory.close()


async def serve(settings: Settings, engine: Engine, stop: asyncio.Event) -> None:
    """Serve the bot until `stop` is set.

    Raises
    ------
    engine.errors.UnknownModel
        A team of the experiment is no model of the artefact.
    storage.errors.StorageError
        The database is of a later version, or its address cannot be read. One that cannot be
        used right now keeps the bot from nothing.
    telegram.error.InvalidToken, telegram.error.Conflict
        See `bot.app.run`.
    """
    languages, teams = Languages.load(), settings.teams
    for team in set(teams) - {PLAIN, HYBRID}:
        engine.model(team)
    async with (
        opened_memory(settings) as memory,
        opened_service(settings, engine, settings.songs) as service,
    ):
        cases = UseCases.over(engine, memory, service.lookup, settings.songs, teams)
        errors = Errors(languages, cases.keeping.move)
        application = build_application(settings, handlers_of(cases, languages), errors.sort)
        await run(settings, application, menus(languages), stop)


async def serve_until_stopped(settings: Settings, engine: Engine) -> None:
    """Serve the bot until the process is asked to end."""
    stop = asyncio.Event()
    stop_on_signals(stop)
    await serve(settings, engine, stop)
