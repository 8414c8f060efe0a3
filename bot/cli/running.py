"""Commands that run the bot or look into its store: serve, demo, experiment, import-chat."""

import asyncio
import re
from pathlib import Path
from typing import Annotated

import typer

from bot import console
from bot.cli.opening import (
    ArtefactOption,
    CommandError,
    JsonOption,
    build_artefact,
    open_engine,
    open_settings,
)
from bot.logs import configure_logs
from engine.artifact import MANIFEST

TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")


def serve(artefact: ArtefactOption = None) -> None:
    """Run the bot: by polling, or by webhook when SEGUE_WEBHOOK_URL is set."""
    settings = open_settings(artefact)
    token = settings.token.get_secret_value()
    if not TOKEN.fullmatch(token):
        problem = "is not a bot token, which looks like 123456:ABC-def" if token else "is not set"
        raise CommandError(f"SEGUE_TOKEN {problem}; @BotFather gives you one")
    from telegram.error import Conflict, InvalidToken

    from bot.serving import serve_until_stopped

    configure_logs()
    try:
        asyncio.run(serve_until_stopped(settings, open_engine(settings)))
    except (InvalidToken, Conflict) as exc:
        raise CommandError(exc.message) from exc


def demo(
    say: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Say one message, print the answer, end.")
    ] = None,
    artefact: ArtefactOption = None,
) -> None:
    """Talk to the bot here: builds what is missing and serves it on a playground."""
    settings = open_settings(artefact)
    if say is not None and not say.strip():
        raise CommandError("--say needs words to say")
    if not (settings.artefact / MANIFEST).exists():
        build_artefact(settings, None)
    from bot.playground.demo import converse_here

    engine = open_engine(settings)
    if engine.provenance.is_invented:
        console.note("The songs here are invented, every one of them; none can be listened to.")
    asyncio.run(converse_here(settings, engine, say))


def experiment(
    as_json: JsonOption = False,
    image: Annotated[
        Path | None, typer.Option("--picture", metavar="FILE", help="Draw it into a PNG file.")
    ] = None,
) -> None:
    """Show what the votes say of the teams, and whether the stop rule has decided."""
    from bot.experiment_report import judged, picture, records, tables

    settings = open_settings()
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
        picture(found, image)


def import_chat(
    file: Annotated[Path, typer.Argument(help="What /export gave.")],
    chat: Annotated[
        int | None, typer.Option("--chat", metavar="ID", help="Chat to put it into, if another.")
    ] = None,
) -> None:
    """Put an exported chat back, in place of what is kept of it."""
    from bot.importing import put_back, read_file

    url = open_settings().database_url
    chat_id = asyncio.run(put_back(read_file(file), chat, url))
    console.note(f"segue: chat {chat_id} is as it was exported")


COMMANDS = (serve, demo, experiment, import_chat)
