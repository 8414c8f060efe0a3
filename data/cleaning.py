"""Raw rows to good rows: texts trimmed, numbers parsed, dates split, bad rows counted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from data.errors import WrongColumnType
from data.schema import Layout, Number, Role, Text

MISSING_ID = "missing_id"
MISSING_TITLE = "missing_title"
MISSING_ARTIST = "missing_artist"
UNREADABLE_NUMBER = "unreadable_number"
OUT_OF_RANGE = "out_of_range"
WRONG_FIELD_COUNT = "wrong_field_count"

DROP_REASONS = (
    MISSING_ID,
    MISSING_TITLE,
    MISSING_ARTIST,
    UNREADABLE_NUMBER,  # blank, NaN, or no number at all
    OUT_OF_RANGE,  # infinite, or more or less than the column can hold
    WRONG_FIELD_COUNT,  # a line with too many or too few fields
)
"""Why a row is left out; a row with several faults counts under the first of them."""

FIRST_YEAR, LAST_YEAR = 1860, 2100  # the oldest recording of a voice; a typing error

_ARROW_NUMBER = r"^[+-]?((\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|(?i:inf|infinity|nan))$"
_DATE = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")

Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CleanRows:
    """The rows that can be used, in the order of the file.

    Parameters
    ----------
    texts
        A string array a role, (n_rows,), trimmed; null where absent or blank.
    numbers
        A float64 array a feature, (n_rows,), finite but for `year` and `month`.
    dropped
        Rows left out by reason; only reasons that occurred.
    """

    texts: Mapping[Role, pa.Array]
    numbers: Mapping[str, Doubles]
    dropped: Mapping[str, int]


def clean_rows(raw: pa.Table, layout: Layout, name: str) -> CleanRows:
    """Parse and check raw rows.

    Parameters
    ----------
    raw
        Columns of the layout; optional ones may be absent.
    layout
        What the columns mean and may hold.
    name
        What errors call the file.

    Raises
    ------
    WrongColumnType
        A column holds lists, binary data, or numbers where names belong.
    """
    texts = {text.role: _texts(raw, text, name) for text in layout.texts}
    numbers = {each.feature: _numbers(raw, each, name) for each in layout.numbers}
    reason = _first_fault(texts, numbers, layout)
    counts = np.bincount(reason + 1, minlength=len(DROP_REASONS) + 1)[1:]
    kept = np.flatnonzero(reason < 0)
    texts = {role: column.take(pa.array(kept)) for role, column in texts.items()}
    numbers = {feature: column[kept] for feature, column in numbers.items()}
    numbers["year"], numbers["month"] = split_dates(texts[Role.RELEASED])
    dropped = {each: int(n) for each, n in zip(DROP_REASONS, counts, strict=True) if n}
    return CleanRows(texts, numbers, dropped)


def parse_numbers(column: pa.Array) -> Doubles:
    """Return texts as float64, (n,); NaN where a text is null or is not a number.

    Decimal and exponent notation with a point; no grouping, no comma, no hexadecimal.
    """
    trimmed = pc.utf8_trim_whitespace(column)
    try:
        parsed = pc.cast(trimmed, pa.float64())
    except pa.ArrowInvalid:
        readable = pc.match_substring_regex(trimmed, _ARROW_NUMBER)
        nothing = pa.scalar(None, pa.string())
        parsed = pc.cast(pc.if_else(readable, trimmed, nothing), pa.float64())
    return _to_numpy(parsed)


def parse_date(text: str) -> tuple[float, float]:
    """Return year and month of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; NaN for what it does not say.

    >>> parse_date("1999-12-31")
    (1999.0, 12.0)
    >>> parse_date("1999"), parse_date("31.12.1999")
    ((1999.0, nan), (nan, nan))
    """
    match = _DATE.fullmatch(text)
    if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return np.nan, np.nan
    return float(match[1]), float(match[2]) if match[2] else np.nan


def split_dates(dates: pa.Array) -> tuple[Doubles, Doubles]:
    """Return years and months of release dates, two (n,) arrays; NaN where unknown."""
    encoded = dates.dictionary_encode()  # a catalogue has few different dates
    parsed = [parse_date(date) for date in encoded.dictionary.to_pylist()]
    table = np.array([*parsed, (np.nan, np.nan)], dtype=np.float64)
    at = encoded.indices.fill_null(len(parsed)).to_numpy(zero_copy_only=False)
    return table[at, 0], table[at, 1]


def _texts(raw: pa.Table, text: Text, name: str) -> pa.Array:
    if text.column not in raw.column_names:
        return pa.nulls(len(raw), pa.string())
    column = raw.column(text.column).combine_chunks()
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    dated = text.role is Role.RELEASED and pa.types.is_temporal(column.type)
    if not (_is_text(column.type) or dated or pa.types.is_null(column.type)):
        raise WrongColumnType(name, text.column, str(column.type), "text")
    column = pc.cast(column, pa.string())
    if dated:
        column = pc.utf8_slice_codeunits(column, 0, len("YYYY-MM-DD"))
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _numbers(raw: pa.Table, number: Number, name: str) -> Doubles:
    column = raw.column(number.column).combine_chunks()
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if _is_text(column.type):
        return parse_numbers(column)
    kind = column.type
    numeric = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    if not (numeric or pa.types.is_boolean(kind) or pa.types.is_null(kind)):
        raise WrongColumnType(name, number.column, str(kind), "numbers")
    return _to_numpy(pc.cast(column, pa.float64(), safe=False))


def _first_fault(
    texts: Mapping[Role, pa.Array], numbers: Mapping[str, Doubles], layout: Layout
) -> npt.NDArray[np.int8]:
    """Return each row's index in DROP_REASONS, -1 for a good row; (n_rows,) int8."""
    unreadable = np.zeros(len(texts[Role.TRACK_ID]), np.bool_)
    outside = np.zeros_like(unreadable)
    for number in layout.numbers:
        column = numbers[number.feature]
        unreadable |= np.isnan(column)
        outside |= (column < number.low) | (column > number.high)
        if number.whole:
            outside |= np.isfinite(column) & (column != np.floor(column))
    faults = {
        MISSING_ID: _is_null(texts[Role.TRACK_ID]),
        MISSING_TITLE: _is_null(texts[Role.TITLE]),
        MISSING_ARTIST: _is_null(texts[Role.ARTIST]),
        UNREADABLE_NUMBER: unreadable,
        OUT_OF_RANGE: outside,
    }
    indices = [DROP_REASONS.index(reason) for reason in faults]
    return np.select(list(faults.values()), indices, default=-1).astype(np.int8)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_null(column: pa.Array) -> Bools:
    return np.asarray(pc.is_null(column).to_numpy(zero_copy_only=False), dtype=np.bool_)


def _to_numpy(column: pa.Array) -> Doubles:
    filled = column.fill_null(np.nan)
    return np.asarray(filled.to_numpy(zero_copy_only=False), dtype=np.float64)
