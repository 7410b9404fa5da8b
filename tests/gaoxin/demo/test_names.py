"""Invented names and codes cannot be taken for real ones."""

from __future__ import annotations

import gzip
from itertools import product
from pathlib import Path
from random import Random

from stdnum.cn import uscc

from gaoxin.demo.edges import EDGES
from gaoxin.demo.names import DIVISION, FIRST, SECOND, _body_check, brands, invented_uscc

SHARED = Path(__file__).parents[3].parent / "shared" / "data"
REAL = ("company_short_names/short_names.txt.gz", "a_share_universe/companies.csv.gz")


def test_no_invented_brand_occurs_in_a_real_company_name() -> None:
    text = "\n".join(gzip.decompress((SHARED / name).read_bytes()).decode() for name in REAL)
    assert "科大讯飞" in text
    assert [brand for brand in map("".join, product(FIRST, SECOND)) if brand in text] == []


def test_brands_are_distinct_and_leave_out_the_reserved() -> None:
    free = brands(Random(1), reserved=frozenset({"沅堇"}))
    assert len(set(free)) == len(free) == 575
    assert "沅堇" not in free


def test_named_enterprises_bear_brands_of_the_invented_kind() -> None:
    assert all(edge.brand[0] in FIRST and edge.brand[1] in SECOND for edge in EDGES)
    assert len({edge.brand for edge in EDGES}) == len(EDGES)


def test_codes_pass_both_checks_and_name_no_assigned_division() -> None:
    rng = Random(5)
    codes = [invented_uscc(rng) for _ in range(500)]
    assert all(uscc.is_valid(code) for code in codes)
    assert all(code[16] == _body_check(code[8:16]) for code in codes)
    assert {code[2:8] for code in codes} == {DIVISION}


def test_check_of_the_organisation_code_is_that_of_the_standard() -> None:
    assert _body_check("60003734") == "1"  # python-stdnum's own example, 91110000600037341L
