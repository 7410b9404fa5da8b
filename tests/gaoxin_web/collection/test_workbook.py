"""The form as a workbook: the same lines, the same checks, one enterprise."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gaoxin_web.collection.links import token_of
from gaoxin_web.collection.models import Answer, Assignment
from gaoxin_web.collection.services import RefusedError, filling
from gaoxin_web.collection.workbook import read_upload, template_file
from tests.gaoxin_web.collection.conftest import CODES, GOOD

pytestmark = pytest.mark.django_db


def book(form):
    return openpyxl.load_workbook(io.BytesIO(template_file(form)))


def heads(sheet):
    return {cell.value: cell.column for cell in sheet[1]}


def fill(workbook, row=2, **cells):
    """Write cells under headings that begin so."""
    sheet = workbook["企业信息"]
    for label, value in cells.items():
        column = next(number for head, number in heads(sheet).items() if head.startswith(label))
        sheet.cell(row, column, value)
    return workbook


def packed(workbook):
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def read(form, workbook, name="表.xlsx"):
    return read_upload(form, io.BytesIO(packed(workbook)), name)


def test_the_template_names_the_enterprise_the_year_and_the_units(form):
    workbook = book(form)
    rows = list(workbook["企业信息"].values)
    heads_ = (
        "统一社会信用代码",
        "企业名称",
        "年度",
        "营业收入（万元）",
        "主营业务收入（万元）",
        "职工总数（人）",
        "重大安全事故",
    )
    assert rows[:2] == [heads_, (CODES[0], "甲公司", 2025, None, None, None, None)]
    assert workbook["填报说明"]["A1"].value == "年度快报 · 2025年 填报表"


def test_a_filled_workbook_is_the_draft(form):
    upload = read(form, fill(book(form), 营业收入=1200, 主营业务收入=1000, 职工总数=20, 重大安全事故="否"))
    assert (upload.texts, upload.issues) == (GOOD, [])


def test_the_same_checks_hold_as_on_the_page(form):
    by_page = filling.save(form.pk, {"revenue-2025": "1", "main_revenue-2025": "2", "staff-2025": "1.5"}, {})
    by_page = {key: line.doubts for key, line in by_page.lines.items()}
    Answer.objects.all().delete()
    upload = read(form, fill(book(form), 营业收入=1, 主营业务收入=2, 职工总数=1.5))
    by_book = filling.take(form.pk, upload.texts, upload.issues)
    assert {key: line.doubts for key, line in by_book.lines.items()} == by_page


def test_a_cell_that_cannot_be_read_keeps_its_text_and_its_place(form):
    upload = read(form, fill(book(form), 营业收入="一千二", 职工总数=20))
    assert upload.texts == {"revenue-2025": "一千二", "staff-2025": "20"}
    assert [(issue["code"], issue["spot"]) for issue in upload.issues] == [("GX131", "企业信息!D2")]


def test_another_unit_in_the_heading_is_understood(form):
    workbook = fill(book(form), 营业收入=12_000_000)
    workbook["企业信息"].cell(1, 4, "营业收入（元）")
    assert read(form, workbook).texts["revenue-2025"] == "1200"


def test_rows_of_another_enterprise_are_left_alone(form, zone):
    workbook = fill(book(form), 职工总数=20)
    workbook["企业信息"].append([CODES[1], "乙公司", 2025, 99])
    assert read(form, workbook).texts == {"staff-2025": "20"}


def test_a_workbook_of_another_enterprise_is_refused(form, zone):
    other = form.round.assignments.get(enterprise=zone.other)
    with pytest.raises(RefusedError):
        read(form, fill(book(other), 职工总数=20))


def test_another_year_is_not_taken_for_this_one(form):
    workbook = fill(book(form), 职工总数=20)
    workbook["企业信息"].cell(2, 3, 2024)
    with pytest.raises(RefusedError):
        read(form, workbook)


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"PK\x03\x04junk", "表.xlsx"), (b"<html>", "表.xlsx"), (b"PK\x03\x04", "表.xlsm"), (b"", "表.xlsx")],
)
def test_what_is_no_workbook_is_refused_with_a_word(form, content, name):
    with pytest.raises(RefusedError) as refusal:
        read_upload(form, io.BytesIO(content), name)
    assert str(refusal.value)


def test_a_file_too_large_is_refused(form):
    with pytest.raises(RefusedError):
        read_upload(form, io.BytesIO(b"PK" + b"0" * 3 * 2**20), "表.xlsx")


def test_a_workbook_goes_up_by_link_and_is_shown_for_a_check(client, form):
    url = reverse("fill_upload", args=[token_of(form)])
    content = packed(fill(book(form), 营业收入=1200, 职工总数="廿"))
    page = client.post(url, {"file": SimpleUploadedFile("表.xlsx", content)}, follow=True)
    text = page.content.decode()
    assert ['value="1200"' in text, 'value="廿"' in text, "企业信息!F2" in text] == [True] * 3
    assert Assignment.objects.get(pk=form.pk).state == "draft"


def test_the_template_comes_down_by_link(client, form):
    page = client.get(reverse("fill_template", args=[token_of(form)]))
    found = openpyxl.load_workbook(io.BytesIO(page.content))["企业信息"]
    assert found["B2"].value == "甲公司"


def test_without_a_credit_code_there_is_no_workbook(client, form, zone):
    zone.first.uscc = None
    zone.first.save()
    page = client.get(reverse("fill_template", args=[token_of(form)]), follow=True)
    assert "名册中还没有贵企业的统一社会信用代码" in page.content.decode()


def test_a_submitted_form_takes_no_workbook(client, submitted):
    url = reverse("fill_upload", args=[token_of(submitted)])
    client.post(url, {"file": SimpleUploadedFile("表.xlsx", packed(fill(book(submitted), 职工总数=99)))})
    assert Answer.objects.get(assignment=submitted, key="staff-2025").raw == "20"
