"""The experiment's state: from the store's credits to the engine's judgement of them."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.kept import Arena, Contest, Match
from bot.memory import Memory
from bot.outcome import Refusal
from bot.ranking import experiment_of
from bot.recollection import Asker
from engine.ballots import Answer
from engine.experiment import OF_CHATS, OF_ONE_CHAT, Duel, Experiment, Verdict, decide
from storage.records import Credit


async def arena(memory: Memory, teams: tuple[str, ...], asker: Asker) -> Arena | Refusal:
    """Return how the experiment stands in a chat and everywhere."""
    experiment = experiment_of(teams)
    if experiment is None:
        return Arena(None, None)
    credits_ = await memory.recall(lambda store: store.credits(experiment))
    if credits_ is None:
        return Refusal.NOT_KEPT
    return await asyncio.to_thread(_judged, credits_, teams, asker)


def _judged(credits_: Sequence[Credit], teams: tuple[str, ...], asker: Asker) -> Arena:
    now = datetime.now(UTC)
    here = [
        Answer(one.answer_id, one.at, one.points)
        for one in credits_
        if one.chat_id == asker.chat_id
    ]
    everywhere = [Answer(one.chat_id, one.at, one.points) for one in credits_]
    return Arena(
        here=_contest(decide(here, teams, now, OF_ONE_CHAT)),
        everywhere=_contest(decide(everywhere, teams, now, OF_CHATS)),
    )


def _contest(experiment: Experiment) -> Contest:
    return Contest(experiment.credited, tuple(_match(duel) for duel in experiment.duels))


def _match(duel: Duel) -> Match:
    return Match(
        challenger=duel.challenger,
        control=duel.control,
        wins=duel.wins,
        losses=duel.losses,
        ties=duel.ties,
        chance=duel.win_probability,
        interval=duel.interval,
        decided=duel.verdict is not Verdict.RUNNING,
        winner=duel.winner,
    )
