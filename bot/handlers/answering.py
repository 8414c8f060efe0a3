"""The three steps that every handler shares: read, ask the service, answer with a view."""

from dataclasses import dataclass

import structlog
from telegram import LinkPreviewOptions, Message, User
from telegram.constants import ChatType, ParseMode

from bot.intent import Intent
from bot.service import Service
from bot.views import card_of
from bot.views.card import Card
from bot.views.words import Languages, Words

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers messages from one service, in the languages there are."""

    service: Service
    languages: Languages

    async def answer(self, message: Message, intent: Intent) -> None:
        """Answer a message that wants `intent`."""
        outcome = await self.service.answer(intent)
        _log.info("answered", outcome=type(outcome).__name__, chat_type=message.chat.type)
        await send(message, card_of(outcome, self.words_for(message.from_user)))

    def words_for(self, user: User | None) -> Words:
        """Return the words for a user; anonymous admins and channels have no language."""
        return self.languages.of(user.language_code if user else None)


async def send(message: Message, card: Card) -> None:
    """Send a card to a message's chat; in a group as a reply, since others talk there too."""
    await message.reply_text(
        card.text,
        parse_mode=ParseMode.HTML,
        reply_markup=card.buttons,
        link_preview_options=NO_PREVIEW,
        do_quote=message.chat.type != ChatType.PRIVATE,
        allow_sending_without_reply=True,
    )
