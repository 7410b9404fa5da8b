"""The built-in templates against GB/T 9704-2012, number by number, and against the code that lays them out."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from gaoxin_web.briefs.builtin import evaluation, monthly

KINDS = [monthly, evaluation]


def attributes(element, *names):
    return {name: element.get(qn(f"w:{name}")) for name in names}


@pytest.fixture(params=KINDS, ids=lambda made: made.KIND.key)
def made(request):
    return Document(io.BytesIO(request.param.template()))


@pytest.mark.parametrize("module", KINDS, ids=lambda made: made.KIND.key)
def test_the_document_in_the_tree_is_what_its_code_lays_out(module):
    def parts(content):
        packed = zipfile.ZipFile(io.BytesIO(content))
        return {name: packed.read(name) for name in packed.namelist()}

    assert parts(module.KIND.built_in.read_bytes()) == parts(module.template())


def test_the_paper_is_a4_with_a_type_area_of_156_by_225_mm(made):
    section = made.sections[0]._sectPr
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    assert attributes(size, "w", "h") == {"w": "11906", "h": "16838"}
    assert attributes(margins, "top", "right", "bottom", "left") == {
        "top": "2098",
        "right": "1474",
        "bottom": "1984",
        "left": "1587",
    }
    wide, high = 11906 - 1474 - 1587, 16838 - 2098 - 1984
    assert (round(wide / 1440 * 25.4), round(high / 1440 * 25.4)) == (156, 225)


def test_the_grid_is_22_lines_of_28_characters(made):
    grid = made.sections[0]._sectPr.find(qn("w:docGrid"))
    assert attributes(grid, "type", "linePitch", "charSpace") == {
        "type": "linesAndChars",
        "linePitch": "580",
        "charSpace": "-849",
    }
    lines = (16838 - 2098 - 1984) / 580
    characters = (11906 - 1474 - 1587) / 20 / (16 - 849 / 4096)
    assert (round(lines), round(characters)) == (22, 28)


FONTS = {  # style → font, half points
    "Title": ("方正小标宋简体", 44),
    "Heading 1": ("黑体", 32),
    "Heading 2": ("楷体_GB2312", 32),
    "公文正文": ("仿宋_GB2312", 32),
    "公文字号": ("仿宋_GB2312", 32),
    "公文落款": ("仿宋_GB2312", 32),
    "公文版记": ("仿宋_GB2312", 28),
    "公文页码": ("宋体", 28),
    "公文表格": ("仿宋_GB2312", 24),
    "公文小表格": ("仿宋_GB2312", 21),
}


@pytest.mark.parametrize("name", FONTS)
def test_a_style_has_the_font_and_size_of_the_standard(made, name):
    properties = made.styles[name].element.rPr
    latin = "宋体" if FONTS[name][0] == "宋体" else "Times New Roman"
    assert attributes(properties.find(qn("w:rFonts")), "eastAsia", "ascii", "hAnsi", "asciiTheme", "eastAsiaTheme") == {
        "eastAsia": FONTS[name][0],
        "ascii": latin,
        "hAnsi": latin,
        "asciiTheme": None,
        "eastAsiaTheme": None,
    }
    assert properties.find(qn("w:sz")).get(qn("w:val")) == str(FONTS[name][1])
    assert properties.find(qn("w:b")) is None


@pytest.mark.parametrize("name", ["公文正文", "Heading 1", "Heading 2"])
def test_text_and_heads_stand_on_lines_of_29_points_two_characters_in(made, name):
    properties = made.styles[name].element.pPr
    assert attributes(properties.find(qn("w:spacing")), "line", "lineRule") == {"line": "580", "lineRule": "exact"}
    assert properties.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"


def test_the_day_stands_four_characters_from_the_right(made):
    properties = made.styles["公文落款"].element.pPr
    assert properties.find(qn("w:ind")).get(qn("w:rightChars")) == "400"
    assert [one.text for one in made.paragraphs if one.style.name == "公文落款"] == ["{{ issuer }}", "{{ date }}"]


def test_the_page_number_is_right_on_odd_pages_and_left_on_even_ones_a_character_in(made):
    section = made.sections[0]
    assert made.settings.odd_and_even_pages_header_footer
    for footer, align, side in (
        (section.footer, "right", "rightChars"),
        (section.even_page_footer, "left", "leftChars"),
    ):
        number, said = footer.paragraphs
        assert number._p.pPr.find(qn("w:jc")).get(qn("w:val")) == align
        assert number._p.pPr.find(qn("w:ind")).get(qn(f"w:{side}")) == "100"
        assert [one.text for one in number._p.iter(qn("w:instrText"))] == [" PAGE "]
        assert (number.text, said.text) == ("— 1 —", "{{ printed }}")


def test_the_page_number_begins_7_mm_below_the_text(made):
    section = made.sections[0]._sectPr
    up = int(section.find(qn("w:pgMar")).get(qn("w:footer")))  # from the paper's edge to the foot of the footer
    high = sum(
        int(made.styles[name].element.pPr.find(qn("w:spacing")).get(qn("w:line")))
        for name in ("公文页码", "公文打印人")
    )
    assert round((1984 - up - high) / 1440 * 25.4, 1) == pytest.approx(7, abs=0.2)


def test_the_red_rule_is_as_wide_as_the_text_4_mm_below_the_number(made):
    number = next(one for one in made.paragraphs if one.style.name == "公文字号")
    edge = number._p.pPr.find(f"{qn('w:pBdr')}/{qn('w:bottom')}")
    assert attributes(edge, "val", "color", "space") == {"val": "single", "color": "FF0000", "space": "11"}
    assert pytest.approx(4, abs=0.15) == 11 / 72 * 25.4


def test_the_colophon_has_thick_rules_outside_and_a_thin_one_inside_at_the_foot_of_the_page(made):
    properties = made.tables[-1]._tbl.tblPr
    borders = properties.find(qn("w:tblBorders"))
    sizes = {edge.tag.rpartition("}")[2]: int(edge.get(qn("w:sz"))) / 8 / 72 * 25.4 for edge in borders}
    assert {name: round(size, 2) for name, size in sizes.items()} == {"top": 0.35, "bottom": 0.35, "insideH": 0.26}
    assert properties.find(qn("w:tblpPr")).get(qn("w:tblpYSpec")) == "bottom"
    order = [child.tag.rpartition("}")[2] for child in properties]
    known = ["tblStyle", "tblpPr", "tblW", "tblBorders", "tblLayout", "tblLook"]
    assert [name for name in known if name in order] == [name for name in order if name in known]
    cells = [cell.text for row in made.tables[-1].rows for cell in row.cells]
    assert cells == ["抄送：管委会领导，各部门。"] * 2 + ["{{ issuer }}", "{{ date }}印发"]


def test_the_head_of_every_table_is_repeated_and_no_row_is_torn(made):
    for table in made.tables[:-1]:
        heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert heads == [True, False, False, False]
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_no_font_is_embedded_and_each_has_another_to_fall_back_on(made):
    parts = [str(one.partname) for one in made.part.package.iter_parts()]
    assert [name for name in parts if "fonts/" in name or name.endswith(".odttf")] == []
    table = next(one for one in made.part.package.iter_parts() if str(one.partname).endswith("fontTable.xml"))
    root = etree.fromstring(table.blob)
    others = {one.get(qn("w:name")): one.find(qn("w:altName")) for one in root}
    found = {name: other.get(qn("w:val")) for name, other in others.items() if other is not None}
    assert found == {
        "方正小标宋简体": "SimSun",
        "仿宋_GB2312": "FangSong",
        "黑体": "SimHei",
        "楷体_GB2312": "KaiTi",
        "宋体": "SimSun",
    }


@pytest.mark.parametrize("module", KINDS, ids=lambda made: made.KIND.key)
def test_every_table_and_chart_of_a_kind_is_in_its_template_and_has_a_sample(module):
    from gaoxin_web.briefs.checking import words_in  # noqa: PLC0415 - words load after the settings
    from gaoxin_web.briefs.kinds import at  # noqa: PLC0415 - likewise

    shown = [path for path in module.WORDS if path.startswith(("tables.", "charts."))]
    used = words_in(module.template())
    assert [path for path in shown if path not in used] == []
    assert [
        path for path in shown if not (at(module.SAMPLE, path).get("rows") or at(module.SAMPLE, path).get("series"))
    ] == []


ORDER = {  # children as ISO/IEC 29500 orders them: Word calls a document damaged where they stand otherwise
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign "
    "rtl cs em lang",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
}


@pytest.mark.parametrize("module", KINDS, ids=lambda made: made.KIND.key)
def test_properties_stand_in_the_order_that_word_asks_for(module):
    from gaoxin_web.accounts.models import Zone  # noqa: PLC0415 - models load after the settings
    from gaoxin_web.briefs.render import render_docx  # noqa: PLC0415 - likewise

    content = render_docx(module.KIND, Zone(code="szs", name="石嘴山高新区"), module.KIND.sampled())
    packed, wrong, seen = zipfile.ZipFile(io.BytesIO(content)), [], 0
    for name in ("word/document.xml", "word/styles.xml", "word/footer1.xml", "word/footer2.xml"):
        for element in etree.fromstring(packed.read(name)).iter(*(qn(f"w:{key}") for key in ORDER)):
            order = ORDER[element.tag.rpartition("}")[2]].split()
            places = [order.index(child.tag.rpartition("}")[2]) for child in element]
            seen += 1
            if places != sorted(places):
                wrong.append((name, etree.tostring(element)[-300:]))
    assert (wrong, seen > 200) == ([], True)
