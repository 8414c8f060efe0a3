"""What the web app answers, and when."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
from pydantic import HttpUrl, SecretStr
from telegram import Update
from telegram.ext import CallbackContext

from bot.playground.server import Playground
from bot.web import BODY_LIMIT, SECRET_HEADER

SECRET = {SECRET_HEADER: "a-secret"}


def update(number: int, text: str = "hello", user: int = 5) -> dict[str, object]:
    person = {"id": user, "is_bot": False, "first_name": "Ann"}
    chat = {"id": user, "type": "private", "first_name": "Ann"}
    message = {"message_id": number, "date": 0, "chat": chat, "from": person, "text": text}
    return {"update_id": number, "message": message}


@pytest.fixture
async def client(unused_tcp_port: int) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{unused_tcp_port}") as session:
        yield session


@pytest.fixture
async def start_hook(
    playground: Playground, start_bot: Callable, unused_tcp_port: int
) -> Callable:
    """Start a bot in webhook mode and wait until it serves."""

    async def start(*handling: object, **changes: object) -> object:
        bot = start_bot(
            *handling,
            webhook_url=HttpUrl(f"http://127.0.0.1:{unused_tcp_port}/hook"),
            webhook_secret=SecretStr("a-secret"),
            listen_port=unused_tcp_port,
            **changes,
        )
        await playground.called("setWebhook")
        return bot

    return start


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, b"{}", 401),
        ({SECRET_HEADER: "wrong"}, b"{}", 401),
        ({SECRET_HEADER: "sécret"}, b"{}", 401),
        ({**SECRET, "Content-Type": "text/plain"}, b"{}", 415),
        ({**SECRET, "Content-Type": "application/json"}, b"{not json", 400),
        ({**SECRET, "Content-Type": "application/json"}, b"[1]", 400),
        ({**SECRET, "Content-Type": "application/json"}, b"[" * 100_000, 400),
        ({**SECRET, "Content-Type": "application/json"}, b" " * (BODY_LIMIT + 1), 413),
        ({**SECRET, "Content-Type": "application/json"}, b"{}", 200),
    ],
)
async def test_only_telegram_gets_in_and_only_with_an_update(
    start_hook: Callable,
    client: aiohttp.ClientSession,
    headers: dict[str, str],
    body: bytes,
    status: int,
) -> None:
    await start_hook()
    headers = {"Content-Type": "application/json", **headers}
    async with client.post("/hook", data=io.BytesIO(body), headers=headers) as response:
        assert response.status == status


@pytest.mark.parametrize("path", ["/", "/hook/", "/metrics", "/hook2", "/.env"])
async def test_nothing_else_answers(
    start_hook: Callable, client: aiohttp.ClientSession, path: str
) -> None:
    await start_hook()
    async with client.post(path, json={}, headers=SECRET) as response:
        assert response.status == 404


async def test_health_is_told(start_hook: Callable, client: aiohttp.ClientSession) -> None:
    await start_hook()
    async with client.get("/healthz") as response:
        assert (response.status, await response.json()) == (200, {"status": "ok"})


async def test_telegram_is_told_what_to_send_and_how(
    playground: Playground, start_hook: Callable, unused_tcp_port: int
) -> None:
    await start_hook()
    call = next(call for call in playground.world.calls if call.method == "setwebhook")
    assert call.values["url"] == f"http://127.0.0.1:{unused_tcp_port}/hook"
    assert call.values["secret_token"] == "a-secret"  # noqa: S105 - nobody's
    assert call.values["max_connections"] == "64"
    assert '"callback_query"' in str(call.values["allowed_updates"])


async def test_200_is_said_after_the_handler_and_a_repeat_is_handled_once(
    start_hook: Callable, client: aiohttp.ClientSession
) -> None:
    handled: list[str] = []
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(update: Update, _: CallbackContext) -> None:
        begun.set()
        await go_on.wait()
        handled.append(update.effective_message.text)

    await start_hook(slow)

    async def deliver() -> int:
        async with client.post("/hook", json=update(1), headers=SECRET) as response:
            return response.status

    first = asyncio.create_task(deliver())
    await begun.wait()
    repeat = asyncio.create_task(deliver())
    await asyncio.sleep(0.02)
    assert not first.done()
    assert not repeat.done()
    go_on.set()
    assert await asyncio.gather(first, repeat, deliver()) == [200, 200, 200]
    assert handled == ["hello"]


async def test_during_a_stop_telegram_is_asked_to_come_back(
    start_hook: Callable, client: aiohttp.ClientSession
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(update: Update, _: CallbackContext) -> None:
        begun.set()
        await go_on.wait()

    bot = await start_hook(slow)

    async def deliver(number: int) -> int:
        async with client.post("/hook", json=update(number), headers=SECRET) as response:
            return response.status

    first = asyncio.create_task(deliver(1))
    await begun.wait()
    bot.stopping.set()
    await asyncio.sleep(0.02)
    assert await deliver(2) == 503
    go_on.set()
    assert await first == 200
    await bot.task


async def test_what_a_stop_gave_up_is_not_confirmed(
    start_hook: Callable, client: aiohttp.ClientSession
) -> None:
    begun = asyncio.Event()

    async def stuck(update: Update, _: CallbackContext) -> None:
        begun.set()
        await asyncio.Event().wait()

    bot = await start_hook(stuck, stop_timeout_s=0.01)
    posting = asyncio.create_task(client.post("/hook", json=update(1), headers=SECRET))
    await begun.wait()
    await bot.stop()
    assert (await posting).status == 503
