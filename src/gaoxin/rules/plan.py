"""One policy edition on one day, compiled: what every engine runs.

A :class:`Plan` holds an :class:`Outcome` per criterion (verdict, value, threshold,
gap), the score as an interval, the classes and the verdict that the edition's
``requires`` makes of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from sqlglot.errors import SqlglotError

from gaoxin.errors import GaoxinError, Issue, RulebookError
from gaoxin.rules.exact import Branches, Exact, Gap, GapBranches, Interval, Quantity, Ratio, Table
from gaoxin.rules.functions import FUNCTIONS
from gaoxin.rules.lower import RuleError, Scope, issue_of
from gaoxin.rules.model import Criterion, Edition, Evidence, Policy, Requirement, Rulebook, weakest
from gaoxin.rules.nodes import Column, Condition, Flag, Maker, TooWideError, columns_of
from gaoxin.rules.score import ScoreLine, Scores
from gaoxin.rules.typed import Amount, Claim, Day, Lead, Word, Words
from gaoxin.rules.yamlfile import Text


@dataclass(frozen=True)
class Outcome:
    """What becomes of one criterion.

    ``value`` and ``threshold`` are the two sides of the comparison it is about, in base
    units; None where there is no single one. ``fact`` is the column to show instead for a
    yes/no or text criterion. ``ways`` are the verdicts of its alternatives.
    """

    criterion: Criterion
    verdict: Condition
    evidence: Evidence
    op: str | None
    value: Quantity | None
    threshold: Quantity | tuple[str, ...] | None
    dimension: str
    gap: Gap | GapBranches | None
    fact: Column | Flag | None
    main: Condition
    ways: tuple[tuple[str, Condition], ...]
    columns: tuple[Column | Flag, ...]

    @property
    def id(self) -> str:
        return self.criterion.id

    @property
    def lever(self) -> str | None:
        """The fact a shortfall is stated in; None for points, or where there is none."""
        gap = self.gap
        while isinstance(gap, GapBranches):
            gap = gap.then or gap.otherwise
        return gap.lever.field if gap and gap.lever else None


@dataclass(frozen=True)
class Score:
    """The edition's score: its interval, its parts, and the bar it is held against."""

    line: ScoreLine
    passed: str
    verdict: Condition


@dataclass(frozen=True)
class Plan:
    """A policy edition on a day; ``day`` is what its parameters were read for."""

    policy: Policy
    edition: Edition
    on: date
    day: date
    outcomes: tuple[Outcome, ...]
    verdict: Condition
    score: Score | None
    scores: tuple[ScoreLine, ...]
    classes: tuple[tuple[str, str, Condition], ...]
    make: Maker = field(repr=False)

    @property
    def id(self) -> str:
        return self.policy.id

    def outcome(self, criterion: str) -> Outcome:
        return next(outcome for outcome in self.outcomes if outcome.id == criterion)

    def roots(self) -> list[Condition]:
        """Every condition an engine must answer."""
        found = [outcome.verdict for outcome in self.outcomes] + [self.verdict]
        return found + [condition for _, _, condition in self.classes]

    def columns(self) -> list[Column | Flag]:
        """The columns of the facts table the plan reads."""
        return list(self._columns)

    @cached_property
    def _columns(self) -> list[Column | Flag]:
        lines = [node for line in self.scores for node in (line.low, line.high)]
        return columns_of(*self.roots(), *lines)


@dataclass
class Compiler:
    """Compiles policies of one rulebook for one day, sharing nodes between them."""

    rulebook: Rulebook
    on: date
    make: Maker = field(default_factory=Maker)
    issues: list[Issue] = field(default_factory=list)
    _plans: dict[tuple[str, str], Plan] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    def plan(self, policy_id: str, edition_id: str | None = None) -> Plan | None:
        """The plan of a policy; None where no edition is in force on the day."""
        policy = self.rulebook.policies[policy_id]
        edition = policy.edition(edition_id) if edition_id else policy.edition_on(self.on)
        if edition is None:
            return None
        key = (policy_id, edition.id)
        if key not in self._plans:
            self._plans[key] = self._compile(policy, edition)
        return self._plans[key]

    def _compile(self, policy: Policy, edition: Edition) -> Plan:
        exact, day = Exact(self.make), edition.clamp(self.on)
        scores = Scores(policy)
        scope = Scope(
            self.rulebook, policy, day, exact, scores.interval, self._verdict_of, FUNCTIONS, marks=self._evidence_of
        )
        scores.scope, scores.issues = scope, self.issues
        self._open.append(policy.id)
        outcomes = {
            name: self._outcome(policy.criteria[name], scope)
            for name in edition.requires.leaves()
            if name in policy.criteria
        }
        verdict = self._combine(edition.requires, outcomes)
        classes = tuple(self._classes(policy, scope))
        self._open.pop()
        lines = tuple(scores.lines.values())
        score = self._score(edition, outcomes, scores)
        return Plan(policy, edition, self.on, day, tuple(outcomes.values()), verdict, score, lines, classes, self.make)

    def _verdict_of(self, policy_id: str) -> Condition:
        if policy_id in self._open:
            path = " → ".join([*self._open, policy_id])
            raise RuleError("GX212", f"政策互相引用，形成循环：{path}", "拆开其中一处引用")
        plan = self.plan(policy_id)
        return plan.verdict if plan else self.make.truth(None)

    def _evidence_of(self, policy_id: str) -> list[Evidence]:
        plan = self.plan(policy_id)
        return [outcome.evidence for outcome in plan.outcomes] if plan else []

    def _outcome(self, criterion: Criterion, scope: Scope) -> Outcome:
        scope.used.clear()
        if criterion.when is None:
            return self._judgement(criterion)
        main, lead = self._condition(criterion.when, scope)
        ways = tuple((way.label, self._condition(way.when, scope)[0]) for way in criterion.alternatives)
        verdict = self.make.any(main, *(condition for _, condition in ways))
        value, threshold, dimension, fact = _shown(lead)
        return Outcome(
            criterion=criterion,
            verdict=verdict,
            evidence=weakest([criterion.evidence, *scope.used]),
            op=lead.op if lead else None,
            value=value,
            threshold=threshold,
            dimension=dimension,
            gap=self._gap(criterion, lead, scope),
            fact=fact,
            main=main,
            ways=ways,
            columns=tuple(columns_of(verdict)),
        )

    def _judgement(self, criterion: Criterion) -> Outcome:
        flag = self.make.flag(f"judged:{criterion.id}", criterion.id, None)
        return Outcome(criterion, flag, criterion.evidence, None, None, None, "", None, None, flag, (), (flag,))

    def _condition(self, text: Text, scope: Scope) -> tuple[Condition, Lead | None]:
        try:
            return scope.condition(text)
        except (RuleError, SqlglotError) as error:
            self.issues.append(issue_of(error, text))
            return self.make.truth(None), None

    def _gap(self, criterion: Criterion, lead: Lead | None, scope: Scope) -> Gap | GapBranches | None:
        if lead is None or not (isinstance(lead.left, Amount) and isinstance(lead.right, Amount)):
            return None
        item = scope.rulebook.fields[criterion.lever] if criterion.lever else None
        lever = scope.column(item) if item else _first_lever(lead.left.quantity)
        if not isinstance(lever, Column | None):
            return None
        moved = scope.rulebook.fields.get(lever.field) if lever else None
        step = moved.step if moved else 1
        try:
            return scope.exact.gap(lead.op, lead.left.quantity, lead.right.quantity, lever, 1, step)
        except (TooWideError, TypeError):
            return None  # a gap only explains; the verdict stands without it

    def _combine(self, requirement: Requirement, outcomes: Mapping[str, Outcome]) -> Condition:
        if requirement.kind == "leaf":
            outcome = outcomes.get(requirement.criterion)
            return outcome.verdict if outcome else self.make.truth(None)
        parts = tuple(self._combine(part, outcomes) for part in requirement.parts)
        if requirement.kind == "at_least":
            return self.make.at_least(requirement.count, parts)
        return self.make.all(*parts) if requirement.kind == "all" else self.make.any(*parts)

    def _classes(self, policy: Policy, scope: Scope) -> Iterable[tuple[str, str, Condition]]:
        before: list[Condition] = []
        for entry in policy.classes:
            when = self._condition(entry.when, scope)[0] if entry.when is not None else self.make.truth(True)
            yield entry.id, entry.label, self.make.all(*(self.make.negate(part) for part in before), when)
            before.append(when)

    def _score(self, edition: Edition, outcomes: Mapping[str, Outcome], scores: Scores) -> Score | None:
        if edition.score is None:
            return None
        line = scores.line(edition.score)
        outcome = outcomes.get(edition.score_criterion or "")
        if outcome is None or line is None:
            return None
        bar = outcome.threshold.constant if isinstance(outcome.threshold, Ratio) else None
        return Score(line, f"{outcome.op}{'' if bar is None else f'{float(bar):g}'}", outcome.verdict)


def compile_plans(
    rulebook: Rulebook,
    on: date,
    policies: Iterable[str] | None = None,
    editions: Mapping[str, str] | None = None,
) -> list[Plan]:
    """Plans of the named policies (all by default) in force on a day, sharing their nodes.

    The last few are kept, and with them what engines keep of their outputs: a server asks for the same ones all day.

    Raises:
        GaoxinError: a policy or edition that the rulebook does not have.
        RulebookError: expressions that cannot be compiled.
    """
    names = tuple(_known_policy(rulebook, name) for name in policies or rulebook.policies)
    wanted = ((name, _known_edition(rulebook, name, editions or {})) for name in names)
    return list(compiled(rulebook, on, tuple(wanted)))


@lru_cache(maxsize=64)
def compiled(rulebook: Rulebook, on: date, wanted: tuple[tuple[str, str | None], ...]) -> tuple[Plan, ...]:
    """The plans of some policies, each with the edition asked for (None: the day's)."""
    compiler = Compiler(rulebook, on)
    plans = [compiler.plan(name, edition) for name, edition in wanted]
    if compiler.issues:
        raise RulebookError(compiler.issues)
    return tuple(plan for plan in plans if plan)


def _known_policy(rulebook: Rulebook, name: str) -> str:
    if name not in rulebook.policies:
        raise GaoxinError(f"没有政策「{name}」。可用：{'、'.join(rulebook.policies)}")
    return name


def _known_edition(rulebook: Rulebook, name: str, editions: Mapping[str, str]) -> str | None:
    wanted = editions.get(name)
    if wanted is not None and rulebook.policies[name].edition(wanted) is None:
        known = "、".join(edition.id for edition in rulebook.policies[name].editions)
        raise GaoxinError(f"政策「{name}」没有版本「{wanted}」。可用：{known}")
    return wanted


def _shown(lead: Lead | None) -> tuple[Quantity | None, Quantity | tuple[str, ...] | None, str, Column | Flag | None]:
    """The two sides to print, their dimension, and the fact to print for a yes/no or a text."""
    match lead:
        case Lead(left=Amount(quantity=left, dimension=unit), right=Amount(quantity=right, dimension=other)):
            return left, right, unit or other, None
        case Lead(left=Day(quantity=left), right=Day(quantity=right)):
            return left, right, "date", None
        case Lead(left=Word(column=column), right=Words(texts=texts)):
            return None, texts, "text", column
        case Lead(left=Claim(condition=Flag() as flag)):
            return None, None, "bool", flag
    return None, None, "", None


def _first_lever(quantity: Quantity) -> Column | None:
    """The first fact of y0 over the line: what one would change to move a ratio."""
    match quantity:
        case Interval() | Table():
            return None
        case Branches(then=then, otherwise=otherwise):
            return _first_lever(then) or _first_lever(otherwise)
    over = quantity.over if isinstance(quantity, Ratio) else quantity.base.over
    found = [node for node in columns_of(over) if isinstance(node, Column)]
    current = [node for node in found if node.offset in (0, None)]
    return (current or found or [None])[0]  # type: ignore[list-item]
