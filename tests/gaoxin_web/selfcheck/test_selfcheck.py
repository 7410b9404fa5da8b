"""Numbers in, rungs out; thresholds on both sides, nothing kept, nothing lost, nothing assumed."""

from __future__ import annotations

import logging

import pytest
from django.apps import apps

from gaoxin_web.selfcheck.throttle import LIMIT
from tests.gaoxin_web.selfcheck.conftest import FULL, line


def verdicts(response):
    return {result.policy: result.verdict for result in response.context["results"]}


@pytest.mark.parametrize(
    ("staff", "verdict", "lack"),
    [("11", "met", ""), ("10.9", None, None), ("10", "met", ""), ("9", "not_met", "差 2人")],
)
def test_a_tenth_of_the_staff_in_science_is_enough_for_a_high_tech_enterprise(ask, staff, verdict, lack):
    response = ask(staff_y0="100", tech_staff_y0=staff)
    if verdict is None:  # a tenth of a person is no answer
        assert response.status_code == 422
        return
    found = line(response, "hnte", "科技人员占比")
    assert (found.verdict, found.clause) == (verdict, "第十一条（四）")
    assert bool(found.lack) == bool(lack)


@pytest.mark.parametrize(
    ("rd", "verdict"),
    [("230", "met"), ("229.99", "not_met"), ("", "unknown")],
    ids=["exactly 4 % over three years", "a hundred yuan short", "left open"],
)
def test_the_share_of_rd_turns_at_its_threshold(ask, rd, verdict):
    """Last year's revenue of 100 million is in the 4 % bracket; 27 000 万元 over three years ask for 1080."""
    assert line(ask(rd_expense_y0=rd), "hnte", "研发费用占比").verdict == verdict


def test_every_rung_chosen_is_answered_with_clause_and_evidence(ask):
    response = ask()
    assert list(verdicts(response)) == ["tech_sme", "hnte", "innovative_sme", "srdi", "little_giant"]
    assert all(one.clause and one.evidence for result in response.context["results"] for one in result.lines)
    assert "这是按公开规则所作的自测，不是认定结论" in response.content.decode()


def test_what_is_left_open_is_unknown_and_named(ask):
    response = ask(revenue_y0=None, revenue_y1=None, revenue_y2=None, rung=["hnte"])
    found = line(response, "hnte", "研发费用占比")
    assert (found.verdict, found.value) == ("unknown", "—")
    assert "销售收入" in found.missing
    assert response.context["results"][0].ask != ""


def test_revenue_stands_for_sales_only_where_that_is_said(ask):
    assert line(ask(tick_one_revenue=None), "hnte", "研发费用占比").verdict == "unknown"
    assert line(ask(), "hnte", "研发费用占比").verdict == "met"


@pytest.mark.parametrize(("held", "verdict"), [(["srdi"], "met"), (["none"], "not_met"), (None, "unknown")])
def test_recognitions_are_held_not_held_or_not_said(ask, held, verdict):
    found = line(ask(held=held, segment_years_y0="10"), "little_giant", "专精特新称号")
    assert found.verdict == verdict


def test_how_long_a_recognition_has_run_is_not_made_up(ask):
    """宁夏科技小巨人 asks for a year as a technology-based SME; the form does not ask since when."""
    response = ask(rung=["nx_little_giant"], held=["tech_sme"])
    assert "met" not in {one.verdict for one in response.context["results"][0].lines if "科技型中小企业" in one.label}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"staff_y0": "一百多"}, "“一百多”不能用：请填合理范围内的数值，如 412.6；不详请留空。"),
        ({"revenue_y1": "-1"}, "“-1”不能用：请填合理范围内的数值，如 412.6；不详请留空。"),
        ({"established_on": "2011-13-01"}, "“2011-13-01”不是日期，请写作 2015-06-30；不详请留空。"),
        ({"size_sector": "造船"}, "“造船”不在选项中，请重新选择。"),
        ({"held": ["none", "hnte"]}, "“以上都没有”不能与其他资质同时勾选。"),
    ],
)
def test_a_fault_is_told_at_its_field_and_nothing_is_lost(ask, change, said):
    response = ask(**change)
    errors = {name: list(found) for name, found in response.context["form"].errors.items()}
    assert (response.status_code, errors) == (422, {next(iter(change)): [said]})
    kept = response.content.decode()
    assert said.replace("“", "“") in kept
    assert 'name="rd_expense_y2" value="400"' in kept


def test_other_rungs_change_the_questions_and_keep_the_answers(ask):
    response = ask(rung=["gazelle_jinan"], do="choose")
    page = response.content.decode()
    assert 'name="net_profit_y0"' in page
    assert 'name="tech_staff_y0"' not in page
    assert 'name="revenue_y0" value="10000"' in page
    assert "results" not in response.context


NOTHING = {name: None for name in FULL if name not in ("rung", "do")}


@pytest.mark.parametrize(("change", "status"), [({"rung": []}, 400), (NOTHING, 422)])
def test_nothing_chosen_or_nothing_said_is_told(ask, change, status):
    response = ask(**change)
    assert response.status_code == status
    assert "results" not in response.context


def test_nothing_is_kept_and_no_value_is_logged(ask, caplog):
    def counts():
        return {model._meta.label: model._base_manager.count() for model in apps.get_models() if model._meta.managed}

    before = counts()
    with caplog.at_level(logging.DEBUG):
        response = ask(revenue_y0="98765.43", do="check")
    assert "98,765.43" in response.content.decode()
    assert counts() == before
    assert "98765" not in "".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )
    assert response.wsgi_request.session.session_key is None
    assert "no-store" in response["cache-control"]


def test_htmx_gets_the_part_and_a_form_the_page(client, db):
    whole = client.post("/self-check/", FULL).content.decode()
    part = client.post("/self-check/", FULL, headers={"hx-request": "true"}).content.decode()
    assert (whole.lstrip().startswith("<!doctype html>"), part.lstrip().startswith("<form id")) == (True, True)
    assert whole.count("self-check-rung") == part.count("self-check-rung") == 5


def test_one_address_may_not_ask_without_end(ask):
    assert [ask().status_code for _ in range(LIMIT)] == [200] * LIMIT
    response = ask()
    assert response.status_code == 429
    assert 'value="10000"' in response.content.decode()


def test_it_is_open_to_everybody(client, make, sign_in, db):
    assert client.get("/self-check/").status_code == 200
    assert sign_in(make.user(make.zone())).get("/self-check/").status_code == 200


def test_a_day_of_founding_left_open_is_unknown(ask):
    assert ask(established_on=None).status_code == 200
