"""Songs with a fixed place in the built-in catalogue, for README, the demo and tests.

Like all of the catalogue they are invented.
"""

from dataclasses import dataclass
from enum import IntEnum


class Version(IntEnum):
    """What a recording is of its song."""

    ORIGINAL = 0
    REMIX = 1
    LIVE = 2
    REMASTER = 3
    ACOUSTIC = 4


@dataclass(frozen=True, slots=True)
class Showcase:
    """An artist of a subgenre, and the artist's recordings, the original first."""

    artist: str
    language: str
    subgenre: str
    recordings: tuple[tuple[str, Version], ...]


SHOWCASE = (
    Showcase(
        "The Paper Ferrymen",
        "en",
        "indie poptimism",
        (
            ("Last Tram to Marigold Street", Version.ORIGINAL),
            ("Last Tram to Marigold Street - Night Ferry Remix", Version.REMIX),
            ("Last Tram to Marigold Street - Live at the Glass Harbour", Version.LIVE),
            ("Umbrella Weather", Version.ORIGINAL),
        ),
    ),
    Showcase(
        "Лада Снегирёва",
        "ru",
        "electropop",
        (
            ("Последний трамвай до моря", Version.ORIGINAL),
            ("Последний трамвай до моря - Live", Version.LIVE),
            ("Чайная ложка луны", Version.ORIGINAL),
        ),
    ),
    Showcase(
        "Marisol Alborada",
        "es",
        "latin pop",
        (
            ("Café con luciérnagas", Version.ORIGINAL),
            ("Café con luciérnagas - Acoustic", Version.ACOUSTIC),
        ),
    ),
    Showcase(
        "Quillmere",
        "en",
        "pop edm",
        (("Slow Elevator (feat. Odessa Wrenander)", Version.ORIGINAL),),
    ),
    Showcase("Wrenmere", "en", "neo soul", (("Umbrella Weather", Version.ORIGINAL),)),
    Showcase(
        "Ivy & the <Brackets>",
        "en",
        "album rock",
        (
            ('"Hello," Said the Lighthouse', Version.ORIGINAL),
            ('"Hello," Said the Lighthouse - Remastered 2011', Version.REMASTER),
        ),
    ),
)
"""Every title in it can be asked for in a built-in catalogue of `SHOWCASE_FROM` tracks or more."""

SHOWCASE_FROM = 240  # tracks: below, a subgenre may have no room for its showcase
