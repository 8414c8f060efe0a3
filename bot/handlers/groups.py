"""A group: only what is meant for the bot is answered, all other talk is left alone."""

from dataclasses import dataclass

from telegram import Message, Update
from telegram.ext import ContextTypes, MessageHandler, filters

from bot.handlers.answering import Answering
from bot.handlers.reading import answers, intent_of, mentions, words_of
from bot.intent import Links


@dataclass(frozen=True, slots=True)
class Groups:
    """Mentions, replies and Spotify links in groups; the commands are heard before."""

    answering: Answering

    def handlers(self) -> list[MessageHandler[ContextTypes.DEFAULT_TYPE, None]]:
        """Return what listens."""
        words = filters.TEXT | filters.CAPTION
        return [
            MessageHandler(
                filters.ChatType.GROUPS & filters.UpdateType.MESSAGE & words, self.overhear
            )
        ]

    async def overhear(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a message that is meant for the bot."""
        message, bot = update.message, context.bot
        # A command that came this far is another bot's, whatever it holds.
        if message is None or words_of(message).startswith("/") or _is_by_bot(message):
            return
        intent = intent_of(message, bot)
        if isinstance(intent, Links) or mentions(message, bot) or answers(message, bot):
            await self.answering.answer(message, intent)


def _is_by_bot(message: Message) -> bool:
    """Whether another bot speaks: two that answer each other never end."""
    sender = message.from_user  # of an anonymous admin a bot, too, but then for the chat
    return sender is not None and sender.is_bot and message.sender_chat is None
