"""What a finished Word document says, part by part: so that a PDF says the very same, reworded template and all."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from gaoxin_web.briefs.charts import NAMED
from gaoxin_web.briefs.kinds import at

ROLES = {
    "Title": "title",
    "Heading 1": "head",
    "Heading 2": "subhead",
    "公文机关标志": "mark",
    "公文字号": "number",
    "公文落款": "signed",
    "公文表题": "caption",
    "公文小表格": "note",
}
COLOPHON = "公文版记"
RIGHTS = ("right", "end")


def blocks_of(content: bytes, context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Paragraphs, tables and charts from top to bottom."""
    document = Document(io.BytesIO(content))
    names = {style.style_id: style.name for style in document.styles}
    found: list[dict[str, Any]] = []
    for element in _parts(document.element.body):
        if element.tag == qn("w:tbl"):
            found.append(_table(element, names))
        else:
            found += _paragraph(element, names, context)
    return _together(found)


def _together(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Organ and day, which stand on one page; a table and the note below it."""
    found: list[dict[str, Any]] = []
    for block in blocks:
        if block["kind"] == "note" and found and found[-1]["kind"] == "table":
            found[-1]["note"] = block["runs"]
        elif block["kind"] == "signed" and found and found[-1]["kind"] == "signed":
            found[-1]["lines"].append(block["runs"])
        elif block["kind"] == "signed":
            found.append({"kind": "signed", "lines": [block["runs"]]})
        else:
            found.append(block)
    return found


def _parts(body: Any) -> Iterator[Any]:
    """Paragraphs and tables; those in a content control of Word stand as if it were not there."""
    for child in body:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag == qn("w:sdt"):
            inner = child.find(qn("w:sdtContent"))
            yield from _parts(inner if inner is not None else ())


def _paragraph(element: Any, names: Mapping[str, str], context: Mapping[str, Any]) -> list[dict[str, Any]]:
    charts = [drawing.get("name", "") for drawing in element.iter(qn("wp:docPr"))]
    drawn = [{"kind": "chart", "chart": at(context, name[len(NAMED) :])} for name in charts if name.startswith(NAMED)]
    if drawn:
        return drawn
    runs = _runs(element)
    role = ROLES.get(_style(element, names), "body")
    if not "".join(text for text, _bold in runs).strip():
        return []
    return [{"kind": "centred" if role == "body" and _align(element) == "center" else role, "runs": runs}]


def _runs(element: Any) -> list[tuple[str, bool]]:
    """The text as it is seen, and which of it is bold; line breaks stay."""
    found = []
    for run in element.iter(qn("w:r")):
        text = "".join(_said(child) for child in run)
        if text:
            found.append((text, _bold(run)))
    return found


def _said(child: Any) -> str:
    if child.tag == qn("w:t"):
        return child.text or ""
    return {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "　", qn("w:noBreakHyphen"): "-"}.get(child.tag, "")


def _bold(run: Any) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return mark is not None and mark.get(qn("w:val"), "1") not in ("0", "false", "off")


def _style(element: Any, names: Mapping[str, str]) -> str:
    style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return names.get(style.get(qn("w:val")), "") if style is not None else ""


def _align(element: Any) -> str:
    align = element.find(f"{qn('w:pPr')}/{qn('w:jc')}")
    return str(align.get(qn("w:val"))) if align is not None else ""


def _table(element: Any, names: Mapping[str, str]) -> dict[str, Any]:
    rows, heads = [], 0
    open_cells: dict[int, dict[str, Any]] = {}  # by column, the cell that may go on below
    for line in element.iterchildren(qn("w:tr")):
        if heads == len(rows) and line.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None:
            heads += 1
        rows.append(_row(line, names, open_cells))
    widths = [int(column.get(qn("w:w")) or 1) for column in element.iterchildren(qn("w:tblGrid")) for column in column]
    colophon = any(cell["style"] == COLOPHON for row in rows for cell in row)
    return {"kind": "colophon" if colophon else "table", "widths": widths, "heads": heads, "rows": rows}


def _row(line: Any, names: Mapping[str, str], open_cells: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    cells, column = [], 0
    for cell in line.iterchildren(qn("w:tc")):
        properties = cell.find(qn("w:tcPr"))
        span, merge = _spans(properties)
        if merge == "continue" and column in open_cells:
            open_cells[column]["down"] += 1
        else:
            paragraphs = list(cell.iterchildren(qn("w:p")))
            made = {
                "text": "\n".join("".join(text for text, _bold in _runs(one)) for one in paragraphs),
                "style": _style(paragraphs[0], names) if paragraphs else "",
                "right": any(_align(one) in RIGHTS for one in paragraphs),
                "centre": any(_align(one) == "center" for one in paragraphs),
                "across": span,
                "down": 1,
            }
            cells.append(made)
            open_cells.pop(column, None)
            if merge == "restart":
                open_cells[column] = made
        column += span
    return cells


def _spans(properties: Any) -> tuple[int, str]:
    """Columns a cell takes, and whether it begins or goes on a cell over several rows."""
    if properties is None:
        return 1, ""
    span, merge = properties.find(qn("w:gridSpan")), properties.find(qn("w:vMerge"))
    across = int(span.get(qn("w:val")) or 1) if span is not None else 1
    return across, "" if merge is None else str(merge.get(qn("w:val")) or "continue")
