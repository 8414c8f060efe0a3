"""The use cases of songs, without Telegram: an intent or a button in, an outcome out.

The engine blocks, so every use of it happens in a thread (`asyncio.to_thread`).
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from bot import outcome as outcomes
from bot import seeds
from bot.answers import Answers, Missing
from bot.callback_data import packed_seed
from bot.intent import ForeignLink, Intent, Links, MoodWish, Plain, Title
from bot.kept import GroupSongs
from bot.links import ShortLink, SpotifyLink
from bot.lookup import Lookup
from bot.memory import Memory
from bot.outcome import Outcome, Refusal
from bot.payload import More, Payload, Pick, Switch
from bot.ranking import Audience, Ranking
from bot.recollection import Asker, recollect
from bot.recording import record
from bot.seeds import Understood
from engine.errors import UnknownModel
from engine.facade import Engine
from storage.records import AnswerId

_REFUSED: Mapping[Plain, Refusal] = {
    Plain.SIMILAR_ALONE: Refusal.SONG_MISSING,
    Plain.MOOD_ALONE: Refusal.MOOD_MISSING,
    Plain.UNKNOWN_COMMAND: Refusal.COMMAND_UNKNOWN,
    Plain.NO_WORDS: Refusal.NOTHING_READ,
}


@dataclass(frozen=True, slots=True)
class Service:
    """Answers, from one engine.

    Parameters
    ----------
    engine
        The opened artefact.
    lookup
        What asks the web about links; None keeps the bot off it.
    songs
        Songs an answer holds.
    memory
        What chats told; None where nothing is kept.
    teams
        The teams of the experiment, see `bot.ranking`.
    """

    engine: Engine
    lookup: Lookup | None = None
    songs: int = 5
    memory: Memory | None = None
    teams: tuple[str, ...] = ()

    async def answer(
        self, intent: Intent, model: str | None = None, asker: Asker | None = None
    ) -> Outcome:
        """Answer a message; raises UnknownModel when there is no such `model`."""
        match intent:
            case ForeignLink(host):
                return outcomes.LinkForeign(host)
            case Plain.START | Plain.HELP:
                answers = Answers(self._ranking, Audience())
                return await asyncio.to_thread(answers.introduction, intent)
            case Plain():
                return _REFUSED[intent]
            case _:
                audience = await self._audience(asker)
                outcome = await self._songs(intent, model, Answers(self._ranking, audience))
                return await self._recorded(outcome, audience)

    async def press(self, payload: Payload | None, asker: Asker | None = None) -> Outcome:
        """Answer a button of songs; None is a payload that could not be read."""
        if not isinstance(payload, More | Switch | Pick):
            return Refusal.BUTTON_OLD
        seed = packed_seed(payload.seed) if isinstance(payload, More) else None
        audience = await self._audience(asker, seed)
        try:
            outcome = await asyncio.to_thread(Answers(self._ranking, audience).press, payload)
        except UnknownModel:  # a button of an artefact that had more models
            return Refusal.BUTTON_OLD
        return await self._recorded(outcome, audience)

    async def placed(self, outcome: Outcome, message_id: int) -> None:
        """Note the message that an answer became."""
        match outcome:
            case outcomes.Songs() | outcomes.MoodSongs() | GroupSongs():
                written = outcome.standing.answer_id if outcome.standing else None
            case _:
                return
        if self.memory is not None and written is not None:
            answer_id = AnswerId(written)
            await self.memory.keep(lambda store: store.placed(answer_id, message_id))

    @property
    def _ranking(self) -> Ranking:
        return Ranking(self.engine, self.songs, self.teams)

    async def _audience(self, asker: Asker | None, seed: str | None = None) -> Audience:
        if asker is None or self.memory is None:
            return Audience()
        return Audience(asker, await recollect(self.memory, asker, seed))

    async def _recorded(self, outcome: Outcome, audience: Audience) -> Outcome:
        if self.memory is None or audience.asker is None:
            return outcome
        return await record(self.memory, outcome, audience)

    async def _songs(
        self, intent: Title | Links | MoodWish, model: str | None, answers: Answers
    ) -> Outcome:
        match intent:
            case Title(text):
                return await asyncio.to_thread(answers.title, text, model)
            case Links(links):
                return await self._links(links, model, answers)
            case MoodWish(phrase):
                return await asyncio.to_thread(answers.mood, phrase)

    async def _links(
        self, links: tuple[SpotifyLink | ShortLink, ...], model: str | None, answers: Answers
    ) -> Outcome:
        parts = await asyncio.gather(*(self._link(link, answers) for link in links))
        known = [part for part in parts if not isinstance(part, Missing)]
        if not known:
            return next(part.outcome for part in parts if isinstance(part, Missing))
        by_title = any(guessed for _, guessed in known)
        understood = seeds.joined([part for part, _ in known])
        return await asyncio.to_thread(answers.similar, understood, model, by_title=by_title)

    async def _link(
        self, link: SpotifyLink | ShortLink, answers: Answers
    ) -> tuple[Understood, bool] | Missing:
        """Return what a link means, and whether that is by its page's title only."""
        if isinstance(link, ShortLink):
            followed = await self.lookup.follow(link) if self.lookup else None
            if followed is None:
                return Missing(Refusal.SHORT_LINK_DEAD)
            link = followed
        if understood := await asyncio.to_thread(seeds.of_link, self.engine, link):
            return understood, False
        title = await self.lookup.title_of(link) if self.lookup else None
        if title is None:
            return Missing(outcomes.LinkUnknown(link.kind, None))
        return await asyncio.to_thread(answers.by_title, link.kind, title)
