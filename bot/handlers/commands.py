"""/start, /help, /similar and /mood, anywhere; commands for other bots are left to them."""

from dataclasses import dataclass

from telegram import Update
from telegram.ext import CommandHandler, ContextTypes, filters

from bot.handlers.answering import Answering
from bot.handlers.reading import intent_of

NAMES = ("start", "help", "similar", "mood")


@dataclass(frozen=True, slots=True)
class Commands:
    """The commands."""

    answering: Answering

    def handlers(self) -> list[CommandHandler[ContextTypes.DEFAULT_TYPE, None]]:
        """Return what listens; edited messages and channel posts are left alone."""
        return [CommandHandler(NAMES, self.obey, filters.UpdateType.MESSAGE)]

    async def obey(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a command."""
        if message := update.message:
            await self.answering.answer(message, intent_of(message, context.bot))
