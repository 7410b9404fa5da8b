"""Files that are no ledgers, or would burst: one clear issue each, in bounded time and memory, never a trace."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

from gaoxin.cli.main import main
from gaoxin.errors import FactsError, Issue
from gaoxin.register.ledger.reading import read_workbook
from tests.journeys.ledgers import FIRMS, Page, words, write

ROWS = [["企业名称", "统一社会信用代码", "营业收入（万元）"], ["宁夏甲辰新材料有限公司", FIRMS[0], 1.5]]
LONGEST, LARGEST = 120, 450_000  # seconds, kilobytes: generous, what a file that bursts would pass at once


def sound(path: Path) -> Path:
    return write(path, Page("台账", ROWS))


def with_parts(path: Path, change: Callable[[str, bytes], bytes], **more: bytes) -> Path:
    """A sound workbook with its parts changed, and more parts."""
    with zipfile.ZipFile(sound(path.with_name("sound.xlsx"))) as source, zipfile.ZipFile(path, "w", 8) as out:
        for name in source.namelist():
            out.writestr(name, change(name, source.read(name)))
        for name, data in more.items():
            out.writestr(name, data)
    return path


def truncated(path: Path) -> None:
    path.write_bytes(sound(path).read_bytes()[:2000])


def corrupt(path: Path) -> None:
    data = sound(path).read_bytes()
    path.write_bytes(data[:1500] + bytes(500) + data[2000:])


def locked(path: Path) -> None:
    data = sound(path).read_bytes()
    with path.open("wb") as out:
        OOXMLFile(io.BytesIO(data)).encrypt("secret", out)


def bomb(path: Path, megabytes: int = 100) -> None:
    """Nothing but blanks in one sheet."""
    with zipfile.ZipFile(path, "w", 8) as out:
        out.writestr("xl/workbook.xml", "<workbook/>")
        with out.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(megabytes):
                sheet.write(b" " * 1_000_000)


def far_corner(path: Path) -> None:
    book = openpyxl.load_workbook(sound(path))
    book.active["XFD1048576"] = "x"
    book.save(path)


def lying_row(path: Path) -> None:
    """Cells in the last row and the last column, in a row that calls itself the first."""
    far = b'<row r="1"><c r="XFD1"><v>1</v></c><c r="A1048576"><v>1</v></c></row></sheetData>'
    with_parts(path, lambda _, data: data.replace(b"</sheetData>", far))


def with_entities(path: Path) -> None:
    with_parts(path, lambda name, data: data.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1))


def hidden(path: Path) -> None:
    with_parts(path, lambda _, data: data.replace(b'<sheet name="', b'<sheet state="hidden" name="'))


def million_styled_rows(path: Path) -> None:
    """Every row of the sheet coloured, none filled."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet, colour = book.add_worksheet("空"), book.add_format({"bg_color": "#FFFF00"})
        for row in range(1_048_576):
            sheet.write_blank(row, 0, None, colour)


def archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("readme.txt", "x")


def page(path: Path) -> None:
    path.write_text("<html><body><table><tr><td>企业名称</td></tr></table></body></html>", "utf-8")


BAD: list[tuple[str, Callable[[Path], object], str]] = [
    ("truncated.xlsx", truncated, "GX301"),
    ("corrupt.xlsx", corrupt, "GX301"),
    ("old.xls", lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)), "GX301"),
    ("locked.xlsx", locked, "GX302"),
    ("bomb.xlsx", bomb, "GX303"),
    ("page.xls", page, "GX305"),
    ("far.xlsx", far_corner, "GX306"),
    ("lying.xlsx", lying_row, "GX306"),
    ("hidden.xlsx", hidden, "GX308"),
    ("empty.xlsx", lambda path: path.write_bytes(b""), "GX308"),
    ("empty.csv", lambda path: path.write_bytes(b"\n \n"), "GX308"),
    ("blank.xlsx", lambda path: write(path, Page("空", [])), "GX308"),
    ("paper.xlsx", lambda path: path.write_bytes(b"%PDF-1.7\n" + bytes(100)), "GX300"),
    ("archive.xlsx", archive, "GX300"),
    ("entities.xlsx", with_entities, "GX300"),
    ("noise.csv", lambda path: path.write_bytes(b"\xff\xff\x00\x81" * 500), "GX300"),
    ("control.csv", lambda path: path.write_bytes(b"\x01\x02\x03,a\n" * 500), "GX300"),
    ("folder.xlsx", lambda path: path.mkdir(), "GX300"),
    ("missing.xlsx", lambda path: None, "GX300"),
]


@pytest.mark.parametrize(("name", "make", "code"), BAD, ids=[name for name, _, _ in BAD])
def test_file_of_which_nothing_can_be_read_is_refused_with_its_reason(
    tmp_path: Path, name: str, make: Callable[[Path], object], code: str
) -> None:
    make(tmp_path / name)
    with pytest.raises(FactsError) as caught:
        read_workbook(tmp_path / name, words())
    issue = caught.value.issues[-1]
    assert (issue.code, issue.severity, issue.place.file) == (code, "error", name)
    assert "" not in (issue.message, issue.hint)


def doubtful(path: Path) -> list[tuple[str, str]]:
    found: tuple[Issue, ...] = read_workbook(path, words()).issues
    return [(issue.code, issue.severity) for issue in found]


def test_macros_are_told_and_the_cells_read(tmp_path: Path) -> None:
    path = with_parts(tmp_path / "macro.xlsm", lambda _, data: data, **{"xl/vbaProject.bin": b"x"})
    ledger = read_workbook(path, words())
    assert [issue.code for issue in ledger.issues] == ["GX304"]
    assert ledger.tables[0].cells[2].plain == [1_500_000]


@pytest.mark.parametrize(("columns", "codes"), [(256, []), (257, ["GX306"]), (300, ["GX306"])])
def test_columns_beyond_256_are_told_and_left_out(tmp_path: Path, columns: int, codes: list[str]) -> None:
    rows = [
        ["企业名称", *[f"指标{at}（万元）" for at in range(1, columns)]],
        ["宁夏甲辰新材料有限公司", *range(1, columns)],
    ]
    ledger = read_workbook(write(tmp_path / "wide.xlsx", Page("台账", rows)), words())
    assert [issue.code for issue in ledger.issues] == codes
    assert len(ledger.tables[0].columns) == min(columns, 256)


def test_empty_sheet_beside_a_full_one_is_only_a_warning(tmp_path: Path) -> None:
    assert doubtful(write(tmp_path / "two.xlsx", Page("台账", ROWS), Page("空", []))) == [("GX308", "warning")]


def test_formula_error_is_unknown_and_never_zero(tmp_path: Path) -> None:
    path = write(tmp_path / "error.xlsx", Page("台账", [ROWS[0], [*ROWS[1][:2], "#DIV/0!"]]))
    assert doubtful(path) == [("GX329", "error")]
    assert read_workbook(path, words()).tables[0].cells[2].plain == [None]


HEAVY = [
    ("bomb.xlsx", partial(bomb, megabytes=1400), 1),
    ("far.xlsx", far_corner, 1),
    ("million.xlsx", million_styled_rows, 1),
    ("locked.xlsx", locked, 1),
    ("noise.xls", lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + os.urandom(1_000_000)), 1),
]
MEASURED = """
import sys
from gaoxin.cli.main import main
code = main(sys.argv[1:])
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1], file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="peak memory is read from /proc")
@pytest.mark.parametrize(("name", "make", "code"), HEAVY, ids=[name for name, _, _ in HEAVY])
def test_file_that_would_burst_is_answered_in_bounded_time_and_memory(
    tmp_path: Path, name: str, make: Callable[[Path], object], code: int
) -> None:
    make(tmp_path / name)
    command = [sys.executable, "-c", MEASURED, "read", str(tmp_path / name), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert int(done.stderr.split()[-1]) < LARGEST


@pytest.mark.parametrize(("name", "make", "code"), BAD, ids=[name for name, _, _ in BAD])
def test_command_answers_1_for_a_bad_file_and_2_for_none(
    tmp_path: Path, name: str, make: Callable[[Path], object], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path / name)
    assert main(["read", str(tmp_path / name)]) == (1 if (tmp_path / name).is_file() else 2)
    said = capsys.readouterr()
    assert said.out == ""
    assert (code if (tmp_path / name).is_file() else "找不到文件") in said.err
