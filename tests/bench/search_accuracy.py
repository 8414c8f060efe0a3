"""The messy-title benchmark: real songs, asked for in the ways people really type.

    python tests/bench/search_accuracy.py CSV [--sample report|tune] [--peers] [--misses]

Songs fall into two halves by a hash of their id. All weights and thresholds of `engine.search`
were set on the half "tune"; the published figures are of the half "report", never tuned on. Every
text is drawn from a seeded generator, so a run repeats exactly. Times are CPU time of one thread.

A text must have an answer: a title shared by several songs is asked for its most popular bearer
(unless the text names the artist), and a mangled title that spells another song's is redrawn.
An answer is right *by song*: its core title and artist are those of the song meant; for the form
"exact remix title" the version must be right too.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from anyascii import anyascii

from engine.keyboard import swapped
from engine.search import TitleSearch, Verdict
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
SMALL_TALK = (
    "how are you doing today",
    "what is the weather tomorrow",
    "my printer is out of paper again",
    "see you at the office meeting on tuesday",
    "who won the football match yesterday",
    "please send the invoice by friday",
    "can someone bring milk and eggs",
    "the quarterly report is attached",
    "did you feed the cat this morning",
    "i forgot my umbrella on the train",
    "где мои ключи от машины",
    "завтра совещание в десять утра",
    "купи хлеба и молока по дороге",
    "какая сегодня погода в москве",
    "не забудь позвонить бабушке",
    "сколько стоит билет на поезд",
    "у меня сломался холодильник",
    "спасибо за помощь с отчетом",
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


@dataclass(frozen=True, slots=True)
class Result:
    """What one form measured."""

    form: str
    asked: int
    accuracy: float  # share with the right song first, 0..1
    sure_right: float
    sure_wrong: float
    unsure_listed: float  # share UNSURE with the right song among its candidates
    unknown: float
    p50_ms: float
    p99_ms: float
    misses: tuple[tuple[str, str, str], ...]  # text, song meant, song answered


@dataclass(frozen=True, slots=True)
class Refusals:
    """How texts without a right answer are judged, shares 0..1."""

    kind: str
    asked: int
    sure: float
    unsure: float
    examples: tuple[str, ...]  # texts that were wrongly SURE


@dataclass(frozen=True, slots=True)
class Figures:
    """The whole benchmark."""

    results: tuple[Result, ...]
    refusals: tuple[Refusals, ...]

    @property
    def accuracy(self) -> float:
        """Top-1 by song over all texts, 0..1."""
        asked = sum(result.asked for result in self.results)
        return sum(result.accuracy * result.asked for result in self.results) / asked


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


def _shuffled(text: str, rng: Random) -> str:
    return " ".join(rng.permutation(text.split()))


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


def _prefix(text: str) -> str:
    return text[: max(1, round(len(text) * 0.7))]


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
    "70 % prefix": (lambda s, r: _prefix(s.core), _long(8)),
    "lost spaces": (lambda s, r: s.core.replace(" ", ""), lambda s: " " in s.core),
    "words shuffled": (lambda s, r: _shuffled(f"{s.core} {s.artist}", r), _long(1)),
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


def measure(
    form: str, asked: Sequence[tuple[str, Song]], songs: Sequence[Song], search: TitleSearch
) -> Result:
    """Ask every text of one form."""
    seconds, misses = [], []
    counts = dict.fromkeys(("sure_right", "sure_wrong", "unsure_listed", "unknown"), 0)
    for text, song in asked:
        started = time.thread_time()
        found = search.match(text)
        seconds.append(time.thread_time() - started)
        listed = [songs[match.row] for match in found.matches]
        is_right = bool(listed) and listed[0].identity == song.identity
        if form == "exact remix title":
            is_right = is_right and listed[0].version == song.version
        if not is_right:
            misses.append((text, song.title, listed[0].title if listed else "-"))
        if found.verdict is Verdict.SURE:
            counts["sure_right" if is_right else "sure_wrong"] += 1
        elif found.verdict is Verdict.UNKNOWN:
            counts["unknown"] += 1
        elif song.identity in {other.identity for other in listed}:
            counts["unsure_listed"] += 1
    n = len(asked)
    p50, p99 = np.percentile(seconds, [50, 99]) * 1000
    shares = {name: count / n for name, count in counts.items()}
    return Result(
        form, n, 1 - len(misses) / n, p50_ms=p50, p99_ms=p99, misses=tuple(misses), **shares
    )


def _nonsense(n: int, rng: Random) -> list[str]:
    alphabets = ("asdfghjklqwertyuiopzxcvbnm", "фывапролджэйцукенгшщзхячсмитьбю", "asdfjkl")
    words = [
        " ".join(
            "".join(rng.choice(list(letters), rng.integers(3, 9)))
            for _ in range(rng.integers(1, 5))
        )
        for letters in alphabets
        for _ in range(n // len(alphabets))
    ]
    return [text for text in words if len(text) > 4]


def refusals(songs: Sequence[Song], chosen: Sequence[Song], search: TitleSearch) -> list[Refusals]:
    """Ask for what is not there: nonsense, small talk, and songs taken out of the index."""
    gone = {song.core for song in chosen if len(song.core) >= 4}
    kept = [song for song in songs if song.core not in gone]
    smaller = fitted(kept)
    absent = [song for song in chosen if song.core in gone]
    asked: tuple[tuple[str, TitleSearch, Sequence[str]], ...] = (
        ("nonsense", search, _nonsense(300, np.random.default_rng(5))),
        ("small talk", search, SMALL_TALK),
        ("absent title", smaller, [song.core for song in absent]),
        ("absent title by artist", smaller, [f"{s.core} by {s.artist}" for s in absent]),
    )
    return [_refusals(kind, texts, index) for kind, index, texts in asked]


def _refusals(kind: str, texts: Sequence[str], search: TitleSearch) -> Refusals:
    verdicts = [search.match(text).verdict for text in texts]
    return Refusals(
        kind,
        len(texts),
        sure=verdicts.count(Verdict.SURE) / len(texts),
        unsure=verdicts.count(Verdict.UNSURE) / len(texts),
        examples=tuple(t for t, v in zip(texts, verdicts, strict=True) if v is Verdict.SURE),
    )


def fitted(songs: Sequence[Song]) -> TitleSearch:
    """Return a search over the songs, row i being songs[i]."""
    popularity = np.array([song.popularity for song in songs], dtype=np.float32)
    titles, artists = [song.title for song in songs], [song.artist for song in songs]
    return TitleSearch().fit(titles, artists, popularity)


def figures(csv: Path, half: str = "report") -> Figures:
    """Run the benchmark on one half of the songs."""
    songs = load(csv)
    search = fitted(songs)
    chosen = sample(songs, half)
    answers = Answers.of(songs)
    results = [measure(form, list(answers.texts(form, chosen)), songs, search) for form in FORMS]
    return Figures(tuple(results), tuple(refusals(songs, chosen, search)))


def peers(csv: Path, half: str, most: int = 40) -> Iterator[tuple[str, str, float, float]]:
    """Yield (peer, form, accuracy, p99 in ms) of two plain rapidfuzz searches."""
    from rapidfuzz import fuzz, process, utils

    songs = load(csv)
    chosen, answers = sample(songs, half), Answers.of(songs)
    prepared = (
        ("WRatio, title", fuzz.WRatio, [utils.default_process(s.title) for s in songs]),
        (
            "token_set_ratio, title artist",
            fuzz.token_set_ratio,
            [utils.default_process(f"{s.title} {s.artist}") for s in songs],
        ),
    )
    for (name, scorer, choices), form in ((p, f) for p in prepared for f in FORMS):
        asked = list(answers.texts(form, chosen))[:: max(1, len(chosen) // most)]
        seconds, right = [], 0
        for text, song in asked:
            started = time.thread_time()
            found = process.extractOne(utils.default_process(text), choices, scorer=scorer)
            seconds.append(time.thread_time() - started)
            right += found is not None and songs[found[2]].identity == song.identity
        yield name, form, right / len(asked), float(np.percentile(seconds, 99)) * 1000


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("csv", type=Path)
    parser.add_argument("--sample", choices=("report", "tune"), default="report")
    parser.add_argument("--peers", action="store_true", help="measure plain rapidfuzz beside it")
    parser.add_argument("--misses", action="store_true", help="list what went wrong")
    options = parser.parse_args()
    measured = figures(options.csv, options.sample)
    say = sys.stdout.write
    say(f"{'form':27}{'n':>5}{'top-1':>8}{'sure ok':>9}{'sure bad':>9}")
    say(f"{'in five':>9}{'unknown':>9}{'p50 ms':>8}{'p99 ms':>8}\n")
    for r in measured.results:
        say(f"{r.form:27}{r.asked:5}{r.accuracy:8.1%}{r.sure_right:9.1%}{r.sure_wrong:9.1%}")
        say(f"{r.unsure_listed:9.1%}{r.unknown:9.1%}{r.p50_ms:8.2f}{r.p99_ms:8.2f}\n")
        if options.misses:
            say("".join(f"    {' | '.join(miss)}\n" for miss in r.misses))
    say(f"{'all':27}{sum(r.asked for r in measured.results):5}{measured.accuracy:8.1%}\n\n")
    for refused in measured.refusals:
        say(f"{refused.kind:27}{refused.asked:5}  sure {refused.sure:6.1%}")
        say(f"  unsure {refused.unsure:6.1%}\n")
        if options.misses:
            say("".join(f"    {text}\n" for text in refused.examples))
    if options.peers:
        for name, form, accuracy, p99_ms in peers(options.csv, options.sample):
            say(f"{name:31}{form:27}{accuracy:8.1%}{p99_ms:8.1f} ms\n")


if __name__ == "__main__":
    main()
