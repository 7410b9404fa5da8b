"""What a run puts out, in one order for every engine.

A result table has the enterprise's key columns and then, per policy::

    hnte                       verdict: True met, False not met, null unknown
    hnte/score_low, /score_high   points; equal when nothing is open
    hnte/class                 index into the plan's classes
    hnte/HNTE-5a               the criterion's verdict
    hnte/HNTE-5a/value         left side in base units (yuan, ratio, persons)
    hnte/HNTE-5a/threshold     right side, where it differs between enterprises
    hnte/HNTE-5a/shortfall     what is missing, in the unit of the fact one would change;
                               0 when met, null when unknown
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeGuard

from gaoxin.rules.exact import Branches, Gap, GapBranches, Interval, Quantity, Ratio, Root, Table
from gaoxin.rules.nodes import Compare, Condition, Int, Node, Number, Share
from gaoxin.rules.plan import Outcome, Plan
from gaoxin.rules.score import POINT as POINT

NOISE = 1e-12  # of a float quotient of steps; far below a fen, far above its rounding
KEYS = ("uscc", "name")  # the columns of a facts table that lead its result
Part = Literal["verdict", "points", "class", "value", "shortfall"]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A gap, and the verdict that says whether it matters.

    ``alone`` says that the gap closed is the criterion met: one comparison, no other way.
    """

    verdict: Condition
    gap: Gap | GapBranches
    strict: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class Output:
    """One column of the result and the plan's part that fills it."""

    name: str
    part: Part
    content: Condition | Number | Quantity | Shortfall | tuple[Condition, ...]


def outputs(plans: Iterable[Plan]) -> list[Output]:
    """Every column of a result, in order."""
    return [output for plan in plans for output in _plan_outputs(plan)]


def verdicts(plans: Iterable[Plan]) -> list[Output]:
    """Only each policy's verdict."""
    return [Output(plan.id, "verdict", plan.verdict) for plan in plans]


def _plan_outputs(plan: Plan) -> Iterable[Output]:
    yield Output(plan.id, "verdict", plan.verdict)
    if plan.score:
        yield Output(f"{plan.id}/score_low", "points", plan.score.line.low)
        yield Output(f"{plan.id}/score_high", "points", plan.score.line.high)
    if plan.classes:
        yield Output(f"{plan.id}/class", "class", tuple(condition for _, _, condition in plan.classes))
    for outcome in plan.outcomes:
        yield from _outcome_outputs(f"{plan.id}/{outcome.id}", outcome)


def _outcome_outputs(name: str, outcome: Outcome) -> Iterable[Output]:
    yield Output(name, "verdict", outcome.verdict)
    if outcome.value is not None:
        yield Output(f"{name}/value", "value", outcome.value)
    if varies(outcome.threshold):
        yield Output(f"{name}/threshold", "value", outcome.threshold)  # type: ignore[arg-type]
    if outcome.gap is not None:
        alone = isinstance(outcome.verdict, Compare | Share)
        shortfall = Shortfall(outcome.verdict, outcome.gap, outcome.op in (">", "<"), alone)
        yield Output(f"{name}/shortfall", "shortfall", shortfall)


def varies(threshold: object) -> bool:
    """Whether a threshold differs between enterprises (brackets, tables)."""
    if threshold is None or isinstance(threshold, tuple):
        return False
    return not (isinstance(threshold, Ratio) and threshold.constant is not None)


def roots_of(output: Output) -> list[Node]:
    """The plan nodes an output is computed from."""
    content = output.content
    if isinstance(content, Node):
        return [content]
    if isinstance(content, Shortfall):
        return [content.verdict, *_gap_roots(content.gap)]
    if isinstance(content, tuple):
        return list(content)
    return _quantity_roots(content)


def _quantity_roots(quantity: Quantity) -> list[Node]:
    match quantity:
        case Ratio(over=over, under=under, guard=guard):
            return [over, under, *guard]
        case Branches(when=when, then=then, otherwise=otherwise):
            return [when, *_quantity_roots(then), *_quantity_roots(otherwise)]
        case Root(base=base):
            return _quantity_roots(base)
        case Interval(low=low, high=high):
            return [low, high]
        case Table(code=code):
            return [code]


def _gap_roots(gap: Gap | GapBranches | None) -> list[Node]:
    if gap is None:
        return []
    if isinstance(gap, GapBranches):
        return [gap.when, *_gap_roots(gap.then), *_gap_roots(gap.otherwise)]
    return [gap.over, gap.under]


def ratios(quantity: Quantity) -> list[Ratio]:
    """The quotients a quantity is made of."""
    match quantity:
        case Ratio():
            return [quantity]
        case Branches(then=then, otherwise=otherwise):
            return [*ratios(then), *ratios(otherwise)]
        case Root(base=base):
            return [base]
    return []


def is_plain(content: object) -> TypeGuard[Ratio]:
    """A figure that is a whole number of steps: kept as such in the raw table."""
    return isinstance(content, Ratio) and isinstance(content.under, Int) and not content.guard and not content.over.wide


def is_whole(content: Shortfall) -> bool:
    """A shortfall whose raw form is its numerator, in whole steps; what it is divided by waits for the decoding."""
    gap = content.gap
    return isinstance(gap, Gap) and isinstance(gap.under, Int) and not (content.strict and abs(gap.under.value) > 1)


def step_of(gap: Gap | GapBranches | None) -> int:
    """How many steps of a shortfall's lever make a base unit."""
    while isinstance(gap, GapBranches):
        gap = gap.then or gap.otherwise
    return gap.step if gap else 1
