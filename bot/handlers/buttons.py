"""Presses of More, models and candidates; Telegram's own message is their only state."""

from dataclasses import dataclass

import structlog
from telegram import CallbackQuery, Message, Update
from telegram.ext import CallbackQueryHandler, ContextTypes

from bot.callback_data import unpack
from bot.handlers.answering import Answering, asker_in, send
from bot.handlers.pressing import acknowledge, put_in_place, take_away
from bot.outcome import Refusal
from bot.payload import More
from bot.views import card_of
from bot.views.talk import refused

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Buttons:
    """The buttons of songs, and all that nobody made."""

    answering: Answering

    def handlers(self) -> list[CallbackQueryHandler[ContextTypes.DEFAULT_TYPE, None]]:
        """Return what listens: every button left, as forged ones want an answer too."""
        return [CallbackQueryHandler(self.press)]

    async def press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a press: More with a new message, the others in their place."""
        query = update.callback_query
        if query is None:
            return
        payload, message = unpack(query.data or ""), query.message
        # Without a message there is no chat to answer in. One that Telegram no longer shows the
        # bot comes as a Message, too, and is answered anew where it cannot be edited.
        if payload is None or not isinstance(message, Message):
            await self._call_old(query)
            return
        # The button goes first: of two presses only one may be written down as an answer.
        more = isinstance(payload, More)
        if more and not await take_away(message, query.data or ""):
            await acknowledge(query)
            return
        service = self.answering.cases.service
        outcome = await service.press(payload, asker_in(message.chat, query.from_user))
        _log.info("pressed", button=type(payload).__name__, outcome=type(outcome).__name__)
        if outcome is Refusal.BUTTON_OLD:
            await self._call_old(query)
            return
        await acknowledge(query)
        card = card_of(outcome, self.answering.words_for(query.from_user))
        shown = (
            (await send(message, card)).message_id if more else await put_in_place(message, card)
        )
        await service.placed(outcome, shown)

    async def _call_old(self, query: CallbackQuery) -> None:
        words = self.answering.words_for(query.from_user)
        await acknowledge(query, refused(Refusal.BUTTON_OLD, words))
