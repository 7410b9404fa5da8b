"""Reports as documents: every word at its place, charts that Word edits, the same words in the PDF."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from gaoxin_web.briefs import fonts
from gaoxin_web.briefs.charts import CHART, as_parts
from gaoxin_web.briefs.fonts import NoFontError
from gaoxin_web.briefs.pdf import render_pdf
from gaoxin_web.briefs.reading import blocks_of
from gaoxin_web.briefs.render import complete, render_docx
from tests.gaoxin_web.briefs.conftest import document, part, texts

NAMES = "A&B <x> “钽铌”有限公司"
with_font = pytest.mark.skipif(not fonts.chinese_fonts(), reason="no Chinese font is installed")
KINDS = ("monthly", "evaluation")


@pytest.fixture(params=KINDS)
def kind(request):
    return request.getfixturevalue(request.param)


def test_the_first_paragraph_of_the_monthly_brief_is_made_of_the_context(monthly, bare_zone):
    found = texts(render_docx(monthly, bare_zone, monthly.sampled()))
    assert (
        "1—11月，石嘴山高新区规模以上企业实现产值197.03亿元，同比增长24.9%；其中高新技术企业产值137.92亿元，占比70.0%。"
        "11月当月实现产值18.62亿元，同比增长16.3%。完成年度目标210.00亿元的93.8%，快于时间进度2.1个百分点。"
    ) in found


@pytest.mark.parametrize("simulated", [True, False])
def test_a_simulated_score_is_said_to_be_one_in_the_first_paragraph(simulated, evaluation, bare_zone):
    found = texts(render_docx(evaluation, bare_zone, evaluation.sampled() | {"simulated": simulated}))
    first = next(text for text in found if text.startswith("按照"))
    assert ("（模拟分：二级指标权重尚未全部核实，其他高新区的数据为模拟数据）" in first) is simulated


def test_no_tag_is_left_and_word_opens_it(kind, bare_zone):
    content = render_docx(kind, bare_zone, kind.sampled())
    packed = zipfile.ZipFile(io.BytesIO(content))
    for name in packed.namelist():
        if name.startswith("word/") and name.endswith(".xml"):
            etree.fromstring(packed.read(name))
            assert re.findall(r"\{\{|\{%", packed.read(name).decode()) == []


def test_every_table_of_the_context_is_in_the_report_whole(kind, bare_zone):
    found = Document(io.BytesIO(render_docx(kind, bare_zone, kind.sampled()))).tables[:-1]
    shown = [[[cell.text for cell in row.cells] for row in table.rows] for table in found]
    asked = [[table["heads"], *table["rows"]] for table in kind.sample["tables"].values()]
    assert sorted(shown) == sorted(asked)


def test_a_name_with_signs_of_xml_and_of_templates_stays_text(monthly, bare_zone):
    context = monthly.sampled()
    context["tables"]["top"]["rows"] = [["1", NAMES, "{{ title }}", "{% if %}", "</w:t>"]]
    context["notes"] = [NAMES, "一行\n又一行", "控\x00制\x0b符"]
    content = render_docx(monthly, bare_zone, context)
    found = texts(content)
    for text in (NAMES, "{{ title }}", "{% if %}", "</w:t>", "一行\n又一行", "控制\n符"):
        assert text in found


def test_empty_tables_and_lists_leave_a_line_and_no_empty_grid(kind, bare_zone):
    context = kind.sampled()
    for table in context["tables"].values():
        table["rows"] = []
    content = render_docx(kind, bare_zone, context)
    assert len(Document(io.BytesIO(content)).tables) == 1  # the colophon
    title = context["tables"]["total" if kind.key == "monthly" else "groups"]["title"]
    assert [text for text in texts(content) if text.endswith(f"{title}：本期无数据。")] != []


def test_a_table_without_even_a_title_leaves_nothing(evaluation, bare_zone):
    context = evaluation.sampled()
    context["tables"]["gap"] = {"title": "", "heads": [], "rows": []}
    found = texts(render_docx(evaluation, bare_zone, context))
    assert [text for text in found if text.startswith("：")] == []


def test_two_hundred_rows_are_two_hundred_rows_under_a_head_that_is_repeated(monthly, bare_zone):
    context = monthly.sampled()
    rows = [[str(number), f"示例企业{number}有限公司", "1", "2", "3%"] for number in range(200)]
    context["tables"]["top"]["rows"] = rows
    found = Document(io.BytesIO(render_docx(monthly, bare_zone, context)))
    table = next(table for table in found.tables if len(table.rows) == 201)
    assert [[cell.text for cell in row.cells] for row in table.rows[1:]] == rows
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_a_month_without_any_figure_says_so_and_shows_no_number(monthly, bare_zone):
    context = monthly.sampled() | {"known": False, "notes": []}
    context["words"] |= dict.fromkeys(("value", "growth", "month_value", "progress", "hnte_value", "hnte_share"), "—")
    context["sentences"] = dict.fromkeys(context["sentences"], "")
    for table in context["tables"].values():
        table["rows"] = []
    for series in context["charts"]["months"]["series"]:
        series["values"] = [None] * len(series["values"])
    content = render_docx(monthly, bare_zone, context)
    found = texts(content)
    assert "本期尚无数据。" in found
    assert "2022年各月产值及累计增速：本期无数据" in found
    assert [name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if "chart" in name] == []


def test_who_printed_it_and_when_stands_at_the_foot_of_both_pages_and_in_the_properties(monthly, zone, officer):
    made = Document(io.BytesIO(render_docx(monthly, zone, monthly.sampled(), by=officer)))
    section = made.sections[0]
    feet = [footer.paragraphs[-1].text for footer in (section.footer, section.even_page_footer)]
    assert feet[0] == feet[1] == made.core_properties.comments == made.core_properties.last_modified_by
    assert re.fullmatch(r"张科员.* 打印于 \d{4}-\d{2}-\d{2} \d{2}:\d{2}", feet[0])
    assert made.core_properties.title == "石嘴山高新区2022年1—11月经济运行月报"


def test_a_template_that_left_the_stamp_out_is_stamped_all_the_same(monthly, bare_zone):
    made = Document(io.BytesIO(render_docx(monthly, bare_zone, monthly.sampled(), template=document("{{ title }}"))))
    assert "打印于" in made.sections[0].footer.paragraphs[-1].text


# Charts


def points(xml, number=0):
    """The cached values of a series; what is missing has none."""
    series = etree.fromstring(xml).findall(f".//{{{CHART}}}ser")[number]
    cache = series.find(f"{{{CHART}}}val/{{{CHART}}}numRef/{{{CHART}}}numCache")
    return {int(one.get("idx")): float(one[0].text) for one in cache.findall(f"{{{CHART}}}pt")}


def test_a_chart_is_words_own_with_its_figures_in_a_workbook_inside(monthly, bare_zone):
    content = render_docx(monthly, bare_zone, monthly.sampled())
    chart = monthly.sample["charts"]["months"]
    xml = part(content, "word/charts/chart1.xml")
    assert points(xml, 0) == {at: value for at, value in enumerate(chart["series"][0]["values"]) if value is not None}
    assert points(xml, 1) == {at: value for at, value in enumerate(chart["series"][1]["values"]) if value is not None}
    sheet = openpyxl.load_workbook(io.BytesIO(part(content, "word/embeddings/chart1.xlsx"))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == [None, "当月（亿元）", "累计同比（%）"]
    assert rows[1:] == [
        list(row) for row in zip(chart["categories"], *(one["values"] for one in chart["series"]), strict=True)
    ]
    linked = etree.fromstring(part(content, "word/charts/_rels/chart1.xml.rels"))
    assert [one.get("Target") for one in linked] == ["../embeddings/chart1.xlsx"]
    assert etree.fromstring(xml).find(f"{{{CHART}}}externalData") is not None


def test_every_chart_has_a_part_a_workbook_and_a_place_of_its_own(evaluation, bare_zone):
    content = render_docx(evaluation, bare_zone, evaluation.sampled())
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    count = len(evaluation.sample["charts"])
    assert len([name for name in names if re.fullmatch(r"word/charts/chart\d+\.xml", name)]) == count
    assert len([name for name in names if name.startswith("word/embeddings/")]) == count
    assert max(Counter(names).values()) == 1
    body = etree.fromstring(part(content, "word/document.xml"))
    drawn = [one.get("name") for one in body.iter(qn("wp:docPr"))]
    assert sorted(drawn) == ["chart:charts.gap", "chart:charts.groups", "chart:charts.ranks"]
    assert len({one.get("id") for one in body.iter(qn("wp:docPr"))}) == count


def test_what_is_missing_is_a_gap_and_lines_are_straight_and_places_count_downwards(evaluation):
    xml, _book = as_parts(evaluation.sample["charts"]["ranks"])
    text = xml.decode()
    assert points(xml) == {0: 143.0, 2: 127.0, 3: 118.0}
    assert 'orientation val="maxMin"' in text


def test_a_title_with_signs_of_xml_is_a_title(monthly, bare_zone):
    context = monthly.sampled()
    context["charts"]["months"]["title"] = NAMES
    content = render_docx(monthly, bare_zone, context)
    title = etree.fromstring(part(content, "word/charts/chart1.xml")).find(f".//{{{CHART}}}title")
    assert "".join(title.itertext()) == NAMES


# PDF


def test_the_pdf_is_set_from_what_the_word_document_says(monthly, bare_zone):
    context = complete(bare_zone, monthly.sampled(), None)
    found = blocks_of(render_docx(monthly, bare_zone, monthly.sampled()), context)
    kinds = Counter(block["kind"] for block in found)
    assert kinds == {
        "mark": 1,
        "number": 1,
        "title": 1,
        "head": 7,
        "body": 11 - 2,
        "caption": 7,
        "table": 7,
        "chart": 1,
        "signed": 1,
        "colophon": 1,
    }
    assert [block["heads"] for block in found if block["kind"] == "table"] == [1] * 7
    notes = ["".join(text for text, _bold in block["note"]) for block in found if "note" in block]
    assert notes == ["注：增速、拉动和占比变化按两年同期均已报送的企业计算。"] * 3


def test_cells_over_several_rows_and_columns_are_read_as_such(bare_zone):
    made = Document()
    table = made.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "宽"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "高"
    file = io.BytesIO()
    made.save(file)
    (block,) = blocks_of(file.getvalue(), {})
    assert [[(cell["text"], cell["across"], cell["down"]) for cell in row] for row in block["rows"]] == [
        [("宽", 2, 1), ("", 1, 1)],
        [("", 1, 1), ("", 1, 1), ("高", 1, 2)],
        [("", 1, 1), ("", 1, 1)],
    ]


@with_font
def test_both_reports_are_set_as_pdf(kind, bare_zone):
    assert render_pdf(kind, bare_zone, kind.sampled())[:5] == b"%PDF-"


@with_font
def test_markup_of_typst_is_printed_as_it_stands(monthly, bare_zone):
    context = monthly.sampled()
    context["notes"] = ['#import "x": y', "*强* _斜_ $a$ <b> @c \\ #sys.inputs", "[" * 50]
    context["tables"]["top"]["rows"] = [["1", '#panic("x")', "]", "[", "*"]]
    context["charts"]["months"]["title"] = '#panic("x")'
    assert render_pdf(monthly, bare_zone, context)[:5] == b"%PDF-"


@with_font
@pytest.mark.parametrize("values", [[None] * 10, [0] * 10, [-5.0] * 10, [1e9] + [None] * 9, [0.0001] * 10, [-3, 4] * 5])
def test_a_chart_of_any_figures_is_drawn(values, monthly, bare_zone):
    context = monthly.sampled()
    for form in ("bar", "line", "bar_line"):
        context["charts"]["months"] |= {"kind": form, "series": [{"name": "甲", "values": values}] * 2}
        assert render_pdf(monthly, bare_zone, context)[:5] == b"%PDF-"


@with_font
def test_a_chart_without_categories_is_a_line_of_text(monthly, bare_zone):
    context = monthly.sampled()
    context["charts"]["months"] |= {"categories": [], "series": []}
    assert render_pdf(monthly, bare_zone, context)[:5] == b"%PDF-"


@with_font
def test_two_hundred_rows_are_set_as_pdf(monthly, bare_zone):
    context = monthly.sampled()
    context["tables"]["top"]["rows"] = [[str(number), NAMES, "1", "2", "3%"] for number in range(200)]
    assert render_pdf(monthly, bare_zone, context)[:5] == b"%PDF-"


def test_without_a_chinese_font_there_is_no_pdf_and_still_a_word_document(monthly, bare_zone, monkeypatch):
    monkeypatch.setattr(fonts, "families", lambda: frozenset({"Libertinus Serif", "DejaVu Sans"}))
    fonts.chinese_fonts.cache_clear()
    with pytest.raises(NoFontError):
        render_pdf(monthly, bare_zone, monthly.sampled())
    fonts.chinese_fonts.cache_clear()
    assert render_docx(monthly, bare_zone, monthly.sampled())[:2] == b"PK"


def test_the_fonts_of_a_document_are_those_installed_and_at_last_any_with_chinese(monkeypatch):
    monkeypatch.setattr(fonts, "families", lambda: frozenset({"FangSong", "SimSun", "Libertinus Serif"}))
    fonts.chinese_fonts.cache_clear()
    found = fonts.official_fonts()
    fonts.chinese_fonts.cache_clear()
    assert found["body"] == ["Libertinus Serif", "FangSong", "SimSun"]
    assert found["title"] == ["Libertinus Serif", "SimSun", "FangSong"]
