"""What an error workbook says of the doubts: the sheet that lists them, their colours, the notes beside the cells."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from gaoxin.errors import Issue
from gaoxin.register.export_page import lines

LIST = "问题说明"  # a sheet of explanations: the ledger reader passes over it when the copy is sent back
HEAD = ("级别", "代码", "工作表", "单元格", "说明", "怎么办", "处理情况")
WIDTHS = (7, 9, 18, 9, 62, 40, 20)
LEVELS = {"error": "错误", "warning": "警告"}
COLOURS = {"error": "F4A6A6", "warning": "FFE066"}
MEANS = {
    "error": "红色：没有读入，请改正。",
    "warning": "黄色：已按“说明”读入，请核对；情况属实的，在“处理情况”写明原因。",
}
TIP = "点“单元格”一列跳到原处；鼠标停在有红角的格上，也能看到说明。本页不会被当作数据读入。"
TOP = 5  # the row of the heading, below the title, the colours and the tip
AUTHOR = "高新"
NOTE_WIDTH = 340  # pixels
LONGEST = 1500  # characters of a note


def title(issues: Sequence[Issue]) -> str:
    """The list's first line."""
    errors = sum(issue.severity == "error" for issue in issues)
    return f"疑点 {len(issues)} 处：错误 {errors} 处，警告 {len(issues) - errors} 处"


def ordered(issues: Sequence[Issue]) -> list[Issue]:
    """Errors first; then sheet by sheet and row by row, as somebody goes through them."""
    sheets = {name: at for at, name in enumerate(dict.fromkeys(issue.place.sheet or "" for issue in issues))}
    return sorted(
        issues,
        key=lambda i: (i.severity != "error", sheets[i.place.sheet or ""], address(i.place.cell) or (-1, -1)),
    )


def row_of(issue: Issue) -> tuple[str, ...]:
    """A line of the list, up to what the user writes himself."""
    place = issue.place
    row = (LEVELS[issue.severity], issue.code, place.sheet or "", place.cell or "", issue.message, issue.hint)
    return tuple(map(_clean, row))


def worst(issues: Sequence[Issue]) -> str:
    return "error" if any(issue.severity == "error" for issue in issues) else "warning"


def note(issues: Sequence[Issue]) -> str:
    """What the comment of a cell says, a line for each doubt."""
    return "\n".join(_clean(" ".join(f"{_mark(i)}：{i.message}{i.hint}".split())) for i in issues)[:LONGEST]


def without_notes(text: str) -> str:
    """What somebody else wrote into a comment."""
    marks = tuple(f"{level} GX" for level in LEVELS.values())
    return "\n".join(line for line in text.split("\n") if not line.startswith(marks))


def note_height(text: str) -> int:
    """Pixels in which a note is read without scrolling."""
    return 24 + 18 * lines(text, NOTE_WIDTH / 7)


def address(cell: str | None) -> tuple[int, int] | None:
    """Row and column from 0.

    >>> address("B3")
    (2, 1)
    """
    if not cell:
        return None
    letters, row = coordinate_from_string(cell)
    return row - 1, column_index_from_string(letters) - 1


def link(sheet: str, cell: str) -> str:
    return f"'{sheet.replace(chr(39), chr(39) * 2)}'!{cell}"


def _mark(issue: Issue) -> str:
    return f"{LEVELS[issue.severity]} {issue.code}"


def _clean(text: str) -> str:
    """A text without the characters that no workbook can hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)
