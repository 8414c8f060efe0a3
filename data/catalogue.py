"""A catalogue file to a catalogue: read, clean, group, and say what was left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from data.cleaning import WRONG_FIELD_COUNT, clean_rows
from data.errors import NoTracks
from data.grouping import group_rows
from data.reading import read_rows
from data.schema import SPOTIFY_SONGS, Layout
from engine.table import TrackTable


@dataclass(frozen=True, slots=True)
class CleaningReport:
    """What became of a file's rows.

    Parameters
    ----------
    source
        What the file is called; "demo" for the built-in catalogue, whose songs are invented.
    rows
        Rows read, the dropped ones among them.
    dropped
        Rows left out by reason, one of `data.cleaning.DROP_REASONS`; only reasons that occurred.
    tracks, playlists
        Different tracks and playlists in the rows kept.
    repeated
        Rows that say again what an earlier row said; harmless.
    conflicts
        Tracks whose rows disagree on a title, an artist or a number; the first row counts.
    undated
        Tracks without a release date that can be read.
    absent_columns
        Optional columns that the file does not have.
    """

    source: str
    rows: int
    dropped: Mapping[str, int]
    tracks: int
    playlists: int
    repeated: int
    conflicts: int
    undated: int
    absent_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A validated catalogue.

    Parameters
    ----------
    table
        All tracks, sorted by id, and all playlists.
    report
        What cleaning did.
    sha256
        Of the file's content in hexadecimal, unpacked when it was gzip.
    """

    table: TrackTable
    report: CleaningReport
    sha256: str

    @property
    def source(self) -> str:
        """What the file is called; "demo" for the built-in catalogue."""
        return self.report.source


def load_catalogue(
    source: Path | BinaryIO, *, layout: Layout = SPOTIFY_SONGS, name: str | None = None
) -> Catalogue:
    """Load a catalogue from CSV, gzipped CSV or Parquet; the content tells which.

    Parameters
    ----------
    source
        A path, or a binary file that can seek.
    layout
        The file's columns.
    name
        What the report and errors call the file; a path by default.

    Raises
    ------
    CatalogueError
        The file as a whole cannot be used: one of the kinds of `data.errors`. A single row that
        cannot be used is dropped and counted instead.
    """
    if name is None:
        name = str(source) if isinstance(source, Path) else "catalogue"
    raw = read_rows(source, layout, name)
    rows = clean_rows(raw.table, layout, name)
    ragged = {WRONG_FIELD_COUNT: raw.ragged} if raw.ragged else {}
    dropped = {**rows.dropped, **ragged}
    read = len(raw.table) + raw.ragged
    if sum(dropped.values()) == read:
        raise NoTracks(name, read, dropped)
    grouped = group_rows(rows)
    report = CleaningReport(
        source=name,
        rows=read,
        dropped=dropped,
        tracks=len(grouped.table),
        playlists=grouped.table.playlists.num_rows,
        repeated=grouped.repeated,
        conflicts=grouped.conflicts,
        undated=grouped.undated,
        absent_columns=tuple(
            text.column for text in layout.texts if text.column not in raw.table.column_names
        ),
    )
    return Catalogue(grouped.table, report, raw.sha256)
