"""The use cases, without Telegram: an intent or a button in, an outcome out.

The engine blocks, so every use of it happens in a thread (`asyncio.to_thread`), and nowhere else
in the bot.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from bot import outcome as outcomes
from bot import seeds
from bot.callback_data import MAX_SKIP, MoodSeed, More, Payload, Pick, Seed, Switch
from bot.intent import ForeignLink, Intent, Links, MoodWish, Plain, Title
from bot.links import Kind, ShortLink, SpotifyLink
from bot.lookup import Lookup
from bot.outcome import Outcome, Refusal
from bot.seeds import Understood
from engine.errors import UnknownModel
from engine.facade import Engine
from engine.mood.phrase import MoodReading
from engine.search import Matches, Verdict
from engine.types import Recommendation

_REFUSED: Mapping[Plain, Refusal] = {
    Plain.SIMILAR_ALONE: Refusal.SONG_MISSING,
    Plain.MOOD_ALONE: Refusal.MOOD_MISSING,
    Plain.UNKNOWN_COMMAND: Refusal.COMMAND_UNKNOWN,
    Plain.NO_WORDS: Refusal.NOTHING_READ,
}


@dataclass(frozen=True, slots=True)
class Missing:
    """A link that led to nothing in the catalogue."""

    outcome: outcomes.LinkUnknown | Refusal | outcomes.Unsure


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
    """

    engine: Engine
    lookup: Lookup | None = None
    songs: int = 5

    async def answer(self, intent: Intent, model: str | None = None) -> Outcome:
        """Answer a message; raises UnknownModel when there is no such `model`."""
        match intent:
            case Title(text):
                return await asyncio.to_thread(self._title, text, model)
            case Links(links):
                return await self._links(links, model)
            case MoodWish(phrase):
                return await asyncio.to_thread(self._mood, phrase)
            case ForeignLink(host):
                return outcomes.LinkForeign(host)
            case Plain.START | Plain.HELP:
                return await asyncio.to_thread(self._introduction, intent)
            case Plain():
                return _REFUSED[intent]

    async def press(self, payload: Payload | None) -> Outcome:
        """Answer a button; None is a payload that could not be read."""
        if payload is None:
            return Refusal.BUTTON_OLD
        try:
            return await asyncio.to_thread(self._press, payload)
        except UnknownModel:  # a button of an artefact that had more models
            return Refusal.BUTTON_OLD

    def _press(self, payload: Payload) -> Outcome:
        match payload:
            case Pick(track_id):
                return self._known(Seed("tracks", (track_id,)), None, 0)
            case Switch(seed, model):
                return self._known(seed, model, 0)
            case More(seed, model, skip):
                if isinstance(seed, MoodSeed):
                    return self._in_mood(seed, None, skip)
                return self._known(seed, model, skip)

    def _known(self, seed: Seed, model: str | None, skip: int) -> Outcome:
        understood = seeds.of_seed(self.engine, seed)
        return self._similar(understood, model, skip) if understood else Refusal.BUTTON_OLD

    def _title(self, text: str, model: str | None) -> Outcome:
        found = self.engine.match(text)
        if found.verdict is Verdict.SURE:
            return self._similar(seeds.of_row(self.engine, found.matches[0].row), model)
        # Titles come first, for many songs are called like moods.
        reading = self.engine.read_mood(text)
        target = self.engine.mood_target(reading)
        if target is not None and not reading.unknown:
            return self._in_mood(seeds.mood_seed(target), reading, 0)
        if found.verdict is Verdict.UNKNOWN:
            return outcomes.UnknownSong(text)
        return self._unsure(text, found, seeds.of_artist(self.engine, text))

    def _unsure(
        self, query: str, found: Matches, artist: Understood | None = None
    ) -> outcomes.Unsure:
        tracks = tuple(self.engine.table.track(match.row) for match in found.matches)
        if artist is None:
            return outcomes.Unsure(query, tracks)
        hint = outcomes.ArtistHint(artist.names[0].title, artist.seed, self.engine.models[0])
        return outcomes.Unsure(query, tracks, hint)

    def _mood(self, phrase: str) -> Outcome:
        reading = self.engine.read_mood(phrase)
        target = self.engine.mood_target(reading)
        if target is None:
            return outcomes.MoodUnclear(reading)
        return self._in_mood(seeds.mood_seed(target), reading, 0)

    def _similar(
        self, understood: Understood, model: str | None, skip: int = 0, *, by_title: bool = False
    ) -> outcomes.Songs:
        rows = seeds.as_rows(understood.rows)
        picks = self.engine.similar(rows, model, self.songs, skip)
        return outcomes.Songs(
            seed=understood.seed,
            names=understood.names,
            model=model or self.engine.models[0],
            models=self.engine.models,
            picks=picks,
            skip=skip,
            more=self._next(picks, skip),
            by_title=by_title,
        )

    def _in_mood(self, seed: MoodSeed, reading: MoodReading | None, skip: int) -> Outcome:
        # The first page is asked as the buttons will ask, or pages could overlap by rounding.
        picks = self.engine.in_mood(seeds.target_of(seed), self.songs, skip)
        return outcomes.MoodSongs(seed, reading, picks, skip, self._next(picks, skip))

    def _next(self, picks: tuple[Recommendation, ...], skip: int) -> int | None:
        following = skip + self.songs
        return following if len(picks) == self.songs and following <= MAX_SKIP else None

    def _introduction(self, wish: Plain) -> Outcome:
        example = self.engine.table.track(seeds.example(self.engine))
        if wish is Plain.START:
            return outcomes.Greeting(example)
        return outcomes.Guide(example, self.engine.models)

    async def _links(
        self, links: tuple[SpotifyLink | ShortLink, ...], model: str | None
    ) -> Outcome:
        parts = await asyncio.gather(*(self._link(link) for link in links))
        known = [part for part in parts if not isinstance(part, Missing)]
        if not known:
            return next(part.outcome for part in parts if isinstance(part, Missing))
        by_title = any(guessed for _, guessed in known)
        understood = seeds.joined([part for part, _ in known])
        return await asyncio.to_thread(self._similar, understood, model, by_title=by_title)

    async def _link(self, link: SpotifyLink | ShortLink) -> tuple[Understood, bool] | Missing:
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
        return await asyncio.to_thread(self._by_title, link.kind, title)

    def _by_title(self, kind: Kind, title: str) -> tuple[Understood, bool] | Missing:
        if kind == "artist" and (artist := seeds.of_artist(self.engine, title)):
            return artist, False
        if kind == "track":
            found = self.engine.match(title)
            if found.verdict is Verdict.SURE:
                return seeds.of_row(self.engine, found.matches[0].row), True
            if found.verdict is Verdict.UNSURE:
                return Missing(self._unsure(title, found))
        return Missing(outcomes.LinkUnknown(kind, title))
