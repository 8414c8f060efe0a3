"""One person in one chat with the bot: says something, presses something, and waits."""

from dataclasses import dataclass

from bot.playground.people import Conversation
from bot.playground.server import Playground
from bot.playground.world import Message, User


@dataclass(frozen=True, slots=True)
class Talk:
    """One person in one chat, who says something and waits."""

    playground: Playground
    person: User
    chat: Conversation

    async def ask(self, text: str, reply_to: Message | None = None) -> Message:
        """Say something; return the first answer to it."""
        said = await self.chat.say(self.person, text, reply_to)
        return await self.chat.answer(after=said)

    async def press(self, message: Message, button: str) -> list[Message]:
        """Return what the bot said or edited after a press, once it is done."""
        pressed = await self.chat.press(self.person, message, button)
        await self.playground.settled()
        return self.chat.answers(after=pressed)

    async def toast(self, message: Message, button: str) -> str:
        """Return what popped up over a press, once the bot is done with it."""
        pressed = await self.chat.press(self.person, self.now(message), button)
        await self.playground.settled()
        return pressed.text

    async def is_ignored(self, text: str, reply_to: Message | None = None) -> bool:
        """Say something; tell whether the bot leaves it alone."""
        said = await self.chat.say(self.person, text, reply_to)
        await self.playground.settled()
        return self.chat.answers(after=said) == []

    def now(self, message: Message) -> Message:
        """Return a message as it stands; one that was deleted as it was."""
        return self.chat.current(message) or message
