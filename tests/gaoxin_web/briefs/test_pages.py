"""Pages of templates: seen, sent, refused with reasons, put to use and put back; and the reports handed out."""

from __future__ import annotations

import io
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from gaoxin_web.briefs import fonts
from tests.gaoxin_web.briefs.conftest import document, repacked, texts

pytestmark = pytest.mark.django_db
KIND = ["monthly"]


def sent(content, title="改版", name="模板.docx"):
    return {"title": title, "file": SimpleUploadedFile(name, content)}


def reworded(monthly):
    """The built-in template with a sentence put otherwise, as it is done in Word."""
    made = Document(io.BytesIO(monthly.built_in.read_bytes()))
    head = next(one for one in made.paragraphs if one.text == "一、总体情况")
    head.runs[0].text = "一、{{ words.months }}总的看"
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.fixture
def page(sign_in, officer):
    return sign_in(officer)


@pytest.fixture
def templates(zone):
    from gaoxin_web.briefs.models import Template  # noqa: PLC0415 - models load after the settings

    return Template.objects.filter(zone=zone)


def events():
    from gaoxin_web.accounts.models import AuditEvent  # noqa: PLC0415 - likewise

    return [
        (event.action, event.result) for event in AuditEvent.objects.filter(action__startswith="brief").order_by("pk")
    ]


def test_every_kind_is_listed_with_the_built_in_template_in_use(page):
    text = page.get(reverse("briefs")).content.decode()
    assert text.count("内置模板") == 3
    assert [name for name in ("经济运行月报", "综合评价分析报告", "讲堂简报") if name not in text] == []


def test_the_lists_take_the_same_number_of_queries_however_many_templates(
    page, zone, officer, monthly, django_assert_max_num_queries
):
    for number in range(3):
        page.post(reverse("brief_kind", args=KIND), sent(reworded(monthly), f"第{number}版"))
    for url in (reverse("briefs"), reverse("brief_kind", args=KIND)):
        page.get(url)
        with django_assert_max_num_queries(12):
            page.get(url)


def test_a_template_without_faults_is_in_use_at_once_and_its_words_are_kept(page, monthly, templates):
    answer = page.post(reverse("brief_kind", args=KIND), sent(reworded(monthly)), follow=True)
    kept = templates.get()
    assert (kept.active, kept.faults, kept.title) == (True, [], "改版")
    assert "words.months" in kept.words
    assert "模板已启用" in answer.content.decode()
    made = page.get(reverse("brief_preview", args=["monthly", "docx"]))
    assert "一、1—11月总的看" in texts(made.content)
    assert events() == [("brief.upload", "done"), ("brief.print", "done")]


def test_a_template_with_faults_is_kept_and_not_in_use_and_comes_back_with_comments(page, templates):
    answer = page.post(reverse("brief_kind", args=KIND), sent(document("{{ title }}", "{{ nothing }}")), follow=True)
    kept = templates.get()
    assert (kept.active, [fault["paragraph"] for fault in kept.faults]) == (False, [2])
    text = answer.content.decode()
    assert "模板第 2 段（“{{ nothing }}”）：用了没有的词「nothing」" in text
    marked = Document(io.BytesIO(page.get(reverse("brief_marked", args=[kept.pk])).content))
    assert [comment.text for comment in marked.comments] == [kept.faults[0]["text"]]
    page.post(reverse("brief_use", args=[kept.pk]))
    kept.refresh_from_db()
    assert kept.active is False


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.docx", "空文件"),
        (b"%PDF-1.4", "a.docx", "文件内容与扩展名"),
        (document("{{ title }}"), "a.docm", "不能上传 .docm 文件"),
        (repacked(document("{{ title }}"), {"word/vbaProject.bin": b"x"}), "a.docx", "宏"),
        (
            repacked(document("{{ title }}"), {"word/x.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}),
            "a.docx",
            "外部实体",
        ),
        (b"PK\x03\x04rubbish", "a.docx", "打不开"),
    ],
    ids=["empty", "another kind", "another ending", "a macro", "an entity", "damaged"],
)
def test_a_file_that_is_no_plain_document_is_refused_with_the_title_kept(content, name, said, page, templates):
    answer = page.post(reverse("brief_kind", args=KIND), sent(content, "我的改版", name))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="我的改版"' in answer.content.decode()
    assert (templates.count(), events()) == (0, [("brief.upload", "refused")])


def test_the_template_before_and_the_built_in_one_can_be_put_back(page, monthly, templates):
    for title in ("第一版", "第二版"):
        page.post(reverse("brief_kind", args=KIND), sent(reworded(monthly), title))
    first, second = templates.order_by("pk")
    assert (first.active, second.active) == (False, True)
    page.post(reverse("brief_use", args=[first.pk]))
    assert list(templates.order_by("pk").values_list("active", flat=True)) == [True, False]
    page.post(reverse("brief_put_back", args=KIND))
    assert list(templates.values_list("active", flat=True)) == [False, False]
    made = page.get(reverse("brief_preview", args=["monthly", "docx"]))
    assert "一、总体情况" in texts(made.content)
    assert first.history.count() == 5  # kept, in use, out of it for the second, in use again, out of it again


def test_the_file_of_a_template_is_handed_out_as_it_was_sent(page, monthly, templates):
    content = reworded(monthly)
    page.post(reverse("brief_kind", args=KIND), sent(content, "甲/乙"))
    answer = page.get(reverse("brief_file", args=[templates.get().pk]))
    assert answer.content == content
    assert unquote(answer["Content-Disposition"]) == "attachment; filename*=UTF-8''甲_乙.docx"


def test_a_template_whose_file_is_gone_is_told_and_the_built_in_one_offered(page, monthly, templates):
    page.post(reverse("brief_kind", args=KIND), sent(reworded(monthly)))
    kept = templates.get()
    kept.file.storage.delete(kept.file.name)
    answer = page.get(reverse("brief_preview", args=["monthly", "docx"]))
    assert answer.status_code == 409
    assert "文件不在服务器上" in answer.content.decode()
    assert "?built_in=1" in answer.content.decode()
    assert page.get(reverse("brief_preview", args=["monthly", "docx"]) + "?built_in=1").status_code == 200


@pytest.mark.parametrize("scope", ["own", "below", "self", "chosen"])
def test_an_officer_of_a_bureau_changes_no_template_of_the_zone(scope, make, zone, sign_in):
    bureau = make.organisation(zone)
    client = sign_in(make.user(zone, "officer", scope, bureau))
    for url in (reverse("briefs"), reverse("brief_kind", args=KIND), reverse("brief_words", args=KIND)):
        assert client.get(url).status_code == 403
    assert client.post(reverse("brief_put_back", args=KIND)).status_code == 403
    assert events() == [("brief.change", "refused")] * 4


def test_another_zones_template_is_not_there(make, page, monthly, officer):
    from gaoxin_web.briefs.services import keep  # noqa: PLC0415 - models load after the settings

    kept = keep(monthly, make.zone(), "别区", reworded(monthly), officer)
    for name, args in (
        ("brief_file", [kept.pk]),
        ("brief_marked", [kept.pk]),
        ("brief_own_preview", [kept.pk, "docx"]),
    ):
        assert page.get(reverse(name, args=args)).status_code == 404
    assert page.post(reverse("brief_use", args=[kept.pk])).status_code == 404
    assert "别区" not in page.get(reverse("brief_kind", args=KIND)).content.decode()


@pytest.mark.parametrize("name", ["brief_kind", "brief_words", "brief_built_in"])
def test_a_kind_that_is_none_is_not_there(name, page):
    assert page.get(reverse(name, args=["nothing"])).status_code == 404


def test_a_report_is_no_picture(page):
    assert page.get(reverse("brief_preview", args=["monthly", "png"])).status_code == 404


@pytest.mark.parametrize("key", ["monthly", "evaluation"])
def test_the_help_says_every_word_as_it_is_written(key, page, request):
    kind = request.getfixturevalue(key)
    text = page.get(reverse("brief_words", args=[key])).content.decode()
    for path in kind.words:
        assert path.partition("[].")[2] in text if "[]" in path else path in text


def test_what_the_help_says_to_write_is_taken(request, monthly, evaluation, bare_zone):
    """Each word written as the help writes it makes a template without a fault."""
    from gaoxin_web.briefs.checking import faults_of  # noqa: PLC0415 - words load after the settings
    from gaoxin_web.briefs.kinds import words_of  # noqa: PLC0415 - likewise
    from gaoxin_web.briefs.render import complete  # noqa: PLC0415 - likewise

    for kind in (monthly, evaluation):
        written = [word.written for word in words_of(kind) if "one." not in word.written]
        assert faults_of(document(*written), complete(bare_zone, kind.sampled(), None)) == []


def test_the_words_can_be_taken_out_as_a_workbook(page):
    answer = page.get(reverse("brief_words", args=KIND) + "?export=xlsx")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert ("brief.export", "done") in events()


def test_a_report_is_named_by_its_title_and_noted(page, zone, monthly, rf, officer):
    from gaoxin_web.accounts.access import Access  # noqa: PLC0415 - models load after the settings
    from gaoxin_web.briefs.answering import answer  # noqa: PLC0415 - likewise

    request = rf.get("/")
    request.user, request.access = officer, Access.of(officer)
    made = answer(request, monthly, zone, monthly.sampled(), "docx")
    name = "石嘴山高新区2022年1—11月经济运行月报.docx"
    assert unquote(made["Content-Disposition"]) == f"attachment; filename*=UTF-8''{name}"
    assert events() == [("brief.print", "done")]


def test_without_a_chinese_font_the_page_says_what_to_install(page, monkeypatch):
    monkeypatch.setattr(fonts, "families", lambda: frozenset({"Libertinus Serif"}))
    fonts.chinese_fonts.cache_clear()
    answer = page.get(reverse("brief_preview", args=["monthly", "pdf"]))
    fonts.chinese_fonts.cache_clear()
    assert answer.status_code == 503
    assert "fonts-noto-cjk" in answer.content.decode()


def test_what_the_monitoring_app_says_is_what_the_monthly_brief_asks_for(zone, monthly):
    from gaoxin_web.briefs.builtin.monthly import sayable  # noqa: PLC0415 - words load after the settings
    from gaoxin_web.briefs.kinds import at  # noqa: PLC0415 - likewise
    from gaoxin_web.briefs.render import render_docx  # noqa: PLC0415 - likewise
    from gaoxin_web.monitoring.report import context  # noqa: PLC0415 - likewise

    said = sayable(context(zone, "2022-11"))
    for path in monthly.words:
        at(said, path)
    assert "本期尚无数据。" in texts(render_docx(monthly, zone, said))
