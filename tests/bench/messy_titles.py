"""The ways people really ask for a song: samples of songs, and messy texts that mean them.

Songs fall into two halves by a hash, "tune" and "report". A text must have an answer: a title
shared by several songs is asked for its clearly most popular bearer (unless the text names the
artist), and a mangled title that spells another song's is redrawn.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from anyascii import anyascii

from engine.search.keyboard import swapped
from engine.tags import is_altered
from engine.text import core_title, fold, version_of

Random = np.random.Generator

ENGLISH_WRAPS = (
    "songs like {} please",
    "something like {}",
    "play something similar to {}",
    "can you recommend me songs similar to {}?",
    "Hey, play {} please",
    "i want to hear music that sounds like {}",
    "more songs like {} pls",
    "find me tracks like {}",
)
RUSSIAN_WRAPS = (
    "похожее на {}",
    "песни похожие на {}",
    "что-нибудь в духе {}",
    "включи что-то похожее на {} пожалуйста",
    "хочу музыку как {}",
    "посоветуй треки вроде {}",
    "найди песню {}",
    "поставь {} плиз",
)
_NEIGHBOUR_KEYS = {
    "q": "wa", "w": "qe", "e": "wr", "r": "et", "t": "ry", "y": "tu", "u": "yi", "i": "uo",
    "o": "ip", "p": "ol", "a": "sq", "s": "ad", "d": "sf", "f": "dg", "g": "fh", "h": "gj",
    "j": "hk", "k": "jl", "l": "ko", "z": "xa", "x": "zc", "c": "xv", "v": "cb", "b": "vn",
    "n": "bm", "m": "nk",
}  # fmt: skip
_TO_CYRILLIC = (
    ("sh", "ш"), ("ch", "ч"), ("th", "т"), ("ph", "ф"), ("ck", "к"), ("qu", "кв"), ("ee", "и"),
    ("oo", "у"), ("a", "а"), ("b", "б"), ("c", "к"), ("d", "д"), ("e", "е"), ("f", "ф"),
    ("g", "г"), ("h", "х"), ("i", "и"), ("j", "дж"), ("k", "к"), ("l", "л"), ("m", "м"),
    ("n", "н"), ("o", "о"), ("p", "п"), ("q", "к"), ("r", "р"), ("s", "с"), ("t", "т"),
    ("u", "у"), ("v", "в"), ("w", "в"), ("x", "кс"), ("y", "й"), ("z", "з"),
)  # fmt: skip
_ROMANISATIONS = (
    {},
    {"y": "i", "kh": "h", "shch": "sch", "ts": "c"},
    {"yu": "ju", "ya": "ja", "y": "j", "kh": "x", "zh": "j"},
)


@dataclass(frozen=True, slots=True)
class Song:
    """A track to be asked for."""

    title: str
    artist: str
    popularity: float
    core: str
    version: str | None

    @property
    def identity(self) -> tuple[str, str]:
        return self.core, fold(self.artist)


def _letters(text: str) -> str:
    return fold(text).replace(" ", "")


def typo(text: str, rng: Random) -> str:
    """Return `text` with one slip: a neighbouring key, a swap, a lost or a doubled letter."""
    places = [i for i, letter in enumerate(text) if letter.isalpha()]
    if not places:
        return text
    i = int(rng.choice(places))
    slip = rng.integers(4)
    if slip == 0:
        keys = _NEIGHBOUR_KEYS.get(text[i]) or "оаенит"
        return text[:i] + str(rng.choice(list(keys))) + text[i + 1 :]
    if slip == 1 and i + 1 < len(text):
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    if slip == 2:
        return text[:i] + text[i + 1 :]
    return text[: i + 1] + text[i:]


def _romanised(text: str, rng: Random) -> str:
    text = anyascii(fold(text)).replace("'", "").lower()
    rules = _ROMANISATIONS[rng.integers(len(_ROMANISATIONS))]
    for old, new in rules.items():
        text = text.replace(old, new)
    return text


def _cyrillic(text: str) -> str:
    for latin, russian in _TO_CYRILLIC:
        text = text.replace(latin, russian)
    return text


def _noisy(text: str, rng: Random) -> str:
    letters = [c.upper() if rng.random() < 0.5 else c.lower() for c in text]
    return "  " + "".join(letters).replace(" ", rng.choice([" ", "  ", ", ", " - "])) + "!!"


def _wrapped(wraps: Sequence[str], song: Song, rng: Random) -> str:
    name = song.core if rng.random() < 0.5 else f"{song.core} {song.artist}"
    return str(rng.choice(list(wraps))).format(name)


def _is_russian(song: Song) -> bool:
    return any("а" <= letter <= "я" for letter in song.core)


def _long(n_letters: int) -> Callable[[Song], bool]:
    return lambda song: len(song.core.replace(" ", "")) >= n_letters


Form = tuple[Callable[[Song, Random], str], Callable[[Song], bool]]

FORMS: Mapping[str, Form] = {
    "exact title": (lambda s, r: s.title, _long(1)),
    "core title": (lambda s, r: s.core, _long(1)),
    "one typo": (lambda s, r: typo(s.core, r), _long(5)),
    "two typos": (lambda s, r: typo(typo(s.core, r), r), _long(8)),
    "artist - title": (lambda s, r: f"{s.artist} - {s.core}", _long(1)),
    "title by artist": (lambda s, r: f"{s.core} by {s.artist}", _long(1)),
    "typos in title and artist": (
        lambda s, r: f"{typo(s.core, r)} {typo(s.artist.lower(), r)}",
        _long(4),
    ),
    "accents dropped": (lambda s, r: anyascii(s.title), lambda s: not s.title.isascii()),
    "70 % prefix": (lambda s, r: s.core[: round(len(s.core) * 0.7)], _long(8)),
    "lost spaces": (lambda s, r: s.core.replace(" ", ""), lambda s: " " in s.core),
    "words shuffled": (
        lambda s, r: " ".join(r.permutation(f"{s.core} {s.artist}".split())),
        _long(1),
    ),
    "tag left out": (lambda s, r: s.core, lambda s: fold(s.title) != s.core),
    "romanised": (lambda s, r: _romanised(s.core, r), _is_russian),
    "English in Cyrillic": (
        lambda s, r: _cyrillic(f"{s.core} {fold(s.artist)}"),
        lambda s: s.core.isascii(),
    ),
    "wrong layout": (lambda s, r: swapped(s.core), _long(4)),
    "chatty English": (lambda s, r: _wrapped(ENGLISH_WRAPS, s, r), _long(4)),
    "chatty Russian": (lambda s, r: _wrapped(RUSSIAN_WRAPS, s, r), _long(4)),
    "chatty with a typo": (
        lambda s, r: str(r.choice(ENGLISH_WRAPS + RUSSIAN_WRAPS)).format(typo(s.core, r)),
        _long(5),
    ),
    "case and signs": (lambda s, r: _noisy(s.core, r), _long(1)),
    "exact remix title": (lambda s, r: s.title, lambda s: s.version is not None),
}
WITH_ARTIST = {
    "artist - title", "title by artist", "typos in title and artist", "words shuffled",
    "English in Cyrillic",
}  # fmt: skip


NOBODY = ("", "")  # a text that means two songs equally
CLEAR_LEAD = 8  # points of popularity, of 100


def load(csv: Path) -> list[Song]:
    """Return the distinct tracks of the catalogue file, by id."""
    import pandas as pd

    frame = pd.read_csv(csv).dropna(subset=["track_name", "track_artist"])
    frame = frame.drop_duplicates("track_id").sort_values("track_id")
    columns = ("track_name", "track_artist", "track_popularity")
    return [
        Song(title, artist, popularity, core_title(title), version_of(title))
        for title, artist, popularity in zip(*(frame[name] for name in columns), strict=True)
    ]


def sample(songs: Sequence[Song], half: str) -> list[Song]:
    """Return about 150 popular, 100 obscure, 100 remixed and 60 Cyrillic songs of one half."""
    rng = np.random.default_rng(2024 if half == "report" else 7)
    wanted = 1 if half == "report" else 0
    mine = [song for song in songs if crc32(repr(song).encode()) % 2 == wanted]
    groups = (
        (150, lambda s: s.popularity >= 60 and not s.version),
        (100, lambda s: s.popularity < 25 and not s.version),
        (100, lambda s: s.version is not None),
        (60, _is_russian),
        (40, lambda s: not s.core.isascii() or not s.title.isascii()),
    )
    chosen: dict[Song, None] = {}
    for n, belongs in groups:
        group = [song for song in mine if belongs(song) and song.core]
        for i in rng.permutation(len(group))[:n]:
            chosen.setdefault(group[i])
    return list(chosen)


@dataclass(frozen=True, slots=True)
class Answers:
    """Which song a text belongs to, when several could be meant: the most popular one."""

    bearers: Mapping[str, tuple[str, str]]
    ranked: Sequence[Song]  # least popular first

    @classmethod
    def of(cls, songs: Sequence[Song]) -> "Answers":
        ranked = sorted(songs, key=lambda s: (not is_altered(s.version or ""), s.popularity))
        bearers: dict[str, tuple[str, str]] = {}
        popularity: dict[str, float] = {}
        for song in ranked:
            for name in {_letters(song.core), _letters(song.title)}:
                lead = song.popularity - popularity.get(name, -100)
                is_clear = lead >= CLEAR_LEAD or bearers[name] == song.identity
                bearers[name] = song.identity if is_clear else NOBODY
                popularity[name] = song.popularity
        return cls(bearers, ranked)

    def is_fair(self, form: str, text: str, song: Song) -> bool:
        """Tell whether `text` means `song` rather than another of the catalogue."""
        if form in WITH_ARTIST:
            return True
        if form.startswith("exact"):
            return self.bearers[_letters(song.title)] == song.identity
        spelled = self.bearers.get(_letters(text), song.identity)
        if form == "70 % prefix" and spelled == song.identity:
            alike = (s for s in self.ranked if s.core.startswith(text))
            return [s.identity for s in alike][-1] == song.identity
        return spelled == self.bearers[_letters(song.core)] == song.identity

    def texts(self, form: str, chosen: Sequence[Song]) -> Iterator[tuple[str, Song]]:
        """Yield the texts of one form, each with the song it means."""
        make, applies = FORMS[form]
        rng = np.random.default_rng(crc32(form.encode()))
        for song in filter(applies, chosen):
            for _ in range(5):
                text = make(song, rng)
                if self.is_fair(form, text, song):
                    yield text, song
                    break
