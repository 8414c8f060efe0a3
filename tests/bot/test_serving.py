"""Starting, stopping and sitting out what goes wrong, in polling and webhook mode."""

import asyncio
from collections.abc import Callable

import pytest
from pydantic import SecretStr
from telegram import BotCommand, Update
from telegram.error import Conflict, InvalidToken
from telegram.ext import CallbackContext

from bot.app import build_application, run
from bot.playground.errors import ApiError, flood
from bot.playground.server import Playground
from bot.settings import Settings


async def test_a_stop_lets_what_is_in_flight_finish(
    playground: Playground, start_bot: Callable, mode: dict[str, object]
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(update: Update, context: CallbackContext) -> None:
        begun.set()
        await go_on.wait()
        await update.effective_message.reply_text("done")

    ann = playground.person("Ann")
    chat = playground.private(ann)
    said = await chat.say(ann, "go")
    bot = start_bot(slow, **mode)
    await asyncio.wait_for(begun.wait(), 5)
    bot.stopping.set()
    asyncio.get_running_loop().call_later(0.05, go_on.set)
    await asyncio.wait_for(bot.task, 5)
    assert [message.text for message in chat.answers(after=said)] == ["done"]
    assert len(playground.world.queue) == 0


async def test_a_handler_that_never_ends_cannot_hold_up_a_stop(
    playground: Playground, start_bot: Callable, mode: dict[str, object]
) -> None:
    begun = asyncio.Event()

    async def stubborn(update: Update, context: CallbackContext) -> None:
        begun.set()
        while True:
            try:
                await asyncio.sleep(1)
                return
            except asyncio.CancelledError:
                continue

    ann = playground.person("Ann")
    await playground.private(ann).say(ann, "go")
    bot = start_bot(stubborn, **mode, stop_timeout_s=0.05)
    await asyncio.wait_for(begun.wait(), 5)
    await asyncio.wait_for(bot.stop(), 5)


async def test_a_start_waits_for_the_network(
    playground: Playground, start_bot: Callable, mode: dict[str, object]
) -> None:
    ann = playground.person("Ann")
    chat = playground.private(ann)
    said = await chat.say(ann, "hello?")
    await playground.stop()
    bot = start_bot(**mode)
    await asyncio.sleep(0.1)
    assert not bot.task.done()
    await playground.start()
    assert (await chat.answer(after=said)).text == "hello?"


async def test_a_start_without_network_stops_at_once(
    playground: Playground, start_bot: Callable
) -> None:
    await playground.stop()
    bot = start_bot()
    await asyncio.sleep(0.05)
    await asyncio.wait_for(bot.stop(), 2)


async def test_an_outage_in_the_middle_is_sat_out(
    playground: Playground, start_bot: Callable, mode: dict[str, object]
) -> None:
    start_bot(**mode)
    ann = playground.person("Ann")
    chat = playground.private(ann)
    await chat.answer(after=await chat.say(ann, "before"))
    playground.fail_next("getUpdates", ApiError(502, "Bad Gateway"), ApiError(500, "Internal"))
    said = await chat.say(ann, "after")
    assert (await chat.answer(after=said)).text == "after"


async def test_a_refused_token_ends_the_start_without_quoting_it(
    playground: Playground, start_bot: Callable
) -> None:
    bot = start_bot(token=SecretStr("1:wrong"))
    with pytest.raises(InvalidToken) as caught:
        await bot.task
    assert "1:wrong" not in str(caught.value)
    assert caught.value.__suppress_context__


async def test_of_two_pollers_one_ends_with_a_clear_error_and_the_other_goes_on(
    playground: Playground, start_bot: Callable
) -> None:
    first = start_bot()
    ann = playground.person("Ann")
    chat = playground.private(ann)
    await chat.answer(after=await chat.say(ann, "one"))
    second = start_bot()
    await asyncio.wait({first.task, second.task}, timeout=5, return_when=asyncio.FIRST_COMPLETED)
    with pytest.raises(Conflict, match="only one bot instance"):
        await (first if first.task.done() else second).task
    assert (await chat.answer(after=await chat.say(ann, "two"))).text == "two"
    await playground.settled()
    assert [first.task.done(), second.task.done()].count(True) == 1


async def test_a_flood_wait_is_honoured_and_the_answer_still_comes(
    playground: Playground, start_bot: Callable
) -> None:
    start_bot()
    playground.fail_next("sendMessage", flood(1))
    ann = playground.person("Ann")
    chat = playground.private(ann)
    said = await chat.say(ann, "hello")
    assert (await chat.answer(after=said)).text == "hello"
    assert playground.world.called["sendmessage"] == 2


async def test_menus_that_telegram_refuses_do_not_stop_the_start(
    playground: Playground, settings: Settings
) -> None:
    async def on_error(*_: object) -> None: ...

    menu = [BotCommand("start", "Begin")]
    playground.fail_next("setMyCommands", ApiError(400, "Bad Request: BOT_COMMAND_INVALID"))
    application, stop = build_application(settings, [], on_error), asyncio.Event()
    task = asyncio.create_task(run(settings, application, {"": menu, "ru": menu}, stop))
    await playground.called("setMyCommands", times=2)
    ann = playground.person("Ann")
    await playground.private(ann).say(ann, "x")
    await playground.settled()
    assert list(playground.world.menus) == ["default/ru"]
    stop.set()
    await task


async def test_no_proxy_stands_between_the_bot_and_a_loopback_api(
    playground: Playground, start_bot: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    start_bot()
    ann = playground.person("Ann")
    chat = playground.private(ann)
    await chat.answer(after=await chat.say(ann, "hello"))
