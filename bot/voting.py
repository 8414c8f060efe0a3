"""The use cases of likes and dislikes: a press, a reaction, the list of them."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.kept import Judged, LikesList, Verdict, Voted
from bot.memory import Memory
from bot.outcome import Refusal
from bot.payload import Judge, Unjudge
from bot.recollection import Asker, counted
from engine.facade import Engine
from engine.types import TrackId
from storage.records import Answered, Ballot, Judgement, UserId, Vote

PAGE = 10
"""Verdicts of one page of a list."""
MOST_SHOWN = 16
"""Songs of one answer that one reaction can vote on, with room above the ten that it has."""

_VERDICTS = {Vote.UP: Verdict.LIKED, Vote.DOWN: Verdict.DISLIKED, Vote.NONE: Verdict.TAKEN_BACK}


@dataclass(frozen=True, slots=True)
class Press:
    """Who pressed under which message, and the update that said so."""

    update_id: int
    asker: Asker
    user_id: UserId
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Voting:
    """Counts votes; what it returns as a vote is committed."""

    engine: Engine
    memory: Memory

    async def press(self, judge: Judge, press: Press) -> Voted | Refusal:
        """Count a 👍 or 👎; the same one again takes it back, the other one replaces it."""
        track_id = TrackId(judge.track_id)
        if await asyncio.to_thread(self.engine.table.row, track_id) is None:
            return Refusal.BUTTON_OLD
        before = await self._judgements(press.asker)
        if before is None:
            return Refusal.NOT_KEPT
        wanted = Vote.UP if judge.up else Vote.DOWN
        if _verdict(before, press.user_id, track_id) is wanted:
            wanted = Vote.NONE
        ballot = _ballot(press, track_id, wanted)
        if not await self._cast(ballot):
            return Refusal.NOT_KEPT
        after = await self._judgements(press.asker)
        if after is None:
            return Voted(_VERDICTS[wanted], press.asker.group, None)
        # An update that comes again was counted before: what it did then is what is said now.
        verdict = _VERDICTS[_verdict(after, press.user_id, track_id)]
        return Voted(verdict, press.asker.group, counted(after))

    async def react(self, press: Press, old: Collection[str], new: Collection[str]) -> int:
        """Count a change of the reactions to an answer; return how many votes that made.

        A glad reaction likes every song of the answer that its author has not judged; taking it
        away takes the author's likes of them back. A sour one is a 👎 where the answer is one
        song, and says too little where it is many: a dislike bans a song for good.
        """
        message_id = press.message_id
        if message_id is None:
            return 0
        chat_id = press.asker.chat_id
        answer = await self.memory.recall(lambda store: store.answer_at(chat_id, message_id))
        judged = await self._judgements(press.asker)
        if answer is None or judged is None:
            return 0
        ballots = _reaction_ballots(press, answer, judged, (_mood(old), _mood(new)))
        return sum([await self._cast(ballot) for ballot in ballots])

    async def likes(self, asker: Asker, page: int = 0) -> LikesList | Refusal:
        """Return a page of what the asker likes and dislikes in the chat."""
        judged = await self._judgements(asker)
        if judged is None:
            return Refusal.NOT_KEPT
        own = [one for one in judged if one.user_id == asker.user_id]
        return await asyncio.to_thread(self._page, asker, own, page)

    async def unjudge(self, button: Unjudge, press: Press) -> LikesList | Refusal:
        """Take a verdict back; return the page that it was on."""
        ballot = _ballot(press, TrackId(button.track_id), Vote.NONE)
        if not await self._cast(ballot):
            return Refusal.NOT_KEPT
        return await self.likes(press.asker, button.page)

    def _page(self, asker: Asker, own: Sequence[Judgement], page: int) -> LikesList:
        pages = max(1, -(-len(own) // PAGE))
        page = min(page, pages - 1)
        judged = tuple(self._judged(one) for one in own[page * PAGE : (page + 1) * PAGE])
        owner = asker.user_id or 0
        return LikesList(owner, asker.group, judged, page * PAGE + 1, page, pages)

    def _judged(self, judgement: Judgement) -> Judged:
        row = self.engine.table.row(judgement.track_id)
        track = None if row is None else self.engine.table.track(row)
        return Judged(judgement.track_id, track, judgement.vote is Vote.UP)

    async def _cast(self, ballot: Ballot) -> bool:
        return await self.memory.keep(lambda store: store.vote(ballot))

    async def _judgements(self, asker: Asker) -> tuple[Judgement, ...] | None:
        found = await self.memory.recall(lambda store: store.judgements(asker.chat_id))
        return None if found is None else tuple(found)


# fmt: off
GLAD = frozenset({
    "👍", "❤", "🔥", "🥰", "👏", "😁", "🎉", "🤩", "💯", "😍", "❤\u200d🔥", "⚡", "🏆", "💋", "🤗",
    "😎", "🆒", "💘", "😘",
})
SOUR = frozenset({"👎", "🤮", "💩", "🥱", "🤬", "😡", "🖕"})
# fmt: on
"""Reactions that say whether a song is liked; of the others, none does for sure."""


def _mood(reactions: Collection[str]) -> Vote:
    signs = {one.removesuffix("\ufe0f") for one in reactions}
    if signs & GLAD:
        return Vote.UP
    return Vote.DOWN if signs & SOUR else Vote.NONE


def _reaction_ballots(
    press: Press, answer: Answered, judged: Sequence[Judgement], change: tuple[Vote, Vote]
) -> list[Ballot]:
    tracks = [shown.track_id for shown in answer.shown][:MOST_SHOWN]
    if len(tracks) > 1:
        change = max(change[0], Vote.NONE), max(change[1], Vote.NONE)
    before, now = change
    if before is now:
        return []
    ballots = []
    for place, track_id in enumerate(tracks):
        held = _verdict(judged, press.user_id, track_id)
        # A button says more than a reaction: one that disagrees stands.
        free = held in (Vote.NONE, before)
        if free and held is not now:
            ballots.append(_ballot(press, track_id, now, _part(press.update_id, place)))
    return ballots


def _part(update_id: int, place: int) -> int:
    """Return the id of one of an update's several votes, negative as no update's is.

    The store counts an id once; with one for each song, an update that was cut off between two of
    them is finished when it is delivered again.
    """
    return -(update_id * MOST_SHOWN + place) - 1


def _ballot(press: Press, track_id: TrackId, vote: Vote, update_id: int | None = None) -> Ballot:
    return Ballot(
        update_id=press.update_id if update_id is None else update_id,
        chat_id=press.asker.chat_id,
        user_id=press.user_id,
        track_id=track_id,
        vote=vote,
        message_id=press.message_id,
    )


def _verdict(judged: Sequence[Judgement], user_id: UserId, track_id: TrackId) -> Vote:
    for one in judged:
        if one.user_id == user_id and one.track_id == track_id:
            return one.vote
    return Vote.NONE
