"""What is looked at before a workbook is parsed: what it really is, and whether it would burst."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gaoxin.errors import Issue, Place
from gaoxin.register.files import ENCRYPTED, HTML, OLE, SAVE_AS, refuse

LARGEST = 1_500_000_000  # bytes unpacked; a sheet of 100 000 × 30 has some 120 million
SWOLLEN = 200  # times its packed size, from SUSPECT bytes on
SUSPECT = 50_000_000
MOST_CELLS = 60_000_000  # of the rectangle a sheet spans
CHUNK = 1 << 22
OVERLAP = 64
PROLOG = 1 << 16
VBA = "_VBA_PROJECT".encode("utf-16-le")
LAST_ROW = 1_048_576
FAR_COLUMN = re.compile(rb"""r=["']([B-Zb-z][A-Za-z]{1,2}|[A-Za-z]{3})\d""")  # BA and on: the 52 before always fit
CELL_ROW = re.compile(rb"""r=["'][A-Za-z]{1,3}(\d+)""")
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
PERCENT_IDS = (9, 10)


@dataclass
class Inspected:
    """What a file is: ``kind`` zip, ole or text; of an .xlsx its percent cells by sheet name."""

    kind: str
    issues: list[Issue] = field(default_factory=list)


def inspect(path: Path) -> Inspected:
    """Look a file over.

    Raises:
        FactsError: it is no table, damaged, locked with a password, or too large unpacked.
    """
    name = path.name
    if path.is_dir() or not path.exists():
        refuse("GX300", "找不到这个文件。", name, "请检查路径和文件名。")
    try:
        with path.open("rb") as stream:
            head = stream.read(1024)
    except OSError as error:
        refuse("GX300", f"文件打不开（{error.strerror}）。", name, "请确认文件未被占用，且有读取权限。")
    if not head.strip():
        refuse("GX308", "文件是空的。", name, "请检查导出是否完成，再重新上传。")
    if head.startswith(OLE):
        return _ole(path)
    if head.startswith(b"PK"):
        return _zip(path)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(HTML):
        refuse("GX305", "内容是网页，不是表格。", name, SAVE_AS)
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"PAR1")):
        refuse("GX300", "不是表格文件。", name, "可读 .xlsx .xls .xlsb .ods .csv。")
    return Inspected("text")


def _ole(path: Path) -> Inspected:
    data = path.read_bytes()
    if ENCRYPTED in data:
        refuse("GX302", "文件设了打开密码。", path.name, "请取消密码（文件 → 信息 → 保护工作簿）后另存。")
    return Inspected("ole", [_macros(path)] if VBA in data else [])


def _macros(path: Path) -> Issue:
    return Issue(
        "GX304",
        "文件带有宏，宏不会运行，只读单元格。",
        Place(path.name),
        "如无需要，请另存为不带宏的 .xlsx。",
        "warning",
    )


def _zip(path: Path) -> Inspected:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _not_swollen(path, parts)
            names = {part.filename for part in parts}
            sheets = [part.filename for part in parts if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename)]
            for part in parts:
                _no_entities(path, archive, part)
            for sheet in sheets:
                _not_too_wide(path, archive, sheet)
    except (
        zipfile.BadZipFile,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
    ) as error:
        refuse(
            "GX301", f"文件不完整或已损坏（{type(error).__name__}）。", path.name, "请重新导出，或用 Excel 打开后另存。"
        )
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        refuse("GX300", "是压缩包，不是表格。", path.name, "请解压后上传其中的表格。")
    return Inspected("zip", [_macros(path)] if any(name.endswith("vbaProject.bin") for name in names) else [])


def _not_swollen(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    whole, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    burst = any(part.file_size > SUSPECT and part.file_size > SWOLLEN * max(part.compress_size, 1) for part in parts)
    if burst or whole > LARGEST or (whole > SUSPECT and whole > SWOLLEN * max(packed, 1)):
        message = f"解压后有 {whole / 1e6:,.0f} MB，超出可读的范围，疑为压缩炸弹。"
        refuse("GX303", message, path.name, "请删去多余的空行空列，或拆成几个文件。")


def _no_entities(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a part that declares entities; a declaration stands before its first element."""
    if not part.filename.lower().endswith((".xml", ".rels")):
        return
    with archive.open(part) as stream:
        if DOCTYPE.search(stream.read(PROLOG)):
            refuse("GX300", "文件里有外部实体声明，拒绝读取。", path.name, "请用 Excel 打开后另存。")


def _not_too_wide(path: Path, archive: zipfile.ZipFile, part: str) -> None:
    """Refuse a sheet whose cells span more than can be held: one cell in the farthest corner is enough.

    The cells' own addresses count: a row may say another number than its cells. They are
    looked through a second time only where the columns alone do not settle it.
    """
    far = (letters for text in _texts(archive, part) for letters in set(FAR_COLUMN.findall(text)))
    columns = max(map(_column, far), default=0)
    if columns * LAST_ROW <= MOST_CELLS:
        return
    rows = max((int(row) for text in _texts(archive, part) for row in set(CELL_ROW.findall(text))), default=0)
    if rows * columns > MOST_CELLS:
        message = f"工作表占到第 {rows:,} 行、第 {columns:,} 列，超出可读的范围。"
        refuse("GX306", message, path.name, "请删去远处的单元格（Ctrl+End 可以看到最后一格）后另存。")


def _texts(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """A part in pieces that overlap, so that no address is cut in two."""
    tail = b""
    with archive.open(part) as stream:
        while data := stream.read(CHUNK):
            text = tail + data
            yield text
            tail = text[-OVERLAP:]


def _column(letters: bytes) -> int:
    found = 0
    for char in letters.upper():
        found = found * 26 + char - 64
    return found


def percent_cells(path: Path) -> dict[str, frozenset[tuple[int, int]]]:
    """Of an .xlsx: the cells shown as percentages, by sheet part; sheets are read only where such a style exists."""
    try:
        with zipfile.ZipFile(path) as archive:
            styles = _percent_styles(archive.read("xl/styles.xml"))
            parts = [name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]
            return {part: _cells_of(archive, part, styles) for part in parts} if styles else {}
    except (KeyError, zipfile.BadZipFile, OSError):
        return {}


def _percent_styles(xml: bytes) -> frozenset[bytes]:
    """The indexes of cell styles whose number format is a percentage."""
    custom = {
        int(found[1])
        for found in re.finditer(rb'<numFmt [^>]*?numFmtId="(\d+)"[^>]*?formatCode="([^"]*)"', xml)
        if b"%" in re.sub(rb"&quot;.*?&quot;", b"", found[2])
    }
    block = re.search(rb"<cellXfs.*?</cellXfs>", xml, re.DOTALL)
    ids = [int(found) for found in re.findall(rb'<xf [^>]*?numFmtId="(\d+)"', block[0])] if block else []
    return frozenset(str(at).encode() for at, found in enumerate(ids) if found in PERCENT_IDS or found in custom)


def _cells_of(archive: zipfile.ZipFile, part: str, styles: frozenset[bytes]) -> frozenset[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    wanted = re.compile(rb'<c r="([A-Z]+)(\d+)"(?: [^>]*?)?s="(?:' + b"|".join(styles) + rb')"')
    for text in _texts(archive, part):
        found.update((int(row) - 1, _column(letters) - 1) for letters, row in wanted.findall(text))
    return frozenset(found)
