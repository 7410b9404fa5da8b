"""An empty official document (公文) to be filled in: the page, the styles, and each part the standard knows.

Every part goes by a style of the document, so that whoever edits it in Word changes the style once.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Twips
from docx.text.paragraph import Paragraph

from gaoxin_web.briefs import layout as at

LEFT, RIGHT, CENTRE, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
# Style → font, half points, alignment, first indent and right indent in hundredths of a character, exact line
STYLES: dict[str, tuple[str, int, Any, int, int, int | None]] = {
    "Title": (at.TITLE, at.ER, CENTRE, 0, 0, 700),
    "Heading 1": (at.HEAD, at.SAN, BOTH, at.INDENT_CHARS, 0, at.BODY_LINE),
    "Heading 2": (at.SUBHEAD, at.SAN, BOTH, at.INDENT_CHARS, 0, at.BODY_LINE),
    "公文正文": (at.BODY, at.SAN, BOTH, at.INDENT_CHARS, 0, at.BODY_LINE),
    "公文机关标志": (at.TITLE, 64, CENTRE, 0, 0, None),
    "公文字号": (at.BODY, at.SAN, CENTRE, 0, 0, at.BODY_LINE),
    "公文落款": (at.BODY, at.SAN, RIGHT, 0, at.DATE_CHARS, at.BODY_LINE),
    "公文表题": (at.HEAD, at.XIAO_SI, CENTRE, 0, 0, at.BODY_LINE),
    "公文表格": (at.BODY, at.XIAO_SI, LEFT, 0, 0, 400),
    "公文小表格": (at.BODY, at.WU, LEFT, 0, 0, 360),
    "公文版记": (at.BODY, at.SI, LEFT, 0, 0, at.BODY_LINE),
    "公文页码": (at.SONG, at.SI, LEFT, 0, 0, 360),
    "公文打印人": (at.SONG, at.XIAO_WU, LEFT, 0, 0, 240),
    "公文标签": (at.SONG, at.WU, LEFT, 0, 0, 300),  # a paragraph that holds nothing but a tag
}
RED_PARTS = ("公文机关标志",)
OFF_GRID = ("公文机关标志", "公文表格", "公文小表格", "公文版记", "公文页码", "公文打印人", "公文标签")


class Official:
    """A document in the official layout, written from its top to its bottom."""

    def __init__(self) -> None:
        self.document = Document()
        _set_page(self.document)
        _set_styles(self.document)
        _set_fallbacks(self.document)
        _set_page_number(self.document)

    def saved(self, title: str) -> bytes:
        """The document's bytes; the same whenever they are made."""
        said = self.document.core_properties
        said.title, said.author, said.comments, said.last_modified_by = title, "gaoxin", "", ""
        said.created = said.modified = datetime(2026, 11, 26)
        file = io.BytesIO()
        self.document.save(file)
        return file.getvalue()

    def line(self, text: str, style: str = "公文正文") -> Paragraph:
        return self.document.add_paragraph(text, style)

    def mark(self, text: str) -> Paragraph:
        """The organ's name in red (发文机关标志)."""
        return self.line(text, "公文机关标志")

    def number(self, text: str) -> None:
        """The document's number (发文字号), and 4 mm below it the red rule as wide as the text."""
        paragraph = self.line(text, "公文字号")
        edge = OxmlElement("w:pBdr")
        edge.append(_edge("w:bottom", at.THICK * 2, at.RED, space=11))  # 11 pt are 4 mm
        paragraph._p.get_or_add_pPr().insert_element_before(edge, *AFTER_BORDER)
        paragraph.paragraph_format.space_after = Twips(at.LINE_PITCH)

    def title(self, text: str) -> None:
        self.line(text, "Title").paragraph_format.space_after = Twips(at.LINE_PITCH)

    def head(self, text: str) -> None:
        self.line(text, "Heading 1")

    def subhead(self, text: str) -> None:
        self.line(text, "Heading 2")

    def tag(self, text: str) -> None:
        """A paragraph that is there for its tag and gone in the report."""
        self.line(text, "公文标签")

    def each(self, path: str, text: str = "{{ one }}", name: str = "one") -> None:
        """A paragraph for each of a list."""
        self.tag("{%p for " + name + " in " + path + " %}")
        self.line(text)
        self.tag("{%p endfor %}")

    def when(self, path: str) -> None:
        """A sentence that is there where it says something."""
        self.tag("{%p if " + path + " %}")
        self.line("{{ " + path + " }}")
        self.tag("{%p endif %}")

    def chart(self, path: str) -> None:
        self.tag("{{p " + path + " }}")

    def table(
        self, path: str, widths: Sequence[float], numbers: Sequence[int] = (), number: str = "", *, note: bool = True
    ) -> None:
        """A table of the context with its title and note; where it has no rows, a line that says so.

        Args:
            widths: parts of the text's width, one for each column.
            numbers: columns that are set to the right.
            number: of the table, where its title has none.
            note: whether the table has a note below it.
        """
        self.tag("{%p if " + path + ".rows %}")
        title = self.line(number + "{{ " + path + ".title }}", "公文表题")
        title.paragraph_format.keep_with_next = True
        count = len(widths)
        style = "公文小表格" if count > 5 else "公文表格"
        grid = self.document.add_table(rows=4, cols=count)
        grid.style, grid.autofit = "Table Grid", False
        columns = [int(at.TEXT_WIDTH * part / sum(widths)) for part in widths]
        texts = [
            ["{{ " + path + f".heads[{column}]" + " }}" for column in range(count)],
            ["{%tr for row in " + path + ".rows %}"],
            ["{{ row[" + str(column) + "] }}" for column in range(count)],
            ["{%tr endfor %}"],
        ]
        for place, row in enumerate(texts):
            _fill(grid.rows[place], row, columns, style, RIGHT if place == 2 else CENTRE, numbers)
        for place, width in enumerate(columns):
            grid.columns[place].width = Twips(width)
        grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        if note:
            self.tag("{%p if " + path + ".note %}")
            self.line("注：{{ " + path + ".note }}", "公文小表格")
            self.tag("{%p endif %}")
        self.line("").paragraph_format.line_spacing = Twips(200)
        self.tag("{%p elif " + path + ".title %}")
        self.line(number + "{{ " + path + ".title }}：本期无数据。")
        self.tag("{%p endif %}")

    def signed(self, *texts: str) -> None:
        """The organ and the day (署名、成文日期), four characters from the right."""
        self.line("")
        for text in texts:
            self.line(text, "公文落款").paragraph_format.keep_with_next = text is not texts[-1]

    def colophon(self, copies: str, issuer: str, day: str) -> None:
        """Who gets a copy and who printed it (版记), at the foot of the last page between thick and thin rules."""
        grid = self.document.add_table(rows=2, cols=2)
        grid.autofit = False
        wide, narrow = at.TEXT_WIDTH // 2, at.TEXT_WIDTH - at.TEXT_WIDTH // 2
        first = grid.cell(0, 0).merge(grid.cell(0, 1))
        for cell, text, width, align in (
            (first, copies, at.TEXT_WIDTH, LEFT),
            (grid.cell(1, 0), issuer, wide, LEFT),
            (grid.cell(1, 1), day, narrow, RIGHT),
        ):
            cell.width = Twips(width)
            cell.paragraphs[0].style, cell.paragraphs[0].text = "公文版记", text
            cell.paragraphs[0].alignment = align
            _chars(cell.paragraphs[0], start=at.PAGE_CHARS, end=at.PAGE_CHARS)
        _set_borders(grid)
        _set_down(grid)
        last = self.line("", "公文标签")  # a document ends with a paragraph
        last.paragraph_format.line_spacing = Twips(20)


AFTER_BORDER = (
    *("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct", "w:topLinePunct"),
    *("w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind"),
    *("w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment"),
    *("w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange"),
)


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Twips(at.PAGE_WIDTH), Twips(at.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Twips(at.TOP), Twips(at.BOTTOM)
    section.left_margin, section.right_margin = Twips(at.LEFT), Twips(at.RIGHT)
    section.footer_distance, section.header_distance = Twips(at.FOOTER), Twips(851)
    grid = section._sectPr.find(qn("w:docGrid"))
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(at.LINE_PITCH))
    grid.set(qn("w:charSpace"), str(at.CHAR_SPACE))
    document.settings.odd_and_even_pages_header_footer = True


def _set_styles(document: Any) -> None:
    styles = document.styles
    normal = styles["Normal"]
    _set_font(normal, at.BODY, at.SAN)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Twips(0)
    for name, (font, size, align, first, end, line) in STYLES.items():
        style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.quick_style = normal, True
        _set_font(style, font, size, at.RED if name in RED_PARTS else None)
        how = style.paragraph_format
        how.alignment, how.space_before, how.space_after = align, Twips(0), Twips(0)
        how.keep_with_next = name.startswith("Heading")
        if line:
            how.line_spacing_rule, how.line_spacing = WD_LINE_SPACING.EXACTLY, Twips(line)
        _bare(style.element.get_or_add_pPr())
        if name in OFF_GRID:
            _off_grid(style.element.get_or_add_pPr())
        _chars(style, first=first, end=end)


def _bare(properties: Any) -> None:
    """Without the rule that Word's own title has below it."""
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _off_grid(properties: Any) -> None:
    """Letters of another size than the text's stand as wide as they are."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    properties.insert_element_before(snap, *AFTER_BORDER[AFTER_BORDER.index("w:snapToGrid") + 1 :])


def _set_font(style: Any, font: str, half_points: int, colour: str | None = None) -> None:
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    fonts = properties.get_or_add_rFonts()
    latin = font if font == at.SONG else at.LATIN
    for name, value in (("ascii", latin), ("hAnsi", latin), ("eastAsia", font), ("cs", latin)):
        fonts.set(qn(f"w:{name}"), value)
    if colour:
        tint = OxmlElement("w:color")
        tint.set(qn("w:val"), colour)
        properties.append(tint)
    for name in ("w:sz", "w:szCs"):
        size = OxmlElement(name)
        size.set(qn("w:val"), str(half_points))
        properties.append(size)


def _chars(thing: Any, *, first: int = 0, start: int = 0, end: int = 0) -> None:
    """Indents by characters, which follow the size of the text; the twips are for readers that know no characters."""
    element = thing.element if hasattr(thing, "element") else thing._p
    indent = element.get_or_add_pPr().get_or_add_ind()
    for name, hundredths in (("firstLine", first), ("left", start), ("right", end)):
        if hundredths:
            indent.set(qn(f"w:{name}Chars"), str(hundredths))
            indent.set(qn(f"w:{name}"), str(hundredths * at.SAN // 10))


def _set_fallbacks(document: Any) -> None:
    """What Word takes where a font is not installed (``w:altName``)."""
    part = next(part for part in document.part.package.parts if str(part.partname).endswith("fontTable.xml"))
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in at.FALLBACK.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", f"{fonts}</w:fonts>".encode())


def _set_page_number(document: Any) -> None:
    """— 1 —, on odd pages to the right and on even ones to the left, a character in; below, who printed it."""
    section = document.sections[0]
    for footer, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style, paragraph.alignment = "公文页码", align
        _chars(paragraph, start=at.PAGE_CHARS if align == LEFT else 0, end=at.PAGE_CHARS if align == RIGHT else 0)
        paragraph.add_run("— ")
        for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("", "1"), ("end", "")):
            _field(paragraph, kind, text)
        paragraph.add_run(" —")
        said = footer.add_paragraph("{{ printed }}", "公文打印人")
        said.alignment = align


def _field(paragraph: Paragraph, kind: str, text: str) -> None:
    run = paragraph.add_run()
    if kind:
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._r.append(mark)
    elif text.isdecimal():
        run.text = text
    else:
        code = OxmlElement("w:instrText")
        code.set(qn("xml:space"), "preserve")
        code.text = text
        run._r.append(code)


def _fill(
    row: Any, texts: Sequence[str], widths: Sequence[int], style: str, align: Any, numbers: Sequence[int]
) -> None:
    """A row of a table; a row is not torn in two."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for column, cell in enumerate(row.cells):
        cell.width = Twips(widths[column])
        paragraph = cell.paragraphs[0]
        paragraph.style = style
        if column < len(texts):
            paragraph.add_run(texts[column])
        if align == CENTRE:
            paragraph.alignment = CENTRE
        elif column in numbers:
            paragraph.alignment = RIGHT


def _edge(name: str, size: int, colour: str = "auto", space: int = 0) -> Any:
    edge = OxmlElement(name)
    for key, value in (("val", "single"), ("sz", size), ("space", space), ("color", colour)):
        edge.set(qn(f"w:{key}"), str(value))
    return edge


def _set_borders(grid: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for name, size in (("w:top", at.THICK), ("w:bottom", at.THICK), ("w:insideH", at.THIN)):
        borders.append(_edge(name, size))
    properties = grid._tbl.tblPr
    before = next(child for child in properties if child.tag in (qn("w:tblLayout"), qn("w:tblLook")))
    before.addprevious(borders)


def _set_down(grid: Any) -> None:
    """To the foot of the type area, wherever on the page it was written."""
    place = OxmlElement("w:tblpPr")
    for name, value in (
        ("horzAnchor", "margin"),
        ("vertAnchor", "margin"),
        ("tblpXSpec", "left"),
        ("tblpYSpec", "bottom"),
    ):
        place.set(qn(f"w:{name}"), value)
    properties = grid._tbl.tblPr
    properties.insert(1 if properties.find(qn("w:tblStyle")) is not None else 0, place)
