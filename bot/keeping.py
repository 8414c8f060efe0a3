"""The use cases of what is kept: the experiment's state, forgetting, export, a chat that moves."""

import json
from dataclasses import dataclass

from bot.arena import arena
from bot.kept import Arena, Exported, Forgotten
from bot.memory import Memory
from bot.outcome import Refusal
from bot.payload import Forget
from bot.recollection import Asker
from storage.records import ChatId, UserId


@dataclass(frozen=True, slots=True)
class Keeping:
    """Shows, hands over, erases and moves what is kept of a chat.

    Parameters
    ----------
    memory
        What chats told.
    teams
        The teams of the experiment, see `bot.ranking`.
    """

    memory: Memory
    teams: tuple[str, ...] = ()

    async def arena(self, asker: Asker) -> Arena | Refusal:
        """Return how the experiment stands in a chat and everywhere."""
        return await arena(self.memory, self.teams, asker)

    async def forget(self, forget: Forget, asker: Asker) -> Forgotten | Refusal:
        """Erase what the owner of the button chose."""
        if asker.user_id != forget.owner:
            return Refusal.NOT_YOURS
        if forget.what == "chat":
            done = await self.memory.keep(lambda store: store.forget_chat(asker.chat_id))
        elif forget.what == "me":
            user_id = UserId(forget.owner)
            done = await self.memory.keep(lambda store: store.forget_user(asker.chat_id, user_id))
        else:
            done = True
        return Forgotten(forget.what, asker.group) if done else Refusal.NOT_KEPT

    async def export(self, asker: Asker) -> Exported | Refusal:
        """Return all that is kept of a chat as a JSON file."""
        kept = await self.memory.recall(lambda store: store.export_chat(asker.chat_id))
        if kept is None:
            return Refusal.NOT_KEPT
        text = json.dumps(kept, ensure_ascii=False, indent=1)
        return Exported(f"segue-chat-{abs(asker.chat_id)}.json", text.encode())

    async def move(self, old: int, new: int) -> bool:
        """Give what is kept of a group to the supergroup that it became."""
        return await self.memory.keep(lambda store: store.move_chat(ChatId(old), ChatId(new)))
