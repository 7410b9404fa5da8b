"""Pages of series and finals: who may change what, what another's change gives, and that no page grows by queries."""

from __future__ import annotations

import pytest
from django.urls import reverse

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.contests.models import Contest
from gaoxin_web.lectures.queries.series import talks_of
from gaoxin_web.lectures.services import finals as finals_work
from gaoxin_web.lectures.services import timetable as work
from gaoxin_web.lectures.services.invitations import invite
from gaoxin_web.lectures.services.publishing import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(start, speak):
    made = start()
    for who in "甲乙丙丁":
        speak(made, who)
    return made


def board_post(client, series, act, **said):
    return client.post(f"/lectures/{series.pk}/timetable/{act}/", said)


def test_a_series_is_made_from_one_form(zone, sign_in):
    said = {"name": "秋季讲堂", "year": 2026, "count": 7, "seats": 9, "first": "2026-09-04", "begins": "15:00"}
    said |= {"every": 14, "slides": 10, "remarks": 5, "venue": "礼堂"}
    answer = sign_in(zone.officer).post("/lectures/new/", said)
    made = Contest.objects.get(name="秋季讲堂")
    assert answer.url == f"/lectures/{made.pk}/speakers/"
    found = [
        (one.name, f"{one.starts_at:%Y-%m-%d %H:%M}", one.minutes, one.venue)
        for one in made.rounds.get().sittings.all()
    ]
    assert found[0] == ("第1期", "2026-09-04 07:00", 15, "礼堂")
    assert (len(found), found[6][:2]) == (7, ("第7期", "2026-11-27 07:00"))
    assert made.series.seats == 9


def test_a_second_series_of_the_same_name_and_year_is_told_and_what_was_typed_stays(zone, sign_in, start):
    start(name="秋季讲堂")
    said = {"name": "秋季讲堂", "year": 2026, "count": 7, "seats": 9, "begins": "15:00", "every": 14, "slides": 10}
    answer = sign_in(zone.officer).post("/lectures/new/", said | {"remarks": 5, "venue": "小礼堂"})
    assert answer.status_code == 422
    assert "小礼堂" in answer.content.decode()


def test_a_leader_looks_and_changes_nothing(series, zone, sign_in):
    client = sign_in(zone.leader)
    shown = client.get(f"/lectures/{series.pk}/timetable/").content.decode()
    assert 'draggable="true"' not in shown
    assert "data-editable" not in shown
    entry = talks_of(series)[0].entry_id
    for act in ("solve", "move", "pin", "undo", "redo", "clear", "publish"):
        assert board_post(client, series, act, entry=entry).status_code == 403
    assert work.board_of(series).slots == {}


def test_a_move_asked_by_the_script_gives_the_grid_with_its_new_step(series, zone, sign_in):
    client, board = sign_in(zone.officer), work.board_of(series)
    to = f"{board.sittings[0].pk}-2"
    said = {"entry": board.talks[0].entry_id, "to": to, "step": 0}
    answer = client.post(f"/lectures/{series.pk}/timetable/move/", said, headers={"HX-Request": "true"})
    shown = answer.content.decode()
    assert shown.lstrip().startswith('<div id="grid" data-step="2"')
    assert "<html" not in shown
    assert AuditEvent.objects.latest("pk").action == "lectures.move"


def test_a_move_from_an_older_page_is_not_written_and_the_newest_is_shown(series, zone, sign_in):
    client, board = sign_in(zone.officer), work.board_of(series)
    first, second = (talk.entry_id for talk in board.talks[:2])
    to = f"{board.sittings[0].pk}-1"
    board_post(client, series, "move", entry=first, to=to, step=0)
    late = {"entry": second, "to": to, "step": 0}
    answer = client.post(f"/lectures/{series.pk}/timetable/move/", late, headers={"HX-Request": "true"})
    assert "日程刚被别人改过" in answer.content.decode()
    assert work.board_of(series).slots.keys() == {first}


@pytest.mark.parametrize("to", ["x-1", "1-x", "999999-1", "-", "1", "99999999999999999999-1"])
def test_a_place_that_is_none_is_told_and_nothing_is_moved(series, zone, sign_in, to):
    client = sign_in(zone.officer)
    answer = client.post(
        f"/lectures/{series.pk}/timetable/move/", {"entry": talks_of(series)[0].entry_id, "to": to}, follow=True
    )
    assert answer.status_code == 200
    assert work.board_of(series).slots == {}


def test_solving_by_the_button_and_publishing_makes_the_first_version(series, zone, sign_in):
    client = sign_in(zone.officer)
    board_post(client, series, "solve", seed=3, step=0)
    assert len(work.board_of(series).slots) == 4
    answer = board_post(client, series, "publish", note="首次")
    assert answer.url == f"/lectures/{series.pk}/timetable/1/"
    assert "首次" in client.get(answer.url).content.decode()
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions[-2:] == ["lectures.solve", "lectures.publish"]


def test_an_empty_timetable_is_not_published(series, zone, sign_in):
    board_post(sign_in(zone.officer), series, "publish")
    assert work.board_of(series).round.timetable_versions.count() == 0


def test_a_session_in_which_somebody_was_heard_is_not_removed(series, zone, sign_in):
    client, board = sign_in(zone.officer), work.board_of(series)
    session = board.sittings[0]
    work.move(board, board.talks[0].entry_id, session.pk, 1, zone.officer)
    publish(work.board_of(series), zone.officer)
    board.round.places.filter(sitting=session).update(scoring="closed")
    client.post(f"/lectures/{series.pk}/sessions/{session.pk}/remove/")
    assert board.round.sittings.count() == 2
    client.post(f"/lectures/{series.pk}/sessions/{board.sittings[1].pk}/remove/")
    assert board.round.sittings.count() == 1


def test_a_contest_has_no_series_page_and_a_series_no_slots(series, final, zone, sign_in):
    client = sign_in(zone.officer)
    assert client.get(f"/lectures/{final.contest_id}/timetable/").status_code == 404
    assert client.get(f"/lectures/{series.pk}/slots/").status_code == 404
    assert client.get(f"/lectures/{series.pk}/schedule/").url == f"/lectures/{series.pk}/timetable/"
    assert client.get(f"/lectures/{final.contest_id}/schedule/").url == f"/lectures/{final.contest_id}/slots/"


@pytest.mark.parametrize(
    ("begins", "ends", "breaks", "said"),
    [
        ("2026-10-24T15:00", "2026-10-24T14:00", "", "结束要在开始之后。"),
        ("2026-10-24T15:00", "2026-10-25T16:00", "", "一个时间窗口只在一天之内，跨天请分成两个。"),
        ("2026-10-24T15:00", "2026-10-24T15:14", "", "这个窗口放不下一个时段，请放长。"),
        ("2026-10-24T15:00", "2026-10-24T18:00", "五点", "“五点”不是时段，请写成 17:30-17:45。"),
        ("2026-10-24T15:00", "2026-10-24T18:00", "17:00-16:00", "“17:00-16:00”结束早于开始。"),
    ],
)
def test_a_window_that_cannot_be_is_told_where_and_why(final, zone, sign_in, begins, ends, breaks, said):
    form = {"name": "第 1 场", "starts_at": begins, "ends_at": ends, "breaks": breaks}
    answer = sign_in(zone.officer).post(f"/lectures/{final.contest_id}/slots/windows/new/", form)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_window_of_one_slot_exactly_is_taken(final, zone, sign_in):
    form = {"name": "第 1 场", "starts_at": "2026-10-24T15:00", "ends_at": "2026-10-24T15:15", "breaks": "17:00-17:15"}
    sign_in(zone.officer).post(f"/lectures/{final.contest_id}/slots/windows/new/", form)
    (window,) = finals_work.windows_of(final)
    assert (f"{window.ends_at:%H:%M}", window.breaks) == ("07:15", [["17:00", "17:15"]])


@pytest.mark.parametrize(
    "page", ["series", "series_timetable", "series_invitations", "series_speakers", "series_ranking"]
)
def test_no_page_of_a_series_asks_more_for_more_speakers(
    page, start, speak, zone, sign_in, django_assert_max_num_queries
):
    small, large = start(name="小", sessions=2, seats=9), start(name="大", sessions=7, seats=9)
    for at in range(2):
        speak(small, f"讲者{at}")
    for at in range(18):
        speak(large, f"讲者{at}")
    client = sign_in(zone.officer)
    for series in (small, large):
        board = work.board_of(series)
        for at, talk in enumerate(board.talks):
            work.move(work.board_of(series), talk.entry_id, board.sittings[at % 2].pk, at // 2 + 1, zone.officer)
        publish(work.board_of(series), zone.officer)
        invite(board.talks, zone.officer)
    client.get(reverse(page, args=[small.pk]))  # what is asked once only is asked
    counts = [queries(client, reverse(page, args=[series.pk])) for series in (small, large)]
    assert counts[0] == counts[1]


def test_no_page_of_finals_asks_more_for_more_entries(final, window, zone, sign_in):
    client, page = sign_in(zone.officer), f"/lectures/{final.contest_id}/slots/"
    window("2026-10-24", "15:00", "22:00")
    client.get(page)
    few = queries(client, page)
    finals, places = finals_work.finals_of(final), finals_work.places_of(final)
    slots = finals_work.slots_of(finals, finals_work.windows_of(final))
    finals_work.arrange(final, places, slots, finals_work.solve(finals, places, slots), zone.officer)
    assert queries(client, page) == few


def queries(client, page):
    from django.db import connection  # noqa: PLC0415 - of this alone
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - likewise

    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(page).status_code == 200
    return len(asked)
