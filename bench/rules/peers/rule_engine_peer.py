"""rule-engine: one compiled rule per step, evaluated record by record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import rule_engine

from bench.rules.peers.steps import InfixText, steps_of
from gaoxin.engine.outputs import Output


class _Rule(InfixText):
    def extreme(self, parts: Sequence[str], *, largest: bool) -> str:
        return f"${super().extreme(parts, largest=largest)}"


def evaluator(wanted: Sequence[Output]) -> Callable[[Mapping[str, Any]], list[Any]]:
    """All outputs of one record; a rule's result is put into the record for the rules after it."""
    notation, roots = _Rule(), [output.content for output in wanted]
    rules = [(step.name, rule_engine.Rule(notation.step(step))) for step in steps_of(roots, roots)]  # type: ignore[arg-type]
    keys = [notation.names[root] for root in roots]  # type: ignore[index]

    def run(record: Mapping[str, Any]) -> list[Any]:
        known = dict(record)
        for name, rule in rules:
            known[name] = rule.evaluate(known)
        return [known[key] for key in keys]

    return run
