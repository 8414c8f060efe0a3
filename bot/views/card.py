"""A message that is ready to be sent."""

from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from bot.views.words import Html


@dataclass(frozen=True, slots=True)
class Card:
    """A text in Telegram's HTML, at most 4,096 UTF-16 units of it shown, and its buttons."""

    text: Html
    buttons: InlineKeyboardMarkup | None = None
