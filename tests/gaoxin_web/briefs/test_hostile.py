"""Templates that would act, reach outside, grow or ask for what is not there: refused, and told where."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from gaoxin_web.briefs.checking import TemplateFaultError, faults_of
from gaoxin_web.briefs.package import MOST_UNPACKED, BadFileError, check_package
from gaoxin_web.briefs.render import render_docx
from tests.gaoxin_web.briefs.conftest import document, part, repacked, texts

CONTEXT = {"title": "月报", "total": {"amount": "1亿元"}, "notes": ["甲", "乙"], "known": True}
ESCAPES = [
    "{{ title.__class__ }}",
    "{{ title.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''.__class__ }}",
    "{{ title['__class__'] }}",
    "{{ total.keys() }}",
    "{{ total.keys }}",
    "{{ title.format }}",
    "{{ title.upper() }}",
    "{{ notes.append('x') }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ range(10) }}",
    "{{ namespace() }}",
    "{{ title|attr('__class__') }}",
    "{{ title|map('upper') }}",
    "{{ 'a' * 1000000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 1 + 1 }}",
    "{{ title ~ title }}",
    "{{ title[0:1] }}",
    "{% set x = title %}",
    "{% macro m() %}{% endmacro %}",
    "{% include '/etc/passwd' %}",
    "{% import '/etc/passwd' as p %}",
    "{% extends '/etc/passwd' %}",
    "{% for a in notes recursive %}{{ loop(notes) }}{% endfor %}",
    "{% for a in notes %}{% for b in notes %}{% for c in notes %}x{% endfor %}{% endfor %}{% endfor %}",
    "{% filter upper %}x{% endfilter %}",
    "{% call title() %}{% endcall %}",
    "{% raw %}{{ x }}{% endraw %}{% debug %}",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_a_tag_that_does_more_than_say_words_is_refused_where_it_stands(text, monthly, bare_zone):
    content = document("{{ title }}", text)
    faults = faults_of(content, CONTEXT)
    assert [(fault.line.part, fault.line.number) for fault in faults] == [("body", 2)]
    with pytest.raises(TemplateFaultError):
        render_docx(monthly, bare_zone, CONTEXT, template=content)


@pytest.mark.parametrize("text", [text for text in ESCAPES if "{%" not in text][:20])
def test_a_tag_hidden_where_no_paragraph_is_does_nothing_either(text, monthly, bare_zone):
    """docxtpl renders all of a part's XML, what stands in attributes too."""
    content = document("{{ title }}", "隐藏")
    hidden = text.replace("'", "&#39;").encode()
    xml = part(content, "word/document.xml").replace(
        b"<w:body>", b'<w:body><w:bookmarkStart w:id="0" w:name="' + hidden + b'"/><w:bookmarkEnd w:id="0"/>'
    )
    with pytest.raises(TemplateFaultError):
        render_docx(monthly, bare_zone, CONTEXT, template=repacked(content, {"word/document.xml": xml}))


def test_every_word_that_is_not_there_is_told_at_once_with_its_paragraph_and_one_like_it():
    content = document("{{ title }}", "产值{{ total.amont }}", "{%p if knwon %}", "有", "{%p endif %}")
    faults = [str(fault) for fault in faults_of(content, CONTEXT)]
    usable = "可用：title、total、notes、known；全部见“可用的词”"
    assert faults == [
        f"模板第 2 段（“产值{{{{ total.amont }}}}”）：用了没有的词「total.amont」。您是否指「total.amount」？{usable}",
        f"模板第 3 段（“{{%p if knwon %}}”）：用了没有的词「knwon」。您是否指「known」？{usable}",
    ]


def test_a_word_in_a_branch_that_the_sample_does_not_take_is_found_too():
    content = document("{%p if known %}", "有", "{%p else %}", "{{ nothing }}", "{%p endif %}")
    assert [fault.line.number for fault in faults_of(content, CONTEXT)] == [4]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ total }}", "「total」是表格、列表或词组，不能直接写进句子；写法见“可用的词”"),
        ("{{ notes }}", "「notes」是表格、列表或词组，不能直接写进句子；写法见“可用的词”"),
        ("{% for one in title %}{{ one }}{% endfor %}", "「title」不是列表，不能用 for 逐项写出"),
        ("{% if known %}没有写完", "标签没有写完，或少了对应的 endfor、endif"),
        ("{% endfor %}", "不认识的标签「endfor」，或 for、if 没有成对"),
        ("{{ title }", "标签写法不对"),
        ("｛｛ title ｝｝{{ title }}", "标签要用半角的 {{ }} 和 {% %}，这里写成了“｛｛”"),
        ("{{p title }}", "「title」不是图，请写作 {{ title }}"),
        ("{% if title > 3 %}x{% endif %}", "这里的比较或循环写得不对"),
    ],
)
def test_a_slip_is_told_in_words(text, said):
    faults = faults_of(document("正文", text), CONTEXT)
    assert len(faults) == 1
    assert faults[0].line.number == 2
    assert faults[0].message.startswith(said)


def test_a_chart_within_a_sentence_is_told_how_it_is_written(monthly):
    faults = faults_of(document("见图{{ charts.months }}"), monthly.sampled())
    assert [fault.message for fault in faults] == ["图「charts.months」要单独成段，写作 {{p charts.months }}"]


def test_a_loop_over_rows_opened_in_the_wrong_place_leaves_no_broken_document(monthly, bare_zone):
    content = document("{{ title }}", rows=[["{%tr for one in notes %}", "{{ one }}"], ["{% endfor %}", ""]])
    with pytest.raises(TemplateFaultError):
        render_docx(monthly, bare_zone, CONTEXT, template=content)


def test_a_document_without_any_tag_is_no_template():
    faults = [str(fault) for fault in faults_of(document("正文"), CONTEXT)]
    assert faults == ["模板：里面没有任何标签，生成的报告不会有数据。请从内置模板改起。"]


def test_curly_quotes_that_word_puts_into_a_tag_are_taken_for_straight_ones(monthly, bare_zone):
    content = document("{% if title == “月报” %}是{% endif %}")
    assert texts(render_docx(monthly, bare_zone, CONTEXT, template=content)) == ["是"]


def test_a_tag_that_word_cut_into_runs_is_one_tag(monthly, bare_zone):
    content = document("{{ title }}")
    xml = part(content, "word/document.xml").replace(
        b"{{ title }}", b"{{ ti</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>tle }}"
    )
    found = render_docx(monthly, bare_zone, CONTEXT, template=repacked(content, {"word/document.xml": xml}))
    assert texts(found) == ["月报"]


def test_loops_as_deep_as_they_may_be_over_long_lists_come_to_an_end(monthly, bare_zone):
    content = document("{% for a in notes %}{% for b in notes %}x{% endfor %}{% endfor %}")
    found = render_docx(monthly, bare_zone, {"notes": ["甲"] * 300}, template=content)
    assert texts(found) == ["x" * 300 * 300]


def relations(kind, mode="External"):
    return (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="http://example.invalid/x" TargetMode="{mode}"/></Relationships>'
    ).encode()


ENTITY = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
PARTS = {
    "a macro": (
        {"word/vbaProject.bin": b"x"},
        "文件含有宏或嵌入对象（word/vbaProject.bin），请删去或另存为不含宏的 .docx 后再传。",
    ),
    "an object": (
        {"word/embeddings/oleObject1.bin": b"x"},
        "文件含有宏或嵌入对象（word/embeddings/oleObject1.bin），请删去或另存为不含宏的 .docx 后再传。",
    ),
    "an entity": ({"word/custom.xml": ENTITY.encode()}, "文件的 word/custom.xml 声明了外部实体，已拒绝。"),
    "an entity in utf-16": (
        {"word/custom.xml": ENTITY.encode("utf-16")},
        "文件的 word/custom.xml 声明了外部实体，已拒绝。",
    ),
    "a template elsewhere": (
        {"word/_rels/settings.xml.rels": relations("attachedTemplate")},
        "文件引用了外部文件、附加模板或嵌入对象，请删去后再传。",
    ),
    "a picture elsewhere": (
        {"word/_rels/x.xml.rels": relations("image")},
        "文件引用了外部文件、附加模板或嵌入对象，请删去后再传。",
    ),
    "a document within": (
        {"word/_rels/x.xml.rels": relations("aFChunk", "Internal")},
        "文件引用了外部文件、附加模板或嵌入对象，请删去后再传。",
    ),
    "broken xml": ({"word/custom.xml": b"<a>"}, "文件已损坏或加了密码，打不开。请用 Word 打开后另存为 .docx 再传。"),
}


@pytest.mark.parametrize("name", PARTS)
def test_a_document_with_what_acts_or_reaches_outside_is_refused(name):
    parts, said = PARTS[name]
    with pytest.raises(BadFileError) as error:
        check_package(repacked(document("{{ title }}"), parts))
    assert str(error.value) == said


def test_a_link_to_a_page_is_no_reach():
    check_package(repacked(document("{{ title }}"), {"word/_rels/x.xml.rels": relations("hyperlink")}))


def test_a_document_with_macros_by_its_type_is_refused():
    content = document("{{ title }}")
    types = part(content, "[Content_Types].xml").replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    with pytest.raises(BadFileError, match="只接受普通 Word 文档"):
        check_package(repacked(content, {"[Content_Types].xml": types}))


@pytest.mark.parametrize(("size", "refused"), [(MOST_UNPACKED, True), (2**20, False)])
def test_a_package_that_swells_is_refused_before_it_is_unpacked(size, refused):
    content = repacked(document("{{ title }}"), {"word/media/x.dat": b"\0" * size})
    assert len(content) < 2**20
    if refused:
        with pytest.raises(BadFileError, match="文件解压后过大，已拒绝。"):
            check_package(content)
    else:
        check_package(content)


def test_what_is_no_package_or_no_word_document_is_refused():
    other = BytesIO()
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("xl/workbook.xml", "<a/>")
    for content, said in ((b"PK\x03\x04rubbish", "已损坏或加了密码"), (other.getvalue(), "不是 Word 文档")):
        with pytest.raises(BadFileError, match=said):
            check_package(content)
