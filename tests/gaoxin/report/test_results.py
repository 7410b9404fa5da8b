"""The workbook of all verdicts: what everyone shares stands once, and texts stay texts."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from gaoxin.assessment import Assessment
from gaoxin.report.results import RESULTS, write_results
from gaoxin.report.words import VERDICTS
from tests.gaoxin.report.conftest import EVIL


def test_every_criterion_of_every_enterprise_has_a_row(hostile: Assessment, tmp_path: Path) -> None:
    write_results(hostile, tmp_path / "results.xlsx")
    book = openpyxl.load_workbook(tmp_path / "results.xlsx")
    head, *rows = book["逐条"].iter_rows(values_only=True)
    assert head == RESULTS
    wanted = [(e["id"], VERDICTS[e["verdict"]]) for result in hostile.results() for e in result["criteria"]]
    assert [(row[3], row[5]) for row in rows] == wanted
    assert {row[1] for row in rows} == {EVIL}


def test_every_sheet_prints_on_a4_and_long_texts_are_not_cut(hostile: Assessment, tmp_path: Path) -> None:
    write_results(hostile, tmp_path / "results.xlsx")
    book = openpyxl.load_workbook(tmp_path / "results.xlsx")
    assert {(sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.print_title_rows) for sheet in book} == {
        (9, "landscape", "$1:$1")
    }
    rules = book["条件"]
    assert {cell.alignment.wrap_text for (cell,) in rules["F2:F9"]} == {True}
    heights = {row[5].value: rules.row_dimensions[row[5].row].height or 15 for row in rules.iter_rows(min_row=2)}
    assert heights[max(heights, key=len)] > 15


def test_clause_and_evidence_stand_once_for_every_criterion(hostile: Assessment, tmp_path: Path) -> None:
    write_results(hostile, tmp_path / "results.xlsx")
    book = openpyxl.load_workbook(tmp_path / "results.xlsx")
    rules = [(row[1], row[4]) for row in book["条件"].iter_rows(min_row=2, values_only=True)]
    assert rules == [(o.id, o.criterion.clause) for plan in hostile.plans for o in plan.outcomes]
