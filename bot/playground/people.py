"""The person's side: say, edit, press and read, as anyone in any chat."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.playground.entities import found_entities, utf16_length
from bot.playground.errors import forbidden
from bot.playground.privacy import bot_sees
from bot.playground.sending import TEXT_LIMIT
from bot.playground.world import Button, Callback, Chat, Message, Room, User, World

ANSWER_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What a person saw after a press: a toast or an alert, often empty."""

    text: str
    show_alert: bool
    url: str
    moment: int  # of the press: the bot's later messages and edits come after it


@dataclass(frozen=True, slots=True)
class Conversation:
    """A chat, as its people use it."""

    world: World
    room: Room

    @property
    def chat(self) -> Chat:
        """The chat itself."""
        return self.room.chat

    async def say(self, person: User, text: str, reply_to: Message | None = None) -> Message:
        """Send a text; return it as a message.

        Raises
        ------
        ValueError
            No app of Telegram's sends this: empty, or longer than a message may be.
        """
        if not 1 <= utf16_length(text) <= TEXT_LIMIT:
            raise ValueError(f"a message has 1 to {TEXT_LIMIT} UTF-16 units")
        message = self.world.compose(self.room, person, text)
        return self._tell(replace(message, entities=found_entities(text), reply_to=reply_to))

    async def send(self, person: User, extra: Mapping[str, object], caption: str = "") -> Message:
        """Send something that is not text: sticker, voice, photo, service message, ..."""
        message = self.world.compose(self.room, person, caption)
        return self._tell(replace(message, entities=found_entities(caption), extra=extra))

    async def edit(self, message: Message, text: str) -> Message:
        """Edit a message that was said."""
        current = self.room.messages[message.message_id]
        edited = replace(self.world.edited(current), text=text, entities=found_entities(text))
        return self._tell(edited, "edited_")

    async def press(self, person: User, message: Message, button: str) -> CallbackAnswer:
        """Press a button of a message by its text or data; wait for the bot's answer to it.

        Raises
        ------
        LookupError
            The message has no such button.
        TimeoutError
            The bot did not answer the press.
        """
        found = _button(message, button)
        return await self.press_data(person, message, found.data)

    async def press_data(
        self, person: User, message: Message, data: str, timeout_s: float = ANSWER_TIMEOUT_S
    ) -> CallbackAnswer:
        """Press a button that sends `data`, whether or not the message has one."""
        callback = Callback(uuid.uuid4().hex, person)
        self.world.callbacks[callback.query_id] = callback
        moment = self.world.tick()
        current = self.room.messages.get(message.message_id, message)
        query = {
            "id": callback.query_id,
            "from": person.json(),
            "chat_instance": str(self.chat.chat_id),
            "data": data,
            "message": current.json(),
        }
        self.world.queue.push("callback_query", query, self.chat.chat_id)
        try:
            await callback.pulse.until(
                lambda: callback.expired or callback.answer is not None, timeout_s
            )
        finally:
            del self.world.callbacks[callback.query_id]
        if callback.answer is None:
            raise TimeoutError("the press expired before the bot answered it")
        given = callback.answer
        return CallbackAnswer(
            str(given["text"]), bool(given["show_alert"]), str(given["url"]), moment
        )

    async def react(self, person: User, message: Message, *emoji: str) -> None:
        """React to a message, in place of the person's earlier reactions; with none, undo them."""
        key = (message.message_id, person.user_id)
        old = self.room.reactions.pop(key, ())
        if emoji:
            self.room.reactions[key] = emoji
        change = {
            "chat": self.chat.json(),
            "message_id": message.message_id,
            "user": person.json(),
            "date": int(time.time()),
            "old_reaction": [{"type": "emoji", "emoji": one} for one in old],
            "new_reaction": [{"type": "emoji", "emoji": one} for one in emoji],
        }
        self.world.queue.push("message_reaction", change, self.chat.chat_id)

    async def answer(
        self,
        after: Message | CallbackAnswer | None = None,
        timeout_s: float = ANSWER_TIMEOUT_S,
    ) -> Message:
        """Return the bot's first message or edit here later than `after`; wait for it."""
        moment = after.moment if after is not None else 0
        await self.room.pulse.until(lambda: bool(self._since(moment)), timeout_s)
        return self._since(moment)[0]

    def answers(self, after: Message | CallbackAnswer | None = None) -> list[Message]:
        """Return all that the bot said or edited here later than `after`, up to now."""
        return self._since(after.moment if after is not None else 0)

    def current(self, message: Message) -> Message | None:
        """Return a message as it stands now, None when it was deleted."""
        return self.room.messages.get(message.message_id)

    def bot_becomes(self, person: User, old: str, new: str) -> None:
        """Tell the bot that a person changed its status here, e.g. from left to member."""
        me = self.world.me.json()
        change = {
            "chat": self.chat.json(),
            "from": person.json(),
            "date": int(time.time()),
            "old_chat_member": {"user": me, "status": old, "until_date": 0},
            "new_chat_member": {"user": me, "status": new, "until_date": 0},
        }
        self.world.queue.push("my_chat_member", change, self.chat.chat_id)

    async def becomes(self, person: User, grown: "Conversation") -> None:
        """Turn this group into a supergroup, as both chats then tell."""
        await self.send(person, {"migrate_to_chat_id": grown.chat.chat_id})
        await grown.send(person, {"migrate_from_chat_id": self.chat.chat_id})

    def block_bot(self) -> None:
        """Block the bot (or remove it from the group): it cannot speak here any more."""
        reason = (
            "bot was blocked by the user"
            if self.chat.kind == "private"
            else f"bot was kicked from the {self.chat.kind} chat"
        )
        self.room.refusal = forbidden(reason)

    def _since(self, moment: int) -> list[Message]:
        later = []
        for message in reversed(self.room.from_bot):
            if message.moment <= moment:
                break
            later.append(message)
        return later[::-1]

    def _tell(self, message: Message, prefix: str = "") -> Message:
        """Store what a person said and let the bot know, if it may."""
        self.room.add(message)
        if bot_sees(self.world, message):
            kind = "channel_post" if self.chat.kind == "channel" else "message"
            self.world.queue.push(prefix + kind, message.json(), self.chat.chat_id)
        return message


def _button(message: Message, button: str) -> Button:
    for candidate in message.buttons:
        if button in (candidate.text, candidate.data):
            return candidate
    raise LookupError(f"no button {button!r}; there are {[b.text for b in message.buttons]}")
