"""A catalogue file to one table of raw rows: nothing interpreted, everything checked on the way.

What a file *is* shows in its first bytes, not in its name: browsers unpack a `.csv.gz` on the
way and keep the name. Text is streamed in blocks, so a line without end, or an archive that
unpacks to one, is refused after a few megabytes.
"""

import csv
import gzip
import hashlib
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from data.errors import CatalogueUnreadable, DuplicateColumns, MissingColumns, RecordTooLong
from data.schema import Layout
from data.text_stream import MAX_LINE_BYTES, CheckedText

BLOCK_BYTES = 4 * MAX_LINE_BYTES  # Arrow refuses a record that spans more than two blocks

GZIP_MAGIC = b"\x1f\x8b"
PARQUET_MAGIC = b"PAR1"
ZIP_MAGIC = b"PK\x03\x04"

# R, which wrote the public file, marks an absent text with a bare NA; a quoted "NA" is a name.
ABSENT = ["", "NA"]


@dataclass(frozen=True, slots=True)
class RawRows:
    """The rows of a file under its own column names, text or number as the file had them.

    Parameters
    ----------
    table
        Those columns of the layout that the file has.
    ragged
        Lines left out because they have too many or too few fields.
    sha256
        Of the content, unpacked when it was gzip: a `.csv` and its `.csv.gz` are one catalogue.
    """

    table: pa.Table
    ragged: int
    sha256: str


def read_rows(source: Path | BinaryIO, layout: Layout, name: str) -> RawRows:
    """Return the raw rows of a CSV (plain or gzip) or Parquet file.

    Parameters
    ----------
    source
        A path, or a binary file that can seek.
    layout
        The columns to look for.
    name
        What errors call the file.

    Raises
    ------
    CatalogueError
        One of its kinds, when the file as a whole cannot be used.
    """
    try:
        if isinstance(source, Path):
            with source.open("rb") as file:
                return _read(file, layout, name)
        return _read(source, layout, name)
    except OSError as exc:  # includes gzip.BadGzipFile and Arrow's own
        raise CatalogueUnreadable(name, exc.strerror or str(exc)) from exc
    except (EOFError, zlib.error) as exc:
        raise CatalogueUnreadable(name, f"damaged gzip: {exc}") from exc
    except pa.ArrowException as exc:
        raise CatalogueUnreadable(name, f"damaged file: {exc}") from exc


def _read(file: BinaryIO, layout: Layout, name: str) -> RawRows:
    magic = file.read(len(PARQUET_MAGIC))
    file.seek(0)
    if magic == PARQUET_MAGIC:
        return _read_parquet(file, layout, name)
    if magic == ZIP_MAGIC:
        raise CatalogueUnreadable(name, "a zip archive; unpack it and give the file inside")
    if magic.startswith(GZIP_MAGIC):
        with gzip.GzipFile(fileobj=file) as unpacked:
            return _read_csv(CheckedText(unpacked, name), layout, name)
    return _read_csv(CheckedText(file, name), layout, name)


def _read_parquet(file: BinaryIO, layout: Layout, name: str) -> RawRows:
    sha256 = hashlib.sha256()
    for block in iter(lambda: file.read(BLOCK_BYTES), b""):
        sha256.update(block)
    file.seek(0)
    parquet = pa_parquet.ParquetFile(file)
    wanted = _wanted(parquet.schema_arrow.names, layout, name)
    table = parquet.read(columns=list(wanted))
    table.validate(full=True)  # a writer may have put anything into its texts
    return RawRows(table, ragged=0, sha256=sha256.hexdigest())


def _read_csv(text: CheckedText, layout: Layout, name: str) -> RawRows:
    header = _header(text, name)
    body = text.offset
    wanted = _wanted(header, layout, name)
    ragged = 0

    def count_ragged(row: pa_csv.InvalidRow) -> str:
        nonlocal ragged
        # An unclosed quote swallows the lines up to the next one: each of them is lost.
        ragged += row.text.strip("\r\n").count("\n") + 1
        return "skip"

    # Arrow gets positions for names: a file may repeat the name of a column that we do not read.
    included = [str(position) for position in wanted.values()]
    reading = pa_csv.ReadOptions(
        column_names=[str(position) for position in range(len(header))], block_size=BLOCK_BYTES
    )
    parsing = pa_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=count_ragged)
    try:
        stream = pa.PythonFile(text, mode="r")
        table = pa_csv.open_csv(stream, reading, parsing, _as_text(included)).read_all()
    except pa.ArrowInvalid as exc:
        if text.offset - body > BLOCK_BYTES:  # all is text: only an endless quote is invalid
            raise RecordTooLong(name, BLOCK_BYTES) from exc
        table = pa.table({position: pa.array([], pa.string()) for position in included})
    return RawRows(table.rename_columns(list(wanted)), ragged, text.sha256)


def _as_text(included: Sequence[str]) -> pa_csv.ConvertOptions:
    return pa_csv.ConvertOptions(
        check_utf8=False,  # CheckedText does, and knows the line
        include_columns=included,
        column_types=dict.fromkeys(included, pa.string()),
        null_values=ABSENT,
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )


def _header(text: CheckedText, name: str) -> list[str]:
    try:
        fields = next(csv.reader([text.readline().decode("utf-8-sig")]), [])
    except csv.Error as exc:
        raise CatalogueUnreadable(name, f"no header: {exc}") from exc
    return [field.strip() for field in fields]


def _wanted(found: Sequence[str], layout: Layout, name: str) -> dict[str, int]:
    """Return the positions of the layout's columns in the file, in the layout's order."""
    if not any(found):
        raise CatalogueUnreadable(name, "the file is empty")
    missing = [column for column in layout.required if column not in found]
    if missing:
        raise MissingColumns(name, missing, found)
    counts = Counter(found)
    repeated = [column for column in layout.columns if counts[column] > 1]
    if repeated:
        raise DuplicateColumns(name, repeated)
    return {column: found.index(column) for column in layout.columns if column in counts}
