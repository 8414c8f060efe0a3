"""The figures of README, measured in one run: `make bench`.

    python tests/bench/figures.py [CSV]

Without a file and without the real data set the built-in catalogue is measured; the figures then
say so. Times are wall-clock on the machine that the first line names; a spread is the 5th to the
95th percentile.
"""

import asyncio
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from search_accuracy import figures as search_figures

from bot.playground.server import Playground
from engine.facade import Engine
from engine.types import Row

REAL_CSV = Path(__file__).parents[3] / "shared" / "data" / "spotify_songs.csv.gz"
SEGUE = Path(sys.executable).with_name("segue")
STARTS, QUESTIONS, MESSAGES = 5, 1000, 300
PHRASES = ("sad energetic", "very calm not slow", "грустный но бодрый", "0.2 0.9", "😭🔥", "party")


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table."""

    what: str
    median: str
    spread: str


def main() -> None:
    """Measure everything and print a Markdown table."""
    csv = Path(sys.argv[1]) if len(sys.argv) > 1 else REAL_CSV
    source = str(csv) if csv.exists() else "demo"
    sys.stdout.write(f"{_machine()}; catalogue: {Path(source).name}\n\n")
    sys.stdout.write("| what | median | spread |\n|---|---|---|\n")
    with tempfile.TemporaryDirectory() as folder:
        for figure in _figures(source, Path(folder) / "artefact"):
            sys.stdout.write(f"| {figure.what} | {figure.median} | {figure.spread} |\n")
            sys.stdout.flush()


def _figures(source: str, artefact: Path) -> Iterator[Figure]:
    yield from _build(source, artefact)
    engine = Engine.open(artefact)
    yield from _questions(engine)
    if source != "demo":
        yield from _search(Path(source))
    titles = engine.table.texts("title")
    yield from asyncio.run(_serving(artefact, titles))


def _build(source: str, artefact: Path) -> Iterator[Figure]:
    command = [SEGUE, "build", "--catalogue", source, "--out", artefact, "--json"]
    took = [_timed(lambda: _run(command)) for _ in range(3)]
    yield _seconds("`segue build`, the whole command", took)


def _questions(engine: Engine) -> Iterator[Figure]:
    rng = np.random.default_rng(0)
    seeds = [Row(int(row)) for row in rng.integers(len(engine.table), size=QUESTIONS)]
    for model in engine.models:
        took = [_timed(lambda s=seed, m=model: engine.similar([s], m)) for seed in seeds]
        yield _milliseconds(f"five songs like one, {model}", took)

    def mood(phrase: str) -> None:
        target = engine.mood_target(engine.read_mood(phrase))
        if target is not None:
            engine.in_mood(target)

    took = [_timed(lambda p=phrase: mood(p)) for phrase in PHRASES * 50]
    yield _milliseconds("five songs in a mood, phrase read and answered", took)


def _search(csv: Path) -> Iterator[Figure]:
    figures = search_figures(csv)
    weakest = min(figures.results, key=lambda result: result.accuracy)
    slowest = max(figures.results, key=lambda result: result.p99_ms)
    asked = sum(result.asked for result in figures.results)
    yield Figure(
        "title search: the right song first",
        f"{figures.accuracy:.1%}",
        f"{asked:,} messy titles; weakest form: {weakest.form}, {weakest.accuracy:.1%}",
    )
    yield Figure(
        "title search: time",
        f"{statistics.median(result.p50_ms for result in figures.results):.2f} ms",
        f"p99 of the slowest form ({slowest.form}): {slowest.p99_ms:.2f} ms",
    )


async def _serving(artefact: Path, titles: list[str]) -> list[Figure]:
    starts, resident, answers = [], [], []
    for _ in range(STARTS):
        async with Playground() as playground:
            process, ready_s = await _start(playground, artefact)
            starts.append(ready_s)
            try:
                answers += await _talk(playground, titles)
                resident.append(_resident_mb(process.pid))
            finally:
                process.terminate()
                await process.wait()
    return [
        _seconds("start of `segue serve` to its first poll", starts),
        Figure(
            f"memory of `segue serve` after {MESSAGES} answers (resident)",
            f"{statistics.median(resident):.0f} MB",
            f"{min(resident):.0f} to {max(resident):.0f}",
        ),
        _milliseconds("a message in, its answer out, on the playground", answers),
    ]


async def _start(
    playground: Playground, artefact: Path
) -> tuple[asyncio.subprocess.Process, float]:
    settings = {
        "SEGUE_TOKEN": playground.token,
        "SEGUE_TELEGRAM_API": playground.base_url,
        "SEGUE_ARTEFACT": str(artefact),
        "SEGUE_LOOKUP": "false",
        "SEGUE_MESSAGES_PER_SECOND": "1000",
    }
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        SEGUE, "serve", env=os.environ | settings, stderr=subprocess.DEVNULL
    )
    await playground.called("getUpdates", timeout_s=30)
    return process, time.perf_counter() - started


async def _talk(playground: Playground, titles: list[str]) -> list[float]:
    ann = playground.person("Ann")
    chat = playground.private(ann)
    rng = np.random.default_rng(1)
    took = []
    for title in rng.choice(np.array(titles, object), MESSAGES):
        started = time.perf_counter()
        said = await chat.say(ann, title)
        await chat.answer(after=said)
        took.append(time.perf_counter() - started)
    return took


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    fields = dict(line.split(":", 1) for line in status.splitlines())
    return int(fields["VmRSS"].split()[0]) / 1024


def _run(command: list[str | Path]) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own program


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _seconds(what: str, took: list[float]) -> Figure:
    return Figure(
        what, f"{statistics.median(took):.2f} s", f"{min(took):.2f} to {max(took):.2f} s"
    )


def _milliseconds(what: str, took: list[float]) -> Figure:
    low, middle, high, last = np.percentile(np.array(took) * 1000, [5, 50, 95, 99])
    return Figure(what, f"{middle:.2f} ms", f"{low:.2f} to {high:.2f} ms, p99 {last:.2f} ms")


def _machine() -> str:
    model = "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0].split(":", 1)[1].strip() if names else model
    return (
        f"Python {platform.python_version()}, numpy {np.__version__}, {os.cpu_count()} x {model}"
    )


if __name__ == "__main__":
    main()
