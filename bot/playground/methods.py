"""The Bot API methods of the playground; `METHODS` is the registry, by lower-case name."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from bot.playground.errors import bad_request
from bot.playground.files import send_document, send_photo
from bot.playground.params import Params
from bot.playground.sending import (
    CAPTION_LIMIT,
    TEXT_LIMIT,
    posted,
    target_room,
    with_markup,
    worded,
)
from bot.playground.world import Message, Room, World

Method: TypeAlias = Callable[[World, Params], Awaitable[object]]

ANSWER_LIMIT = 200
COMMANDS_LIMIT = 100
CHAT_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


async def get_me(world: World, params: Params) -> object:
    """Return the bot itself."""
    return world.me.json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
    }


async def send_message(world: World, params: Params) -> object:
    """Say a text."""
    room = target_room(world, params)
    text, entities = worded(params, "text", TEXT_LIMIT)
    if not text:
        raise bad_request("message text is empty")
    message = replace(world.compose(room, world.me, text), entities=entities)
    return posted(room, message, params)


async def get_chat_member(world: World, params: Params) -> object:
    """Tell who a member is; the first of a group is who made it."""
    room = target_room(world, params)
    member = room.members.get(params.integer("user_id") or 0)
    if member is None:
        raise bad_request("user not found")
    founder = room.chat.kind != "private" and member is next(iter(room.members.values()))
    if founder:
        return {"user": member.json(), "status": "creator", "is_anonymous": False}
    return {"user": member.json(), "status": "member"}


async def edit_message_text(world: World, params: Params) -> object:
    """Change a text; without new buttons the old ones go."""
    room, message = _editable(world, params, "edit")
    if message.extra:
        raise bad_request("there is no text in the message to edit")
    text, entities = worded(params, "text", TEXT_LIMIT)
    if not text:
        raise bad_request("message text is empty")
    return _edited(world, room, message, replace(message, text=text, entities=entities), params)


async def edit_message_caption(world: World, params: Params) -> object:
    """Change the words under a picture."""
    room, message = _editable(world, params, "edit")
    if not message.extra:
        raise bad_request("there is no caption in the message to edit")
    text, entities = worded(params, "caption", CAPTION_LIMIT)
    return _edited(world, room, message, replace(message, text=text, entities=entities), params)


async def edit_message_reply_markup(world: World, params: Params) -> object:
    """Change or drop the buttons."""
    room, message = _editable(world, params, "edit")
    return _edited(world, room, message, message, params)


def _edited(world: World, room: Room, old: Message, new: Message, params: Params) -> object:
    new = with_markup(new, params)
    if (old.text, old.entities, old.rows) == (new.text, new.entities, new.rows):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message"
        )
    return room.add(world.edited(new)).json()


def _editable(world: World, params: Params, doing: str) -> tuple[Room, Message]:
    room = target_room(world, params)
    message_id = params.integer("message_id")
    if message_id is None:
        raise bad_request("message identifier is not specified")
    message = room.messages.get(message_id)
    if message is None:
        raise bad_request(f"message to {doing} not found")
    if doing == "edit" and not message.sender.is_bot:
        raise bad_request("message can't be edited")
    return room, message


async def delete_message(world: World, params: Params) -> object:
    """Take a message away."""
    room, message = _editable(world, params, "delete")
    del room.messages[message.message_id]
    room.pulse.beat()
    return True


async def answer_callback_query(world: World, params: Params) -> object:
    """Answer a press, while it waits."""
    callback = world.callbacks.get(params.text("callback_query_id"))
    if callback is None or callback.expired:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = params.text("text")
    if len(text) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    callback.answer = {
        "text": text,
        "show_alert": params.flag("show_alert"),
        "url": params.text("url"),
    }
    callback.pulse.beat()
    return True


async def send_chat_action(world: World, params: Params) -> object:
    """Show that the bot is at work."""
    target_room(world, params)
    if params.text("action") not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


async def set_my_commands(world: World, params: Params) -> object:
    """Set the command menu of a scope and language."""
    commands = params.structure("commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands list: expected an Array")
    if len(commands) > COMMANDS_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command"))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description") or "")) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.menus[_menu_key(params)] = commands
    return True


async def get_my_commands(world: World, params: Params) -> object:
    """Return the command menu of a scope and language."""
    return list(world.menus.get(_menu_key(params), ()))


async def delete_my_commands(world: World, params: Params) -> object:
    """Drop the command menu of a scope and language."""
    world.menus.pop(_menu_key(params), None)
    return True


def _menu_key(params: Params) -> str:
    scope = params.structure("scope")
    kind = scope.get("type") if isinstance(scope, dict) else None
    return f"{kind or 'default'}/{params.text('language_code')}"


METHODS: Mapping[str, Method] = {
    "getme": get_me,
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "senddocument": send_document,
    "getchatmember": get_chat_member,
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "answercallbackquery": answer_callback_query,
    "sendchataction": send_chat_action,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
}
