"""An enterprise by hand: its code read, its twins shown, nothing lost by a mistake."""

from __future__ import annotations

import pytest

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.enterprises.models import Enterprise, GroupRelation, Patent, Recognition, Request
from tests.gaoxin_web.enterprises.register.conftest import CODE, OTHER_CODE
from tests.gaoxin_web.enterprises.register.test_profile import form_of

pytestmark = pytest.mark.django_db
NEW = "/enterprises/new/"
FIRM = {"name": "宁夏维天铸造有限公司", "uscc": OTHER_CODE, "status": "open"}


def errors(response):
    return {name: [str(error) for error in found] for name, found in response.context["form"].errors.items()}


def test_a_new_enterprise_is_kept_logged_and_has_a_history(world, officer):
    response = officer.post(NEW, FIRM)
    firm = Enterprise.objects.get(uscc=OTHER_CODE)
    assert (response.url, firm.zone, firm.initials) == (f"/enterprises/{firm.pk}/", world.zone, "nxwtzzyxgs")
    assert AuditEvent.objects.get(action="register.create").target == f"enterprise:{firm.pk} {firm.name}"
    assert firm.history.get().history_user == world.officer


@pytest.mark.parametrize("written", ["９１６４０２００MA70000005", "91640200ma70000005", "91640200 MA70000005"])
def test_a_code_badly_written_but_certain_is_mended(world, officer, written):
    officer.post(NEW, {**FIRM, "uscc": written})
    assert Enterprise.objects.filter(uscc=OTHER_CODE).exists()


def test_a_letter_o_is_suggested_as_zero_and_not_mended_unasked(world, officer):
    response = officer.post(NEW, {**FIRM, "uscc": OTHER_CODE.replace("0", "O")})
    assert response.status_code == 422
    assert f"是否应为 {OTHER_CODE}？" in errors(response)["uscc"][0]
    assert not Enterprise.objects.filter(name=FIRM["name"]).exists()


@pytest.mark.parametrize(("written", "said"), [("9164020", "7 位，应为 18 位"), (OTHER_CODE[:-1] + "6", "校验位不符")])
def test_a_wrong_code_is_told_what_is_wrong(world, officer, written, said):
    assert said in errors(officer.post(NEW, {**FIRM, "uscc": written}))["uscc"][0]


def test_a_mistake_loses_nothing_that_was_written(world, officer):
    page = officer.post(NEW, {**FIRM, "uscc": "123", "address": "工业园区 8 号"}).content.decode()
    assert ("工业园区 8 号" in page, FIRM["name"] in page) == (True, True)


def test_a_code_that_is_taken_leads_to_who_has_it(world, officer):
    page = officer.post(NEW, {**FIRM, "uscc": CODE})
    assert f'<a href="/enterprises/{world.firm.pk}/">宁夏砺石钽业有限公司</a>' in page.content.decode()


def test_a_code_taken_out_of_reach_names_the_bureau_and_gives_no_link(world, sign_in):
    page = sign_in(world.narrow).post(NEW, {**FIRM, "uscc": CODE}).content.decode()
    assert ("责任部门：科技局" in page, f"/enterprises/{world.firm.pk}/" in page) == (True, False)


@pytest.mark.parametrize("name", ["宁夏砺石钽业有限公司", "宁夏 砺石钽业有限公司。", "东方粉末厂"])
def test_a_name_borne_already_is_warned_of_and_may_be_kept(world, officer, name):
    response = officer.post(NEW, {**FIRM, "name": name})
    assert (response.status_code, "已有同名或曾用此名" in errors(response)["name"][0]) == (422, True)
    officer.post(NEW, {**FIRM, "name": name, "not_the_same": "on"})
    assert Enterprise.objects.filter(uscc=OTHER_CODE).exists()


def test_the_same_code_may_stand_in_another_zone(make, world, sign_in):
    zone = make.zone()
    sign_in(make.user(zone, "officer", "zone")).post(NEW, {**FIRM, "uscc": CODE})
    assert Enterprise.objects.filter(uscc=CODE).count() == 2


def test_editing_keeps_covered_contacts_and_logs_before_and_after(world, officer):
    officer.post(f"/enterprises/{world.firm.pk}/edit/", {**form_of(world.firm), "chain": "新材料"})
    world.firm.refresh_from_db()
    assert (world.firm.chain, world.firm.contact, world.firm.phone) == ("新材料", "张三丰", "13895201234")
    assert AuditEvent.objects.get(action="register.change").detail == {"changed": {"chain": ["稀有金属", "新材料"]}}


def test_the_form_does_not_write_a_telephone_into_the_page(world, officer):
    page = officer.get(f"/enterprises/{world.firm.pk}/edit/").content.decode()
    assert ("13895201234" in page, "138****1234" in page) == (False, True)


def test_none_clears_a_covered_field(world, officer):
    officer.post(f"/enterprises/{world.firm.pk}/edit/", {**form_of(world.firm), "phone": "无"})
    world.firm.refresh_from_db()
    assert (world.firm.phone, world.firm.contact) == ("", "张三丰")


@pytest.mark.parametrize("path", [NEW, "/enterprises/{pk}/edit/", "/enterprises/{pk}/with/patent/new/"])
def test_a_leader_changes_nothing(world, sign_in, path):
    url = path.format(pk=world.firm.pk)
    assert [sign_in(world.leader).get(url).status_code, sign_in(world.leader).post(url).status_code] == [403, 403]


def test_a_holding_is_added_changed_and_removed(world, officer):
    url = f"/enterprises/{world.firm.pk}/with/patent/"
    officer.post(f"{url}new/", {"kind": "invention", "title": "制粉"})
    patent = Patent.objects.get(enterprise=world.firm)
    officer.post(f"{url}{patent.pk}/", {"kind": "utility", "title": "制粉"})
    patent.refresh_from_db()
    assert patent.kind == "utility"
    officer.post(f"{url}{patent.pk}/remove/")
    assert not Patent.objects.exists()
    assert list(patent.history.model.objects.order_by("pk").values_list("history_type", flat=True)) == ["+", "~", "-"]
    assert list(
        AuditEvent.objects.filter(action__startswith="patent.").order_by("pk").values_list("action", flat=True)
    ) == [
        "patent.create",
        "patent.change",
        "patent.delete",
    ]


def test_a_thing_of_another_enterprise_is_not_reached_by_ones_own_address(world, officer):
    patent = Patent.objects.create(enterprise=world.other, kind="invention", title="组件")
    url = f"/enterprises/{world.firm.pk}/with/patent/{patent.pk}/"
    assert [officer.get(url).status_code, officer.post(f"{url}remove/").status_code] == [404, 404]
    assert Patent.objects.filter(pk=patent.pk).exists()


def test_removing_is_never_a_link(world, officer):
    patent = Patent.objects.create(enterprise=world.firm, kind="invention", title="组件")
    assert officer.get(f"/enterprises/{world.firm.pk}/with/patent/{patent.pk}/remove/").status_code == 405


@pytest.mark.parametrize(("ends", "status"), [("2025-01-01", 302), ("2024-12-31", 422)])
def test_a_validity_may_end_the_day_it_begins_and_not_before(world, officer, ends, status):
    data = {"kind": "hnte", "valid_from": "2025-01-01", "valid_to": ends}
    assert officer.post(f"/enterprises/{world.firm.pk}/with/recognition/new/", data).status_code == status
    assert Recognition.objects.exists() == (status == 302)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"state": "registered"}, []),
        ({"state": "assigned"}, ["organisation"]),
        ({"state": "answered"}, ["answer"]),
        ({"state": "rated", "answer": "已解决"}, ["rating"]),
    ],
)
def test_a_request_in_a_state_has_what_the_state_says(world, officer, fields, wrong):
    data = {"title": "用电", "raised_on": "2026-11-01", **fields}
    response = officer.post(f"/enterprises/{world.firm.pk}/with/request/new/", data)
    assert (sorted(errors(response)) if response.status_code == 422 else []) == wrong
    assert Request.objects.exists() == (not wrong)


@pytest.mark.parametrize("written", ["宁夏恒瑞光伏有限公司", "91640200ma70000005"])
def test_a_relation_is_made_by_name_or_code(world, officer, written):
    Enterprise.objects.filter(pk=world.other.pk).update(uscc=OTHER_CODE)
    data = {"other": written, "side": "parent", "kind": "holds", "share": "30"}
    officer.post(f"/enterprises/{world.firm.pk}/with/relation/new/", data)
    edge = GroupRelation.objects.get()
    assert (edge.parent, edge.child, edge.kind) == (world.other, world.firm, "holds")


def test_a_relation_to_an_enterprise_out_of_reach_is_refused(world, sign_in):
    data = {"other": world.firm.name, "side": "parent", "kind": "holds"}
    response = sign_in(world.narrow).post(f"/enterprises/{world.other.pk}/with/relation/new/", data)
    assert list(errors(response)) == ["other"]


def test_an_unknown_kind_is_not_there(world, officer):
    assert officer.get(f"/enterprises/{world.firm.pk}/with/secret/new/").status_code == 404
