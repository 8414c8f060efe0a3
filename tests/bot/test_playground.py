"""The playground answers as the Bot API is documented to."""

from collections.abc import Awaitable, Callable

import aiohttp
import pytest

from bot.playground.errors import flood
from bot.playground.server import Playground
from bot.playground.world import User

Api = Callable[..., Awaitable[dict]]
GIRL = "👧🏽"  # four UTF-16 units, two characters


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


async def test_a_document_is_uploaded_once_and_sent_again_by_its_id(
    playground: Playground, ann: User, api: Api
) -> None:
    form = aiohttp.FormData({"chat_id": str(ann.user_id), "document": "attach://file"})
    form.add_field("file", b'{"format": 1}', filename="kept.json")
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{playground.base_url}/bot{playground.token}/sendDocument", data=form
        ) as response,
    ):
        document = (await response.json())["result"]["document"]
    assert document["file_name"] == "kept.json"
    assert playground.world.files[document["file_id"]] == b'{"format": 1}'
    sent = await api("sendDocument", chat_id=ann.user_id, document=document["file_id"])
    assert sent["result"]["document"]["file_id"] == document["file_id"]
    refused = await api("sendDocument", chat_id=ann.user_id, document="nothing")
    assert refused["description"] == "Bad Request: wrong file identifier/HTTP URL specified"


async def test_a_group_is_its_founders(playground: Playground, api: Api) -> None:
    bob, cid = playground.person("Bob"), playground.person("Cid")
    group = playground.group("Friends", [bob, cid]).chat.chat_id

    async def status(user_id: int) -> str:
        member = await api("getChatMember", chat_id=group, user_id=user_id)
        return str(member.get("result", member).get("status", member.get("description")))

    assert await status(bob.user_id) == "creator"
    assert await status(cid.user_id) == "member"
    assert await status(1) == "Bad Request: user not found"
