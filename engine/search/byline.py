"""What a text says of a song and its artist: "Graveyard by Halsey", "Halsey - Graveyard"."""

import re
from collections.abc import Iterator

from engine.search.wrapping import authored, readings
from engine.text import fold

_DASH = re.compile(r"\s[-–—]\s")


def bylines(text: str) -> Iterator[tuple[str, str]]:
    """Yield the folded (title, artist) that a text may name, the likeliest first."""
    for reading in readings(fold(text)):
        yield from authored(reading)
    halves = [fold(half) for half in _DASH.split(text, maxsplit=1)]
    if len(halves) > 1 and all(halves):
        first, second = halves
        yield second, first
        yield first, second
