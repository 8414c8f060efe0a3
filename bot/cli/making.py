"""Commands that start from a catalogue file: build, evaluate, reproduce."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot import console, reports
from bot.cli.opening import JsonOption, build_artefact, open_settings


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
    settings = open_settings(out)
    report = build_artefact(settings, catalogue)
    if as_json:
        console.json_line(reports.build_record(report.provenance, report.noted))
    else:
        console.table(
            reports.build_table(report.provenance, report.noted, report.seconds, settings.artefact)
        )


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

    settings = open_settings()
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


COMMANDS = (build, evaluate, reproduce)
