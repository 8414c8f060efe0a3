"""The process that serves loads nothing that is only needed to fit."""

import subprocess
import sys
from pathlib import Path

SERVE = """
import asyncio, sys
from pathlib import Path

from bot.cli import app
from bot.playground.demo import converse_here
from bot.settings import Settings
from engine.facade import Engine

settings = Settings(artefact=Path(sys.argv[1]), lookup=False)
link = "https://open.spotify.com/{}/2takcwOaAZWiXQijPHIx7B"
messages = ("Last Tram to Marigold Street", "/mood sad energetic", "no such song at all")
for message in (*messages, *map(link.format, ("track", "album", "playlist", "artist"))):
    asyncio.run(converse_here(settings, Engine.open(settings.artefact), message))
heavy = {"pandas", "scipy", "sklearn", "torch", "matplotlib", "data.build"}
sys.exit(", ".join(sorted(heavy & set(sys.modules))) or None)
"""


def test_a_process_that_has_served_holds_no_library_that_fits(artefact: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own program, in an interpreter of its own
        [sys.executable, "-c", SERVE, str(artefact)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "Songs like Last Tram to Marigold Street" in done.stdout
