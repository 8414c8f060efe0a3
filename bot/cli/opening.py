"""What the commands share: their options, and how they open settings, engines and queries."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from bot import console
from bot.settings import Settings
from engine.errors import ArtefactError

if TYPE_CHECKING:
    from data.build import BuildReport
    from engine.facade import Engine

ArtefactOption = Annotated[
    Path | None, typer.Option("--artefact", metavar="DIR", help="Artefact folder.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line, nothing else.")]
LimitOption = Annotated[int, typer.Option(min=1, max=100, help="Songs an answer holds.")]
TextArgument = Annotated[list[str], typer.Argument(help="Words, or - for one query a line.")]


class CommandError(Exception):
    """A command cannot go on; its text is the one line that the user sees."""


def open_settings(artefact: Path | None = None) -> Settings:
    """Return the settings, `artefact` in place of theirs; raises CommandError."""
    try:
        return Settings() if artefact is None else Settings(artefact=artefact)
    except ValidationError as exc:
        first = exc.errors()[0]
        name = "SEGUE_" + "_".join(str(part) for part in first["loc"]).upper()
        raise CommandError(f"{name}: {first['msg']}") from exc


def open_engine(settings: Settings) -> "Engine":
    """Return the engine over the settings' artefact; raises CommandError."""
    from engine.facade import Engine

    try:
        return Engine.open(settings.artefact)
    except ArtefactError as exc:
        raise CommandError(f"{exc}; `segue build` makes a new one") from exc


def build_artefact(settings: Settings, catalogue: str | None) -> "BuildReport":
    """Build the settings' artefact from `catalogue`, None the settings' own."""
    from data.build import build
    from data.sources import open_source

    with console.steps() as step:
        step("reading the catalogue", 0, 1)
        opened = open_source(
            catalogue or settings.catalogue,
            settings.cache,
            console.note,
            lambda done, total: step("fetching the public set", done / max(total, done, 1), 1),
        )
        return build(opened, settings.artefact, step)


def queries(words: Sequence[str]) -> Iterator[str]:
    """Return the one query that `words` are, or, for -, those on standard input."""
    if list(words) == ["-"]:
        yield from (line.rstrip("\r\n") for line in sys.stdin)
    else:
        # Arguments that are not UTF-8 come as lone surrogates, which nothing can print.
        yield " ".join(words).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
