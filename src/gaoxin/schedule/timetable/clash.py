"""Which rules cannot hold together (规则冲突): a small set of them, each needed for the clash."""

from __future__ import annotations

import time
from collections.abc import Sequence

from gaoxin.schedule.solver import sat_module, sat_solver, solve
from gaoxin.schedule.timetable.case import Case
from gaoxin.schedule.timetable.model import Model
from gaoxin.schedule.timetable.result import Violation

EFFORT = 0.5  # of the solver's own measure, about seconds: what it may take to find that a rule can be spared


def clash(case: Case, seconds: float) -> tuple[Violation, ...]:
    """Rules of an infeasible case that clash; without any one of them this clash ends, if there was time to try all.

    A case may hold several clashes; this is one of them. None is told where time did not suffice to prove it.
    """
    until = time.perf_counter() + seconds
    model = Model(case, guarded=True)
    core = _proof(case, model, seconds)
    for place in list(core):
        left = until - time.perf_counter()
        without = [one for one in core if one != place]
        if left > 0 and _clash(case, without, left):
            core = without
    return tuple(model.rules[place][1] for place in core)


def _proof(case: Case, model: Model, seconds: float) -> list[int]:
    """The rules, by place, that a proof of infeasibility needed; none where there was no time for one."""
    model.cp.add_assumptions([guard for guard, _ in model.rules])
    solver = sat_solver(seconds, case.seed)
    if solve(solver, model.cp) != sat_module().INFEASIBLE:
        return []
    needed = set(solver.sufficient_assumptions_for_infeasibility())
    return [place for place, (guard, _) in enumerate(model.rules) if guard.index in needed]


def _clash(case: Case, places: Sequence[int], seconds: float) -> bool:
    """Whether these rules alone are proven to clash."""
    solver = sat_solver(seconds, case.seed)
    solver.parameters.max_deterministic_time = EFFORT
    model = Model(case, guarded=True, held=frozenset(places))
    return bool(solve(solver, model.cp) == sat_module().INFEASIBLE)
