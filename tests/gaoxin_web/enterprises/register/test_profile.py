"""One enterprise's page: every tab for officer and leader; for nobody beyond the scope."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.enterprises.models import (
    Award,
    Batch,
    Facility,
    Filing,
    GroupRelation,
    Patent,
    Platform,
    Recognition,
    Request,
    Team,
    Visit,
)
from gaoxin_web.enterprises.services.sheets import restate
from gaoxin_web.rulebook import rulebook

pytestmark = pytest.mark.django_db
TABS = {
    "": "企业资料",
    "recognitions/": "GR202364000001",
    "facts/": "24,110.27",
    "holdings/": "ZL2023",
    "contacts/": "用电增容",
    "documents/": "还没有文件",
    "relations/": "东方粉末厂",
    "history/": "新增",
}


def fill(world, number=1):
    """Something of every kind hangs on the enterprise."""
    firm, today = world.firm, timezone.localdate()
    batch = Batch.objects.create(zone=world.zone, title="年报.xlsx", sha256="1" * 64, created_by=world.officer)
    for place in range(number):
        Recognition.objects.create(
            enterprise=firm,
            kind="hnte",
            certificate=f"GR20236400000{place + 1}",
            valid_from=today - timedelta(900),
            valid_to=today + timedelta(95),
        )
        Patent.objects.create(enterprise=firm, kind="invention", number=f"ZL2023{place}", title="制粉")
        Platform.objects.create(enterprise=firm, kind="重点实验室", level="national", name=f"实验室{place}")
        Team.objects.create(enterprise=firm, name=f"团队{place}", leader="刘备")
        Award.objects.create(enterprise=firm, prize="科技进步奖", level="national", achievement="钽粉")
        Facility.objects.create(zone=world.zone, enterprise=firm, kind="中试", name=f"线{place}")
        Visit.objects.create(enterprise=firm, by=world.officer, summary="看了二期")
        Request.objects.create(enterprise=firm, title="用电增容", due_on=today - timedelta(1), organisation=world.trade)
        values = {"revenue": {"value": 24_110_270_000, "raw": "24110.27", "cell": "F18"}}
        Filing.objects.create(enterprise=firm, batch=batch, year=2025 - place, sheet="企业年报", values=values)
    GroupRelation.objects.get_or_create(parent=firm, child=world.other, kind="controls")
    restate([firm.pk], rulebook())


@pytest.mark.parametrize("who", ["officer", "leader"])
@pytest.mark.parametrize(("tab", "shown"), TABS.items())
def test_every_tab_is_shown_to_officer_and_leader(world, sign_in, who, tab, shown):
    fill(world)
    page = sign_in(getattr(world, who)).get(f"/enterprises/{world.firm.pk}/{tab}").content.decode()
    assert shown in page
    assert ("/edit/" in page) == (who == "officer")


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_asks_the_database_as_often_for_many_things_as_for_one(world, officer, tab):
    from django.db import connection  # noqa: PLC0415 - beside its use
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - likewise

    fill(world)
    officer.get(f"/enterprises/{world.firm.pk}/{tab}")
    with CaptureQueriesContext(connection) as few:
        officer.get(f"/enterprises/{world.firm.pk}/{tab}")
    fill(world, 9)
    with CaptureQueriesContext(connection) as many:
        officer.get(f"/enterprises/{world.firm.pk}/{tab}")
    assert len(many) == len(few)


@pytest.mark.parametrize("tab", [*TABS, "edit/", "facts/2025/revenue/", "facts/2025/revenue/edit/", "facts/new/"])
def test_an_enterprise_out_of_reach_is_not_there(make, world, sign_in, tab):
    stranger = make.user(make.zone(), "officer", "zone")
    for user in (world.narrow, stranger):
        assert sign_in(user).get(f"/enterprises/{world.firm.pk}/{tab}").status_code == 404


def test_the_overview_says_what_runs_out_and_what_is_late(world, officer):
    fill(world)
    alerts = [alert.text for alert in officer.get(f"/enterprises/{world.firm.pk}/").context["alerts"]]
    ends = timezone.localdate() + timedelta(95)
    assert f"高新技术企业将于 {ends} 到期，还有 95 天" in alerts
    assert "有 1 件诉求超过办结期限" in alerts


@pytest.mark.parametrize(("months", "soon"), [(6, True), (7, False)])
def test_six_months_are_soon_and_seven_are_not(world, officer, months, soon):
    from gaoxin_web.enterprises.queries.recognitions import later  # noqa: PLC0415 - beside its use

    ends = later(timezone.localdate(), months)
    Recognition.objects.create(enterprise=world.firm, kind="hnte", valid_from="2020-01-01", valid_to=ends)
    alerts = officer.get(f"/enterprises/{world.firm.pk}/").context["alerts"]
    assert any("到期" in alert.text for alert in alerts) == soon


def test_contacts_are_covered_until_a_reason_is_given(world, officer, fresh):
    url = f"/enterprises/{world.firm.pk}/"
    page = fresh(officer).get(url).content.decode()
    assert ("138****1234" in page, "13895201234" in page, "张三丰" in page) == (True, False, False)
    refused = officer.post(f"{url}unmask/", {"reason": " "})
    assert (refused.status_code, "13895201234" in refused.content.decode()) == (422, False)
    assert not AuditEvent.objects.filter(action="register.unmask").exists()
    shown = officer.post(f"{url}unmask/", {"reason": "约访企业"})
    assert ("13895201234" in shown.content.decode(), shown["Cache-Control"]) == (True, "no-store")
    event = AuditEvent.objects.get(action="register.unmask")
    assert (event.user, event.detail["reason"]) == (world.officer, "约访企业")
    assert "13895201234" not in str(event.detail)
    assert "13895201234" not in officer.get(url).content.decode()


def test_the_password_is_asked_before_anything_is_uncovered_and_then_it_goes_on_by_itself(world, officer):
    url = f"/enterprises/{world.firm.pk}/unmask/"
    asked = officer.post(url, {"reason": "约访企业"})
    assert (asked.status_code, asked.url.partition("?")[0]) == (302, "/account/reauthenticate/")
    wrong = officer.post(asked.url, {"password": "wrong"})
    assert (wrong.status_code, "13895201234" in wrong.content.decode()) == (200, False)
    assert not AuditEvent.objects.filter(action="register.unmask").exists()
    shown = officer.post(asked.url, {"password": "Correct-Horse-9"})
    assert ("13895201234" in shown.content.decode(), shown["Cache-Control"]) == (True, "no-store")
    assert AuditEvent.objects.get(action="register.unmask").detail["reason"] == "约访企业"


def test_a_password_given_long_ago_is_asked_again(world, officer, fresh, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    asked = fresh(officer).post(f"/enterprises/{world.firm.pk}/unmask/", {"reason": "约访企业"})
    assert asked.url.partition("?")[0] == "/account/reauthenticate/"


def test_who_loses_the_right_while_the_password_is_asked_sees_nothing(world, officer):
    asked = officer.post(f"/enterprises/{world.firm.pk}/unmask/", {"reason": "约访企业"})
    world.officer.grants.update(role="leader")
    assert officer.post(asked.url, {"password": "Correct-Horse-9"}).status_code == 403
    assert not AuditEvent.objects.filter(action="register.unmask", result="done").exists()


def test_a_leader_may_not_uncover(world, sign_in):
    response = sign_in(world.leader).post(f"/enterprises/{world.firm.pk}/unmask/", {"reason": "看看"})
    assert response.status_code == 403


def test_nothing_is_uncovered_by_an_address(world, officer, fresh):
    answer = fresh(officer).get(f"/enterprises/{world.firm.pk}/unmask/")
    assert (answer.status_code, answer.url) == (302, f"/enterprises/{world.firm.pk}/")
    assert not AuditEvent.objects.filter(action="register.unmask").exists()


def test_the_history_names_who_changed_what_and_covers_personal_data(world, officer):
    officer.post(
        f"/enterprises/{world.firm.pk}/edit/", {**form_of(world.firm), "chain": "新材料", "phone": "13700001111"}
    )
    page = officer.get(f"/enterprises/{world.firm.pk}/history/")
    event = next(event for event in page.context["events"] if event.act == "已修改")
    changes = {change.label: (change.before, change.after) for change in event.changes}
    assert (event.who, changes["产业链"]) == ("王敏", ("稀有金属", "新材料"))
    assert changes["联系电话"] == ("138****1234", "137****1111")
    assert "13700001111" not in page.content.decode()


def form_of(firm):
    """What an officer's form sends when nothing is changed."""
    return {
        "name": firm.name,
        "short_name": firm.short_name,
        "uscc": firm.uscc or "",
        "status": firm.status,
        "chain": firm.chain,
        "organisation": firm.organisation_id or "",
        "established_on": firm.established_on or "",
    }


def test_a_relation_shows_on_both_sides_and_links_only_within_reach(world, sign_in):
    fill(world)
    page = sign_in(world.narrow).get(f"/enterprises/{world.other.pk}/relations/")
    relation = page.context["relations"][0]
    assert (relation["other"], relation["above"], relation["within"]) == (world.firm, True, False)
    assert f"/enterprises/{world.firm.pk}/" not in page.content.decode()


def test_another_app_adds_a_tab_by_registering_it(world, officer):
    from gaoxin_web.enterprises import tabs  # noqa: PLC0415 - beside its use

    tabs.register(tabs.Tab("extra", "另一页", "enterprise_history", "register.view", place=15))
    tabs.register(tabs.Tab("forbidden", "看不到", "enterprise_history", "accounts.manage", place=16))
    tabs.register(tabs.Tab("missing", "没有页", "no_such_view", "register.view", place=17))
    try:
        shown = [tab["label"] for tab in officer.get(f"/enterprises/{world.firm.pk}/").context["tabs"]]
    finally:
        for key in ("extra", "forbidden", "missing"):
            tabs._tabs.pop(key)
    assert [str(label) for label in shown[:3]] == ["概览", "另一页", "资质"]
    assert not {"看不到", "没有页"} & {str(label) for label in shown}
