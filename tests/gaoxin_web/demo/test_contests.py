"""The demonstrated contests: what was printed of them follows from ballots, and whoever doubts it may count again."""

from __future__ import annotations

from collections import Counter

import pytest

from gaoxin.panel.model import sha256
from gaoxin.schedule.timetable import Slot, check
from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.contests.models import (
    Appeal,
    Assignment,
    Award,
    Ballot,
    BallotEvent,
    Certificate,
    Conflict,
    Contest,
    Entry,
    Judge,
    Outcome,
    Panelist,
    Result,
    Round,
    RoundEntry,
)
from gaoxin_web.contests.queries import results
from gaoxin_web.contests.queries.conflicts import conflicts_among
from gaoxin_web.contests.services import chain
from gaoxin_web.contests.services.certificates import is_genuine
from gaoxin_web.lectures.services.timetable import board_of
from gaoxin_web.live.models import Remark, Room

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]
FIVE_G, OVERSEAS, LECTURES = "gz-5g-2022", "xm-overseas-2022", "ur-lectures-2022"
MARKED = ("gz-5g-2022", "xm-overseas-2022", "ur-lectures-2022")


def contest(code):
    return Contest.objects.get(code=code)


def test_the_chain_of_every_round_holds_and_is_what_the_ballots_say():
    rounds = Round.objects.filter(ballot_events__isnull=False).distinct()
    assert {(one.contest.code, one.order): chain.verify(one).holds for one in rounds} == {
        (FIVE_G, 1): True,
        (FIVE_G, 2): True,
        (OVERSEAS, 1): True,
        (OVERSEAS, 2): True,
        (LECTURES, 1): True,
        ("szs-startup-2026", 1): True,
    }


def test_a_mark_changed_behind_its_back_breaks_the_chain():
    round_ = contest(OVERSEAS).rounds.last()
    event = BallotEvent.objects.filter(round=round_).order_by("number")[5]
    BallotEvent.objects.filter(pk=event.pk).update(payload=event.payload | {"marks": {"technology": "100"}})
    assert chain.verify(round_).place == event.number


@pytest.mark.parametrize("code", MARKED)
def test_every_result_is_what_its_ballots_come_to_and_its_digests_hold(code):
    for result in Result.objects.filter(round__contest__code=code):
        again = results.scored(result.round)
        assert (again.outcome, dict(again.entries)) == (result.outcome, result.entries)
        assert results.faults_of(result, again) == []
        assert sha256(result.case) == result.inputs_digest
        assert result.state == "released"


@pytest.mark.parametrize(
    ("code", "tiers"),
    [
        (FIVE_G, {"first": 10, "second": 20, "third": 30, "merit": 34}),
        (OVERSEAS, {"first": 1, "second": 2, "third": 3}),
        (LECTURES, {"first": 3, "second": 6, "third": 9}),
    ],
)
def test_prizes_are_those_the_last_result_gives_and_each_has_a_genuine_certificate(code, tiers):
    last = Result.objects.get(round=contest(code).rounds.last())
    given = {one.entry.number: one.tier for one in Award.objects.filter(contest__code=code).select_related("entry")}
    assert given == last.outcome["awards"]
    assert Counter(given.values()) == tiers
    certificates = Certificate.objects.filter(award__contest__code=code)
    assert certificates.count() == len(given)
    assert all(is_genuine(one) for one in certificates)


def test_an_entry_of_the_regional_contest_has_five_judges_of_other_cities():
    round_ = contest(FIVE_G).rounds.first()
    places = list(RoundEntry.objects.filter(round=round_).select_related("entry__enterprise", "entry__track"))
    assert len(places) == 1026
    assert set(Counter(Assignment.objects.filter(place__round=round_).values_list("place", flat=True)).values()) == {5}
    given = Assignment.objects.filter(place__round=round_).values_list("judge", "place__entry")
    judges = list(Judge.objects.filter(seats__round=round_))
    against = conflicts_among(judges, [one.entry for one in places], round_)
    assert set(given) & set(against) == set()
    loads = Counter(judge for judge, _ in given).values()
    assert (min(loads) >= 48, max(loads) <= 59) == (True, True)


def test_a_judge_who_was_not_there_or_kept_away_counts_for_nothing():
    states = Counter(Ballot.objects.filter(place__round=contest(FIVE_G).rounds.first()).values_list("state", flat=True))
    assert states == {"locked": 5110, "recused": 6, "absent": 14}
    assert Ballot.objects.exclude(state__in=("locked", "draft")).exclude(marks={}).count() == 0


def test_prizes_of_the_zone_are_of_enterprises_of_its_register():
    own = Award.objects.filter(contest__code=FIVE_G, entry__enterprise__zone__code="gz").select_related(
        "entry__enterprise"
    )
    assert Counter(one.tier for one in own) == {"second": 3, "third": 5}
    assert all(one.entry.organisation == one.entry.enterprise.name for one in own)
    assert {one.entry.city for one in own} == {"广州"}


def test_the_final_of_the_uk_division_is_of_those_its_quotas_let_through():
    first, last = contest(OVERSEAS).rounds.all()
    result = Result.objects.get(round=first)
    order, facts = result.outcome["order"], result.entries
    expected = {
        number
        for quota in first.quotas.all()
        for number in [one for one in order if facts[one]["track"] == quota.track.name][: quota.count]
    }
    assert set(last.places.values_list("entry__number", flat=True)) == expected
    assert len(expected) == 18


def test_an_objection_was_dismissed_in_the_days_of_notice_with_its_reason():
    appeal = Appeal.objects.get(result__round__contest__code=FIVE_G)
    assert appeal.state == "dismissed"
    assert appeal.ruling.decision == {"appeal": appeal.pk, "upheld": False}
    assert appeal.result.released_at < appeal.at < appeal.ruling.at < appeal.result.notice_until


def test_awards_of_contests_of_others_rest_on_a_source():
    others = Award.objects.filter(contest__standing="regional")
    assert set(others.values_list("result", flat=True)) == {None}
    assert not others.filter(source="").exists()
    assert others.filter(contest__year=2022).count() == 4


def test_winners_are_followed_for_years():
    years = set(Outcome.objects.filter(entry__contest__zone__code="xm").dates("on", "year"))
    assert {one.year for one in years} >= {2018, 2020, 2022, 2024, 2025}
    assert set(Outcome.objects.values_list("kind", flat=True)) == {"landed", "talent", "valuation", "funding", "listed"}
    followed = Entry.objects.filter(outcomes__isnull=False)
    assert not followed.filter(awards__isnull=True).exists()


def test_the_timetable_of_the_lectures_breaks_no_rule_and_every_talk_has_its_comment():
    board = board_of(contest(LECTURES))
    slots = [Slot(str(one.entry), str(one.sitting), one.seat) for one in board.slots.values()]
    assert check(board.case(), slots) == []
    assert len(slots) == 63
    remarks = Remark.objects.filter(place__round=board.round)
    assert sorted(remarks.values_list("place", flat=True)) == sorted(board.round.places.values_list("pk", flat=True))


@pytest.mark.parametrize("code", ["gz-5g-2026", "szs-challenge-2026"])
def test_an_open_call_has_entries_in_every_state(code):
    """The days are those of the build: `is_open` looks at the clock."""
    call = contest(code)
    assert call.state == "open"
    assert (call.opens_at.date().isoformat() < "2026-05-15", call.closes_at.date().isoformat() > "2026-05-15") == (
        True,
        True,
    )
    states = Counter(call.entries.values_list("state", flat=True))
    assert states == {"submitted": 17, "accepted": 9, "returned": 3, "refused": 1, "withdrawn": 1, "draft": 6}
    assert not call.entries.exclude(state="draft").filter(number="").exists()
    assert not call.entries.filter(state="submitted", checks=[]).exists()


def test_a_round_is_under_review_with_half_of_its_ballots_and_the_judge_at_it():
    round_ = contest("szs-startup-2026").rounds.first()
    assert (round_.state, round_.blind, round_.scheme.document["mode"]) == ("open", True, "adjusted")
    states = Counter(Ballot.objects.filter(place__round=round_).values_list("state", flat=True))
    assert set(states) == {"locked", "draft", "recused"}
    assert 0.4 < states["locked"] / Assignment.objects.filter(place__round=round_).count() < 0.7
    recused = Assignment.objects.filter(place__round=round_, state="recused").values_list("judge", "place__entry")
    assert set(recused) == set(Conflict.objects.values_list("judge", "entry"))
    judge = Judge.objects.get(user=User.objects.get(username="judge"))
    assert judge.zone.code == "szs"
    own = Assignment.objects.filter(place__round=round_, judge=judge).count()
    assert own > Ballot.objects.filter(place__round=round_, judge=judge, state="locked").count() > 0


def test_a_room_is_ready_with_nine_entries_and_seven_judges_of_whom_one_has_an_account():
    room = Room.objects.get()
    assert (room.state, room.sitting.places.count()) == ("ready", 9)
    seats = Panelist.objects.filter(round=room.sitting.round)
    assert Counter(seats.values_list("role", flat=True)) == {"judge": 6, "chair": 1}
    assert seats.filter(judge__user__username="judge", role="judge").exists()


def test_the_two_further_zones_have_leader_officer_and_enterprises():
    for code in ("xm", "ur"):
        zone = Zone.objects.get(code=code)
        assert set(zone.users.values_list("username", flat=True)) == {f"{code}-leader", f"{code}-officer"}
        assert zone.enterprises.count() > 20
