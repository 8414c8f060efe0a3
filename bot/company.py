"""The use cases of /group: songs for all who voted in a chat, and the rule that chooses them."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.kept import RULES, Changed, GroupRules, GroupSongs, Served, Standing
from bot.memory import Memory
from bot.outcome import Outcome, Refusal
from bot.payload import MAX_SKIP
from bot.profiles import Tastes
from bot.ranking import Audience
from bot.recollection import Asker, Recollection, recollect
from bot.recording import GROUP_SEED, record
from engine.facade import Engine
from engine.group import GroupPick
from engine.types import Recommendation
from storage.records import ChatSettings


@dataclass(frozen=True, slots=True)
class Company:
    """Recommends without a seed, from the members' own likes.

    Parameters
    ----------
    engine
        The opened artefact.
    memory
        What chats told.
    songs
        Songs an answer holds.
    """

    engine: Engine
    memory: Memory
    songs: int = 5

    async def recommend(self, asker: Asker, skip: int = 0) -> Outcome:
        """Return songs for all who voted; in a private chat that is the one person."""
        recalled = await recollect(self.memory, asker, GROUP_SEED)
        if recalled is None:
            return Refusal.NOT_KEPT
        outcome = await asyncio.to_thread(self._recommend, asker, recalled, skip)
        return await record(self.memory, outcome, Audience(asker, recalled))

    async def choose(self, asker: Asker, words: str) -> GroupRules | Refusal:
        """Change how songs are chosen, as `words` say; tell the ways when they say none."""
        words = " ".join(words.casefold().replace("_", " ").split())
        chat_id = asker.chat_id
        settings = await self.memory.recall(lambda store: store.settings(chat_id))
        if settings is None:
            return Refusal.NOT_KEPT
        chosen = _chosen(settings, words, asker)
        if chosen is None:
            changed: Changed | None = "nothing" if words.startswith("names") else None
            return GroupRules(settings.group_rule, asker.user_id in settings.named, changed)
        if not await self.memory.keep(lambda store: store.save_settings(chat_id, chosen)):
            return Refusal.NOT_KEPT
        changed = "names" if words.startswith("names") else "rule"
        return GroupRules(chosen.group_rule, asker.user_id in chosen.named, changed)

    def _recommend(self, asker: Asker, recalled: Recollection, skip: int) -> GroupSongs | Refusal:
        tastes = Tastes.of(self.engine, recalled)
        members = tastes.members()
        if not any(profile.liked for profile in members.values()):
            return Refusal.NO_LIKES
        rule = recalled.settings.group_rule
        exclude = tastes.shown_here() if skip else ()
        picks = self.engine.for_group(members, rule=rule, limit=self.songs, exclude=exclude)
        named = frozenset(recalled.settings.named if asker.group else ())
        following = skip + self.songs
        full = len(picks) == self.songs and following <= MAX_SKIP
        return GroupSongs(
            songs=tuple(_served(pick, named, members) for pick in picks),
            rule=rule,
            members=len(members),
            skip=skip,
            more=following if full else None,
            standing=Standing(asker.group),
        )


def _served(pick: GroupPick, named: Collection[int], members: Collection[str]) -> Served:
    """Return a song with those whom it serves and who gave leave to say so; all, if all did."""
    everyone = not pick.serves and all(int(one) in named for one in members)
    serves = tuple(one for one in map(int, pick.serves) if one in named)
    return Served(Recommendation(pick.track, pick.score), serves, everyone=everyone)


def _chosen(settings: ChatSettings, words: str, asker: Asker) -> ChatSettings | None:
    """Return the settings that `words` ask for; whoever has no id gives no leave to be named."""
    asked = words.replace(" ", "_")
    if asked in ("names_on", "names_off") and asker.user_id is not None:
        others = tuple(one for one in settings.named if one != asker.user_id)
        return replace(settings, named=(*others, asker.user_id) if asked == "names_on" else others)
    rule = next((rule for rule in RULES if rule == asked), None)
    return None if rule is None else replace(settings, group_rule=rule)
