"""What was taken off an enterprise can be put back; what somebody else changed is not written over unseen."""

from __future__ import annotations

import re

import pytest

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.enterprises.models import (
    Alias,
    Batch,
    Enterprise,
    FactSheet,
    Filing,
    GroupRelation,
    Patent,
    Recognition,
)

from .test_profile import form_of

pytestmark = pytest.mark.django_db


def removed_and_put_back(officer, firm, kind, thing):
    page = officer.post(f"/enterprises/{firm.pk}/with/{kind}/{thing}/remove/", follow=True).content.decode()
    url = re.search(r'href="(/enterprises/\d+/with/\w+/\d+/restore/)"', page)[1]
    assert officer.get(url).status_code == 200
    return officer.post(url, follow=True)


def test_a_patent_removed_by_mistake_is_put_back_as_it_was(world, officer):
    patent = Patent.objects.create(enterprise=world.firm, kind="invention", number="ZL2023", title="制粉", note="甲")
    before = Patent.objects.values().get()
    removed_and_put_back(officer, world.firm, "patent", patent.pk)
    assert Patent.objects.values().get() == before
    assert AuditEvent.objects.get(action="patent.restore").target == f"patent:{patent.pk} 制粉"


def test_the_log_names_what_was_removed(world, officer):
    patent = Patent.objects.create(enterprise=world.firm, kind="invention", title="制粉")
    officer.post(f"/enterprises/{world.firm.pk}/with/patent/{patent.pk}/remove/")
    assert AuditEvent.objects.get(action="patent.delete").target == f"patent:{patent.pk} 制粉"


def test_a_relation_is_put_back_from_either_side(world, officer):
    edge = GroupRelation.objects.create(parent=world.firm, child=world.other, kind="controls")
    removed_and_put_back(officer, world.other, "relation", edge.pk)
    assert list(GroupRelation.objects.values_list("parent", "child")) == [(world.firm.pk, world.other.pk)]


def test_what_was_entered_again_since_is_not_doubled(world, officer):
    alias = Alias.objects.create(enterprise=world.firm, name="砺石厂", kind="alias")
    officer.post(f"/enterprises/{world.firm.pk}/with/alias/{alias.pk}/remove/")
    Alias.objects.create(enterprise=world.firm, name="砺石厂", kind="alias")
    page = officer.post(f"/enterprises/{world.firm.pk}/with/alias/{alias.pk}/restore/", follow=True).content.decode()
    assert ("没有恢复" in page, Alias.objects.filter(name="砺石厂").count()) == (True, 1)


def test_what_is_there_cannot_be_put_back(world, officer):
    held = Recognition.objects.create(enterprise=world.firm, kind="hnte")
    url = f"/enterprises/{world.firm.pk}/with/recognition/{held.pk}/restore/"
    assert (officer.get(url).status_code, officer.post(url).status_code) == (404, 404)


def test_another_enterprises_thing_is_not_put_back_here(world, officer):
    held = Recognition.objects.create(enterprise=world.other, kind="hnte")
    officer.post(f"/enterprises/{world.other.pk}/with/recognition/{held.pk}/remove/")
    assert officer.post(f"/enterprises/{world.firm.pk}/with/recognition/{held.pk}/restore/").status_code == 404
    assert not Recognition.objects.exists()


def test_a_change_made_since_the_form_was_opened_is_told_and_not_written_over(make, world, officer):
    url = f"/enterprises/{world.firm.pk}/edit/"
    seen = officer.get(url).context["form"]["seen"].value()
    other = make.user(world.zone, "officer", name="李雷")
    world.firm.chain, world.firm._history_user = "新材料", other
    world.firm.save()
    mine = form_of(world.firm) | {"chain": "稀有金属", "park": "二期", "seen": seen}
    answer = officer.post(url, mine)
    assert (answer.status_code, "李雷" in answer.content.decode()) == (422, True)
    assert Enterprise.objects.get(pk=world.firm.pk).park == ""
    officer.post(url, mine | {"seen": answer.context["form"]["seen"].value()})
    assert Enterprise.objects.values_list("chain", "park").get(pk=world.firm.pk) == ("稀有金属", "二期")


def test_an_enterprise_given_to_another_bureau_leads_back_to_the_list(world, sign_in):
    firm = world.other
    data = form_of(firm) | {"organisation": world.science.pk}
    answer = sign_in(world.narrow).post(f"/enterprises/{firm.pk}/edit/", data, follow=True)
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/enterprises/")
    assert "不在您的数据范围内" in answer.content.decode()


def test_a_correction_taken_back_lets_stand_what_stood_before(world, officer):
    url = f"/enterprises/{world.firm.pk}/facts/2025/staff/"
    for value in ("120", "12"):
        officer.post(f"{url}edit/", {"value": value, "reason": "按年报"})
    wrong = Filing.objects.order_by("-pk").first()
    assert FactSheet.objects.get().values == {"staff": 12}
    answer = officer.post(f"/enterprises/{world.firm.pk}/facts/filings/{wrong.pk}/withdraw/")
    assert (answer.url, FactSheet.objects.get().values) == (url, {"staff": 120})
    assert AuditEvent.objects.get(action="fact.undo").detail["fields"] == ["staff"]
    assert officer.post(f"/enterprises/{world.firm.pk}/facts/filings/{wrong.pk}/withdraw/").status_code == 404


def test_what_a_ledger_said_is_not_taken_back_one_by_one(world, officer):
    batch = Batch.objects.create(zone=world.zone, title="年报.xlsx", sha256="1" * 64, state="done")
    values = {"staff": {"value": 12, "raw": "12", "cell": "B2"}}
    filed = Filing.objects.create(enterprise=world.firm, batch=batch, year=2025, values=values)
    assert officer.post(f"/enterprises/{world.firm.pk}/facts/filings/{filed.pk}/withdraw/").status_code == 404
