"""What a bot may say: the chat, words, reply and buttons of a call, checked as Telegram does."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from bot.playground.entities import Entity, found_entities, utf16_length
from bot.playground.errors import bad_request
from bot.playground.markup import MarkupError, parse_html, trimmed
from bot.playground.params import Params
from bot.playground.world import Button, Message, Room, World

TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024  # UTF-16 units, after entities are taken out
DATA_LIMIT = 64  # bytes
BUTTONS_LIMIT = 100
ACTIONS = frozenset(
    {
        "callback_data",
        "callback_game",
        "copy_text",
        "login_url",
        "pay",
        "switch_inline_query",
        "switch_inline_query_chosen_chat",
        "switch_inline_query_current_chat",
        "url",
        "web_app",
    }
)
"""What an inline button may do; each does exactly one of them."""


def target_room(world: World, params: Params) -> Room:
    """Return the chat a call speaks to; refuse where the bot may not speak."""
    chat_id = params.text("chat_id").strip()
    if not chat_id:
        raise bad_request("chat_id is empty")
    if chat_id.startswith("@"):
        named = (r for r in world.rooms.values() if r.chat.username == chat_id[1:])
        room = next(named, None)
    else:
        room = world.rooms.get(params.integer("chat_id") or 0)
    if room is None:
        raise bad_request("chat not found")
    if room.refusal is not None:
        raise room.refusal
    return room


def worded(params: Params, name: str, limit: int) -> tuple[str, tuple[Entity, ...]]:
    """Return the text (or caption) of a call with its entities, parsed and measured."""
    text, own = _parsed(params, name)
    if utf16_length(text) > limit:
        raise bad_request(
            "message is too long" if name == "text" else "message caption is too long"
        )
    return text, found_entities(text, own)


def _parsed(params: Params, name: str) -> tuple[str, tuple[Entity, ...]]:
    source = params.text(name)
    mode = params.text("parse_mode").lower()
    if not mode:
        return trimmed(source, _given_entities(params, name))
    if mode != "html":
        raise bad_request(f"unsupported parse_mode ({mode}); the playground speaks HTML")
    try:
        return parse_html(source)
    except MarkupError as exc:
        raise bad_request(f"can't parse entities: {exc}") from None


def _given_entities(params: Params, name: str) -> list[Entity]:
    listed = params.structure("entities" if name == "text" else "caption_entities")
    found = []
    for fields in listed if isinstance(listed, list) else []:
        offset, length = fields.get("offset"), fields.get("length")
        if isinstance(offset, int) and isinstance(length, int):
            found.append(Entity(str(fields.get("type")), offset, length, fields.get("url") or ""))
    return found


def replied(params: Params, room: Room) -> Message | None:
    """Return the message that a call replies to."""
    reply = params.structure("reply_parameters")
    if isinstance(reply, dict):
        message_id, lenient = reply.get("message_id"), reply.get("allow_sending_without_reply")
    else:
        message_id = params.integer("reply_to_message_id")
        lenient = params.flag("allow_sending_without_reply")
    if message_id is None:
        return None
    found = room.messages.get(message_id)
    if found is None and not lenient:
        raise bad_request("message to be replied not found")
    return found


def with_markup(message: Message, params: Params) -> Message:
    """Return a message with the call's reply markup, checked; without one it has none."""
    markup = params.structure("reply_markup")
    if markup is None:
        return replace(message, rows=(), markup=None)
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    keyboard = markup.get("inline_keyboard")
    if keyboard is None:
        return replace(message, rows=(), markup=markup)
    rows = tuple(tuple(_button(fields) for fields in row) for row in keyboard)
    if sum(map(len, rows)) > BUTTONS_LIMIT:
        raise bad_request("reply markup is too long")
    return replace(message, rows=tuple(row for row in rows if row), markup=None)


def _button(fields: Mapping[str, object]) -> Button:
    text, data, url = (str(fields.get(name) or "") for name in ("text", "callback_data", "url"))
    if not text.strip():
        raise bad_request("can't parse inline keyboard button: button text must be non-empty")
    if len(ACTIONS & fields.keys()) != 1:
        raise bad_request(
            "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in fields and not 1 <= len(data.encode()) <= DATA_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in fields and urlsplit(url).scheme not in {"http", "https", "tg"}:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return Button(text, data, url, fields)


def posted(room: Room, message: Message, params: Params) -> object:
    """Store a message with what it replies to and its buttons."""
    message = replace(with_markup(message, params), reply_to=replied(params, room))
    return room.add(message).json()
