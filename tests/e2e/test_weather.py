"""A database that goes away under a running bot: songs go on, it is said, and it is over."""

import asyncio
import os
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
import structlog

from bot.playground.server import Playground
from bot.playground.talk import Talk
from storage.sql import open_store

AWAY = "My memory is away right now: songs still come, but likes are not kept."
NOT_KEPT = "My memory is away right now, so I couldn't do this. Try again in a minute."
WAIT_S = 0.2


@pytest.fixture
def outage(url: str, request: pytest.FixtureRequest) -> Callable[[], AbstractContextManager]:
    """Take each database away for as long as the context lasts: locked, or stopped."""

    @contextmanager
    def locked() -> Iterator[None]:
        with closing(sqlite3.connect(url.partition(":///")[2], isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield

    @contextmanager
    def stopped() -> Iterator[None]:
        server = request.getfixturevalue("postgres")
        server.stop()
        try:
            yield
        finally:
            server.start_again()

    return locked if url.startswith("sqlite") else stopped


def counted(logs: list[dict[str, object]]) -> list[str]:
    return [str(entry["event"]) for entry in logs if str(entry["event"]).startswith("store_")]


async def until_kept(ann: Talk, text: str) -> None:
    """Ask until the bot no longer says that its memory is away: it has waited out its patience."""
    async with asyncio.timeout(20):
        while AWAY in (await ann.ask(text)).text:
            continue


async def test_songs_are_answered_through_an_outage_that_ends_by_itself(
    start: Callable, url: str, outage: Callable, talk: Callable[..., Talk]
) -> None:
    structlog.reset_defaults()
    with structlog.testing.capture_logs() as logs:
        start(database_url=url, database_wait_s=WAIT_S)
        ann, olya = talk("Ann"), talk("Оля", language="ru")
        answer = await ann.ask("Paper Boats")
        assert AWAY not in answer.text
        assert (await ann.toast(answer, "👍1")).startswith("👍")
        with outage():
            for text in ("Paper Boats", "/mood sad", "Neon Running"):
                during = await ann.ask(text)
                assert during.text.startswith(("Songs like", "Songs in this mood"))
                assert during.text.endswith(AWAY)
            assert await ann.toast(during, "👍1") == NOT_KEPT
            assert "👍1" in [button.text for button in ann.now(during).buttons]
            assert (await olya.ask("Тихий снег")).text.endswith("лайки не сохраняются.")
            question = await ann.ask("/forget")
            assert await ann.toast(question, "Forget everything") == NOT_KEPT
        await until_kept(ann, "Paper Boats")
        assert (await ann.toast(during, "👍1")).startswith("👍")
        assert re.findall("👍|👎", (await ann.ask("/likes")).text) == ["👍", "👍"]
    assert counted(logs) == ["store_down", "store_back"]


async def test_a_bot_starts_without_its_database_and_finds_it_later(
    start: Callable, tmp_path: Path, talk: Callable[..., Talk]
) -> None:
    path = tmp_path / "segue.db"
    path.write_text("this is no database, but it is in its place")
    structlog.reset_defaults()
    with structlog.testing.capture_logs() as logs:
        start(database_url=f"sqlite+aiosqlite:///{path}")
        ann = talk("Ann")
        assert (await ann.ask("Paper Boats")).text.endswith(AWAY)
        assert (await ann.ask("/likes")).text == NOT_KEPT
        path.unlink()
        await until_kept(ann, "Paper Boats")
        assert (await ann.toast(await ann.ask("Paper Boats"), "👍1")).startswith("👍")
    assert counted(logs) == ["store_down", "store_back"]


async def test_a_database_of_a_later_version_is_refused_in_one_line(
    playground: Playground, artefact: Path, tmp_path: Path
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/segue.db"
    await (await open_store(url)).close()
    with closing(sqlite3.connect(tmp_path / "segue.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = 'of_tomorrow'")
    environment = {
        "SEGUE_TOKEN": playground.token,
        "SEGUE_TELEGRAM_API": playground.base_url,
        "SEGUE_DATABASE_URL": url,
        "SEGUE_ARTEFACT": str(artefact),
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "serve"),
        env=os.environ | environment,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 2
    assert said.decode().count("\n") == 1
    assert "of_tomorrow" in said.decode()
