"""Button presses. Telegram's own message is the only state, so a second press changes nothing."""

from dataclasses import dataclass

import structlog
from telegram import CallbackQuery, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import CallbackQueryHandler, ContextTypes

from bot.callback_data import unpack
from bot.handlers.answering import NO_PREVIEW, Answering, send
from bot.outcome import Refusal
from bot.payload import More
from bot.views import card_of
from bot.views.card import Card
from bot.views.keyboards import without_pressed
from bot.views.talk import button_old

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Buttons:
    """More, the models, and the candidates."""

    answering: Answering

    def handlers(self) -> list[CallbackQueryHandler[ContextTypes.DEFAULT_TYPE, None]]:
        """Return what listens: every button, as forged ones want an answer too."""
        return [CallbackQueryHandler(self.press)]

    async def press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a press: More with a new message, the others in their place."""
        query = update.callback_query
        if query is None:
            return
        words = self.answering.words_for(query.from_user)
        payload = unpack(query.data or "")
        outcome = await self.answering.service.press(payload)
        _log.info("pressed", button=type(payload).__name__, outcome=type(outcome).__name__)
        # Without a message there is no chat to answer in. One that Telegram no longer shows the
        # bot comes as a Message, too, and is answered anew where it cannot be edited.
        if outcome is Refusal.BUTTON_OLD or not isinstance(query.message, Message):
            await _acknowledge(query, button_old(words))
            return
        await _acknowledge(query)
        card = card_of(outcome, words)
        if not isinstance(payload, More):
            await _replace(query.message, card)
        elif await _take_away(query.message, query.data or ""):
            await send(query.message, card)


async def _acknowledge(query: CallbackQuery, text: str | None = None) -> None:
    """Stop the button's spinner; after an outage Telegram no longer wants to hear of it."""
    try:
        await query.answer(text)
    except BadRequest as exc:
        _log.info("press_too_old", reason=_kind(exc))


async def _take_away(message: Message, pressed: str) -> bool:
    """Remove the pressed button; False when it is gone already: the second of two presses."""
    try:
        await message.edit_reply_markup(without_pressed(message.reply_markup, pressed))
    except BadRequest as exc:
        return not _is_unchanged(exc)
    return True


async def _replace(message: Message, card: Card) -> None:
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
            await send(message, card)


def _is_unchanged(exc: BadRequest) -> bool:
    return "not modified" in exc.message.lower()


def _kind(exc: BadRequest) -> str:
    """Return the first words of Telegram's reason; the rest may quote what was sent."""
    return exc.message[:40]
