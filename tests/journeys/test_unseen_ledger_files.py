"""The same ledger is read alike from every kind of file, encoding and separator an officer may have."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from html import escape
from pathlib import Path
from typing import Any

import pytest
import xlwt

from tests.journeys.ledgers import FIRMS, Page, columns, issues, read, records, write

ROWS: list[list[Any]] = [
    ["2023年1-10月企业台账", None, None, None, None, None],
    ["单位：亿元", None, None, None, None, None],
    ["序号", "企业名称", "统一社会信用代码", "营业收入", None, "联系电话"],
    [None, None, None, "本期", "上年同期", None],
    [1, "宁夏甲辰新材料有限公司", FIRMS[0], 1.5, "12000万", 13909520001],
    [2, "星河乙巳智能装备有限公司", FIRMS[1], "约2", "——", "0951-2012345"],
    ["合计", None, None, 3.5, 1.2, None],
]
READ = [
    {"row": 5, "who": "宁夏甲辰新材料有限公司", "revenue": 150_000_000, "revenue@2022-01/2022-10": 120_000_000}
    | {"联系电话": "13909520001"},
    {"row": 6, "who": "星河乙巳智能装备有限公司", "revenue": ("约", 200_000_000), "联系电话": "0951-2012345"},
]


def xlsx(path: Path) -> Path:
    return write(path, Page("台账", ROWS, merges=["A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:F4"]))


def xls(path: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    sheet.write_merge(2, 2, 3, 4, ROWS[2][3])
    for row, cells in enumerate(ROWS):
        for column, cell in enumerate(cells):
            if cell is not None and (row, column) != (2, 3):
                sheet.write(row, column, cell)
    book.save(str(path))
    return path


def ods(path: Path) -> Path:
    """OpenDocument, as LibreOffice and WPS save it."""
    table = "".join(f"<table:table-row>{''.join(map(ods_cell, cells))}</table:table-row>" for cells in ROWS)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = f'<office:spreadsheet><table:table table:name="台账">{table}</table:table></office:spreadsheet>'
    body = f"<office:body>{body}</office:body>"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        out.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
        out.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def ods_cell(cell: object) -> str:
    if cell is None:
        return "<table:table-cell/>"
    kind = (
        f'office:value-type="float" office:value="{cell}"'
        if isinstance(cell, int | float)
        else 'office:value-type="string"'
    )
    return f"<table:table-cell {kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"


def xlsb(path: Path) -> Path:
    """Excel's binary workbook: the few BIFF12 records that a sheet of numbers and texts needs."""
    rows = b"".join(xlsb_row(row, cells) for row, cells in enumerate(ROWS))
    size = struct.pack("<4I", 0, len(ROWS) - 1, 0, len(ROWS[0]) - 1)
    merges = b"".join(record(0xB0, struct.pack("<4I", *place)) for place in ((2, 3, 0, 0), (2, 2, 3, 4)))
    sheet = record(0x81) + record(0x94, size) + record(0x91) + rows + record(0x92)
    sheet += record(0xB1, struct.pack("<I", 2)) + merges + record(0xB2) + record(0x82)
    named = record(0x9C, struct.pack("<2I", 0, 1) + wide("rId1") + wide("台账"))
    relation = '<Relationship Id="rId1" Type="worksheet" Target="worksheets/sheet1.bin"/>'
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("xl/_rels/workbook.bin.rels", f"<Relationships>{relation}</Relationships>")
        out.writestr("xl/workbook.bin", record(0x83) + record(0x8F) + named + record(0x90) + record(0x84))
        out.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def xlsb_row(row: int, cells: list[Any]) -> bytes:
    found = record(0x00, struct.pack("<I", row) + bytes(13))
    for column, cell in enumerate(cells):
        head = struct.pack("<2I", column, 0)
        if isinstance(cell, int | float):
            found += record(0x05, head + struct.pack("<d", cell))
        elif cell is not None:
            found += record(0x06, head + wide(cell))
    return found


def record(number: int, content: bytes = b"") -> bytes:
    """A record: its number and length in groups of seven bits, low ones first."""
    return seven_bits(number) + seven_bits(len(content)) + content


def seven_bits(number: int) -> bytes:
    return bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80]) + seven_bits(number >> 7)


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def text(path: Path, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    lines = io.StringIO()
    csv.writer(lines, delimiter=delimiter).writerows(ROWS)
    path.write_bytes(lines.getvalue().encode(encoding))
    return path


@pytest.mark.parametrize("make", [xlsx, xls, xlsb, ods], ids=["xlsx", "xls", "xlsb", "ods"])
def test_workbook_of_any_kind_is_read_alike(tmp_path: Path, make: Any) -> None:
    given = read(make(tmp_path / f"ledger.{make.__name__}"))
    assert records(given) == READ
    assert [record["enterprise"]["uscc"] for record in given["records"]] == list(FIRMS[:2])
    assert issues(given) == [("GX327", "D6")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_file_of_any_encoding_and_separator_is_read_alike(tmp_path: Path, encoding: str, delimiter: str) -> None:
    given = read(text(tmp_path / "ledger.csv", encoding, delimiter))
    assert records(given) == READ
    assert given["sheets"][0]["unit"] == "亿元"


def test_workbook_is_known_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    assert records(read(xlsx(tmp_path / "really.xlsx").rename(tmp_path / "named.xls"))) == READ
    assert records(read(xls(tmp_path / "really.xls").rename(tmp_path / "named.xlsx"))) == READ


def test_quoted_commas_and_line_breaks_stay_in_their_cell(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text('企业名称,"营业收入\n（万元）",备注\n甲厂,"1,234.5","一，\n二"\n乙厂,2,\n', "utf-8")
    given = read(path)
    assert columns(given["sheets"][0]) == {"A": "name", "B": "revenue", "C": "备注"}
    assert records(given) == [
        {"row": 2, "who": "甲厂", "revenue": 12_345_000, "备注": "一，\n二"},
        {"row": 3, "who": "乙厂", "revenue": 20_000},
    ]


def test_quote_without_its_pair_is_told_and_the_rows_kept(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text('企业名称,营业收入（万元）\n甲"厂,1\n乙厂,2\n', "utf-8")
    given = read(path)
    assert [(record["who"], record["revenue"]) for record in records(given)] == [('甲"厂', 10_000), ("乙厂", 20_000)]
    assert issues(given) == [("GX309", "")]


def test_codes_and_phones_that_a_spreadsheet_spoilt(tmp_path: Path) -> None:
    """A tab before a code; a phone that scientific notation kept whole, and one it did not; a code beyond recovery."""
    path = tmp_path / "ledger.csv"
    lines = ["企业名称,统一社会信用代码,手机号", f"甲厂,\t{FIRMS[0]},1.3909520001E10", "乙厂,9.16E+17,1.39E+10"]
    path.write_bytes("\n".join(lines).encode("gb18030"))
    given = read(path)
    assert [record["enterprise"]["uscc"] for record in given["records"]] == [FIRMS[0], None]
    assert [record["values"]["手机号"]["value"] for record in given["records"]] == ["13909520001", None]
    assert issues(given) == [("GX331", "C3"), ("GX352", "B3")]
