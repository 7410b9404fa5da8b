"""Charts in a Word document are Word's own: to be clicked on, restyled, and edited through the workbook inside.

XlsxWriter draws the chart over its figures in a workbook; the chart's part and the workbook both go into the document.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from gaoxin_web.briefs import layout as at

SHEET = "Sheet1"
COLOURS = ("#1F4E79", "#C55A11", "#7F7F7F", "#548235", "#BF9000", "#7030A0", "#2E75B6", "#A5A5A5")
WIDTH, HEIGHT = 5_580_000, 2_880_000  # EMU: 155 mm × 80 mm
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FONT = {"name": at.SONG, "size": 10}
GRID = {"visible": True, "line": {"color": "#D9D9D9"}}
NAMED = "chart:"  # what the drawing of a chart is called, before its path in the context


def as_parts(chart: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """A chart's XML, and the workbook that its figures are edited in."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(SHEET)
    _write(sheet, chart)
    sheet.insert_chart(0, len(chart["series"]) + 2, _drawn(book, chart))
    book.close()
    with zipfile.ZipFile(file) as packed:
        xml = packed.read("xl/charts/chart1.xml")
    return xml, file.getvalue()


def embed(owner: Part, chart: Mapping[str, Any], path: str) -> str:
    """Put a chart into a document; the paragraph that shows it."""
    if all(value is None for series in chart["series"] for value in series["values"]):
        return _nothing(chart["title"])
    xml, book = as_parts(chart)
    package = owner.package
    taken = {str(part.partname) for part in package.iter_parts()}
    number = next(n for n in range(1, 10_000) if f"/word/charts/chart{n}.xml" not in taken)
    workbook = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), CONTENT_TYPE.SML_SHEET, book, package)
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, b"", package)
    part._blob = _linked(xml, part.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE))
    return _paragraph(owner.relate_to(part, RELATIONSHIP_TYPE.CHART), number, chart["title"], path)


def _write(sheet: Any, chart: Mapping[str, Any]) -> None:
    """Categories down the first column, a column for each series; what is missing stays empty, and is never 0."""
    units = [chart.get("unit", "")] * len(chart["series"])
    if chart["kind"] == "bar_line":
        units[-1] = chart.get("unit2", "")
    for row, category in enumerate(chart["categories"], 1):
        sheet.write_string(row, 0, category)
    for column, (series, unit) in enumerate(zip(chart["series"], units, strict=True), 1):
        sheet.write_string(0, column, f"{series['name']}（{unit}）" if unit else series["name"])
        for row, value in enumerate(series["values"], 1):
            if value is not None:
                sheet.write_number(row, column, value)


def _drawn(book: Any, chart: Mapping[str, Any]) -> Any:
    series = range(len(chart["series"]))
    if chart["kind"] == "line":
        drawn = _series(book.add_chart({"type": "line"}), chart, series)
    elif chart["kind"] == "bar_line":
        drawn = _series(book.add_chart({"type": "column"}), chart, series[:-1])
        line = _series(book.add_chart({"type": "line"}), chart, series[-1:], second=True)
        line.set_y2_axis({"num_font": FONT, "major_gridlines": {"visible": False}, "line": {"none": True}})
        drawn.combine(line)
    else:
        drawn = _series(book.add_chart({"type": "column"}), chart, series)
    drawn.set_title({"name": chart["title"], "name_font": {"name": at.HEAD, "size": 12, "bold": False}})
    turned = bool(chart.get("reverse"))  # the first place stands at the top
    drawn.set_x_axis({"num_font": FONT, "label_position": "high" if turned else "low"})
    drawn.set_y_axis({"num_font": FONT, "major_gridlines": GRID, "line": {"none": True}, "reverse": turned})
    drawn.set_legend({"position": "bottom", "font": FONT})
    drawn.show_blanks_as("gap")
    return drawn


def _series(drawn: Any, chart: Mapping[str, Any], places: range, *, second: bool = False) -> Any:
    last = len(chart["categories"])
    for place in places:
        colour = COLOURS[place % len(COLOURS)]
        said: dict[str, Any] = {
            "name": [SHEET, 0, place + 1],
            "categories": [SHEET, 1, 0, max(last, 1), 0],
            "values": [SHEET, 1, place + 1, max(last, 1), place + 1],
            "y2_axis": second,
        }
        if drawn.__class__.__name__ == "ChartLine":
            said |= {
                "line": {"color": colour, "width": 2},
                "marker": {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": colour}},
            }
        else:
            said |= {"fill": {"color": colour}, "gap": 60}
        drawn.add_series(said)
    return drawn


def _linked(xml: bytes, workbook: str) -> bytes:
    """The chart tied to its workbook in the document, in Chinese, without a spreadsheet's print settings."""
    root = etree.fromstring(xml)
    for settings in root.findall(f"{{{CHART}}}printSettings"):
        root.remove(settings)
    for lang in root.findall(f"{{{CHART}}}lang"):
        lang.set("val", "zh-CN")
    _say_defaults(root)
    data = etree.SubElement(root, f"{{{CHART}}}externalData")
    data.set(f"{{{REL}}}id", workbook)
    etree.SubElement(data, f"{{{CHART}}}autoUpdate").set("val", "0")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _say_defaults(root: Any) -> None:
    """What Excel takes for granted and other readers take otherwise: gaps, straight lines, square corners, axes."""
    _add(root, "lang", "roundedCorners", "0")
    for title in root.iter(f"{{{CHART}}}title", f"{{{CHART}}}legend"):
        _add(title, "layout", "overlay", "0")
    for axis in root.iter(f"{{{CHART}}}catAx", f"{{{CHART}}}valAx"):
        _add(axis, "scaling", "delete", "0")
    for line in root.iter(f"{{{CHART}}}lineChart"):
        for series in line.findall(f"{{{CHART}}}ser"):
            _add(series, "val", "smooth", "0")
    _add(root.find(f"{{{CHART}}}chart"), "title", "autoTitleDeleted", "0")
    _add(root.find(f"{{{CHART}}}chart"), "plotVisOnly", "dispBlanksAs", "gap")
    for latin in list(root.iter(f"{{{DRAWING}}}latin")):
        latin.addnext(etree.Element(f"{{{DRAWING}}}ea", typeface=latin.get("typeface")))


def _add(owner: Any, after: str, name: str, value: str) -> None:
    """An element after another, where it is not there already."""
    before = owner.find(f"{{{CHART}}}{after}")
    if before is not None and owner.find(f"{{{CHART}}}{name}") is None:
        before.addnext(etree.Element(f"{{{CHART}}}{name}", val=value))


def _paragraph(relation: str, number: int, title: str, path: str) -> str:
    """A paragraph of its own, as high as the chart: in a line of exactly 29 pt it would be cut off."""
    return (
        f'<w:p xmlns:w="{WORD}"><w:pPr><w:keepLines/>'
        '<w:snapToGrid w:val="0"/><w:spacing w:before="120" w:after="120" w:line="240" w:lineRule="auto"/>'
        '<w:ind w:left="0" w:right="0" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/></w:pPr>'
        "<w:r><w:drawing>"
        '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{WIDTH}" cy="{HEIGHT}"/>'
        f'<wp:docPr id="{9000 + number}" name={quoteattr(NAMED + path)} descr={quoteattr(escape_line(title))}/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f'<a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" xmlns:r="{REL}" r:id="{escape(relation)}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def _nothing(title: str) -> str:
    """Where there is nothing to draw, a line says so."""
    return (
        f'<w:p xmlns:w="{WORD}"><w:pPr><w:jc w:val="center"/></w:pPr>'
        f"<w:r><w:t>{escape(title)}：本期无数据</w:t></w:r></w:p>"
    )


def escape_line(text: str) -> str:
    """A text on one line, as an attribute holds it."""
    return " ".join(text.split())
