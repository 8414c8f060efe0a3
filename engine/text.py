"""Names of songs and people as comparable text: folded, without version tags, or in Latin letters.

`fold` keeps the script and drops everything that people leave out when they type; `latin` goes
further and brings "Выпускной", "vypusknoy" and "vipusknoi" to one spelling.
"""

import re
import unicodedata

from anyascii import anyascii

from engine.tags import Title, split_tags

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_APOSTROPHES = re.compile("['`´’‘ʼ′]")
_ACCENTED_LATIN = re.compile("[\u00df-\u024f]")
_NOT_WORD = re.compile(r"[\W_]+")
_MIXED_WORD = re.compile(r"\w*(?:[а-я][a-z]|[a-z][а-я])\w*")
_LOOKALIKES = str.maketrans("aceopxykmt", "асеорхукмт")  # left Latin, right Cyrillic
_LETTER_SIGNS = (
    (re.compile(r"(?<!\w)\$(?=[a-z])|(?<=[a-z])\$(?=\w)"), "s"),  # A$AP, Ty Dolla $ign
    (re.compile(r"(?<=[a-z])!(?=[a-z])"), "i"),  # P!nk
)

_SPELLINGS = {
    # Consonants that English and the romanisations of Russian spell in several ways.
    "shch": "sh",
    "sch": "sh",
    "dzh": "i",  # дж, the English j
    "dj": "i",
    "zh": "z",
    "kh": "h",
    "ts": "s",
    "tz": "s",
    "ch": "q",  # q is free: it is spelled k below
    "ck": "k",
    "ph": "f",
    "th": "t",
    "qu": "kv",
    "q": "k",
    "x": "ks",
    "w": "v",
    # ё is typed е; е after a vowel is romanised ye, je or e.
    "yo": "e",
    "jo": "e",
    "ye": "e",
    "je": "e",
    "y": "i",
    "j": "i",
    "ee": "i",
    "oo": "u",
    "c": "k",
}
_SPELLING = re.compile("|".join(_SPELLINGS))
_SOFT_C = re.compile("(?<!s)c(?=[eiy])")
_REPEAT = re.compile(r"([a-z])\1+")
_NOT_LATIN = re.compile("[^a-z0-9 ]+")


def fold(text: str) -> str:
    """Return `text` without case, accents, punctuation and invisible marks, single-spaced.

    Cyrillic stays Cyrillic (й keeps its breve, being a letter of its own; ё becomes е, as it is
    mostly typed). Apostrophes vanish, so that "dont" meets "Don't"; other punctuation parts
    words. Text without letters and digits becomes "".
    """
    text = _INVISIBLE.sub("", text.casefold())
    for sign, letter in _LETTER_SIGNS:
        text = sign.sub(letter, text)
    text = _APOSTROPHES.sub("", text)
    if not text.isascii():
        text = _without_accents(text)
    return _NOT_WORD.sub(" ", text).strip()


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).replace("и\u0306", "й")
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    plain = _ACCENTED_LATIN.sub(
        lambda letter: anyascii(letter[0]), unicodedata.normalize("NFC", bare)
    )
    # A Latin "c" inside a Cyrillic word looks right to everyone but a computer.
    return _MIXED_WORD.sub(lambda word: word[0].translate(_LOOKALIKES), plain.casefold())


def romanised(text: str) -> str:
    """Return `text` folded and in plain Latin letters: "Выпускной" is "vypusknoy"."""
    return _NOT_LATIN.sub("", anyascii(fold(text)).lower()).strip()


def latin(text: str) -> str:
    """Return `text` folded, in Latin letters, with rival romanisations reduced to one spelling.

    The result is for comparing, not for reading: y, j and i are one letter, doubled letters are
    single, "ts" and the soft "c" are s, and so on, on both sides of a comparison.
    """
    soft = _SOFT_C.sub("s", romanised(text))
    spelled = _SPELLING.sub(lambda found: _SPELLINGS[found[0]], soft)
    return _REPEAT.sub(r"\1", spelled).strip()


def split_title(title: str) -> Title:
    """Return the folded core, credit ("feat. ..."), version tag and short form of a title."""
    raw = split_tags(title)
    core = fold(raw.core)
    if not core:
        return Title(core=fold(title), credit="", version="")
    short = fold(raw.short)
    return Title(core, fold(raw.credit), fold(raw.version), short if short != core else "")


def core_title(title: str) -> str:
    """Return the folded title without credits and version tags; equal for versions of a song.

    Empty only for a title without letters and digits.
    """
    return split_title(title).core


def version_of(title: str) -> str | None:
    """Return the folded version tag ("live", "remastered 2011"), or None for an original."""
    return split_title(title).version or None
