"""The real application on an in-process wire: what is hard to bring about over HTTP."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

import pytest
import structlog
from telegram import Update
from telegram.ext import ApplicationBuilder
from telegram.request import BaseRequest, RequestData

from bot.dispatch import TelegramApp
from bot.handlers import handlers_of
from bot.handlers.errors import Errors
from bot.memory import Memory
from bot.use_cases import UseCases
from bot.views.words import Languages
from engine.facade import Engine
from storage.sql import SqlStore

ME = {"id": 42, "is_bot": True, "first_name": "Segue", "username": "SegueBot"}
ANN = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "en"}
PRIVATE = {"id": 7, "type": "private"}
GROUP = {"id": -5, "type": "supergroup", "title": "Friends"}
BOATS = "a01".ljust(22, "0")


@dataclass
class Wire(BaseRequest):
    """Telegram's end of the wire: records calls, answers, and fails where a test says so."""

    calls: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)
    failures: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def read_timeout(self) -> float:
        return 5

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, **_: object
    ) -> tuple[int, bytes]:
        name = url.rsplit("/", 1)[-1]
        parameters = dict(request_data.parameters) if request_data else {}
        if name != "getMe":
            self.calls.append((name, parameters))
        if name in self.failures:
            code, reason = self.failures[name]
            failed = {"ok": False, "error_code": code, "description": reason}
            return code, json.dumps(failed).encode()
        message = {"message_id": 2, "date": 0, "chat": PRIVATE, "text": "x"}
        results = {"getMe": ME, "answerCallbackQuery": True}
        return 200, json.dumps({"ok": True, "result": results.get(name, message)}).encode()

    @property
    def methods(self) -> list[str]:
        return [name for name, _ in self.calls]

    @property
    def texts(self) -> list[str]:
        return [str(sent["text"]) for _, sent in self.calls if "text" in sent]


@pytest.fixture(autouse=True)
def logs_of_every_level() -> None:
    """Forget what an earlier test's command line set up."""
    structlog.reset_defaults()


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
async def application(wire: Wire, shelf: Engine) -> AsyncIterator[TelegramApp]:
    languages = Languages.load()
    builder = ApplicationBuilder().token("42:secret").request(wire).get_updates_request(wire)
    app = builder.updater(None).job_queue(None).build()
    memory = Memory(SqlStore.at("sqlite+aiosqlite://"))
    cases = UseCases.over(shelf, memory, songs=3)
    app.add_handlers(handlers_of(cases, languages))
    app.add_error_handler(Errors(languages, cases.keeping.move).sort)
    async with app:
        yield app
    await memory.close()


async def receive(application: TelegramApp, **update: object) -> None:
    await application.process_update(Update.de_json({"update_id": 1, **update}, application.bot))


def message(
    text: str = "", chat: Mapping[str, object] = PRIVATE, **more: object
) -> dict[str, object]:
    record = {"message_id": 1, "date": 1, "chat": chat, "from": ANN, **more}
    if text:
        record["text"] = text
    if text.startswith("/"):
        command = {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
        record["entities"] = [command]
    return record


def press(data: str | None = "1:S:mood:t:" + BOATS, **more: object) -> dict[str, object]:
    shown = message("Songs", **{"from": ME})
    shown["reply_markup"] = {"inline_keyboard": [[{"text": "More", "callback_data": data or "x"}]]}
    query = {"id": "1", "from": ANN, "chat_instance": "1", "message": shown, **more}
    return query | ({"data": data} if data is not None else {})


async def test_answers_have_no_link_preview(application: TelegramApp, wire: Wire) -> None:
    await receive(application, message=message("Paper Boats"))
    ((name, sent),) = wire.calls
    assert name == "sendMessage"
    assert sent["parse_mode"] == "HTML"
    assert sent["link_preview_options"] == {"is_disabled": True}


@pytest.mark.parametrize(
    "update",
    [
        {"edited_message": message("Paper Boats")},
        {"edited_message": message("/similar Paper Boats")},
        {"channel_post": message("/similar Paper Boats", {"id": -9, "type": "channel"})},
        {"edited_channel_post": message("Paper Boats", {"id": -9, "type": "channel"})},
        {"message": message("Paper Boats", GROUP)},
        {"message": message("/similar@OtherBot Paper Boats", GROUP)},
        {"message": message("/play@OtherBot spotify:track:" + BOATS, GROUP)},
        {"message": message(chat=GROUP, sticker={"file_id": "s", "file_unique_id": "s",
          "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False})},
        {"message": message("spotify:track:" + BOATS, GROUP, **{"from": ANN | {"is_bot": True}})},
        {"message": message(chat=GROUP, new_chat_members=[ME])},
        {"message": message(pinned_message=message("x"))},
        {"message": message(photo=[{"file_id": "p", "file_unique_id": "p", "width": 1,
          "height": 1}], media_group_id="9")},
        {"my_chat_member": {"chat": PRIVATE, "from": ANN, "date": 1,
          "old_chat_member": {"user": ME, "status": "member"},
          "new_chat_member": {"user": ME, "status": "left"}}},
        {},
    ],
)  # fmt: skip
async def test_what_is_not_for_the_bot_is_left_alone(
    application: TelegramApp, wire: Wire, update: dict[str, object]
) -> None:
    await receive(application, **update)
    assert wire.calls == []


@pytest.mark.parametrize(
    "said",
    [
        message("/similar Paper Boats", GROUP),
        message("/similar@seguebot Paper Boats", GROUP),
        message("/mood sad", GROUP, **{"from": None, "sender_chat": GROUP}),
        message("Paper Boats", GROUP, reply_to_message=message("x", GROUP, **{"from": ME})),
        message("Paper Boats @SegueBot", GROUP,
                entities=[{"type": "mention", "offset": 12, "length": 9}]),
        message("this", GROUP, entities=[{"type": "text_link", "offset": 0, "length": 4,
                "url": "https://open.spotify.com/track/" + BOATS}]),
        message(chat=GROUP, caption="spotify:track:" + BOATS,
                photo=[{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]),
    ],
)  # fmt: skip
async def test_what_is_for_the_bot_is_answered_as_a_reply_in_groups(
    application: TelegramApp, wire: Wire, said: dict[str, object]
) -> None:
    await receive(application, message=said)
    ((name, sent),) = wire.calls
    assert name == "sendMessage"
    assert "Songs" in str(sent["text"])
    assert "reply_parameters" in sent


async def test_a_sticker_does_not_ask_about_the_message_it_replies_to(
    application: TelegramApp, wire: Wire
) -> None:
    voice = {"file_id": "v", "file_unique_id": "v", "duration": 1}
    said = message(voice=voice, reply_to_message=message("Paper Boats"))
    await receive(application, message=said)
    assert wire.texts[0].startswith("I can only read words")


@pytest.mark.parametrize("about", [{"text": ""}, {"text": "Paper Boats"}, {"text": "/start"}])
async def test_a_bare_command_without_words_anywhere_asks_for_them(
    application: TelegramApp, wire: Wire, about: dict[str, str]
) -> None:
    said = message("/similar", reply_to_message=message(about["text"]))
    await receive(application, message=said)
    expected = "Songs like" if about["text"] == "Paper Boats" else ("Which song?", "I don't know")
    assert wire.texts[0].startswith(expected)


async def test_a_topic_of_the_bots_own_is_no_reply_to_it(
    application: TelegramApp, wire: Wire
) -> None:
    opened = message(
        chat=GROUP, forum_topic_created={"name": "x", "icon_color": 1}, **{"from": ME}
    )
    said = message("Paper Boats", GROUP, reply_to_message=opened, is_topic_message=True)
    await receive(application, message=said)
    assert wire.calls == []


async def test_a_press_is_acknowledged_before_anything_is_edited(
    application: TelegramApp, wire: Wire
) -> None:
    await receive(application, callback_query=press())
    assert wire.methods == ["answerCallbackQuery", "editMessageText"]


async def test_more_takes_its_button_away_and_sends_a_new_message(
    application: TelegramApp, wire: Wire
) -> None:
    await receive(application, callback_query=press(f"1:M:cosine:3:t:{BOATS}"))
    assert wire.methods == ["editMessageReplyMarkup", "answerCallbackQuery", "sendMessage"]


@pytest.mark.parametrize("data", [f"1:M:cosine:3:t:{BOATS}", f"1:S:mood:t:{BOATS}"])
async def test_a_second_press_changes_nothing(
    application: TelegramApp, wire: Wire, data: str
) -> None:
    unchanged = (400, "Bad Request: message is not modified: specified new message content ...")
    wire.failures |= {"editMessageReplyMarkup": unchanged, "editMessageText": unchanged}
    await receive(application, callback_query=press(data))
    assert "sendMessage" not in wire.methods


@pytest.mark.parametrize("data", [f"1:M:cosine:3:t:{BOATS}", f"1:S:mood:t:{BOATS}"])
async def test_a_message_that_cannot_be_edited_is_followed_by_a_new_one(
    application: TelegramApp, wire: Wire, data: str
) -> None:
    gone = (400, "Bad Request: message can't be edited")
    wire.failures |= {"editMessageReplyMarkup": gone, "editMessageText": gone}
    await receive(application, callback_query=press(data))
    assert wire.methods[-1] == "sendMessage"


async def test_a_press_from_before_an_outage_still_gets_its_answer(
    application: TelegramApp, wire: Wire
) -> None:
    wire.failures["answerCallbackQuery"] = (400, "Bad Request: query is too old and response ...")
    await receive(application, callback_query=press())
    assert wire.methods == ["answerCallbackQuery", "editMessageText"]


@pytest.mark.parametrize(
    "query",
    [
        press("forged"),
        press(None, game_short_name="x"),
        press(message=None),
        press(message=None, inline_message_id="i"),
    ],
)
async def test_a_press_that_leads_nowhere_is_told_so(
    application: TelegramApp, wire: Wire, query: dict[str, object]
) -> None:
    await receive(application, callback_query=query)
    assert wire.methods == ["answerCallbackQuery"]
    assert wire.texts == ["This button is too old for me. Send me the song again."]


async def test_a_press_under_a_message_out_of_reach_is_answered_anew(
    application: TelegramApp, wire: Wire
) -> None:
    wire.failures["editMessageText"] = (400, "Bad Request: message to edit not found")
    gone = {"message_id": 1, "date": 0, "chat": PRIVATE}
    await receive(application, callback_query=press(message=gone))
    assert wire.methods == ["answerCallbackQuery", "editMessageText", "sendMessage"]


@pytest.mark.parametrize(
    ("code", "reason", "event", "calls"),
    [
        (403, "Forbidden: bot was blocked by the user", "chat_gone", 1),
        (400, "Bad Request: group chat was upgraded", "telegram_refused", 2),
        (502, "Bad Gateway", "telegram_unreachable", 1),
    ],
)
async def test_errors_of_telegram_are_sorted(
    application: TelegramApp, wire: Wire, code: int, reason: str, event: str, calls: int
) -> None:
    wire.failures["sendMessage"] = (code, reason)
    with structlog.testing.capture_logs() as logs:
        await receive(application, message=message("Paper Boats"))
    assert event in [entry["event"] for entry in logs]
    assert len(wire.calls) == calls


async def test_an_error_of_ours_is_logged_without_words_and_apologised_for(
    wire: Wire, shelf: Engine
) -> None:
    class Broken(Engine):
        """An engine whose disk went away."""

        __slots__ = ()

        def match(self, text: str, limit: int = 5) -> None:
            raise OSError(f"cannot read what {text} needs")

    fields = {name: getattr(shelf, name) for name in Engine.__dataclass_fields__}
    languages = Languages.load()
    builder = ApplicationBuilder().token("42:secret").request(wire).get_updates_request(wire)
    app = builder.updater(None).job_queue(None).build()
    memory = Memory(SqlStore.at("sqlite+aiosqlite://"))
    app.add_handlers(handlers_of(UseCases.over(Broken(**fields), memory), languages))
    app.add_error_handler(Errors(languages).sort)
    with structlog.testing.capture_logs() as logs:
        async with app:
            await receive(app, message=message("My Secret Song"))
    await memory.close()
    assert [text[:5] for text in wire.texts] == ["Sorry"]
    assert "update_failed" in [entry["event"] for entry in logs]
    assert "Secret" not in repr(logs)


async def test_no_log_holds_words_or_the_token(application: TelegramApp, wire: Wire) -> None:
    with structlog.testing.capture_logs() as logs:
        await receive(application, message=message("Paper Boats"))
        await receive(application, callback_query=press())
    assert [entry["event"] for entry in logs] == ["answered", "pressed"]
    assert "Boats" not in repr(logs)
    assert "secret" not in repr(logs)
