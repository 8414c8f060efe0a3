"""What every part of the tests may ask for: the real data, and a catalogue one can see through."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from data.build import build
from data.demo import demo_catalogue
from engine.facade import Engine
from engine.table import PLAYLISTS_SCHEMA, TRACKS_SCHEMA, TrackTable
from engine.types import COLUMN, FEATURES, Floats

REAL_CSV = Path(__file__).parents[2] / "shared" / "data" / "spotify_songs.csv.gz"

# Four quiet piano songs, four fast club tracks, four raps: title, artist, then the features that
# tell them apart (danceability, energy, speechiness, acousticness, valence, tempo) and the year.
TWELVE = [
    ("a01", "Paper Boats", "Lena Frost", 0.30, 0.15, 0.03, 0.95, 0.20, 70, 2004),
    ("a02", "Paper Boats (Live)", "Lena Frost", 0.31, 0.16, 0.03, 0.94, 0.21, 71, 2006),
    ("a03", "Winter Piano", "Lena Frost", 0.28, 0.12, 0.04, 0.97, 0.15, 66, 2003),
    ("a04", "Тихий снег", "Мира Зимина", 0.33, 0.18, 0.03, 0.92, 0.24, 74, 2008),
    ("b01", "Neon Running", "Club Meridian", 0.75, 0.95, 0.06, 0.01, 0.80, 128, 2016),
    (
        "b02",
        "Neon Running - Night Remix",
        "Club Meridian",
        0.77,
        0.97,
        0.06,
        0.01,
        0.78,
        130,
        2017,
    ),
    ("b03", "Laser Garden", "Club Meridian", 0.73, 0.93, 0.05, 0.02, 0.84, 126, 2015),
    ("b04", "Электричество", "Орбита", 0.71, 0.91, 0.05, 0.02, 0.86, 125, 2014),
    ("c01", "Corner Store", "MC Lowell", 0.85, 0.62, 0.35, 0.15, 0.50, 92, 2011),
    ("c02", "Corner Store (feat. Orbit)", "MC Lowell", 0.85, 0.63, 0.34, 0.15, 0.51, 92, 2012),
    ("c03", "Bus Line 9", "MC Lowell", 0.83, 0.60, 0.38, 0.18, 0.47, 90, 2010),
    ("c04", '<b>Bold</b> & "Loud"', "Ana & The 5", 0.87, 0.66, 0.31, 0.12, 0.55, 95, 2013),
]
GENRES = {"a": ("pop", "indie poptimism"), "b": ("edm", "big room"), "c": ("rap", "hip hop")}
NAMED = ("danceability", "energy", "speechiness", "acousticness", "valence", "tempo", "year")
SHARED = {
    "key": 5, "loudness": -7, "mode": 1, "instrumentalness": 0, "liveness": 0.1,
    "duration_ms": 200_000, "popularity": 40, "month": 6,
}  # fmt: skip


def _features() -> Floats:
    features = np.zeros((len(TWELVE), len(FEATURES)), np.float32)
    for name, constant in SHARED.items():
        features[:, COLUMN[name]] = constant
    for position, name in enumerate(NAMED, start=3):
        features[:, COLUMN[name]] = [record[position] for record in TWELVE]
    return features


@pytest.fixture(scope="session")
def twelve() -> TrackTable:
    """Twelve invented tracks in three plain groups, with a live take, a remix and a feat."""
    tracks = [
        {
            "track_id": track_id,
            "title": title,
            "artist": artist,
            "album_id": f"album-{track_id[0]}",
            "album": f"Album {track_id[0].upper()}",
            "genres": [GENRES[track_id[0]][0]],
            "subgenres": [GENRES[track_id[0]][1]],
            "playlists": [f"list-{track_id[0]}"],
        }
        for track_id, title, artist, *_ in TWELVE
    ]
    playlists = [
        {"playlist_id": f"list-{key}", "name": f"List {key.upper()}", "genre": g, "subgenre": s}
        for key, (g, s) in GENRES.items()
    ]
    return TrackTable(
        tracks=pa.Table.from_pylist(tracks, schema=TRACKS_SCHEMA),
        features=_features(),
        playlists=pa.Table.from_pylist(playlists, schema=PLAYLISTS_SCHEMA),
    )


@pytest.fixture(scope="session")
def real_csv() -> Path:
    """The real data set's file; tests that need it are skipped where it is absent."""
    if not REAL_CSV.exists():
        pytest.skip("the real data set (../shared/data/spotify_songs.csv.gz) is not here")
    return REAL_CSV


def _padded(text: str) -> str:
    """Return an id as long as Spotify's, for tests that send links."""
    return text.replace("-", "").ljust(22, "0")


@pytest.fixture(scope="session")
def shelf(twelve: TrackTable) -> Engine:
    """An engine over the twelve, their ids as long as Spotify's; fitted in no time."""
    # Imported late: tests of the parts must run while the whole is being taken apart.
    from engine.artifact import Provenance
    from engine.cosine import Cosine
    from engine.facade import Engine
    from engine.mood import Mood
    from engine.mood.lexicon import Lexicon
    from engine.search import TitleSearch
    from engine.select import Songs
    from engine.taste import TasteSpace

    tracks = twelve.tracks.to_pylist()
    for track in tracks:
        track |= {key: _padded(track[key]) for key in ("track_id", "album_id")}
        track["playlists"] = [_padded(one) for one in track["playlists"]]
    playlists = twelve.playlists.to_pylist()
    for playlist in playlists:
        playlist["playlist_id"] = _padded(playlist["playlist_id"])
    table = TrackTable(
        tracks=pa.Table.from_pylist(tracks, schema=TRACKS_SCHEMA),
        features=twelve.features,
        playlists=pa.Table.from_pylist(playlists, schema=PLAYLISTS_SCHEMA),
    )
    titles, artists = table.texts("title"), table.texts("artist")
    mood = Mood().fit(table.features)
    songs = Songs.of(titles, artists)
    return Engine(
        provenance=Provenance("twelve", "", 12, {}, 12, 3, ("cosine", "mood"), {}, "", {}),
        table=table,
        songs=songs,
        tastes=TasteSpace.of(table, songs.artist.astype(np.intp)),
        search=TitleSearch().fit(titles, artists, table.feature("popularity")),
        fitted={"cosine": Cosine().fit(table.features), "mood": mood},
        mood=mood,
        lexicon=Lexicon.load(),
    )


@pytest.fixture(scope="session")
def artefact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An artefact of the built-in catalogue, small enough to build in seconds."""
    folder = tmp_path_factory.mktemp("served") / "artefact"
    build(demo_catalogue(600), folder, lambda name, done, total: None)
    return folder


@pytest.fixture(scope="session")
def engine(artefact: Path) -> Engine:
    """An engine over `artefact`."""
    return Engine.open(artefact)
