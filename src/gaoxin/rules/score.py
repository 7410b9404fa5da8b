"""Scores as intervals: bands, experts' marks, sums and the better of several.

Points are counted in 10⁻⁶ so that an expert's half point stays exact. Each line
has a least and a most; they meet when everything is known and nothing is left to
an expert.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from sqlglot.errors import SqlglotError

from gaoxin.errors import Issue
from gaoxin.rules.exact import Interval, Quantity
from gaoxin.rules.lower import RuleError, Scope, issue_of
from gaoxin.rules.model import Band, Evidence, Item, Parameter, Policy, weakest
from gaoxin.rules.nodes import Column, Condition, Flag, Number, columns_of
from gaoxin.rules.reading import nearest
from gaoxin.units import STEPS, dimension

POINT = STEPS["number"]  # steps in one point, those of a `number` fact


@dataclass(frozen=True)
class ScoreLine:
    """One line of a score sheet and the lines below it."""

    item: Item
    low: Number
    high: Number
    parts: tuple[ScoreLine, ...]
    evidence: Evidence
    conditions: tuple[Condition, ...] = ()
    band_points: tuple[tuple[Fraction, Fraction], ...] = ()
    columns: tuple[Column | Flag, ...] = ()

    @property
    def id(self) -> str:
        return self.item.id


@dataclass
class Scores:
    """The score lines of one policy, made when first asked for."""

    policy: Policy
    scope: Scope = field(init=False, repr=False)
    issues: list[Issue] = field(default_factory=list)
    lines: dict[str, ScoreLine] = field(default_factory=dict)

    def interval(self, name: str) -> Interval:
        """The points of a score or item by id; for ``points('…')``."""
        line = self.line(name)
        if line is None:
            known = [item.id for score in self.policy.scores.values() for item in _below(score)]
            raise RuleError("GX214", f"没有编号为「{name}」的评分项", nearest(name, known))
        self.scope.used.append(line.evidence)
        return Interval(line.low, line.high, POINT)

    def line(self, name: str) -> ScoreLine | None:
        for score in self.policy.scores.values():
            if any(item.id == name for item in _below(score)):
                self.lines.setdefault(score.id, self._line(score))
                return _find(self.lines[score.id], name)
        return None

    def _line(self, item: Item) -> ScoreLine:
        if item.items:
            return self._group(item)
        if item.expert is not None:
            return self._expert(item)
        return self._banded(item)

    def _group(self, item: Item) -> ScoreLine:
        make, parts = self.scope.make, tuple(self._line(part) for part in item.items)
        lows, highs = tuple(part.low for part in parts), tuple(part.high for part in parts)
        if item.best_of:
            low, high = make.extreme(lows, largest=True), make.extreme(highs, largest=True)
        else:
            low, high = self._capped(make.add(*lows), item), self._capped(make.add(*highs), item)
        evidence = weakest([item.evidence, *(part.evidence for part in parts)])
        return ScoreLine(item, low, high, parts, evidence, columns=tuple(columns_of(low, high)))

    def _capped(self, total: Number, item: Item) -> Number:
        cap = int(item.maximum * POINT)
        if total.high <= cap:
            return total
        return self.scope.make.extreme((total, self.scope.make.whole(cap)), largest=False)

    def _expert(self, item: Item) -> ScoreLine:
        make, most = self.scope.make, int(item.maximum * POINT)
        if item.expert == "manual":
            return ScoreLine(item, make.whole(0), make.whole(most), (), item.evidence)
        column = self.scope.column(self.scope.rulebook.fields[item.expert or ""])
        assert isinstance(column, Column)
        low, high = (make.known(column, missing, (0, most)) for missing in (0, most))
        return ScoreLine(item, low, high, (), item.evidence, columns=(column,))

    def _banded(self, item: Item) -> ScoreLine:
        parameter = self.policy.parameters.get(item.bands or "")
        dated = parameter.on(self.scope.day) if parameter else None
        bands = (
            [band for band in dated.content if isinstance(band, Band)]
            if dated and isinstance(dated.content, tuple)
            else []
        )
        make = self.scope.make
        if not bands or dated is None or parameter is None:
            if parameter is not None:  # else already reported where it is named
                self.issues.append(Issue("GX221", f"评分项「{item.id}」在 {self.scope.day} 没有分值档", item.place))
            return ScoreLine(item, make.whole(0), make.whole(int(item.maximum * POINT)), (), item.evidence)
        mark = [item.evidence, dated.evidence]
        before = len(self.scope.used)
        conditions = tuple(self._conditions(item, parameter, bands[:-1]))
        mark += self.scope.used[before:]
        lows, highs = (tuple(make.whole(int(getattr(b, end) * POINT)) for b in bands) for end in ("low", "high"))
        low = make.pick(conditions, lows[:-1], lows[-1], unknown_holds=False)
        high = make.pick(conditions, highs[:-1], highs[-1], unknown_holds=True)
        points = tuple((band.low, band.high) for band in bands)
        return ScoreLine(item, low, high, (), weakest(mark), conditions, points, tuple(columns_of(*conditions)))

    def _conditions(self, item: Item, parameter: Parameter, bands: list[Band]) -> list[Condition]:
        held = self._held(item, parameter) if any(band.when is None for band in bands) else None
        return [self._condition(item, held, band) for band in bands]

    def _held(self, item: Item, parameter: Parameter) -> Quantity | None:
        """What an item's bands are held against, in the parameter's unit; None where that is a mistake."""
        if item.value is None:
            self.issues.append(Issue("GX205", f"评分项「{item.id}」没有 value，分值档也没有 when", item.place))
            return None
        try:
            value = self.scope.amount(item.value)
        except (RuleError, SqlglotError) as error:
            self.issues.append(issue_of(error, item.value))
            return None
        if not value.bare and value.dimension != dimension(parameter.unit):
            names = [name or "比值" for name in (value.dimension, dimension(parameter.unit))]
            message = f"评分项「{item.id}」的值以{names[0]}计，分值档「{parameter.name}」却以{names[1]}计"
            self.issues.append(issue_of(RuleError("GX208", message, "改 value，或改参数的 unit"), item.value))
        return value.quantity

    def _condition(self, item: Item, held: Quantity | None, band: Band) -> Condition:
        text, exact = band.when if band.when is not None else item.value, self.scope.exact
        try:
            if band.when is not None:
                return self.scope.condition(band.when)[0]
            if held is None or band.bound is None:
                return self.scope.make.truth(True)  # reported already: no value, or unreachable bands behind it
            return exact.compare(">=" if band.inclusive else ">", held, exact.const(band.bound))
        except (RuleError, SqlglotError) as error:
            assert text is not None
            self.issues.append(issue_of(error, text))
            return self.scope.make.truth(None)


def _below(item: Item) -> list[Item]:
    return [item, *(inner for part in item.items for inner in _below(part))]


def _find(line: ScoreLine, name: str) -> ScoreLine | None:
    if line.id == name:
        return line
    return next((found for part in line.parts if (found := _find(part, name))), None)
