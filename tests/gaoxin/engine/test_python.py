"""The oracle: what every kind of node means."""

from __future__ import annotations

import pytest

from gaoxin.engine.python import compile_python
from tests.gaoxin.engine.semantics import EXAMPLES, MAKE, Example, P, X, judged, whole


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.claim)
def test_oracle_knows_that(example: Example) -> None:
    (found,) = compile_python([example.output])(example.facts)
    assert found == (None if example.expected is None else pytest.approx(example.expected, rel=1e-12))


def test_every_claim_is_made_once() -> None:
    claims = [example.claim for example in EXAMPLES]
    assert sorted(set(claims)) == sorted(claims)


def test_numbers_have_no_bound_of_their_own() -> None:
    example = judged("square", MAKE.compare(">", MAKE.mul(X, X), whole(10**30 - 1)), True)
    assert compile_python([example.output])({"x": -(10**40)}) == (True,)


def test_outputs_come_in_the_order_asked_for() -> None:
    outputs = [judged("p", P, None).output, judged("not p", MAKE.negate(P), None).output]
    assert compile_python(outputs)({"p": True}) == (True, False)
    assert compile_python(outputs[::-1])({"p": True}) == (False, True)
