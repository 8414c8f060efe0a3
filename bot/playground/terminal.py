"""The playground's chat in a terminal: type, read the answer, press its numbered buttons."""

import asyncio
import re
import sys
import threading
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import TextIOWrapper

from rich.console import Console
from rich.style import Style
from rich.text import Text

from bot.playground.entities import Entity, utf16_length
from bot.playground.people import Conversation
from bot.playground.sending import TEXT_LIMIT
from bot.playground.server import Playground
from bot.playground.world import Button, Message, User

STYLES = {
    "bold": "bold",
    "italic": "italic",
    "underline": "underline",
    "strikethrough": "strike",
    "code": "cyan",
    "pre": "cyan",
    "url": "blue",
    "bot_command": "blue",
    "mention": "blue",
    "blockquote": "dim",
    "expandable_blockquote": "dim",
}
PRESS = re.compile(r"[/#](\d{1,3})")
ANSWER_TIMEOUT_S = 60.0
PROMPT = "> "
GREETING = "Type a message; press a button by its number (#1); end with Ctrl-D."


@dataclass(slots=True)
class Terminal:
    """One person's private chat with the bot, line by line."""

    playground: Playground
    person: User
    chat: Conversation = field(init=False)
    _buttons: list[tuple[Message, Button]] = field(default_factory=list)
    _texts: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Open the chat."""
        self.chat = self.playground.private(self.person)

    async def answer(self, line: str) -> Text:
        """Say a line, or press the button it names; return all that the bot did about it."""
        press = PRESS.fullmatch(line)
        if press is None:
            before = self.playground.world.tick()
            for piece in _pieces(line):
                await self.chat.say(self.person, piece)
            return await self._heard(before, [])
        number = int(press[1])
        if not 1 <= number <= len(self._buttons):
            return Text(f"There is no button {number}.", style="red")
        return await self._press(*self._buttons[number - 1])

    async def _press(self, message: Message, button: Button) -> Text:
        if button.url or not button.data:
            return Text(button.url or "This button does nothing here.")
        before = self.playground.world.tick()
        try:
            toast = await self.chat.press_data(self.person, message, button.data)
        except TimeoutError:
            return Text("The bot did not answer the button.", style="red")
        return await self._heard(before, [Text(toast.text, style="italic")] if toast.text else [])

    async def _heard(self, moment: int, parts: list[Text]) -> Text:
        """Wait until the bot is done; return what it said since, its buttons numbered."""
        try:
            await self.playground.settled(ANSWER_TIMEOUT_S)
        except TimeoutError:
            parts.append(Text("The bot is still at it.", style="red"))
        latest = {
            message.message_id: message
            for message in self.chat.answers()
            if message.moment > moment
        }
        if latest:
            self._buttons.clear()
        for message in latest.values():
            # Of a message that only changed its buttons, only these are news.
            if self._texts.get(message.message_id) != message.text:
                parts.append(rendered(message))
            self._texts[message.message_id] = message.text
            parts.extend(self._numbered(message))
        return Text("\n").join(parts or [Text("(no answer)", style="dim")])

    def _numbered(self, message: Message) -> Iterable[Text]:
        for row in message.rows:
            shown = []
            for button in row:
                self._buttons.append((message, button))
                shown.append(Text(f"[#{len(self._buttons)} {button.text}]", style="green"))
            yield Text("  ").join(shown)


async def converse(playground: Playground, console: Console, person: User | None = None) -> None:
    """Chat until standard input ends; lines may come from a person or from a pipe."""
    terminal = Terminal(playground, person or playground.person("You"))
    interactive = sys.stdin.isatty()
    if interactive:
        console.print(GREETING, style="dim")
        console.print(PROMPT, end="")
    async for line in _lines():
        if line.strip():
            if not interactive:  # a person sees what was typed; a log of a pipe would not
                console.print(Text(PROMPT + line, style="dim"))
            console.print(await terminal.answer(line), soft_wrap=True)
        if interactive:
            console.print(PROMPT, end="")
    if interactive:
        console.print()


async def say_once(playground: Playground, text: str, person: User | None = None) -> Text:
    """Say one message; return the rendered answer (`.plain` for bare text)."""
    return await Terminal(playground, person or playground.person("You")).answer(text)


def rendered(message: Message) -> Text:
    """Return a message as rich text: entities as styles, links as terminal links."""
    text = styled(message.text, message.entities)
    if not message.extra:
        return text
    return Text("\n").join([Text(f"[{', '.join(message.extra)}]", style="magenta"), text])


def styled(text: str, entities: Iterable[Entity]) -> Text:
    """Return a text with its entities as styles."""
    shown = Text(text)
    for entity in entities:
        style = Style(link=entity.url) if entity.url else STYLES.get(entity.kind, "")
        shown.stylize(style, *_code_points(text, entity))
    return shown


def _pieces(line: str) -> list[str]:
    """Split what is too long for one message, as Telegram's apps do; a character has two units."""
    if utf16_length(line) <= TEXT_LIMIT:
        return [line]
    size = TEXT_LIMIT // 2
    return [line[start : start + size] for start in range(0, len(line), size)]


def _code_points(text: str, entity: Entity) -> Sequence[int]:
    """Return an entity's ends as positions in the Python string."""
    units = text.encode("utf-16-le")
    return [
        len(units[: 2 * at].decode("utf-16-le", "ignore")) for at in (entity.offset, entity.end)
    ]


async def _lines() -> AsyncIterator[str]:
    """Yield the lines of standard input.

    The reading thread is a daemon: one that waits for a key must not hold up the end.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()

    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # bytes that are not text must not end the chat

    def read() -> None:
        with suppress(RuntimeError):  # the loop is gone: nobody listens any more
            for line in sys.stdin:
                loop.call_soon_threadsafe(queue.put_nowait, line.rstrip("\r\n"))
            loop.call_soon_threadsafe(queue.put_nowait, None)

    threading.Thread(target=read, name="terminal", daemon=True).start()
    while (line := await queue.get()) is not None:
        yield line
