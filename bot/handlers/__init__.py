"""What the bot listens to, in order: of several that could take an update, the first one does."""

from typing import TypeAlias

from telegram import Update
from telegram.ext import BaseHandler, ContextTypes

from bot.handlers.answering import Answering
from bot.handlers.buttons import Buttons
from bot.handlers.commands import Commands
from bot.handlers.company import ForCompany
from bot.handlers.groups import Groups
from bot.handlers.keeping import Keeper
from bot.handlers.likes import Likes
from bot.handlers.private import Private
from bot.handlers.votes import Votes
from bot.use_cases import UseCases
from bot.views.words import Languages

Handler: TypeAlias = BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]


def handlers_of(cases: UseCases, languages: Languages) -> list[Handler]:
    """Return the table of contents: every feature's handlers.

    Edited messages, channel posts and joins are not in it: the bot leaves them alone on purpose.
    """
    answering = Answering(cases, languages)
    return [
        *Commands(answering).handlers(),
        *Votes(answering).handlers(),
        *Likes(answering).handlers(),
        *ForCompany(answering).handlers(),
        *Keeper(answering).handlers(),
        *Private(answering).handlers(),
        *Groups(answering).handlers(),
        *Buttons(answering).handlers(),
    ]
