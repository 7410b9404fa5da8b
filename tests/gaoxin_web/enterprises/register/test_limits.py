"""What an address or a form may hold, files that are replaced, and the whole file of an enterprise as a workbook."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.enterprises.forms.shared import whole
from gaoxin_web.enterprises.models import Document, Enterprise, Recognition, Request
from gaoxin_web.enterprises.queries.recognitions import running
from gaoxin_web.rulebook import rulebook

from .test_profile import fill

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("42", 42),
        (str(2**63 - 1), 2**63 - 1),
        (str(2**63), None),
        ("9" * 5000, None),
        ("", None),
        ("-1", None),
        ("²", None),
        ("٣", None),
        ("x", None),
    ],
)
def test_a_whole_number_is_one_a_database_keeps(text, number):
    assert whole(text) == number


def test_rows_no_database_keeps_are_none(world, officer):
    answer = officer.post("/enterprises/bulk/chain/", {"row": ["9" * 23, "²"], "apply": "1", "chain": "x"}, follow=True)
    assert "没有选中企业" in answer.content.decode()
    assert not Enterprise.objects.filter(chain="x").exists()


@pytest.mark.parametrize(
    ("field", "year", "status"),
    [
        ("revenue", "9" * 5000, 422),
        ("revenue", "1989", 422),
        ("revenue", "1990", 302),
        ("revenue", "2100", 302),
        ("revenue", "2101", 422),
        ("revenue", "0", 422),
        ("revenue", "", 422),
        ("", "2025", 422),
        ("established_on", "", 302),
    ],
)
def test_a_figure_is_of_a_year_there_may_be(world, officer, field, year, status):
    answer = officer.get(f"/enterprises/{world.firm.pk}/facts/new/", {"field": field, "year": year})
    assert answer.status_code == status


@pytest.mark.parametrize(("rating", "status"), [("5", 302), ("1", 302), ("", 302), ("0", 422), ("6", 422), ("99", 422)])
def test_a_rating_is_from_one_to_five(world, officer, rating, status):
    data = {"title": "用电增容", "raised_on": "2026-05-15", "state": "registered", "rating": rating}
    answer = officer.post(f"/enterprises/{world.firm.pk}/with/request/new/", data)
    assert answer.status_code == status
    kept = {int(rating) if rating else None} if status == 302 else set()
    assert set(Request.objects.values_list("rating", flat=True)) == kept


def test_a_document_replaced_leaves_no_file_behind(world, officer, django_capture_on_commit_callbacks):
    url = f"/enterprises/{world.firm.pk}/with/document"
    officer.post(f"{url}/new/", {"title": "审计报告", "file": SimpleUploadedFile("a.pdf", PDF)})
    first = Document.objects.get()
    old = Path(first.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(f"{url}/{first.pk}/", {"title": "审计报告", "file": SimpleUploadedFile("b.pdf", PDF + b"2")})
    new = Path(Document.objects.get().file.path)
    assert (old.exists(), new.read_bytes()) == (False, PDF + b"2")


def test_a_title_changed_alone_keeps_the_file(world, officer, django_capture_on_commit_callbacks):
    url = f"/enterprises/{world.firm.pk}/with/document"
    officer.post(f"{url}/new/", {"title": "审计报告", "file": SimpleUploadedFile("a.pdf", PDF)})
    first = Document.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(f"{url}/{first.pk}/", {"title": "2025 审计报告"})
    assert Path(Document.objects.get().file.path).exists()


def test_documents_are_in_the_history(world, officer):
    url = f"/enterprises/{world.firm.pk}/with/document"
    officer.post(f"{url}/new/", {"title": "审计报告", "file": SimpleUploadedFile("a.pdf", PDF)})
    officer.post(f"{url}/{Document.objects.get().pk}/remove/")
    events = officer.get(f"/enterprises/{world.firm.pk}/history/").context["events"]
    found = [(event.act, event.who) for event in events if event.kind == "文件"]
    assert found == [("已删除", "王敏"), ("已新增", "王敏")]


def test_very_many_words_are_not_all_looked_for(world, officer, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        officer.get("/enterprises/", {"q": " ".join(f"字{number}" for number in range(1000))})


def test_the_whole_file_is_a_workbook_with_sources_and_covered_persons(world, officer):
    fill(world)
    answer = officer.get(f"/enterprises/{world.firm.pk}/export/")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["企业资料", "资质", "经营数据", "创新资源", "诉求", "走访", "名称与关系"]
    facts = [list(row) for row in book["经营数据"].iter_rows(values_only=True)]
    assert facts[1] == ["营业收入", "万元", 2025, 24110.27, "24110.27", "年报.xlsx", "F18"]
    everything = str([[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book])
    assert ("13895201234" in everything, "138****1234" in everything, "刘备" in everything) == (False, True, False)
    assert AuditEvent.objects.get(action="register.export").target.endswith(world.firm.name)


@pytest.mark.parametrize("who", ["narrow", "member"])
def test_nobody_beyond_the_scope_takes_the_file_out(world, sign_in, who):
    answer = sign_in(getattr(world, who)).get(f"/enterprises/{world.firm.pk}/export/")
    assert answer.status_code == {"narrow": 404, "member": 403}[who]


@pytest.mark.parametrize(
    ("fields", "since", "until"),
    [
        # in force on both days named, and not the day before the first nor the day after the last
        ({"valid_from": date(2023, 7, 1), "valid_to": date(2026, 6, 30)}, date(2023, 7, 1), date(2026, 6, 30)),
        ({"recognised_on": date(2023, 7, 1)}, date(2023, 7, 1), date(2026, 6, 30)),  # hnte: three years
        ({"recognised_on": date(2023, 7, 1), "withdrawn_on": date(2025, 1, 1)}, date(2023, 7, 1), date(2024, 12, 31)),
    ],
)
def test_both_ends_of_a_validity_count_and_the_day_of_withdrawal_does_not(world, fields, since, until):
    Recognition.objects.create(enterprise=world.firm, kind="hnte", **fields)
    day = timedelta(1)
    counts = [
        running(Recognition.objects.all(), on, rulebook()).count() for on in (since - day, since, until, until + day)
    ]
    assert counts == [0, 1, 1, 0]
