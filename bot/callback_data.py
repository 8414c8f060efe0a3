"""What a button means <-> the string of at most 64 bytes that Telegram keeps for it.

The string is all a button knows, so buttons work after a restart, on another machine and in
parallel. It is also all an attacker can forge: everything read back is checked, and what does not
fit the grammar of today's version is None, to be answered as an old button.

::

    1:M:cosine:5:t:4u7EnebtmKWzUH433cf5Qv     more songs like a track, from the sixth on
    1:M::10:m:0712--------                   more songs in a mood, two of its six axes named
    1:S:cluster:a:1ATL5GLyefJaxhQzSPVrLX      the same question to another model
    1:P:4u7EnebtmKWzUH433cf5Qv                this candidate was meant
    1:V:+:7:4u7EnebtmKWzUH433cf5Qv            a like of the answer's seventh song
    1:L:1234567:2                            the third page of this person's likes
    1:R:1234567:2:4u7EnebtmKWzUH433cf5Qv      off that page with this verdict
    1:G:5                                    more for the whole group
    1:F:1234567:chat                         erase all of this chat, as this person asked
"""

import re
from collections.abc import Callable, Mapping

from bot.payload import (
    MAX_SKIP,
    MOOD_AXES,
    Erasure,
    Forget,
    Judge,
    LikesPage,
    MoodSeed,
    More,
    MoreForGroup,
    Payload,
    Pick,
    Seed,
    SeedKind,
    Switch,
    Unjudge,
)

VERSION = "1"
MAX_BYTES = 64

_LETTER: dict[SeedKind, str] = {"tracks": "t", "album": "a", "artist": "r", "playlist": "p"}
_KIND: dict[str, SeedKind] = {letter: kind for kind, letter in _LETTER.items()}
_FREE = "--"
_ID = re.compile(r"[A-Za-z0-9_-]{1,58}")
_MODEL = re.compile(r"[a-z]{1,16}")
_SKIP = re.compile(r"0|[1-9][0-9]{0,2}")
_MOOD = re.compile(rf"(?:[0-9]{{2}}|{_FREE}){{{MOOD_AXES}}}")
_USER = re.compile(r"[1-9][0-9]{0,15}")
_ERASURES: tuple[Erasure, ...] = ("me", "chat", "nothing")


def pack(payload: Payload) -> str | None:
    """Return the string of a button, or None when the button cannot be kept in 64 bytes."""
    packed = ":".join([VERSION, *_fields(payload)])
    # Reading back is the one definition of what is valid, ids of odd catalogues included.
    return packed if unpack(packed) == payload else None


def packed_seed(seed: Seed | MoodSeed) -> str:
    """Return a seed as buttons and the store know it: ids or numbers, no words."""
    return ":".join(_pack_seed(seed))


def unpack(packed: str) -> Payload | None:
    """Return what a button means, or None for a string that `pack` of this version never made."""
    if len(packed.encode(errors="replace")) > MAX_BYTES:
        return None
    match packed.split(":"):
        case [str(version), letter, *fields] if version == VERSION and letter in _READERS:
            return _READERS[letter](fields)
    return None


def _fields(payload: Payload) -> list[str]:
    match payload:
        case More(seed, model, skip):
            return ["M", model, str(skip), *_pack_seed(seed)]
        case Switch(seed, model):
            return ["S", model, *_pack_seed(seed)]
        case Pick(track_id):
            return ["P", track_id]
        case Judge(up, number, track_id):
            return ["V", "+" if up else "-", str(number), track_id]
        case _:
            return _personal_fields(payload)


def _personal_fields(payload: LikesPage | Unjudge | MoreForGroup | Forget) -> list[str]:
    match payload:
        case LikesPage(owner, page):
            return ["L", str(owner), str(page)]
        case Unjudge(owner, page, track_id):
            return ["R", str(owner), str(page), track_id]
        case MoreForGroup(skip):
            return ["G", str(skip)]
        case Forget(owner, what):
            return ["F", str(owner), what]


def _read_more(fields: list[str]) -> More | None:
    match fields:
        case [model, skip, letter, ids]:
            return _more(model, skip, _unpack_seed(letter, ids))
    return None


def _read_switch(fields: list[str]) -> Switch | None:
    match fields:
        case [model, letter, ids] if _MODEL.fullmatch(model):
            seed = _unpack_seed(letter, ids)
            return Switch(seed, model) if isinstance(seed, Seed) else None
    return None


def _read_pick(fields: list[str]) -> Pick | None:
    match fields:
        case [track_id] if _ID.fullmatch(track_id):
            return Pick(track_id)
    return None


def _read_judge(fields: list[str]) -> Judge | None:
    match fields:
        case ["+" | "-" as sign, number, track_id] if _ID.fullmatch(track_id):
            return Judge(sign == "+", int(number), track_id) if _SKIP.fullmatch(number) else None
    return None


def _read_page(fields: list[str]) -> LikesPage | None:
    match fields:
        case [owner, page] if _USER.fullmatch(owner) and _SKIP.fullmatch(page):
            return LikesPage(int(owner), int(page))
    return None


def _read_unjudge(fields: list[str]) -> Unjudge | None:
    match fields:
        case [owner, page, track_id] if _ID.fullmatch(track_id):
            turned = _read_page([owner, page])
            return Unjudge(turned.owner, turned.page, track_id) if turned else None
    return None


def _read_more_for_group(fields: list[str]) -> MoreForGroup | None:
    match fields:
        case [skip] if _SKIP.fullmatch(skip) and int(skip) <= MAX_SKIP:
            return MoreForGroup(int(skip))
    return None


def _read_forget(fields: list[str]) -> Forget | None:
    match fields:
        case [owner, asked] if _USER.fullmatch(owner):
            return next((Forget(int(owner), what) for what in _ERASURES if what == asked), None)
    return None


_READERS: Mapping[str, Callable[[list[str]], Payload | None]] = {
    "M": _read_more,
    "S": _read_switch,
    "P": _read_pick,
    "V": _read_judge,
    "L": _read_page,
    "R": _read_unjudge,
    "G": _read_more_for_group,
    "F": _read_forget,
}


def _more(model: str, skip: str, seed: Seed | MoodSeed | None) -> More | None:
    if seed is None or not _SKIP.fullmatch(skip) or int(skip) > MAX_SKIP:
        return None
    fits = model == "" if isinstance(seed, MoodSeed) else _MODEL.fullmatch(model)
    return More(seed, model, int(skip)) if fits else None


def _pack_seed(seed: Seed | MoodSeed) -> tuple[str, str]:
    if isinstance(seed, MoodSeed):
        return "m", "".join(_FREE if axis is None else f"{axis:02d}" for axis in seed.axes)
    return _LETTER[seed.kind], ",".join(seed.ids)


def _unpack_seed(letter: str, packed: str) -> Seed | MoodSeed | None:
    if letter == "m":
        if not _MOOD.fullmatch(packed):
            return None
        pairs = [packed[start : start + 2] for start in range(0, len(packed), 2)]
        return MoodSeed(tuple(None if pair == _FREE else int(pair) for pair in pairs))
    ids = tuple(packed.split(","))
    if letter not in _KIND or not all(_ID.fullmatch(one) for one in ids):
        return None
    kind = _KIND[letter]
    return Seed(kind, ids) if kind == "tracks" or len(ids) == 1 else None
