"""The use cases of /group: songs for all who voted in a chat, and the rule that chooses them."""

import asyncio
from dataclasses import dataclass, replace
from typing import Literal

from bot.kept import RULES, GroupRules, GroupSongs, Served, Standing
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
        chosen = _chosen(settings, words)
        if chosen is None:
            return GroupRules(settings.group_rule, settings.names_served)
        if not await self.memory.keep(lambda store: store.save_settings(chat_id, chosen)):
            return Refusal.NOT_KEPT
        changed: Literal["names", "rule"] = "names" if words.startswith("names") else "rule"
        return GroupRules(chosen.group_rule, chosen.names_served, changed)

    def _recommend(self, asker: Asker, recalled: Recollection, skip: int) -> GroupSongs | Refusal:
        tastes = Tastes.of(self.engine, recalled)
        members = tastes.members()
        if not any(profile.liked for profile in members.values()):
            return Refusal.NO_LIKES
        rule = recalled.settings.group_rule
        exclude = tastes.shown_here() if skip else ()
        picks = self.engine.for_group(members, rule=rule, limit=self.songs, exclude=exclude)
        following = skip + self.songs
        full = len(picks) == self.songs and following <= MAX_SKIP
        return GroupSongs(
            songs=tuple(_served(pick, recalled.settings, asker) for pick in picks),
            rule=rule,
            members=len(members),
            skip=skip,
            more=following if full else None,
            standing=Standing(asker.group),
        )


def _served(pick: GroupPick, settings: ChatSettings, asker: Asker) -> Served:
    """Return a song, with whom it serves where the members gave leave to say so."""
    song = Recommendation(pick.track, pick.score)
    if not (settings.names_served and asker.group):
        return Served(song)
    return Served(song, tuple(map(int, pick.serves)), everyone=not pick.serves)


def _chosen(settings: ChatSettings, words: str) -> ChatSettings | None:
    asked = words.replace(" ", "_")
    if asked in ("names_on", "names_off"):
        return replace(settings, names_served=asked == "names_on")
    rule = next((rule for rule in RULES if rule == asked), None)
    return None if rule is None else replace(settings, group_rule=rule)
