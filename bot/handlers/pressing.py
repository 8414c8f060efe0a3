"""What every kind of button shares: its spinner, its place, and what it leaves behind."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

import structlog
from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import CallbackQueryHandler, ContextTypes

from bot.callback_data import unpack
from bot.handlers.answering import NO_PREVIEW, send
from bot.payload import Payload
from bot.views.card import Card
from bot.views.keyboards import without_pressed

_log = structlog.get_logger(__name__)

Callback: TypeAlias = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]


class Presses(CallbackQueryHandler[ContextTypes.DEFAULT_TYPE, None]):
    """Listens for buttons of some kinds.

    The library's own takes a press without data, which anyone can forge, for one of every kind.
    """

    def __init__(self, callback: Callback, *kinds: type[Payload]) -> None:
        super().__init__(callback)
        self._kinds = kinds

    def check_update(self, update: object) -> bool:
        """Whether an update is a press of such a button."""
        query = update.callback_query if isinstance(update, Update) else None
        return query is not None and isinstance(unpack(query.data or ""), self._kinds)


async def acknowledge(query: CallbackQuery, text: str | None = None) -> None:
    """Stop the button's spinner; after an outage Telegram no longer wants to hear of it."""
    try:
        await query.answer(text)
    except BadRequest as exc:
        _log.info("press_too_old", reason=_kind(exc))


async def take_away(message: Message, pressed: str) -> bool:
    """Remove the pressed button; False when it is gone already: the second of two presses."""
    return await rekey(message, without_pressed(message.reply_markup, pressed))


async def rekey(message: Message, buttons: InlineKeyboardMarkup | None) -> bool:
    """Show other buttons under a message; False when they are there already."""
    try:
        await message.edit_reply_markup(buttons)
    except BadRequest as exc:
        return not _is_unchanged(exc)
    return True


async def put_in_place(message: Message, card: Card) -> int:
    """Show a card in place of a message, or anew where that fails; return its message's id."""
    try:
        await message.edit_text(
            card.text,
            parse_mode=ParseMode.HTML,
            reply_markup=card.buttons,
            link_preview_options=NO_PREVIEW,
        )
    except BadRequest as exc:
        if not _is_unchanged(exc):
            _log.info("edit_refused", reason=_kind(exc))
            return (await send(message, card)).message_id
    return message.message_id


def _is_unchanged(exc: BadRequest) -> bool:
    return "not modified" in exc.message.lower()


def _kind(exc: BadRequest) -> str:
    """Return the first words of Telegram's reason; the rest may quote what was sent."""
    return exc.message[:40]
