"""A series with sessions and speakers, and a remote final with entries in two divisions."""

from __future__ import annotations

from datetime import date, time

import pytest


@pytest.fixture
def zone(make):
    zone = make.zone()
    zone.bureau = make.organisation(zone, "组织人事部")
    zone.officer = make.user(zone, "officer", "zone", zone.bureau)
    zone.leader = make.user(zone, "leader", "zone")
    return zone


@pytest.fixture
def start(zone):
    """``start(sessions, seats)``: a series with sessions a week apart, from 2026-12-04 14:30."""
    from gaoxin_web.lectures.services.series import Plan, make_series  # noqa: PLC0415 - models load after the settings

    def make_one(sessions=2, seats=3, name="高新讲堂", first=date(2026, 12, 4)):
        plan = Plan(name, 2026, sessions, seats, first, time(14, 30), 7, 10, 5, "会议中心", "Lectures")
        return make_series(plan, zone.officer)

    return make_one


@pytest.fixture
def speak(zone):
    """``speak(series, name, …)``: a talk of the series."""
    from gaoxin_web.lectures.services.series import add_talk  # noqa: PLC0415 - likewise

    def add(series, who, unit="", kind="department", **more):
        said = {"contact": who, "organisation": unit or f"{who}局", "kind": kind, "title": f"{who}的课"} | more
        return add_talk(series, said, zone.officer)

    return add


@pytest.fixture
def final(make, zone, start):
    """A contest with a live final, four entries of London and two of New York."""
    from gaoxin_web.contests.models import Contest, Division, Entry, Round, RoundEntry  # noqa: PLC0415 - likewise
    from gaoxin_web.lectures.services.series import scheme_of  # noqa: PLC0415 - likewise

    contest = Contest.objects.create(zone=zone, name="海外大赛", name_en="Overseas", year=2026, created_by=zone.officer)
    round_ = Round.objects.create(contest=contest, name="决赛", setting="live", scheme=scheme_of(zone.officer))
    places = [("伦敦", "Europe/London", 4), ("纽约", "America/New_York", 2)]
    number = 0
    for name, clock, count in places:
        division = Division.objects.create(contest=contest, name=name, time_zone=clock, order=len(name))
        for _one in range(count):
            number += 1
            entry = Entry.objects.create(
                contest=contest, division=division, number=f"X{number}", title=f"项目{number}", state="accepted"
            )
            RoundEntry.objects.create(round=round_, entry=entry)
    return round_


@pytest.fixture
def window(final):
    """``window("2026-10-24", "15:00", "18:00")``: a window of the final, by the clocks of Shanghai."""
    from datetime import datetime  # noqa: PLC0415 - of this alone
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - likewise

    from gaoxin_web.contests.models import Sitting  # noqa: PLC0415 - models load after the settings
    from gaoxin_web.lectures.models import Window  # noqa: PLC0415 - likewise

    def add(day, begins, ends, breaks=()):
        at = lambda clock: datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo("Asia/Shanghai"))  # noqa: E731
        number = final.sittings.count() + 1
        sitting = Sitting.objects.create(round=final, name=f"第 {number} 场", order=number, starts_at=at(begins))
        return Window.objects.create(sitting=sitting, ends_at=at(ends), breaks=[list(one) for one in breaks])

    return add
