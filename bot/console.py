"""What the command line shows a person: tables on stdout, notes and progress on stderr."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from babel import default_locale
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table as Grid

from bot.outcome import Outcome, Unsure
from bot.reports import Table
from bot.views import card_of
from bot.views.words import Languages


class Steps(Protocol):
    """Told what is at work, how many steps are done, and how many there are."""

    def __call__(self, name: str, done: float, total: int) -> None:
        """Show that `name` is at work."""
        ...


def note(text: str) -> None:
    """Say one line on stderr."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(escape(printable(text)))


def json_line(record: Mapping[str, object]) -> None:
    """Print one JSON object as one line, at once, so that a reader of a pipe can go on."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(json.dumps(record, ensure_ascii=not utf8) + "\n")
    sys.stdout.flush()


def table(shown: Table) -> None:
    """Print a table on stdout; columns of numbers keep to the right."""
    grid = Grid(title=escape(printable(shown.title)), title_justify="left", caption_justify="left")
    grid.caption = escape(shown.note) or None
    grid.show_header = any(shown.columns)
    for position, column in enumerate(shown.columns):
        cells = [row[position] for row in shown.rows]
        grid.add_column(
            escape(column),
            justify="right" if all(isinstance(cell, int | float) for cell in cells) else "left",
            # An id or a figure that is cut short is none; titles may wrap.
            no_wrap=not any(" " in _cell(cell) for cell in cells),
            min_width=max(
                (len(_cell(cell)) for cell in cells if " " not in _cell(cell)), default=0
            )
            if not any(" " in _cell(cell) for cell in cells)
            else None,
        )
    for row in shown.rows:
        grid.add_row(*(escape(_cell(cell)) for cell in row))
    Console(highlight=False).print(grid)


def _cell(cell: object) -> str:
    return f"{cell:.6f}" if isinstance(cell, float) else printable(str(cell))


def printable(text: str) -> str:
    """Return a text without the characters that steer a terminal."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "\ufffd" for sign in text)


def outcome(told: Outcome) -> None:
    """Print an answer in the bot's own words, in the language of the terminal.

    Of its buttons only candidates are shown: they are part of the answer.
    """
    from bot.playground.markup import parse_html
    from bot.playground.terminal import styled

    card = card_of(told, Languages.load().of(default_locale("LC_MESSAGES")))
    text, entities = parse_html(printable(card.text))
    console = Console(highlight=False)
    console.print(styled(text, entities), soft_wrap=True)
    if isinstance(told, Unsure) and card.buttons:
        for (button,) in card.buttons.inline_keyboard:
            console.print(escape(f"• {button.text}"), soft_wrap=True)


@contextmanager
def steps() -> Iterator[Steps]:
    """Show a long job on stderr: a bar, the step at work, the time."""
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    console = Console(stderr=True)
    # Into a file or a pipe a bar would be noise around the one line that matters.
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        job = progress.add_task("", total=None)

        def show(name: str, done: float, total: int) -> None:
            progress.update(job, description=name, completed=done, total=total)

        yield show
        (task,) = progress.tasks
        progress.update(job, description="done", completed=task.total or 1, total=task.total or 1)
