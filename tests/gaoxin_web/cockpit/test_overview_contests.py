"""The overview's card of contests: what counts, from which moment to which, and where each number leads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from gaoxin_web.accounts.access import Access
from gaoxin_web.cockpit.queries import contests as told
from gaoxin_web.contests.models import (
    Assignment,
    Ballot,
    Contest,
    Entry,
    Judge,
    Panelist,
    Result,
    Round,
    RoundEntry,
    SchemeVersion,
    Sitting,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 15, 4, tzinfo=UTC)  # noon in the zone
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def zone(make):
    return make.zone()


def contest(zone, state="review", **about):
    return Contest.objects.create(zone=zone, name=about.pop("name", "大赛"), year=2026, state=state, **about)


def round_of(contest, state="open", setting="online"):
    scheme, _ = SchemeVersion.objects.get_or_create(zone=contest.zone, key="s", title="s", document={}, digest="0")
    return Round.objects.create(contest=contest, name=f"{setting}", setting=setting, scheme=scheme, state=state)


def given(round_, state="assigned", ballot="", **about):
    entry = Entry.objects.create(contest=round_.contest, title="项目", state="accepted")
    judge = Judge.objects.create(zone=round_.contest.zone, name="评委", **about)
    place = RoundEntry.objects.create(round=round_, entry=entry)
    Assignment.objects.create(place=place, judge=judge, state=state)
    if ballot:
        Ballot.objects.create(place=place, judge=judge, key=uuid4(), state=ballot)
    return place


@pytest.mark.parametrize(
    ("state", "opens", "closes", "found"),
    [
        ("open", NOW, NOW + SECOND, 1),
        ("open", None, None, 1),
        ("open", NOW + SECOND, None, 0),
        ("open", None, NOW, 0),
        ("review", None, None, 0),
    ],
)
def test_a_call_is_open_until_the_moment_it_closes(zone, state, opens, closes, found):
    contest(zone, state, opens_at=opens, closes_at=closes)
    assert told.calls_open(NOW).count() == found


@pytest.mark.parametrize(
    ("entry", "running", "found"),
    [("submitted", "open", 1), ("submitted", "review", 1), ("submitted", "finished", 0), ("accepted", "open", 0)],
)
def test_an_entry_waits_while_it_is_handed_in_and_its_contest_runs(zone, entry, running, found):
    Entry.objects.create(contest=contest(zone, running), title="项目", state=entry)
    assert told.waiting().count() == found


@pytest.mark.parametrize(
    ("ballot", "assignment", "round_state", "setting", "found"),
    [
        ("", "assigned", "open", "online", 1),
        ("draft", "assigned", "open", "online", 1),
        ("locked", "assigned", "open", "online", 0),
        ("abstain", "assigned", "open", "online", 0),
        ("recused", "recused", "open", "online", 0),
        ("", "removed", "open", "online", 0),
        ("", "assigned", "draft", "online", 0),
        ("", "assigned", "closed", "online", 0),
        ("", "assigned", "open", "live", 0),
    ],
)
def test_a_ballot_is_missing_of_who_was_given_an_entry_and_has_not_answered(
    zone, ballot, assignment, round_state, setting, found
):
    given(round_of(contest(zone), round_state, setting), assignment, ballot)
    assert told.missing_ballots().count() == found


@pytest.mark.parametrize(
    ("starts", "state", "found"),
    [
        (NOW - 12 * HOUR, "draft", 1),  # midnight of today, as the zone counts
        (NOW - 12 * HOUR - SECOND, "draft", 0),
        (NOW + 9 * HOUR, "open", 1),
        (NOW + HOUR, "closed", 0),
        (None, "draft", 0),
    ],
)
def test_a_sitting_is_ahead_on_its_whole_day(zone, starts, state, found):
    Sitting.objects.create(round=round_of(contest(zone), state, "live"), name="场次", starts_at=starts)
    assert told.sittings_ahead(NOW).count() == found


@pytest.mark.parametrize(
    ("state", "until", "found"),
    [("released", NOW + SECOND, 1), ("released", NOW, 0), ("frozen", NOW + SECOND, 0), ("replaced", NOW + SECOND, 0)],
)
def test_a_notice_runs_to_its_last_moment(zone, state, until, found):
    round_ = round_of(contest(zone), "released")
    Result.objects.create(
        round=round_, number=1, scheme=round_.scheme, state=state, case={}, outcome={}, notice_until=until
    )
    assert told.notices(NOW).count() == found


def test_each_number_leads_to_the_contest_it_is_of_and_to_the_list_where_there_are_several(make, zone):
    leader = Access.of(make.user(zone, "leader"))
    one = contest(zone, "open", name="甲")
    Entry.objects.create(contest=one, title="项目", state="submitted")
    found = told.contests_told(leader, NOW)
    assert [(line.shown, line.url) for line in found][:2] == [
        (1, f"/contests/{one.pk}/"),
        (1, f"/contests/{one.pk}/entries/?state=submitted"),
    ]
    contest(zone, "open", name="乙")
    assert told.contests_told(leader, NOW)[0].url == "/contests/?state=open"


def test_a_zone_without_contests_has_no_card_and_another_zone_s_are_not_counted(make, zone, sign_in):
    contest(make.zone("other"), "open")
    leader = make.user(zone, "leader")
    assert told.contests_told(Access.of(leader), NOW) == []
    assert 'id="contests"' not in sign_in(leader).get("/overview/").content.decode()


def test_a_judge_is_told_nothing_that_is_counted_from_the_ballots_of_their_round(make, zone):
    officer, other = make.user(zone, "officer"), make.user(zone, "officer")
    round_ = round_of(contest(zone))
    place = given(round_, user=officer)
    Panelist.objects.create(round=round_, judge=Judge.objects.get(assignments__place=place), state="accepted")
    shown = [told.contests_told(Access.of(one), NOW)[2].shown for one in (officer, other)]
    assert shown == [0, 1]


def test_the_card_costs_as_many_queries_with_one_contest_as_with_many(make, zone, django_assert_max_num_queries):
    leader = Access.of(make.user(zone, "leader"))
    for number in range(8):
        given(round_of(contest(zone, name=f"大赛{number}")))
    with django_assert_max_num_queries(14):
        told.contests_told(leader, NOW)


def test_leader_and_officer_see_the_card(make, zone, sign_in):
    contest(zone, "open")
    for role in ("leader", "officer"):
        page = sign_in(make.user(zone, role)).get("/overview/").content.decode()
        assert 'id="contests"' in page
