"""A timetable that keeps every rule and as many wishes as it can; where none can, the rules that clash."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from gaoxin.schedule.chance import shuffled
from gaoxin.schedule.solver import sat_module, sat_solver, solve, solver_version
from gaoxin.schedule.timetable.case import Case, Slot
from gaoxin.schedule.timetable.check import check, wishes
from gaoxin.schedule.timetable.clash import clash
from gaoxin.schedule.timetable.model import Model, seats
from gaoxin.schedule.timetable.result import Status, Timetable, Violation
from gaoxin.schedule.timetable.sums import sums


def timetable(case: Case) -> Timetable:
    """Place every item of a case.

    The answer keeps every rule, moves as few items of an earlier timetable as possible, then grants as many preferred
    sessions as it can, then fills sessions evenly. For a case that cannot be solved nothing is raised: see ``status``.

    Raises:
        GaoxinError: OR-Tools is not installed.
    """
    begun = time.perf_counter()
    version = solver_version()

    def answer(
        status: Status, slots: Iterable[Slot] = (), clashing: Iterable[Violation] = (), *, best: bool = False
    ) -> Timetable:
        placed = tuple(slots)
        missed = tuple(wishes(case, placed))
        spent = time.perf_counter() - begun
        return Timetable(status, placed, missed, tuple(clashing), best, case.seed, case.digest, version, spent)

    plain = sums(case)
    if plain:
        return answer("infeasible", clashing=plain)
    if not case.items:
        return answer("solved", best=True)
    sat = sat_module()
    begun = time.perf_counter()  # the time it takes to load the solver, once in a process, is not the case's
    model, solver = Model(case), sat_solver(case.seconds, case.seed)
    solver.parameters.linearization_level = 2  # over 30 lecture series a tenth of the effort, at worst a fiftieth
    status = solve(solver, model.cp)
    if status == sat.INFEASIBLE:
        left = case.seconds - (time.perf_counter() - begun)
        return answer("infeasible", clashing=clash(case, max(left, 1.0)))
    if status not in (sat.OPTIMAL, sat.FEASIBLE):
        return answer("time_out")
    slots = _seated(model, solver)
    broken = check(case, slots)
    if broken:
        raise AssertionError(f"the solver's timetable breaks a rule: {broken[0].words.en}")
    return answer("solved", slots, best=status == sat.OPTIMAL)


def _seated(model: Model, solver: Any) -> tuple[Slot, ...]:
    """Who of a class sits where: pins first, then where they sat before, then by lot."""
    case, found = model.case, list[Slot]()
    pinned = {pin.item: pin.seat for pin in case.pins if pin.seat is not None}
    for s in case.sessions:
        free: dict[object, list[int]] = defaultdict(list)
        for seat in seats(s):
            for of in model.members:
                if solver.boolean_value(model.on[s.id, seat, of]):
                    free[of].append(seat)
        here = [name for name in case.item_by_id if solver.boolean_value(model.at[name, s.id])]
        for name in sorted(here, key=lambda one: one not in pinned):
            before = case.kept.get(name)
            wanted = pinned.get(name) or (before.seat if before and before.session == s.id else None)
            if wanted in free[model.class_of[name]]:
                free[model.class_of[name]].remove(wanted)
                found.append(Slot(name, s.id, wanted))
        settled = {slot.item for slot in found}
        for name in shuffled((one for one in here if one not in settled), case.seed):
            found.append(Slot(name, s.id, free[model.class_of[name]].pop(0)))
    order = {s.id: at for at, s in enumerate(case.sessions)}
    return tuple(sorted(found, key=lambda slot: (order[slot.session], slot.seat)))
