"""How many messages a second an echo bot answers on the playground.

Run it as `python tests/bench/echo_throughput.py [messages] [latency in ms] [polling|webhook]`.
The playground and the bot are two processes; the rate limit is lifted, the API's round trip is the
latency given. What is measured is transport, delivery and python-telegram-bot, and the playground.
"""

import asyncio
import socket
import sys
import time

from pydantic import HttpUrl
from rich.console import Console
from telegram import Update
from telegram.ext import CallbackContext, MessageHandler, filters

from bot.app import build_application, run
from bot.playground.server import Playground
from bot.settings import Settings
from bot.stopping import stop_on_signals

CHATS = 500


async def echo(update: Update, _: CallbackContext) -> None:
    """Say what was said."""
    if update.effective_message is not None and update.effective_message.text:
        await update.effective_message.reply_text(update.effective_message.text)


async def serve(api: str, token: str, webhook_port: int) -> None:
    """Run the bot, in its own process."""

    async def on_error(_: object, context: CallbackContext) -> None:
        Console(stderr=True).print(repr(context.error))

    plain = Settings(_env_file=None, token=token, telegram_api=api, concurrent_updates=256)
    changes: dict[str, object] = {"messages_per_second": 1e6}
    if webhook_port:
        address = HttpUrl(f"http://127.0.0.1:{webhook_port}/hook")
        changes |= {"webhook_url": address, "listen_port": webhook_port}
    settings = plain.model_copy(update=changes)  # past the validated limit on purpose
    stop = asyncio.Event()
    stop_on_signals(stop)
    handlers = [MessageHandler(filters.TEXT, echo)]
    await run(settings, build_application(settings, handlers, on_error), {}, stop)


async def measure(messages: int, latency_s: float, webhook_port: int) -> None:
    """Queue messages of many chats, start the bot, time until all are answered."""
    async with Playground() as playground:
        playground.world.latency_s = latency_s
        people = [playground.person(f"P{number}") for number in range(CHATS)]
        for number in range(messages):
            person = people[number % CHATS]
            await playground.private(person).say(person, str(number))
        bot = await asyncio.create_subprocess_exec(
            sys.executable, __file__, "--serve",
            playground.base_url, playground.token, str(webhook_port),
        )  # fmt: skip
        await playground.called("sendMessage", timeout_s=30)
        began = time.perf_counter()
        await playground.settled(timeout_s=600)
        took_s = time.perf_counter() - began
        answered = playground.world.called["sendmessage"]
        polls = playground.world.called["getupdates"]
        stopping = time.perf_counter()
        bot.terminate()
        code = await bot.wait()
        Console().print(
            f"{answered} of {messages} answered in {took_s:.2f} s: {messages / took_s:.0f}/s, "
            f"{polls} polls; stopped in {time.perf_counter() - stopping:.2f} s with code {code}"
        )


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(arguments: list[str]) -> None:
    """Read the command line."""
    if arguments[:1] == ["--serve"]:
        asyncio.run(serve(arguments[1], arguments[2], int(arguments[3])))
        return
    messages, latency_ms, mode = [*arguments, *("3000", "60", "polling")[len(arguments) :]]
    port = free_port() if mode == "webhook" else 0
    asyncio.run(measure(int(messages), float(latency_ms) / 1000, port))


if __name__ == "__main__":
    main(sys.argv[1:])
