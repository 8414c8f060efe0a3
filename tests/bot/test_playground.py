"""The playground answers as the Bot API is documented to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web

from bot.playground.errors import flood
from bot.playground.server import Playground
from bot.playground.world import User

Api = Callable[..., Awaitable[dict]]
GIRL = "👧🏽"  # four UTF-16 units, two characters


@pytest.fixture
async def api(playground: Playground) -> AsyncIterator[Api]:
    """Call a method with JSON parameters; return Telegram's whole answer."""
    base = f"{playground.base_url}/bot{playground.token}/"
    async with aiohttp.ClientSession() as session:

        async def call(method: str, **params: object) -> dict:
            async with session.post(base + method, json=params) as response:
                answer = await response.json()
                assert answer["ok"] == (response.status == 200)
                return answer

        yield call


@pytest.fixture
def ann(playground: Playground) -> User:
    person = playground.person("Ann", language="ru", username="ann_says")
    playground.private(person)
    return person


def button(text: str = "More", **action: object) -> dict:
    return {"inline_keyboard": [[{"text": text, **action}]]}


async def test_it_listens_on_loopback_only(playground: Playground) -> None:
    assert playground.base_url == f"http://127.0.0.1:{playground.port}"
    assert playground.port > 0


async def test_the_bot_introduces_itself(api: Api) -> None:
    me = (await api("getMe"))["result"]
    assert me["is_bot"]
    assert me["username"] == "segue_test_bot"


@pytest.mark.parametrize(
    ("path", "code", "description"),
    [
        ("/bot1:wrong/getMe", 401, "Unauthorized"),
        ("/bot424242:playground/getMeNot", 404, "Not Found: method not found"),
    ],
)
async def test_bad_tokens_and_unknown_methods_are_refused(
    playground: Playground, path: str, code: int, description: str
) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(playground.base_url + path) as response,
    ):
        answer = {"ok": False, "error_code": code, "description": description}
        assert (response.status, await response.json()) == (code, answer)


@pytest.mark.parametrize("way", ["query", "form", "json", "multipart"])
async def test_parameters_come_in_four_ways_and_method_names_in_any_case(
    playground: Playground, ann: User, way: str
) -> None:
    values = {"chat_id": str(ann.user_id), "text": "Привет & <b>", "reply_markup": "{}"}
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in values.items():
        form.add_field(name, value)
    body = {
        "query": {"params": values},
        "form": {"data": values},
        "json": {"json": values | {"chat_id": ann.user_id, "reply_markup": {}}},
        "multipart": {"data": form},
    }[way]
    url = f"{playground.base_url}/bot{playground.token}/SENDMESSAGE"
    async with aiohttp.ClientSession() as session, session.post(url, **body) as response:
        assert (await response.json())["result"]["text"] == "Привет & <b>"


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": ""}, "Bad Request: message text is empty"),
        ({"text": " \n "}, "Bad Request: message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "Bad Request: message text is empty"),
        ({"text": "x" * 4097}, "Bad Request: message is too long"),
        ({"text": GIRL * 1025}, "Bad Request: message is too long"),
        ({"text": "x", "chat_id": 1}, "Bad Request: chat not found"),
        ({"text": "x", "chat_id": ""}, "Bad Request: chat_id is empty"),
        (
            {"text": "I <3 you", "parse_mode": "HTML"},
            "Bad Request: can't parse entities: Unclosed start tag at byte offset 2",
        ),
        (
            {"text": "я <x>", "parse_mode": "HTML"},
            'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 3',
        ),
        (
            {"text": "x", "reply_markup": button(callback_data="ы" * 33)},
            "Bad Request: BUTTON_DATA_INVALID",
        ),
        (
            {"text": "x", "reply_markup": button(callback_data="")},
            "Bad Request: BUTTON_DATA_INVALID",
        ),
        (
            {"text": "x", "reply_parameters": {"message_id": 99}},
            "Bad Request: message to be replied not found",
        ),
        ({"text": "x", "reply_markup": "{"}, "Bad Request: can't parse reply_markup JSON object"),
    ],
)
async def test_messages_are_refused_in_telegrams_words(
    api: Api, ann: User, params: dict, description: str
) -> None:
    answer = await api("sendMessage", **{"chat_id": ann.user_id, **params})
    assert (answer["error_code"], answer["description"]) == (400, description)


@pytest.mark.parametrize("text", ["x" * 4096, GIRL * 1024, "&lt;" * 4096])
async def test_text_up_to_the_limit_is_taken(api: Api, ann: User, text: str) -> None:
    assert (await api("sendMessage", chat_id=ann.user_id, text=text, parse_mode="HTML"))["ok"]


async def test_buttons_of_64_bytes_and_a_hundred_of_them_are_taken(api: Api, ann: User) -> None:
    row = [{"text": "x", "callback_data": "x" * 64}] * 5
    for rows, accepted in ((20, True), (21, False)):
        markup = {"inline_keyboard": [row] * rows}
        answer = await api("sendMessage", chat_id=ann.user_id, text="x", reply_markup=markup)
        assert answer["ok"] is accepted


async def test_editing_changes_a_message_and_drops_its_buttons(
    api: Api, playground: Playground, ann: User
) -> None:
    markup = button(callback_data="more")
    first = await api("sendMessage", chat_id=ann.user_id, text="one", reply_markup=markup)
    place = {"chat_id": ann.user_id, "message_id": first["result"]["message_id"]}
    assert first["result"]["reply_markup"] == markup
    same = await api("editMessageText", **place, text="one", reply_markup=markup)
    assert same["description"].startswith("Bad Request: message is not modified")
    edited = (await api("editMessageText", **place, text="two"))["result"]
    assert edited["text"] == "two"
    assert "reply_markup" not in edited
    assert "edit_date" in edited
    again = await api("editMessageReplyMarkup", **place, reply_markup=markup)
    assert again["result"]["reply_markup"] == markup
    said = await playground.private(ann).say(ann, "mine")
    place["message_id"] = said.message_id
    refused = await api("editMessageText", **place, text="x")
    assert refused["description"] == "Bad Request: message can't be edited"
    gone = await api("editMessageText", chat_id=ann.user_id, message_id=99, text="x")
    assert gone["description"] == "Bad Request: message to edit not found"


async def test_photos_come_by_address_or_known_id_with_a_short_caption(
    api: Api, ann: User
) -> None:
    photo = {"chat_id": ann.user_id, "photo": "https://example.org/cover.jpg"}
    sent = (await api("sendPhoto", **photo, caption="<b>x</b>", parse_mode="HTML"))["result"]
    assert sent["caption"] == "x"
    assert sent["caption_entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    assert "text" not in sent
    long = await api("sendPhoto", **photo, caption="x" * 1025)
    assert long["description"] == "Bad Request: message caption is too long"
    unknown = await api("sendPhoto", chat_id=ann.user_id, photo="nothing")
    assert unknown["description"].startswith("Bad Request: wrong file identifier")


async def test_menus_are_kept_by_language(api: Api) -> None:
    menu = [{"command": "mood", "description": "Songs of a mood"}]
    await api("setMyCommands", commands=menu, language_code="ru")
    assert (await api("getMyCommands", language_code="ru"))["result"] == menu
    assert (await api("getMyCommands"))["result"] == []
    bad = await api("setMyCommands", commands=[{"command": "Mood!", "description": "x"}])
    assert bad["description"] == "Bad Request: BOT_COMMAND_INVALID"


async def test_a_planned_refusal_meets_the_next_call_only(
    api: Api, playground: Playground
) -> None:
    playground.fail_next("getMe", flood(3))
    refused = await api("getMe")
    assert (refused["error_code"], refused["parameters"]) == (429, {"retry_after": 3})
    assert (await api("getMe"))["ok"]


async def test_a_person_who_blocked_the_bot_hears_nothing(
    api: Api, playground: Playground, ann: User
) -> None:
    playground.private(ann).block_bot()
    answer = await api("sendMessage", chat_id=ann.user_id, text="x")
    assert answer["description"] == "Forbidden: bot was blocked by the user"


# Presses


async def test_a_press_gets_its_answer_and_one_too_old_does_not(
    api: Api, playground: Playground, ann: User
) -> None:
    chat = playground.private(ann)
    await api(
        "sendMessage", chat_id=ann.user_id, text="x", reply_markup=button(callback_data="more")
    )
    message = await chat.answer()

    async def press() -> dict:
        press = asyncio.create_task(chat.press(ann, message, "More"))
        update = (await api("getUpdates", timeout=5))["result"][-1]
        return {"press": press, "query": update["callback_query"]}

    first = await press()
    assert first["query"]["data"] == "more"
    assert first["query"]["message"]["message_id"] == message.message_id
    await api("answerCallbackQuery", callback_query_id=first["query"]["id"], text="here")
    assert (await first["press"]).text == "here"

    second = await press()
    playground.expire_callbacks()
    late = await api("answerCallbackQuery", callback_query_id=second["query"]["id"])
    assert late["description"].startswith("Bad Request: query is too old")
    with pytest.raises(TimeoutError):
        await second["press"]
    with pytest.raises(LookupError):
        await chat.press(ann, message, "Fewer")


# Receiving


async def test_updates_are_kept_until_an_offset_confirms_them(
    api: Api, playground: Playground, ann: User
) -> None:
    for text in "abc":
        await playground.private(ann).say(ann, text)
    first = (await api("getUpdates", limit=2))["result"]
    assert [update["message"]["text"] for update in first] == ["a", "b"]
    assert len((await api("getUpdates"))["result"]) == 3
    rest = await api("getUpdates", offset=first[0]["update_id"] + 1)
    assert [update["message"]["text"] for update in rest["result"]] == ["b", "c"]
    last = await api("getUpdates", offset=-1)
    assert [update["message"]["text"] for update in last["result"]] == ["c"]
    await api("getUpdates", offset=last["result"][0]["update_id"] + 1)
    await playground.settled(timeout_s=1)


async def test_a_long_poll_answers_as_soon_as_something_is_said(
    api: Api, playground: Playground, ann: User
) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=30))
    await playground.called("getUpdates")
    await playground.private(ann).say(ann, "now")
    assert (await poll)["result"][0]["message"]["text"] == "now"


async def test_of_two_polls_the_older_is_ended(api: Api, playground: Playground) -> None:
    older = asyncio.create_task(api("getUpdates", timeout=30))
    await playground.called("getUpdates")
    newer = asyncio.create_task(api("getUpdates", timeout=30))
    ended = await older
    assert ended["error_code"] == 409
    assert ended["description"].startswith("Conflict: terminated by other getUpdates request")
    newer.cancel()


async def test_only_the_kinds_asked_for_are_queued(
    api: Api, playground: Playground, ann: User
) -> None:
    await api("getUpdates", allowed_updates=["edited_message"])
    chat = playground.private(ann)
    await chat.edit(await chat.say(ann, "a"), "b")
    updates = (await api("getUpdates"))["result"]
    assert [sorted(update) for update in updates] == [["edited_message", "update_id"]]


async def test_a_webhook_is_tried_until_it_takes_the_update_and_excludes_polling(
    api: Api, playground: Playground, ann: User, unused_tcp_port: int
) -> None:
    received: list[tuple[str, str]] = []
    statuses = iter([500, 302, 200, 200])

    async def take(request: web.Request) -> web.Response:
        raw = await request.json()
        secret = request.headers["X-Telegram-Bot-Api-Secret-Token"]
        received.append((raw["message"]["text"], secret))
        return web.Response(status=next(statuses))

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    url = f"http://127.0.0.1:{unused_tcp_port}/hook"
    assert (await api("setWebhook", url=url, secret_token="s3cret"))["ok"]  # noqa: S106 - nobody's
    for text in "ab":
        await playground.private(ann).say(ann, text)
    await playground.settled()
    assert received == [("a", "s3cret")] * 3 + [("b", "s3cret")]
    info = (await api("getWebhookInfo"))["result"]
    assert (info["url"], info["pending_update_count"]) == (url, 0)
    assert info["last_error_message"].startswith("Wrong response from the webhook")
    assert (await api("getUpdates"))["error_code"] == 409
    assert (await api("deleteWebhook"))["ok"]
    assert (await api("getUpdates"))["ok"]
    await runner.cleanup()


async def test_a_webhook_elsewhere_than_on_this_machine_is_refused(api: Api) -> None:
    answer = await api("setWebhook", url="https://example.org/hook")
    assert answer["description"].startswith("Bad Request: bad webhook")


# Groups


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("what a day", False),
        ("/similar Mad World", True),
        ("/similar@segue_test_bot Mad World", True),
        ("/similar@Segue_Test_Bot Mad World", True),
        ("/similar@other_bot Mad World", False),
        ("ask @segue_test_bot", True),
        ("ask @other_bot or mail me@segue_test_bot.org", False),
    ],
)
async def test_privacy_mode_shows_the_bot_what_is_meant_for_it(
    playground: Playground, ann: User, text: str, seen: bool
) -> None:
    trip = playground.group("Trip", [ann])
    await trip.say(ann, text)
    assert len(playground.world.queue) == int(seen)
    playground.world.privacy = False
    await trip.say(ann, text)
    assert len(playground.world.queue) == int(seen) + 1


async def test_replies_to_the_bot_reach_it(api: Api, playground: Playground, ann: User) -> None:
    trip = playground.group("Trip", [ann])
    await api("sendMessage", chat_id=trip.chat.chat_id, text="hello")
    await trip.say(ann, "and hello to you", reply_to=await trip.answer())
    update = (await api("getUpdates"))["result"][0]["message"]
    assert update["reply_to_message"]["from"]["is_bot"]
    assert update["chat"] == {"id": trip.chat.chat_id, "type": "supergroup", "title": "Trip"}


async def test_service_messages_and_changes_of_status_reach_the_bot(
    api: Api, playground: Playground, ann: User
) -> None:
    trip = playground.group("Trip", [ann])
    trip.bot_becomes(ann, "left", "member")
    await trip.send(ann, {"new_chat_title": "The Trip"})
    status, title = (await api("getUpdates"))["result"]
    assert status["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert title["message"]["new_chat_title"] == "The Trip"


async def test_channels_and_messages_without_text_arrive_as_such(
    api: Api, playground: Playground, ann: User
) -> None:
    news = playground.channel("News")
    await news.say(ann, "tonight")
    await playground.private(ann).send(ann, {"sticker": {"file_id": "s", "emoji": "🔥"}})
    post, sticker = (await api("getUpdates"))["result"]
    assert "from" not in post["channel_post"]
    assert post["channel_post"]["sender_chat"]["title"] == "News"
    assert sticker["message"]["sticker"]["emoji"] == "🔥"
    assert sticker["message"]["from"]["language_code"] == "ru"
    assert "text" not in sticker["message"]
