"""The working timetable changed step by step, solved and undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from gaoxin.schedule.timetable import Case, Timetable, timetable
from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Contest, Round, RoundEntry, Sitting
from gaoxin_web.lectures.models import Series, Talk, TimetableRun, TimetableStep, TimetableVersion
from gaoxin_web.lectures.queries.series import round_of, series_of, sessions_of, talks_of
from gaoxin_web.lectures.services.cases import Placed, case_of, read_slots

Action = TimetableStep.Action
PATIENCE = (4.0, 3.0, 3.0)  # seconds given to a seed, and to the ones after it


class StaleError(Exception):
    """Somebody else changed the timetable meanwhile; nothing was written."""


class RefusedError(Exception):
    """What was asked cannot be done, in words for people."""


@dataclass
class Board:
    """A series' working timetable: what it is about, and where everybody stands."""

    contest: Contest
    series: Series
    round: Round
    sittings: Sequence[Sitting]
    talks: Sequence[Talk]
    slots: Mapping[int, Placed]
    heard: frozenset[int] = frozenset()  # entries whose talk was begun or given: they stay where they are

    @property
    def step(self) -> int:
        return self.series.step

    def case(self, *, keep: bool = False, seed: int = 1) -> Case:
        return case_of(
            self.talks, self.sittings, self.series.rules, self.series.seats, self.slots, keep=keep, seed=seed
        )


def board_of(contest: Contest) -> Board | None:
    """The working timetable; before its first step what stands on the round's entries. None without a live round."""
    round_ = round_of(contest)
    if round_ is None:
        return None
    series, sittings, talks = series_of(contest), sessions_of(round_), list(talks_of(contest))
    known, entries = {one.pk for one in sittings}, {talk.entry_id for talk in talks}
    there = standing(round_)
    begun = RoundEntry.objects.filter(round=round_).exclude(scoring=RoundEntry.Scoring.WAITING)
    heard = frozenset(begun.values_list("entry", flat=True)) & there.keys()
    slots = _current(series, round_)
    fixed = {entry: Placed(entry, there[entry].sitting, there[entry].seat, True) for entry in heard}
    seats = {(one.sitting, one.seat) for one in fixed.values()}
    free = {entry: one for entry, one in slots.items() if (one.sitting, one.seat) not in seats}
    slots = {entry: one for entry, one in (free | fixed).items() if entry in entries and one.sitting in known}
    return Board(contest, series, round_, sittings, talks, slots, heard)


def _current(series: Series, round_: Round) -> dict[int, Placed]:
    step = TimetableStep.objects.filter(round=round_, number=series.step).first() if series.step else None
    return read_slots(step.slots) if step else standing(round_)


def standing(round_: Round) -> dict[int, Placed]:
    """Where the round's entries stand by what was published, or by who put them there without any timetable."""
    rows = RoundEntry.objects.filter(round=round_, sitting__isnull=False, order__gt=0)
    rows = rows.exclude(state=RoundEntry.State.WITHDRAWN)
    return {entry: Placed(entry, at, seat, pin) for entry, at, seat, pin in rows.values_list(
        "entry", "sitting", "order", "pinned"
    )}  # fmt: skip


def solve(board: Board, *, keep: bool, seed: int) -> tuple[Case, Timetable]:
    """Ask the solver; nothing is written.

    A seed may be an unlucky one: the search is then begun anew with the next, all within ten seconds.
    """
    for at, seconds in enumerate(PATIENCE):
        case = replace(board.case(keep=keep, seed=seed + at), seconds=seconds)
        answer = timetable(case)
        if answer.status != "time_out":
            break
    return case, answer


@transaction.atomic
def keep_solution(board: Board, case: Case, answer: Timetable, by: User) -> TimetableRun:
    """The run is noted; where it solved, the working timetable is now its answer.

    Raises:
        StaleError: somebody changed the timetable while it was solved.
    """
    run = TimetableRun.objects.create(
        round=board.round,
        seed=answer.seed,
        digest=answer.digest,
        status=answer.status,
        solver=answer.solver,
        seconds=answer.seconds,
        summary={
            "best": answer.best,
            "missed": [{**one._asdict(), "words": one.words.as_dict()} for one in answer.missed],
            "clash": [{**one._asdict(), "words": one.words.as_dict()} for one in answer.clash],
        },
        by=by,
    )
    if answer.status == "solved":
        pinned = {int(pin.item) for pin in case.pins}
        slots = [Placed(int(one.item), int(one.session), one.seat, int(one.item) in pinned) for one in answer.slots]
        write(board, slots, Action.SOLVED, by, run=run)
    return run


@transaction.atomic
def move(board: Board, entry: int, sitting: int | None, seat: int, by: User) -> None:
    """Put a talk on a seat, or aside. Who sits there takes the seat it leaves; a pin goes along.

    Raises:
        RefusedError: there is no such talk or seat.
        StaleError: somebody changed the timetable meanwhile.
    """
    _check_names(board, entry, sitting, seat)
    slots = dict(board.slots)
    before = slots.pop(entry, None)
    if sitting is not None:
        there = next((one for one in slots.values() if (one.sitting, one.seat) == (sitting, seat)), None)
        if there and there.entry in board.heard:
            raise RefusedError(_("那个席位上的讲者已经授课，不能换。"))
        if there:
            del slots[there.entry]
            if before:
                slots[there.entry] = Placed(there.entry, before.sitting, before.seat, there.pinned)
        slots[entry] = Placed(entry, sitting, seat, bool(before and before.pinned))
    write(board, slots.values(), Action.MOVED, by)


@transaction.atomic
def pin(board: Board, entry: int, pinned: bool, by: User) -> None:
    """Fix a talk where it stands, or let it go again.

    Raises:
        RefusedError: it stands nowhere.
        StaleError: somebody changed the timetable meanwhile.
    """
    here = board.slots.get(entry)
    if here is None:
        raise RefusedError(_("这位讲者还没有排入场次，不能固定。"))
    if entry in board.heard:
        raise RefusedError(_("这位讲者已经授课，不能移动。"))
    slots = {**board.slots, entry: Placed(entry, here.sitting, here.seat, pinned)}
    write(board, slots.values(), Action.PINNED if pinned else Action.UNPINNED, by)


@transaction.atomic
def clear(board: Board, by: User) -> None:
    """Take everybody out who is not pinned."""
    write(board, [one for one in board.slots.values() if one.pinned], Action.CLEARED, by)


@transaction.atomic
def restore(board: Board, version: TimetableVersion, by: User) -> None:
    """Put everybody where a published version had them; who was not in it stands nowhere."""
    slots = [Placed(one["entry"], one["sitting"], one["seat"], bool(one.get("pinned"))) for one in version.slots]
    write(board, slots, Action.RESTORED, by)


@transaction.atomic
def travel(board: Board, forward: bool) -> bool:
    """Undo or redo one step; False where there is none."""
    series = held(board)
    steps = TimetableStep.objects.filter(round=board.round)
    if forward:
        to = steps.filter(number__gt=series.step).order_by("number").values_list("number", flat=True).first()
    else:
        to = steps.filter(number__lt=series.step).order_by("-number").values_list("number", flat=True).first()
    if to is None:
        return False
    Series.objects.filter(pk=series.pk).update(step=to)
    return True


def write(
    board: Board, slots: Iterable[Placed], action: str, by: User, *, run: TimetableRun | None = None
) -> TimetableStep:
    """Append a step after the one that counts; what was undone before it is gone."""
    series = held(board)
    if not series.step:  # what there was before the first change can be gone back to
        first = [one.as_list() for one in board.slots.values()]
        TimetableStep.objects.create(round=board.round, number=1, action=Action.RESTORED, slots=first, by=by)
        series.step = 1
    TimetableStep.objects.filter(round=board.round, number__gt=series.step).delete()
    stored = [one.as_list() for one in sorted(slots, key=lambda one: (one.sitting or 0, one.seat, one.entry))]
    step = TimetableStep.objects.create(
        round=board.round, number=series.step + 1, action=action, slots=stored, run=run, by=by
    )
    Series.objects.filter(pk=series.pk).update(step=step.number)
    return step


def held(board: Board) -> Series:
    """The series, locked until the transaction ends, if its timetable is still the one that was seen."""
    series = Series.objects.select_for_update().get(pk=board.series.pk)
    if series.step != board.series.step:
        raise StaleError
    return series


def _check_names(board: Board, entry: int, sitting: int | None, seat: int) -> None:
    if entry not in {talk.entry_id for talk in board.talks}:
        raise RefusedError(_("没有这位讲者，可能已被移除。"))
    if entry in board.heard:
        raise RefusedError(_("这位讲者已经授课，不能移动。"))
    if sitting is not None and sitting not in {one.pk for one in board.sittings}:
        raise RefusedError(_("没有这个场次，可能已被删除。"))
    if sitting is not None and not 1 <= seat <= board.series.seats:
        raise RefusedError(_("每场只有 %(seats)s 个席位。") % {"seats": board.series.seats})
