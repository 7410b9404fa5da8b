"""Officers' pages: data sets, rounds, the board, review, reminders; each within the officer's scope."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.collection.links import token_of
from gaoxin_web.collection.models import Assignment, DataSet, Round, Step
from gaoxin_web.collection.services import filling, review
from gaoxin_web.collection.views import review as review_views
from gaoxin_web.collection.views.rounds import share
from gaoxin_web.enterprises.models import Recognition
from tests.gaoxin_web.collection.conftest import GOOD

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(zone, sign_in):
    return sign_in(zone.officer)


def text_of(page):
    return page.content.decode()


# data sets


def new(**fields):
    return {"title": "快报", "kind": "year", "change_limit": "50"} | fields


def test_a_data_set_of_chosen_fields_is_made(officer):
    officer.post(reverse("data_set_new"), new(fields_chosen=["staff", "revenue"]))
    made = DataSet.objects.get()
    assert made.items == [{"field": "revenue", "back": 0}, {"field": "staff", "back": 0}]


def test_a_data_set_asks_what_a_policy_reads_and_not_what_experts_mark(officer):
    officer.post(reverse("data_set_new"), new(policies=["hnte"]))
    found = {(one["field"], one["back"]) for one in DataSet.objects.get().items}
    years = {("rd_expense", back) for back in (0, 1, 2)} | {("staff", 0), ("core_ip", 0), ("safety_accident", -1)}
    assert years <= found
    assert {"ip_technology_score", "management_score"} & {field for field, _ in found} == set()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        (new(), "fields_chosen"),
        (new(fields_chosen=["output_value"]), "fields_chosen"),
        (new(kind="month", fields_chosen=["revenue"]), "fields_chosen"),
        (new(kind="month", policies=["hnte"]), "policies"),
        (new(fields_chosen=["staff"], change_limit="0"), "change_limit"),
        (new(fields_chosen=["staff"], change_limit="1001"), "change_limit"),
        (new(fields_chosen=["staff"], title=""), "title"),
        (new(fields_chosen=["uscc"]), "fields_chosen"),
    ],
)
def test_a_data_set_that_makes_no_sense_is_not_made(officer, fields, wrong):
    page = officer.post(reverse("data_set_new"), fields)
    assert (page.status_code, set(page.context["form"].errors), DataSet.objects.count()) == (200, {wrong}, 0)


def test_a_title_stands_once_in_a_zone(officer, form):
    page = officer.post(reverse("data_set_new"), new(title="年度快报", fields_chosen=["staff"]))
    assert set(page.context["form"].errors) == {"title"}


def test_what_was_sent_out_is_not_asked_differently(officer, form):
    before = form.round.data_set.items
    officer.post(reverse("data_set", args=[form.round.data_set_id]), new(title="新名", fields_chosen=["net_profit"]))
    found = DataSet.objects.get()
    assert (found.title, found.items) == ("新名", before)


# rounds


@pytest.fixture
def data_set(form):
    return form.round.data_set


def sent(today, **fields):
    return {"year": "2024", "opens_on": f"{today}", "closes_on": f"{today}", "action": "open"} | fields


def names(round_):
    return sorted(round_.assignments.values_list("enterprise__name", flat=True))


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, ["乙公司", "甲公司"]),
        ({"chain": ["钽铌"]}, ["乙公司"]),
        ({"recognition": ["hnte"]}, ["甲公司"]),
        ({"above": "no"}, ["乙公司"]),
        ({"names": "甲公司\n没有的公司"}, ["甲公司"]),
    ],
)
def test_a_round_asks_those_chosen(officer, data_set, zone, today, chosen, expected):
    Recognition.objects.create(enterprise=zone.first, kind="hnte", valid_to=today)
    Recognition.objects.create(enterprise=zone.other, kind="hnte", valid_to=today - timezone.timedelta(days=1))
    zone.other.above_designated_size = False
    zone.other.save()
    page = officer.post(reverse("round_count"), chosen)
    officer.post(reverse("round_new", args=[data_set.pk]), sent(today, **chosen))
    assert (page.context["count"], names(Round.objects.get(year=2024))) == (len(expected), expected)


def test_names_that_are_not_found_are_told(officer, data_set):
    assert officer.post(reverse("round_count"), {"names": "没有的公司\n甲公司"}).context["missed"] == ["没有的公司"]


def test_counting_makes_nothing(officer, data_set, today):
    officer.post(reverse("round_new", args=[data_set.pk]), sent(today, action="count"))
    assert Round.objects.count() == 1


def test_a_period_is_asked_once(officer, data_set, today):
    page = officer.post(reverse("round_new", args=[data_set.pk]), sent(today, year="2025"))
    assert (Round.objects.count(), "这一期已经有任务了" in text_of(page)) == (1, True)


def test_a_round_nobody_is_asked_in_is_not_made(officer, data_set, today):
    page = officer.post(reverse("round_new", args=[data_set.pk]), sent(today, names="没有的公司"))
    assert (Round.objects.count(), "没有符合条件的企业" in text_of(page)) == (1, True)


def test_a_round_ends_no_sooner_than_it_begins(officer, data_set, today):
    page = officer.post(reverse("round_new", args=[data_set.pk]), sent(today, closes_on="2020-01-01"))
    assert set(page.context["form"].errors) == {"closes_on"}


def test_those_added_later_are_not_asked_twice(officer, form, zone, make):
    make.enterprise(zone, "丙公司", chain="光伏")
    officer.post(reverse("round_add", args=[form.round_id]), {"chain": ["光伏"], "action": "add"})
    assert names(form.round) == ["丙公司", "乙公司", "甲公司"]


def test_a_round_is_locked_and_unlocked_with_a_reason_in_the_audit_log(officer, form):
    move = reverse("round_move", args=[form.round_id])
    officer.post(move, {"what": "lock"})
    officer.post(move, {"what": "unlock", "reason": "统计局要求更正"})
    found = list(
        AuditEvent.objects.filter(action__startswith="collection.")
        .order_by("pk")
        .values_list("action", "detail__reason")
    )
    assert (Round.objects.get().state, found) == (
        "closed",
        [("collection.lock", ""), ("collection.unlock", "统计局要求更正")],
    )


def test_a_later_last_day_moves_the_forms_not_yet_filed(officer, submitted, today):
    later = today + timezone.timedelta(days=30)
    officer.post(reverse("round_move", args=[submitted.round_id]), {"what": "reschedule", "closes_on": f"{later}"})
    found = dict(Assignment.objects.values_list("enterprise__name", "due_on"))
    assert found == {"甲公司": submitted.due_on, "乙公司": later}


# the board


def test_the_board_counts_by_bureau_and_state(officer, submitted):
    context = officer.get(reverse("round", args=[submitted.round_id])).context
    lines = [(line.name, line.filed, line.total) for line in context["board_rows"]]
    assert lines == [("经发局", 0, 1), ("科技局", 1, 1)]
    assert (context["filed"], context["total"], context["missing"], context["share"]) == (1, 2, 1, "50.0%")


def test_those_missing_are_one_click_away(officer, submitted):
    page = officer.get(reverse("round", args=[submitted.round_id]), {"state": "missing"})
    assert [row.enterprise.name for row, _ in page.context["lines"]] == ["乙公司"]


def test_overdue_is_after_the_last_day_and_not_on_it(officer, ask, today):
    round_ = ask(closes_on=today)
    found = []
    for day in (today, today - timezone.timedelta(days=1)):
        Assignment.objects.update(due_on=day)
        page = officer.get(reverse("round", args=[round_.pk]), {"state": "overdue"})
        found.append(page.context["page"].paginator.count)
    assert found == [0, 2]


def test_an_officer_sees_the_forms_of_the_own_bureau_only(make, zone, sign_in, submitted):
    client = sign_in(make.user(zone, "officer", "own", zone.second))
    board = client.get(reverse("round", args=[submitted.round_id]))
    other = Assignment.objects.get(enterprise=zone.other)
    pages = [client.get(reverse("form_review", args=[pk])).status_code for pk in (submitted.pk, other.pk)]
    assert ([row.enterprise.name for row, _ in board.context["lines"]], pages) == (["乙公司"], [404, 200])


def test_another_zone_sees_nothing(make, sign_in, submitted):
    client = sign_in(make.user(make.zone(), "officer", "zone"))
    addresses = [
        reverse("round", args=[submitted.round_id]),
        reverse("form_review", args=[submitted.pk]),
        reverse("reminders", args=[submitted.round_id]),
        reverse("qr_sheet", args=[submitted.round_id]),
        reverse("round_values", args=[submitted.round_id]),
        reverse("data_set", args=[submitted.round.data_set_id]),
        reverse("round_new", args=[submitted.round.data_set_id]),
    ]
    assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
    assert "年度快报" not in text_of(client.get(reverse("collections")))


def test_a_leader_looks_and_changes_nothing(make, zone, sign_in, submitted):
    client = sign_in(make.user(zone, "leader", "zone"))
    looks = [
        reverse("collections"),
        reverse("round", args=[submitted.round_id]),
        reverse("form_review", args=[submitted.pk]),
    ]
    acts = [
        reverse("form_approve", args=[submitted.pk]),
        reverse("form_return", args=[submitted.pk]),
        reverse("form_link", args=[submitted.pk]),
        reverse("round_move", args=[submitted.round_id]),
        reverse("approve_forms"),
    ]
    assert [client.get(page).status_code for page in looks] == [200] * 3
    assert [client.post(page, {"comment": "改"}).status_code for page in acts] == [403] * 5
    assert token_of(submitted) not in text_of(client.get(looks[2]))


def test_queries_do_not_grow_with_rows(officer, zone, make, ask):
    round_ = ask()
    pages = [reverse("collections"), reverse("round", args=[round_.pk]), reverse("reminders", args=[round_.pk])]

    def counts():
        found = []
        for page in pages:
            officer.get(page)
            with CaptureQueriesContext(connection) as queries:
                officer.get(page)
            found.append(len(queries))
        return found

    few = counts()
    for _ in range(12):
        enterprise = make.enterprise(zone, organisation=make.organisation(zone))
        Assignment.objects.create(round=round_, enterprise=enterprise, due_on=round_.closes_on)
    ask(title="又一份")
    assert counts() == few


# review


def test_the_review_shows_last_year_the_change_and_the_reason(officer, form, known):
    known(2024, revenue=800 * 1_000_000)
    filling.submit(form.pk, GOOD, {"revenue-2025": "新产线"}, filler="赵会计")
    page = officer.get(reverse("form_review", args=[form.pk]))
    row = next(row for _, rows in page.context["sections"] for row in rows if row["item"].key == "revenue-2025")
    assert (row["value"], row["last"], row["change"], row["reason"]) == ("1,200.00", "800.00", "+50.0%", "")
    assert "赵**" in text_of(page)
    assert "赵会计" not in text_of(page)


def test_approving_by_page_is_audited(officer, submitted):
    officer.post(reverse("form_approve", args=[submitted.pk]))
    event = AuditEvent.objects.get(action="collection.approve")
    assert (Assignment.objects.get(pk=submitted.pk).state, event.detail["filings"]) == (
        "approved",
        list(submitted.filings.values_list("pk", flat=True)),
    )


def test_a_form_approved_meanwhile_is_told_and_stays(officer, submitted):
    first, second = (text_of(officer.post(reverse("form_approve", args=[submitted.pk]), follow=True)) for _ in range(2))
    assert ["已通过，数据已写入" in first, "可能刚有人办理过" in second] == [True, True]


@pytest.mark.parametrize("until", ["2020-01-01", "明天"])
def test_a_return_until_a_day_that_is_none_or_past_is_refused(officer, submitted, until):
    officer.post(reverse("form_return", args=[submitted.pk]), {"comment": "改", "until": until})
    assert Assignment.objects.get(pk=submitted.pk).state == "submitted"


def test_the_enterprise_reads_why_it_was_returned(officer, client, submitted, today):
    officer.post(reverse("form_return", args=[submitted.pk]), {"comment": "人数与社保不符", "until": f"{today}"})
    assert "人数与社保不符" in text_of(client.get(reverse("fill", args=[token_of(submitted)])))


@pytest.mark.parametrize("how", ["ticked", "everything"])
def test_many_are_approved_at_once_but_none_with_a_warning(officer, submitted, zone, how):
    other = Assignment.objects.get(enterprise=zone.other)
    filling.submit(other.pk, GOOD, {}, filler="钱")
    Assignment.objects.filter(pk=other.pk).update(warnings=1)
    board = reverse("round", args=[submitted.round_id])
    data = {"row": [submitted.pk, other.pk]} if how == "ticked" else {"everything": "1"}
    officer.post(reverse("approve_forms"), data, headers={"referer": f"http://testserver{board}"})
    assert dict(Assignment.objects.values_list("enterprise__name", "state")) == {
        "甲公司": "approved",
        "乙公司": "submitted",
    }


def test_everything_is_what_the_board_shows(officer, submitted, zone):
    filling.submit(Assignment.objects.get(enterprise=zone.other).pk, GOOD, {}, filler="钱")
    board = reverse("round", args=[submitted.round_id]) + f"?bureau={zone.second.pk}"
    address = reverse("approve_forms") + f"?bureau={zone.second.pk}"
    officer.post(address, {"everything": "1"}, headers={"referer": f"http://testserver{board}"})
    assert dict(Assignment.objects.values_list("enterprise__name", "state")) == {
        "甲公司": "submitted",
        "乙公司": "approved",
    }


def test_a_new_link_is_given_by_page(officer, client, submitted):
    old = token_of(submitted)
    officer.post(reverse("form_link", args=[submitted.pk]))
    assert client.get(reverse("fill", args=[old])).status_code == 404


# reminders, QR codes, export


def test_reminders_list_who_has_not_filed_with_the_link_and_are_logged(officer, submitted, zone):
    other = Assignment.objects.get(enterprise=zone.other)
    page = officer.get(reverse("reminders", args=[submitted.round_id]))
    assert [row["form"].pk for row in page.context["rows"]] == [other.pk]
    assert f"http://testserver{reverse('fill', args=[token_of(other)])}" in page.context["rows"][0]["words"]
    officer.post(reverse("reminders", args=[submitted.round_id]), {"row": [other.pk, submitted.pk], "channel": "短信"})
    found = list(Step.objects.filter(action="reminded").values_list("assignment", "comment"))
    assert (found, Assignment.objects.get(pk=other.pk).reminded) == ([(other.pk, "短信")], 1)


def test_contacts_are_masked_on_the_reminders(officer, form, zone):
    type(zone.first).objects.update(contact="李小明", phone="13909520001")
    text = text_of(officer.get(reverse("reminders", args=[form.round_id])))
    assert ["李**" in text, "139****0001" in text, "李小明" in text, "13909520001" in text] == [
        True,
        True,
        False,
        False,
    ]


def test_each_enterprise_has_a_code_to_print(officer, submitted):
    found = [
        len(
            re.findall(
                r'<svg[^>]*class="qr"', text_of(officer.get(reverse("qr_sheet", args=[submitted.round_id]), query))
            )
        )
        for query in ({}, {"missing": "1"})
    ]
    assert found == [2, 1]


def test_the_values_come_out_as_numbers_in_the_units_of_the_form(officer, submitted):
    page = officer.get(reverse("round_values", args=[submitted.round_id]))
    rows = list(openpyxl.load_workbook(io.BytesIO(page.content)).active.values)
    assert [row[1:] for row in rows] == [
        (
            "企业名称",
            "责任部门",
            "状态",
            "营业收入 2025（万元）",
            "主营业务收入 2025（万元）",
            "职工总数 2025（人）",
            "重大安全事故 2025",
        ),
        ("甲公司", "科技局", "待审核", 1200, 1000, 20, "否"),
    ]


def test_an_enterprise_account_has_no_officers_pages(make, zone, sign_in, submitted):
    client = sign_in(make.user(zone, "enterprise", enterprise=zone.first))
    addresses = [
        reverse("collections"),
        reverse("round", args=[submitted.round_id]),
        reverse("form_review", args=[submitted.pk]),
    ]
    assert [client.get(address).status_code for address in addresses] == [403] * 3


def test_a_large_export_asks_for_the_password_again(officer, submitted, settings):
    settings.BULK_ROWS = 0
    values = officer.get(reverse("round_values", args=[submitted.round_id]))
    missing = officer.get(reverse("reminders", args=[submitted.round_id]) + "?export=xlsx")
    assert [answer.url.split("?")[0] for answer in (values, missing)] == ["/account/reauthenticate/"] * 2


def test_everybody_who_has_not_filed_comes_out_with_their_links_and_it_is_noted(officer, submitted, zone):
    answer = officer.get(reverse("reminders", args=[submitted.round_id]) + "?export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    other = Assignment.objects.get(round=submitted.round, enterprise=zone.other)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(row[0], row[1], row[6].endswith(reverse("fill", args=[token_of(other)]))) for row in rows] == [
        ("乙公司", zone.other.uscc, True)
    ]
    assert AuditEvent.objects.get(action="collection.export").detail["links"] is True


def test_all_who_have_not_filed_are_noted_as_reminded(officer, form):
    officer.post(reverse("reminders", args=[form.round_id]), {"everything": "1", "channel": "短信"})
    assert list(Assignment.objects.values_list("reminded", flat=True)) == [1, 1]


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [(1, 5, "未到开始日期"), (-3, -1, "已过截止日期"), (-3, 0, "填报中"), (0, 5, "填报中")],
)
def test_a_round_says_how_it_stands_today(officer, ask, today, opens, closes, words):
    ask(opens_on=today + timedelta(days=opens), closes_on=today + timedelta(days=closes))
    page = text_of(officer.get(reverse("collections")))
    assert [word in page for word in ("未到开始日期", "已过截止日期")] == [
        words == "未到开始日期",
        words == "已过截止日期",
    ]


def test_a_list_of_names_too_long_is_told_and_not_cut(officer, data_set):
    names = "\n".join(f"企业{number}" for number in range(5001))
    page = text_of(officer.post(reverse("round_new", args=[data_set.pk]), {"names": names, "action": "count"}))
    assert "名单有 5001 行，一次最多 5000 行" in page


def test_a_returned_form_keeps_its_days_when_the_round_moves(officer, submitted, zone, today):
    review.send_back(submitted.pk, zone.officer, "请核对", today + timedelta(days=20))
    officer.post(
        reverse("round_move", args=[submitted.round_id]), {"what": "reschedule", "closes_on": today + timedelta(days=9)}
    )
    days = dict(Assignment.objects.values_list("enterprise__name", "due_on"))
    assert days == {"甲公司": today + timedelta(days=20), "乙公司": today + timedelta(days=9)}


@pytest.mark.parametrize("row", ["²", "9" * 23, "-1", "x", ""])
def test_what_is_no_key_is_left_out(officer, submitted, row):
    assert officer.post(reverse("approve_forms"), {"row": [row]}).status_code == 302
    assert officer.post(reverse("reminders", args=[submitted.round_id]), {"row": [row]}).status_code == 302


def test_more_than_are_approved_at_once_are_told(officer, submitted, zone, monkeypatch):
    monkeypatch.setattr(review_views, "MOST_AT_ONCE", 1)
    other = submitted.round.assignments.get(enterprise=zone.other)
    filling.submit(other.pk, GOOD, {}, filler="钱会计")
    page = officer.post(reverse("approve_forms"), {"row": [submitted.pk, other.pk]}, follow=True)
    assert ("还有 1 份" in text_of(page), Assignment.objects.filter(state="approved").count()) == (True, 1)


def test_a_comment_refused_is_not_lost(officer, submitted):
    answer = officer.post(reverse("form_return", args=[submitted.pk]), {"comment": "人数不对", "until": "2020-01-01"})
    assert ">人数不对</textarea>" in text_of(officer.get(answer.url))


@pytest.mark.parametrize(("filed", "whole", "words"), [(0, 0, "—"), (9999, 10000, "99.9%"), (3, 3, "100.0%")])
def test_a_share_is_whole_only_when_nobody_is_missing(filed, whole, words):
    assert share(filed, whole) == words
