"""Which songs a chat gets for a seed: the model's, its taste's, its members', or a draft of teams.

Blocking, like the engine.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from bot.outcome import Draft
from bot.profiles import Tastes
from bot.recollection import Asker, Recollection
from engine.facade import Engine
from engine.interleave import Placed, Team
from engine.taste import Profile
from engine.types import Floats, Recommendation, Row
from engine.vetoes import left_out

PLAIN, HYBRID = "plain", "hybrid"
"""Teams by their use of taste: none, and the default model with the chat's. Others are models."""


def experiment_of(teams: tuple[str, ...]) -> str | None:
    """Return the name of the experiment between teams, None for fewer than two."""
    return ",".join(teams) if len(teams) > 1 else None


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom songs are ranked; on the command line for nobody in particular."""

    asker: Asker | None = None
    recalled: Recollection | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranks songs for an audience.

    Parameters
    ----------
    engine
        The opened artefact.
    songs
        Songs an answer holds.
    teams
        The teams of the experiment; fewer than two are none.
    draw
        Makes the generator of one answer's draft.
    """

    engine: Engine
    songs: int = 5
    teams: tuple[str, ...] = ()
    draw: Callable[[], np.random.Generator] = field(default=np.random.default_rng)

    @property
    def experiment(self) -> str | None:
        """The name of the experiment; None when none is running."""
        return experiment_of(self.teams)

    def like(
        self, seeds: Sequence[Row], model: str | None, skip: int, audience: Audience
    ) -> tuple[tuple[Recommendation, ...], Draft]:
        """Return a page of the songs that follow `seeds`, and who placed them."""
        if audience.recalled is None:
            return self.engine.similar(seeds, model, self.songs, skip), Draft()
        page = _Page.of(self, seeds, audience.recalled, audience.asker, skip)
        chosen = model not in (None, self.engine.models[0])
        if chosen or not page.chat.liked:
            return self.engine.similar(
                seeds, model, self.songs, page.skip, page.chat, page.exclude
            ), Draft()
        # Without impressions to exclude a later page is counted off, which a draft has no way to.
        if self.experiment is None or page.skip:
            return page.by(HYBRID, self.songs), Draft()
        placed = page.drafted_for_group() if page.members else page.drafted()
        draft_of = Draft(self.experiment, tuple(one.team for one in placed))
        return tuple(one.pick for one in placed), draft_of

    def in_mood(self, target: Floats, skip: int, audience: Audience) -> tuple[Recommendation, ...]:
        """Return a page of the songs nearest to a mood, without those that nobody wants."""
        recalled = audience.recalled
        if recalled is None:
            return self.engine.in_mood(target, self.songs, skip)
        tastes = Tastes.of(self.engine, recalled)
        exclude = tastes.shown_here() if skip else ()
        skip = 0 if exclude else skip
        return self.engine.in_mood(target, self.songs, skip, tastes.chat(), exclude)


@dataclass(frozen=True, slots=True)
class _Page:
    """One question of a chat whose likes are known."""

    ranking: Ranking
    seeds: Sequence[Row]
    chat: Profile
    members: dict[str, Profile]  # empty where one person is the chat
    recalled: Recollection
    exclude: Collection[Row]
    skip: int

    @classmethod
    def of(
        cls,
        ranking: Ranking,
        seeds: Sequence[Row],
        recalled: Recollection,
        asker: Asker | None,
        skip: int,
    ) -> "_Page":
        tastes = Tastes.of(ranking.engine, recalled)
        exclude = tastes.shown_here() if skip else ()
        in_group = asker is not None and asker.group
        return cls(
            ranking=ranking,
            seeds=seeds,
            chat=tastes.chat(),
            members=tastes.members() if in_group else {},
            recalled=recalled,
            exclude=exclude,
            # What was shown is excluded by name; counting is for when nobody wrote it down.
            skip=0 if exclude else skip,
        )

    def by(self, team: str, limit: int, out: Collection[Row] = ()) -> tuple[Recommendation, ...]:
        """Return the songs of one team."""
        engine, exclude = self.ranking.engine, [*self.exclude, *out]
        if team == PLAIN:
            return engine.similar(self.seeds, None, limit, self.skip, None, exclude)
        model = None if team == HYBRID else team
        if not self.members:
            return engine.similar(self.seeds, model, limit, self.skip, self.chat, exclude)
        rule = self.recalled.settings.group_rule
        picks = engine.for_group(self.members, self.seeds, model, rule, limit, exclude)
        return tuple(Recommendation(pick.track, pick.score) for pick in picks)

    def drafted(self) -> tuple[Placed, ...]:
        """Return the songs of all teams in one answer."""
        known = {PLAIN: Team(), HYBRID: Team(None, self.chat)}
        teams = {name: known.get(name, Team(name, self.chat)) for name in self.ranking.teams}
        draw, limit = self.ranking.draw(), self.ranking.songs
        return self.ranking.engine.drafted(self.seeds, teams, limit, draw, self.exclude)

    def drafted_for_group(self) -> tuple[Placed, ...]:
        """Return the same where the teams with taste serve all members, not their average."""
        ranking, engine = self.ranking, self.ranking.engine
        unwanted = left_out(self.chat, engine.table, engine.songs)
        out = [Row(row) for row in np.flatnonzero(unwanted).tolist()]
        lists = {team: self.by(team, 2 * ranking.songs, out) for team in ranking.teams}
        return engine.interleaved(lists, ranking.songs, ranking.draw())
