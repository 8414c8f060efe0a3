"""What a button means <-> the string of at most 64 bytes that Telegram keeps for it.

The string is all a button knows, so buttons work after a restart, on another machine and in
parallel. It is also all an attacker can forge: everything read back is checked, and what does not
fit the grammar of today's version is None, to be answered as an old button.

::

    1:M:cosine:5:t:4u7EnebtmKWzUH433cf5Qv     more songs like a track, from the sixth on
    1:M::10:m:0712--------                   more songs in a mood, two of its six axes named
    1:S:cluster:a:1ATL5GLyefJaxhQzSPVrLX      the same question to another model
    1:P:4u7EnebtmKWzUH433cf5Qv                this candidate was meant
"""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

VERSION = "1"
MAX_BYTES = 64
MAX_SKIP = 500
MOOD_AXES = 6
MOOD_STEPS = 99
"""A mood axis is kept in 0..MOOD_STEPS: a percent is finer than a person names a mood."""

SeedKind: TypeAlias = Literal["tracks", "album", "artist", "playlist"]


@dataclass(frozen=True, slots=True)
class Seed:
    """Where an answer starts: catalogue ids, in a form that a button can carry.

    An artist has no id in a catalogue and is known by the id of one track of theirs.
    """

    kind: SeedKind
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoodSeed:
    """A mood target: an axis is None where free, else its quantile in 0..MOOD_STEPS."""

    axes: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class More:
    """The next page; `model` is "" for a mood."""

    seed: Seed | MoodSeed
    model: str
    skip: int


@dataclass(frozen=True, slots=True)
class Switch:
    """The same seed, asked of another model."""

    seed: Seed
    model: str


@dataclass(frozen=True, slots=True)
class Pick:
    """The candidate that was meant."""

    track_id: str


Payload: TypeAlias = More | Switch | Pick

_LETTER: dict[SeedKind, str] = {"tracks": "t", "album": "a", "artist": "r", "playlist": "p"}
_KIND: dict[str, SeedKind] = {letter: kind for kind, letter in _LETTER.items()}
_FREE = "--"
_ID = re.compile(r"[A-Za-z0-9_-]{1,58}")
_MODEL = re.compile(r"[a-z]{1,16}")
_SKIP = re.compile(r"0|[1-9][0-9]{0,2}")
_MOOD = re.compile(rf"(?:[0-9]{{2}}|{_FREE}){{{MOOD_AXES}}}")


def pack(payload: Payload) -> str | None:
    """Return the string of a button, or None when the button cannot be kept in 64 bytes."""
    match payload:
        case More(seed, model, skip):
            fields = ["M", model, str(skip), *_pack_seed(seed)]
        case Switch(seed, model):
            fields = ["S", model, *_pack_seed(seed)]
        case Pick(track_id):
            fields = ["P", track_id]
    packed = ":".join([VERSION, *fields])
    # Reading back is the one definition of what is valid, ids of odd catalogues included.
    return packed if unpack(packed) == payload else None


def unpack(packed: str) -> Payload | None:
    """Return what a button means, or None for a string that `pack` of this version never made."""
    if len(packed.encode(errors="replace")) > MAX_BYTES:
        return None
    match packed.split(":"):
        case [str(version), "M", model, skip, letter, ids] if version == VERSION:
            return _more(model, skip, _unpack_seed(letter, ids))
        case [str(version), "S", model, letter, ids] if version == VERSION:
            seed = _unpack_seed(letter, ids)
            if isinstance(seed, Seed) and _MODEL.fullmatch(model):
                return Switch(seed, model)
        case [str(version), "P", track_id] if version == VERSION and _ID.fullmatch(track_id):
            return Pick(track_id)
    return None


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
