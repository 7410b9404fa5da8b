"""What a program reads: the rows its token's owner sees, masked, in base units, with cells."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.enterprises.models import Alias, Recognition
from tests.gaoxin_web.api.conftest import names, problem

pytestmark = pytest.mark.django_db


def test_an_enterprise_comes_with_its_recognitions_and_masked_contact(program, officer, zone):
    Alias.objects.create(enterprise=zone.own, name="石嘴山钽业", kind="former")
    body = program(officer).get(f"enterprises/{zone.own.pk}").json()
    held = zone.own.recognitions.get()
    assert body == {
        "id": zone.own.pk,
        "uscc": "91640200MA00000001",
        "name": "示例钽业有限公司",
        "short_name": "",
        "status": "open",
        "established_on": "2011-03-04",
        "industry_code": "",
        "industry": "",
        "chain": "",
        "park": "",
        "address": "",
        "above_designated_size": None,
        "organisation_id": zone.science.pk,
        "organisation": "科技局",
        "contact": "张**",
        "phone": "138****5678",
        "illustrative": False,
        "aliases": [{"name": "石嘴山钽业", "kind": "former", "since": None, "until": None}],
        "recognitions": [
            {
                "id": held.pk,
                "enterprise_id": zone.own.pk,
                "uscc": "91640200MA00000001",
                "kind": "hnte",
                "label": "高新技术企业",
                "level": "",
                "certificate": "GR1",
                "recognised_on": None,
                "valid_from": held.valid_from.isoformat(),
                "valid_to": held.valid_to.isoformat(),
                "withdrawn_on": None,
                "in_force": True,
                "ends_on": held.valid_to.isoformat(),
                "cell": "",
            }
        ],
    }


def test_facts_are_in_yuan_with_the_cell_they_were_read_from(program, officer, zone):
    body = program(officer).get(f"enterprises/{zone.own.pk}/facts").json()
    assert body == [
        {
            "enterprise_id": zone.own.pk,
            "uscc": "91640200MA00000001",
            "name": "示例钽业有限公司",
            "year": 2025,
            "facts": [
                {
                    "field": "rd_expense",
                    "label": "研发费用",
                    "year": 2025,
                    "value": 412600.5,
                    "unit": "元",
                    "source": {"batch": "2025 年报", "sheet": "企业年报", "cell": "X18", "raw": "41.26005"},
                }
            ],
        }
    ]
    assert program(officer).get("facts", year=2024).json()["items"] == []
    assert program(officer).get("facts", year=2025).json()["items"] == body


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["示例钽业有限公司", "示例铸造有限公司"]),
        ({"q": "钽业"}, ["示例钽业有限公司"]),
        ({"q": "SLTY"}, ["示例钽业有限公司"]),
        ({"q": "91640200ma"}, ["示例钽业有限公司"]),
        ({"q": "旧名"}, ["示例铸造有限公司"]),
        ({"chain": "新材料"}, ["示例铸造有限公司"]),
        ({"uscc": "91640200MA00000001"}, ["示例钽业有限公司"]),
        ({"holds": "hnte"}, ["示例钽业有限公司"]),
        ({"status": "closed"}, []),
        ({"page": 2, "size": 1}, ["示例铸造有限公司"]),
        ({"page": 3, "size": 1}, []),
    ],
)
def test_enterprises_are_found_by(make, program, zone, asked, found):
    Alias.objects.create(enterprise=zone.second, name="旧名铸造厂", kind="former")
    assert names(program(make.user(zone, "leader")).get("enterprises", **asked)) == found


@pytest.mark.parametrize(("days", "held"), [(0, ["GR1"]), (1, [])], ids=["last day", "day after"])
def test_a_recognition_counts_until_its_last_day(program, officer, zone, days, held):
    Recognition.objects.update(valid_to=timezone.localdate() - timedelta(days=days))
    found = program(officer).get("recognitions", in_force="true", kind="hnte").json()["items"]
    assert [item["certificate"] for item in found] == held


def test_the_latest_run_says_where_an_enterprise_stands(program, officer, zone):
    standing = {
        "enterprise_id": zone.own.pk,
        "uscc": "91640200MA00000001",
        "name": "示例钽业有限公司",
        "track": "technology",
        "policy": "hnte",
        "label": "高新技术企业",
        "level": 2,
        "status": "ready",
        "verdict": "met",
        "next": False,
        "step": "",
        "shortfall": None,
        "held_until": None,
        "due": False,
    }
    assert program(officer).get(f"enterprises/{zone.own.pk}/assessments").json() == [standing]
    body = program(officer).get("assessments", policy="hnte", status="ready").json()
    assert (body["run"]["on"], body["items"]) == (timezone.localdate().isoformat(), [standing])


@pytest.mark.parametrize("path", ["enterprises", "facts", "recognitions", "assessments"])
def test_a_list_costs_the_same_however_long_it_is(
    make, program, zone, path, django_assert_max_num_queries, django_assert_num_queries
):
    caller = program(make.user(zone, "leader"))
    caller.get("me")  # the first use of a token is written down
    with django_assert_max_num_queries(20) as few:
        caller.get(path)
    for number in range(5):
        firm = make.enterprise(zone, organisation=zone.trade)
        Recognition.objects.create(enterprise=firm, kind="srdi", certificate=str(number))
        firm.fact_sheets.create(year=2025, values={"staff": number}, sources={})
    with django_assert_num_queries(len(few)):
        caller.get(path)


@pytest.mark.parametrize("path", ["enterprises", "facts", "recognitions", "assessments"])
def test_every_list_taken_is_in_the_audit_log(program, officer, zone, path):
    program(officer).get(path, size=7)
    event = AuditEvent.objects.filter(action="api.export").get()
    assert (event.user, event.target, event.detail["rows"], event.detail["filter"]) == (officer, path, 1, {"size": "7"})


def test_policies_are_told_with_their_document_and_clauses(program, officer):
    body = program(officer).get("policies/hnte").json()
    assert (body["label"], body["number"]) == ("高新技术企业", "国科发火〔2016〕32号")
    assert "第十一条（五）" in {criterion["clause"] for criterion in body["criteria"]}
    assert "hnte" in {policy["policy"] for policy in program(officer).get("policies").json()}
    assert problem(program(officer).get("policies/nothing")).status == 404


def test_a_token_says_whose_it_is(program, officer):
    body = program(officer, ["register.view"]).get("me").json()
    assert (body["user"], body["zone"], body["scopes"]) == (officer.username, "shizuishan", ["register.view"])


@pytest.mark.parametrize(
    ("days", "stands", "ends"),
    [
        ({}, True, None),
        ({"recognised_on": date(2018, 3, 1)}, False, "2021-02-28"),
        ({"valid_from": date(2018, 3, 1), "valid_to": date(2099, 1, 1)}, True, "2099-01-01"),
    ],
)
def test_a_recognition_without_a_last_day_runs_its_usual_term(program, officer, zone, days, stands, ends):
    zone.own.recognitions.all().delete()
    zone.own.recognitions.create(kind="hnte", **days)
    [item] = program(officer).get("recognitions", kind="hnte").json()["items"]
    asked = program(officer).get("recognitions", kind="hnte", in_force="true").json()["count"]
    assert (item["in_force"], item["ends_on"], asked) == (stands, ends, int(stands))
