"""The promises of delivery, in polling and webhook mode, over real HTTP on loopback."""

import asyncio
from collections.abc import Callable

import pytest
from telegram import Update
from telegram.error import Conflict, InvalidToken
from telegram.ext import CallbackContext

from bot.playground.errors import ApiError, flood
from bot.playground.server import Playground

UNPARSABLE = ({"message": {"message_id": "?"}}, {"callback_query": 7}, {"message": [1]})


@pytest.fixture(params=["polling", "webhook"])
def mode(request: pytest.FixtureRequest, unused_tcp_port: int) -> dict[str, object]:
    """Settings of each way to receive updates."""
    if request.param == "polling":
        return {}
    from pydantic import HttpUrl, SecretStr

    return {
        "webhook_url": HttpUrl(f"http://127.0.0.1:{unused_tcp_port}/hook"),
        "webhook_secret": SecretStr("a-secret"),
        "listen_port": unused_tcp_port,
    }


async def test_an_answer_comes_back(
    playground: Playground, start_bot: Callable, mode: dict[str, object]
) -> None:
    start_bot(**mode)
    ann = playground.person("Ann")
    chat = playground.private(ann)
    said = await chat.say(ann, "Mad World")
    assert (await chat.answer(after=said)).text == "Mad World"


async def test_messages_of_one_chat_are_handled_in_order_while_chats_run_together(
    playground: Playground, start_bot: Callable, mode: dict[str, object]
) -> None:
    order: dict[int, list[str]] = {}
    both_busy = asyncio.Barrier(2)

    async def note(update: Update, _: CallbackContext) -> None:
        text = update.effective_message.text
        if text == "0":  # each chat's first message waits for the other chat's
            await both_busy.wait()
        await asyncio.sleep(0.002 * (20 - int(text)) / 20)  # later messages are quicker
        order.setdefault(update.effective_chat.id, []).append(text)

    people = [playground.person("Ann"), playground.person("Bob")]
    for number in range(20):
        for person in people:
            await playground.private(person).say(person, str(number))
    start_bot(note, **mode)
    await playground.settled()
    assert list(order.values()) == [[str(number) for number in range(20)]] * 2


async def test_an_unparsable_update_does_not_stop_the_next(
    playground: Playground, start_bot: Callable, mode: dict[str, object]
) -> None:
    for fields in UNPARSABLE:
        playground.push_raw(fields)
    ann = playground.person("Ann")
    chat = playground.private(ann)
    said = await chat.say(ann, "still there?")
    start_bot(**mode)
    assert (await chat.answer(after=said)).text == "still there?"
    await playground.settled()


async def test_what_was_not_handled_at_a_stop_is_delivered_at_the_next_start(
    playground: Playground, start_bot: Callable, mode: dict[str, object]
) -> None:
    stuck = asyncio.Event()

    async def hang_on_two(update: Update, _: CallbackContext) -> None:
        if update.effective_message.text == "two":
            stuck.set()
            await asyncio.Event().wait()
        await update.effective_message.reply_text(update.effective_message.text)

    ann, bob = playground.person("Ann"), playground.person("Bob")
    chat = playground.private(ann)
    await playground.private(bob).say(bob, "one")
    said = await chat.say(ann, "two")
    first = start_bot(hang_on_two, **mode, stop_timeout_s=0.01)
    await asyncio.wait_for(stuck.wait(), 5)
    await playground.private(bob).answer()
    await first.stop()
    assert chat.answers() == []

    start_bot(**mode)
    assert (await chat.answer(after=said)).text == "two"
    await playground.settled()
    assert [message.text for message in playground.private(bob).answers()] == ["one"]


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
    from pydantic import SecretStr

    bot = start_bot(token=SecretStr("1:wrong"))
    with pytest.raises(InvalidToken) as caught:
        await bot.task
    assert "1:wrong" not in str(caught.value)
    assert caught.value.__suppress_context__


async def test_two_pollers_are_an_error_that_says_so(
    playground: Playground, start_bot: Callable
) -> None:
    first = start_bot()
    ann = playground.person("Ann")
    chat = playground.private(ann)
    await chat.answer(after=await chat.say(ann, "one"))
    second = start_bot()
    await chat.answer(after=await chat.say(ann, "two"))
    done, _ = await asyncio.wait(
        {first.task, second.task}, timeout=5, return_when=asyncio.FIRST_COMPLETED
    )
    with pytest.raises(Conflict):
        await done.pop()


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


async def test_a_failing_handler_reaches_the_error_handler_and_counts_as_handled(
    playground: Playground, start_bot: Callable, mode: dict[str, object]
) -> None:
    async def fail(update: Update, _: CallbackContext) -> None:
        raise LookupError("no such song")

    bot = start_bot(fail, **mode)
    ann = playground.person("Ann")
    await playground.private(ann).say(ann, "x")
    await playground.settled()
    assert [type(error) for error in bot.errors] == [LookupError]


async def test_a_slow_chat_does_not_hold_up_messages_that_come_later(
    playground: Playground, start_bot: Callable, mode: dict[str, object]
) -> None:
    go_on = asyncio.Event()

    async def slow_for_ann(update: Update, _: CallbackContext) -> None:
        if update.effective_user.first_name == "Ann":
            await go_on.wait()
        await update.effective_message.reply_text("done")

    start_bot(slow_for_ann, **mode)
    ann, bob = playground.person("Ann"), playground.person("Bob")
    waiting = await playground.private(ann).say(ann, "slow")
    for _ in range(3):
        said = await playground.private(bob).say(bob, "quick")
        await playground.private(bob).answer(after=said, timeout_s=3)
    go_on.set()
    await playground.private(ann).answer(after=waiting)
    await playground.settled()


async def test_more_updates_than_one_batch_are_all_handled_once(
    playground: Playground, start_bot: Callable, mode: dict[str, object]
) -> None:
    seen: list[str] = []

    async def note(update: Update, _: CallbackContext) -> None:
        seen.append(update.effective_message.text)

    people = [playground.person(f"P{number}") for number in range(7)]
    for number in range(350):
        person = people[number % 7]
        await playground.private(person).say(person, str(number))
    start_bot(note, **mode)
    await playground.settled()
    assert sorted(seen, key=int) == [str(number) for number in range(350)]


async def test_menus_that_telegram_refuses_do_not_stop_the_start(
    playground: Playground, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from telegram import BotCommand

    from bot.app import build_application, run

    async def on_error(*_: object) -> None: ...

    menu = [BotCommand("start", "Begin")]
    playground.fail_next("setMyCommands", ApiError(400, "Bad Request: BOT_COMMAND_INVALID"))
    application, stop = build_application(settings, [], on_error), asyncio.Event()
    task = asyncio.create_task(run(settings, application, {"": menu, "ru": menu}, stop))
    ann = playground.person("Ann")
    await playground.private(ann).say(ann, "x")
    await playground.settled()
    while playground.world.called["setmycommands"] < 2:
        await asyncio.sleep(0.01)
    stop.set()
    await task
