"""The messy-title benchmark: real songs, asked for in the ways people really type.

    python tests/bench/search_accuracy.py CSV [--sample report|tune] [--peers] [--misses]

All weights and thresholds of `engine.search` were set on the half "tune" of the songs; published
figures are of the half "report", never tuned on (`messy_titles` says how texts are drawn; the
sentences of small talk are the same for both). Every text comes from a seeded generator, so a
run repeats exactly. An answer is right *by song*: its core title and artist are those of the song
meant; for the form "exact remix title" the version must be right too. Times are CPU time of one
thread.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from messy_titles import FORMS, Answers, Song, load, sample

from engine.search import TitleSearch, Verdict

Random = np.random.Generator

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


def refusals(
    songs: Sequence[Song], chosen: Sequence[Song], search: TitleSearch, seed: int
) -> list[Refusals]:
    """Ask for what is not there: nonsense, small talk, and songs taken out of the index."""
    gone = {song.core for song in chosen if len(song.core) >= 4}
    kept = [song for song in songs if song.core not in gone]
    smaller = fitted(kept)
    absent = [song for song in chosen if song.core in gone]
    asked: tuple[tuple[str, TitleSearch, Sequence[str]], ...] = (
        ("nonsense", search, _nonsense(300, np.random.default_rng(seed))),
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


def figures(csv: Path, half: str = "report", every: int = 1) -> Figures:
    """Run the benchmark on every so-manieth song of one half's sample."""
    songs = load(csv)
    search = fitted(songs)
    chosen = sample(songs, half)[::every]
    answers = Answers.of(songs)
    results = [measure(form, list(answers.texts(form, chosen)), songs, search) for form in FORMS]
    seed = 11 if half == "report" else 5
    return Figures(tuple(results), tuple(refusals(songs, chosen, search, seed)))


def peers(csv: Path, half: str, most: int = 20) -> Iterator[tuple[str, str, float, float]]:
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
