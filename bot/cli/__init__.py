"""The `segue` command: the composition root, the only package that may import every other.

Each command imports what it needs when it runs, so that `segue serve` never loads what only
`segue build` needs. Exit codes: 0; 1 when a query had no answer; 2 for bad arguments or files.
"""

import io
import logging
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

import typer
from typer.exceptions import TyperException

from bot import console
from bot.cli import asking, making, running
from bot.cli.opening import CommandError
from bot.logs import configure_logs
from data.errors import CatalogueError
from engine.errors import EngineError
from storage.errors import StorageError, StoreDown

READER_LEFT = 141  # what a shell reports of a program whose output nobody reads any more

app = typer.Typer(
    help="Segue answers a song with the songs that follow it.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (*running.COMMANDS, *asking.COMMANDS, *making.COMMANDS):
    app.command()(command)


@app.callback(invoke_without_command=True)
def segue(
    context: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Segue answers a song with the songs that follow it."""
    if show_version:
        typer.echo(version("segue"))
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    _speak_utf8()
    configure_logs(logging.ERROR)
    try:
        code = app(args=arguments, prog_name="segue", standalone_mode=False)
        sys.stdout.flush()
    except SystemExit:  # typer's way to end when the reader of our output has left
        return READER_LEFT
    except KeyboardInterrupt:
        return 130
    except TROUBLE as exc:
        console.note(f"segue: {_in_one_line(exc)}")
        return 2
    return code if isinstance(code, int) else 0


TROUBLE = (
    TyperException,
    CommandError,
    EngineError,
    CatalogueError,
    StorageError,
    OSError,
    ModuleNotFoundError,
)


def _in_one_line(exc: Exception) -> str:
    match exc:
        case TyperException():
            return exc.format_message()
        case StoreDown():
            return f"the database of SEGUE_DATABASE_URL: {exc}"
        case ModuleNotFoundError():
            return f"this needs {exc.name}, which a serving install lacks: pip install '.[train]'"
        case OSError():  # a folder that may not be written, a full disk
            if exc.filename is None:  # it was our own output that could not be written
                _drop_output()
            return ": ".join(str(part) for part in (exc.filename, exc.strerror or exc) if part)
        case _:
            return str(exc)


def _speak_utf8() -> None:
    """Take bytes that are no text, and terminals that lack a letter, without falling over."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _drop_output() -> None:
    """Send what is still in the buffer nowhere, or Python would try to write it at its end."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
