"""/likes: what a person likes and dislikes in a chat, page by page."""

from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update
from telegram.ext import BaseHandler, CommandHandler, ContextTypes, filters

from bot.callback_data import unpack
from bot.handlers.answering import Answering, asker_in, asker_of
from bot.handlers.pressing import Presses, acknowledge, put_in_place
from bot.kept import LikesList
from bot.outcome import Refusal
from bot.payload import LikesPage, Unjudge
from bot.views import card_of
from bot.views.talk import refused
from bot.voting import Press
from storage.records import UserId


@dataclass(frozen=True, slots=True)
class Likes:
    """The list, its pages, and its buttons to take a verdict back."""

    answering: Answering

    def handlers(self) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
        """Return what listens."""
        return [
            CommandHandler("likes", self.show, filters.UpdateType.MESSAGE),
            Presses(self.press, LikesPage, Unjudge),
        ]

    async def show(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer /likes."""
        if message := update.message:
            outcome = await self.answering.cases.voting.likes(asker_of(message))
            words = self.answering.words_for(message.from_user)
            await self.answering.tell(message, outcome, words)

    async def press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Turn the page, or take a verdict back."""
        query = update.callback_query
        payload = unpack(query.data or "") if query else None
        if query is None or not isinstance(payload, LikesPage | Unjudge):
            return
        words, message = self.answering.words_for(query.from_user), query.message
        if not isinstance(message, Message):
            await acknowledge(query, refused(Refusal.BUTTON_OLD, words))
            return
        outcome = await self._pressed(update, query, message, payload)
        if isinstance(outcome, Refusal):
            await acknowledge(query, refused(outcome, words))
            return
        await acknowledge(query)
        await put_in_place(message, card_of(outcome, words))

    async def _pressed(
        self, update: Update, query: CallbackQuery, message: Message, payload: LikesPage | Unjudge
    ) -> LikesList | Refusal:
        if payload.owner != query.from_user.id:
            return Refusal.NOT_YOURS
        asker, voting = asker_in(message.chat, query.from_user), self.answering.cases.voting
        if isinstance(payload, LikesPage):
            return await voting.likes(asker, payload.page)
        press = Press(update.update_id, asker, UserId(query.from_user.id))
        return await voting.unjudge(payload, press)
