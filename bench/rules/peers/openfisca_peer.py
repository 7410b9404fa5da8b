"""OpenFisca-Core: a variable per fact, shared step and output, vectorised on numpy arrays.

As at home there: arrays are float32 and int32, a missing fact is its default (0, false),
and a formula sees years through its period. Values and shortfalls are worked out too, so
that it is asked for as many outputs as gaoxin.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.rules.peers.steps import InfixText, identifier, steps_of
from gaoxin.engine.outputs import Output, Shortfall, is_plain, is_whole, roots_of
from gaoxin.fields import Fields
from gaoxin.rules import nodes
from gaoxin.rules.exact import Branches, Gap, GapBranches, Interval, Quantity, Ratio, Root, Table

Enterprise = build_entity(key="enterprise", plural="enterprises", label="enterprise", is_person=True)
WHOLE = ("count", "text", "date")


class OpenFisca:
    """The rules of some outputs as a tax-benefit system."""

    def __init__(self, wanted: Sequence[Output], fields: Fields, year: int) -> None:
        self.wanted, self.fields, self.year = list(wanted), fields, year
        self.system = TaxBenefitSystem([Enterprise])
        self.inputs: dict[str, nodes.Column | nodes.Flag] = {}
        self.variables: list[str] = []
        roots = [root for output in self.wanted for root in roots_of(output)]
        for column in nodes.columns_of(*roots):
            self._add_input(column)
        self._add_formulas(roots)

    def simulation(self, facts: pl.DataFrame) -> Simulation:
        """A simulation with every fact set and nothing calculated."""
        simulation = SimulationBuilder().build_default_simulation(self.system, count=facts.height)
        for name, column in self.inputs.items():
            values = facts[name].fill_null(False if isinstance(column, nodes.Flag) else 0)
            simulation.set_input(_variable(column), str(self.year - (column.offset or 0)), values.to_numpy())
        return simulation

    def calculate(self, simulation: Simulation) -> list[np.ndarray]:
        """Every output, in order."""
        return [simulation.calculate(name, str(self.year)) for name in self.variables]

    def _add_input(self, column: nodes.Column | nodes.Flag) -> None:
        self.inputs[column.name] = column
        if self.system.get_variable(_variable(column)) is None:
            whole = column.field in self.fields and self.fields[column.field].kind in WHOLE
            kind = bool if isinstance(column, nodes.Flag) else int if whole or ":" in column.name else float
            self._add(_variable(column), kind)

    def _add_formulas(self, roots: Sequence[nodes.Node]) -> None:
        writer = _Formulas()
        conditions = [output.content for output in self.wanted if isinstance(output.content, nodes.Node)]
        for step in steps_of(roots, conditions):  # type: ignore[arg-type]
            self._add(step.name, bool if isinstance(step.node, nodes.Condition) else float, writer.step(step))
        for place, output in enumerate(self.wanted):
            if output.part in ("verdict", "points"):
                self.variables.append(writer.names[output.content])  # type: ignore[index]
            else:
                self.variables.append(f"o{place}")
                self._add(f"o{place}", float, writer.output(output))

    def _add(self, name: str, kind: type, expression: str | None = None) -> None:
        body: dict[str, Any] = {"value_type": kind, "entity": Enterprise, "label": name}
        body["definition_period"] = DateUnit.YEAR
        if expression is not None:
            space: dict[str, Any] = {"np": np}
            source = f"def formula(e, p, parameters):\n with np.errstate(all='ignore'):\n  return {expression}"
            exec(compile(source, f"<{name}>", "exec"), space)
            body["formula"] = space["formula"]
        self.system.add_variable(type(name, (Variable,), body))


def _variable(column: nodes.Column | nodes.Flag) -> str:
    return identifier(column.name if column.offset is None else column.field)


class _Formulas(InfixText):
    """Expressions over numpy arrays; ``e`` is the enterprise, ``p`` the period."""

    true, false = "np.True_", "np.False_"

    def column(self, column: nodes.Column | nodes.Flag) -> str:
        period = f"p.offset({-column.offset})" if column.offset else "p"
        return f"e({_variable(column)!r}, {period})"

    def read_step(self, name: str) -> str:
        return f"e({name!r}, p)"

    def infix(self, sign: str, parts: Sequence[str]) -> str:
        sign = {"and": "&", "or": "|"}.get(sign, sign)
        return f"({f' {sign} '.join(parts)})"

    def negate(self, part: str) -> str:
        return f"(~{part})"

    def first_of(self, conditions: Sequence[str], values: Sequence[str], otherwise: str) -> str:
        if all(value.isdigit() for value in (*values, otherwise)):  # points
            values, otherwise = [f"np.float32({value})" for value in values], f"np.float32({otherwise})"
        return f"np.select([{', '.join(conditions)}], [{', '.join(values)}], {otherwise})"

    def extreme(self, parts: Sequence[str], *, largest: bool) -> str:
        found = parts[0]
        for part in parts[1:]:
            found = f"np.{'maximum' if largest else 'minimum'}({found}, {part})"
        return found

    def member(self, code: str, codes: Sequence[int]) -> str:
        if len(codes) > 1 and list(codes) == list(range(codes[0], codes[-1] + 1)):
            return f"(({code} >= {codes[0]}) & ({code} <= {codes[-1]}))"
        return "(" + " | ".join(f"({code} == {one})" for one in codes) + ")"

    def floor(self, number: str, code: str, table: Sequence[int | None], *, strict: bool) -> str:
        limits = [float("-inf") if limit is None else float(limit) for limit in table]
        array = f"np.array({limits!r}, dtype=np.float32)".replace("-inf", "-np.inf")
        return f"({number} {'>' if strict else '>='} {array}[{code}])"

    def output(self, output: Output) -> str:
        """As gaoxin keeps it raw: what is a whole number of steps stays one, a shortfall is not rounded up."""
        content = output.content
        match content:
            case Ratio(over=over) if is_plain(content):
                return self.use(over)
            case Shortfall(verdict=verdict, gap=Gap(over=over)) if is_whole(content):
                return f"np.where({self.use(verdict)}, np.float32(0), {self.use(over)})"
            case tuple():
                places = [f"np.float32({place})" for place in range(len(content))]
                return f"np.select([{', '.join(self.use(c) for c in content)}], [{', '.join(places)}], np.float32(-1))"
            case Shortfall(verdict=verdict, gap=gap):
                return f"np.where({self.use(verdict)}, np.float32(0), {self.gap(gap)})"
        return self.value(content)  # type: ignore[arg-type]

    def value(self, quantity: Quantity) -> str:
        match quantity:
            case Ratio(factor=factor, over=over, under=under):
                if quantity.constant is not None:
                    return f"np.float32({float(quantity.constant)!r})"
                found = self.use(over) if factor == 1 else f"{self.use(over)} * np.float32({float(factor)!r})"
                return found if isinstance(under, nodes.Int) and under.value == 1 else f"({found}) / {self.use(under)}"
            case Branches(when=when, then=then, otherwise=otherwise):
                return f"np.where({self.use(when)}, {self.value(then)}, {self.value(otherwise)})"
            case Root(base=base, degree=degree):
                return f"({self.value(base)}) ** {1 / degree!r} - 1"
            case Interval(low=low, step=step):
                return f"{self.use(low)} / {step}"
            case Table(code=code, limits=limits):
                table = [float("nan") if limit is None else float(limit) for limit in limits]
                return f"np.array({table!r}, dtype=np.float32)[{self.use(code)}]".replace("nan", "np.nan")

    def gap(self, gap: Gap | GapBranches | None) -> str:
        if gap is None:
            return "np.float32(np.nan)"
        if isinstance(gap, GapBranches):
            return f"np.where({self.use(gap.when)}, {self.gap(gap.then)}, {self.gap(gap.otherwise)})"
        over, under = self.use(gap.over), gap.under
        if isinstance(under, nodes.Int):
            steps = over if abs(under.value) == 1 else f"{over} / {abs(under.value)}"
        else:
            steps = f"{over} / np.abs({self.use(under)})"
        return steps
