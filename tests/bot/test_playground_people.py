"""The playground between people and the bot: presses, updates, webhooks and groups."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from bot.playground.server import Playground
from bot.playground.world import User

Api = Callable[..., Awaitable[dict]]


def button(text: str = "More", **action: object) -> dict:
    return {"inline_keyboard": [[{"text": text, **action}]]}


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


async def test_a_reaction_reaches_a_bot_that_asked_for_them(
    playground: Playground, api: Callable[..., Awaitable[dict]]
) -> None:
    ann = playground.person("Ann")
    chat = playground.private(ann)
    sent = (await api("sendMessage", chat_id=ann.user_id, text="hi"))["result"]
    message = chat.room.messages[sent["message_id"]]
    await chat.react(ann, message, "👍")
    assert (await api("getUpdates"))["result"] == []
    await api("getUpdates", allowed_updates=["message_reaction"])
    await chat.react(ann, message, "❤", "🔥")
    await chat.react(ann, message)
    first, second = (one["message_reaction"] for one in (await api("getUpdates"))["result"])
    assert first["message_id"] == sent["message_id"]
    assert [one["emoji"] for one in first["old_reaction"]] == ["👍"]
    assert [one["emoji"] for one in first["new_reaction"]] == ["❤", "🔥"]
    assert first["new_reaction"] == second["old_reaction"]
    assert second["new_reaction"] == []


async def test_a_group_tells_both_sides_of_becoming_a_supergroup(
    playground: Playground, api: Callable[..., Awaitable[dict]]
) -> None:
    ann = playground.person("Ann")
    small = playground.group("Friends", [ann], kind="group")
    grown = playground.group("Friends", [ann])
    await small.becomes(ann, grown)
    old, new = (one["message"] for one in (await api("getUpdates"))["result"])
    assert old["migrate_to_chat_id"] == new["chat"]["id"] == grown.chat.chat_id
    assert new["migrate_from_chat_id"] == old["chat"]["id"] == small.chat.chat_id


async def test_an_update_can_come_again(
    playground: Playground, api: Callable[..., Awaitable[dict]]
) -> None:
    update_id = playground.push_raw({"poll": {}})
    await api("getUpdates", offset=update_id + 1, timeout=0)
    playground.world.queue.push_again(update_id, {"poll": {}})
    assert [one["update_id"] for one in (await api("getUpdates"))["result"]] == [update_id]
