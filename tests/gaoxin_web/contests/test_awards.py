"""Awards rest on a released result, when its notice is over and every objection answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from .resulting import Resulting

pytestmark = pytest.mark.django_db


@pytest.fixture
def sat(make):
    return Resulting(make, 90, 75, 70)


def given(sat):
    rows = sat.contest.awards.filter(withdrawn_at=None).order_by("rank")
    return [(one.entry.number, one.tier, one.rank) for one in rows]


@pytest.mark.parametrize(("seconds", "why"), [(1, "in_notice"), (0, ""), (-1, "")])
def test_awards_wait_for_the_end_of_the_notice(sat, monkeypatch, seconds, why):
    from gaoxin_web.contests.services.awards import hindrance  # noqa: PLC0415 - models load after the settings

    result = sat.released()
    monkeypatch.setattr(timezone, "now", lambda: result.notice_until - timedelta(seconds=seconds))
    assert hindrance(result) == why


def test_awards_wait_for_open_objections_and_for_a_re_opening(sat):
    from gaoxin_web.contests.models import Appeal, Ballot  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.awards import hindrance  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.results import reopen  # noqa: PLC0415 - likewise

    result = sat.after_notice(sat.released())
    appeal = Appeal.objects.create(result=result, name="某人", phone="1", text="异议")
    assert hindrance(result) == "appeals"
    appeal.state = "dismissed"
    appeal.save()
    reopen(result, [Ballot.objects.select_related("place").first()], "重评", sat.user)
    result.round.refresh_from_db()
    assert hindrance(result) == "reopened"


def test_awards_are_named_and_worth_what_the_contest_says(sat):
    from gaoxin_web.contests.services.awards import name_prizes  # noqa: PLC0415 - likewise

    prizes = [
        {"tier": "first", "name": "金奖", "name_en": "Gold", "amount": 200_000},
        {"tier": "second", "name": "银奖", "name_en": "Silver", "amount": None},
    ]
    name_prizes(sat.contest, prizes)
    sat.awarded()
    rows = sat.contest.awards.order_by("rank").values_list("name", "name_en", "prize")
    assert list(rows) == [("金奖", "Gold", 200_000), ("银奖", "Silver", None)]


def test_a_sum_of_unknown_prizes_is_unknown_and_of_some_says_of_how_many(sat):
    from gaoxin_web.contests.queries.awards import whole  # noqa: PLC0415 - likewise

    sat.awarded()
    assert (whole(sat.contest).count, whole(sat.contest).known, whole(sat.contest).amount) == (2, 0, None)
    sat.contest.awards.filter(rank=1).update(prize=100)
    assert (whole(sat.contest).known, whole(sat.contest).amount) == (1, 100)


def test_giving_twice_changes_nothing(sat):
    from gaoxin_web.contests.services.awards import give  # noqa: PLC0415 - likewise

    result = sat.awarded()
    before = given(sat)
    done = give(result)
    assert ((done.added, done.changed, done.withdrawn), given(sat)) == ((0, 0, 0), before)


def corrected(sat):
    """A further result in which the third is the second."""
    from gaoxin_web.contests.models import Ballot  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.results import close_again, reopen  # noqa: PLC0415 - likewise

    chosen = Ballot.objects.select_related("place").get(place=sat.places[2], judge=sat.judges[0])
    reopen(sat.round.results.get(state="released"), [chosen], "录入错误", sat.user)
    sat.round.refresh_from_db()
    sat.cast(sat.places[2], sat.judges[0], 100, 100)
    close_again(sat.round)
    sat.round.refresh_from_db()
    return sat.after_notice(sat.released(reason="录入错误"))


def test_a_corrected_result_moves_the_awards_with_it(sat):
    from gaoxin_web.contests.services.awards import give  # noqa: PLC0415 - likewise

    sat.awarded()
    done = give(corrected(sat))
    a, _b, c = (entry.number for entry in sat.entries)
    assert (done.added, done.changed, done.withdrawn) == (1, 0, 1)
    assert given(sat) == [(a, "first", 1), (c, "second", 2)]


def test_an_award_whose_certificate_is_valid_is_not_moved_until_it_is_revoked(sat):
    from gaoxin_web.contests.services.awards import give  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.certificates import issue_all, revoke  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.results import ResultError  # noqa: PLC0415 - likewise

    sat.awarded()
    sat.layout()
    made = issue_all(sat.contest, sat.user)
    result, before = corrected(sat), given(sat)
    with pytest.raises(ResultError, match="printed GX2026-5G-0002"):
        give(result)
    assert given(sat) == before
    revoke(made[1], "结果更正", sat.user)
    give(result)
    a, b, c = (entry.number for entry in sat.entries)
    assert given(sat) == [(a, "first", 1), (c, "second", 2)]
    kept = sat.contest.awards.get(entry__number=b)
    assert kept.withdrawn_at is not None  # that it was given and taken back stays on record


def test_a_special_award_has_its_reason_and_is_taken_back_only_without_a_certificate(sat):
    from gaoxin_web.contests.services.awards import give_special, take_back  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.certificates import issue_all  # noqa: PLC0415 - likewise
    from gaoxin_web.contests.services.results import ResultError  # noqa: PLC0415 - likewise

    said = {"name": "最具潜力奖", "name_en": "", "prize": None, "source": "评委会一致推荐"}
    award = give_special(sat.contest, sat.entries[2], said)
    assert (award.tier, award.source, award.result) == ("special", "评委会一致推荐", None)
    sat.layout()
    issue_all(sat.contest, sat.user)
    with pytest.raises(ResultError, match="printed"):
        take_back(award)
    sat.awarded()
    with pytest.raises(ResultError, match="by_result"):
        take_back(sat.contest.awards.get(rank=1))


def test_by_the_pages(sat, sign_in):
    client, start = sign_in(sat.user), f"/contests/{sat.contest.pk}/awards/"
    result = sat.released()
    client.post(f"{start}give/{result.pk}/")
    assert given(sat) == []  # the notice runs
    sat.after_notice(result)
    client.post(f"{start}give/{result.pk}/")
    assert len(given(sat)) == 2
    form = {
        "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2",
        "form-0-tier": "first", "form-0-name": "特等奖", "form-0-name_en": "", "form-0-amount": "300000",
        "form-1-tier": "second", "form-1-name": "优胜奖", "form-1-name_en": "", "form-1-amount": "",
    }  # fmt: skip
    assert client.post(f"{start}prizes/", form).status_code == 302
    assert list(sat.contest.prizes.values_list("name", "amount")) == [("特等奖", 300_000), ("优胜奖", None)]
    assert client.post(f"{start}prizes/", form | {"form-0-amount": "-1"}).status_code == 422
    assert client.post(f"{start}prizes/", form | {"form-0-tier": "forged"}).status_code == 422
    assert client.get(f"{start}?export=xlsx").status_code == 200


def test_the_page_asks_the_same_number_of_questions_however_many_awards(make, sign_in):
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    counts = []
    for totals in ((90, 80), range(60, 80)):
        sat = Resulting(make, *totals, tiers=[{"name": "merit", "label": "优秀奖", "count": 100}])
        sat.awarded()
        client, url = sign_in(sat.user), f"/contests/{sat.contest.pk}/awards/"
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]
