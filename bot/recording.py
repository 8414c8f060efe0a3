"""Writing an answer down before it is shown, and telling it how it stands with its chat."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

from bot.callback_data import packed_seed
from bot.kept import Counts, GroupSongs, Standing
from bot.memory import Memory
from bot.outcome import Draft, MoodSongs, Outcome, Songs
from bot.ranking import Audience
from engine.types import Track
from storage.records import Answered, AnswerId, ChatId, Shown

GROUP_SEED = "g"
"""What an answer without a seed is written down as."""


async def record(memory: Memory, outcome: Outcome, audience: Audience) -> Outcome:
    """Return an outcome of songs as it stands with its chat, written down; others as they are."""
    asker = audience.asker
    if asker is None:
        return outcome
    match outcome:
        case Songs(picks=picks):
            seed, model, draft = packed_seed(outcome.seed), outcome.model, outcome.draft
            tracks = [pick.track for pick in picks]
        case MoodSongs(picks=picks):
            seed, model, draft = packed_seed(outcome.seed), "mood", Draft()
            tracks = [pick.track for pick in picks]
        case GroupSongs(songs=songs):
            seed, model, draft = GROUP_SEED, "", Draft()
            tracks = [song.pick.track for song in songs]
        case _:
            return outcome
    if not tracks:
        return outcome
    # A new id even for an update that is delivered again: what is written is what is shown.
    answer_id = AnswerId(uuid4().hex)
    shown = _shown(tracks, outcome.skip, draft)
    answer = Answered(answer_id, ChatId(asker.chat_id), seed, model, shown, draft.experiment)
    written = await memory.keep(lambda store: store.answered(answer))
    standing = Standing(
        group=asker.group,
        counts=_counts(audience, tracks),
        keeps=memory.keeps,
        answer_id=answer_id if written else None,
    )
    return replace(outcome, standing=standing)


def _shown(tracks: Sequence[Track], skip: int, draft: Draft) -> tuple[Shown, ...]:
    teams = draft.teams or (None,) * len(tracks)
    return tuple(
        Shown(position, track.track_id, team)
        for position, (track, team) in enumerate(zip(tracks, teams, strict=True), start=skip + 1)
    )


def _counts(audience: Audience, tracks: Sequence[Track]) -> dict[str, Counts]:
    if audience.recalled is None:
        return {}
    counts = audience.recalled.counts()
    return {one.track_id: counts[one.track_id] for one in tracks if one.track_id in counts}
