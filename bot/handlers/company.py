"""/group: songs for all who voted, and how they are chosen."""

from dataclasses import dataclass, replace

from telegram import Bot, Message, Update, User
from telegram.error import TelegramError
from telegram.ext import BaseHandler, CommandHandler, ContextTypes, filters

from bot.callback_data import unpack
from bot.handlers.answering import Answering, asker_in, asker_of
from bot.handlers.pressing import Presses, acknowledge, take_away
from bot.kept import GroupSongs
from bot.outcome import Outcome
from bot.payload import MoreForGroup
from bot.recollection import Asker


@dataclass(frozen=True, slots=True)
class ForCompany:
    """Songs for everyone here."""

    answering: Answering

    def handlers(self) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
        """Return what listens."""
        return [
            CommandHandler("group", self.obey, filters.UpdateType.MESSAGE),
            Presses(self.press, MoreForGroup),
        ]

    async def obey(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer /group with songs, or change how they are chosen."""
        message = update.message
        if message is None:
            return
        company, asker = self.answering.cases.company, asker_of(message)
        if context.args:
            outcome: Outcome = await company.choose(asker, " ".join(context.args))
        else:
            outcome = await company.recommend(asker)
        await self._tell(message, message.from_user, outcome, asker)

    async def press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer More."""
        query = update.callback_query
        payload = unpack(query.data or "") if query else None
        if query is None or not isinstance(payload, MoreForGroup):
            return
        message = query.message
        await acknowledge(query)
        if not isinstance(message, Message) or not await take_away(message, query.data or ""):
            return
        asker = asker_in(message.chat, query.from_user)
        outcome = await self.answering.cases.company.recommend(asker, payload.skip)
        await self._tell(message, query.from_user, outcome, asker)

    async def _tell(
        self, message: Message, user: User | None, outcome: Outcome, asker: Asker
    ) -> None:
        if isinstance(outcome, GroupSongs):
            outcome = await _named(message.get_bot(), outcome, asker)
        await self.answering.tell(message, outcome, self.answering.words_for(user))


async def _named(bot: Bot, group: GroupSongs, asker: Asker) -> GroupSongs:
    """Return songs with the names of the members they serve: Telegram knows them, we do not."""
    names: dict[int, str] = {}
    for member in {one for song in group.songs for one in song.members}:
        try:
            names[member] = (await bot.get_chat_member(asker.chat_id, member)).user.first_name
        except TelegramError:
            continue  # they left; their likes still count
    songs = tuple(
        replace(song, names=tuple(names[one] for one in song.members if one in names))
        for song in group.songs
    )
    return replace(group, songs=songs)
