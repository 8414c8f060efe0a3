"""What a question is answered with, once it is known who asks. Blocking, like the engine."""

from dataclasses import dataclass

from bot import outcome as outcomes
from bot import seeds
from bot.intent import Plain
from bot.links import Kind
from bot.outcome import Outcome, Refusal
from bot.payload import MAX_SKIP, MoodSeed, More, Pick, Seed, Switch
from bot.ranking import Audience, Ranking
from bot.seeds import Understood
from bot.smalltalk import SmallTalk, small_talk
from engine.facade import Engine
from engine.mood.phrase import MoodReading
from engine.search import Matches, Verdict
from engine.types import Recommendation


@dataclass(frozen=True, slots=True)
class Missing:
    """A link that led to nothing in the catalogue."""

    outcome: outcomes.LinkUnknown | Refusal | outcomes.Unsure


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers one question of an audience."""

    ranking: Ranking
    audience: Audience

    @property
    def engine(self) -> Engine:
        """The opened artefact."""
        return self.ranking.engine

    def press(self, payload: More | Switch | Pick) -> Outcome:
        """Answer a button; raises UnknownModel for one of an artefact that had more models."""
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
        return self.similar(understood, model, skip) if understood else Refusal.BUTTON_OLD

    def title(self, text: str, model: str | None) -> Outcome:
        """Answer words that may name a song, an artist or a mood."""
        found = self.engine.match(text)
        if found.verdict is Verdict.SURE:
            return self.similar(seeds.of_row(self.engine, found.matches[0].row), model)
        # Titles come first, for many songs are called like moods, and some "Hello".
        if talk := small_talk(text):
            return self._small_talk(talk)
        reading = self.engine.read_mood(text)
        target = self.engine.mood_target(reading)
        if target is not None and not reading.unknown:
            return self._in_mood(seeds.mood_seed(target), reading, 0)
        if found.verdict is Verdict.UNKNOWN:
            return outcomes.UnknownSong(text, self.engine.provenance.is_invented)
        return self.unsure(text, found, seeds.of_artist(self.engine, text))

    def _small_talk(self, talk: SmallTalk) -> Outcome:
        match talk:
            case SmallTalk.GREETING:
                return self.introduction(Plain.START)
            case SmallTalk.THANKS:
                return outcomes.Welcome()
            case SmallTalk.WHO_ARE_YOU:
                return self.introduction(Plain.HELP)

    def unsure(
        self, query: str, found: Matches, artist: Understood | None = None
    ) -> outcomes.Unsure:
        """Return what a text may mean."""
        tracks = tuple(self.engine.table.track(match.row) for match in found.matches)
        if artist is None:
            return outcomes.Unsure(query, tracks)
        hint = outcomes.ArtistHint(artist.names[0].title, artist.seed, self.engine.models[0])
        return outcomes.Unsure(query, tracks, hint)

    def mood(self, phrase: str) -> Outcome:
        """Answer words that describe a mood."""
        reading = self.engine.read_mood(phrase)
        target = self.engine.mood_target(reading)
        if target is None:
            return outcomes.MoodUnclear(reading)
        return self._in_mood(seeds.mood_seed(target), reading, 0)

    def similar(
        self, understood: Understood, model: str | None, skip: int = 0, *, by_title: bool = False
    ) -> outcomes.Songs:
        """Return the songs that follow a seed."""
        rows = seeds.as_rows(understood.rows)
        picks, draft = self.ranking.like(rows, model, skip, self.audience)
        return outcomes.Songs(
            seed=understood.seed,
            names=understood.names,
            model=model or self.engine.models[0],
            models=self.engine.models,
            picks=picks,
            skip=skip,
            more=self._next(picks, skip),
            by_title=by_title,
            draft=draft,
        )

    def _in_mood(self, seed: MoodSeed, reading: MoodReading | None, skip: int) -> Outcome:
        # The first page is asked as the buttons will ask, or pages could overlap by rounding.
        picks = self.ranking.in_mood(seeds.target_of(seed), skip, self.audience)
        return outcomes.MoodSongs(seed, reading, picks, skip, self._next(picks, skip))

    def _next(self, picks: tuple[Recommendation, ...], skip: int) -> int | None:
        following = skip + self.ranking.songs
        return following if len(picks) == self.ranking.songs and following <= MAX_SKIP else None

    def introduction(self, wish: Plain) -> Outcome:
        """Return the greeting or the guide."""
        example = self.engine.table.track(seeds.example(self.engine))
        if wish is Plain.START:
            return outcomes.Greeting(example)
        return outcomes.Guide(example, self.engine.models)

    def by_title(self, kind: Kind, title: str) -> tuple[Understood, bool] | Missing:
        """Return what the title of a link's page means, and whether that is a guess."""
        if kind == "artist" and (artist := seeds.of_artist(self.engine, title)):
            return artist, False
        if kind == "track":
            found = self.engine.match(title)
            if found.verdict is Verdict.SURE:
                return seeds.of_row(self.engine, found.matches[0].row), True
            if found.verdict is Verdict.UNSURE:
                return Missing(self.unsure(title, found))
        return Missing(outcomes.LinkUnknown(kind, title))
