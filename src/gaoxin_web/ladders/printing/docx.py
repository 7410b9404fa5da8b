"""A plan as a Word document."""

from __future__ import annotations

import io

from django.utils import timezone
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell

from gaoxin_web.ladders.printing.content import Printed, Table

TEXT, HEAD = "宋体", "黑体"  # what every Chinese Word has; others fall back to what they have
WIDTH = 17.0  # cm of text on the page
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def as_docx(content: Printed) -> bytes:
    """The document's bytes."""
    document = Document()
    _set_page(document, content)
    _line(document, content.subtitle, size=12, centred=True)
    _line(document, content.title, size=20, bold=True, centred=True, font=HEAD)
    _pairs(document, content.about, columns=2)
    if content.note:
        _line(document, content.note, size=10.5)
    for table in content.tables:
        _line(document, table.title, size=13, bold=True, font=HEAD, before=10)
        _table(document, table)
    _line(document, "", size=6)
    _pairs(document, content.basis, columns=1, size=8)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_page(document: DocumentType, content: Printed) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), TEXT)
    document.core_properties.title = f"{content.title} {content.about[0][1]}"
    document.core_properties.author = content.subtitle
    document.core_properties.comments = document.core_properties.last_modified_by = content.foot
    document.core_properties.created = document.core_properties.modified = timezone.now().replace(tzinfo=None)
    foot = section.footer.paragraphs[0]
    foot.text, foot.alignment = content.foot, WD_ALIGN_PARAGRAPH.RIGHT
    foot.runs[0].font.size = Pt(8)


def _line(
    document: DocumentType,
    text: str,
    *,
    size: float,
    bold: bool = False,
    centred: bool = False,
    font: str = TEXT,
    before: float = 2,
) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(4)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = bold  # a heading stays with what it heads
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _pairs(document: DocumentType, pairs: list[tuple[str, str]], *, columns: int, size: float = 10.5) -> None:
    """Labels and values side by side."""
    rows = -(-len(pairs) // columns)
    grid = document.add_table(rows=rows, cols=columns * 2)
    grid.style, grid.autofit = "Table Grid", False
    label = 2.9 if columns == 2 else 4.2
    widths = [label, WIDTH / columns - label] * columns
    for row in range(rows):
        for column, width in enumerate(widths):
            at = row * columns + column // 2
            text = pairs[at][column % 2] if at < len(pairs) else ""
            cell = grid.cell(row, column)
            _fill(cell, text, width, size=size, head=column % 2 == 0 and at < len(pairs))
            cell.paragraphs[0].paragraph_format.keep_with_next = row < rows - 1  # the table is not torn in two


def _table(document: DocumentType, table: Table) -> None:
    """The head is repeated on every page; a row is not torn in two."""
    grid = document.add_table(rows=1 + len(table.rows), cols=len(table.heads))
    grid.style, grid.autofit = "Table Grid", False
    widths = [part / sum(table.widths) * WIDTH for part in table.widths]
    for row, texts in enumerate([table.heads, *table.rows]):
        for column, text in enumerate(texts):
            _fill(grid.cell(row, column), text, widths[column], size=9, head=row == 0)
        properties = grid.rows[row]._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:tblHeader" if row == 0 else "w:cantSplit"))


def _fill(cell: _Cell, text: str, width: float, *, size: float, head: bool) -> None:
    cell.width = Cm(width)
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), head
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), TEXT)
    if head:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), "E8EEF7")
        cell._tc.get_or_add_tcPr().append(shade)
