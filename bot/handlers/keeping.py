"""/privacy, /arena, /export, /forget, and groups that move."""

from dataclasses import dataclass
from io import BytesIO

from telegram import Bot, Chat, Message, Update
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import (
    BaseHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.callback_data import unpack
from bot.handlers.answering import Answering, asker_in, asker_of
from bot.handlers.pressing import Presses, acknowledge, put_in_place
from bot.kept import Exported, ForgetWish, Notice
from bot.outcome import Outcome, Refusal
from bot.payload import Forget
from bot.views import card_of
from bot.views.talk import refused

_RULERS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Keeper:
    """What is kept of a chat: shown, handed over, erased, moved along."""

    answering: Answering

    def handlers(self) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
        """Return what listens."""
        said = filters.UpdateType.MESSAGE
        return [
            CommandHandler("privacy", self.explain, said),
            CommandHandler("arena", self.arena, said),
            CommandHandler("export", self.export, said),
            CommandHandler("forget", self.ask_back, said),
            Presses(self.forget, Forget),
            MessageHandler(filters.StatusUpdate.MIGRATE, self.move),
        ]

    async def explain(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer /privacy."""
        if message := update.message:
            await self._tell(message, Notice.PRIVACY)

    async def arena(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer /arena."""
        if message := update.message:
            await self._tell(message, await self.answering.cases.keeping.arena(asker_of(message)))

    async def export(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer /export with a file; in a group it holds everyone's likes and goes in private."""
        message = update.message
        if message is None:
            return
        asker = asker_of(message)
        if asker.group and not (asker.user_id and await _rules(message.chat, asker.user_id)):
            await self._tell(message, Refusal.ADMINS_ONLY)
            return
        outcome = await self.answering.cases.keeping.export(asker)
        if isinstance(outcome, Refusal):
            await self._tell(message, outcome)
            return
        reader = asker.user_id if asker.group else asker.chat_id
        handed_over = await _hand_over(message.get_bot(), reader or asker.chat_id, outcome)
        if asker.group:
            await self._tell(
                message, Notice.EXPORT_SENT if handed_over else Notice.EXPORT_UNWANTED
            )

    async def ask_back(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer /forget with a question."""
        message = update.message
        if message is None or message.from_user is None:
            return
        owner, group = message.from_user.id, asker_of(message).group
        whole = not group or await _rules(message.chat, owner)
        await self._tell(message, ForgetWish(owner, group, whole))

    async def forget(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Erase what was asked for."""
        query = update.callback_query
        payload = unpack(query.data or "") if query else None
        if query is None or not isinstance(payload, Forget):
            return
        words, message = self.answering.words_for(query.from_user), query.message
        if not isinstance(message, Message):
            await acknowledge(query, refused(Refusal.BUTTON_OLD, words))
            return
        asker = asker_in(message.chat, query.from_user)
        outcome: Outcome = Refusal.ADMINS_ONLY
        whole = asker.group and payload.what == "chat"
        if not whole or await _rules(message.chat, query.from_user.id):
            outcome = await self.answering.cases.keeping.forget(payload, asker)
        if isinstance(outcome, Refusal):
            await acknowledge(query, refused(outcome, words))
            return
        await acknowledge(query)
        await put_in_place(message, card_of(outcome, words))

    async def move(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take what is kept of a group along to its supergroup; both chats tell of the move."""
        message = update.message
        if message is None:
            return
        if message.migrate_to_chat_id:
            await self.answering.cases.keeping.move(message.chat.id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id:
            await self.answering.cases.keeping.move(message.migrate_from_chat_id, message.chat.id)

    async def _tell(self, message: Message, outcome: Outcome) -> None:
        words = self.answering.words_for(message.from_user)
        await self.answering.tell(message, outcome, words)


async def _rules(chat: Chat, user_id: int) -> bool:
    """Whether a user is an administrator of a group."""
    try:
        return (await chat.get_member(user_id)).status in _RULERS
    except TelegramError:
        return False


async def _hand_over(bot: Bot, reader: int, exported: Exported) -> bool:
    """Send a file; tells whether the reader lets the bot write to them."""
    try:
        await bot.send_document(reader, BytesIO(exported.content), filename=exported.filename)
    except (Forbidden, BadRequest):
        return False
    return True
