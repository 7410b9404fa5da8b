"""The vector gives what the cell gives, for every cell."""

from datetime import date, datetime
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.fields import Fields, load_fields
from gaoxin.register import cells
from gaoxin.register.columns import as_text, parse_column
from gaoxin.register.headings import Column
from tests.gaoxin.register.helpers import FIELDS

RULEBOOK = load_fields(FIELDS)
NUMBERS = [("rd_expense", "元"), ("net_profit", "万元"), ("revenue", "亿元"), ("market_share", "%")]
NUMBERS += [("market_share", ""), ("staff", "人"), ("domestic_rank", "位"), ("segment_years", "年")]
decimals = st.decimals(-(10**15), 10**15, allow_nan=False, places=None).map(lambda value: f"{value:f}"[:25])
texts = decimals | st.decimals(0, 200, places=3).map(str) | st.integers(-5, 10**6).map("{:,}".format)
odd = st.sampled_from(
    ["", "-", "无", "四百余", "35%", "1,23", "+5", ".5", "5.", "１２", "1e3", "0.005", "-0.005", "００"]
)


def column(name: str, unit: str = "") -> Column:
    return Column(0, name, name, unit, RULEBOOK[name])


def values(series: pl.Series, name: str, unit: str = "") -> list[object]:
    return parse_column(series, column(name, unit)).values.to_list()


@given(st.sampled_from(NUMBERS), st.lists(texts | odd | st.none()))
def test_texts_read_by_vector_as_one_by_one(kind: tuple[str, str], written: list[str | None]):
    name, unit = kind
    expected = [None if text is None else cells.number(text, RULEBOOK[name], unit)[0] for text in written]
    assert values(pl.Series(written, dtype=pl.String), name, unit) == expected


@given(
    st.sampled_from(NUMBERS), st.lists(st.floats() | st.floats(-10, 10) | st.integers(0, 10**6).map(lambda n: n / 100))
)
def test_floats_read_by_their_shortest_decimal(kind: tuple[str, str], floats: list[float]):
    name, unit = kind
    expected = [cells.number(repr(number), RULEBOOK[name], unit)[0] for number in floats]
    assert values(pl.Series(floats, dtype=pl.Float64), name, unit) == expected


@given(st.sampled_from(NUMBERS), st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(-10, 10**6) | st.none()))
def test_integers_read_by_vector_as_one_by_one(kind: tuple[str, str], written: list[int | None]):
    name, unit = kind
    expected = [None if n is None else cells.number(str(n), RULEBOOK[name], unit)[0] for n in written]
    assert values(pl.Series(written, dtype=pl.Int64), name, unit) == expected


def test_a_fault_names_its_position():
    parsed = parse_column(pl.Series(["1", "四百余", "2", "-3"]), column("staff", "人"))
    assert parsed.values.to_list() == [1, None, 2, None]
    assert {text: fault.code for text, fault in parsed.faults.items()} == {"四百余": "GX131", "-3": "GX132"}
    assert parsed.at is not None
    assert parsed.at.to_list() == [1, 3]


@pytest.mark.parametrize(
    "series",
    [
        pl.Series([0.1], dtype=pl.Float32),
        pl.Series([Decimal("0.10")]),
        pl.Series(["0.1"], dtype=pl.Categorical),
        pl.Series(["0.1"], dtype=pl.Enum(["0.1"])),
    ],
)
def test_a_tenth_stays_a_tenth_in_every_type(series: pl.Series):
    assert values(series, "rd_expense", "元") == [10]


def test_large_unsigned_and_nested_cells_are_faults_not_crashes(fields: Fields):
    for series in (
        pl.Series([2**64 - 1], dtype=pl.UInt64),
        pl.Series([[1, 2]]),
        pl.Series([{"a": 1}]),
        pl.Series([b"\xff"]),
        pl.Series([date(2020, 1, 1)]),
        pl.Series([True]),
        pl.Series([np.inf]),
    ):
        parsed = parse_column(series, column("rd_expense", "元"))
        assert (parsed.values.to_list(), len(parsed.faults)) == ([None], 1)


def test_an_untyped_empty_column_is_unknown_in_its_type():
    for name, dtype in (("staff", pl.Int64), ("listed", pl.Boolean), ("established_on", pl.Date), ("zone", pl.String)):
        parsed = parse_column(pl.Series([None, None]), column(name))
        assert (parsed.values.dtype, parsed.values.to_list()) == (dtype, [None, None])


def test_typed_days_and_truths_pass_as_they_are():
    assert values(pl.Series([date(2015, 3, 2), None]), "established_on") == [date(2015, 3, 2), None]
    assert values(pl.Series([datetime(2015, 3, 2, 8)]), "established_on") == [date(2015, 3, 2)]
    assert values(pl.Series([date(1800, 1, 1)]), "established_on") == [None]
    assert values(pl.Series([True, None]), "listed") == [True, None]
    assert values(pl.Series([1, 0, None]), "listed") == [True, False, None]


def test_free_text_is_trimmed_and_its_blanks_are_unknown():
    assert values(pl.Series([" 光电 ", "—", "无", None, "N/A"]), "chain") == ["光电", None, "无", None, None]


def test_a_number_read_as_text_has_no_point_zero():
    assert as_text(pl.Series([370100.0, 0.5, None])).to_list() == ["370100", "0.5", None]
