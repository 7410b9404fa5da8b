"""The same by simpler ways: greedily, and by CP-SAT alone."""

from __future__ import annotations

import random

import numpy as np
from ortools.sat.python import cp_model

from gaoxin.schedule.assignment.board import Board

LIMIT = 30.0  # seconds, of CP-SAT
GAP = 0.005


def greedy(board: Board) -> np.ndarray:
    """Entry by entry in random order: the free judge who knows the topic and has the least to do."""
    chance = random.Random(board.case.seed)
    cast, load = board.fixed.copy(), board.fixed.sum(axis=0)
    rows = list(range(board.shape[0]))
    chance.shuffle(rows)
    for row in rows:
        for _ in range(int(board.vacant[row])):
            free = [at for at in np.flatnonzero(board.open[row] & ~cast[row]) if load[at] < board.ceiling[at]]
            free = [at for at in free if not any(at in group and cast[row, group].any() for group in board.colleagues)]
            if free:
                chosen = min(free, key=lambda at: (not board.expert[row, at], load[at], chance.random()))
                cast[row, chosen] = True
                load[chosen] += 1
    return cast


def cp_sat(board: Board, *, jitter: bool) -> tuple[np.ndarray, str]:
    """One boolean a pair; seats first, then experts, with a random trifle or without. On all cores."""
    model = cp_model.CpModel()
    chosen = {(int(row), int(at)): model.new_bool_var("") for row, at in np.argwhere(board.open)}
    worth = np.where(board.expert, 1000, 900) + (board.jitter if jitter else 0)
    by_row, by_column = {}, {}
    for (row, at), variable in chosen.items():
        by_row.setdefault(row, []).append((at, variable))
        by_column.setdefault(at, []).append(variable)
    short = []
    for row, pairs in by_row.items():
        model.add(sum(variable for _, variable in pairs) <= int(board.vacant[row]))
        wanted = int(board.experts_wanted[row])
        if wanted:
            lacks = model.new_int_var(0, wanted, "")
            model.add(sum(variable for at, variable in pairs if board.expert[row, at]) + lacks >= wanted)
            short.append(lacks)
        for group in board.colleagues:
            model.add_at_most_one(variable for at, variable in pairs if at in group)
    for at, variables in by_column.items():
        model.add_linear_constraint(sum(variables), int(board.case.judges[at].least or 0), int(board.ceiling[at]))
    model.maximize(sum(int(worth[pair]) * variable for pair, variable in chosen.items()) - 500 * sum(short))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = LIMIT
    solver.parameters.relative_gap_limit = GAP
    solver.parameters.random_seed = board.case.seed
    status = solver.solve(model)
    cast = np.zeros(board.shape, bool)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        for pair, variable in chosen.items():
            cast[pair] = solver.boolean_value(variable)
    return cast, str(solver.status_name(status)).rpartition(".")[2]
