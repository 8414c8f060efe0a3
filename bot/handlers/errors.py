"""The one error handler: what no handler expected ends here, sorted."""

import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog
from telegram import Update
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ContextTypes

from bot.views.talk import apology
from bot.views.words import Languages

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Errors:
    """Logs every error, without anyone's words, and apologises where that can help.

    `moved` is told of a group that became a supergroup.
    """

    languages: Languages
    moved: Callable[[int, int], Awaitable[object]] | None = None

    async def sort(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Deal with the error of an update; `update` is None for errors between updates."""
        chat = update.effective_chat if isinstance(update, Update) else None
        chat_id = chat.id if chat else None
        match context.error:
            case Forbidden():
                _log.info("chat_gone", chat_id=chat_id)
            case ChatMigrated(new_chat_id=new):
                _log.info("chat_migrated", chat_id=chat_id, new_chat_id=new)
                if self.moved is not None and chat_id is not None:
                    await self.moved(chat_id, new)
            case RetryAfter():
                _log.warning("telegram_flooded", chat_id=chat_id)
            case BadRequest() as exc:  # before NetworkError, whose subclass it is
                _log.error("telegram_refused", chat_id=chat_id, where=_where(exc))
                await self._apologise(update, context)
            case NetworkError() as exc:
                _log.warning("telegram_unreachable", error=type(exc).__name__)
            case exc:
                _log.error("update_failed", error=type(exc).__name__, where=_where(exc))
                await self._apologise(update, context)

    async def _apologise(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        if not isinstance(update, Update) or update.effective_chat is None:
            return
        user = update.effective_user
        words = self.languages.of(user.language_code if user else None)
        with suppress(TelegramError):  # there is no one left to tell
            await context.bot.send_message(
                update.effective_chat.id, apology(words), parse_mode=ParseMode.HTML
            )


def _where(exc: BaseException | None) -> str:
    """Return the way to an error as files and lines; its text could quote a message."""
    if exc is None:
        return ""
    frames = traceback.extract_tb(exc.__traceback__)[-5:]
    return " > ".join(f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno}" for frame in frames)
