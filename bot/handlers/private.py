"""A private chat: every message is meant for the bot, so every message gets an answer."""

from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes, MessageHandler, filters

from bot.handlers.answering import Answering
from bot.handlers.reading import intent_of
from bot.intent import Plain


@dataclass(frozen=True, slots=True)
class Private:
    """Talk in private chats."""

    answering: Answering

    def handlers(self) -> list[MessageHandler[ContextTypes.DEFAULT_TYPE, None]]:
        """Return what listens; notices such as "pinned a message" are no messages."""
        heard = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL
        return [MessageHandler(heard, self.listen)]

    async def listen(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer whatever it is: a song, an unknown command, a sticker."""
        message = update.message
        if message is None:
            return
        intent = intent_of(message, context.bot)
        if intent is Plain.NO_WORDS and message.media_group_id:
            return  # one of up to ten pictures of an album: ten refusals would be no help
        await self.answering.answer(message, intent)
