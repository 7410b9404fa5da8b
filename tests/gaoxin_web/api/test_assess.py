"""Facts posted by a program: judged on both sides of a threshold, refused with the place of each fault."""

from __future__ import annotations

import pytest

from gaoxin_web.api import security
from gaoxin_web.enterprises.models import FactSheet, Filing
from tests.gaoxin_web.api.conftest import firm_count, problem

pytestmark = pytest.mark.django_db
SIZE = {"total_income": 100_000_000, "hitech_revenue": 60_000_000}


def asked(hitech, **more):
    facts = [{"year": 2025, "values": {"total_income": 100_000_000, "hitech_revenue": hitech}}]
    return {"on": "2026-05-15", "policies": ["hnte"], "facts": facts, **more}


def criterion(body, name="HNTE-6"):
    return next(one for one in body["results"][0]["criteria"] if one["id"] == name)


@pytest.mark.parametrize(
    ("hitech", "verdict"),
    [(60_000_000, "met"), (60_000_000.01, "met"), (59_999_999.99, "not_met"), (None, "unknown")],
)
def test_high_tech_revenue_of_sixty_per_cent_is_enough(program, officer, hitech, verdict):
    found = criterion(program(officer).post("assessments", asked(hitech)).json())
    assert (found["verdict"], found["clause"]) == (verdict, "第十一条（六）")


def test_nothing_posted_is_kept(program, officer):
    before = firm_count(), FactSheet.objects.count(), Filing.objects.count()
    program(officer).post("assessments", asked(1))
    assert (firm_count(), FactSheet.objects.count(), Filing.objects.count()) == before


@pytest.mark.parametrize(("held", "verdict"), [(["srdi"], "met"), ([], "not_met"), (None, "unknown")])
def test_a_recognition_not_given_is_unknown_and_an_empty_list_is_none(program, officer, held, verdict):
    held = None if held is None else [{"recognition": name} for name in held]
    facts = [{"year": 2025, "values": {"segment_years": 10}}]
    body = {"on": "2026-08-15", "policies": ["little_giant"], "facts": facts, "recognitions": held}
    assert criterion(program(officer).post("assessments", body).json(), "XJR26-1")["verdict"] == verdict


def test_every_fault_is_told_with_its_place(program, officer):
    body = {
        "policies": ["hnte", "hntee"],
        "facts": [
            {"year": 2025, "values": {"staff": "many", "rd_expence": 1, "listed": 1, "rd_expense": -1}},
            {"values": {"staff": 3, "established_on": "2011-13-01", "size_sector": "造船"}},
        ],
        "recognitions": [{"recognition": "nobel"}],
    }
    said = problem(program(officer).post("assessments", body))
    assert (said.status, said.detail) == (422, "请求有误，见 errors。")
    assert {fault["place"]: fault["message"][:14] for fault in said.errors} == {
        "body.policies.1": "没有这项政策",
        "body.facts.0.values.staff": "应为 0 至 1e+09 的数"[:14],
        "body.facts.0.values.rd_expence": "没有这个字段",
        "body.facts.0.values.listed": "应为 true 或 false"[:14],
        "body.facts.0.values.rd_expense": "应为 0 至 5e+12 的数"[:14],
        "body.facts.1.values.staff": "此项须有年度",
        "body.facts.1.values.established_on": "应为日期，如 2026-05-15"[:14],
        "body.facts.1.values.size_sector": "应为其中之一：农林牧渔、工业"[:14],
        "body.recognitions.0.recognition": "没有这项资质",
    }


@pytest.mark.parametrize(
    ("body", "place", "message"),
    [
        ({"policies": ["hnte"]}, "body.facts", "缺少此项"),
        ({"policies": [], "facts": [{"values": {}}]}, "body.policies", "过少，至少 1 项"),
        ({"policies": ["hnte"], "facts": [{"year": 1989, "values": {}}]}, "body.facts.0.year", "过小，最小为 1990"),
        ({"policies": ["hnte"], "facts": [{"year": 2101, "values": {}}]}, "body.facts.0.year", "过大，最大为 2100"),
        ({"policies": ["hnte"], "facts": [{"values": {}}], "who": 1}, "body.who", "没有这一项"),
    ],
)
def test_a_body_of_another_shape_is_refused_in_chinese(program, officer, body, place, message):
    assert problem(program(officer).post("assessments", body)).errors == [{"place": place, "message": message}]


def test_what_is_not_json_is_refused(program, officer):
    said = problem(program(officer).post("assessments", "{"))
    assert (said.status, said.detail) == (400, "请求体不是合法的 JSON。")


@pytest.mark.parametrize(("size", "status"), [(500, 200), (501, 422), (0, 422)])
def test_a_page_holds_at_most_five_hundred(program, officer, size, status):
    assert program(officer).get("enterprises", size=size).status_code == status


def test_a_path_that_is_not_there_is_a_problem_too(client, db):
    assert problem(client.get("/api/v1/nothing")).detail == "没有这个接口，见 /api/v1/docs。"


def test_a_token_is_throttled(program, officer, monkeypatch):
    monkeypatch.setattr(security, "RATE", 2)
    caller = program(officer)
    responses = [caller.get("me") for _ in range(3)]
    assert [response.status_code for response in responses] == [200, 200, 429]
    assert problem(responses[2]).detail == "请求过于频繁，请稍后再试。"
    assert int(responses[2]["retry-after"]) >= 1


@pytest.mark.parametrize(("staff", "status"), [(15, 200), (15.0, 200), (1.5, 422)])
def test_a_count_is_whole(program, officer, staff, status):
    body = asked(None) | {"facts": [{"year": 2025, "values": {"staff": staff}}]}
    assert program(officer).post("assessments", body).status_code == status


@pytest.mark.parametrize(("last", "status"), [("2026-01-01", 200), ("2025-12-31", 422)])
def test_a_recognition_does_not_end_before_it_begins(program, officer, last, status):
    held = [{"recognition": "hnte", "valid_from": "2026-01-01", "valid_to": last}]
    assert program(officer).post("assessments", asked(None, recognitions=held)).status_code == status


def test_a_day_of_founding_left_open_is_unknown(program, officer):
    body = asked(None) | {"facts": [{"year": None, "values": {"established_on": None}}]}
    assert program(officer).post("assessments", body).status_code == 200
