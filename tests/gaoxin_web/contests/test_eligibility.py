"""Who may enter is judged by the engine, from filed facts or from answers; what is not known refuses nobody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from gaoxin_web.contests.services import eligibility
from gaoxin_web.contests.services.refusal import RefusedError
from tests.gaoxin_web.contests.calling import contest_of, entry_of

pytestmark = pytest.mark.django_db
YOUNG = {"key": "young", "label": "成立不超过 10 年", "expression": "age_years <= 10"}
HOLDS = {"key": "hnte", "label": "持有高企", "policy": "hnte", "is": "holds"}
REGISTER = {"key": "zone", "label": "在册", "in": "register"}
MANUAL = {"key": "scope", "label": "属于本领域", "judgement": "manual"}
ON = date(2026, 11, 26)


def verdicts(contest, entry, *rules):
    contest.eligibility = list(rules)
    contest.save()
    [found] = eligibility.check(contest, [entry], ON)
    return [(one["key"], one["verdict"], one["by"]) for one in found.checks]


@pytest.fixture
def contest(make):
    return contest_of(make.zone())


@pytest.mark.parametrize(
    ("founded", "verdict"),
    [(date(2016, 11, 27), "met"), (date(2016, 11, 25), "not_met"), (None, "unknown")],
)
def test_age_of_a_registered_enterprise_on_both_sides_of_ten_years(make, contest, founded, verdict):
    firm = make.enterprise(contest.zone, established_on=founded)
    entry = entry_of(contest, enterprise=firm)
    assert verdicts(contest, entry, YOUNG) == [("young", verdict, "register")]


def test_value_threshold_and_clause_are_kept(make, contest):
    firm = make.enterprise(contest.zone, established_on=date(2022, 1, 1))
    entry = entry_of(contest, enterprise=firm)
    verdicts(contest, entry, YOUNG | {"clause": "第二条"})
    [found] = entry.checks
    told = {name: found[name] for name in ("threshold", "op", "unit", "clause")}
    assert told == {"threshold": 10.0, "op": "<=", "unit": "年", "clause": "第二条"}
    assert 4.8 < found["value"] < 5.0


def test_who_is_in_no_register_is_judged_by_answers(contest):
    entry = entry_of(contest, answers={"established_on": "2010-05-01"})
    assert verdicts(contest, entry, YOUNG) == [("young", "not_met", "answers")]


def test_what_nobody_knows_needs_a_look_and_refuses_nobody(contest):
    entry = entry_of(contest)
    found = verdicts(contest, entry, YOUNG, REGISTER, MANUAL)
    assert [verdict for _key, verdict, _by in found] == ["unknown"] * 3
    assert eligibility.verdict_of(entry.checks) == "unknown"


def test_filed_facts_go_before_answers(make, contest):
    firm = make.enterprise(contest.zone, established_on=date(2010, 1, 1))
    entry = entry_of(contest, enterprise=firm, answers={"established_on": "2025-01-01"})
    assert verdicts(contest, entry, YOUNG) == [("young", "not_met", "register")]


def test_a_recognition_in_force_is_held_and_one_run_out_is_not(make, contest):
    holder, late = make.enterprise(contest.zone), make.enterprise(contest.zone)
    holder.recognitions.create(kind="hnte", valid_from=date(2025, 1, 1), valid_to=date(2027, 12, 31))
    late.recognitions.create(kind="hnte", valid_from=date(2020, 1, 1), valid_to=date(2023, 1, 1))
    found = [verdicts(contest, entry_of(contest, enterprise=firm), HOLDS)[0][1] for firm in (holder, late)]
    assert found == ["met", "not_met"]


@pytest.mark.parametrize(("status", "verdict"), [("open", "met"), ("moved", "not_met")])
def test_an_enterprise_that_moved_away_is_not_of_the_zone(make, contest, status, verdict):
    entry = entry_of(contest, enterprise=make.enterprise(contest.zone, status=status))
    assert verdicts(contest, entry, REGISTER) == [("zone", verdict, "register")]


def test_a_persons_word_stays_when_checked_again(make, contest):
    user = make.user(contest.zone, "officer", name="陈经办")
    entry = entry_of(contest, state="submitted")
    verdicts(contest, entry, MANUAL, YOUNG)
    entry.save()
    eligibility.decide(entry, "scope", "met", "看过方案", user)
    eligibility.recheck(contest, contest.entries.select_related("enterprise"))
    entry.refresh_from_db()
    kept = [(one["key"], one["verdict"], one.get("who"), one.get("reason")) for one in entry.checks]
    assert kept == [("scope", "met", "陈经办", "看过方案"), ("young", "unknown", None, None)]
    eligibility.decide(entry, "scope", "", "", user)
    entry.refresh_from_db()
    assert sorted(one["verdict"] for one in entry.checks) == ["unknown", "unknown"]


def test_a_condition_that_is_not_there_is_not_decided(make, contest):
    with pytest.raises(RefusedError):
        eligibility.decide(entry_of(contest, state="submitted"), "x", "met", "y", make.user(contest.zone, "officer"))


def test_a_hundred_entries_are_checked_in_as_many_queries_as_one(make, contest, django_assert_max_num_queries):
    for number in range(100):
        firm = make.enterprise(contest.zone, established_on=date(2020, 1, 1) + timedelta(days=number))
        entry_of(contest, f"项目{number}", state="submitted", enterprise=firm)
    contest.eligibility = [YOUNG, HOLDS]
    contest.save()
    with django_assert_max_num_queries(12):
        assert eligibility.recheck(contest, contest.entries.select_related("enterprise")) == 100


def rules_form(*rows):
    data = {"r-TOTAL_FORMS": len(rows), "r-INITIAL_FORMS": 0}
    for at, row in enumerate(rows):
        data |= {f"r-{at}-{name}": value for name, value in row.items()}
    return data


def test_conditions_are_written_without_knowing_the_language(make, contest, sign_in):
    client = sign_in(make.user(contest.zone, "officer"))
    rows = [
        {"kind": "age", "label": "成立不超过 5 年", "years": "5", "clause": "第三条"},
        {"kind": "holds", "label": "持有高企", "policy": "hnte"},
        {"kind": "manual", "label": "属于本领域", "label_en": "In scope"},
        {"kind": "manual", "label": ""},
    ]
    assert client.post(reverse("contest_eligibility", args=[contest.pk]), rules_form(*rows)).status_code == 302
    contest.refresh_from_db()
    assert contest.eligibility == [
        {"key": "r1", "label": "成立不超过 5 年", "clause": "第三条", "expression": "age_years <= 5"},
        {"key": "r2", "label": "持有高企", "policy": "hnte", "is": "holds"},
        {"key": "r3", "label": "属于本领域", "label_en": "In scope", "judgement": "manual"},
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"kind": "expression", "label": "收入", "expression": "revenue > 5"}, "单位不同"),
        ({"kind": "expression", "label": "收入", "expression": "revenu > yi(1)"}, "您是否指 revenue"),
        ({"kind": "expression", "label": "收入", "expression": "revenue >"}, "写法不完整"),
        ({"kind": "met", "label": "标准", "policy": ""}, "这一项必填"),
    ],
)
def test_a_condition_that_cannot_be_judged_is_refused_at_its_row(make, contest, sign_in, row, words):
    client, before = sign_in(make.user(contest.zone, "officer")), contest.eligibility
    answer = client.post(reverse("contest_eligibility", args=[contest.pk]), rules_form(row))
    contest.refresh_from_db()
    assert (answer.status_code, contest.eligibility) == (422, before)
    assert words in answer.content.decode()


def test_a_condition_saved_and_opened_again_is_the_same(make, contest, sign_in):
    client = sign_in(make.user(contest.zone, "officer"))
    contest.eligibility = [YOUNG, HOLDS, REGISTER, MANUAL]
    contest.save()
    text = client.get(reverse("contest_eligibility", args=[contest.pk])).content.decode()
    assert 'name="r-0-years" value="10"' in text
