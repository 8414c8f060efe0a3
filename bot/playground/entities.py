"""Message entities: what Telegram marks by itself in plain text, in UTF-16 offsets."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entity:
    """One marked stretch of a text; `offset` and `length` count UTF-16 code units."""

    kind: str
    offset: int
    length: int
    url: str = ""
    language: str = ""

    @property
    def end(self) -> int:
        """Where the stretch ends, exclusive."""
        return self.offset + self.length

    def json(self) -> dict[str, object]:
        """Return the Bot API's MessageEntity."""
        record: dict[str, object] = {
            "type": self.kind,
            "offset": self.offset,
            "length": self.length,
        }
        if self.url:
            record["url"] = self.url
        if self.language:
            record["language"] = self.language
        return record


def utf16_length(text: str) -> int:
    """Return the length that Telegram's limits and offsets count in."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, entity: Entity) -> str:
    """Return the stretch of `text` that an entity marks."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * entity.offset : 2 * entity.end].decode("utf-16-le", "replace")


_TLDS = "com|org|net|io|me|ru|рф|link|fm|tv|app|dev|de|fr|es|it|uk|info|xyz|music"
_PATTERNS = (
    ("url", re.compile(r"https?://[^\s<>\"]*[^\s<>\".,:;!?)']", re.IGNORECASE)),
    (
        "url",
        re.compile(
            rf"(?<![\w@./-])(?:[\w-]+\.)+(?:{_TLDS})\b(?:[/?#][^\s<>\"]*[^\s<>\".,:;!?)'])?",
            re.IGNORECASE,
        ),
    ),
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])"),
    ),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{3,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<!\w)#(?=\w*[^\W\d_])\w{1,256}")),
)


def found_entities(text: str, taken: Iterable[Entity] = ()) -> tuple[Entity, ...]:
    """Return `taken` and what Telegram finds in the rest of the text, in order of offset."""
    entities = list(taken)
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            entity = Entity(kind, start, utf16_length(match.group()))
            if not any(entity.offset < e.end and e.offset < entity.end for e in entities):
                entities.append(entity)
    return tuple(sorted(entities, key=lambda entity: (entity.offset, -entity.length)))
