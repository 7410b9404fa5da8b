"""An assignment as a flow of least cost: ballots flow from entries to judges (最小费用流).

Every seat that can be filled is. Then, the dearer the sooner: shortage is spread over the entries, plans are kept,
judges get the least they ask for, entries their experts, panels their share across, loads are even.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gaoxin.errors import GaoxinError
from gaoxin.schedule.assignment.board import Board
from gaoxin.schedule.chance import shuffled
from gaoxin.schedule.solver import flow_module

SHORT = 20_000  # a further ballot on an entry, times how many it has: nobody is left with none while others have all
KEPT = 5_000  # a planned pair that is given up
WISHED = 4_000  # a pair without which judges would not hang together
INEXPERT = 2_000  # an expert an entry lacks, times how many it lacks: rather two lack one than one lacks two
HOME = 1_500  # a seat meant for another panel that stays at home
LEAST = 800  # a judge below the least they ask for
AWAY = 300  # a seat beyond the share that goes to another panel
STRANGE = 100  # a judge who knows none of the topics
LOW, HIGH, OVER = 30, 3, 200  # a load a tenth below, above, or more than a tenth above the even one, per entry
END = 2**31


class Arcs(NamedTuple):
    tail: list[np.ndarray]
    head: list[np.ndarray]
    room: list[np.ndarray]
    cost: list[np.ndarray]

    def add(self, tail: object, head: object, room: object, cost: object) -> None:
        """Arcs; single numbers are repeated."""
        parts = np.broadcast_arrays(*(np.asarray(one, np.int64) for one in (tail, head, room, cost)))
        for column, part in zip(self, parts, strict=True):
            column.append(part.reshape(-1))


def flow(board: Board, wished: np.ndarray | None = None, *, colleagues: bool = True) -> np.ndarray:
    """The pairs to add; bool, shape (entries, judges).

    ``wished``: how much pairs are wished for beyond what the case says; int64, of the same shape.
    ``colleagues``: whether the rule on colleagues is kept; where not, the wish for experts is.

    Conflicts, seats and loads hold exactly; so does the wish for experts where there are neither panels nor colleagues,
    and the rule on colleagues where there are no panels.
    """
    entries, judges = board.shape
    if not entries or not judges:
        return np.zeros(board.shape, bool)
    network = Arcs([], [], [], [])
    source, sink = 0, 1
    of_entry = 2 + np.arange(entries)
    of_judge = 2 + entries + np.arange(judges)
    nodes = _Nodes(2 + entries + judges)
    for seat in range(int(board.vacant.max(initial=0))):
        rows = np.flatnonzero(board.vacant > seat)
        network.add(source, of_entry[rows], 1, SHORT * (board.fixed[rows].sum(axis=1) + seat))
    _loads(board, network, of_judge, sink)
    tails = _tails(board, network, of_entry, nodes, board.colleagues if colleagues else [])
    rows, columns = np.nonzero(board.open & (board.vacant > 0)[:, None])
    begins = sum(map(len, network.tail))
    cost = costs(board) if wished is None else costs(board) - WISHED * wished
    network.add(tails[rows, columns], of_judge[columns], 1, cost[rows, columns])
    used = _solve(network, source, sink, int(board.vacant.sum()))
    chosen = used[begins : begins + len(rows)] > 0
    found = np.zeros(board.shape, bool)
    found[rows[chosen], columns[chosen]] = True
    return found


def breaks(board: Board, cast: np.ndarray) -> bool:
    """Whether a flow broke a rule it could not hold: colleagues on an entry, or too few experts for its judges."""
    added = cast & ~board.fixed
    if any((added[:, columns].sum(axis=1) > 1).any() for columns in board.colleagues):
        return True
    if not board.colleagues and not board.has_panels:
        return False  # short of experts only where nobody could do better
    experts = (cast & board.expert).sum(axis=1)
    return bool((experts < np.minimum(board.experts_wanted, cast.sum(axis=1))).any())


def costs(board: Board) -> np.ndarray:
    """What each pair costs: strangers to the topics more, by a random trifle all; plans made before nothing."""
    known = board.expert | np.array([not one.topics for one in board.case.entries], bool)[:, None]
    found = board.jitter + np.where(known, 0, STRANGE)
    return np.where(board.marked(board.case.keep), found - KEPT, found)


class _Nodes:
    """Hands out numbers of nodes."""

    def __init__(self, first: int) -> None:
        self.next = first

    def take(self, count: int) -> np.ndarray:
        self.next += count
        return np.arange(self.next - count, self.next)


def _loads(board: Board, network: Arcs, of_judge: np.ndarray, sink: int) -> None:
    """What a judge takes: cheap up to the least, free to the even load, dearer beyond; their own bound is the end."""
    taken = board.fixed.sum(axis=0)
    own_least = np.array([one.least is not None for one in board.case.judges], bool)
    even = np.clip(int(np.ceil(board.even - 1e-6)), board.least, board.most)
    steps = (
        (board.least, np.where(own_least, -LEAST, -LOW)),
        (even, np.zeros(len(taken), np.int64)),
        (board.most, np.full(len(taken), HIGH)),
        *((np.minimum(board.ceiling, board.most + by), np.full(len(taken), OVER + by)) for by in _overload(board)),
    )
    before = taken
    for upto, cost in steps:
        room = np.maximum(np.minimum(upto, board.ceiling) - before, 0)
        network.add(of_judge, sink, room, cost)
        before = before + room


def _overload(board: Board) -> list[int]:
    """Ever dearer steps beyond a load that is even enough."""
    step = max(int(board.even / 4), 1)
    return [step, 2 * step, 4 * step, len(board.case.entries)]


def _tails(
    board: Board, network: Arcs, of_entry: np.ndarray, nodes: _Nodes, colleagues: list[np.ndarray]
) -> np.ndarray:
    """The node each pair's arc begins at: the entry, or one that stands for a part of its seats."""
    tails, home, across = np.repeat(of_entry[:, None], board.shape[1], axis=1), of_entry, np.zeros_like(of_entry)
    if board.has_panels:
        across, home, away = away_seats(board), nodes.take(len(of_entry)), nodes.take(len(of_entry))
        network.add(of_entry, home, board.vacant - across, 0)
        network.add(of_entry, home, across, HOME)
        network.add(of_entry, away, across, 0)
        network.add(of_entry, away, board.vacant - across, AWAY)
        tails = np.where(board.crosses, away[:, None], home[:, None])
    if colleagues:
        return _colleagues(network, tails, nodes, colleagues)
    if board.experts_wanted.any():
        return _experts(board, network, tails, (home, board.vacant - across), nodes)
    return tails


def away_seats(board: Board) -> np.ndarray:
    """How many seats of each entry go to other panels, so that their share is reached; by lot, one after the other."""
    found = np.zeros(board.shape[0], np.int64)
    concerned = np.any(board.crosses, axis=1)
    share = board.case.rules.cross_share * board.wanted[concerned].sum() - (board.fixed & board.crosses).sum()
    wanted = int(np.ceil(share - 1e-9))
    order = [board.row[name] for name in shuffled(board.row, board.case.seed) if concerned[board.row[name]]]
    while wanted > 0:
        before = wanted
        for row in order:
            if wanted > 0 and found[row] < board.vacant[row]:
                found[row] += 1
                wanted -= 1
        if wanted == before:
            break
    return found


def _colleagues(network: Arcs, tails: np.ndarray, nodes: _Nodes, colleagues: list[np.ndarray]) -> np.ndarray:
    """One seat for each organisation of several judges."""
    found = tails.copy()
    for columns in colleagues:
        for tail in np.unique(tails[:, columns], axis=1).T:
            gate = nodes.take(len(tail))
            network.add(tail, gate, 1, 0)
            here = tails[:, columns] == tail[:, None]
            found[:, columns] = np.where(here, gate[:, None], found[:, columns])
    return found


def _experts(
    board: Board, network: Arcs, tails: np.ndarray, home: tuple[np.ndarray, np.ndarray], nodes: _Nodes
) -> np.ndarray:
    """Seats for strangers to the topics: those beyond the least experts are free, the others dear.

    ``home``: nodes of the seats that do not go to other panels, and how many those are.
    """
    still = np.maximum(board.experts_wanted - (board.fixed & board.expert).sum(axis=1), 0)
    node, room = home
    reserved = np.minimum(still, room)
    rows = np.flatnonzero(reserved)
    gate = nodes.take(len(rows))
    network.add(node[rows], gate, room[rows] - reserved[rows], 0)
    for missing in range(1, int(reserved.max(initial=0)) + 1):
        some = np.flatnonzero(reserved[rows] >= missing)
        network.add(node[rows][some], gate[some], 1, INEXPERT * missing)
    strangers = ~board.expert[rows] & (tails[rows] == node[rows][:, None])
    found = tails.copy()
    found[rows] = np.where(strangers, gate[:, None], tails[rows])
    return found


def _solve(network: Arcs, source: int, sink: int, seats: int) -> np.ndarray:
    """Flow on every arc."""
    solver = flow_module().SimpleMinCostFlow()
    tail, head, room, cost = (np.concatenate(column) for column in network)
    solver.add_arcs_with_capacity_and_unit_cost(tail.astype(np.int32), head.astype(np.int32), room, cost)
    solver.set_node_supply(source, seats)
    solver.set_node_supply(sink, -seats)
    status = solver.solve_max_flow_with_min_cost()
    if status != solver.OPTIMAL:
        raise GaoxinError(f"评审分配没有求出（flow: {status}）")
    found: np.ndarray = np.asarray(solver.flows(np.arange(len(tail))))
    return found
