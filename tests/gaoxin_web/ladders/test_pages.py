"""The ladder's pages: who sees whom, what a criterion rests on, and that pages cost no more with more rows."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gaoxin import assess
from gaoxin.ladder.standing import STATUSES, obstacles, standing
from gaoxin_web.accounts.access import Access
from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.enterprises.models import FactSheet
from gaoxin_web.ladders.models import Run, Standing
from gaoxin_web.ladders.queries.enterprise import case_of
from gaoxin_web.ladders.queries.facts import facts_in
from gaoxin_web.ladders.queries.funnel import totals_for
from gaoxin_web.ladders.queries.scope import firms_of
from gaoxin_web.ladders.rules import ladder_of, national, plan_of
from gaoxin_web.ladders.services.runs import assess_zone
from gaoxin_web.rulebook import rulebook
from tests.gaoxin_web.ladders.conftest import GOOD, ON, file_facts

pytestmark = pytest.mark.django_db


def names(response):
    return {row.enterprise.name for row in response.context["page"]}


def funnel_of(response, policy="hnte"):
    rung = next(rung for lane in response.context["lanes"] for rung in lane.rungs if rung.policy == policy)
    return {status: count for status, _words, count, _url in rung.cells} | {"due": rung.due}


def test_the_funnel_counts_the_zone(officer, run, sign_in):
    response = sign_in(officer).get(reverse("ladder"))
    assert funnel_of(response) == {"holds": 1, "ready": 1, "near": 1, "needs_data": 1, "far": 0, "due": 1}
    assert response.context["enterprises"] == 4


def test_an_officer_of_a_bureau_counts_only_its_enterprises(bureau_officer, run, sign_in):
    response = sign_in(bureau_officer).get(reverse("ladder"))
    assert funnel_of(response) == {"holds": 0, "ready": 1, "near": 1, "needs_data": 1, "far": 0, "due": 0}
    assert response.context["enterprises"] == 3
    mine = facts_in(firms_of(Access.of(bureau_officer)), run.zone)
    result = assess(mine, rulebook(), ON)
    ladder = ladder_of(run.zone)
    blocked = obstacles(result, standing(result, ladder), national(result, ladder))
    assert totals_for(Access.of(bureau_officer), run)[1] == blocked.to_dicts()


@pytest.mark.parametrize(
    ("status", "zone_sees", "bureau_sees"),
    [("ready", {"甲"}, {"甲"}), ("near", {"乙"}, {"乙"}), ("needs_data", {"丙"}, {"丙"}), ("due", {"丁"}, set())],
)
def test_the_lists_hold_who_stands_so_within_reach(
    officer, bureau_officer, run, sign_in, status, zone_sees, bureau_sees
):
    url = reverse("ladder_list", args=[status]) + "?policy=hnte"
    assert names(sign_in(officer).get(url)) == zone_sees
    assert names(sign_in(bureau_officer).get(url)) == bureau_sees


def test_the_lists_say_the_step_and_what_to_ask(officer, run, sign_in):
    client = sign_in(officer)
    near = client.get(reverse("ladder_list", args=["near"]) + "?policy=hnte").content.decode()
    asks = client.get(reverse("ladder_list", args=["needs_data"]) + "?policy=hnte").content.decode()
    assert "科技人员占比：差 1人（科技人员）" in near
    assert "2025年科技人员" in asks


def test_a_list_is_filtered_by_chain_and_bureau(zone, officer, run, sign_in):
    client = sign_in(officer)
    url = reverse("ladder_list", args=["holds"])
    assert names(client.get(url)) == {"丁"}
    assert names(client.get(f"{url}?chain=新材料")) == set()
    assert names(client.get(f"{url}?organisation={zone.second.pk}")) == {"丁"}


def test_an_export_has_the_rows_and_is_noted(officer, run, sign_in):
    response = sign_in(officer).get(reverse("ladder_list", args=["near"]) + "?policy=hnte&export=csv")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "企业,资质,差哪一步,责任部门,产业链"
    assert lines[1:] == ["乙,高新技术企业,科技人员占比：差 1人（科技人员）,科技局,新材料"]
    assert AuditEvent.objects.get(action="ladder.export").detail["rows"] == 1


def test_an_unknown_list_is_not_found(officer, run, sign_in):
    assert sign_in(officer).get(reverse("ladder_list", args=["rich"])).status_code == 404


def test_without_a_run_the_page_says_what_to_do(make, sign_in):
    zone = make.zone()
    response = sign_in(make.user(zone, "officer")).get(reverse("ladder"))
    assert "还没有测算过" in response.content.decode()


def test_the_button_assesses_and_is_noted(zone, officer, sign_in):
    response = sign_in(officer).post(reverse("ladder_assess"), {"on": "2026-05-15"})
    assert response.status_code == 302
    assert list(Run.objects.values_list("on", "state", "asked_by")) == [(ON, "done", officer.pk)]
    assert AuditEvent.objects.filter(action="ladder.assess").count() == 1


def test_a_trial_is_shown_beside_the_last_result_and_by_itself(zone, officer, run, sign_in):
    client = sign_in(officer)
    before = client.get(reverse("ladder")).context["tiles"]
    client.post(reverse("ladder_assess"), {"on": "2020-05-15"})
    tried = Run.objects.get(trial=True)
    page = client.get(reverse("ladder"))
    assert (page.context["run"], page.context["trial"], page.context["tiles"]) == (run, tried, before)
    assert "按 2020-05-15 试算" in page.content.decode()
    assert reverse("ladder_trial", args=[tried.pk]) in page.content.decode()
    alone = client.get(reverse("ladder_trial", args=[tried.pk]))
    counts = {rung.policy: [cell[2] for cell in rung.cells] for lane in alone.context["lanes"] for rung in lane.rungs}
    assert counts == {row["policy"]: [row[status] for status in STATUSES] for row in tried.funnel}
    assert {cell[3] for lane in alone.context["lanes"] for rung in lane.rungs for cell in rung.cells} == {""}


def test_the_next_assessment_ends_the_showing_of_a_trial(zone, officer, run, sign_in):
    client = sign_in(officer)
    client.post(reverse("ladder_assess"), {"on": "2020-05-15"})
    assess_zone(zone, ON)
    assert client.get(reverse("ladder")).context["trial"] is None


def test_an_assessment_is_no_trial_and_another_zones_trial_is_not_found(make, zone, officer, run, sign_in):
    other = Run.objects.create(zone=make.zone(), on=ON, state="done", trial=True)
    for pk in (run.pk, other.pk):
        assert sign_in(officer).get(reverse("ladder_trial", args=[pk])).status_code == 404


def test_a_bureau_sees_of_a_trial_only_its_own(zone, bureau_officer, officer, run, sign_in):
    sign_in(officer).post(reverse("ladder_assess"), {"on": "2020-05-15"})
    page = sign_in(bureau_officer).get(reverse("ladder_trial", args=[Run.objects.get(trial=True).pk]))
    assert (page.context["enterprises"], page.context["whole"]) == (3, False)
    assert {sum(cell[2] for cell in rung.cells) for lane in page.context["lanes"] for rung in lane.rungs} == {3}


def test_the_form_says_what_another_day_does(zone, officer, run, sign_in):
    assert "选其他日期：只作试算" in sign_in(officer).get(reverse("ladder")).content.decode()


@pytest.mark.parametrize("day", ["2007-12-31", "2999-01-01", "五月", ""])
def test_a_day_that_is_none_starts_nothing(zone, officer, sign_in, day):
    response = sign_in(officer).post(reverse("ladder_assess"), {"on": day}, follow=True)
    assert (response.status_code, Run.objects.count()) == (200, 0)
    assert "测算日期不对" in response.content.decode()


def test_a_criterion_shows_value_bar_lack_and_source_cell(zone, officer, run, sign_in):
    firm = zone.firms["乙"]
    line = next(line for line in case_of(firm, "hnte", ON).lines if line.id == "HNTE-4")
    assert (line.verdict, line.value, line.bar, line.lack) == ("not_met", "9.50%", "≥10.00%", "差 1人")
    assert [(used.label, used.year, used.text, used.source.cell) for used in line.facts] == [
        ("科技人员", 2025, "19人", "企业信息!G4"),
        ("职工总数", 2025, "200人", "企业信息!F4"),
    ]
    url = reverse("enterprise_ladder", args=[firm.pk])
    page = sign_in(officer).get(url, {"policy": "hnte", "advice": 1}).content.decode()
    assert "企业信息!G4" in page
    assert reverse("enterprise_source", args=[firm.pk, 2025, "tech_staff"]) in page
    assert "招聘科技人员 2人" in page


def test_a_missing_fact_leads_to_where_it_is_filled_in(zone, officer, run, sign_in):
    firm = zone.firms["丙"]
    page = sign_in(officer).get(reverse("enterprise_ladder", args=[firm.pk]) + "?policy=hnte").content.decode()
    assert reverse("enterprise_fact", args=[firm.pk, 2025, "tech_staff"]) in page


def test_newer_facts_count_at_once_and_the_page_says_they_changed(zone, officer, run, sign_in):
    firm = zone.firms["乙"]
    file_facts(firm, {"tech_staff": 20})
    response = sign_in(officer).get(reverse("enterprise_ladder", args=[firm.pk]) + "?policy=hnte")
    assert (response.context["case"].verdict, response.context["changed"]) == ("met", True)


def test_the_advice_comes_after_the_page_and_is_one_without_scripts(zone, officer, run, sign_in):
    client, firm = sign_in(officer), zone.firms["乙"]
    page, asked = reverse("enterprise_ladder", args=[firm.pk]), reverse("enterprise_advice", args=[firm.pk])
    first = client.get(page, {"policy": "hnte"})
    assert (f'hx-get="{asked}?policy=hnte"' in first.content.decode(), "counsel" in first.context) == (True, False)
    part = client.get(asked, {"policy": "hnte"}, headers={"HX-Request": "true"}).content.decode()
    assert "最省的办法" in part
    assert part.strip().startswith('<div class="row row-cards" id="advice">')
    plain = client.get(asked, {"policy": "hnte"}, follow=True)
    assert plain.redirect_chain == [(f"{page}?policy=hnte&advice=1", 302)]
    assert part.strip() in plain.content.decode()


@pytest.mark.parametrize("policy", ["", "nonsense"])
def test_there_is_no_advice_on_a_policy_there_is_not(zone, officer, run, sign_in, policy):
    url = reverse("enterprise_advice", args=[zone.firms["乙"].pk])
    assert sign_in(officer).get(url, {"policy": policy}, headers={"HX-Request": "true"}).status_code == 404


def test_a_judgement_by_hand_counts_and_can_be_taken_back(zone, officer, run, sign_in):
    firm, client = zone.firms["甲"], sign_in(officer)
    policy, criterion = by_hand()
    url = reverse("enterprise_judge", args=[firm.pk])

    def verdict():
        line = next(line for line in case_of(firm, policy, ON).lines if line.id == criterion)
        return line.verdict

    assert verdict() == "unknown"
    client.post(url, {"criterion": criterion, "policy": policy, "verdict": "met", "reason": "现场核查"})
    assert verdict() == "met"
    assert FactSheet.objects.get(enterprise=firm, year=0).values[criterion] is True
    client.post(url, {"criterion": criterion, "policy": policy, "verdict": "withdraw", "reason": "材料有误"})
    assert verdict() == "unknown"
    assert AuditEvent.objects.filter(action="ladder.judge").count() == 2


def by_hand():
    """A policy in force, and a criterion of it that only a person can judge."""
    for criterion, policy in rulebook().judgements().items():
        plan = plan_of(policy, ON)
        if plan and criterion in {outcome.id for outcome in plan.outcomes}:
            return policy, criterion
    raise AssertionError("no criterion is judged by hand")


@pytest.mark.parametrize(
    "sent", [{"criterion": "HNTE-4", "verdict": "met", "reason": "x"}, {"verdict": "met", "reason": ""}]
)
def test_a_judgement_needs_a_reason_and_a_criterion_of_its_own(zone, officer, run, sign_in, sent):
    firm = zone.firms["甲"]
    data = {"criterion": by_hand()[1], "policy": "hnte"} | sent
    before = FactSheet.objects.get(enterprise=firm, year=0).values
    response = sign_in(officer).post(reverse("enterprise_judge", args=[firm.pk]), data, follow=True)
    assert "没有保存判断" in response.content.decode()
    assert FactSheet.objects.get(enterprise=firm, year=0).values == before


def test_another_bureaus_enterprise_is_not_found(zone, bureau_officer, run, sign_in):
    client = sign_in(bureau_officer)
    assert client.get(reverse("enterprise_ladder", args=[zone.firms["丁"].pk])).status_code == 404
    assert client.get(reverse("enterprise_ladder", args=[zone.firms["甲"].pk])).status_code == 200


PAGES = ["ladder", "plans", "windows", "policies", "budget", "ladder_progress"]


@pytest.mark.parametrize("role", ["system_admin", "auditor", "enterprise", "judge"])
def test_who_has_no_business_with_the_ladder_is_refused(make, zone, run, sign_in, role):
    client = sign_in(make.user(zone, role))
    assert {client.get(reverse(page)).status_code for page in PAGES} == {403}


def test_a_leader_looks_but_does_not_assess(make, zone, run, sign_in):
    client = sign_in(make.user(zone, "leader"))
    assert {client.get(reverse(page)).status_code for page in PAGES} == {200}
    assert client.post(reverse("ladder_assess"), {"on": "2026-05-15"}).status_code == 403


def test_another_zone_shows_nothing_of_this_one(make, zone, run, sign_in):
    other = make.zone("other", region="640200")
    make.enterprise(other, "别区")
    assess_zone(other, ON)
    client = sign_in(make.user(other, "leader"))
    assert client.get(reverse("ladder")).context["enterprises"] == 1
    assert names(client.get(reverse("ladder_list", args=["ready"]))) == set()


@pytest.mark.parametrize("status", ["ready", "needs_data"])
def test_a_list_asks_no_more_with_more_rows(make, zone, officer, sign_in, status):
    url, client = reverse("ladder_list", args=[status]) + "?policy=hnte", sign_in(officer)

    def count():
        assess_zone(zone, ON)
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        return len(asked)

    few = count()
    for number in range(8):
        firm = make.enterprise(zone, uscc=f"91640200MA1000000{number}", organisation=zone.bureau)
        file_facts(firm, GOOD if status == "ready" else GOOD | {"tech_staff": None})
    assert (count(), Standing.objects.filter(policy="hnte", status=status).count()) == (few, 9)


def test_days_left_are_counted_from_the_day_of_the_run(officer, run, sign_in):
    response = sign_in(officer).get(reverse("ladder_list", args=["due"]) + "?policy=hnte&export=csv")
    assert (
        response.content.decode("utf-8-sig").splitlines()[1] == "丁,高新技术企业,2026-06-30,46,仍达标,投促局,电子信息"
    )
    assert (date(2026, 6, 30) - ON).days == 46


def test_numbers_of_a_policy_go_by_their_english_names_on_an_english_page(officer, sign_in):
    client = sign_in(officer)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("policy", args=["hnte"])).content.decode()
    assert ("Least share of technical staff" in page, "科技人员占比下限" in page) == (True, False)
