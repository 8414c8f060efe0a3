"""Which errors are sat out, and how."""

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.outage import is_outage, through_outages


@pytest.mark.parametrize("exc", [NetworkError("x"), TimedOut(), TelegramError("Invalid response")])
def test_what_passes_by_itself_is_an_outage(exc: Exception) -> None:
    assert is_outage(exc)


@pytest.mark.parametrize(
    "exc",
    [
        BadRequest("x"),
        ChatMigrated(-1),
        Conflict("x"),
        EndPointNotFound("x"),
        Forbidden("x"),
        InvalidToken(),
        ValueError("x"),
        OSError("x"),
    ],
)
def test_what_the_same_call_would_meet_again_is_not(exc: Exception) -> None:
    assert not is_outage(exc)


async def test_a_call_is_repeated_until_it_answers() -> None:
    outcomes: list[object] = [NetworkError("down"), "up"]

    async def call() -> str:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return str(outcome)

    assert await through_outages(call, "testing") == "up"
    assert outcomes == []


async def test_a_lasting_error_is_raised_at_once() -> None:
    calls = []

    async def call() -> None:
        calls.append(1)
        raise BadRequest("bad webhook")

    with pytest.raises(BadRequest, match="bad webhook"):
        await through_outages(call, "testing")
    assert len(calls) == 1
