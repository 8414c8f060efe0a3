"""👍 and 👎: the buttons under songs, and reactions to an answer."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from telegram import Message, ReactionType, ReactionTypeEmoji, Update
from telegram.ext import BaseHandler, ContextTypes, MessageReactionHandler

from bot.callback_data import unpack
from bot.handlers.answering import Answering, asker_in
from bot.handlers.pressing import Presses, acknowledge, rekey
from bot.outcome import Refusal
from bot.payload import Judge
from bot.views.keyboards import recounted
from bot.views.likes import toast
from bot.views.talk import refused
from bot.voting import Press
from storage.records import UserId

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes, acknowledged once they are committed."""

    answering: Answering

    def handlers(self) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
        """Return what listens; anonymous reactions are nobody's."""
        updated = MessageReactionHandler.MESSAGE_REACTION_UPDATED
        return [
            Presses(self.press, Judge),
            MessageReactionHandler(self.react, message_reaction_types=updated),
        ]

    async def press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Count a vote, say so, and show the new counts."""
        query = update.callback_query
        payload = unpack(query.data or "") if query else None
        if query is None or query.message is None or not isinstance(payload, Judge):
            return
        words, message = self.answering.words_for(query.from_user), query.message
        press = Press(
            update.update_id,
            asker_in(message.chat, query.from_user),
            UserId(query.from_user.id),
            message.message_id,
        )
        outcome = await self.answering.cases.voting.press(payload, press)
        _log.info("voted", outcome=type(outcome).__name__)
        if isinstance(outcome, Refusal):
            await acknowledge(query, refused(outcome, words))
            return
        await acknowledge(query, toast(outcome.verdict, words))
        if outcome.counts is not None and isinstance(message, Message):
            buttons = recounted(message.reply_markup, outcome.group, outcome.counts)
            if buttons != message.reply_markup:
                await rekey(message, buttons)

    async def react(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Count a reaction; it is its own acknowledgement."""
        reaction = update.message_reaction
        if reaction is None or reaction.user is None:
            return
        press = Press(
            update.update_id,
            asker_in(reaction.chat, reaction.user),
            UserId(reaction.user.id),
            reaction.message_id,
        )
        old, new = _emoji(reaction.old_reaction), _emoji(reaction.new_reaction)
        votes = await self.answering.cases.voting.react(press, old, new)
        _log.info("reacted", votes=votes)


def _emoji(reactions: Sequence[ReactionType]) -> list[str]:
    return [one.emoji for one in reactions if isinstance(one, ReactionTypeEmoji)]
