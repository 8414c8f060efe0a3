"""From a link or a button to catalogue rows, and what to call them. Blocking, like the engine."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.links import SpotifyLink
from bot.outcome import Name
from bot.payload import MOOD_STEPS, MoodSeed, Seed
from engine.facade import Engine
from engine.tags import split_tags
from engine.topk import top_k
from engine.types import Floats, Row, Rows, TrackId

MOST_ROWS = 50
"""Tracks that stand for an album, artist or playlist: its most popular ones."""

_WELL_KNOWN = 200
_SHORT_TITLE = 25


@dataclass(frozen=True, slots=True)
class Understood:
    """A seed that the catalogue knows: at least one row, and a name for each part."""

    seed: Seed
    names: tuple[Name, ...]
    rows: Rows


def of_row(engine: Engine, row: Row) -> Understood:
    """Return the seed of one track."""
    track = engine.table.track(row)
    name = Name("track", track.title, track.artist)
    return Understood(Seed("tracks", (track.track_id,)), (name,), np.array([row], np.intp))


def of_link(engine: Engine, link: SpotifyLink) -> Understood | None:
    """Return the seed of a link, or None when the catalogue lacks it."""
    match link.kind:
        case "track":
            return of_seed(engine, Seed("tracks", (link.id,)))
        case "album" | "playlist":
            return of_seed(engine, Seed(link.kind, (link.id,)))
        case "artist":
            return None  # a catalogue holds the names of artists, not their ids


def of_artist(engine: Engine, name: str) -> Understood | None:
    """Return the seed of an artist's songs, or None when the catalogue has none."""
    rows = _most_popular(engine, engine.rows_of_artist(name))
    if not len(rows):
        return None
    first = engine.table.track(Row(int(rows[0])))
    return Understood(Seed("artist", (first.track_id,)), (Name("artist", first.artist),), rows)


def of_seed(engine: Engine, seed: Seed) -> Understood | None:
    """Return what a button's seed means in this catalogue, or None when it lacks a part of it."""
    match seed.kind:
        case "tracks":
            return _of_tracks(engine, seed.ids)
        case "album":
            return _of_album(engine, seed)
        case "playlist":
            return _of_playlist(engine, seed)
        case "artist":
            row = engine.table.row(TrackId(seed.ids[0]))
            return None if row is None else of_artist(engine, engine.table.track(row).artist)


def joined(parts: Sequence[Understood]) -> Understood:
    """Return several seeds as one; a single one stays what it is."""
    if len(parts) == 1:
        return parts[0]
    names = tuple(dict.fromkeys(name for part in parts for name in part.names))
    ids = tuple(dict.fromkeys(one for part in parts for one in part.seed.ids))
    rows = np.unique(np.concatenate([part.rows for part in parts]))
    if all(part.seed.kind == "tracks" for part in parts):
        return Understood(Seed("tracks", ids), names, rows)
    # Albums and songs together have no short form: no button can carry the seed, and none will.
    return Understood(Seed("tracks", ()), names, rows)


def as_rows(rows: Rows) -> tuple[Row, ...]:
    """Return an array of rows as the engine is asked by."""
    return tuple(Row(row) for row in rows.tolist())


def target_of(seed: MoodSeed) -> Floats:
    """Return the mood target that a button carries, (6,) quantiles in 0..1, NaN where free."""
    levels = [np.nan if axis is None else axis / MOOD_STEPS for axis in seed.axes]
    return np.array(levels, np.float32)


def mood_seed(target: Floats) -> MoodSeed:
    """Return the button's form of a mood target."""
    steps = np.round(np.clip(target, 0, 1) * MOOD_STEPS)
    return MoodSeed(tuple(None if np.isnan(step) else int(step) for step in steps))


def example(engine: Engine) -> Row:
    """Return a track to show how a song is asked for: popular, with a plain short title."""
    popularity = engine.table.feature("popularity")
    nothing = np.zeros(len(popularity), np.bool_)
    rows = as_rows(top_k(popularity, min(_WELL_KNOWN, len(popularity)), nothing).rows)
    return next((row for row in rows if _is_plain(engine.table.track(row).title)), rows[0])


def _is_plain(title: str) -> bool:
    parts = split_tags(title)
    return not parts.credit and not parts.version and len(title) <= _SHORT_TITLE


def _of_tracks(engine: Engine, ids: Sequence[str]) -> Understood | None:
    rows = [engine.table.row(TrackId(one)) for one in ids]
    known = [of_row(engine, row) for row in rows if row is not None]
    return joined(known) if known and len(known) == len(rows) else None


def _of_album(engine: Engine, seed: Seed) -> Understood | None:
    rows = _most_popular(engine, engine.table.rows_of_album(seed.ids[0]))
    if not len(rows):
        return None
    tracks = [engine.table.track(Row(int(row))) for row in rows]
    artists = {track.artist for track in tracks}
    name = Name("album", tracks[0].album, artists.pop() if len(artists) == 1 else "")
    return Understood(seed, (name,), rows)


def _of_playlist(engine: Engine, seed: Seed) -> Understood | None:
    rows = _most_popular(engine, engine.table.rows_of_playlist(seed.ids[0]))
    if not len(rows):
        return None
    name = Name("playlist", engine.table.playlist_name(seed.ids[0]) or seed.ids[0])
    return Understood(seed, (name,), rows)


def _most_popular(engine: Engine, rows: Rows) -> Rows:
    popularity = engine.table.feature("popularity")[rows]
    return rows[np.argsort(-popularity, kind="stable")[:MOST_ROWS]]
