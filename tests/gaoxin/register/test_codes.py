"""Social credit codes by the column."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as standard

from gaoxin.register.codes import invalid_codes, read_codes
from tests.gaoxin.register.helpers import A, B


@pytest.mark.parametrize(
    "written",
    [
        f" {A} ",
        f"'{A}",
        A.lower(),
        "9111 0000 6000 37341L",
        "91110000-60003734-1L",
        f"{A}\t",
        "９１１１００００６０００３７３４１Ｌ",
    ],
)
def test_a_code_has_one_spelling(written: str):
    assert read_codes(pl.Series([written])).to_list() == [A]


def test_an_empty_code_is_missing():
    assert read_codes(pl.Series(["", " ", None, "'", A])).to_list() == [None, None, None, None, A]


def test_a_wrong_check_character_is_found():
    assert invalid_codes(pl.Series([A, A[:-1] + "M", None, B, "合计"])) == ["合计", A[:-1] + "M"]


@given(st.lists(st.from_regex(r"[0-9A-Z]{17,19}|[0-9]{8}[0-9A-HJ-NP-RTUWXY]{10}", fullmatch=True)))
def test_the_vector_agrees_with_the_standard(codes: list[str]):
    assert set(invalid_codes(pl.Series(codes, dtype=pl.String))) == {c for c in codes if not standard.is_valid(c)}
