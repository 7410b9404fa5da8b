"""json-logic-qubit: one JSON expression per step, evaluated record by record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from json_logic import jsonLogic

from bench.rules.peers.steps import Notation, identifier, steps_of
from gaoxin.engine.outputs import Output
from gaoxin.rules import nodes

Json = Any


class _JsonLogic(Notation[Json]):
    def literal(self, value: float) -> Json:
        return value

    def column(self, column: nodes.Column | nodes.Flag) -> Json:
        return {"var": identifier(column.name)}

    def read_step(self, name: str) -> Json:
        return {"var": name}

    def infix(self, sign: str, parts: Sequence[Json]) -> Json:
        return {sign: list(parts)}

    def negate(self, part: Json) -> Json:
        return {"!": [part]}

    def first_of(self, conditions: Sequence[Json], values: Sequence[Json], otherwise: Json) -> Json:
        pairs = [part for pair in zip(conditions, values, strict=True) for part in pair]
        return {"if": [*pairs, otherwise]}

    def extreme(self, parts: Sequence[Json], *, largest: bool) -> Json:
        return {"max" if largest else "min": list(parts)}

    def member(self, code: Json, codes: Sequence[int]) -> Json:
        return {"in": [code, list(codes)]}


def evaluator(wanted: Sequence[Output]) -> Callable[[Mapping[str, Any]], list[Any]]:
    """All outputs of one record; a step's result is put into the record for the steps after it."""
    notation, roots = _JsonLogic(), [output.content for output in wanted]
    rules = [(step.name, notation.step(step)) for step in steps_of(roots, roots)]  # type: ignore[arg-type]
    keys = [notation.names[root] for root in roots]  # type: ignore[index]

    def run(record: Mapping[str, Any]) -> list[Any]:
        known = dict(record)
        for name, rule in rules:
            known[name] = jsonLogic(rule, known)
        return [known[key] for key in keys]

    return run
