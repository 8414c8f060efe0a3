"""Sitting out an outage: which Telegram errors pass by themselves, and how to wait for it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import structlog
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_exponential_jitter

_log = structlog.get_logger(__name__)

T = TypeVar("T")

FIRST_WAIT_S, LONGEST_WAIT_S, JITTER_S = 0.25, 30.0, 0.25

LASTING = (BadRequest, ChatMigrated, Conflict, EndPointNotFound, Forbidden, InvalidToken)
"""Errors that the same call would meet again; BadRequest is a NetworkError to the library."""


def is_outage(exc: BaseException) -> bool:
    """Whether trying again later is the answer.

    It is for network errors, floods and answers that are not JSON (a proxy's or a hotel's page).
    """
    return isinstance(exc, TelegramError) and not isinstance(exc, LASTING)


async def through_outages(call: Callable[[], Awaitable[T]], doing: str) -> T:
    """Repeat `call` until it answers or fails for good; log an outage once, and its end."""
    retrying = AsyncRetrying(
        retry=retry_if_exception(is_outage),
        wait=_wait_s,
        before_sleep=lambda state: _say_once(state, doing),
        reraise=True,
    )

    async def attempt() -> T:  # tenacity awaits coroutine functions only, `call` may be a lambda
        return await call()

    result: T = await retrying(attempt)
    attempts = retrying.statistics.get("attempt_number", 1)
    if attempts > 1:
        _log.info("outage_over", doing=doing, attempts=attempts)
    return result


def _wait_s(state: RetryCallState) -> float:
    """Return a growing, jittered wait, or the one that Telegram asked for."""
    exc = state.outcome.exception() if state.outcome else None
    if isinstance(exc, RetryAfter):
        return _seconds(exc)
    growing = wait_exponential_jitter(multiplier=FIRST_WAIT_S, max=LONGEST_WAIT_S, jitter=JITTER_S)
    return growing(state)


def _seconds(exc: RetryAfter) -> float:
    wait = exc.retry_after  # an int unless PTB_TIMEDELTA is set
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _say_once(state: RetryCallState, doing: str) -> None:
    exc = state.outcome.exception() if state.outcome else None
    if state.attempt_number == 1:
        _log.warning("outage", doing=doing, error=type(exc).__name__)
