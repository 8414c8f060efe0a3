"""The three steps that every handler shares: read, ask a use case, answer with a view."""

from dataclasses import dataclass

import structlog
from telegram import Chat, LinkPreviewOptions, Message, User
from telegram.constants import ChatType, ParseMode

from bot.intent import Intent
from bot.outcome import Outcome
from bot.recollection import Asker
from bot.use_cases import UseCases
from bot.views import card_of
from bot.views.card import Card
from bot.views.words import Languages, Words
from storage.records import ChatId, UserId

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers messages from the use cases, in the languages there are."""

    cases: UseCases
    languages: Languages

    async def answer(self, message: Message, intent: Intent) -> None:
        """Answer a message that wants `intent`."""
        outcome = await self.cases.service.answer(intent, asker=asker_of(message))
        await self.tell(message, outcome, self.words_for(message.from_user))

    async def tell(self, message: Message, outcome: Outcome, words: Words) -> None:
        """Answer a message with an outcome, and note where it stands."""
        _log.info("answered", outcome=type(outcome).__name__, chat_type=message.chat.type)
        sent = await send(message, card_of(outcome, words))
        await self.cases.service.placed(outcome, sent.message_id)

    def words_for(self, user: User | None) -> Words:
        """Return the words for a user; anonymous admins and channels have no language."""
        return self.languages.of(user.language_code if user else None)


def asker_of(message: Message) -> Asker:
    """Return who asks by a message; whoever speaks as a chat is nobody."""
    user = message.from_user if message.sender_chat is None else None
    return asker_in(message.chat, user)


def asker_in(chat: Chat, user: User | None) -> Asker:
    """Return a user of a chat as an asker."""
    user_id = None if user is None else UserId(user.id)
    return Asker(ChatId(chat.id), user_id, chat.type in GROUPS)


async def send(message: Message, card: Card) -> Message:
    """Send a card to a message's chat; in a group as a reply, since others talk there too."""
    return await message.reply_text(
        card.text,
        parse_mode=ParseMode.HTML,
        reply_markup=card.buttons,
        link_preview_options=NO_PREVIEW,
        do_quote=message.chat.type != ChatType.PRIVATE,
        allow_sending_without_reply=True,
    )
