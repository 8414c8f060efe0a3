import datetime
import math
import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.cleaning import parse_date, parse_numbers, split_dates


@pytest.mark.parametrize(
    ("text", "year", "month"),
    [
        ("2014-03-09", 2014, 3),
        ("2014-03", 2014, 3),
        ("2014", 2014, math.nan),
        ("2014-13-01", math.nan, math.nan),
        ("2014-00", math.nan, math.nan),
        ("2014-3-9", math.nan, math.nan),
        ("09.03.2014", math.nan, math.nan),
        ("2014-03-09T00:00:00", math.nan, math.nan),
        ("0000-01-01", math.nan, math.nan),
        ("9999", math.nan, math.nan),
        ("٢٠١٤", math.nan, math.nan),
        ("", math.nan, math.nan),
    ],
)
def test_a_date_says_its_year_and_month_or_that_it_does_not_know(
    text: str, year: float, month: float
) -> None:
    np.testing.assert_array_equal(parse_date(text), (year, month))


@given(st.dates(datetime.date(1860, 1, 1), datetime.date(2100, 12, 31)))
def test_every_date_of_the_recorded_age_is_read(date: datetime.date) -> None:
    year, month = parse_date(date.isoformat())
    assert (year, month) == (date.year, date.month)


@given(st.lists(st.none() | st.text("0123456789-", max_size=10)))
def test_dates_are_split_one_by_one(dates: list[str | None]) -> None:
    years, months = split_dates(pa.array(dates, pa.string()))
    expected = [parse_date(date or "") for date in dates]
    np.testing.assert_array_equal(years, [year for year, _ in expected])
    np.testing.assert_array_equal(months, [month for _, month in expected])


NUMBER = re.compile(r"[+-]?((\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|(?i:inf|infinity|nan))", re.ASCII)


@given(st.lists(st.none() | st.text("0123456789.eE+-infa_x ,", max_size=6) | st.floats().map(str)))
def test_a_number_is_read_as_python_reads_it_or_not_at_all(texts: list[str | None]) -> None:
    parsed = parse_numbers(pa.array(texts, pa.string()))
    expected = [
        float(text) if text is not None and NUMBER.fullmatch(text.strip()) else math.nan
        for text in texts
    ]
    np.testing.assert_array_equal(parsed, expected)
