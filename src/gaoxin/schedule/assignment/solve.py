"""An assignment of judges to entries, and its top-up (评审分配、补派)."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from threadpoolctl import threadpool_limits

from gaoxin.schedule.assignment.board import Board
from gaoxin.schedule.assignment.case import Case, Pair
from gaoxin.schedule.assignment.flow import breaks, flow
from gaoxin.schedule.assignment.mend import parted, tie
from gaoxin.schedule.assignment.network import connectivity, pieces
from gaoxin.schedule.assignment.reasons import unmet, warnings
from gaoxin.schedule.assignment.result import Assignment, Cast, Load, Network, Seats
from gaoxin.schedule.assignment.strict import strict
from gaoxin.schedule.solver import solver_version


def assign(case: Case) -> Assignment:
    """Give every entry its judges.

    No pair is ever in conflict but those that are fixed, no judge has more than their own bound, and no two colleagues
    sit on an entry where the rules forbid it. All else is had as far as it can be; what could not is in ``unmet``:
    seats first, then plans kept, least loads, experts, the share across panels, judges that hang together.

    Raises:
        GaoxinError: OR-Tools is not installed.
    """
    begun = time.perf_counter()
    version, board = solver_version(), Board(case)

    def left() -> float:
        return case.seconds - (time.perf_counter() - begun)

    added, method = flow(board), "flow"
    if breaks(board, board.fixed | added):
        added, method = _by_search(board, added, max(left(), 1.0))
    with threadpool_limits(1, "blas"):  # the matrices are small: idle threads would only spin
        cast = tie(board, board.fixed | added, lambda: left() < 0)
        networks = _networks(board, cast)
    return Assignment(
        _pairs(board, cast),
        _seats(board, cast),
        _loads(board, cast),
        networks,
        tuple(unmet(board, cast, networks)),
        tuple(warnings(board, networks)),
        method,
        case.seed,
        case.digest,
        version,
        time.perf_counter() - begun,
    )


def topup(case: Case, held: Iterable[Pair], recused: Iterable[Pair] = ()) -> Assignment:
    """Fill what is open beside what there is (补派).

    Begun pairs (``case.fixed``) never move. Pairs that are only planned stay where no rule or conflict has come between
    and nobody would be left short for them; a recused judge is replaced.

    Args:
        case: as now, with the begun pairs as ``fixed``.
        held: the pairs there are, begun or not.
        recused: pairs whose judge has stepped back.
    """
    gone = {Pair(*pair) for pair in recused}
    kept = ({Pair(*pair) for pair in held} | case.keep) - case.fixed - gone
    return assign(replace(case, keep=frozenset(kept), avoid=case.avoid | gone, fixed=case.fixed - gone))


def _by_search(board: Board, first: np.ndarray, seconds: float) -> tuple[np.ndarray, str]:
    """What a flow cannot hold together: experts, and colleagues parted by swaps; else CP-SAT; the best of them."""
    other = parted(board, board.fixed | flow(board, colleagues=False)) & ~board.fixed
    if not breaks(board, board.fixed | other):
        return other, "flow"
    tried = [(_without_colleagues(board, added), "flow") for added in (first, other)]
    best = min(tried, key=lambda one: _lacks(board, one[0]))
    found = strict(board, best[0], seconds)
    return best if found is None or _lacks(board, found) >= _lacks(board, best[0]) else (found, "cp-sat")


def _lacks(board: Board, added: np.ndarray) -> tuple[int, int]:
    """Empty seats, then experts that are lacking, by entry squared: fewer are better."""
    cast = board.fixed | added
    lacking = np.maximum(board.experts_wanted - (cast & board.expert).sum(axis=1), 0)
    return int(np.maximum(board.wanted - cast.sum(axis=1), 0).sum()), int((lacking**2).sum())


def _without_colleagues(board: Board, added: np.ndarray) -> np.ndarray:
    """The pairs without whoever sits beside a colleague: a seat is rather left empty."""
    found = added.copy()
    for columns in board.colleagues:
        for row in np.flatnonzero(found[:, columns].sum(axis=1) > 1):
            found[row, columns[np.flatnonzero(found[row, columns])[1:]]] = False
    return found


def _pairs(board: Board, cast: np.ndarray) -> tuple[Cast, ...]:
    keep = board.marked(board.case.keep)
    return tuple(
        Cast(
            board.case.entries[row].id,
            board.case.judges[column].id,
            bool(board.expert[row, column]),
            bool(board.crosses[row, column]),
            "fixed" if board.fixed[row, column] else "kept" if keep[row, column] else "new",
        )
        for row, column in np.argwhere(cast)
    )


def _seats(board: Board, cast: np.ndarray) -> tuple[Seats, ...]:
    experts = (cast & board.expert).sum(axis=1)
    return tuple(
        Seats(
            one.id,
            int(board.wanted[row]),
            tuple(board.case.judges[column].id for column in np.flatnonzero(cast[row])),
            int(experts[row]),
        )
        for row, one in enumerate(board.case.entries)
    )


def _loads(board: Board, cast: np.ndarray) -> tuple[Load, ...]:
    count, begun = cast.sum(axis=0), (board.fixed | (cast & board.marked(board.case.keep))).sum(axis=0)
    return tuple(
        Load(one.id, int(count[at]), int(board.least[at]), int(board.most[at]), int(count[at] - begun[at]))
        for at, one in enumerate(board.case.judges)
    )


def _networks(board: Board, cast: np.ndarray) -> tuple[Network, ...]:
    found = []
    for division in sorted({one.division for one in board.case.entries}):
        part = cast[[at for at, one in enumerate(board.case.entries) if one.division == division]]
        judges = int(np.count_nonzero(part.any(axis=0)))
        found.append(Network(division, len(part), judges, pieces(part), connectivity(part)[0]))
    return tuple(found)
