"""A contest is made from a template, changed part by part, and moved on only when nothing is missing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.contests.models import Award, Contest, Entry, Round, SchemeVersion
from gaoxin_web.contests.services import setup
from gaoxin_web.contests.services.refusal import RefusedError
from gaoxin_web.contests.services.templates import copy, make, templates
from tests.gaoxin_web.contests.calling import contest_of, entry_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone(make):
    return make.zone()


@pytest.fixture
def officer(make, zone, sign_in):
    user = make.user(zone, "officer", organisation=make.organisation(zone))
    return sign_in(user), user


def test_the_regional_contest_is_what_its_template_says(zone):
    contest = make(templates()["regional_5g"], zone, None, year=2026)
    first, final = contest.rounds.select_related("scheme")
    assert (contest.divisions.count(), contest.blind, contest.state) == (21, True, "draft")
    assert (first.setting, first.per_entry, first.scheme.document["mode"]) == ("online", 5, "adjusted")
    assert (final.setting, final.per_entry, final.scheme.document["drop"]) == ("live", None, 1)
    assert [tier["count"] for tier in final.scheme.document["tiers"]] == [10, 20, 30, 34]
    assert final.scheme.document["tier_policy"] == "extend"
    assert list(contest.prizes.values_list("name", flat=True)) == ["一等奖", "二等奖", "三等奖", "优秀奖"]


def test_the_overseas_contest_has_its_quotas_by_track_and_its_own_clock(zone):
    contest = make(templates()["overseas_startup"], zone, None, year=2026)
    quotas = contest.rounds.first().quotas.order_by("pk").values_list("track__name", "count")
    assert list(quotas) == [("信息技术", 5), ("生物医药", 5), ("人工智能及智能制造", 8)]
    assert contest.divisions.get().time_zone == "Europe/London"
    assert [tier["count"] for tier in contest.rounds.last().scheme.document["tiers"]] == [1, 2, 3]


def test_the_lecture_series_has_seven_sessions(zone):
    contest = make(templates()["lectures"], zone, None, year=2026)
    assert (contest.kind, contest.rounds.get().sittings.count()) == ("lectures", 7)


def test_the_national_division_takes_plain_means_of_three_and_of_five(zone):
    contest = make(templates()["national_division"], zone, None, year=2026)
    schemes = [one.scheme.document for one in contest.rounds.select_related("scheme")]
    assert [(one["drop"], one["min_ballots"]) for one in schemes] == [(0, 3), (0, 5)]


def test_the_same_template_twice_shares_its_scheme_versions(zone):
    for year in (2025, 2026):
        make(templates()["small_local"], zone, None, year=year)
    assert SchemeVersion.objects.values_list("number", flat=True).get() == 1


def test_an_officer_makes_a_contest_on_one_page(officer, zone):
    client, user = officer
    form = {"template": "small_local", "name": "春季赛", "year": 2026, "closes_at": "2026-12-20T18:00"}
    answer = client.post(reverse("contest_new"), form)
    contest = Contest.objects.get()
    assert answer.url == reverse("contest", args=[contest.pk])
    assert (contest.name, contest.zone, contest.organisation, contest.created_by) == (
        "春季赛",
        zone,
        user.organisation,
        user,
    )
    assert contest.rounds.count() == 1
    assert AuditEvent.objects.filter(action="contest.create").count() == 1


def test_a_name_is_taken_once_a_year_and_nothing_typed_is_lost(officer, zone):
    client, _user = officer
    contest_of(zone, name="春季赛")
    form = {"template": "regional_5g", "name": "春季赛", "year": 2026, "organiser": "管委会"}
    answer = client.post(reverse("contest_new"), form)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "2026年已有同名的大赛" in text
    assert 'value="管委会"' in text
    assert Contest.objects.count() == 1


def test_a_call_without_an_end_does_not_open(officer, zone):
    client, _user = officer
    contest = contest_of(zone, state="draft", closes_at=None)
    answer = client.post(reverse("contest_state", args=[contest.pk]), {"move": "open"}, follow=True)
    contest.refresh_from_db()
    assert contest.state == "draft"
    assert "没有征集截止时间" in answer.content.decode()


def test_a_contest_goes_on_and_back(officer, zone):
    client, _user = officer
    contest = contest_of(zone, state="draft")
    seen = []
    for move in ("open", "review", "reopen", "review", "notice", "back_review", "finish"):
        client.post(reverse("contest_state", args=[contest.pk]), {"move": move})
        contest.refresh_from_db()
        seen.append(contest.state)
    assert seen == ["open", "review", "open", "review", "notice", "review", "finished"]


def test_a_call_with_entries_is_not_a_draft_again(zone):
    contest = contest_of(zone)
    assert "draft" in {one["key"] for one in setup.moves_of(contest)}
    entry_of(contest)
    with pytest.raises(RefusedError):
        setup.move(contest.pk, "draft")


@pytest.mark.parametrize(("hours", "lacking"), [(-1, True), (1, False)])
def test_an_end_that_has_passed_is_found_before_opening(zone, hours, lacking):
    contest = contest_of(zone, state="draft", closes_at=timezone.now() + timedelta(hours=hours))
    assert any(lack.must and "已经过去" in lack.words for lack in setup.lacks(contest)) is lacking


def scheme_form(document, **changes):
    criteria, tiers = document["criteria"], document["tiers"]
    data = {"label": document["label"], "label_en": document["label_en"], "mode": document["mode"],
            "places": 2, "drop": 1, "min_for_drop": 5,
            "drop_by": "ballot", "min_ballots": 3, "rank_on": "exact", "tier_policy": "extend", "dispute_range": "25",
            "c-TOTAL_FORMS": len(criteria), "c-INITIAL_FORMS": len(criteria), "t-TOTAL_FORMS": len(tiers),
            "t-INITIAL_FORMS": len(tiers)}  # fmt: skip
    for at, one in enumerate(criteria):
        data |= {
            f"c-{at}-{name}": one[name] or "" for name in ("key", "label", "label_en", "weight", "minimum", "maximum")
        }
    for at, one in enumerate(tiers):
        data |= {f"t-{at}-{name}": one[name] for name in ("name", "label", "label_en", "count")}
    for at, rule in enumerate(document["tie_break"][:3]):
        data[f"tie_{at}"] = rule
    return data | changes


def test_a_scheme_changed_is_a_further_version_and_the_old_one_stays(officer, zone):
    client, _user = officer
    contest = contest_of(zone, state="draft")
    round_ = contest.rounds.select_related("scheme").get()
    old = round_.scheme
    url = reverse("contest_scheme", args=[contest.pk, round_.pk])
    answer = client.post(url, scheme_form(old.document, **{"c-0-weight": "55", "t-0-count": "2"}))
    round_.refresh_from_db()
    assert answer.status_code == 302
    assert (round_.scheme.number, round_.scheme.document["criteria"][0]["weight"]) == (2, "55")
    assert round_.scheme.document["tiers"][0]["count"] == 2
    old.refresh_from_db()
    assert old.document["criteria"][0]["weight"] == "40"


def test_a_scheme_saved_as_it_is_makes_no_version(officer, zone):
    client, _user = officer
    contest = contest_of(zone, state="draft")
    round_ = contest.rounds.select_related("scheme").get()
    url = reverse("contest_scheme", args=[contest.pk, round_.pk])
    client.post(url, scheme_form(round_.scheme.document))
    assert list(SchemeVersion.objects.values_list("number", flat=True)) == [1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"c-0-weight": "很重"}, "不是数字"),
        ({"c-1-minimum": "100", "c-1-maximum": "0"}, "minimum 应小于 maximum"),
        ({"drop": 3}, "min_for_drop 太小"),
        ({"t-0-count": "-1"}, "整数"),
    ],
)
def test_what_is_wrong_with_a_scheme_is_said_and_nothing_is_kept(officer, zone, changes, words):
    client, _user = officer
    contest = contest_of(zone, state="draft")
    round_ = contest.rounds.select_related("scheme").get()
    answer = client.post(
        reverse("contest_scheme", args=[contest.pk, round_.pk]), scheme_form(round_.scheme.document, **changes)
    )
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert SchemeVersion.objects.count() == 1


def test_a_round_that_has_begun_keeps_its_scheme(officer, zone):
    client, _user = officer
    contest = contest_of(zone, state="review")
    round_ = contest.rounds.select_related("scheme").get()
    Round.objects.filter(pk=round_.pk).update(state="open")
    answer = client.post(
        reverse("contest_scheme", args=[contest.pk, round_.pk]),
        scheme_form(round_.scheme.document, **{"c-0-weight": "5"}),
    )
    assert answer.status_code == 422
    assert "不能再改" in answer.content.decode()
    assert SchemeVersion.objects.count() == 1


def test_a_division_with_entries_is_not_deleted(officer, zone):
    client, _user = officer
    contest = contest_of(zone, "overseas_startup", state="draft")
    division = contest.divisions.get()
    entry_of(contest, division=division)
    data = {"d-TOTAL_FORMS": 1, "d-INITIAL_FORMS": 1, "d-0-id": division.pk, "d-0-name": division.name,
            "d-0-time_zone": "Europe/London", "d-0-DELETE": "on", "t-TOTAL_FORMS": 0, "t-INITIAL_FORMS": 0}  # fmt: skip
    answer = client.post(reverse("contest_parts", args=[contest.pk]), data)
    assert answer.status_code == 422
    assert "已有项目或选票" in answer.content.decode()
    assert contest.divisions.count() == 1


def test_divisions_are_added_each_with_its_clock(officer, zone):
    client, _user = officer
    contest = contest_of(zone, state="draft")
    data = {"d-TOTAL_FORMS": 2, "d-INITIAL_FORMS": 0, "d-0-name": "北美赛区", "d-0-name_en": "North America",
            "d-0-time_zone": "America/New_York", "d-1-name": "", "t-TOTAL_FORMS": 0, "t-INITIAL_FORMS": 0}  # fmt: skip
    assert client.post(reverse("contest_parts", args=[contest.pk]), data).status_code == 302
    assert list(contest.divisions.values_list("name", "time_zone")) == [("北美赛区", "America/New_York")]
    wrong = data | {"d-0-name": "月球赛区", "d-0-time_zone": "Moon/Base"}
    assert "没有这个时区" in client.post(reverse("contest_parts", args=[contest.pk]), wrong).content.decode()


def test_a_copy_has_everything_but_entries_and_days(make, zone):
    user = make.user(zone, "officer")
    contest = contest_of(zone, "overseas_startup", contact="0592-1")
    entry_of(contest)
    made = copy(contest, user, year=2027, name=contest.name, name_en=contest.name_en)
    assert (made.state, made.opens_at, made.closes_at, made.entries.count()) == ("draft", None, None, 0)
    assert made.code != contest.code
    for name in ("divisions", "tracks", "rounds", "questions", "prizes"):
        assert getattr(made, name).count() == getattr(contest, name).count(), name
    quotas = made.rounds.first().quotas.values_list("track__contest", flat=True)
    assert set(quotas) == {made.pk}


def test_awards_of_somebody_elses_contest_are_pasted_from_a_table(officer, make, zone):
    client, _user = officer
    firm = make.enterprise(zone, "甲科技有限公司")
    client.post(reverse("contest_others_new"), {"name": "自治区创新创业大赛", "year": 2022, "standing": "regional"})
    contest = Contest.objects.get()
    heads = "项目名称\t单位\t统一社会信用代码\t奖项\t依据"
    rows = "光伏组件\t甲科技有限公司\t\t二等奖\t宁科函〔2022〕1号\n枸杞\t乙公司\t\t三等奖\t同上"
    lines = f"{heads}\n{rows}"
    url = reverse("contest_others_paste", args=[contest.pk])
    for _twice in range(2):
        assert client.post(url, {"lines": lines}).status_code == 302
    told = Award.objects.values_list("entry__title", "entry__enterprise", "name", "source")
    assert sorted(told) == [("光伏组件", firm.pk, "二等奖", "宁科函〔2022〕1号"), ("枸杞", None, "三等奖", "同上")]


def test_a_wrong_line_of_a_paste_is_named_and_none_is_kept(officer, zone):
    client, _user = officer
    contest = contest_of(zone, state="finished", standing="national")
    answer = client.post(
        reverse("contest_others_paste", args=[contest.pk]),
        {"lines": "甲\t乙公司\t\t一等奖\t文件\n丙\t丁公司\t123\t二等奖\t文件"},
    )
    assert answer.status_code == 422
    assert "第 2 行" in answer.content.decode()
    assert (Award.objects.count(), Entry.objects.count()) == (0, 0)


def test_who_may_only_look_sees_no_way_to_change(make, zone, sign_in):
    contest = contest_of(zone)
    client = sign_in(make.user(zone, "leader"))
    text = client.get(reverse("contest", args=[contest.pk])).content.decode()
    assert reverse("contest_state", args=[contest.pk]) not in text
    assert client.post(reverse("contest_state", args=[contest.pk]), {"move": "review"}).status_code == 403
    contest.refresh_from_db()
    assert contest.state == "open"


def test_the_list_and_the_overview_take_as_many_queries_for_many_as_for_one(
    officer, zone, django_assert_max_num_queries
):
    client, _user = officer
    first = contest_of(zone, "regional_5g")
    for year in range(2010, 2025):
        contest_of(zone, "overseas_startup", year=year)
    with django_assert_max_num_queries(20):
        client.get(reverse("contests"))
    with django_assert_max_num_queries(45):
        client.get(reverse("contest", args=[first.pk]))
