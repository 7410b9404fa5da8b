"""A code is repaired where that is certain and never guessed."""

from __future__ import annotations

import pytest

from gaoxin.register.identity import read_code, read_codes
from gaoxin.register.ledger.shapes import CellError
from tests.gaoxin.register.helpers import A


def told(cell: object) -> tuple[str | None, str, list[str]]:
    code = read_code(cell)
    return code.value, code.state, [doubt.code for doubt in code.doubts]


@pytest.mark.parametrize(
    ("written", "doubts"),
    [
        (A, []),
        ("９１１１００００６０００３７３４１Ｌ", ["GX353"]),
        (A.lower(), ["GX354"]),
        (f"'{A}", ["GX355"]),
        (f"{A[:2]} {A[2:8]}-{A[8:]}", ["GX356"]),
        (f"‘{A.lower()[:9]} {A.lower()[9:]}", ["GX355", "GX356", "GX354"]),
        (f"\t{A}\n", []),
    ],
)
def test_what_is_certain_is_repaired_and_told(written, doubts):
    assert told(written) == (A, "ok", doubts)


@pytest.mark.parametrize("cell", [None, "", "  ", "-", "——", "/", "无", "不详", "待补", "暂无"])
def test_nothing_written_is_missing(cell):
    assert told(cell) == (None, "missing", ["GX350"])


@pytest.mark.parametrize("cell", ["9.11100E+17", "9.1E17", 9.111000060003734e17, 911100006000373419])
def test_digits_that_excel_cut_off_are_lost(cell):
    assert told(cell) == (None, "lost", ["GX352"])


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (A[:-1] + "M", "校验位不符"),
        (A[:-1], "有 17 位，应为 18 位"),
        (A + "1", "有 19 位，应为 18 位"),
        ("110000600037341", "是 15 位的旧工商注册号"),
        ("600037341", "是 9 位的组织机构代码"),
        ("宁夏砺石钽铌科技有限公司", "有 12 位，应为 18 位"),
    ],
)
def test_what_fails_says_why_and_has_no_value(written, problem):
    code = read_code(written)
    assert (code.value, code.state, code.raw) == (None, "failed", written)
    assert [(doubt.code, doubt.problem, doubt.severity) for doubt in code.doubts] == [("GX351", problem, "error")]


def test_a_lookalike_letter_is_suggested_and_not_applied():
    code = read_code(A.replace("0", "O", 1))
    assert (code.value, code.state) == (None, "failed")
    assert f"是否应为 {A}？" in code.doubts[0].hint


def test_a_lookalike_that_would_not_pass_is_not_suggested():
    code = read_code(A[:-1].replace("0", "O", 1) + "M")
    assert [doubt.problem for doubt in code.doubts] == ["校验位不符"]


def test_a_column_of_codes_reads_as_each_of_its_cells():
    wrong = A[:-1] + "M"
    cells = [A, A.lower(), wrong, None, " ", f"{A}\n", "\ud800" * 18, CellError("#N/A"), 600037341, 9.1e17, True, A]
    assert read_codes(cells) == [read_code(cell) for cell in cells]
    assert [code.value for code in read_codes([A, wrong, A])] == [A, None, A]


def test_a_column_without_cells_has_no_codes():
    assert read_codes([]) == []
