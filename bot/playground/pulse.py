"""Waiting for a state of the playground, without polling for it."""

import asyncio
from collections.abc import Callable


class Pulse:
    """Wakes everyone who waits, at each beat; each looks whether the state is theirs."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def beat(self) -> None:
        """Tell that something changed."""
        event, self._event = self._event, asyncio.Event()
        event.set()

    async def until(self, holds: Callable[[], bool], timeout_s: float | None) -> None:
        """Return once `holds()`; raise TimeoutError after `timeout_s`."""
        async with asyncio.timeout(timeout_s):
            while not holds():
                await self._event.wait()
