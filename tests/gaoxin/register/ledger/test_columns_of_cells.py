"""The cells of a column are taken out of rows of any length, and equal ones are told apart by what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from gaoxin.register.ledger.cells import BLOCK, raw_columns
from gaoxin.register.ledger.grid import MOST_KNOWN, Texts
from gaoxin.register.ledger.header import Sheet
from gaoxin.register.ledger.reading import read_workbook
from gaoxin.register.ledger.shapes import CellError, Grid
from tests.journeys.ledgers import Page, words, write


@pytest.mark.parametrize("short", [BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK])
def test_short_rows_are_filled_up_to_the_longest(short: int) -> None:
    sheet = Sheet(Grid("台账", True, [*([at] for at in range(short)), [], ["甲", None, 3]]))
    found = raw_columns(sheet, range(short + 2), 4)
    assert found == [
        [*range(short), None, "甲"],
        [None] * (short + 2),
        [None] * (short + 1) + [3],
        [None] * (short + 2),
    ]


def test_no_rows_are_columns_of_nothing() -> None:
    assert raw_columns(Sheet(Grid("台账", True, [["甲"]])), [], 2) == [[], []]


def test_cells_that_are_equal_but_not_alike_are_read_each_by_itself(tmp_path: Path) -> None:
    rows = [
        ["企业名称", "所属园区"],
        *([f"宁夏{name}新材料有限公司", cell] for name, cell in zip("甲乙丙", [1, True, None], strict=True)),
    ]
    table = read_workbook(write(tmp_path / "ledger.xlsx", Page("台账", rows)), words()).tables[0]
    assert table.cells[1].plain == ["1", "True", None]


def test_texts_are_one_object_each_blank_ones_nothing_and_errors_errors() -> None:
    known = Texts()
    first = known["".join(("电", "池"))]
    assert known["".join(("电", "池"))] is first
    assert [known[text] for text in ("", " \u3000", "#N/A", "#N/B")] == [None, None, "#N/A", "#N/B"]
    assert [type(known[text]) for text in ("#N/A", "#N/B")] == [CellError, str]


def test_texts_remembered_are_bounded() -> None:
    known = Texts()
    assert [known[str(at)] for at in range(2 * MOST_KNOWN + 1)] == [str(at) for at in range(2 * MOST_KNOWN + 1)]
    assert len(known) == 1
