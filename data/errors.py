"""What can go wrong between a catalogue file and a catalogue.

::

    CatalogueError
    ├── CatalogueUnreadable   absent, no permission, a directory, a cut archive, damaged Parquet
    ├── NotUtf8               a text file in another encoding
    ├── RecordTooLong         a line, or a quotation, without end
    ├── MissingColumns        the header lacks what a track cannot do without
    ├── DuplicateColumns      the header names a column twice
    ├── WrongColumnType       a Parquet column holds something that is neither text nor number
    ├── NoTracks              nothing is left after cleaning
    ├── NothingHeldOut        no playlist is large enough to stand for a taste
    └── DownloadError         the public catalogue could not be fetched, or is not the one known

Errors carry facts and say them in one line; whoever shows them chooses the words.
"""

from collections.abc import Mapping, Sequence

_MAX_MESSAGE = 400
_MAX_LISTED = 30


class CatalogueError(Exception):
    """The catalogue called `name` (a path or an address) cannot be used."""

    def __init__(self, name: str, message: str) -> None:
        line = "".join(c if c.isprintable() else " " for c in f"{name}: {message}")
        super().__init__(line if len(line) <= _MAX_MESSAGE else line[: _MAX_MESSAGE - 1] + "…")
        self.name = name


class CatalogueUnreadable(CatalogueError):
    """The file cannot be opened, unpacked or parsed."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.reason = reason


class NotUtf8(CatalogueError):
    """The text is not UTF-8; `line` counts from 1, `byte` from 0."""

    def __init__(self, name: str, line: int, byte: int) -> None:
        super().__init__(name, f"not UTF-8 at line {line} (byte {byte}); save it as UTF-8")
        self.line = line
        self.byte = byte


class RecordTooLong(CatalogueError):
    """A line, or a quoted field, goes on for more than `limit` bytes."""

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(
            name, f"a record is longer than {limit} bytes; is it a catalogue, is a quote unclosed?"
        )
        self.limit = limit


class MissingColumns(CatalogueError):
    """The file has no columns called `missing`; it has `found`."""

    def __init__(self, name: str, missing: Sequence[str], found: Sequence[str]) -> None:
        super().__init__(name, f"lacks {_listed(missing)}; its columns are {_listed(found)}")
        self.missing = tuple(missing)
        self.found = tuple(found)


class DuplicateColumns(CatalogueError):
    """The header has each of `columns` more than once."""

    def __init__(self, name: str, columns: Sequence[str]) -> None:
        super().__init__(name, f"has more than one column called {_listed(columns)}")
        self.columns = tuple(columns)


class WrongColumnType(CatalogueError):
    """The column holds `found` values, which cannot be read as `expected`."""

    def __init__(self, name: str, column: str, found: str, expected: str) -> None:
        super().__init__(name, f"column {column} holds {found}, not {expected}")
        self.column = column
        self.found = found
        self.expected = expected


class NoTracks(CatalogueError):
    """No track is left of the `rows` read; `dropped` says why."""

    def __init__(self, name: str, rows: int, dropped: Mapping[str, int]) -> None:
        why = ", ".join(f"{reason} {count}" for reason, count in dropped.items())
        super().__init__(name, f"no tracks in {rows} rows" + (f" ({why})" if why else ""))
        self.rows = rows
        self.dropped = dict(dropped)


class NothingHeldOut(CatalogueError):
    """There is nothing to measure on: no held-out playlist has `smallest` songs or more."""

    def __init__(self, name: str, playlists: int, smallest: int) -> None:
        found = f"{playlists} playlists" if playlists else "no playlists"
        super().__init__(
            name, f"{found}; quality is measured on held-out playlists of {smallest} songs or more"
        )
        self.playlists = playlists
        self.smallest = smallest


class DownloadError(CatalogueError):
    """The file at the address `name` could not be fetched as it is known."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.reason = reason


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MAX_LISTED]) or "none"
    return shown if len(names) <= _MAX_LISTED else f"{shown}, ... ({len(names)} in all)"
