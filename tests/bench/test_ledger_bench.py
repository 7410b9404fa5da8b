"""The ledger benchmark is reproducible, measures what it says, and writes a page."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from bench.ledger.__main__ import run
from bench.ledger.made import HEAD, write
from bench.ledger.page import Measured, markdown, put
from gaoxin.register.identity import Register
from gaoxin.register.ledger.diff import changes
from gaoxin.register.ledger.reading import read_workbook
from tests.journeys.ledgers import words

ROWS = 500


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("made")
    write(folder / "ledger.xlsx", folder / "register.json", ROWS)
    return folder / "ledger.xlsx", folder / "register.json"


def test_same_seed_makes_the_same_ledger(made: tuple[Path, Path], tmp_path: Path) -> None:
    write(tmp_path / "again.xlsx", tmp_path / "register.json", ROWS)
    sheets = [openpyxl.load_workbook(path).worksheets[0] for path in (made[0], tmp_path / "again.xlsx")]
    first, again = ([[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in sheets)
    assert first == again
    assert (len(first), len(HEAD)) == (ROWS + 2, 30)
    assert made[1].read_bytes() == (tmp_path / "register.json").read_bytes()


def test_every_record_is_read_and_compared(made: tuple[Path, Path]) -> None:
    ledger = read_workbook(made[0], words(), register=Register.load(made[1]))
    wrong = sum(code.state == "failed" for code in ledger.tables[0].codes)
    new = ROWS // 10 - sum(code.state == "failed" for code in ledger.tables[0].codes[::10])
    assert 0 < wrong <= ROWS // 49 + 1
    assert changes(ledger) == {"new": new, "changed": ROWS - new - wrong, "same": 0, "duplicate": 0, "review": wrong}
    assert [len(cells.raw) for cells in ledger.tables[0].cells.values()] == [ROWS] * 30
    assert len(json.loads(made[1].read_text("utf-8"))["firms"]) == ROWS - ROWS // 10


def test_each_reader_is_measured_in_a_process_of_its_own(made: tuple[Path, Path]) -> None:
    found, missing = run(*made, repeats=1)
    assert set(found) | set(missing) == {"gaoxin", "openpyxl", "tablib"}
    assert {"gaoxin", "openpyxl"} <= set(found)
    assert {one.parts["rows"] for one in found.values()} == {ROWS}
    assert all(one.seconds > 0 and one.peak > 10e6 for one in found.values())


def figures(seconds: float, peak: float, peer: float = 20) -> dict[str, Measured]:
    parts = {"load": 1.0, "read": 2.0, "diff": 0.5, "before": 100e6}
    return {"gaoxin": Measured(seconds, peak, parts), "openpyxl": Measured(peer, 250e6, {})}


@pytest.mark.parametrize(
    ("seconds", "peak", "outcomes"),
    [(10.0, 500e6, ["reached"] * 3), (10.1, 501e6, ["**missed**"] * 3)],
)
def test_page_tells_whether_the_goals_are_reached(seconds: float, peak: float, outcomes: list[str]) -> None:
    lines = markdown("about", figures(seconds, peak, peer=13.5), {"tablib": "not installed"}, goals=True).splitlines()
    assert [line.split("|")[-2].strip() for line in lines if "≤" in line] == outcomes
    assert "not measured: not installed" in next(line for line in lines if "tablib" in line)


def test_peers_stand_as_ratios_to_gaoxin() -> None:
    lines = markdown("about", figures(5, 500e6), {}, goals=False).splitlines()
    assert "| openpyxl read_only: cells only | 20.0 s | 4.00 × | 250 MB | 0.50 × |" in lines


def test_table_is_put_between_its_markers_and_the_rest_is_kept(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Speed\n\n<!-- bench:ledger -->\nold\n<!-- /bench:ledger -->\n\nMore.\n", "utf-8")
    put(page, "new\n")
    assert page.read_text("utf-8") == "# Speed\n\n<!-- bench:ledger -->\nnew\n<!-- /bench:ledger -->\n\nMore.\n"
