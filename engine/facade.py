"""`Engine`: one opened artefact and every question that can be put to it.

What a Telegram handler or a command calls; everything here blocks, so callers on an event loop
call it from a thread.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from engine.artifact import MANIFEST, Artefact, Provenance
from engine.errors import ArtefactDamaged, UnknownModel
from engine.group import GroupPick, sequence
from engine.interleave import Placed, Team, draft
from engine.model import Model
from engine.models import MODELS
from engine.mood import Mood
from engine.mood.lexicon import Lexicon
from engine.mood.phrase import MoodReading, read_mood
from engine.panel import Panel, everyone
from engine.rerank import followed, reranked
from engine.search import Matches, TitleSearch
from engine.select import Songs
from engine.table import TrackTable
from engine.taste import Profile, TasteSpace
from engine.types import Floats, GroupRule, Mask, Neighbours, Recommendation, Row, Rows
from engine.vetoes import left_out


@dataclass(frozen=True, slots=True)
class Engine:
    """Search, models and mood over one catalogue."""

    provenance: Provenance
    table: TrackTable
    songs: Songs
    tastes: TasteSpace
    search: TitleSearch
    fitted: Mapping[str, Model]
    mood: Mood
    lexicon: Lexicon

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map the artefact in `folder`; raises ArtefactError when it cannot be served."""
        artefact = Artefact.open(folder)
        try:
            return cls._of(artefact)
        except KeyError as exc:
            raise ArtefactDamaged(folder, MANIFEST, f"names no {exc.args[0]}") from exc

    @classmethod
    def _of(cls, artefact: Artefact) -> Self:
        parts = artefact.parts
        mood = Mood.from_arrays(parts["mood"])
        fitted: dict[str, Model] = {
            name: mood if name == "mood" else MODELS[name].from_arrays(parts[name])
            for name in artefact.provenance.models
        }
        return cls(
            provenance=artefact.provenance,
            table=artefact.table,
            songs=Songs.from_arrays(parts["songs"]),
            tastes=TasteSpace.from_arrays(parts["taste"]),
            search=TitleSearch.from_arrays(parts["search"]),
            fitted=fitted,
            mood=mood,
            lexicon=Lexicon.load(),
        )

    @property
    def models(self) -> tuple[str, ...]:
        """The models that can answer a seed, in display order; the default comes first."""
        return tuple(self.fitted)

    def model(self, name: str | None = None) -> Model:
        """Return a fitted model by its name, or the default; raises UnknownModel."""
        name = name or self.models[0]
        if name not in self.fitted:
            raise UnknownModel(name, self.models)
        return self.fitted[name]

    def match(self, text: str, limit: int = 5) -> Matches:
        """Return the tracks that `text` may name."""
        return self.search.match(text, limit)

    def rows_of_artist(self, name: str) -> Rows:
        """Return the tracks of the artist called `name`; empty when unsure."""
        return self.search.artist(name)

    def similar(
        self,
        rows: Sequence[Row],
        model: str | None = None,
        limit: int = 5,
        skip: int = 0,
        profile: Profile | None = None,
        exclude: Collection[Row] = (),
    ) -> tuple[Recommendation, ...]:
        """Return the songs that follow the tracks at `rows`, as a profile likes them.

        The answer is a page of one list that is the same each time: `skip` is where the page
        begins, a multiple of `limit`. No version of a seed, nor of what is in `exclude`, is in
        it. Scores stay the model's, so a re-ranked list need not fall. Without a profile, or
        with one that neither likes nor dislikes and whose dial is at 0, the order is the model's.
        """
        profile = profile or Profile()
        chosen = self.model(model)
        excluded = self.songs.versions(np.array([*rows, *exclude], np.intp))
        excluded |= left_out(profile, self.table, self.songs)
        seeds = np.array(rows, np.intp)
        target = chosen.target_of_rows(seeds)
        head = None
        if profile.orders:
            head = reranked(chosen, target, self.tastes, profile, seeds, excluded)
        return self._page(chosen, target, excluded, limit, skip, head)

    def for_group(
        self,
        members: Mapping[str, Profile],
        rows: Sequence[Row] = (),
        model: str | None = None,
        rule: GroupRule = "balancing",
        limit: int = 5,
        exclude: Collection[Row] = (),
    ) -> tuple[GroupPick, ...]:
        """Return the songs for all `members`, in the order to play them, see `engine.group`.

        They follow the tracks at `rows`; without any they are near what the members like. What
        one member disliked, blocked or likes is in no answer.
        """
        profiles = list(members.values()) or [Profile()]
        seeds, names, songs = np.array(rows, np.intp), list(members), self.songs
        excluded = songs.versions(np.array([*rows, *exclude], np.intp))
        excluded |= left_out(everyone(profiles), self.table, songs)
        panel = Panel.of(profiles, self.tastes, songs, excluded, seeds, self.model(model))
        codes = songs.song[panel.rows], songs.artist[panel.rows]
        return tuple(
            GroupPick(
                self.table.track(Row(int(panel.rows[pick.position]))),
                pick.value if panel.alike is None else float(panel.alike[pick.position]),
                tuple(names[member] for member in pick.serves),
            )
            for pick in sequence(panel.scores, panel.vetoes, *codes, rule, limit)
        )

    def drafted(
        self,
        rows: Sequence[Row],
        teams: Mapping[str, Team],
        limit: int,
        rng: np.random.Generator,
        exclude: Collection[Row] = (),
    ) -> tuple[Placed, ...]:
        """Return the songs that follow, drafted by `teams`, see `engine.interleave`.

        What one team's profile leaves out no team places: a disliked song does not come back by
        way of a ranker that knows of no dislikes.
        """
        unwanted = np.zeros(len(self.table), np.bool_)
        for team in teams.values():
            unwanted |= left_out(team.profile or Profile(), self.table, self.songs)
        out = [*exclude, *(Row(row) for row in np.flatnonzero(unwanted).tolist())]
        lists = {
            name: self.similar(rows, team.model, 2 * limit, 0, team.profile, out)
            for name, team in teams.items()
        }
        return self.interleaved(lists, limit, rng)

    def interleaved(
        self, lists: Mapping[str, Sequence[Recommendation]], limit: int, rng: np.random.Generator
    ) -> tuple[Placed, ...]:
        """Return one list drafted from each team's own, see `engine.interleave`."""
        picks = {team: self._by_row(own) for team, own in lists.items()}
        anyone = {row: pick for own in picks.values() for row, pick in own.items()}
        slots = draft({team: list(own) for team, own in picks.items()}, self.songs, limit, rng)
        return tuple(
            Placed((picks[slot.team] if slot.team else anyone)[slot.row], slot.team)
            for slot in slots
        )

    def _by_row(self, picks: Sequence[Recommendation]) -> dict[Row, Recommendation]:
        located = ((self.table.row(pick.track.track_id), pick) for pick in picks)
        return {row: pick for row, pick in located if row is not None}

    def similar_to_features(
        self, features: Floats, model: str | None = None, limit: int = 5, skip: int = 0
    ) -> tuple[Recommendation, ...]:
        """Return the songs nearest to a track from outside, by its raw features, (15,) float32."""
        chosen = self.model(model)
        nothing = np.zeros(len(self.table), np.bool_)
        return self._page(chosen, chosen.target_of_features(features), nothing, limit, skip)

    def read_mood(self, phrase: str) -> MoodReading:
        """Return what is understood of a mood phrase."""
        return read_mood(phrase, self.lexicon)

    def mood_target(self, reading: MoodReading) -> Floats | None:
        """Return the target of a reading, (6,) quantiles, or None when it names no axis."""
        if not reading.names_an_axis:
            return None
        return self.mood.target_of_levels(reading.levels, reading.values)

    def in_mood(
        self,
        target: Floats,
        limit: int = 5,
        skip: int = 0,
        profile: Profile | None = None,
        exclude: Collection[Row] = (),
    ) -> tuple[Recommendation, ...]:
        """Return the songs nearest to a mood target, see `engine.mood`; pages as `similar`.

        What a profile leaves out stays out; the order is the mood's.
        """
        excluded = self.songs.versions(np.array([*exclude], np.intp))
        excluded |= left_out(profile or Profile(), self.table, self.songs)
        return self._page(self.mood, self.mood.leaning(target), excluded, limit, skip)

    def _page(
        self,
        model: Model,
        target: Floats,
        excluded: Mask,
        limit: int,
        skip: int,
        head: Neighbours | None = None,
    ) -> tuple[Recommendation, ...]:
        """Return a page of the list that begins with `head` and goes on as the model does."""
        available = len(self.table) - int(excluded.sum())
        # Versions and artists over the cap are passed over: ask for more than is shown, and for
        # more again where a catalogue is full of them.
        k = 4 * (skip + limit) + 30
        while True:
            near = model.neighbours(target, min(k, available), excluded)
            if head is not None:
                near = followed(head, near)
            rows = self.songs.pick(near.rows, limit, skip // limit, complete=k >= available)
            if len(rows) == limit or k >= available:
                break
            k *= 4
        scores = dict(zip(near.rows.tolist(), near.scores.tolist(), strict=True))
        return tuple(
            Recommendation(self.table.track(Row(row)), scores[row]) for row in rows.tolist()
        )
