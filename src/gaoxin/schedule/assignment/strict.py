"""An assignment by CP-SAT, for rules a flow cannot hold together: experts or panels, and no two of one organisation."""

from __future__ import annotations

from typing import Any

import numpy as np

from gaoxin.schedule.assignment import flow
from gaoxin.schedule.assignment.board import Board
from gaoxin.schedule.solver import sat_module, sat_solver, solve

TRIFLE = 2  # of cost per seat, that is not worth the time to prove: chance alone costs as much
NEAR = 30  # judges an entry is offered, the cheapest first, where all would be more than MANY pairs
MANY = 30_000


def strict(board: Board, hint: np.ndarray, seconds: float) -> np.ndarray | None:
    """The pairs to add; None where nothing better than the hint was found in time.

    Args:
        board: the case.
        hint: bool, shape (entries, judges): an answer that breaks a rule, to start from.
        seconds: when to stop.
    """
    model = sat_module().CpModel()
    cost = flow.costs(board)
    offered = _offered(board, hint, cost)
    chosen = {(int(row), int(column)): model.new_bool_var("") for row, column in np.argwhere(offered)}
    by_entry, by_judge = _grouped(chosen, 0), _grouped(chosen, 1)
    total = [int(cost[pair]) * variable for pair, variable in chosen.items()]
    total += _seats(board, model, by_entry)
    total += _loads(board, model, by_judge)
    for columns in board.colleagues:
        for row in range(board.shape[0]):
            model.add_at_most_one(chosen[row, column] for column in columns if (row, column) in chosen)
    total += _experts(board, model, by_entry)
    total += _across(board, model, chosen)
    model.minimize(sum(total))
    for pair, variable in chosen.items():
        model.add_hint(variable, bool(hint[pair]))
    solver = sat_solver(seconds, board.case.seed)
    solver.parameters.absolute_gap_limit = min(TRIFLE * int(board.vacant.sum()), flow.INEXPERT - 1)
    status = solve(solver, model)
    if status not in (sat_module().OPTIMAL, sat_module().FEASIBLE):
        return None
    found = np.zeros(board.shape, bool)
    for pair, variable in chosen.items():
        found[pair] = solver.boolean_value(variable)
    return found


def _offered(board: Board, hint: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """Pairs to choose from."""
    found = board.open & (board.vacant > 0)[:, None]
    if found.sum() > MANY:
        rank = np.where(found, cost, np.iinfo(np.int64).max).argsort(axis=1, kind="stable").argsort(axis=1)
        found &= (rank < NEAR) | hint
    return found


def _grouped(chosen: dict[tuple[int, int], Any], at: int) -> dict[int, list[tuple[int, Any]]]:
    """Variables by entry (0) or by judge (1), each with its other end."""
    found: dict[int, list[tuple[int, Any]]] = {}
    for pair, variable in chosen.items():
        found.setdefault(pair[at], []).append((pair[1 - at], variable))
    return found


def _seats(board: Board, model: Any, by_entry: dict[int, list[tuple[int, Any]]]) -> list[Any]:
    """A seat left empty costs the more, the more of the entry's are."""
    costs = []
    for row, pairs in by_entry.items():
        vacant, begun = int(board.vacant[row]), int(board.fixed[row].sum())
        steps = [model.new_bool_var("") for _ in range(vacant)]
        model.add(sum(variable for _, variable in pairs) + sum(steps) == vacant)
        top = begun + vacant
        costs += [flow.SHORT * (2 * top - place) * step for place, step in enumerate(steps)]
    return costs


def _loads(board: Board, model: Any, by_judge: dict[int, list[tuple[int, Any]]]) -> list[Any]:
    costs = []
    for column, pairs in by_judge.items():
        begun = int(board.fixed[:, column].sum())
        load = sum(variable for _, variable in pairs)
        model.add(load <= max(int(board.ceiling[column]) - begun, 0))
        own = board.case.judges[column].least is not None
        even = int(np.clip(np.ceil(board.even - 1e-6), board.least[column], board.most[column]))
        size = len(pairs) + begun
        for bound, sign, cost in (
            (int(board.least[column]), -1, flow.LEAST if own else flow.LOW),
            (even, 1, flow.HIGH),
            (int(board.most[column]), 1, flow.OVER),
        ):
            over = model.new_int_var(0, size + bound, "")
            model.add(over >= sign * (load + begun - bound))
            costs.append(cost * over)
    return costs


def _experts(board: Board, model: Any, by_entry: dict[int, list[tuple[int, Any]]]) -> list[Any]:
    costs = []
    for row, pairs in by_entry.items():
        wanted = int(board.experts_wanted[row] - (board.fixed[row] & board.expert[row]).sum())
        if wanted > 0:
            short = model.new_int_var(0, wanted, "")
            model.add(sum(variable for column, variable in pairs if board.expert[row, column]) + short >= wanted)
            costs.append(flow.INEXPERT * short)
    return costs


def _across(board: Board, model: Any, chosen: dict[tuple[int, int], Any]) -> list[Any]:
    """The share of all ballots that crosses panels."""
    wanted = int(flow.away_seats(board).sum()) if board.has_panels else 0
    if not wanted:
        return []
    short = model.new_int_var(0, wanted, "")
    model.add(sum(variable for pair, variable in chosen.items() if board.crosses[pair]) + short >= wanted)
    return [flow.HOME * short]
