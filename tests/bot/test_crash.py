"""A bot in a process of its own: killed in the middle of an update, or told to stop."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable

from bot.playground.server import Playground

BOT = """
import asyncio, os, signal
from telegram.ext import MessageHandler, filters
from bot.app import build_application, run
from bot.settings import Settings
from bot.stopping import stop_on_signals

async def echo(update, context):
    if update.effective_message.text == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    await update.effective_message.reply_text(update.effective_message.text)

async def on_error(update, context):
    print(repr(context.error))

async def main():
    stop = asyncio.Event()
    stop_on_signals(stop)
    settings = Settings(_env_file=None)
    application = build_application(settings, [MessageHandler(filters.ALL, echo)], on_error)
    await run(settings, application, {}, stop)

asyncio.run(main())
"""


async def spawn(playground: Playground, mode: dict[str, object]) -> asyncio.subprocess.Process:
    environment = {
        "SEGUE_TOKEN": playground.token,
        "SEGUE_TELEGRAM_API": playground.base_url,
        "SEGUE_MESSAGES_PER_SECOND": "1000",
    }
    if mode:
        environment |= {
            "SEGUE_WEBHOOK_URL": str(mode["webhook_url"]),
            "SEGUE_LISTEN_PORT": str(mode["listen_port"]),
        }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", BOT, env=os.environ | environment
    )


async def test_a_killed_process_loses_no_message(
    playground: Playground, start_bot: Callable, mode: dict[str, object]
) -> None:
    chats = [playground.private(playground.person(f"P{number}")) for number in range(30)]
    for number, chat in enumerate(chats):
        person = next(iter(chat.room.members.values()))
        await chat.say(person, "die" if number == 15 else "hello")
    process = await spawn(playground, mode)
    assert await asyncio.wait_for(process.wait(), 20) == -signal.SIGKILL
    start_bot(**mode)
    await playground.settled()
    assert all(chat.answers() for chat in chats)


async def test_sigterm_ends_the_process_in_good_order(
    playground: Playground, mode: dict[str, object]
) -> None:
    process = await spawn(playground, mode)
    ann = playground.person("Ann")
    chat = playground.private(ann)
    await chat.answer(after=await chat.say(ann, "hello"), timeout_s=20)
    process.terminate()
    assert await asyncio.wait_for(process.wait(), 10) == 0
    assert len(playground.world.queue) == 0
