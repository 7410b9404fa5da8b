"""What the reports on the ladder say, gathered once for the page, the workbook and the command line.

Everything is read off :mod:`gaoxin.ladder`; here it gets its labels and its order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from gaoxin.assessment import Assessment, constant_threshold, gap_unit
from gaoxin.engine.facts import holdings
from gaoxin.engine.python import Row
from gaoxin.fields import Fields
from gaoxin.ladder.asking import ask_first
from gaoxin.ladder.rungs import Ladder, Rung, Track
from gaoxin.ladder.standing import STATUSES, blocking, expiring, funnel, next_rungs, obstacles, standing
from gaoxin.periods import year_at
from gaoxin.register import Facts
from gaoxin.report.bilingual import NOTHING, SIGNS, Both, compared, figure, label, listed
from gaoxin.rules.model import Criterion
from gaoxin.rules.nodes import Column, Flag
from gaoxin.rules.plan import Outcome, Plan

BY_HAND = Both(
    "无可补数据：分母为零或须专家评分，由人核定",
    "No fact would settle it: a zero denominator or an expert's mark; a person decides",
)


@dataclass(frozen=True, slots=True)
class Counts:
    """Enterprises on one rung by status; ``due`` are holders whose certificate runs out soon."""

    rung: Rung
    label: Both
    statuses: Mapping[str, int]
    due: int


@dataclass(frozen=True, slots=True)
class Ready:
    """An enterprise that may apply; ``first`` names the titles of which one must be held, when none is."""

    uscc: str
    name: str
    policy: str
    first: Both


@dataclass(frozen=True, slots=True)
class Step:
    """What keeps a near enterprise from a rung.

    ``lack`` says how much, ``lacks`` the same as a number in base ``unit``, of the fact ``lever``.
    """

    uscc: str
    name: str
    policy: str
    criterion: Criterion
    label: Both
    value: Both
    bar: Both
    lack: Both
    lacks: float
    unit: str
    lever: Both
    evidence: str


@dataclass(frozen=True, slots=True)
class Asking:
    """What to ask an enterprise for first, to settle one rung; ``count`` facts, none where a person must decide."""

    uscc: str
    name: str
    policy: str
    facts: Both
    count: int


@dataclass(frozen=True, slots=True)
class Expiry:
    """A certificate about to run out, whether its holder would qualify again, and what is in the way."""

    uscc: str
    name: str
    policy: str
    until: date
    days: int
    verdict: str
    why: Both


@dataclass(frozen=True, slots=True)
class Obstacle:
    policy: str
    criterion: str
    label: Both
    not_met: int
    unknown: int
    alone: int


@dataclass(frozen=True)
class LadderReport:
    """One zone's ladder on one day: the national tracks and those of its region."""

    assessment: Assessment
    whole: Ladder

    @cached_property
    def ladder(self) -> Ladder:
        return self.whole.in_region(region_of(self.assessment.facts))

    @cached_property
    def zone(self) -> str:
        return _usual(self.assessment.facts, "zone")

    @property
    def on(self) -> date:
        return self.assessment.on

    @property
    def enterprises(self) -> int:
        return len(self.assessment.table)

    @cached_property
    def plans(self) -> dict[str, Plan]:
        """The plans of the ladder's rungs, lowest rung first."""
        assessed = {plan.id: plan for plan in self.assessment.plans}
        return {policy: assessed[policy] for policy in self.ladder.policies() if policy in assessed}

    @cached_property
    def rows(self) -> pl.DataFrame:
        return standing(self.assessment, self.ladder)

    def policy(self, policy: str) -> Both:
        found = self.assessment.rulebook.policies[policy]
        return Both(found.label, found.label_en)

    def title(self, recognition: str) -> Both:
        found = self.assessment.rulebook.titles[recognition]
        return Both(found.label, found.label_en)

    @cached_property
    def tracks(self) -> tuple[tuple[Track, tuple[Counts, ...]], ...]:
        """Every track with the counts of its rungs, lowest first; a track without a policy in force is left out."""
        if self.rows.is_empty():
            return ()
        counted = {(row["track"], row["policy"]): row for row in self.funnel}
        found = []
        for track in self.ladder.tracks:
            rungs = [(rung, counted.get((track.id, rung.policy))) for rung in track.rungs]
            counts = tuple(self._counts(rung, row) for rung, row in rungs if row)
            found += [(track, counts)] if counts else []
        return tuple(found)

    def _counts(self, rung: Rung, row: Mapping[str, int]) -> Counts:
        return Counts(rung, self.policy(rung.policy), {status: row[status] for status in STATUSES}, row["due"])

    @cached_property
    def funnel(self) -> list[dict[str, Any]]:
        """Counts per rung and status as plain rows."""
        return [] if self.rows.is_empty() else funnel(self.rows, self.ladder).rows(named=True)

    @cached_property
    def ready(self) -> list[Ready]:
        needs = {rung.policy: rung.needs for track in self.ladder.tracks for rung in track.rungs}
        held = self._held
        found = []
        for row in self._with("ready"):
            wanted = needs[row["policy"]]
            lacks = wanted and not held.get(row["uscc"], frozenset()) & set(wanted)
            first = _either(self.title(need) for need in wanted) if lacks else NOTHING
            found.append(Ready(row["uscc"], row["name"] or "", row["policy"], first))
        return found

    @cached_property
    def _held(self) -> dict[str, frozenset[str]]:
        table = self.assessment.facts.recognitions
        if table is None:
            return {}
        found = holdings(table, self.on, self.assessment.rulebook).filter(pl.col("held"))
        grouped = found.group_by("uscc").agg("recognition").iter_rows()
        return {uscc: frozenset(titles) for uscc, titles in grouped}

    @cached_property
    def near(self) -> list[Step]:
        """One step a row; an enterprise with several steps to go has as many rows. The shortest first."""
        found = [step for row in self._with("near") for step in self._steps(row)]
        place = {policy: number for number, policy in enumerate(self.plans)}
        return sorted(found, key=lambda s: (place[s.policy], s.criterion.id, s.lacks, s.uscc))

    def _steps(self, row: Mapping[str, Any]) -> Iterator[Step]:
        plan, at = self.plans[row["policy"]], self._row_of[row["uscc"]]
        for name in sorted(blocking(plan.edition.requires, self._verdicts(plan, at))):
            outcome = plan.outcome(name)
            lack = self._cell(f"{plan.id}/{name}/shortfall", at)
            value, bar = self._sides(plan, outcome, at)
            unit, lever = gap_unit(outcome, self._fields), self._fields.get(outcome.lever or "")
            yield Step(
                row["uscc"],
                row["name"] or "",
                plan.id,
                outcome.criterion,
                label(outcome.criterion.label, outcome.criterion.label_en),
                value,
                bar,
                _said(compared(lack, 0.0, unit)[0], outcome, is_open="–" in value.zh),
                float(lack or 0),
                unit,
                label(lever.label, lever.label_en) if lever else NOTHING,
                outcome.evidence,
            )

    def _sides(self, plan: Plan, outcome: Outcome, at: int) -> tuple[Both, Both]:
        """The value and the bar of a criterion; a score not fixed yet shows both its ends."""
        name, unit = f"{plan.id}/{outcome.id}", outcome.dimension
        bar = self._cell(f"{name}/threshold", at)
        value, bar = self._cell(f"{name}/value", at), constant_threshold(outcome) if bar is None else bar
        left, right = compared(value, bar, unit)
        if value is None and outcome.id == plan.edition.score_criterion:
            left = _between(*(figure(self._cell(f"{plan.id}/score_{end}", at), unit) for end in ("low", "high")))
        sign = SIGNS.get(outcome.op or "", outcome.op or "")
        return left, NOTHING if right is NOTHING else Both(f"{sign}{right.zh}", f"{sign}{right.en}")

    @cached_property
    def needs_data(self) -> list[Asking]:
        return [
            Asking(row["uscc"], row["name"] or "", row["policy"], *self._ask(row["policy"], row["uscc"]))
            for row in self._with("needs_data")
        ]

    def _ask(self, policy: str, uscc: str) -> tuple[Both, int]:
        """The facts to ask for, a year's together, and how many they are."""
        nodes = self._askers[policy](self._wide[self._row_of[uscc]])
        if not nodes:
            return BY_HAND, 0
        years: dict[int | None, dict[Both, None]] = {}
        for node in sorted(nodes, key=lambda node: -1 if node.offset is None else node.offset):
            year = None if node.offset is None else year_at(self.on, node.offset)
            years.setdefault(year, {})[self._asked(node)] = None
        parts = [_of_year(year, listed(facts)) for year, facts in years.items()]
        text = Both("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))
        return text, sum(map(len, years.values()))

    def _asked(self, node: Column | Flag) -> Both:
        """A fact as one would ask for it: its label, a recognition, or a person's judgement."""
        rulebook = self.assessment.rulebook
        if node.name.startswith("held"):
            title = self.title(node.field)
            return Both(f"是否持有{title.zh}", f"whether {title.en} is held")
        if node.field in rulebook.judgements():
            criterion = rulebook.policies[rulebook.judgements()[node.field]].criteria[node.field]
            return Both(f"人工判断“{criterion.label}”", f"a person's judgement: {criterion.label_en}")
        name = "established_on" if node.field in ("age_days", "age_years", "full_years") else node.field
        return Both(rulebook.fields[name].label, rulebook.fields[name].label_en)

    @cached_property
    def expiring(self) -> list[Expiry]:
        if self.rows.is_empty():
            return []
        found = []
        for row in expiring(self.rows).iter_rows(named=True):
            days = (row["held_until"] - self.on).days
            head = row["uscc"], row["name"] or "", row["policy"]
            found.append(Expiry(*head, row["held_until"], days, row["verdict"], self._why(row)))
        return found

    def _why(self, row: Mapping[str, Any]) -> Both:
        plan = self.plans[row["policy"]]
        if row["verdict"] == "unknown":
            return self._ask(plan.id, row["uscc"])[0]
        failing = blocking(plan.edition.requires, self._verdicts(plan, self._row_of[row["uscc"]]))
        labels = [label(o.criterion.label, o.criterion.label_en) for o in plan.outcomes if o.id in failing]
        return listed(labels) if labels else NOTHING

    @cached_property
    def obstacles(self) -> list[Obstacle]:
        """Criteria that keep enterprises from the next rung of a national track, most first."""
        national = [rung.policy for track in self.ladder.tracks if not track.region for rung in track.rungs]
        wanted = [policy for policy in dict.fromkeys(national) if policy in self.plans]
        counted = obstacles(self.assessment, self.rows, wanted)
        criteria = {policy: plan.policy.criteria for policy, plan in self.plans.items()}
        return [
            Obstacle(policy, name, label(text, criteria[policy][name].label_en), *counts)
            for policy, name, text, *counts in counted.iter_rows()
            if counts[0] or counts[1]
        ]

    @cached_property
    def everyone(self) -> list[dict[str, Any]]:
        """Every enterprise with what it holds and its next rung."""
        return [] if self.rows.is_empty() else next_rungs(self.rows).rows(named=True)

    @property
    def waiting(self) -> int:
        """Enterprises that no rung is open to before they give more data."""
        return sum(row["status"] == "needs_data" for row in self.everyone)

    def firms(self, status: str) -> int:
        """Enterprises that stand so on at least one rung."""
        return int(self.rows.filter(pl.col("status") == status)["uscc"].n_unique())

    def _with(self, status: str) -> Iterator[dict[str, Any]]:
        """Rows of a status, each enterprise once per policy, lowest rung of the first track first."""
        found = self.rows.filter(pl.col("status") == status)
        return found.unique(["uscc", "policy"], keep="first", maintain_order=True).iter_rows(named=True)

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {uscc: number for number, uscc in enumerate(self.assessment.table["uscc"])}

    @cached_property
    def _wide(self) -> Sequence[Row]:
        return self.assessment.wide.rows(named=True)

    @cached_property
    def _askers(self) -> Mapping[str, Any]:
        return {policy: ask_first(plan) for policy, plan in self.plans.items()}

    @cached_property
    def _columns(self) -> dict[str, list[Any]]:
        return {}

    def _cell(self, column: str, row: int) -> Any:
        if column not in self.assessment.table.columns:
            return None
        if column not in self._columns:
            self._columns[column] = self.assessment.table[column].to_list()
        return self._columns[column][row]

    def _verdicts(self, plan: Plan, row: int) -> dict[str, bool | None]:
        return {outcome.id: self._cell(f"{plan.id}/{outcome.id}", row) for outcome in plan.outcomes}

    @property
    def _fields(self) -> Fields:
        return self.assessment.rulebook.fields


def region_of(facts: Facts) -> str:
    """The division code (GB/T 2260) most rows have, "" where none has one."""
    return _usual(facts, "region_code")


def _usual(facts: Facts, field: str) -> str:
    """The text most rows have; the first in order where several are as frequent, "" where none is known."""
    rows = facts.rows
    if field not in rows.columns:
        return ""
    counted = rows[field].drop_nulls().cast(pl.String).value_counts().sort("count", field, descending=[True, False])
    return str(counted[field][0]) if len(counted) else ""


def _between(low: Both, high: Both) -> Both:
    """A score as far as it is known: 62–70分."""
    digits = low.en.split()[0]
    return low if low == high else Both(f"{digits}–{high.zh}", f"{digits}–{high.en}")


def _of_year(year: int | None, facts: Both) -> Both:
    return label(*facts) if year is None else Both(f"{year}年{facts.zh}", f"{year}: {facts.en}")


def _said(lack: Both, outcome: Outcome, *, is_open: bool) -> Both:
    """A shortfall in words: too much of what must be little, and at least so much where the score is open."""
    if outcome.op in ("<=", "<"):
        return Both(f"超出 {lack.zh}", f"{lack.en} over")
    return Both(f"至少 {lack.zh}", f"at least {lack.en}") if is_open else lack


def _either(texts: Iterator[Both]) -> Both:
    found = list(texts)
    return Both("或".join(text.zh for text in found), " or ".join(text.en for text in found))
