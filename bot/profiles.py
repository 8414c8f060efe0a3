"""From what is remembered of a chat to the engine's profiles. Blocking, like the engine."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self, TypeVar

from bot.recollection import Recollection
from engine.facade import Engine
from engine.taste import Profile
from engine.text import fold
from engine.types import Row, TrackId
from storage.records import Judgement, UserId, Vote

N = TypeVar("N", int, float)


@dataclass(frozen=True, slots=True)
class Tastes:
    """A chat's taste and its members', each track looked up once for all of them.

    Tracks that the catalogue has lost are in none of them.
    """

    recalled: Recollection
    rows: Mapping[TrackId, Row]
    shown_h: Mapping[Row, float]

    @classmethod
    def of(cls, engine: Engine, recalled: Recollection) -> Self:
        """Look up what is remembered of a chat."""
        named = {one.track_id for one in recalled.judgements}
        named |= {one.track_id for one in recalled.shown}
        named = named.union(recalled.shown_here, *recalled.together.values())
        located = ((track_id, engine.table.row(track_id)) for track_id in named)
        rows = {track_id: row for track_id, row in located if row is not None}
        shown_h = {
            rows[one.track_id]: (recalled.at - one.at).total_seconds() / 3600
            for one in recalled.shown
            if one.track_id in rows
        }
        return cls(recalled, rows, shown_h)

    def chat(self) -> Profile:
        """Return the taste of the chat as one; what any member dislikes, it dislikes."""
        return self._profile(self.recalled.judgements, None)

    def members(self) -> dict[str, Profile]:
        """Return the taste of each member who voted, by their id as text."""
        judgements: dict[UserId, list[Judgement]] = {one: [] for one in self.recalled.members()}
        for one in self.recalled.judgements:
            if one.user_id in judgements:
                judgements[one.user_id].append(one)
        return {str(member): self._profile(own, member) for member, own in judgements.items()}

    def rows_of(self, track_ids: Iterable[TrackId]) -> tuple[Row, ...]:
        """Return the rows of tracks that are remembered."""
        return tuple(self.rows[one] for one in track_ids if one in self.rows)

    def shown_here(self) -> tuple[Row, ...]:
        """Return the rows of what the chat was shown for the seed that is asked for."""
        return self.rows_of(self.recalled.shown_here)

    def _profile(self, judged: Iterable[Judgement], member: UserId | None) -> Profile:
        verdicts = list(judged)
        disliked = {one.track_id: None for one in verdicts if one.vote is Vote.DOWN}
        likes = {one.track_id: None for one in verdicts if one.vote is Vote.UP}
        settings, blocked = self.recalled.settings, self.recalled.blocked
        liked = [one for one in likes if one not in disliked] if settings.likes_used else []
        return Profile(
            liked=self.rows_of(liked),
            disliked=self.rows_of(disliked),
            together=self._located(self.recalled.together.get(member, {})),
            shown_h=self.shown_h,
            popularity=settings.popularity,
            blocked_artists=frozenset(map(fold, blocked.get("artist", ()))),
            blocked_genres=blocked.get("genre", frozenset()),
        )

    def _located(self, found: Mapping[TrackId, N]) -> dict[Row, N]:
        return {self.rows[one]: value for one, value in found.items() if one in self.rows}
