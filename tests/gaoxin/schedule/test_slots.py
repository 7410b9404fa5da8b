"""Starting times: windows cut into slots, breaks left out, clocks that change."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from gaoxin.schedule.slots import Window, open_to, starts
from gaoxin.schedule.timetable import Hours

DAY = date(2026, 12, 1)


def clocks(slots):
    return [f"{one.begins:%H:%M}-{one.ends:%H:%M}" for one in slots]


def test_a_window_is_filled_to_its_end_and_no_further():
    assert clocks(starts([Window(DAY, time(9), time(10))], 15, 5)) == ["09:00-09:20", "09:20-09:40", "09:40-10:00"]
    assert clocks(starts([Window(DAY, time(9), time(9, 59))], 15, 5)) == ["09:00-09:20", "09:20-09:40"]


def test_gaps_lie_between_slots():
    assert clocks(starts([Window(DAY, time(9), time(10))], 15, 5, gap=10)) == ["09:00-09:20", "09:30-09:50"]


def test_no_slot_reaches_into_a_break():
    window = Window(DAY, time(9), time(11), breaks=((time(9, 50), time(10, 5)), (time(9, 30), time(9, 40))))
    assert clocks(starts([window], 20)) == ["09:00-09:20", "10:05-10:25", "10:25-10:45"]


def test_windows_come_out_in_order_of_time_over_zones():
    found = starts([Window(DAY, time(9), time(10), "Europe/London"), Window(DAY, time(9), time(10))], 60)
    assert [one.begins.utcoffset() for one in found] == [timedelta(hours=8), timedelta(0)]


def test_an_hour_is_an_hour_on_the_night_the_clocks_go_back():
    """London, 25 October 2026: 01:00 to 02:00 comes twice."""
    found = starts([Window(date(2026, 10, 25), time(0), time(3), "Europe/London")], 60)
    assert [f"{one.begins:%H:%M%z}" for one in found] == ["00:00+0100", "01:00+0100", "01:00+0000", "02:00+0000"]


def test_a_window_may_end_with_its_day():
    assert clocks(starts([Window(DAY, time(23), time(0))], 30)) == ["23:00-23:30", "23:30-00:00"]


@pytest.mark.parametrize(
    ("window", "minutes", "message"),
    [
        (Window(DAY, time(10), time(9)), 15, "must end after it begins: 10:00–09:00"),
        (Window(date(2026, 3, 29), time(1, 30), time(4), "Europe/London"), 15, "2026-03-29 01:30 does not exist"),
        (Window(DAY, time(9), time(10), "Europe/Lundon"), 15, "no time zone 'Europe/Lundon'"),
        (Window(DAY, time(9), time(10)), 0, "minutes must be 1 or more"),
    ],
)
def test_what_cannot_be_is_refused(window, minutes, message):
    with pytest.raises(ValueError, match=message):
        starts([window], minutes)


def test_slots_open_to_a_zone_end_within_its_hours():
    every = starts([Window(DAY, time(14), time(18))], 50, 10)
    assert clocks(open_to(every, "Europe/London", Hours(time(8), time(22)))) == ["16:00-17:00", "17:00-18:00"]
    assert clocks(open_to(every, "Europe/London", Hours(time(6), time(8, 59)))) == ["14:00-15:00", "15:00-16:00"]
