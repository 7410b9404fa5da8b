"""Remote finals: slots in everybody's own time over a change of clocks, given within hours, in the order drawn."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from gaoxin_web.contests.models import RoundEntry
from gaoxin_web.lectures.links import place_of, slot_token
from gaoxin_web.lectures.models import OrderDraw
from gaoxin_web.lectures.queries.slots import local, offset_of, rows_of
from gaoxin_web.lectures.services import draws
from gaoxin_web.lectures.services import finals as work

pytestmark = pytest.mark.django_db


def slots(final):
    return work.slots_of(work.finals_of(final), work.windows_of(final))


def arranged(final, by):
    finals, places = work.finals_of(final), work.places_of(final)
    answer = work.solve(finals, places, slots(final))
    return work.arrange(final, places, slots(final), answer, by)


def heard(final):
    """Entry number → when it is heard, in UTC."""
    return {one.entry.number: f"{one.starts_at:%m-%d %H:%M}" for one in work.places_of(final) if one.starts_at}


def test_a_window_is_cut_by_pitch_questions_and_pause_with_breaks_left_out(final, window):
    window("2026-10-24", "15:00", "16:20", [("15:40", "15:50")])
    found = [f"{one.start.begins.astimezone(ZoneInfo('Asia/Shanghai')):%H:%M}" for one in slots(final)]
    assert found == ["15:00", "15:20", "15:50"]  # 8 + 7 minutes, 5 between; 16:10 would end after the window


@pytest.mark.parametrize(
    ("day", "clock", "offset"),
    [
        ("2026-10-24", "2026-10-24 周六 08:00", "UTC+1"),
        ("2026-10-25", "2026-10-25 周日 07:00", "UTC+0"),  # London put its clocks back that night
        ("2027-03-27", "2027-03-27 周六 07:00", "UTC+0"),
        ("2027-03-28", "2027-03-28 周日 08:00", "UTC+1"),  # and forward that night
    ],
)
def test_the_same_hour_here_is_another_in_london_once_the_clocks_change(final, window, day, clock, offset):
    window(day, "15:00", "15:20")
    there = local(slots(final)[0].start.begins, "Europe/London")
    assert (f"{there.day} {there.weekday} {there.clock}", there.offset) == (clock, offset)


@pytest.mark.parametrize(
    ("zone", "said"),
    [("Asia/Shanghai", "UTC+8"), ("America/St_Johns", "UTC−3:30"), ("Asia/Kathmandu", "UTC+5:45"), ("UTC", "UTC+0")],
)
def test_an_offset_is_written_as_people_read_it(zone, said):
    assert offset_of(datetime(2026, 1, 5, 12, tzinfo=ZoneInfo(zone))) == said


def test_everybody_is_heard_within_the_hours_of_their_division(final, window, zone):
    window("2026-10-24", "15:00", "22:00")
    assert arranged(final, zone.officer).status == "solved"
    found = heard(final)
    assert sorted(found) == ["X1", "X2", "X3", "X4", "X5", "X6"]
    # 08:00 in London is 07:00 UTC, 08:00 in New York 12:00 UTC
    assert [number for number, at in found.items() if at >= "10-24 12:00"] == ["X5", "X6"]
    assert min(found.values()) == "10-24 07:00"


def test_the_fewest_slots_from_the_first_on_are_used(final, window, zone):
    window("2026-10-24", "20:00", "22:00")
    window("2026-10-25", "20:00", "22:00")
    arranged(final, zone.officer)
    assert sorted(heard(final).values()) == [
        f"10-24 {at}" for at in ("12:00", "12:20", "12:40", "13:00", "13:20", "13:40")
    ]


def test_a_divisions_own_hours_go_before_the_general_ones(final, window, zone):
    window("2026-10-24", "15:00", "22:00")
    finals = work.finals_of(final)
    london = final.contest.divisions.get(name="伦敦")
    finals.hours = {str(london.pk): ["10:00", "13:00"]}
    finals.save()
    arranged(final, zone.officer)
    assert min(at for number, at in heard(final).items() if number < "X5") == "10-24 09:00"  # 10:00 in London


def test_where_the_hours_do_not_suffice_nothing_is_changed_and_it_is_said_who(final, window, zone):
    window("2026-10-24", "15:00", "18:00")  # night in New York
    run = arranged(final, zone.officer)
    assert (run.status, heard(final)) == ("infeasible", {})
    assert any("项目5" in one["words"]["zh"] for one in run.summary["clash"])


def test_within_a_division_the_order_drawn_decides(final, window, zone):
    window("2026-10-24", "15:00", "22:00")
    draw = draws.reveal(draws.commit(final, work.places_of(final), zone.officer), zone.officer)
    arranged(final, zone.officer)
    found = heard(final)
    for division in (("X1", "X2", "X3", "X4"), ("X5", "X6")):
        drawn = [one for one in draw.order if one in division]
        assert sorted(division, key=found.get) == drawn


def test_an_entry_moved_to_a_taken_slot_changes_places(final, window, zone):
    window("2026-10-24", "20:00", "22:00")
    arranged(final, zone.officer)
    before = heard(final)
    one, other = work.places_of(final)[:2]
    there = next(slot for slot in slots(final) if (slot.sitting.pk, slot.seat) == (other.sitting_id, other.order))
    work.move(final, one, there)
    assert heard(final) == before | {"X1": before["X2"], "X2": before["X1"]}


def test_a_slot_outside_the_hours_is_told_and_not_forbidden(final, window, zone):
    window("2026-10-24", "15:00", "22:00")
    new_york = work.places_of(final)[4]
    work.move(final, new_york, slots(final)[0])
    rows, _waiting = rows_of(work.finals_of(final), work.places_of(final), slots(final))
    assert (rows[0].place.pk, rows[0].there.clock, rows[0].warnings) == (new_york.pk, "03:00", ["不在当地可用时段内。"])


def test_a_window_that_moved_is_told_on_its_entries(final, window, zone):
    made = window("2026-10-24", "20:00", "22:00")
    arranged(final, zone.officer)
    made.sitting.starts_at = made.sitting.starts_at.replace(minute=10)
    made.sitting.save()
    rows, _waiting = rows_of(work.finals_of(final), work.places_of(final), slots(final))
    assert rows[0].warnings == ["时间窗口改过，这一时段的时间变了，请重新安排。"]


def test_an_entrant_sees_their_published_slot_in_their_own_time(final, window, zone, client):
    window("2026-10-25", "20:00", "22:00")
    arranged(final, zone.officer)
    place = work.places_of(final)[0]
    page = f"/lectures/slot/{slot_token(place)}/"
    assert "08:00" not in client.get(page).content.decode()  # not published yet
    assert client.get(page + "slot.ics").status_code == 404
    work.publish(final, work.finals_of(final), zone.officer)
    shown = client.get(page).content.decode()
    begins = RoundEntry.objects.get(pk=place.pk).starts_at.astimezone(ZoneInfo("Europe/London"))
    assert f"{begins:%H:%M}" in shown
    assert "Europe/London" in shown
    (event,) = Calendar.from_ical(client.get(page + "slot.ics").content).walk("VEVENT")
    assert event["dtstart"].dt == begins
    assert event["dtstart"].params["TZID"] == "Europe/London"
    assert event["dtstart"].dt.utcoffset().total_seconds() == 0  # winter time that day


def test_what_is_arranged_after_publishing_reaches_nobody_before_it_is_published_again(final, window, zone, client):
    window("2026-10-24", "20:00", "22:00")
    arranged(final, zone.officer)
    work.publish(final, work.finals_of(final), zone.officer)
    place = work.places_of(final)[0]
    page = f"/lectures/slot/{slot_token(place)}/slot.ics"
    before = next(iter(Calendar.from_ical(client.get(page).content).walk("VEVENT")))
    work.move(final, place, slots(final)[5])
    assert next(iter(Calendar.from_ical(client.get(page).content).walk("VEVENT")))["dtstart"].dt == before["dtstart"].dt
    work.publish(final, work.finals_of(final), zone.officer)
    after = next(iter(Calendar.from_ical(client.get(page).content).walk("VEVENT")))
    assert (after["uid"], after["sequence"]) == (before["uid"], 2)
    assert after["dtstart"].dt.astimezone(UTC) == datetime(2026, 10, 24, 13, 40, tzinfo=UTC)


def test_a_replaced_or_withdrawn_entrants_link_opens_nothing(final):
    place = work.places_of(final)[0]
    token = slot_token(place)
    assert place_of(token).pk == place.pk
    place.entry.link_version += 1
    place.entry.save()
    assert place_of(token) is None
    token = slot_token(place)
    place.entry.state = "withdrawn"
    place.entry.save()
    assert place_of(token) is None


def test_the_seed_is_shown_to_nobody_before_it_is_published(final, zone, client, sign_in):
    draw = draws.commit(final, work.places_of(final), zone.officer)
    for who in (client, sign_in(zone.officer)):
        for query in ("", "?as=json"):
            shown = who.get(f"/lectures/draw/{draw.code}/{query}").content.decode()
            assert draw.commitment in shown
            assert draw.seed not in shown


def test_anybody_works_the_order_out_from_what_is_published(final, zone, client):
    draw = draws.commit(final, work.places_of(final), zone.officer, "上证指数收盘点位")
    with pytest.raises(draws.DrawError, match="number"):
        draws.reveal(draw, zone.officer, "")
    draws.reveal(draw, zone.officer, "3988.71")
    said = client.get(f"/lectures/draw/{draw.code}/?as=json").json()
    assert sha256(said["seed"].encode()).hexdigest() == said["commitment"]
    mixed = f"{said['seed']}:{said['public_number']}"
    assert said["order"] == sorted(said["ids"], key=lambda one: sha256(f"{mixed}:{one}".encode()).hexdigest())
    assert draws.holds(OrderDraw.objects.get()) is True


def test_the_lines_on_the_page_give_the_order_when_they_are_run(final, zone, client, capsys):
    import html  # noqa: PLC0415 - of this test alone
    import re  # noqa: PLC0415 - likewise

    draw = draws.reveal(draws.commit(final, work.places_of(final), zone.officer, "点位"), zone.officer, "3988.71")
    page = client.get(f"/lectures/draw/{draw.code}/").content.decode()
    lines = html.unescape(re.search(r'<pre class="verify"[^>]*>(.*?)</pre>', page, re.S)[1])
    exec(lines, {})
    assert capsys.readouterr().out.splitlines() == ["True", str(draw.order)]


def test_a_draw_is_opened_once_and_a_second_waits_for_the_first(final, zone):
    first = draws.commit(final, work.places_of(final), zone.officer)
    with pytest.raises(draws.DrawError, match="open"):
        draws.commit(final, work.places_of(final), zone.officer)
    opened = draws.reveal(first, zone.officer)
    with pytest.raises(draws.DrawError, match="opened"):
        draws.reveal(first, zone.officer)
    assert OrderDraw.objects.get().order == opened.order


def test_a_changed_order_or_seed_does_not_hold(final, zone):
    draw = draws.reveal(draws.commit(final, work.places_of(final), zone.officer), zone.officer)
    draw.order = draw.order[::-1]
    assert draws.holds(draw) is False
    draw.order, draw.seed = draw.order[::-1], "0" * 32
    assert draws.holds(draw) is False


def test_a_blind_rounds_draw_names_no_entry(final, zone, client):
    final.blind = True
    final.save()
    draw = draws.reveal(draws.commit(final, work.places_of(final), zone.officer), zone.officer)
    assert "项目1" not in client.get(f"/lectures/draw/{draw.code}/").content.decode()
