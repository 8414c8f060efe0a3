"""The columns of a catalogue file, as data: what they are called, mean and may hold.

A layout maps a file's column names to *roles*, and everything behind the reader speaks of roles
only. Another publisher's file is another `Layout`, not another loader.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a text column means; numeric columns are called as in `engine.types.FEATURES`."""

    TRACK_ID = "track_id"
    TITLE = "title"
    ARTIST = "artist"
    ALBUM_ID = "album_id"
    ALBUM = "album"
    RELEASED = "released"
    PLAYLIST_ID = "playlist_id"
    PLAYLIST = "playlist"
    GENRE = "genre"
    SUBGENRE = "subgenre"


@dataclass(frozen=True, slots=True)
class Text:
    """A column of names, ids or dates; `required` columns must be in the file."""

    column: str
    role: Role
    required: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A column of numbers from `low` to `high`, both allowed; `whole` allows integers only.

    Every numeric column must be in the file: the models are fitted on them.
    """

    column: str
    feature: str
    low: float
    high: float
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one publisher's file."""

    texts: tuple[Text, ...]
    numbers: tuple[Number, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All column names, texts first."""
        return (*(text.column for text in self.texts), *(each.column for each in self.numbers))

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the columns a file must have."""
        texts = (text.column for text in self.texts if text.required)
        return (*texts, *(number.column for number in self.numbers))


# Wider than what the measure can say, narrow enough to catch shifted columns and wrong units.
LOUDNESS_DB = (-100.0, 20.0)
TEMPO_BPM = (0.0, 1000.0)
DURATION_MS = (0.0, 86_400_000.0)

SPOTIFY_SONGS = Layout(
    texts=(
        Text("track_id", Role.TRACK_ID, required=True),
        Text("track_name", Role.TITLE, required=True),
        Text("track_artist", Role.ARTIST, required=True),
        Text("track_album_id", Role.ALBUM_ID),
        Text("track_album_name", Role.ALBUM),
        Text("track_album_release_date", Role.RELEASED),
        Text("playlist_name", Role.PLAYLIST),
        Text("playlist_id", Role.PLAYLIST_ID),
        Text("playlist_genre", Role.GENRE),
        Text("playlist_subgenre", Role.SUBGENRE),
    ),
    numbers=(
        Number("track_popularity", "popularity", 0.0, 100.0),
        Number("danceability", "danceability", 0.0, 1.0),
        Number("energy", "energy", 0.0, 1.0),
        Number("key", "key", -1.0, 11.0, whole=True),
        Number("loudness", "loudness", *LOUDNESS_DB),
        Number("mode", "mode", 0.0, 1.0, whole=True),
        Number("speechiness", "speechiness", 0.0, 1.0),
        Number("acousticness", "acousticness", 0.0, 1.0),
        Number("instrumentalness", "instrumentalness", 0.0, 1.0),
        Number("liveness", "liveness", 0.0, 1.0),
        Number("valence", "valence", 0.0, 1.0),
        Number("tempo", "tempo", *TEMPO_BPM),
        Number("duration_ms", "duration_ms", *DURATION_MS),
    ),
)
"""The 23 columns of the public "30000 Spotify songs" set; a row is a (track, playlist) pair.

Source: github.com/rfordatascience/tidytuesday, 2020-01-21. Its order of columns is kept by
`PUBLIC_ORDER`.
"""

PUBLIC_ORDER = (
    "track_id",
    "track_name",
    "track_artist",
    "track_popularity",
    *(text.column for text in SPOTIFY_SONGS.texts[3:]),
    *(number.column for number in SPOTIFY_SONGS.numbers[1:]),
)
"""The 23 column names in the order of the public file."""
