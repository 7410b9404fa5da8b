"""A contact who asks to be forgotten: gone from all that is kept, and files that still say it are named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.collection.models import Assignment, DataSet, Round, Step
from gaoxin_web.enterprises.models import Batch, BatchRow, Filing
from gaoxin_web.enterprises.services.merging import merge, part
from gaoxin_web.enterprises.services.sheets import restate
from gaoxin_web.rulebook import rulebook

pytestmark = pytest.mark.django_db
NAME, PHONE = "张三丰", "13895201234"


@pytest.fixture
def everywhere(world):
    """The contact in the register and its history, in a ledger and in what it filed and would file."""
    firm = world.firm
    firm.contact, firm.phone = NAME, PHONE
    firm.save()
    batch = Batch.objects.create(zone=firm.zone, title="台账.xlsx", sha256="0" * 64, state="done")
    batch.file.save("台账.xlsx", ContentFile(b"x"))
    values = {
        "联系人": {"value": NAME, "raw": NAME, "cell": "C2", "kind": "person"},
        "电话": {"value": PHONE, "raw": PHONE, "cell": "D2", "kind": "phone"},
        "staff": {"value": 12, "raw": "12", "cell": "E2"},
    }
    Filing.objects.create(enterprise=firm, batch=batch, year=2025, sheet="年报", values=values)
    BatchRow.objects.create(
        batch=batch, sheet="年报", row=2, change="changed", enterprise=firm,
        filings=[{"year": 2025, "values": values}], about={"contact": NAME, "phone": PHONE, "park": "一期"},
        changes=[["about:phone", 0, None, PHONE], ["staff", 2025, None, 12]],
    )  # fmt: skip
    restate([firm.pk], rulebook())
    return firm


@pytest.fixture
def filled(everywhere):
    """A form that the contact filled by its link."""
    data_set = DataSet.objects.create(zone=everywhere.zone, title="年报", kind="year")
    round_ = Round.objects.create(
        data_set=data_set,
        batch=Batch.objects.create(zone=everywhere.zone, title="2025年报", sha256="1" * 64),
        year=2025,
        opens_on=timezone.localdate(),
        closes_on=timezone.localdate() + timedelta(days=9),
    )
    form = Assignment.objects.create(round=round_, enterprise=everywhere, filler=NAME, due_on=round_.closes_on)
    Step.objects.create(assignment=form, action=Step.Action.SUBMITTED, filler=NAME)
    return form


def kept_of(firm):
    """All that is kept of an enterprise, as one text."""
    firm.refresh_from_db()
    rows = [
        firm,
        *firm.history.all(),
        *Filing.objects.filter(enterprise=firm),
        *BatchRow.objects.filter(enterprise=firm),
    ]
    return repr([vars(row) for row in rows])


def erase(client, firm, reason="本人 2026-11-20 来电"):
    return client.post(f"/enterprises/{firm.pk}/erase/", {"reason": reason}, follow=True)


def test_name_and_telephone_are_gone_from_all_that_is_kept(everywhere, officer, fresh):
    assert kept_of(everywhere).count(PHONE) > 4
    erase(fresh(officer), everywhere)
    kept = kept_of(everywhere)
    assert (PHONE in kept, NAME in kept) == (False, False)
    row, filing = BatchRow.objects.get(), Filing.objects.get()
    assert (row.about, row.changes) == ({"park": "一期"}, [["staff", 2025, None, 12]])
    assert filing.values["staff"] == {"value": 12, "raw": "12", "cell": "E2"}
    assert filing.values["电话"] == {"value": None, "raw": "", "cell": "D2", "kind": "phone"}


def test_who_filled_the_forms_goes_too(filled, everywhere, officer, fresh):
    erase(fresh(officer), everywhere)
    filled.refresh_from_db()
    assert (filled.filler, Step.objects.get().filler) == ("", "")


def test_the_page_names_the_files_that_still_say_it_and_the_log_who_asked(everywhere, officer, fresh, world):
    page = erase(fresh(officer), everywhere).content.decode()
    assert "上传的原文件不改写，仍可能含有这些信息：台账.xlsx" in page
    event = AuditEvent.objects.get(action="register.erase")
    assert (event.user, event.target) == (world.officer, f"enterprise:{everywhere.pk} {everywhere}")
    assert event.detail == {"fields": ["contact", "phone"], "reason": "本人 2026-11-20 来电", "files": ["台账.xlsx"]}
    assert PHONE not in str(event.detail)


def test_a_merge_that_is_undone_does_not_bring_it_back(everywhere, make, officer, fresh, world):
    twin = make.enterprise(world.zone, "砺石", organisation=world.science, contact=NAME, phone=PHONE)
    done = merge(everywhere, twin, {}, "执照相同", world.officer)
    erase(fresh(officer), everywhere)
    laid_back = part(done, world.officer)
    assert (PHONE in kept_of(everywhere), getattr(laid_back, "phone", "")) == (False, "")


@pytest.mark.parametrize("reason", ["", " ", "他"])
def test_without_a_reason_nothing_is_erased(everywhere, officer, fresh, reason):
    page = erase(fresh(officer), everywhere, reason).content.decode()
    assert "没有删除：请写明是谁、何时提出的要求。" in page
    assert PHONE in kept_of(everywhere)


def test_the_password_is_asked_first(everywhere, officer):
    asked = officer.post(f"/enterprises/{everywhere.pk}/erase/", {"reason": "本人来电"})
    assert asked.url.partition("?")[0] == "/account/reauthenticate/"
    assert PHONE in kept_of(everywhere)


def test_an_enterprise_with_nothing_to_forget_stays_as_it_was(world, officer, fresh):
    world.firm.contact = world.firm.phone = ""
    world.firm.save()
    before = world.firm.history.count()
    erase(fresh(officer), world.firm)
    assert world.firm.history.count() == before
