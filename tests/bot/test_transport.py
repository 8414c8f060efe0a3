"""The aiohttp transport: bodies, timeouts and errors, as the Bot meets them."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from telegram import Bot, InputMediaPhoto
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.playground.errors import flood
from bot.playground.server import Playground
from bot.transport import AiohttpRequest, Timeouts

TOKEN = "1:secret-token"  # noqa: S105 - not anybody's
Serve = Callable[[Callable[[web.Request], Awaitable[web.StreamResponse]]], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Serve every request of a fresh loopback server with one function; return its address."""
    runners: list[web.AppRunner] = []

    async def start(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> str:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}/bot"

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def bot_at() -> AsyncIterator[Callable[..., Awaitable[Bot]]]:
    bots: list[AiohttpRequest] = []

    async def make(base_url: str, token: str = TOKEN, timeouts: Timeouts | None = None) -> Bot:
        request = AiohttpRequest(timeouts, trust_env=False)
        await request.initialize()
        bots.append(request)
        return ExtBot(token, base_url, request=request, get_updates_request=request)

    yield make
    for request in bots:
        await request.shutdown()


@pytest.fixture
async def playground_bot(playground: Playground, bot_at: Callable[..., Awaitable[Bot]]) -> Bot:
    return await bot_at(f"{playground.base_url}/bot", playground.token)


async def test_text_of_every_script_arrives_as_it_was_sent(
    playground: Playground, playground_bot: Bot
) -> None:
    ann = playground.person("Ann")
    playground.private(ann)
    text = 'Выпускной & "Loud" + 100% = 😭🔥 \u202eRTL'
    sent = await playground_bot.send_message(ann.user_id, text)
    assert sent.text == text


async def test_files_are_uploaded_with_their_parameters(
    playground: Playground, playground_bot: Bot
) -> None:
    ann = playground.person("Ann")
    playground.private(ann)
    picture = b"\x89PNG" + bytes(2 * 1024 * 1024)
    sent = await playground_bot.send_photo(ann.user_id, picture, caption="Обложка")
    assert sent.caption == "Обложка"
    assert list(playground.world.files.values()) == [picture]
    again = await playground_bot.send_photo(ann.user_id, sent.photo[0].file_id)
    assert again.photo[0].file_id == sent.photo[0].file_id


async def test_attached_files_are_sent_under_their_names(serve: Serve, bot_at: Callable) -> None:
    received: dict[str, object] = {}

    async def answer(request: web.Request) -> web.Response:
        for name, value in (await request.post()).items():
            received[name] = value.file.read() if isinstance(value, web.FileField) else value
        return web.json_response({"ok": True, "result": []})

    bot = await bot_at(await serve(answer))
    await bot.send_media_group(7, [InputMediaPhoto(b"one"), InputMediaPhoto(b"two")])
    media = json.loads(received["media"])
    attached = [received[item["media"].removeprefix("attach://")] for item in media]
    assert attached == [b"one", b"two"]
    assert received["chat_id"] == "7"


async def test_a_server_that_does_not_answer_is_a_timeout(serve: Serve, bot_at: Callable) -> None:
    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    bot = await bot_at(await serve(answer), timeouts=Timeouts(read_s=0.05))
    with pytest.raises(TimedOut):
        await bot.get_me()


async def test_a_call_brings_its_own_timeout(serve: Serve, bot_at: Callable) -> None:
    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    bot = await bot_at(await serve(answer))
    with pytest.raises(TimedOut):
        await bot.get_me(read_timeout=0.05)


async def test_a_refused_connection_is_a_network_error_without_the_token(
    bot_at: Callable, unused_tcp_port: int
) -> None:
    bot = await bot_at(f"http://127.0.0.1:{unused_tcp_port}/bot")
    with pytest.raises(NetworkError) as caught:
        await bot.get_me()
    assert "secret-token" not in repr(caught.value)
    assert caught.value.__suppress_context__


async def test_a_dropped_connection_is_a_network_error_without_the_token(
    serve: Serve, bot_at: Callable
) -> None:
    async def answer(request: web.Request) -> web.Response:
        request.transport.abort()
        return web.Response()

    bot = await bot_at(await serve(answer))
    with pytest.raises(NetworkError) as caught:
        await bot.get_me()
    assert not isinstance(caught.value, BadRequest)
    assert "secret-token" not in repr(caught.value)


async def test_nonsense_for_http_is_a_network_error_without_the_token(bot_at: Callable) -> None:
    async def nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"220 this is not HTTP\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(nonsense, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        bot = await bot_at(f"http://127.0.0.1:{port}/bot")
        with pytest.raises(NetworkError) as caught:
            await bot.get_me()
    assert "secret-token" not in repr(caught.value)


@pytest.mark.parametrize("status", [200, 502])
async def test_a_page_that_is_not_telegrams_is_an_error_that_is_not_logged(
    serve: Serve, bot_at: Callable, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text="<html>Log in to the hotel</html>", status=status)

    bot = await bot_at(await serve(answer))
    with pytest.raises(TelegramError):
        await bot.get_me()
    assert "hotel" not in caplog.text


async def test_a_flood_answer_tells_how_long_to_wait(
    playground: Playground, playground_bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    playground.fail_next("getMe", flood(7))
    with pytest.raises(RetryAfter) as caught:
        await playground_bot.get_me()
    assert caught.value.retry_after.total_seconds() == 7


async def test_a_hundred_calls_run_at_once(playground: Playground, playground_bot: Bot) -> None:
    arrived = asyncio.Barrier(100)

    async def me() -> None:
        await arrived.wait()
        await playground_bot.get_me()

    await asyncio.gather(*(me() for _ in range(100)))
    assert playground.world.called["getme"] == 100


async def test_addresses_are_never_logged(
    playground: Playground, playground_bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await playground_bot.get_me()
    assert playground.token not in caplog.text


async def test_a_proxy_of_the_environment_is_used(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def proxy(request: web.Request) -> web.Response:
        asked.append(request.headers["Host"])
        return web.json_response({"ok": True, "result": True})

    address = await serve(proxy)
    monkeypatch.setenv("http_proxy", address.removesuffix("/bot"))
    monkeypatch.setenv("no_proxy", "")
    request = AiohttpRequest()
    async with request:
        assert await request.post("http://telegram.invalid/bot1:x/getMe") is True
    assert asked == ["telegram.invalid"]


async def test_a_closed_transport_says_so(bot_at: Callable) -> None:
    request = AiohttpRequest()
    await request.shutdown()
    with pytest.raises(NetworkError):
        await request.post("http://127.0.0.1:1/")
