"""GoRules zen: one expression node per rule set, evaluated record by record."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import zen

from bench.rules.peers.steps import InfixText, steps_of
from gaoxin.engine.outputs import Output

Record = Mapping[str, Any]


class _Zen(InfixText):
    def read_step(self, name: str) -> str:
        return f"$.{name}"


def decision(wanted: Sequence[Output]) -> tuple[zen.ZenDecision, list[str]]:
    """A decision that has a key per output, and those keys in order of the outputs."""
    content, keys = _content(wanted)
    return zen.ZenEngine().create_decision(json.dumps(content)), keys


def evaluator(wanted: Sequence[Output]) -> Callable[[Record], list[Any]]:
    """All outputs of one record."""
    decided, keys = decision(wanted)

    def run(record: Record) -> list[Any]:
        result = decided.evaluate(record)["result"]  # type: ignore[arg-type]
        return [result[key] for key in keys]

    return run


def batch(wanted: Sequence[Output]) -> Callable[[Sequence[Record]], list[list[Any]]]:
    """All outputs of many records through ``evaluate_batch``."""
    content, keys = _content(wanted)
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"rules": content}}})

    def run(records: Sequence[Record]) -> list[list[Any]]:
        answers = engine.evaluate_batch([{"key": "rules", "context": record} for record in records])
        return [[answer["data"]["result"][key] for key in keys] for answer in answers]

    return run


def _content(wanted: Sequence[Output]) -> tuple[dict[str, Any], list[str]]:
    notation, roots = _Zen(), [output.content for output in wanted]
    expressions = [
        {"id": step.name, "key": step.name, "value": notation.step(step)}
        for step in steps_of(roots, roots)  # type: ignore[arg-type]
    ]
    content = {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode", "content": {}},
            {"id": "rules", "name": "rules", "type": "expressionNode", "content": {"expressions": expressions}},
            {"id": "out", "name": "out", "type": "outputNode", "content": {}},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "in", "targetId": "rules"},
            {"id": "2", "type": "edge", "sourceId": "rules", "targetId": "out"},
        ],
    }
    return content, [notation.names[root] for root in roots]  # type: ignore[index]
