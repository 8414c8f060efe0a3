"""A server stopped, slow, locked or read-only: down, said so, and well when it is back."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import Connection, text

from engine.types import TrackId
from storage.errors import StoreDown
from storage.records import Ballot, ChatId, ChatSettings, Tally, UserId, Vote
from storage.sql import SqlStore

HOME, ANN, SONG = ChatId(-100), UserId(7), TrackId("song")
LIKE = Ballot(1, HOME, ANN, SONG, Vote.UP)
WAIT_S = 0.2


@pytest.fixture
async def served(postgres: object) -> AsyncIterator[str]:
    """An empty PostgreSQL that runs again when the test has stopped it."""
    url = await postgres.empty()
    yield url
    postgres.start_again()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
async def test_a_server_that_stops_is_down_and_well_when_it_starts(
    served: str, postgres: object, open_at: Callable, mode: str
) -> None:
    store = await open_at(served)
    await store.vote(LIKE)
    postgres.stop(mode)
    for _ in range(2):
        with pytest.raises(StoreDown):
            await store.vote(LIKE)
        with pytest.raises(StoreDown):
            await store.settings(HOME)
    postgres.start()
    assert await store.vote(LIKE) == Tally(1, 0)


async def test_a_server_away_at_the_start_is_used_when_it_comes(
    served: str, postgres: object
) -> None:
    postgres.stop()
    store = SqlStore.at(served)
    with pytest.raises(StoreDown):
        await store.open()
    postgres.start()
    assert await store.vote(LIKE) == Tally(1, 0)
    await store.close()


async def test_connections_cut_under_way_are_replaced(served: str, open_at: Callable) -> None:
    store = await open_at(served)
    other = await open_at(served)
    voting = [store.vote(Ballot(n, HOME, UserId(n), SONG, Vote.UP)) for n in range(30)]

    async def cut() -> None:
        async with other.database.engine.connect() as connection:
            await connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE application_name = 'segue' AND pid <> pg_backend_pid()"
                )
            )

    *outcomes, _ = await asyncio.gather(*voting, cut(), return_exceptions=True)
    kept = sum(isinstance(one, Tally) for one in outcomes)
    assert all(isinstance(one, Tally | StoreDown) for one in outcomes)
    tally = (await store.tallies(HOME, [SONG]))[SONG]
    assert tally.likes >= kept


async def test_a_lock_held_by_another_is_down(served: str, open_at: Callable) -> None:
    store = await open_at(served, WAIT_S)
    other = await open_at(served)
    async with other.database.engine.begin() as connection:
        await connection.execute(text("LOCK TABLE votes IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(StoreDown, match="locked"):
            await store.vote(LIKE)
        with pytest.raises(StoreDown, match="locked"):
            await store.judgements(HOME)
    assert await store.vote(LIKE) == Tally(1, 0)


async def test_a_server_that_takes_too_long_is_down(served: str, open_at: Callable) -> None:
    store = await open_at(served, WAIT_S)

    def sleep(connection: Connection) -> None:
        connection.execute(text("SELECT pg_sleep(60)"))

    with pytest.raises(StoreDown, match="too slow"):
        await store.database.read(sleep)
    assert await store.vote(LIKE) == Tally(1, 0)


async def test_a_read_only_server_is_read_and_not_written(served: str, open_at: Callable) -> None:
    store = await open_at(served)
    other = await open_at(served)
    await store.vote(LIKE)
    async with store.database.engine.begin() as connection:
        await connection.execute(text("SET default_transaction_read_only = on"))
    with pytest.raises(StoreDown, match="read-only"):
        await store.save_settings(HOME, ChatSettings("mood"))
    await store.save_settings(HOME, ChatSettings("mood"))
    assert await other.settings(HOME) == ChatSettings("mood")


@pytest.mark.parametrize("change", [("segue@", "nobody:wrong@"), ("/postgres", "/nowhere")])
async def test_a_wrong_login_or_name_is_down_with_its_reason(
    served: str, change: tuple[str, str]
) -> None:
    store = SqlStore.at(served.replace(*change))
    with pytest.raises(StoreDown, match=r"refuses the login|does not exist"):
        await store.open()
    await store.close()
