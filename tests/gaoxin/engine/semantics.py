"""What every kind of node means, example by example, for every engine.

An example is one output over a few facts: ``x``, ``y`` and ``z`` are money (any sign),
``n`` a count, ``code`` a listed text, ``p``, ``q`` and ``r`` yes or no.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from gaoxin.engine.outputs import Output, Shortfall
from gaoxin.rules.exact import Branches, Exact, Interval, Quantity, Ratio, Root, Table
from gaoxin.rules.nodes import Column, Compare, Condition, Maker, Number, Share

MAKE = Maker()
EXACT = Exact(MAKE)
MONEY = (-(10**15), 10**15)
X, Y, Z = (MAKE.column(name, name, 0, MONEY) for name in "xyz")
N = MAKE.column("n", "n", 0, (0, 10**9))
CODE = MAKE.column("code", "code", None, (0, 3))
P, Q, R = (MAKE.flag(name, name, 0) for name in "pqr")
SCHEMA = {**dict.fromkeys(("x", "y", "z", "n", "code"), pl.Int64), **dict.fromkeys("pqr", pl.Boolean)}


@dataclass(frozen=True)
class Example:
    claim: str
    output: Output
    facts: Mapping[str, Any]
    expected: Any

    @property
    def frame(self) -> pl.DataFrame:
        return pl.DataFrame([{name: self.facts.get(name) for name in SCHEMA}], schema=SCHEMA)


def whole(value: int) -> Number:
    return MAKE.whole(value)


def money(column: Column) -> Ratio:
    return EXACT.fact(column, 100)


def share_of(over: Column, under: Column) -> Ratio:
    found = EXACT.div(money(over), money(under))
    assert isinstance(found, Ratio)
    return found


def judged(claim: str, condition: Condition, expected: bool | None, **facts: Any) -> Example:
    return Example(claim, Output(claim, "verdict", condition), facts, expected)


def pointed(claim: str, number: Number, expected: float | None, **facts: Any) -> Example:
    return Example(claim, Output(claim, "points", number), facts, expected)


def shown(claim: str, quantity: Quantity, expected: float | None, **facts: Any) -> Example:
    return Example(claim, Output(claim, "value", quantity), facts, expected)


def lacking(
    claim: str, op: str, left: Quantity, right: Quantity, lever: Column, expected: float | None, **facts: Any
) -> Example:
    verdict = EXACT.compare(op, left, right)
    gap = EXACT.gap(op, left, right, lever, 1, 100)
    assert gap is not None
    content = Shortfall(verdict, gap, op in (">", "<"), isinstance(verdict, Compare | Share))
    return Example(claim, Output(claim, "shortfall", content), facts, expected)


BANDS = (MAKE.compare(">=", X, whole(80)), MAKE.compare(">=", X, whole(60)))
POINTS = (whole(20_000_000), whole(10_000_000))
LEAST = MAKE.pick(BANDS, POINTS, whole(0), unknown_holds=False)
MOST = MAKE.pick(BANDS, POINTS, whole(0), unknown_holds=True)
LIMITS = MAKE.lookup(CODE, (None, 5, 10, None))
TWO_OF_THREE = MAKE.at_least(2, (P, Q, R))
GROWTH = Root(share_of(X, Y), 2)
RATE = EXACT.const(Fraction(35, 100))
BRACKET = Branches(MAKE.compare(">=", Y, whole(1000)), EXACT.const(Fraction(3, 100)), EXACT.const(Fraction(5, 100)))
SCORE = Interval(LEAST, MOST, 10**6)
FROM_A_GAIN = Ratio(Fraction(1), X, Y, (MAKE.compare(">", Y, whole(0)),), positive=True)
PRODUCT = MAKE.mul(X, Y)

EXAMPLES = [
    # comparisons
    judged("a bar that is just reached is met", MAKE.compare(">=", X, whole(60)), True, x=60),
    judged("a strict bar that is just reached is not met", MAKE.compare(">", X, whole(60)), False, x=60),
    judged("an unknown number against a bar is unknown", MAKE.compare(">=", X, whole(60)), None),
    judged("equal numbers are equal", MAKE.compare("=", X, Y), True, x=-3, y=-3),
    judged("a sum with an unknown term is unknown", MAKE.compare(">", MAKE.add(X, Y), whole(0)), None, x=5),
    judged("nought times unknown is unknown", MAKE.compare("=", PRODUCT, whole(0)), None, x=0),
    judged(
        "products beyond 64 bits compare to the last digit",
        MAKE.compare(">", MAKE.mul(X, Y), MAKE.mul(Z, MAKE.whole(10**15))),
        True,
        x=10**15 - 1,
        y=10**15 - 1,
        z=10**15 - 2,
    ),
    # shares of something
    judged(
        "three of a hundred is 3 %",
        EXACT.compare(">=", share_of(X, Y), EXACT.const(Fraction(3, 100))),
        True,
        x=3,
        y=100,
    ),
    judged(
        "a fen short of 3 % is not 3 %",
        EXACT.compare(">=", share_of(X, Y), EXACT.const(Fraction(3, 100))),
        False,
        x=3 * 10**12 - 1,
        y=10**14,
    ),
    judged("a share of nothing is unknown", EXACT.compare(">=", share_of(X, Y), RATE), None, x=3, y=0),
    judged("a share of an unknown is unknown", EXACT.compare(">=", share_of(X, Y), RATE), None, x=3),
    judged("a negative denominator turns the sign", EXACT.compare(">=", share_of(X, Y), RATE), True, x=-40, y=-100),
    judged("a share node of a loss is unknown", MAKE.share(">=", X, Y, Fraction(1, 2), reverse=False), None, x=3, y=-1),
    judged("a share node may be at most its bar", MAKE.share(">=", X, Y, Fraction(1, 2), reverse=True), True, x=1, y=2),
    # growth
    judged("1000 to 1822.5 in two years is 35 % a year", EXACT.compare(">=", GROWTH, RATE), True, x=182_250, y=100_000),
    judged("a fen less is not", EXACT.compare(">=", GROWTH, RATE), False, x=182_249, y=100_000),
    judged("growth from nothing is unknown", EXACT.compare(">=", GROWTH, RATE), None, x=182_250, y=0),
    # Kleene's joins
    judged("no and unknown is no", MAKE.all(P, Q), False, p=False),
    judged("yes and unknown is unknown", MAKE.all(P, Q), None, p=True),
    judged("yes or unknown is yes", MAKE.any(P, Q), True, p=True),
    judged("no or unknown is unknown", MAKE.any(P, Q), None, p=False),
    judged("not unknown is unknown", MAKE.negate(P), None),
    judged("two of three hold while the third is unknown", TWO_OF_THREE, True, p=True, q=True),
    judged("two of three may yet hold", TWO_OF_THREE, None, p=True, q=False),
    judged("two of three cannot hold any more", TWO_OF_THREE, False, p=False, q=False),
    judged("either branch known and equal settles an unknown choice", MAKE.choose(P, Q, R), True, q=True, r=True),
    judged("differing branches leave an unknown choice unknown", MAKE.choose(P, Q, R), None, q=True, r=False),
    judged("only where its condition holds does a part count", MAKE.only(P, Q), None, p=False, q=True),
    judged("an unknown condition hides its part", MAKE.only(P, Q), None, q=True),
    judged("settled for yes", MAKE.settled(P, Q), True, p=True, q=False),
    judged("settled for no", MAKE.settled(P, Q), False, p=False, q=True),
    judged("settled for no while yes is open", MAKE.settled(P, Q), False, q=True),
    judged("settled by neither", MAKE.settled(P, Q), None, p=False),
    # listed texts
    judged("a text is one of those listed", MAKE.one_of(CODE, (1, 3)), True, code=3),
    judged("a text beside the list is none of them", MAKE.one_of(CODE, (1, 3)), False, code=0),
    judged("an unknown text is unknown", MAKE.one_of(CODE, (1, 3)), None),
    judged("a limit chosen by a text is reached", MAKE.floor(X, LIMITS, strict=False), True, x=5, code=1),
    judged("a strict limit is not met by reaching it", MAKE.floor(X, LIMITS, strict=True), False, x=10, code=2),
    judged(
        "where the rule sets no limit even an unknown number meets it",
        MAKE.floor(X, LIMITS, strict=False),
        True,
        code=3,
    ),
    judged(
        "a text beside the list has no limit that is known", MAKE.floor(X, LIMITS, strict=False), None, x=99, code=0
    ),
    judged("a limit of an unknown text is unknown", MAKE.floor(X, LIMITS, strict=False), None, x=99),
    # largest and smallest
    judged(
        "the largest of something and unknown is unknown",
        MAKE.compare(">", MAKE.extreme((X, Y), largest=True), whole(0)),
        None,
        x=5,
    ),
    judged(
        "the smallest is below the bar",
        MAKE.compare(">=", MAKE.extreme((X, Y), largest=False), whole(5)),
        False,
        x=5,
        y=4,
    ),
    # points
    pointed("the band that is reached", LEAST, 10.0, x=79),
    pointed("no band reached gives the last", LEAST, 0.0, x=59),
    pointed("an unknown number scores at least the least", LEAST, 0.0),
    pointed("an unknown number scores at most the most", MOST, 20.0),
    pointed("an expert yet to mark may give nothing", MAKE.known(N, 0, (0, 10**7)), 0.0),
    pointed("an expert's mark counts as given", MAKE.known(N, 0, (0, 10**7)), 2.5, n=2_500_000),
    # figures that are shown
    shown("money is shown in yuan", money(X), 123.45, x=12_345),
    shown("a share of nothing is not shown", share_of(X, Y), None, x=1, y=0),
    shown("compound growth is shown as a rate", GROWTH, 0.1, x=121, y=100),
    shown("compound growth over three years is a cube root", Root(share_of(X, Y), 3), 0.1, x=1331, y=1000),
    shown("growth into a loss has no root", GROWTH, None, x=-121, y=100),
    shown("growth out of a loss is not shown", FROM_A_GAIN, None, x=121, y=-100),
    shown("growth out of a gain is shown", FROM_A_GAIN, 1.21, x=121, y=100),
    shown("the bracket a fact falls into", BRACKET, 0.03, y=1000),
    shown("a bracket of an unknown fact is unknown", BRACKET, None),
    shown("a limit from a table", Table(CODE, (None, Fraction(5), Fraction(10), None)), 10.0, code=2),
    shown("no limit in a table is none", Table(CODE, (None, Fraction(5), Fraction(10), None)), None, code=3),
    shown("a score is shown when nothing is open", SCORE, 10.0, x=79),
    shown("an open score is not shown", SCORE, None),
    # shortfalls
    lacking("a met bar lacks nothing", ">=", money(X), EXACT.const(6), X, 0.0, x=700),
    lacking("what is missing to a bar", ">=", money(X), EXACT.const(6), X, 1.0, x=500),
    lacking("an unknown fact has no shortfall", ">=", money(X), EXACT.const(6), X, None),
    lacking("a strict bar that is touched lacks one fen", ">", money(X), EXACT.const(6), X, 0.01, x=600),
    lacking("a shortfall is rounded up to a whole fen", ">=", share_of(X, Y), RATE, X, 0.01, x=34, y=99),
    lacking(
        "trillions short of a bar are told to the fen", ">=", money(X), EXACT.const(10**12), X, 999999999999.99, x=1
    ),
    lacking("a share of trillions lacks to the fen", ">=", share_of(X, Y), RATE, X, 350000000000.01, x=0, y=10**14 + 1),
    lacking("a strict share that is touched lacks one fen", ">", share_of(X, Y), RATE, X, 0.01, x=35, y=100),
]
