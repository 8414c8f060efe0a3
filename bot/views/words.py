"""Words in the reader's language, with whatever is put into them made safe on the way.

English is the source; a translation is `locale/<language>/LC_MESSAGES/segue.po`, compiled in
memory at start-up. A message is HTML written by us; a field put into it is text written by
anyone, so `say` escapes every field that is not `Html` already. Nothing but `safe` escapes, and so
nothing is escaped twice or not at all.
"""

import gettext
import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from typing import Literal, NewType, Self

from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_percent

from engine.tags import split_tags

SOURCE = "en"
LANGUAGES = (SOURCE, "ru")
MAX_FIELD = 100
"""UTF-16 units of a field, as Telegram counts: ten songs of long names still are one message."""

Message = NewType("Message", str)
"""A message of the catalogue, in English."""

_BREAKS = re.compile(r"\s+")
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_EMBEDDINGS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


class Html(str):
    """Text that is HTML and safe: made by `say` or by a view, never from a message."""

    __slots__ = ()


def mark(message: str) -> Message:
    """Name a message for the catalogue where it is kept and not said at once."""
    return Message(message)


@dataclass(frozen=True, slots=True)
class Words:
    """One language.

    Parameters
    ----------
    language
        Its code, one of LANGUAGES.
    translations
        Its catalogue.
    """

    language: str
    translations: gettext.NullTranslations

    def say(self, message: str, **fields: str | int) -> Html:
        """Return a message as HTML, every field escaped."""
        filled = {name: safe(field) for name, field in fields.items()}
        return Html(self.translations.gettext(message).format(**filled))

    def plain(self, message: str, **fields: str | int) -> str:
        """Return a message as plain text, for buttons and menus."""
        tidy = {name: _tidy(str(field)) for name, field in fields.items()}
        return self.translations.gettext(message).format(**tidy)

    def percent(self, share: float) -> Html:
        """Return a share in 0..1 as a percentage; only what is whole is 100 %."""
        return Html(format_percent(int(max(share, 0.0) * 100 + 1e-6) / 100, locale=self.language))

    def listing(self, parts: Sequence[str], style: Literal["standard", "or"] = "standard") -> Html:
        """Return parts as "a, b and c", or as "a, b or c", each escaped."""
        return Html(format_list([safe(part) for part in parts], style, locale=self.language))


@dataclass(frozen=True, slots=True)
class Languages:
    """All languages, found by the code that Telegram tells of a user."""

    words: Mapping[str, Words]

    @classmethod
    def load(cls) -> Self:
        """Read and compile the catalogues."""
        words = {SOURCE: Words(SOURCE, gettext.NullTranslations())}
        for language in LANGUAGES[1:]:
            words[language] = Words(language, _compiled(language))
        return cls(words)

    def of(self, code: str | None) -> Words:
        """Return the words for a code such as "ru-RU": exact, base language, then English."""
        exact = (code or "").casefold().replace("_", "-")
        return self.words.get(exact) or self.words.get(exact.split("-")[0]) or self.words[SOURCE]


def safe(field: str | int) -> Html:
    """Return anyone's text as HTML that shows exactly it, tidied; `Html` stays what it is."""
    if isinstance(field, Html):
        return field
    return Html(html.escape(_tidy(str(field))))


def utf16(text: str) -> int:
    """Return the length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def short_title(title: str) -> str:
    """Return a title as people say it, without "(feat. ...)"; a version keeps all of its name."""
    parts = split_tags(title)
    return parts.core.strip() or title if not parts.version else title


def clipped(text: str, limit: int) -> str:
    """Return `text` in at most `limit` UTF-16 units, with "…" where something was cut off."""
    if utf16(text) <= limit:
        return text
    kept = text.encode("utf-16-le", errors="surrogatepass")[: 2 * (limit - 1)]
    return kept.decode("utf-16-le", errors="ignore").rstrip() + "…"


def _compiled(language: str) -> gettext.GNUTranslations:
    source = files("bot") / "locale" / language / "LC_MESSAGES" / "segue.po"
    compiled = BytesIO()
    with source.open("rb") as po:
        write_mo(compiled, read_po(po, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _tidy(text: str) -> str:
    """Return foreign text on one line, not too long, keeping its direction to itself.

    Embedding marks are dropped, or a title could turn the words after it around; a text with
    right-to-left letters is isolated, or it would turn the punctuation around itself.
    """
    line = _BREAKS.sub(" ", text.translate(_EMBEDDINGS)).strip()
    # Lone surrogates cannot be sent, and no other way brings them here than a broken catalogue.
    line = clipped(line.encode("utf-8", errors="replace").decode(), MAX_FIELD)
    if any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in line):
        return f"{_ISOLATE}{line}{_END_ISOLATE}"
    return line
