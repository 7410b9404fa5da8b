"""Invitations answered by a signed link, and calendar files that replace each other."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from gaoxin_web.lectures.links import CALENDAR, INVITATION, calendar_of, invitation_of, invitation_token
from gaoxin_web.lectures.models import Invitation
from gaoxin_web.lectures.services import timetable as work
from gaoxin_web.lectures.services.invitations import answer, invite
from gaoxin_web.lectures.services.publishing import publish
from gaoxin_web.lectures.services.series import withdraw_talk

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def series(start, speak):
    made = start()
    made.first, made.second = speak(made, "甲"), speak(made, "乙")
    return made


def invited(series, zone, talk=None):
    talk = talk or series.first
    invite([talk], zone.officer)
    return talk.invitations.latest("version")


def put(series, zone, talk, session, seat):
    board = work.board_of(series)
    work.move(board, talk.entry_id, board.sittings[session - 1].pk, seat, zone.officer)


def events(content):
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_who_has_an_invitation_is_not_invited_again(series, zone):
    assert invite([series.first, series.second], zone.officer) == 2
    assert invite([series.first, series.second], zone.officer) == 0


def test_a_new_version_makes_the_link_before_it_void(series, zone):
    old = invitation_token(invited(series, zone))
    assert invitation_of(old).version == 1
    invite([series.first], zone.officer, again=True)
    assert invitation_of(old) is None
    assert invitation_of(invitation_token(series.first.invitations.latest("version"))).version == 2


@pytest.mark.parametrize("token", ["", "1-1", "1-1.forged", "x"])
def test_a_forged_link_opens_nothing(series, zone, token, client):
    invited(series, zone)
    assert invitation_of(token) is None
    if token:
        assert client.get(f"/lectures/answer/{token}/").status_code == 404


def test_a_link_of_one_kind_is_none_of_another(series, zone):
    invitation = invited(series, zone)
    numbers = f"{invitation.talk_id}-1"
    assert INVITATION.sign(numbers) != CALENDAR.sign(numbers)
    assert calendar_of(INVITATION.sign(numbers)) is None


def test_the_link_of_a_speaker_who_was_removed_opens_nothing(series, zone):
    token = invitation_token(invited(series, zone))
    withdraw_talk(series.first)
    assert invitation_of(token) is None


def test_days_a_speaker_cannot_come_go_to_the_timetable_and_can_be_changed(series, zone):
    series.first.unavailable = ["2026-12-25"]  # as an officer entered it
    series.first.save()
    first, second = (str(one.pk) for one in work.board_of(series).sittings)
    invitation = answer(invited(series, zone), accepts=True, unavailable=[first], message="好")
    series.first.refresh_from_db()
    assert series.first.unavailable == ["2026-12-25", first]
    answer(invitation, accepts=True, unavailable=[second], message="")
    series.first.refresh_from_db()
    assert series.first.unavailable == ["2026-12-25", second]


def test_a_speaker_answers_by_the_link_without_an_account(series, zone, client):
    token = invitation_token(invited(series, zone))
    page = f"/lectures/answer/{token}/"
    assert "甲的课" in client.get(page).content.decode()
    session = work.board_of(series).sittings[0]
    assert client.post(page, {"unavailable": [session.pk], "message": "晚点到"}).status_code == 422  # chose nothing
    assert client.post(page, {"answer": "decline", "unavailable": [session.pk], "message": "出差"}).status_code == 302
    said = Invitation.objects.get()
    assert (said.state, said.unavailable, said.message) == ("declined", [str(session.pk)], "出差")


def test_a_speaker_sees_only_what_was_published(series, zone, client):
    put(series, zone, series.first, 1, 2)
    page = f"/lectures/answer/{invitation_token(invited(series, zone))}/"
    assert "2026-12-04" not in client.get(page).content.decode().split("<form")[0]
    assert client.get(page + "talk.ics").status_code == 404
    publish(work.board_of(series), zone.officer)
    assert "2026-12-04 14:45" in client.get(page).content.decode()


def test_a_speakers_calendar_has_the_right_hours_and_each_version_replaces_the_last(series, zone, client):
    put(series, zone, series.first, 1, 2)
    publish(work.board_of(series), zone.officer)
    page = f"/lectures/answer/{invitation_token(invited(series, zone))}/talk.ics"
    answered = client.get(page)
    assert answered["Content-Type"] == "text/calendar; charset=utf-8"
    (one,) = events(answered.content)
    assert one["dtstart"].dt == datetime(2026, 12, 4, 14, 45, tzinfo=SHANGHAI)
    assert one["dtend"].dt == datetime(2026, 12, 4, 15, 0, tzinfo=SHANGHAI)
    assert one["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert b"BEGIN:VTIMEZONE" in answered.content
    put(series, zone, series.first, 2, 1)
    publish(work.board_of(series), zone.officer)
    (later,) = events(client.get(page).content)
    assert (later["uid"], later["sequence"], one["sequence"]) == (one["uid"], 2, 1)
    assert later["dtstart"].dt == datetime(2026, 12, 11, 14, 30, tzinfo=SHANGHAI)


def test_a_talk_taken_out_is_cancelled_in_its_calendar(series, zone, client):
    put(series, zone, series.first, 1, 1)
    put(series, zone, series.second, 1, 2)
    publish(work.board_of(series), zone.officer)
    work.move(work.board_of(series), series.first.entry_id, None, 0, zone.officer)
    publish(work.board_of(series), zone.officer)
    page = f"/lectures/answer/{invitation_token(invited(series, zone))}/talk.ics"
    (one,) = events(client.get(page).content)
    assert (str(one["status"]), one["sequence"]) == ("CANCELLED", 2)


def test_the_series_and_each_session_have_calendars(series, zone, client):
    put(series, zone, series.first, 1, 1)
    put(series, zone, series.second, 2, 3)
    publish(work.board_of(series), zone.officer)
    whole = client.get(f"/lectures/calendar/{CALENDAR.sign(f'{series.pk}-0')}/series.ics").content
    session = work.board_of(series).sittings[1].pk
    one = client.get(f"/lectures/calendar/{CALENDAR.sign(f'{series.pk}-{session}')}/series.ics").content
    assert [event["summary"].split(" · ")[1] for event in events(whole)] == ["第1期", "第2期"]
    (event,) = events(one)
    assert (event["uid"], event["description"]) == (f"session-{session}@{series.code}.gaoxin", "3. 乙 乙的课")
    assert event["dtend"].dt == datetime(2026, 12, 11, 15, 15, tzinfo=SHANGHAI)  # of its last talk


def test_a_session_of_another_series_is_in_no_calendar_of_this_one(series, start, zone):
    other = start(name="另一个讲堂")
    session = work.board_of(other).sittings[0].pk
    assert calendar_of(CALENDAR.sign(f"{series.pk}-{session}")) is None
