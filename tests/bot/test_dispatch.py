"""The dispatcher's limits, on an application whose handlers the test holds."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs
from telegram import Update
from telegram.ext import CallbackContext, TypeHandler

from bot.app import build_application
from bot.dispatch import Dispatcher, NotHandled, TelegramApp, update_id_of
from bot.settings import Settings


class Turnstile:
    """A handler that counts who is inside and lets nobody out until opened."""

    def __init__(self) -> None:
        self.inside = self.most = 0
        self.order: list[int] = []
        self.open = asyncio.Event()
        self.entered = asyncio.Event()

    async def pass_through(self, update: Update, _: CallbackContext) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.order.append(update.update_id)
        self.entered.set()
        await self.open.wait()
        self.inside -= 1


@pytest.fixture
def turnstile() -> Turnstile:
    return Turnstile()


@pytest.fixture
async def application(settings: Settings, turnstile: Turnstile) -> AsyncIterator[TelegramApp]:
    async def on_error(*_: object) -> None: ...

    handlers = [TypeHandler(Update, turnstile.pass_through)]
    async with build_application(settings, handlers, on_error) as started:
        yield started


def message(update_id: int, chat_id: int) -> dict[str, object]:
    person = {"id": chat_id, "is_bot": False, "first_name": "Ann"}
    chat = {"id": chat_id, "type": "private"}
    fields = {"message_id": 1, "date": 0, "chat": chat, "from": person, "text": "x"}
    return {"update_id": update_id, "message": fields}


def inline_query(update_id: int, user_id: int) -> dict[str, object]:
    person = {"id": user_id, "is_bot": False, "first_name": "Ann"}
    query = {"id": str(update_id), "from": person, "query": "x", "offset": ""}
    return {"update_id": update_id, "inline_query": query}


async def test_no_more_run_at_once_than_allowed_and_nothing_is_kept_of_idle_chats(
    application: TelegramApp, turnstile: Turnstile
) -> None:
    dispatcher = Dispatcher(application, concurrent_updates=4)
    handling = [
        asyncio.create_task(dispatcher.handle(message(number, chat_id=1 + number % 50)))
        for number in range(200)
    ]
    await turnstile.entered.wait()
    assert (dispatcher.in_flight, dispatcher.busy_chats) == (200, 50)
    turnstile.open.set()
    await asyncio.gather(*handling)
    assert turnstile.most == 4
    assert (dispatcher.in_flight, dispatcher.busy_chats) == (0, 0)


async def test_updates_without_a_chat_queue_by_person(
    application: TelegramApp, turnstile: Turnstile
) -> None:
    dispatcher = Dispatcher(application, concurrent_updates=10)
    for number in range(6):
        dispatcher.submit(inline_query(number, user_id=1 + number % 2))
    await turnstile.entered.wait()
    await asyncio.sleep(0)
    assert turnstile.order == [0, 1]
    turnstile.open.set()
    await dispatcher.drain(5)
    assert turnstile.order == [0, 1, 2, 3, 4, 5]


async def test_an_update_is_handled_once_however_often_it_comes(
    application: TelegramApp, turnstile: Turnstile
) -> None:
    dispatcher = Dispatcher(application, concurrent_updates=10)
    turnstile.open.set()
    await asyncio.gather(*(dispatcher.handle(message(1, 1)) for _ in range(3)))
    await dispatcher.handle(message(1, 1))
    assert turnstile.order == [1]


async def test_what_was_given_up_says_so_and_may_come_again(
    application: TelegramApp, turnstile: Turnstile
) -> None:
    dispatcher = Dispatcher(application, concurrent_updates=10)
    handling = asyncio.create_task(dispatcher.handle(message(1, 1)))
    await turnstile.entered.wait()
    assert await dispatcher.drain(0) == 1
    with pytest.raises(NotHandled):
        await handling
    turnstile.open.set()
    await dispatcher.handle(message(1, 1))
    assert turnstile.order == [1, 1]


async def test_an_update_that_cannot_be_parsed_is_logged_by_number_never_by_its_words(
    application: TelegramApp,
) -> None:
    dispatcher = Dispatcher(application, concurrent_updates=1)
    raw = message(9, 1)
    raw["message"] = {"text": "my secret", "date": "my secret"}
    with capture_logs() as logs:
        await dispatcher.handle(raw)
    assert [(log["event"], log["update_id"]) for log in logs] == [("update_failed", 9)]
    assert "my secret" not in repr(logs)


async def test_handlers_that_hang_are_ended_and_the_chat_goes_on(
    application: TelegramApp, turnstile: Turnstile
) -> None:
    dispatcher = Dispatcher(application, concurrent_updates=1, limit_s=0.02)
    with capture_logs() as logs:
        await dispatcher.handle(message(1, 1))
    assert logs[0]["error"] == "TimeoutError"
    turnstile.open.set()
    await dispatcher.handle(message(2, 1))
    assert turnstile.order == [1, 2]


@pytest.mark.parametrize(
    "raw", [None, 7, [], {}, {"update_id": "7"}, {"update_id": True}, {"update_id": None}]
)
def test_what_has_no_number_for_an_id_has_none(raw: object) -> None:
    assert update_id_of(raw) is None
