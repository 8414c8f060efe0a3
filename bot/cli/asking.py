"""Commands that put a question to an artefact: match, ask, compare."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bot import console, reports
from bot.cli.opening import (
    ArtefactOption,
    JsonOption,
    LimitOption,
    TextArgument,
    open_engine,
    open_settings,
    queries,
)
from bot.settings import Settings

if TYPE_CHECKING:
    from engine.facade import Engine


def match(
    text: TextArgument,
    limit: LimitOption = 5,
    artefact: ArtefactOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find tracks by their title, the way people type it."""
    engine = open_engine(open_settings(artefact))
    answered = True
    for query in queries(text):
        found = [(engine.table.track(m.row), m.score) for m in engine.match(query, limit).matches]
        answered &= bool(found)
        if as_json:
            console.json_line(reports.match_record(query, found))
        else:
            console.table(reports.match_table(query, found))
    raise typer.Exit(0 if answered else 1)


def ask(
    text: TextArgument,
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="Model to answer with.")
    ] = None,
    limit: LimitOption = 5,
    artefact: ArtefactOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask what one could message the bot: a title, a Spotify link, /mood and words."""
    settings = open_settings(artefact)
    answered = asyncio.run(_ask(settings, open_engine(settings), text, model, limit, as_json))
    raise typer.Exit(0 if answered else 1)


def compare(
    title: TextArgument,
    limit: LimitOption = 5,
    artefact: ArtefactOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what the models answer to a song, side by side."""
    engine = open_engine(open_settings(artefact))
    answered = True
    for query in queries(title):
        found = engine.match(query, 1).matches
        answered &= bool(found)
        rows = [match.row for match in found]
        models = engine.models if found else ()
        answers = {model: engine.similar(rows, model, limit) for model in models}
        seed = engine.table.track(rows[0]) if rows else None
        if as_json:
            console.json_line(reports.compare_record(query, seed, answers))
        elif seed is None:
            console.note(f"segue: no song like {query!r} here")
        else:
            console.table(reports.compare_table(seed, answers, limit))
    raise typer.Exit(0 if answered else 1)


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
        for query in queries(text):
            intent = parse(query)
            outcome = await service.answer(intent, model)
            everything &= reports.answered(outcome)
            if as_json:
                console.json_line(reports.ask_record(query, intent, outcome))
            else:
                console.outcome(outcome)
    return everything


COMMANDS = (ask, match, compare)
