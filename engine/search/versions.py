"""Versions that a text names at its end: "mad world remix", "hello live", "halo ремикс"."""

import re

_KINDS = {
    "remix": "remix rmx rmix rework bootleg flip remiks",
    "mix": "mix remix remiks",
    "edit": "edit",
    "live": "live vivo",
    "acoustic": "acoustic acustico unplugged akustika",
    "remaster": "remaster remastered",
}
_SPELLED = {
    "rmx": "remix",
    "ремикс": "remix",
    "лайв": "live",
    "акустика": "acoustic",
    "remastered": "remaster",
}
_VERSION = re.compile(
    r"(?<=\S) (?P<named>"
    r"(?:(?:the |a )?(?:original|official|radio|live|acoustic|extended|club|full) )?"
    r"(?:remix|rmx|mix|version|edit|remaster(?:ed)?(?: \d{4})?|live|acoustic|original|official|"
    r"ремикс|версия|лайв|акустика|оригинал))$"
)


def without_version(folded: str) -> str:
    """Return a folded text without "remix", "live version" and the like at its end."""
    return _VERSION.sub("", folded)


def version_words(folded: str) -> frozenset[str]:
    """Return the romanised words of which a version meant by a text's end has one.

    Empty when the text names none, or only the original.
    """
    found = _VERSION.search(folded)
    named = found["named"].split() if found else ()
    kinds = (_KINDS.get(_SPELLED.get(word, word), "") for word in named)
    return frozenset(word for kind in kinds for word in kind.split())
