"""Stopping in time: work that a stop event ends, and the signals that set it."""

import asyncio
import signal
from collections.abc import Coroutine


async def until_stopped(stop: asyncio.Event, work: Coroutine[object, object, None]) -> bool:
    """Run `work` until it ends or `stop` is set; return whether it came to its own end."""
    running = asyncio.create_task(work)
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        running.cancel()
        await asyncio.wait({running, stopped})
    if running.cancelled():
        return False
    running.result()
    return True


def stop_on_signals(stop: asyncio.Event) -> None:
    """Set `stop` on SIGTERM and SIGINT, in the running loop's process."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
