"""Telegram's HTML parse mode: source to text and entities, or the API's own complaint."""

import re
from dataclasses import dataclass, field, replace

from bot.playground.entities import Entity, utf16_length

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
"""Every tag the Bot API documents, and the entity it becomes."""

_REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d{1,7})|#x([0-9a-f]{1,6}));?", re.IGNORECASE)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"\s*([^\s=>]+)\s*(?:=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")


class MarkupError(Exception):
    """The source is not the HTML that Telegram takes; the text is its description."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A start tag that waits for its end."""

    tag: str
    start: int  # UTF-16 units of output before it
    entity: Entity


@dataclass(slots=True)
class _Reader:
    """One pass over a source, with the output so far."""

    source: str
    position: int = 0
    output: list[str] = field(default_factory=list)
    length: int = 0  # of the output, in UTF-16 units
    opened: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.output.append(text)
        self.length += utf16_length(text)

    def plain(self) -> None:
        """Read up to the next tag."""
        tag = self.source.find("<", self.position)
        end = len(self.source) if tag < 0 else tag
        self.write(_decoded(self.source[self.position : end]))
        self.position = end

    def offset(self) -> int:
        """Telegram counts the place of an error in bytes."""
        return len(self.source[: self.position].encode())

    def start_tag(self) -> None:
        name_match = _TAG_NAME.match(self.source, self.position + 1)
        name_end = name_match.end() if name_match else self.position + 1
        tag = self.source[self.position + 1 : name_end].lower()
        close = self.source.find(">", name_end)
        if close < 0:
            raise MarkupError(f"Unclosed start tag at byte offset {self.offset()}")
        if tag not in KINDS:
            raise MarkupError(f'Unsupported start tag "{tag}" at byte offset {self.offset()}')
        attributes, end = self._attributes(name_end)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise MarkupError(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self.offset()}'
            )
        self.opened.append(_Open(tag, self.length, self._entity(tag, attributes)))
        self.position = end

    def _attributes(self, start: int) -> tuple[dict[str, str], int]:
        attributes: dict[str, str] = {}
        position = start
        while True:
            while position < len(self.source) and self.source[position].isspace():
                position += 1
            if position >= len(self.source):
                raise MarkupError(f"Unclosed start tag at byte offset {self.offset()}")
            if self.source[position] == ">":
                return attributes, position + 1
            match = _ATTRIBUTE.match(self.source, position)
            if match is None:
                raise MarkupError(
                    f"Empty attribute name in the tag at byte offset {self.offset()}"
                )
            attributes[match[1].lower()] = _decoded(match[2] or match[3] or match[4] or "")
            position = match.end()

    def _entity(self, tag: str, attributes: dict[str, str]) -> Entity:
        kind = KINDS[tag]
        if tag == "blockquote" and "expandable" in attributes:
            kind = "expandable_blockquote"
        language = attributes.get("class", "") if tag == "code" else ""
        return Entity(kind, 0, 0, attributes.get("href", ""), language.removeprefix("language-"))

    def end_tag(self) -> None:
        close = self.source.find(">", self.position)
        if not self.opened:
            raise MarkupError(f"Unexpected end tag at byte offset {self.offset()}")
        if close < 0:
            raise MarkupError(f"Unclosed end tag at byte offset {self.offset()}")
        tag = self.source[self.position + 2 : close].strip().lower()
        expected = self.opened.pop()
        if tag and tag != expected.tag:
            raise MarkupError(
                f"Unmatched end tag at byte offset {self.offset()}, "
                f'expected "</{expected.tag}>", found "</{tag}>"'
            )
        self._close(expected)
        self.position = close + 1

    def _close(self, opened: _Open) -> None:
        length = self.length - opened.start
        linkless = opened.tag == "a" and not opened.entity.url
        if length and not linkless:
            self.entities.append(replace(opened.entity, offset=opened.start, length=length))


def parse_html(source: str) -> tuple[str, tuple[Entity, ...]]:
    """Return the text and its entities, trimmed as Telegram trims.

    Raises
    ------
    MarkupError
        With the description that the Bot API gives after "can't parse entities: ".
    """
    reader = _Reader(source)
    while reader.position < len(source):
        if source.startswith("</", reader.position):
            reader.end_tag()
        elif source[reader.position] == "<":
            reader.start_tag()
        else:
            reader.plain()
    if reader.opened:
        raise MarkupError(
            f'Can\'t find end tag corresponding to start tag "{reader.opened[-1].tag}"'
        )
    return trimmed("".join(reader.output), reader.entities)


def _decoded(source: str) -> str:
    """Resolve character references; what is none stays as it is, as with Telegram."""
    return _REFERENCE.sub(_character, source)


def _character(reference: re.Match[str]) -> str:
    name, decimal, hexadecimal = reference.groups()
    if name:
        return _NAMED[name.lower()]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code <= 0x10FFFF else reference.group()


def trimmed(text: str, entities: list[Entity]) -> tuple[str, tuple[Entity, ...]]:
    """Drop white space around the text and move the entities along."""
    head = utf16_length(text[: len(text) - len(text.lstrip())])
    kept = text.strip()
    total = utf16_length(kept)
    moved = []
    for entity in entities:
        start = max(entity.offset - head, 0)
        end = min(entity.end - head, total)
        if end > start:
            moved.append(replace(entity, offset=start, length=end - start))
    return kept, tuple(sorted(moved, key=lambda entity: (entity.offset, -entity.length)))
