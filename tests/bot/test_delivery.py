"""The promises of delivery, in polling and webhook mode, over real HTTP on loopback."""

import asyncio
from collections.abc import Callable

from telegram import Update
from telegram.ext import CallbackContext

from bot.playground.server import Playground

UNPARSABLE = ({"message": {"message_id": "?"}}, {"callback_query": 7}, {"message": [1]})


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
    async def hang_on_two(update: Update, _: CallbackContext) -> None:
        if update.effective_message.text == "two":
            await asyncio.Event().wait()
        await update.effective_message.reply_text(update.effective_message.text)

    chats = [playground.private(playground.person(name)) for name in ("Ann", "Bob", "Cat")]
    for chat, text in zip(chats, ("one", "two", "three"), strict=True):
        await chat.say(next(iter(chat.room.members.values())), text)
    first = start_bot(hang_on_two, **mode, stop_timeout_s=0.01)
    await chats[0].answer()
    await chats[2].answer()
    await first.stop()
    assert chats[1].answers() == []

    start_bot(**mode)
    assert (await chats[1].answer()).text == "two"
    await playground.settled()
    assert len(chats[0].answers()) == 1  # before the unfinished one: confirmed
    assert len(chats[2].answers()) in {1, 2}  # behind it: a poll's offset cannot tell it apart


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
    for number in range(60):
        waiting = await playground.private(ann).say(ann, f"slow {number}")
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


async def test_a_poll_does_not_spin_while_an_update_takes_its_time(
    playground: Playground, start_bot: Callable
) -> None:
    begun = asyncio.Event()

    async def hang(update: Update, _: CallbackContext) -> None:
        begun.set()
        await asyncio.Event().wait()

    ann = playground.person("Ann")
    for number in range(150):  # more than one poll shows
        await playground.private(ann).say(ann, str(number))
    start_bot(hang, stop_timeout_s=0.01)
    await begun.wait()
    await asyncio.sleep(0.3)  # a poll that spins asks a hundred times in it
    assert playground.world.called["getupdates"] <= 2


async def test_a_poll_looks_for_other_chats_now_and_then_while_an_update_takes_its_time(
    playground: Playground, start_bot: Callable
) -> None:
    begun = asyncio.Event()

    async def hang(update: Update, _: CallbackContext) -> None:
        begun.set()
        await asyncio.Event().wait()

    ann = playground.person("Ann")
    await playground.private(ann).say(ann, "x")
    start_bot(hang, stop_timeout_s=0.01)
    await begun.wait()
    await asyncio.sleep(0.3)
    assert 2 <= playground.world.called["getupdates"] <= 8
