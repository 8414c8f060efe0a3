"""The `segue` command: the composition root, the only file that may import every package.

Each command imports what it needs when it runs, so that `segue serve` never loads what only
`segue build` needs. Exit codes: 0; 1 when a query had no answer; 2 for bad arguments or files.
"""

import asyncio
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from typer.exceptions import TyperException

from bot import console, reports
from bot.settings import Settings
from data.errors import CatalogueError
from engine.artifact import MANIFEST
from engine.errors import ArtefactError, EngineError
from storage.errors import StorageError

if TYPE_CHECKING:
    from data.build import BuildReport
    from engine.facade import Engine

app = typer.Typer(
    help="Segue answers a song with the songs that follow it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ArtefactOption = Annotated[
    Path | None, typer.Option("--artefact", metavar="DIR", help="Artefact folder.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line, nothing else.")]
LimitOption = Annotated[int, typer.Option(min=1, max=100, help="Songs an answer holds.")]
ModelOption = Annotated[str | None, typer.Option(metavar="NAME", help="Model to answer with.")]
TextArgument = Annotated[list[str], typer.Argument(help="Words, or - for one query a line.")]


class CommandError(Exception):
    """A command cannot go on; its text is the one line that the user sees."""


@app.command()
def serve(artefact: ArtefactOption = None) -> None:
    """Run the bot: by polling, or by webhook when SEGUE_WEBHOOK_URL is set."""
    settings = _settings(artefact)
    if not settings.token.get_secret_value():
        raise CommandError("SEGUE_TOKEN is not set: get a token from @BotFather")
    from telegram.error import Conflict, InvalidToken

    from bot.logs import configure_logs
    from bot.serving import serve_until_stopped

    configure_logs()
    try:
        asyncio.run(serve_until_stopped(settings, _engine(settings)))
    except (InvalidToken, Conflict) as exc:
        raise CommandError(exc.message) from exc


@app.command()
def demo(
    say: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Say one message, print the answer, end.")
    ] = None,
    artefact: ArtefactOption = None,
) -> None:
    """Talk to the bot here: builds what is missing and serves it on a playground."""
    settings = _settings(artefact)
    if not (settings.artefact / MANIFEST).exists():
        _build(settings, None)
    from bot.logs import configure_logs
    from bot.serving import converse_here

    configure_logs(logging.ERROR)
    engine = _engine(settings)
    if engine.provenance.is_invented:
        console.note("The songs here are invented, every one of them; none can be listened to.")
    asyncio.run(converse_here(settings, engine, say))


@app.command()
def build(
    catalogue: Annotated[
        str | None,
        typer.Option(metavar="FILE|demo|public", help="Catalogue file, or a set by its name."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "--artefact", metavar="DIR", help="Artefact folder.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Fit every model on a catalogue and write the artefact."""
    settings = _settings(out)
    report = _build(settings, catalogue)
    if as_json:
        console.json_line(reports.build_record(report.provenance))
    else:
        console.table(reports.build_table(report.provenance, report.seconds, settings.artefact))


@app.command()
def match(
    text: TextArgument,
    limit: LimitOption = 5,
    artefact: ArtefactOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find tracks by their title, the way people type it."""
    engine = _engine(_settings(artefact))
    answered = True
    for query in _queries(text):
        found = [(engine.table.track(m.row), m.score) for m in engine.match(query, limit).matches]
        answered &= bool(found)
        if as_json:
            console.json_line(reports.match_record(query, found))
        else:
            console.table(reports.match_table(query, found))
    raise typer.Exit(0 if answered else 1)


@app.command()
def ask(
    text: TextArgument,
    model: ModelOption = None,
    limit: LimitOption = 5,
    artefact: ArtefactOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask what one could message the bot: a title, a Spotify link, /mood and words."""
    settings = _settings(artefact)
    answered = asyncio.run(_ask(settings, _engine(settings), text, model, limit, as_json))
    raise typer.Exit(0 if answered else 1)


@app.command()
def compare(
    title: TextArgument,
    limit: LimitOption = 5,
    artefact: ArtefactOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what the models answer to a song, side by side."""
    engine = _engine(_settings(artefact))
    answered = True
    for query in _queries(title):
        found = engine.match(query, 1).matches
        answered &= bool(found)
        if not found:
            console.note(f"segue: no song like {query!r} here")
            continue
        row = found[0].row
        answers = {model: engine.similar([row], model, limit) for model in engine.models}
        seed = engine.table.track(row)
        if as_json:
            console.json_line(reports.compare_record(query, seed, answers))
        else:
            console.table(reports.compare_table(seed, answers, limit))
    raise typer.Exit(0 if answered else 1)


@app.command()
def evaluate(
    csv: Annotated[
        str | None, typer.Argument(metavar="[CSV]", help="Catalogue file, or demo or public.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Ask fewer queries.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Measure the models on held-out playlists, with and without likes."""
    from bot import evaluating
    from data.evaluation import evaluate as figures_of
    from data.sources import open_source

    settings = _settings(None)
    with console.steps() as step:
        catalogue = open_source(csv or settings.catalogue, settings.cache, console.note)
        figures = list(
            figures_of(catalogue, lambda name, done: step(name, 100 * done, 100), quick=quick)
        )
    if as_json:
        for figure in figures:
            console.json_line(evaluating.record(figure))
    else:
        for table in evaluating.tables(figures):
            console.table(table)


@app.command()
def experiment(
    as_json: JsonOption = False,
    image: Annotated[
        Path | None, typer.Option("--picture", metavar="FILE", help="Draw it into a PNG file.")
    ] = None,
) -> None:
    """Show what the votes say of the teams, and whether the stop rule has decided."""
    from bot.experiment_report import judged, picture, records, tables

    settings = _settings(None)
    if len(settings.teams) < 2:
        raise CommandError("SEGUE_EXPERIMENT names fewer than two teams: no experiment is running")
    found = asyncio.run(judged(settings.database_url, settings.teams))
    if as_json:
        for record in records(found):
            console.json_line(record)
    else:
        for table in tables(found):
            console.table(table)
    if image is not None:
        try:
            picture(found, image)
        except OSError as exc:
            raise CommandError(f"{image}: {exc.strerror}") from exc


@app.command()
def import_chat(
    file: Annotated[Path, typer.Argument(help="What /export gave.")],
    chat: Annotated[
        int | None, typer.Option("--chat", metavar="ID", help="Chat to put it into, if another.")
    ] = None,
) -> None:
    """Put an exported chat back, in place of what is kept of it."""
    from bot.importing import put_back, read_file

    url = _settings(None).database_url
    chat_id = asyncio.run(put_back(read_file(file), chat, url))
    console.note(f"segue: chat {chat_id} is as it was exported")


@app.command()
def reproduce(
    csv: Annotated[Path, typer.Argument(help="The public data set's file.")],
    as_json: JsonOption = False,
) -> None:
    """Compute the published tables of the two source documents: as published, and mended."""
    from data.reproduce import reproduce as compute

    with console.steps() as step:
        work = "computing with the documents' own settings"
        step(work, 0, 100)
        computed = compute(csv, progress=lambda share: step(work, 100 * share, 100))
    for table in computed.tables:
        if as_json:
            console.json_line(asdict(table))
        else:
            console.table(reports.Table(table.title, table.columns, table.rows, table.note))


def _settings(artefact: Path | None) -> Settings:
    try:
        return Settings() if artefact is None else Settings(artefact=artefact)
    except ValidationError as exc:
        first = exc.errors()[0]
        name = "SEGUE_" + "_".join(str(part) for part in first["loc"]).upper()
        raise CommandError(f"{name}: {first['msg']}") from exc


def _engine(settings: Settings) -> "Engine":
    from engine.facade import Engine

    try:
        return Engine.open(settings.artefact)
    except ArtefactError as exc:
        raise CommandError(f"{exc}; `segue build` makes a new one") from exc


def _build(settings: Settings, catalogue: str | None) -> "BuildReport":
    from data.build import build as fit
    from data.sources import open_source

    with console.steps() as step:
        step("reading the catalogue", 0, 1)
        opened = open_source(
            catalogue or settings.catalogue,
            settings.cache,
            console.note,
            lambda done, total: step("fetching the public set", done / max(total, done, 1), 1),
        )
        return fit(opened, settings.artefact, step)


async def _ask(
    settings: Settings,
    engine: "Engine",
    text: list[str],
    model: str | None,
    limit: int,
    as_json: bool,
) -> bool:
    from bot.intent import parse
    from bot.serving import opened_service

    everything = True
    async with opened_service(settings, engine, limit) as service:
        for query in _queries(text):
            intent = parse(query)
            outcome = await service.answer(intent, model)
            everything &= reports.answered(outcome)
            if as_json:
                console.json_line(reports.ask_record(query, intent, outcome))
            else:
                console.outcome(outcome)
    return everything


def _queries(words: Sequence[str]) -> Iterator[str]:
    if list(words) == ["-"]:
        yield from (line.rstrip("\r\n") for line in sys.stdin)
    else:
        yield " ".join(words)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    try:
        code = app(args=arguments, prog_name="segue", standalone_mode=False)
    except TyperException as exc:
        problem = exc.format_message()
    except (CommandError, EngineError, CatalogueError, StorageError) as exc:
        problem = str(exc)
    except BrokenPipeError:
        # Whoever read our output has seen enough. What is still in the buffer goes nowhere, or
        # Python would try to write it once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as exc:  # a folder that may not be written, a full disk
        problem = ": ".join(str(part) for part in (exc.filename, exc.strerror or exc) if part)
    except ModuleNotFoundError as exc:
        problem = f"this needs {exc.name}, which a serving install lacks: pip install '.[train]'"
    else:
        return code if isinstance(code, int) else 0
    console.note(f"segue: {problem}")
    return 2
