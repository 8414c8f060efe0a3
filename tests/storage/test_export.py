"""Exports go out and come back whole, or not at all."""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from functools import reduce
from operator import getitem
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from engine.types import TrackId
from storage.errors import BadExport
from storage.export import as_json, read_export
from storage.records import (
    Answered,
    AnswerId,
    Ballot,
    ChatId,
    ChatSettings,
    Shown,
    Tally,
    UserId,
    Vote,
)
from storage.sql import SqlStore

HOME, AWAY = ChatId(-100_200_300), ChatId(77)
ANN = UserId(7_000_000_001)
SONG = TrackId("song")

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
ids = st.integers(-(2**63), 2**63 - 1)
times = st.datetimes(
    datetime.fromisoformat("2000-01-02"),
    datetime.fromisoformat("2199-12-30"),
    timezones=st.just(UTC),
).map(lambda at: at.isoformat().replace("+00:00", "Z"))
chosen = st.fixed_dictionaries(
    {
        "model": st.none() | words,
        "popularity": st.floats(-1, 1),
        "likes_used": st.booleans(),
        "group_rule": st.sampled_from(["balancing", "average", "least_misery", "borda"]),
        "named": st.lists(ids, unique=True, max_size=3),
        "language": st.none() | words,
    }
)
blocks = st.fixed_dictionaries({"kind": st.sampled_from(["artist", "genre"]), "name": words})


@st.composite
def answered(draw: st.DrawFn, answer_id: str, message_id: int) -> dict[str, object]:
    teams = st.none() | st.sampled_from(["plain", "hybrid"])
    shown = draw(st.lists(st.tuples(words, teams), max_size=4))
    return {
        "answer_id": answer_id,
        "message_id": draw(st.none() | st.just(message_id)),
        "seed": draw(words),
        "model": draw(words),
        "experiment": draw(st.none() | words),
        "at": draw(times),
        "shown": [
            {"position": position, "track_id": track_id, "team": team}
            for position, (track_id, team) in enumerate(shown)
        ],
    }


@st.composite
def exports(draw: st.DrawFn) -> dict[str, Any]:
    """Whatever a chat may have told, in the order in which it is exported."""
    answer_ids = draw(st.lists(words, unique=True, max_size=4))
    answers = [draw(answered(one, number)) for number, one in enumerate(answer_ids, start=1)]
    vote = {
        "user_id": ids,
        "track_id": words,
        "vote": st.sampled_from([-1, 0, 1]),
        "message_id": st.none() | ids,
        "answer_id": st.none() | st.sampled_from(answer_ids) if answer_ids else st.none(),
        "at": times,
    }
    return {
        "format": "segue-chat",
        "version": 1,
        "chat_id": HOME,
        "settings": draw(st.none() | chosen),
        "blocked": sorted(
            draw(st.lists(blocks, unique_by=lambda one: (one["kind"], one["name"]), max_size=4)),
            key=lambda one: (one["kind"], one["name"]),
        ),
        "answers": sorted(
            answers,
            key=lambda one: (datetime.fromisoformat(str(one["at"])), one["answer_id"]),
        ),
        "votes": draw(st.lists(st.fixed_dictionaries(vote), max_size=8)),
    }


@given(exported=exports())
@examples(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_what_was_imported_is_exported_again(
    store: SqlStore, exported: dict[str, Any]
) -> None:
    await store.import_chat(HOME, json.loads(json.dumps(exported)))
    assert await store.export_chat(HOME) == exported


@pytest.fixture
async def told(store: SqlStore) -> dict[str, Any]:
    """The export of a chat that told something of every kind."""
    await store.save_settings(HOME, ChatSettings("mood", 0.5, named=(ANN,)))
    await store.block(HOME, "artist", "somebody")
    shown = (Shown(0, SONG, "plain"), Shown(1, TrackId("other"), "hybrid"))
    await store.answered(Answered(AnswerId("a1"), HOME, "seed", "blend", shown, "arena"))
    await store.placed(AnswerId("a1"), 55)
    await store.vote(Ballot(1, HOME, ANN, SONG, Vote.DOWN, 55))
    await store.vote(Ballot(2, HOME, ANN, SONG, Vote.UP, 55))
    return await store.export_chat(HOME)


async def test_a_forgotten_chat_comes_back_by_its_export(
    store: SqlStore, told: dict[str, Any]
) -> None:
    credited = await store.credits("arena")
    await store.forget_chat(HOME)
    await store.import_chat(HOME, json.loads(json.dumps(told)))
    assert await store.export_chat(HOME) == told
    assert await store.credits("arena") == credited
    assert await store.tallies(HOME, [SONG]) == {SONG: Tally(1, 0)}


async def test_an_import_takes_the_place_of_what_is_there(
    store: SqlStore, told: dict[str, Any]
) -> None:
    await store.block(HOME, "artist", "somebody else")
    await store.vote(Ballot(3, HOME, ANN, SONG, Vote.DOWN, 55))
    await store.import_chat(HOME, told)
    assert await store.export_chat(HOME) == told


async def test_an_import_into_another_chat_leaves_the_first(
    store: SqlStore, told: dict[str, Any]
) -> None:
    for _ in range(2):
        await store.import_chat(AWAY, told)
    assert await store.export_chat(HOME) == told
    assert await store.tallies(AWAY, [SONG]) == {SONG: Tally(1, 0)}
    assert await store.answer_at(AWAY, 55) is None
    assert [one.points for one in await store.credits("arena")] == [{"plain": 1}] * 2


async def test_an_empty_chat_has_an_export_too(store: SqlStore) -> None:
    await store.import_chat(HOME, await store.export_chat(HOME))
    assert await store.chats() == []


def without(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda export: export.pop(key)


def putting(*path: str | int, value: object) -> Callable[[dict[str, Any]], object]:
    def put(export: dict[str, Any]) -> None:
        reduce(getitem, path[:-1], export)[path[-1]] = value

    return put


def twice(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda export: export[key].append(export[key][0])


BAD = {
    "no format": (without("format"), "format"),
    "a newer version": (putting("version", value=2), "version"),
    "a part missing": (without("votes"), "votes"),
    "a part too many": (putting("messages", value=[]), "messages"),
    "a field too many": (putting("votes", 0, "name", value="Ann"), "votes.0.name"),
    "not a list": (putting("answers", value="many"), "answers"),
    "a number as text": (putting("votes", 0, "user_id", value="1"), "votes.0.user_id"),
    "truth as a number": (putting("votes", 0, "vote", value=True), "votes.0.vote"),
    "a vote of two": (putting("votes", 0, "vote", value=2), "votes.0.vote"),
    "a number too great": (putting("votes", 1, "user_id", value=2**63), "votes.1.user_id"),
    "no time zone": (putting("votes", 0, "at", value="2026-01-01T00:00:00"), "votes.0.at"),
    "an odd year": (putting("votes", 0, "at", value="0001-01-01T00:00:00Z"), "votes.0.at"),
    "not a number": (putting("settings", "popularity", value=float("nan")), "popularity"),
    "a dial too far": (putting("settings", "popularity", value=1.5), "settings.popularity"),
    "an unknown rule": (putting("settings", "group_rule", value="king"), "settings.group_rule"),
    "an unknown block": (putting("blocked", 0, "kind", value="year"), "blocked.0.kind"),
    "a NUL": (putting("blocked", 0, "name", value="a\0b"), "blocked.0.name"),
    "half a character": (putting("blocked", 0, "name", value="\ud800"), "the whole"),
    "a text without end": (putting("blocked", 0, "name", value="x" * 9999), "blocked.0.name"),
    "a block twice": (twice("blocked"), "blocked"),
    "an answer twice": (twice("answers"), "answers"),
    "a stranger's answer": (putting("votes", 0, "answer_id", value="b7"), "votes"),
    "a leave twice": (putting("settings", "named", value=[1, 1]), "settings.named"),
    "a position twice": (putting("answers", 0, "shown", 1, "position", value=0), "a1"),
    "what is not JSON": (putting("votes", value={1, 2}), "JSON"),
}


EXPORT = {
    "format": "segue-chat",
    "version": 1,
    "chat_id": HOME,
    "settings": {
        "model": None,
        "popularity": 0.5,
        "likes_used": True,
        "group_rule": "balancing",
        "named": [ANN],
        "language": None,
    },
    "blocked": [{"kind": "artist", "name": "somebody"}],
    "answers": [
        {
            "answer_id": "a1",
            "message_id": 55,
            "seed": "seed",
            "model": "blend",
            "experiment": None,
            "at": "2026-05-01T12:00:00Z",
            "shown": [
                {"position": 0, "track_id": "song", "team": "plain"},
                {"position": 1, "track_id": "other", "team": None},
            ],
        }
    ],
    "votes": [
        {
            "user_id": ANN,
            "track_id": "song",
            "vote": vote,
            "message_id": 55,
            "answer_id": "a1",
            "at": "2026-05-01T12:00:01Z",
        }
        for vote in (1, -1)
    ],
}


def test_a_good_export_is_read() -> None:
    assert as_json(read_export(EXPORT)) == EXPORT


@pytest.mark.parametrize("name", BAD)
def test_a_bad_export_is_refused_by_what_is_wrong(name: str) -> None:
    spoil, reason = BAD[name]
    spoiled = deepcopy(EXPORT)
    spoil(spoiled)
    with pytest.raises(BadExport, match=reason):
        read_export(spoiled)


async def test_a_refused_import_changes_nothing(store: SqlStore, told: dict[str, Any]) -> None:
    with pytest.raises(BadExport):
        await store.import_chat(HOME, told | {"votes": "none"})
    assert await store.export_chat(HOME) == told
