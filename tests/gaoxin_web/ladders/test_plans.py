"""Tailored plans, application windows, policies and the budget."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.briefs import fonts
from gaoxin_web.ladders.models import Measure, Plan, Window
from gaoxin_web.ladders.printing import pdf
from gaoxin_web.ladders.printing.content import printed
from gaoxin_web.ladders.services.plans import draw_up
from gaoxin_web.rulebook import rulebook
from tests.gaoxin_web.ladders.conftest import ON

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(zone, run, officer):
    return draw_up(zone.firms["乙"], "hnte", ON, officer)


def form_of(plan, **changes):
    """What the plan's page would send back."""
    rows = list(plan.measures.all())
    data = {"owner": "", "apply_by": "", "note": "", "m-TOTAL_FORMS": str(len(rows) + 1)}
    data |= {"m-INITIAL_FORMS": str(len(rows)), "m-MIN_NUM_FORMS": "0", "m-MAX_NUM_FORMS": "40"}
    for number, row in enumerate(rows):
        data |= {f"m-{number}-id": row.pk, f"m-{number}-text": row.text, f"m-{number}-plan": plan.pk}
    return data | changes


def test_a_plan_lists_the_cheapest_measures(plan):
    assert list(plan.measures.values_list("text", "field", "value_from", "value_to", "cost")) == [
        ("招聘科技人员 2人", "tech_staff", 19.0, 21.0, 400_000),
        ("准备并提交高新技术企业申报材料", "", None, None, None),
    ]


def test_a_plan_keeps_what_it_rests_on(plan):
    share = next(entry for entry in plan.criteria if entry["id"] == "HNTE-4")
    assert (plan.verdict, plan.found, plan.edition, plan.rulebook) == ("not_met", "possible", "2016", rulebook().digest)
    assert (share["value"], share["bar"], share["lack"]) == ("9.50%", "≥10.00%", "差 1人")
    assert len(plan.input) == 64


def test_who_lacks_data_is_first_asked_for_it(zone, run, officer):
    plan = draw_up(zone.firms["丙"], "hnte", ON, officer)
    assert (plan.found, plan.measures.first().text) == ("needs data", "补齐数据：2025年科技人员")


def test_the_window_that_is_open_gives_the_day_to_apply_by(zone, run, officer):
    closes = timezone.localdate() + timedelta(days=40)
    Window.objects.create(zone=zone, policy="hnte", title="第二批", opens_on=closes, closes_on=closes)
    plan = draw_up(zone.firms["甲"], "hnte", ON, officer)
    assert (plan.apply_by, plan.measures.get().due_on) == (closes, closes)


def test_measures_are_edited_and_added(plan, officer, sign_in):
    last = plan.measures.count()
    sent = form_of(plan, **{"m-0-cost_wan": "12.5", "m-0-owner": "王工", f"m-{last}-text": "对接高校"})
    assert sign_in(officer).post(reverse("plan", args=[plan.pk]), sent).status_code == 302
    first = plan.measures.first()
    assert (first.cost, first.owner) == (125_000, "王工")
    assert plan.measures.last().text == "对接高校"


def test_a_mistake_loses_nothing_that_was_written(plan, officer, sign_in):
    sent = form_of(plan, note="先谈", **{"m-0-done_on": "2999-01-01"})
    response = sign_in(officer).post(reverse("plan", args=[plan.pk]), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "完成日期不能在今天之后。" in page
    assert "先谈" in page


def test_a_plan_done_is_no_longer_written_on(plan, officer, sign_in):
    client, state = sign_in(officer), reverse("plan_state", args=[plan.pk])
    for wanted in ("done", "agreed", "done"):  # the first is not allowed from a draft
        client.post(state, {"state": wanted})
    plan.refresh_from_db()
    assert plan.state == "done"
    page = client.post(reverse("plan", args=[plan.pk]), form_of(plan) | {"note": "又改"}, follow=True)
    plan.refresh_from_db()
    assert ("方案已结束" in page.content.decode(), plan.note) == (True, "")


@pytest.mark.parametrize(("days", "found"), [(-1, {"乙"}), (0, set()), (1, set())])
def test_a_measure_is_overdue_the_day_after_its_last(plan, officer, sign_in, days, found):
    plan.measures.update(due_on=timezone.localdate() + timedelta(days=days))
    response = sign_in(officer).get(reverse("plans") + "?overdue=1")
    assert {row.enterprise.name for row in response.context["page"]} == found


def test_a_leader_reads_a_plan_and_changes_none(make, zone, plan, sign_in):
    client = sign_in(make.user(zone, "leader"))
    assert client.get(reverse("plan", args=[plan.pk])).status_code == 200
    assert client.post(reverse("plan", args=[plan.pk]), form_of(plan)).status_code == 403
    assert client.post(reverse("plan_state", args=[plan.pk]), {"state": "agreed"}).status_code == 403


def test_another_bureaus_plan_is_not_found(zone, run, officer, bureau_officer, sign_in):
    plan = draw_up(zone.firms["丁"], "hnte", ON, officer)
    assert sign_in(bureau_officer).get(reverse("plan", args=[plan.pk])).status_code == 404


def test_the_word_document_ends_with_what_it_rests_on(plan, officer, sign_in):
    response = sign_in(officer).get(reverse("plan_print", args=[plan.pk, "docx"]))
    document = Document(io.BytesIO(response.content))
    cells = [[cell.text for cell in row.cells] for row in document.tables[-1].rows]
    assert [cell.text for cell in document.tables[0].rows[-1].cells][2:] == ["测算日期", "2026-05-15"]
    assert cells[0] == ["政策版本", "2016"]
    assert cells[1:3] == [["规则库摘要（SHA-256）", plan.rulebook], ["数据摘要（SHA-256）", plan.input]]


def test_the_word_document_says_on_every_page_and_of_itself_who_took_it_out_and_when(plan, officer, sign_in):
    document = Document(io.BytesIO(sign_in(officer).get(reverse("plan_print", args=[plan.pk, "docx"])).content))
    foot = document.sections[0].footer.paragraphs[0].text
    assert re.fullmatch(r"李科员.* 打印于 \d{4}-\d{2}-\d{2} \d{2}:\d{2}", foot)
    said = document.core_properties
    assert (said.comments, said.last_modified_by) == (foot, foot)
    assert abs(timezone.now().replace(tzinfo=None) - said.created.replace(tzinfo=None)) < timedelta(minutes=5)


@pytest.mark.skipif(not fonts.chinese_fonts(), reason="no Chinese font is installed")
def test_the_pdf_is_one(plan, officer, sign_in):
    response = sign_in(officer).get(reverse("plan_print", args=[plan.pk, "pdf"]))
    assert (response.status_code, response.content[:5]) == (200, b"%PDF-")


def test_without_a_chinese_font_the_page_says_what_to_install(plan, officer, sign_in, monkeypatch):
    monkeypatch.setattr(fonts, "FONTS", ())
    fonts.chinese_fonts.cache_clear()
    response = sign_in(officer).get(reverse("plan_print", args=[plan.pk, "pdf"]))
    fonts.chinese_fonts.cache_clear()
    assert response.status_code == 503
    assert "fonts-noto-cjk" in response.content.decode()


def test_markup_in_a_measure_is_printed_as_it_stands(plan, officer):
    Measure.objects.create(plan=plan, place=9, text='#import "x" *强* $a$ <b>')
    content = printed(plan, officer)
    assert content.tables[0].rows[-1][1] == '#import "x" *强* $a$ <b>'
    if fonts.chinese_fonts():
        assert pdf.as_pdf(content)[:5] == b"%PDF-"


@pytest.mark.parametrize(("days", "state"), [(-1, "past"), (0, "closing"), (30, "closing"), (31, "open")])
def test_a_window_reminds_within_its_days(zone, run, officer, sign_in, days, state):
    today = timezone.localdate()
    Window.objects.create(
        zone=zone,
        policy="hnte",
        title="批",
        opens_on=today - timedelta(days=90),
        closes_on=today + timedelta(days=days),
    )
    context = sign_in(officer).get(reverse("windows")).context
    shown = [*context["coming"], *context["past"]]
    assert [one.state for one in shown] == [state]
    assert [(one.ready, one.near) for one in context["reminders"]] == ([(1, 1)] if state == "closing" else [])


def test_a_window_cannot_close_before_it_opens(zone, officer, sign_in):
    sent = {"policy": "hnte", "title": "批", "opens_on": "2026-06-02", "closes_on": "2026-06-01", "remind_days": "30"}
    response = sign_in(officer).post(reverse("window_new"), sent)
    assert (response.status_code, Window.objects.count()) == (422, 0)
    sign_in(officer).post(reverse("window_new"), sent | {"closes_on": "2026-06-02"})
    assert Window.objects.get().closes_on == date(2026, 6, 2)


def test_a_policy_is_read_with_its_clauses_and_numbers(officer, run, sign_in):
    page = sign_in(officer).get(reverse("policy", args=["hnte"])).content.decode()
    policy = rulebook().policies["hnte"]
    assert all(entry.clause in page and entry.label in page for entry in policy.criteria.values())
    assert all(parameter.label in page for parameter in policy.parameters.values())


@pytest.mark.parametrize(
    ("bar", "enters", "leaves"), [("9.5", ["乙"], []), ("9.6", [], []), ("20", [], []), ("20.5", [], ["丁", "甲"])]
)
def test_a_number_changed_says_who_enters_and_who_leaves(officer, run, sign_in, bar, enters, leaves):
    url = reverse("policy", args=["hnte"]) + f"?whatif=1&p.tech_staff_floor={bar}"
    outcome = sign_in(officer).get(url).context["outcome"]
    assert [row["name"] for row in outcome.enters] == enters
    assert sorted(row["name"] for row in outcome.leaves) == sorted(leaves)


def test_a_bureau_tries_numbers_on_its_own_enterprises(bureau_officer, run, sign_in):
    url = reverse("policy", args=["hnte"]) + "?whatif=1&p.tech_staff_floor=20.5"
    outcome = sign_in(bureau_officer).get(url).context["outcome"]
    assert [row["name"] for row in outcome.leaves] == ["甲"]


def test_a_number_that_is_none_is_said_to_be(officer, run, sign_in):
    response = sign_in(officer).get(reverse("policy", args=["hnte"]) + "?whatif=1&p.tech_staff_floor=十")
    assert response.status_code == 200
    assert "「十」不能作为参数" in response.content.decode()


@pytest.mark.parametrize(("wan", "supported"), [("39.99", ["甲"]), ("40", ["甲", "乙"])])
def test_a_budget_brings_up_whom_it_can_pay_for(officer, run, sign_in, wan, supported):
    found = sign_in(officer).get(reverse("budget") + f"?policy=hnte&budget={wan}").context["found"]
    assert [row.name for row in found.rows] == supported
    assert found.plan.spent == (400_000 if len(supported) == 2 else 0)


def test_a_budget_below_nothing_is_refused(officer, run, sign_in):
    assert sign_in(officer).get(reverse("budget") + "?policy=hnte&budget=-1").status_code == 422


def test_the_support_list_is_exported_whole(officer, run, sign_in):
    response = sign_in(officer).get(reverse("budget") + "?policy=hnte&budget=40&export=csv")
    assert response.content.decode("utf-8-sig").splitlines() == [
        "次序,企业,目标,投入（万元）,做什么,还须专家评定",
        "1,甲,高新技术企业,0.0,现在就可申报,",
        "2,乙,高新技术企业,40.0,招聘科技人员 2人,",
    ]


def test_a_plan_is_drawn_up_from_the_page(zone, run, officer, sign_in):
    firm = zone.firms["乙"]
    response = sign_in(officer).post(reverse("plan_new", args=[firm.pk]), {"policy": "hnte"})
    assert response.url == reverse("plan", args=[Plan.objects.get(enterprise=firm).pk])


# who may write, and what is written


@pytest.fixture
def both(make, zone):
    """A leader of the zone who is also officer of 投促局: sees every plan, writes those of 投促局 only."""
    user = make.user(zone, "leader", "zone", zone.second)
    user.grants.create(role="officer", scope="own", approved_at=timezone.now())
    return user


def test_who_sees_a_plan_by_one_grant_does_not_write_it_by_another(plan, both, sign_in):
    client, url = sign_in(both), reverse("plan", args=[plan.pk])
    page = client.get(url)
    assert (page.context["can_edit"], page.context["moves"]) == (False, [])
    assert client.post(url, form_of(plan, note="改了")).status_code == 403
    assert client.post(reverse("plan_state", args=[plan.pk]), {"state": "agreed"}).status_code == 404
    plan.refresh_from_db()
    assert (plan.note, plan.state) == ("", "draft")


def test_a_ladder_offers_only_what_may_be_written(zone, run, both, sign_in):
    client = sign_in(both)
    offered = {
        name: client.get(reverse("enterprise_ladder", args=[zone.firms[name].pk])).context["may_plan"]
        for name in ("乙", "丁")
    }
    assert offered == {"乙": False, "丁": True}


@pytest.mark.parametrize("cost", [0, 1, 123_456, 400_000])
def test_costs_to_the_yuan_are_saved_as_they_were_shown(plan, officer, sign_in, cost):
    plan.measures.update(cost=cost)
    client, url = sign_in(officer), reverse("plan", args=[plan.pk])
    shown = [row["cost_wan"].value() for row in client.get(url).context["measures"]]
    data = form_of(plan) | {f"m-{number}-cost_wan": str(shown[number]) for number in range(2)}
    assert client.post(url, data).status_code == 302
    assert set(plan.measures.values_list("cost", flat=True)) == {cost}


@pytest.mark.parametrize("policy", ["zzz", ""])
def test_a_policy_the_rulebook_has_no_more_draws_up_nothing(zone, run, officer, sign_in, policy):
    url = reverse("plan_new", args=[zone.firms["乙"].pk])
    page = sign_in(officer).post(url, {"policy": policy}, follow=True).content.decode()
    assert ("没有这项政策" in page, Plan.objects.count()) == (True, 0)


def test_what_word_puts_for_a_soft_line_break_does_not_break_the_document(plan, officer, sign_in):
    Plan.objects.filter(pk=plan.pk).update(note="一\x0b二\x07三")
    answer = sign_in(officer).get(reverse("plan_print", args=[plan.pk, "docx"]))
    texts = [paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs]
    assert "一\n二三" in texts


def test_a_plan_drawn_up_before_eight_is_of_that_day(plan, officer, sign_in):
    Plan.objects.filter(pk=plan.pk).update(created_at="2026-05-14T17:30:00Z")
    page = sign_in(officer).get(reverse("plans"))
    [(_row, cells)] = page.context["lines"]
    assert next(cell.value for cell in cells if cell.column.key == "created") == date(2026, 5, 15)


def test_a_plan_changed_since_the_page_was_opened_is_not_written_over_unseen(plan, officer, sign_in):
    client, url = sign_in(officer), reverse("plan", args=[plan.pk])
    seen = client.get(url).context["form"]["seen"].value()
    client.post(url, form_of(plan, note="甲写的", seen=seen))
    answer = client.post(url, form_of(plan, note="乙写的", seen=seen))
    assert (answer.status_code, "有人改过" in answer.content.decode()) == (422, True)
    assert Plan.objects.get(pk=plan.pk).note == "甲写的"
    client.post(url, form_of(plan, note="乙写的", seen=answer.context["form"]["seen"].value()))
    assert Plan.objects.get(pk=plan.pk).note == "乙写的"


def test_a_window_that_has_not_opened_is_not_closing(zone, officer, sign_in):
    today = timezone.localdate()
    Window.objects.create(
        zone=zone, policy="hnte", title="批", opens_on=today + timedelta(1), closes_on=today + timedelta(5)
    )
    page = sign_in(officer).get(reverse("windows"))
    assert [one.state for one in page.context["coming"]] == ["coming"]
    assert page.context["reminders"] == []


# exports


def sheets_of(answer):
    book = load_workbook(io.BytesIO(answer.content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_the_funnel_is_exported_as_it_is_shown(zone, run, officer, sign_in):
    client = sign_in(officer)
    lanes = client.get(reverse("ladder")).context["lanes"]
    found = sheets_of(client.get(reverse("ladder") + "?export=xlsx"))
    assert list(found) == ["培育阶梯", "卡住最多企业的条件"]
    rows = {row[1]: row[2:] for row in found["培育阶梯"][1:]}
    shown = {rung.label: [cell[2] for cell in rung.cells] + [rung.due] for lane in lanes for rung in lane.rungs}
    assert rows == shown


def test_a_bureaus_funnel_is_exported_of_its_own(run, bureau_officer, officer, sign_in):
    hers = sheets_of(sign_in(bureau_officer).get(reverse("ladder") + "?export=xlsx"))["培育阶梯"]
    all_ = sheets_of(sign_in(officer).get(reverse("ladder") + "?export=xlsx"))["培育阶梯"]
    row = next(number for number, line in enumerate(all_) if line[1] == "高新技术企业")
    assert (hers[row][2], all_[row][2]) == (0, 1)  # 丁 holds the title, and is of another bureau


def test_one_case_is_exported_with_its_sources(zone, run, officer, sign_in):
    url = reverse("enterprise_ladder", args=[zone.firms["乙"].pk]) + "?policy=hnte&export=xlsx"
    found = sheets_of(sign_in(officer).get(url))
    share = next(row for row in found["逐条条件"] if row[0] == "HNTE-4")
    assert share[3:7] == ["不达标", "9.50%", "≥10.00%", "差 1人"]
    staff = next(row for row in found["所用数据与出处"] if row[0] == "HNTE-4" and row[2] == 2025)
    assert (staff[4], staff[5].startswith("企业信息!")) == ("2025年报.xlsx", True)


@pytest.mark.parametrize("name", ["windows", "policies"])
def test_other_pages_are_exported_too(run, officer, sign_in, name):
    answer = sign_in(officer).get(reverse(name) + "?export=xlsx")
    assert len(sheets_of(answer)) == 1
    assert AuditEvent.objects.filter(action=f"{'window' if name == 'windows' else 'ladder'}.export").count() == 1


def test_a_try_of_numbers_is_exported(run, officer, sign_in):
    url = reverse("policy", args=["hnte"]) + "?whatif=1&p.tech_staff_floor=25&export=xlsx"
    [[_head, *rows]] = sheets_of(sign_in(officer).get(url)).values()
    assert {(row[0], row[1]) for row in rows} == {("退出", "甲"), ("退出", "丁")}


def test_a_long_export_asks_for_the_password(run, officer, sign_in, settings):
    settings.BULK_ROWS = 1
    answer = sign_in(officer).get(reverse("ladder") + "?export=xlsx")
    assert answer.url.partition("?")[0] == "/account/reauthenticate/"


def test_one_that_left_is_not_assessed_any_more(zone, officer):
    from gaoxin_web.ladders.services.runs import assess_zone  # noqa: PLC0415 - beside its use

    zone.firms["甲"].status, zone.firms["甲"].left_on = "moved", ON
    zone.firms["甲"].save()
    assert [assess_zone(zone, day).enterprises for day in (ON - timedelta(1), ON)] == [4, 3]


@pytest.mark.parametrize("scope", ["own", "below", "self", "chosen"])
def test_what_is_the_zones_is_written_by_who_has_the_right_over_the_zone(make, zone, run, sign_in, scope):
    client = sign_in(make.user(zone, "officer", scope, zone.bureau))
    window = Window.objects.create(zone=zone, policy="hnte", title="批", opens_on=ON, closes_on=timezone.localdate())
    page = client.get(reverse("windows"))
    assert (len(page.context["coming"]), page.context["may_edit"]) == (1, False)
    assert client.get(reverse("ladder")).context["form"] is None
    answers = [
        client.post(reverse("window", args=[window.pk]), {"title": "改"}),
        client.post(reverse("window_delete", args=[window.pk])),
        client.post(reverse("window_new"), {}),
        client.post(reverse("ladder_assess"), {"on": "2008-01-01"}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert Window.objects.get().title == "批"
