"""The terminal chat: lines in, rendered answers and numbered buttons out."""

import io
from collections.abc import Callable, Sequence

import pytest
from rich.console import Console
from rich.style import Style
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    BaseHandler,
    CallbackContext,
    CallbackQueryHandler,
    MessageHandler,
    filters,
)

from bot.playground.server import Playground
from bot.playground.terminal import Terminal, converse, say_once


async def offer(update: Update, _: CallbackContext) -> None:
    """Answer in HTML with two buttons; keep quiet when asked to."""
    if update.effective_message.text == "shh":
        return
    row = [
        InlineKeyboardButton("More", callback_data="more"),
        InlineKeyboardButton("Site", url="https://example.org/"),
    ]
    await update.effective_message.reply_html(
        "🔥 <b>Mad World</b> &amp; <a href='https://example.org/'>more</a>",
        reply_markup=InlineKeyboardMarkup([row]),
    )


async def pressed(update: Update, _: CallbackContext) -> None:
    await update.callback_query.answer("coming")
    await update.callback_query.edit_message_text("more of it")


@pytest.fixture
def handlers() -> Sequence[BaseHandler]:
    return [MessageHandler(filters.TEXT, offer), CallbackQueryHandler(pressed)]


async def test_one_message_gets_its_rendered_answer(
    playground: Playground, start_bot: Callable, handlers: Sequence[BaseHandler]
) -> None:
    start_bot(handlers)
    answer = await say_once(playground, "Mad World")
    assert answer.plain == "🔥 Mad World & more\n[#1 More]  [#2 Site]"
    assert {(span.start, span.end, span.style) for span in answer.spans} >= {
        (2, 11, "bold"),
        (14, 18, Style(link="https://example.org/")),
    }


async def test_buttons_are_pressed_by_number(
    playground: Playground, start_bot: Callable, handlers: Sequence[BaseHandler]
) -> None:
    start_bot(handlers)
    terminal = Terminal(playground, playground.person("You"))
    assert (await terminal.answer("#1")).plain == "There is no button 1."
    await terminal.answer("Mad World")
    assert (await terminal.answer("/2")).plain == "https://example.org/"
    assert (await terminal.answer("#1")).plain == "coming\nmore of it"
    assert (await terminal.answer("#1")).plain == "There is no button 1."


async def test_of_a_message_that_changed_its_buttons_only_these_are_shown_again(
    playground: Playground, start_bot: Callable
) -> None:
    async def liked(update: Update, _: CallbackContext) -> None:
        await update.callback_query.answer()
        button = InlineKeyboardButton("👍 1", callback_data="more")
        await update.callback_query.edit_message_reply_markup(InlineKeyboardMarkup([[button]]))

    start_bot([MessageHandler(filters.TEXT, offer), CallbackQueryHandler(liked)])
    terminal = Terminal(playground, playground.person("You"))
    await terminal.answer("Mad World")
    assert (await terminal.answer("#1")).plain == "[#1 👍 1]"


async def test_silence_is_shown(
    playground: Playground, start_bot: Callable, handlers: Sequence[BaseHandler]
) -> None:
    start_bot(handlers)
    assert (await say_once(playground, "shh")).plain == "(no answer)"


async def test_lines_of_a_pipe_are_answered_in_order_until_it_ends(
    playground: Playground,
    start_bot: Callable,
    handlers: Sequence[BaseHandler],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start_bot(handlers)
    monkeypatch.setattr("sys.stdin", io.StringIO("Mad World\n\n#1\r\nshh"))
    console = Console(file=io.StringIO(), width=200)
    await converse(playground, console)
    assert console.file.getvalue().splitlines() == [
        "> Mad World",
        "🔥 Mad World & more",
        "[#1 More]  [#2 Site]",
        "> #1",
        "coming",
        "more of it",
        "> shh",
        "(no answer)",
    ]


async def test_a_line_too_long_for_a_message_is_sent_in_pieces(
    playground: Playground, start_bot: Callable
) -> None:
    start_bot()
    answer = await say_once(playground, "🔥" * 4100)
    assert answer.plain.replace("\n", "") == "🔥" * 4100


async def test_a_person_cannot_say_what_no_app_sends(playground: Playground) -> None:
    ann = playground.person("Ann")
    for text in ("", "x" * 4097):
        with pytest.raises(ValueError, match="1 to 4096"):
            await playground.private(ann).say(ann, text)


async def test_bytes_that_are_not_text_do_not_end_the_chat(
    playground: Playground, start_bot: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_bot()
    piped = io.TextIOWrapper(io.BytesIO(b"caf\xe9\nhello\n"), encoding="utf-8")
    monkeypatch.setattr("sys.stdin", piped)
    console = Console(file=io.StringIO(), width=200)
    await converse(playground, console)
    assert console.file.getvalue().splitlines() == ["> caf\ufffd", "caf\ufffd", "> hello", "hello"]
