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


def test_clause_and_evidence_stand_once_for_every_criterion(hostile: Assessment, tmp_path: Path) -> None:
    write_results(hostile, tmp_path / "results.xlsx")
    book = openpyxl.load_workbook(tmp_path / "results.xlsx")
    rules = [(row[1], row[4]) for row in book["条件"].iter_rows(min_row=2, values_only=True)]
    assert rules == [(o.id, o.criterion.clause) for plan in hostile.plans for o in plan.outcomes]
