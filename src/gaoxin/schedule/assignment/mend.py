"""Judges are tied together where a design falls into pieces, or nearly.

First by swaps, which change no load and no seat; where those do not do, by another flow that is asked for bridges.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gaoxin.schedule.assignment.board import Board
from gaoxin.schedule.assignment.flow import breaks, flow
from gaoxin.schedule.assignment.network import LEAST, components, connectivity, pieces
from gaoxin.schedule.chance import number

BRIDGE = 4  # times as much as what is there now
FLOWS = 8  # that are tried for bridges
ROUNDS = 200
PATIENCE = 8  # rounds without a gain before it is given up
AT_ONCE = 5  # swaps before the cut is looked for again
TRIED = 400  # pairs of either side that are tried against each other


def tie(board: Board, cast: np.ndarray, out_of_time: Callable[[], bool]) -> np.ndarray:
    """The pairs, in as few pieces as can be had and with λ₂ of ``LEAST`` where that can be; fixed pairs stay.

    Args:
        board: the case.
        cast: bool, shape (entries, judges), with the fixed pairs.
        out_of_time: whether to stop.
    """
    best = swapped(board, cast, out_of_time)
    wished = np.zeros(cast.shape, np.int64)
    for turn in range(FLOWS):
        bridges = _bridges(board, best, turn)
        if not bridges.any() or out_of_time():
            break
        tried = board.fixed | flow(board, wished + bridges)
        if breaks(board, tried):
            break
        tried = swapped(board, tried, out_of_time)
        if tried.sum() == best.sum() and _pieces(board, tried) < _pieces(board, best):
            best, wished = tried, wished + bridges
    return best


def _divisions(board: Board) -> list[np.ndarray]:
    """The rows of each division."""
    names = np.array([one.division for one in board.case.entries], object)
    return [np.flatnonzero(names == name) for name in sorted({one.division for one in board.case.entries})]


def _pieces(board: Board, cast: np.ndarray) -> int:
    return sum(pieces(cast[rows]) for rows in _divisions(board))


def _bridges(board: Board, cast: np.ndarray, turn: int) -> np.ndarray:
    """How much pairs are wished for: for each piece but one, a pair by lot that would tie it to another, the most; what
    both its ends have now, less. Nought everywhere where all hang together.
    """
    chance = np.random.RandomState(number(board.case.seed, f"bridge:{turn}") % 2**32)
    found = np.zeros(cast.shape, np.int64)
    for rows in _divisions(board):
        piece = components(cast[rows])
        of_entry = np.array([piece[cast[row]].max(initial=-1) for row in rows])
        for one in range(piece.max(initial=-1)):
            across = (of_entry == one)[:, None] != (piece == one)[None, :]
            known = (of_entry >= 0)[:, None] & (piece >= 0)[None, :]
            pairs = np.argwhere(across & known & board.open[rows])
            if len(pairs):
                row, column = pairs[chance.randint(len(pairs))]
                found[rows[row]] += cast[rows[row]]
                found[:, column] += cast[:, column]
                found[rows[row], column] += BRIDGE
    return found


def swapped(board: Board, cast: np.ndarray, out_of_time: Callable[[], bool]) -> np.ndarray:
    """The pairs after swaps, division by division."""
    found = cast
    for rows in _divisions(board):
        best, idle = _standing(found[rows]), 0
        for turn in range(ROUNDS):
            if best >= (1.0, LEAST) or idle == PATIENCE or out_of_time():
                break
            tried = found.copy()
            _swap(board, tried, rows, turn)
            now = _standing(tried[rows])
            if now > best:
                found, best, idle = tried, now, 0
            else:
                idle += 1
    return found


def parted(board: Board, cast: np.ndarray) -> np.ndarray:
    """The pairs after swaps that part colleagues from one another, as far as swaps can."""
    found = cast.copy()
    for columns in board.colleagues:
        for row in np.flatnonzero(found[:, columns].sum(axis=1) > 1):
            for out in map(int, columns[found[row, columns] & ~board.fixed[row, columns]]):
                if found[row, columns].sum() > 1:
                    theirs = np.argwhere(found & ~board.fixed)
                    any(_swap_one(board, found, (int(row), out), theirs, keep=keep) for keep in (True, False))
    return found


def _swap_one(board: Board, cast: np.ndarray, one: tuple[int, int], theirs: np.ndarray, *, keep: bool) -> bool:
    """Change the judge of one pair with that of one of the others; whether that could be done."""
    e1, j1 = one
    for at in np.flatnonzero(_candidates(board, cast, one, theirs, keep=keep)):
        e2, j2 = theirs[at]
        if _fits(board, cast, e1, j1, j2) and _fits(board, cast, e2, j2, j1):
            cast[e1, j1] = cast[e2, j2] = False
            cast[e1, j2] = cast[e2, j1] = True
            return True
    return False


def _standing(cast: np.ndarray) -> tuple[float, float]:
    """Fewer pieces are better, then a higher λ₂; (1, λ₂) in one piece."""
    lambda2 = connectivity(cast)[0]
    return 1.0 / max(pieces(cast), 1), 1.0 if lambda2 is None else lambda2


def _swap(board: Board, cast: np.ndarray, rows: np.ndarray, turn: int) -> None:
    """Up to ``AT_ONCE`` swaps across the weakest cut, those that keep experts first."""
    chance = np.random.RandomState(number(board.case.seed, f"mend:{turn}") % 2**32)  # its stream is frozen for good
    ours, theirs = (_pairs(board, cast, rows, side, chance) for side in _sides(cast[rows]))
    made = 0
    for keep in (True, False):
        for e1, j1 in ours:
            if made == AT_ONCE:
                return
            made += bool(cast[e1, j1]) and _swap_one(board, cast, (e1, j1), theirs, keep=keep)


def _sides(cast: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Judges on either side of the weakest cut: the smallest piece, or the Fiedler vector's sign."""
    piece = components(cast)
    if piece.max(initial=-1) > 0:
        smallest = np.argmin(np.bincount(piece[piece >= 0]))
        return piece == smallest, (piece >= 0) & (piece != smallest)
    side = connectivity(cast)[1]
    return (side < 0) & (piece >= 0), (side >= 0) & (piece >= 0)


def _pairs(
    board: Board, cast: np.ndarray, rows: np.ndarray, side: np.ndarray, chance: np.random.RandomState
) -> np.ndarray:
    """Pairs that may move, of the division's entries and the judges of one side, by lot; int, shape (pairs, 2)."""
    free = np.zeros(cast.shape, bool)
    free[rows] = cast[rows] & ~board.fixed[rows] & side[None, :]
    pairs = np.argwhere(free)
    found: np.ndarray = pairs[chance.permutation(len(pairs))[:TRIED]]
    return found


def _candidates(board: Board, cast: np.ndarray, one: tuple[int, int], theirs: np.ndarray, *, keep: bool) -> np.ndarray:
    """Which pairs of the other side can change judges with this one; ``keep``: only where no entry loses an expert."""
    (entry, judge), entries, judges = one, theirs[:, 0], theirs[:, 1]
    found: np.ndarray = board.open[entry, judges] & board.open[entries, judge] & cast[entries, judges]
    found &= ~cast[entry, judges] & ~cast[entries, judge]
    if keep:
        found &= board.expert[entry, judges] >= board.expert[entry, judge]
        found &= board.expert[entries, judge] >= board.expert[entries, judges]
    return found


def _fits(board: Board, cast: np.ndarray, entry: int, out: int, new: int) -> bool:
    """Whether an entry may change a judge: it keeps experts enough, and nobody sits beside a colleague."""
    expert = board.expert[entry]
    experts = int((cast[entry] & expert).sum())
    if experts - expert[out] + expert[new] < min(board.experts_wanted[entry], experts):
        return False
    return all(cast[entry, columns].sum() - (out in columns) == 0 for columns in board.colleagues if new in columns)
