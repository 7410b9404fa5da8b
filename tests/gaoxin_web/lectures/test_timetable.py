"""The timetable of a series: solved, moved, undone, published, restored."""

from __future__ import annotations

from itertools import pairwise

import pytest

from gaoxin_web.contests.models import RoundEntry
from gaoxin_web.lectures.models import Series, TimetableRun, TimetableStep, TimetableVersion
from gaoxin_web.lectures.queries.board import clash_of, grid_of
from gaoxin_web.lectures.queries.series import sessions_of
from gaoxin_web.lectures.queries.versions import difference_of
from gaoxin_web.lectures.services import timetable as work
from gaoxin_web.lectures.services.publishing import publish

pytestmark = pytest.mark.django_db


def places(series):
    """Who stands where: name → (session number, seat)."""
    board = work.board_of(series)
    order = {one.pk: at for at, one in enumerate(board.sittings, 1)}
    names = {talk.entry_id: talk.entry.contact for talk in board.talks}
    return {names[one.entry]: (order[one.sitting], one.seat) for one in board.slots.values()}


def warnings(series, looked_at=""):
    return grid_of(work.board_of(series), looked_at).warnings


@pytest.fixture
def six(start, speak):
    """Two sessions of three; two sub-districts, four departments."""
    series = start()
    for at, who in enumerate("甲乙丙丁戊己"):
        speak(series, who, kind="subdistrict" if at < 2 else "department")
    return series


def solve(series, by, keep=False, seed=1):
    board = work.board_of(series)
    case, answer = work.solve(board, keep=keep, seed=seed)
    return work.keep_solution(board, case, answer, by)


def test_solving_places_everybody_and_breaks_no_rule(six, zone):
    run = solve(six, zone.officer)
    assert run.status == TimetableRun.Status.SOLVED
    assert sorted(places(six)) == sorted("甲乙丙丁戊己")
    assert warnings(six) == []


def test_the_same_seed_gives_the_same_timetable_and_the_same_digest(six, zone):
    first = solve(six, zone.officer)
    before = places(six)
    Series.objects.update(step=0)
    TimetableStep.objects.all().delete()
    assert (solve(six, zone.officer).digest, places(six)) == (first.digest, before)


def test_the_language_of_the_page_changes_no_digest(six, zone):
    from django.utils.translation import override  # noqa: PLC0415 - of this test alone

    with override("en"):
        english = work.board_of(six).case().digest
    assert english == work.board_of(six).case().digest


def test_a_talk_moved_to_a_taken_seat_changes_places(six, zone):
    solve(six, zone.officer)
    before = places(six)
    board = work.board_of(six)
    one = next(talk for talk in board.talks if talk.entry.contact == "丙")
    there = board.slots[next(talk for talk in board.talks if talk.entry.contact == "丁").entry_id]
    work.move(board, one.entry_id, there.sitting, there.seat, zone.officer)
    assert places(six) == before | {"丙": before["丁"], "丁": before["丙"]}


def test_a_talk_from_beside_puts_aside_who_sits_there(start, speak, zone):
    series = start(sessions=1, seats=1)
    first, second = speak(series, "甲"), speak(series, "乙")
    session = sessions_of(work.board_of(series).round)[0].pk
    work.move(work.board_of(series), first.entry_id, session, 1, zone.officer)
    work.move(work.board_of(series), second.entry_id, session, 1, zone.officer)
    assert places(series) == {"乙": (1, 1)}


def test_a_move_that_breaks_a_rule_is_kept_and_told_on_the_card(six, zone):
    board = work.board_of(six)
    session = board.sittings[0].pk
    by_name = {talk.entry.contact: talk for talk in board.talks}
    for seat, who in ((1, "甲"), (2, "乙")):
        work.move(work.board_of(six), by_name[who].entry_id, session, seat, zone.officer)
    grid = grid_of(work.board_of(six))
    card = grid.columns[0].cells[0].card
    assert card.warnings == [("同类不相连", "第1期中 甲（甲局）、乙（乙局） 同为街道（乡镇），前后相连")]
    assert places(six) == {"甲": (1, 1), "乙": (1, 2)}


def test_a_pinned_talk_stays_when_the_rest_is_solved_anew(six, zone):
    board = work.board_of(six)
    one = next(talk for talk in board.talks if talk.entry.contact == "己")
    work.move(board, one.entry_id, board.sittings[1].pk, 3, zone.officer)
    work.pin(work.board_of(six), one.entry_id, True, zone.officer)
    for seed in (1, 2, 3):
        solve(six, zone.officer, seed=seed)
        assert places(six)["己"] == (2, 3)


def test_keeping_most_moves_only_whom_a_rule_moves(six, zone):
    solve(six, zone.officer)
    before = places(six)
    board = work.board_of(six)
    one = next(talk for talk in board.talks if talk.entry.contact == "丙")
    one.unavailable = [str(board.slots[one.entry_id].sitting)]
    one.save()
    solve(six, zone.officer, keep=True, seed=9)
    after = places(six)
    moved = {who for who in before if before[who][0] != after[who][0]}
    assert "丙" in moved
    assert len(moved) == 2  # one out, one in


def test_undo_and_redo_go_through_the_steps_and_a_new_change_takes_the_undone_away(six, zone):
    solve(six, zone.officer)
    solved = places(six)
    board = work.board_of(six)
    one = board.talks[0].entry_id
    work.move(board, one, None, 0, zone.officer)
    assert len(places(six)) == 5
    assert work.travel(work.board_of(six), forward=False) is True
    assert places(six) == solved
    assert work.travel(work.board_of(six), forward=True) is True
    assert len(places(six)) == 5
    work.travel(work.board_of(six), forward=False)
    work.move(work.board_of(six), board.talks[1].entry_id, None, 0, zone.officer)
    assert work.travel(work.board_of(six), forward=True) is False


def test_undoing_goes_back_to_what_was_before_the_first_change_and_no_further(six, zone):
    solve(six, zone.officer)
    assert work.travel(work.board_of(six), forward=False) is True
    assert places(six) == {}
    assert work.travel(work.board_of(six), forward=False) is False


def test_who_saw_an_older_step_writes_nothing(six, zone):
    seen = work.board_of(six)
    solve(six, zone.officer)
    before = places(six)
    with pytest.raises(work.StaleError):
        work.move(seen, seen.talks[0].entry_id, None, 0, zone.officer)
    assert places(six) == before


@pytest.mark.parametrize(("seat", "taken"), [(0, False), (1, True), (3, True), (4, False)])
def test_seats_end_where_the_series_says(six, zone, seat, taken):
    board = work.board_of(six)
    if taken:
        work.move(board, board.talks[0].entry_id, board.sittings[0].pk, seat, zone.officer)
        assert places(six) == {"甲": (1, seat)}
    else:
        with pytest.raises(work.RefusedError, match="每场只有 3 个席位"):
            work.move(board, board.talks[0].entry_id, board.sittings[0].pk, seat, zone.officer)


def test_clashing_rules_are_named_with_the_page_that_mends_them(start, speak, zone):
    series = start(sessions=1, seats=2)
    talks = [speak(series, who) for who in "甲乙丙"]
    run = solve(series, zone.officer)
    assert run.status == "infeasible"
    assert places(series) == {}
    told = {(one.rule, one.text, one.link) for one in clash_of(work.board_of(series))}
    assert ("席位", "共 3 项，各场席位合计只有 2 个", f"/lectures/{series.pk}/sessions/") in told
    talks[0].unavailable = [str(sessions_of(work.board_of(series).round)[0].pk)]
    talks[0].save()
    talks[2].entry.state = "withdrawn"
    talks[2].entry.save()
    solve(series, zone.officer)
    told = clash_of(work.board_of(series))
    assert [(one.text, one.link) for one in told] == [
        ("甲（甲局） 没有一场可用", f"/lectures/{series.pk}/speakers/{talks[0].pk}/")
    ]


def test_publishing_puts_everybody_on_the_rounds_entries_with_their_times(six, zone):
    solve(six, zone.officer)
    board = work.board_of(six)
    version = publish(board, zone.officer)
    assert version.number == 1
    found = {
        (place.entry.contact, place.sitting.order, place.order, f"{place.starts_at:%m-%d %H:%M}")
        for place in RoundEntry.objects.select_related("entry", "sitting")
    }
    clock = {1: "06:30", 2: "06:45", 3: "07:00"}  # 14:30 in Shanghai
    day = {1: "12-04", 2: "12-11"}
    assert found == {(who, at, seat, f"{day[at]} {clock[seat]}") for who, (at, seat) in places(six).items()}


def test_a_published_version_stays_as_it_was_and_the_next_says_what_changed(six, zone):
    solve(six, zone.officer)
    first = publish(work.board_of(six), zone.officer)
    board = work.board_of(six)
    a, b = (board.talks[at].entry_id for at in (2, 3))
    there, here = board.slots[b], board.slots[a]
    work.move(board, a, there.sitting, there.seat, zone.officer)
    second = publish(work.board_of(six), zone.officer, "两位互换")
    assert TimetableVersion.objects.get(number=1).slots == first.slots
    said = difference_of(second)
    assert {(one["entry"].pk, one["before"]["seat"], one["after"]["seat"]) for one in said.moved} == {
        (a, here.seat, there.seat),
        (b, there.seat, here.seat),
    }
    assert (said.added, said.removed) == ([], [])


def test_an_unchanged_timetable_says_so_and_a_moved_session_does_not(six, zone):
    solve(six, zone.officer)
    version = publish(work.board_of(six), zone.officer)
    assert grid_of(work.board_of(six)).changed_since(version) is False
    session = work.board_of(six).sittings[0]
    session.venue = "别处"
    session.save()
    assert grid_of(work.board_of(six)).changed_since(version) is True


def test_a_version_restored_can_be_undone(six, zone):
    solve(six, zone.officer)
    version = publish(work.board_of(six), zone.officer)
    before = places(six)
    work.clear(work.board_of(six), zone.officer)
    work.restore(work.board_of(six), version, zone.officer)
    assert places(six) == before
    work.travel(work.board_of(six), forward=False)
    assert places(six) == {}


def test_a_talk_that_was_begun_stays_where_it_is_whatever_is_moved_or_solved(six, zone):
    solve(six, zone.officer)
    publish(work.board_of(six), zone.officer)
    heard = RoundEntry.objects.order_by("sitting__order", "order").first()
    RoundEntry.objects.filter(pk=heard.pk).update(scoring="closed")
    board = work.board_of(six)
    with pytest.raises(work.RefusedError, match="已经授课"):
        work.move(board, heard.entry_id, board.sittings[1].pk, 1, zone.officer)
    other = next(one for one in board.slots.values() if one.sitting != heard.sitting_id)
    with pytest.raises(work.RefusedError, match="不能换"):
        work.move(board, other.entry, heard.sitting_id, heard.order, zone.officer)
    for seed in (4, 5):
        solve(six, zone.officer, seed=seed)
        slot = work.board_of(six).slots[heard.entry_id]
        assert (slot.sitting, slot.seat) == (heard.sitting_id, heard.order)


def test_a_withdrawn_speaker_is_nowhere_and_in_nobodys_way(six, zone):
    from gaoxin_web.lectures.services.series import withdraw_talk  # noqa: PLC0415 - of this test alone

    solve(six, zone.officer)
    board = work.board_of(six)
    gone = board.talks[0]
    seat = board.slots[gone.entry_id]
    withdraw_talk(gone)
    assert "甲" not in places(six)
    board = work.board_of(six)
    work.move(board, board.talks[0].entry_id, seat.sitting, seat.seat, zone.officer)
    assert len(places(six)) == 5


def test_the_series_of_63_is_solved_as_7_sessions_of_9(start, speak, zone):
    series = start(sessions=7, seats=9)
    for at in range(63):
        speak(series, f"讲者{at:02d}", kind="subdistrict" if at < 22 else "department", topic=f"主题{at % 7}")
    assert solve(series, zone.officer).status == "solved"
    board = work.board_of(series)
    kinds = {talk.entry_id: talk.kind for talk in board.talks}
    for sitting in board.sittings:
        here = [
            kinds[one.entry]
            for one in sorted(board.slots.values(), key=lambda one: one.seat)
            if one.sitting == sitting.pk
        ]
        assert len(here) == 9
        assert here.count("subdistrict") in (3, 4)
        assert ("subdistrict", "subdistrict") not in list(pairwise(here))
    assert warnings(series) == []
