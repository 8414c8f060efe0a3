"""The form in which a chat's rows leave as JSON and come back, versioned and checked.

Answers are listed oldest first and votes in the order they were cast, so the verdicts that count
after an import are those that counted before the export.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    AwareDatetime,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from engine.types import GroupRule
from storage.errors import BadExport
from storage.records import BlockKind

FORMAT: Literal["segue-chat"] = "segue-chat"
VERSION: Literal[1] = 1


def _plausible(at: datetime) -> datetime:
    """Refuse years that no clock shows: not every time zone can express the outermost."""
    if not 2000 <= at.year < 2200:
        raise ValueError("a year between 2000 and 2199 was expected")
    return at.astimezone(UTC)


_BIGINT = 2**63
Number: TypeAlias = Annotated[int, Field(ge=-_BIGINT, lt=_BIGINT)]
# PostgreSQL keeps no NUL in text.
Text: TypeAlias = Annotated[str, StringConstraints(max_length=1024, pattern=r"^[^\x00]*$")]
Time: TypeAlias = Annotated[AwareDatetime, AfterValidator(_plausible)]
_CLOSED = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class KeptSettings:
    """What a chat has chosen."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    model: Text | None
    popularity: Annotated[float, Field(ge=-1, le=1)]
    likes_used: bool
    group_rule: GroupRule
    named: tuple[Number, ...]
    language: Text | None


@dataclass(frozen=True, slots=True)
class KeptBlock:
    """A blocked artist or genre."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    kind: BlockKind
    name: Text


@dataclass(frozen=True, slots=True)
class KeptImpression:
    """A track at a position of an answer."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    position: Annotated[int, Field(ge=0, lt=2**31)]
    track_id: Text
    team: Text | None


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer and what it showed."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    answer_id: Text
    message_id: Number | None
    seed: Text
    model: Text
    experiment: Text | None
    at: Time
    shown: tuple[KeptImpression, ...]


@dataclass(frozen=True, slots=True)
class KeptVote:
    """A vote as it was cast, the latest or one before."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    user_id: Number
    track_id: Text
    vote: Annotated[int, Field(ge=-1, le=1)]
    message_id: Number | None
    answer_id: Text | None
    at: Time


@dataclass(frozen=True, slots=True)
class Export:
    """All that is kept of a chat."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    format: Literal["segue-chat"]
    version: Literal[1]
    chat_id: Number
    settings: KeptSettings | None
    blocked: tuple[KeptBlock, ...]
    answers: tuple[KeptAnswer, ...]
    votes: tuple[KeptVote, ...]


@cache
def _adapter() -> TypeAdapter[Export]:
    return TypeAdapter(Export)


def read_export(exported: Mapping[str, object]) -> Export:
    """Check an export; raises BadExport with the first thing that is wrong."""
    if exported.get("format") != FORMAT:
        raise BadExport("format: this is not an export of a chat")
    if exported.get("version") != VERSION:
        raise BadExport(f"version: {VERSION} was expected, not {exported.get('version')!r:.40}")
    try:
        kept = _adapter().validate_json(json.dumps(exported, default=None), strict=True)
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        raise BadExport(f"{place}: {first['msg']}") from exc
    except (TypeError, ValueError, RecursionError) as exc:
        raise BadExport(f"this is not JSON: {exc}") from exc
    _refuse_twins("settings.named", kept.settings.named if kept.settings else ())
    _refuse_twins("blocked", [(one.kind, one.name) for one in kept.blocked])
    _refuse_twins("answers", [one.answer_id for one in kept.answers])
    _refuse_twins("answers", [one.message_id for one in kept.answers if one.message_id])
    for answer in kept.answers:
        _refuse_twins(f"answer {answer.answer_id}", [one.position for one in answer.shown])
    unknown = {one.answer_id for one in kept.votes} - {one.answer_id for one in kept.answers}
    if unknown - {None}:
        raise BadExport("votes: a vote names an answer that is not in the export")
    return kept


def _refuse_twins(place: str, keys: Sequence[object]) -> None:
    if len(set(keys)) < len(keys):
        raise BadExport(f"{place}: the same thing is there twice")


def as_json(kept: Export) -> dict[str, object]:
    """Turn an export into what `read_export` reads, made of what JSON has."""
    plain: dict[str, object] = _adapter().dump_python(kept, mode="json")
    return plain
