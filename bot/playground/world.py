"""The state of the playground: people, chats, messages, buttons and the updates they cause."""

import time
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.playground.entities import Entity
from bot.playground.errors import ApiError
from bot.playground.pulse import Pulse
from bot.playground.updates import UpdateQueue


@dataclass(frozen=True, slots=True)
class User:
    """A person or the bot."""

    user_id: int
    first_name: str
    username: str = ""
    language_code: str = ""
    is_bot: bool = False

    def json(self) -> dict[str, object]:
        """Return the Bot API's User."""
        record: dict[str, object] = {
            "id": self.user_id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
        }
        optional = {"username": self.username, "language_code": self.language_code}
        return record | {name: value for name, value in optional.items() if value}


@dataclass(frozen=True, slots=True)
class Chat:
    """Where messages go; `kind` is private, group, supergroup or channel."""

    chat_id: int
    kind: str
    title: str = ""  # a group's or channel's; a person's first name in a private chat
    username: str = ""

    def json(self) -> dict[str, object]:
        """Return the Bot API's Chat."""
        name = "first_name" if self.kind == "private" else "title"
        record: dict[str, object] = {"id": self.chat_id, "type": self.kind, name: self.title}
        return record | ({"username": self.username} if self.username else {})


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button; `fields` is the Bot API's InlineKeyboardButton as it came."""

    text: str
    data: str
    url: str
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands; an edit makes a new one with the same id and a later moment."""

    message_id: int
    chat: Chat
    sender: User
    date: int
    moment: int  # when it was said or last edited, on the world's own clock of events
    text: str = ""
    entities: tuple[Entity, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()
    markup: Mapping[str, object] | None = None  # as the bot sent it, when not inline buttons
    reply_to: "Message | None" = None
    edit_date: int | None = None
    extra: Mapping[str, object] = field(default_factory=dict)  # photo, sticker, voice, ...

    @property
    def buttons(self) -> tuple[Button, ...]:
        """Every button, row by row."""
        return tuple(button for row in self.rows for button in row)

    def json(self, *, nested: bool = False) -> dict[str, object]:
        """Return the Bot API's Message; a nested one leaves out what it replies to."""
        record: dict[str, object] = {
            "message_id": self.message_id,
            "chat": self.chat.json(),
            "date": self.date,
            **self._origin(),
            **self._words(),
            **self.extra,
        }
        if self.edit_date is not None:
            record["edit_date"] = self.edit_date
        if self.rows:
            record["reply_markup"] = {
                "inline_keyboard": [[dict(b.fields) for b in row] for row in self.rows]
            }
        if self.reply_to is not None and not nested:
            record["reply_to_message"] = self.reply_to.json(nested=True)
        return record

    def _origin(self) -> dict[str, object]:
        if self.chat.kind == "channel":
            return {"sender_chat": self.chat.json()}
        return {"from": self.sender.json()}

    def _words(self) -> dict[str, object]:
        if not self.text:
            return {}
        prefix = "caption" if self.extra else "text"
        record: dict[str, object] = {prefix: self.text}
        if self.entities:
            name = "caption_entities" if self.extra else "entities"
            record[name] = [entity.json() for entity in self.entities]
        return record


@dataclass(slots=True)
class Room:
    """A chat with its members and messages."""

    chat: Chat
    members: dict[int, User] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    from_bot: list[Message] = field(default_factory=list)  # the bot's messages and edits, in order
    reactions: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    pulse: Pulse = field(default_factory=Pulse)
    refusal: ApiError | None = None  # what the bot meets here, e.g. when a person blocked it
    _last_id: int = 0

    def next_id(self) -> int:
        """Return the id of the next message; ids of deleted ones are not used again."""
        self._last_id += 1
        return self._last_id

    def add(self, message: Message) -> Message:
        """Store a new or edited message and wake whoever waits for it."""
        self.messages[message.message_id] = message
        if message.sender.is_bot:
            self.from_bot.append(message)
        self.pulse.beat()
        return message


@dataclass(slots=True)
class Callback:
    """A button press that waits for its answer."""

    query_id: str
    presser: User
    expired: bool = False
    answer: Mapping[str, object] | None = None
    pulse: Pulse = field(default_factory=Pulse)


@dataclass(frozen=True, slots=True)
class Call:
    """One call that the bot made, for those who ask what it did."""

    method: str
    values: Mapping[str, object]


@dataclass(slots=True)
class World:
    """All of it; `me` is the bot."""

    token: str
    me: User
    privacy: bool = True  # in groups the bot sees only what is meant for it
    latency_s: float = 0.0  # of each call
    queue: UpdateQueue = field(default_factory=UpdateQueue)
    rooms: dict[int, Room] = field(default_factory=dict)
    callbacks: dict[str, Callback] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    menus: dict[str, Sequence[object]] = field(default_factory=dict)
    faults: dict[str, deque[ApiError]] = field(default_factory=dict)
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=10_000))
    called: Counter[str] = field(default_factory=Counter)
    calls_in_flight: int = 0
    _moment: int = 0
    _next_user: int = 1_000

    def tick(self) -> int:
        """Return the next moment: events are ordered by it, whatever the clock says."""
        self._moment += 1
        return self._moment

    def next_user_id(self) -> int:
        """Return an id that no user or chat has."""
        self._next_user += 1
        return self._next_user

    def room(self, chat: Chat) -> Room:
        """Return the room of a chat, opened on first use."""
        return self.rooms.setdefault(chat.chat_id, Room(chat))

    def compose(self, room: Room, sender: User, text: str = "") -> Message:
        """Return a new message of a room, not yet stored."""
        return Message(room.next_id(), room.chat, sender, int(time.time()), self.tick(), text)

    def edited(self, message: Message) -> Message:
        """Return a message with a later moment and the date of an edit."""
        return replace(message, moment=self.tick(), edit_date=int(time.time()))
