"""A result once frozen is what it was; another machine comes to the same; who may not see it does not."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from gaoxin.cli.main import main

from .resulting import Resulting

pytestmark = pytest.mark.django_db


@pytest.fixture
def sat(make):
    return Resulting(make, 90, 75, 70)


def ids(sat):
    return [entry.number for entry in sat.entries]


def test_a_result_keeps_what_the_engine_said_of_the_ballots(sat):
    result, (a, b, c) = sat.frozen(), ids(sat)
    assert result.outcome == {
        "final": {a: "90.00", b: "75.00", c: "70.00"},
        "n": {a: 3, b: 3, c: 3},
        "dropped": {a: 0, b: 0, c: 0},
        "rank": {a: 1, b: 2, c: 3},
        "order": [a, b, c],
        "awards": {a: "first", b: "second"},
        "needs_decision": [],
        "insufficient": [],
    }
    assert {id_: facts["entry"] for id_, facts in result.entries.items()} == {
        entry.number: entry.pk for entry in sat.entries
    }


def test_the_exported_case_scored_by_the_command_gives_the_frozen_outcome(sat, sign_in, tmp_path, capsys):
    result = sat.frozen()
    answer = sign_in(sat.user).get(f"/contests/{sat.contest.pk}/results/{result.pk}/case.json")
    file = tmp_path / "case.json"
    file.write_bytes(answer.content)
    assert main(["score", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == result.outcome
    assert main(["score", str(file), "--explain", ids(sat)[0]]) == 0
    assert "90" in capsys.readouterr().out


def test_a_case_with_a_decision_scored_by_the_command_gives_the_frozen_outcome(make, tmp_path, capsys):
    from gaoxin_web.contests.services.rulings import decide_tie  # noqa: PLC0415 - models load after the settings

    sat = Resulting(make, 90, 90, 70)
    a, b, _c = ids(sat)
    decided = decide_tie(sat.frozen(), [b, a], "现场复议", sat.user)
    file = tmp_path / "case.json"
    file.write_text(json.dumps(decided.case), encoding="utf-8")
    assert main(["score", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == decided.outcome
    assert decided.outcome["awards"] == {b: "first", a: "second"}


def test_no_judge_can_be_told_from_the_case_nor_followed_to_the_next_round(sat):
    from gaoxin_web.contests.queries.results import judge_id  # noqa: PLC0415 - likewise

    result = sat.frozen()
    text = json.dumps(result.case, ensure_ascii=False)
    assert not any(judge.name in text for judge in sat.judges)
    said = {ballot["judge"] for ballot in result.case["ballots"]}
    assert said == {judge_id(sat.round.pk, judge.pk) for judge in sat.judges}
    assert not said & {judge_id(sat.round.pk + 1, judge.pk) for judge in sat.judges}


def test_a_draft_is_in_the_case_without_its_marks_and_does_not_count(make):
    sat = Resulting(make, 90)
    sat.cast(sat.places[0], sat.judge(), 10, 10, lock=False)
    result = sat.frozen()
    drafts = [ballot for ballot in result.case["ballots"] if ballot["status"] == "draft"]
    assert [ballot["scores"] for ballot in drafts] == [{}]
    assert result.outcome["final"] == {ids(sat)[0]: "90.00"}


def test_an_entry_that_withdrew_is_not_in_the_result(sat):
    sat.places[0].state = "withdrawn"
    sat.places[0].save()
    assert sat.frozen().outcome["order"] == ids(sat)[1:]


def test_pools_are_ranked_by_themselves(make):
    from gaoxin_web.contests.models import Track  # noqa: PLC0415 - likewise

    sat = Resulting(make)
    tracks = [Track.objects.create(contest=sat.contest, name=name) for name in ("信息技术", "生物医药")]
    sat.places = [
        sat.marked(total, track=track) for total, track in ((90, tracks[0]), (80, tracks[0]), (70, tracks[1]))
    ]
    sat.round.rank_by = "track"
    sat.round.save()
    assert list(sat.frozen().outcome["rank"].values()) == [1, 2, 1]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("case", {}),
        ("outcome", {}),
        ("entries", {}),
        ("digest", "0" * 64),
        ("inputs_digest", "0" * 64),
        ("chain_digest", "0" * 64),
        ("number", 9),
        ("reason", "改"),
    ],
)
def test_what_is_frozen_cannot_be_changed_nor_taken_away(sat, field, value):
    from gaoxin_web.contests.models import FrozenError, Result  # noqa: PLC0415 - likewise

    result = sat.frozen()
    before = getattr(result, field)
    setattr(result, field, value)
    with pytest.raises(FrozenError):
        result.save()
    with pytest.raises(FrozenError):
        Result.objects.filter(pk=result.pk).update(**{field: value})
    with pytest.raises(FrozenError):
        Result.objects.filter(pk=result.pk).delete()
    with pytest.raises(FrozenError):
        result.delete()
    assert getattr(Result.objects.get(pk=result.pk), field) == before


def test_digests_are_worked_out_anew_and_a_change_behind_our_back_is_seen(sat):
    from gaoxin_web.contests.models import Result  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.queries.results import faults_of, frozen  # noqa: PLC0415 - likewise

    result = Result.objects.get(pk=sat.frozen().pk)
    assert faults_of(result, frozen(result)) == []
    forged = result.outcome | {"awards": {ids(sat)[2]: "first"}}
    with connection.cursor() as cursor:
        table = Result._meta.db_table
        cursor.execute(f"UPDATE {table} SET outcome = %s WHERE id = %s", [json.dumps(forged), result.pk])
    result = Result.objects.get(pk=result.pk)
    assert faults_of(result, frozen(result)) == ["digest", "outcome"]


def test_a_later_change_of_names_does_not_reach_a_frozen_result(sat):
    result = sat.frozen()
    entry, title = sat.entries[0], sat.entries[0].title
    entry.title = "改名后的项目"
    entry.save()
    result.refresh_from_db()
    assert result.entries[entry.number]["title"] == title


def test_a_round_that_is_open_is_not_frozen_and_a_further_result_needs_its_reason(sat):
    from gaoxin_web.contests.services.results import ResultError, freeze  # noqa: PLC0415 - likewise

    with pytest.raises(ResultError, match="open"):
        freeze(sat.round, sat.user)
    first = sat.frozen()
    with pytest.raises(ResultError, match="reason"):
        freeze(sat.round, sat.user)
    second = freeze(sat.round, sat.user, "复核计票")
    first.refresh_from_db()
    assert [(one.number, one.state) for one in (first, second)] == [(1, "replaced"), (2, "frozen")]


def test_a_broken_chain_is_not_frozen(sat):
    from gaoxin_web.contests.models import BallotEvent  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.results import ResultError  # noqa: PLC0415 - likewise

    BallotEvent.objects.filter(round=sat.round, number=2).update(digest="0" * 64)
    with pytest.raises(ResultError, match="chain 2"):
        sat.frozen()


def test_a_result_is_released_only_when_nothing_is_left_to_decide(make):
    from gaoxin_web.contests.services.results import ResultError, release  # noqa: PLC0415 - likewise

    sat = Resulting(make, 90, 90, 70)
    result = sat.frozen()
    assert result.outcome["needs_decision"] == ids(sat)[:2]
    with pytest.raises(ResultError, match="undecided"):
        release(result, until=timezone.localdate(), shows_scores=False)


def test_a_notice_lasts_to_the_end_of_its_last_day(sat):
    result, today = sat.released(days=5), timezone.localdate()
    assert timezone.localtime(result.notice_until).strftime("%Y-%m-%d %H:%M") == f"{today + timedelta(days=6)} 00:00"
    sat.contest.refresh_from_db()
    assert (result.state, sat.round.state, sat.contest.state) == ("released", "released", "notice")


def test_a_contest_with_a_round_to_come_is_still_being_judged(sat):
    sat.next_round(2)
    sat.released()
    sat.contest.refresh_from_db()
    assert sat.contest.state == "review"


def test_a_notice_cannot_end_before_today(sat):
    from gaoxin_web.contests.services.results import ResultError, release  # noqa: PLC0415 - likewise

    with pytest.raises(ResultError, match="past"):
        release(sat.frozen(), until=timezone.localdate() - timedelta(days=1), shows_scores=False)


def test_chosen_ballots_go_back_and_no_other_can_be_marked(sat):
    from gaoxin_web.contests.models import Ballot  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.ballots import BallotError  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.results import close_again, freeze, release, reopen  # noqa: PLC0415 - likewise

    late = sat.judge("迟到评委")  # handed in nothing before the round was closed
    first = sat.released()
    chosen = Ballot.objects.select_related("place").get(place=sat.places[2], judge=sat.judges[0])
    reopen(first, [chosen], "分数录入有误", sat.user)
    with pytest.raises(BallotError):
        sat.cast(sat.places[2], late, 100, 100)
    with pytest.raises(BallotError):
        sat.cast(sat.places[0], sat.judges[0], 10, 10)
    sat.cast(sat.places[2], sat.judges[0], 100, 100)
    close_again(sat.round)
    second = freeze(sat.round, sat.user, "分数录入有误")
    first.refresh_from_db()
    assert (first.state, second.state) == ("released", "frozen")  # the earlier counts until the later is released
    release(second, until=timezone.localdate(), shows_scores=True)
    first.refresh_from_db()
    c = ids(sat)[2]
    assert first.state == "replaced"
    assert (first.outcome["final"][c], second.outcome["final"][c]) == ("70.00", "80.00")


def test_two_results_are_compared_by_entry_and_by_ballot(sat, sign_in):
    from gaoxin_web.contests.models import Ballot  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.results import close_again, freeze, reopen  # noqa: PLC0415 - likewise

    first = sat.frozen()
    chosen = Ballot.objects.select_related("place").get(place=sat.places[2], judge=sat.judges[0])
    reopen(first, [chosen], "分数录入有误", sat.user)
    sat.cast(sat.places[2], sat.judges[0], 100, 100)
    close_again(sat.round)
    second = freeze(sat.round, sat.user, "分数录入有误")
    page = sign_in(sat.user).get(f"/contests/{sat.contest.pk}/results/{second.pk}/compare/{first.pk}/")
    _a, b, c = ids(sat)
    moved = {one.id: (one.before["rank"], one.after["rank"], len(one.ballots)) for one in page.context["moved"]}
    assert moved == {c: (3, 2, 1), b: (2, 3, 0)}
    assert [one.id for one in page.context["moved"]] == [c, b]


def test_a_recount_needs_no_ballot_and_makes_a_further_number(sat):
    from gaoxin_web.contests.services.results import freeze, reopen  # noqa: PLC0415 - likewise

    first = sat.released()
    reopen(first, [], "申请复核计票", sat.user)
    sat.round.refresh_from_db()
    assert sat.round.state == "closed"
    assert freeze(sat.round, sat.user, "申请复核计票").outcome == first.outcome


def test_a_result_that_was_taken_back_is_not_released(sat):
    from gaoxin_web.contests.services.results import ResultError, release, withdraw  # noqa: PLC0415 - likewise

    result = sat.released()
    withdraw(result, "误公布", sat.user)
    result.refresh_from_db()
    sat.round.refresh_from_db()
    assert (result.state, sat.round.state) == ("withdrawn", "closed")
    with pytest.raises(ResultError, match="not_newest"):
        release(result, until=timezone.localdate(), shows_scores=False)


# who sees what


def page(sat, result):
    return f"/contests/{sat.contest.pk}/results/{result.pk}/"


def test_before_release_the_committee_sees_the_result_and_who_only_looks_does_not(sat, make, sign_in):
    result, leader = sat.frozen(), make.user(sat.zone, "leader")
    assert "90.00" in sign_in(sat.user).get(page(sat, result)).content.decode()
    told = sign_in(leader).get(page(sat, result)).content.decode()
    assert "90.00" not in told
    assert not any(entry.title in told for entry in sat.entries)


def test_after_release_who_only_looks_sees_places_and_no_ballots(sat, make, sign_in):
    result, leader = sat.released(), make.user(sat.zone, "leader")
    told = sign_in(leader).get(page(sat, result))
    assert [row.rank for row in told.context["rows"]] == [1, 2, 3]
    assert told.context["sees_marks"] is False
    book = sign_in(leader).get(page(sat, result) + "?export=xlsx")
    content = b"".join(book) if book.streaming else book.content
    assert CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names == ["结果"]


@pytest.mark.parametrize("where", ["entries/{entry}/", "case.json", "compare/{result}/"])
def test_marks_are_for_the_committee_only(sat, make, sign_in, where):
    result, leader = sat.released(), make.user(sat.zone, "leader")
    url = page(sat, result) + where.format(entry=sat.entries[0].pk, result=result.pk)
    assert sign_in(leader).get(url).status_code == 403


def test_an_officer_with_a_conflict_sees_nothing_of_the_round_before_its_release(sat, sign_in):
    from gaoxin_web.contests.models import Conflict, Judge  # noqa: PLC0415 - likewise

    torn = sat.officer()
    judge = Judge.objects.create(zone=sat.zone, name="兼任评委", user=torn)
    Conflict.objects.create(judge=judge, entry=sat.entries[0])
    result, client = sat.frozen(), sign_in(torn)
    start = f"/contests/{sat.contest.pk}/results/"
    urls = [
        f"{start}{result.pk}/",
        f"{start}{result.pk}/case.json",
        f"{start}{result.pk}/entries/{sat.entries[1].pk}/",
        f"{start}{result.pk}/tie/",
        f"{start}{result.pk}/release/",
        f"{start}{result.pk}/advance/",
        f"{start}rounds/{sat.round.pk}/",
        f"{start}rounds/{sat.round.pk}/entries/{sat.entries[1].pk}/",
        f"{start}{result.pk}/?export=xlsx",
        f"{start}rounds/{sat.round.pk}/?export=xlsx",
    ]
    for url in urls:
        told = client.get(url)
        assert "现在不能查看" in told.content.decode(), url
    sat.now("closed")
    assert client.post(f"{start}rounds/{sat.round.pk}/freeze/", {"reason": "再冻结"}).status_code == 200
    assert sat.round.results.count() == 1


def test_an_officer_who_judges_the_round_is_no_officer_to_it(sat, sign_in):
    from gaoxin_web.contests.models import Judge, Panelist  # noqa: PLC0415 - likewise

    both = sat.officer()
    judge = Judge.objects.create(zone=sat.zone, name="兼任评委", user=both)
    Panelist.objects.create(round=sat.round, judge=judge, state="accepted")
    result = sat.frozen()
    assert "现在不能查看" in sign_in(both).get(page(sat, result)).content.decode()


def test_the_page_before_freezing_shows_every_ballot_of_an_entry_and_how_it_was_reached(sat, sign_in):
    sat.now("closed")
    client, start = sign_in(sat.user), f"/contests/{sat.contest.pk}/results/rounds/{sat.round.pk}/"
    assert client.get(start).status_code == 200
    told = client.get(f"{start}entries/{sat.entries[0].pk}/")
    assert [(one.judge, one.marks, one.total, one.counts) for one in told.context["ballots"]] == sorted(
        [(judge.name, ["90", "90"], "90.00", True) for judge in sat.judges],
        key=lambda row: [one.judge for one in told.context["ballots"]].index(row[0]),
    )
    assert any("一等奖" in sentence for sentence in told.context["sentences"])


def test_the_page_before_freezing_asks_the_same_number_of_questions_however_many_entries(make, sign_in):
    small, large = Resulting(make, 90), Resulting(make, *range(60, 90))
    counts = []
    for sat in (small, large):
        sat.now("closed")
        client = sign_in(sat.user)
        url = f"/contests/{sat.contest.pk}/results/rounds/{sat.round.pk}/"
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_freezing_and_releasing_by_the_pages(sat, sign_in):
    sat.now("closed")
    client, start = sign_in(sat.user), f"/contests/{sat.contest.pk}/results/"
    client.post(f"{start}rounds/{sat.round.pk}/freeze/")
    result = sat.round.results.get()
    form = {"until": str(timezone.localdate() + timedelta(days=5)), "shows_scores": "on"}
    assert client.post(f"{start}{result.pk}/release/", form).status_code == 302
    result.refresh_from_db()
    assert (result.state, result.shows_scores) == ("released", True)


def test_a_release_in_the_past_loses_nothing_and_says_where(sat, sign_in):
    result = sat.frozen()
    told = sign_in(sat.user).post(
        f"/contests/{sat.contest.pk}/results/{result.pk}/release/", {"until": "2020-01-01", "shows_scores": "on"}
    )
    assert told.status_code == 422
    assert 'value="2020-01-01"' in told.content.decode()
    assert "公示截止日期已经过去。" in told.content.decode()


def test_opening_again_asks_for_the_password(sat, sign_in):
    result = sat.released()
    answer = sign_in(sat.user).post(f"/contests/{sat.contest.pk}/results/{result.pk}/reopen/", {"how": "recount"})
    assert answer.status_code == 302
    assert "reauthenticate" in answer.url
    sat.round.refresh_from_db()
    assert sat.round.state == "released"
