"""What a policy has to ask an enterprise: exactly the facts its compiled plan reads, and why.

A plan's columns are facts of one year or of none, titles held and judgements given by
hand. Here they become the columns of a workbook to fill in; how it looks is in
:mod:`gaoxin.register.template_book`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gaoxin.fields import Field, Fields
from gaoxin.periods import year_at
from gaoxin.register.headings import clean
from gaoxin.register.write import heading
from gaoxin.rules.model import Criterion, Item, Rulebook, Title
from gaoxin.rules.nodes import Column, Flag, columns_of
from gaoxin.rules.plan import Plan
from gaoxin.rules.score import ScoreLine

ESTABLISHED = "established_on"
HELD, JUDGED = "held", "judged:"


@dataclass(frozen=True)
class Reason:
    """A criterion or score item that asks for a fact."""

    policy: str
    id: str
    label: str
    clause: str

    def __str__(self) -> str:
        return f"{self.id} {self.label}（{self.clause}）"


@dataclass(frozen=True)
class Asked:
    """One column of the template.

    ``key`` is the field or the id of a criterion judged by hand (then ``field`` is None).
    ``years`` are the fiscal years asked for, newest first; empty for what belongs to no
    year. ``current`` tells that the year of the assessment counts too, where it has a row.
    """

    key: str
    heading: str
    field: Field | None
    years: tuple[int, ...]
    current: bool
    by_expert: bool
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class AskedTitle:
    """A recognition that matters, and for what."""

    title: Title
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Template:
    """What the workbook asks for; ``lines`` are instructions in place of those for assessing policies, title first."""

    on: date
    plans: tuple[Plan, ...]
    asked: tuple[Asked, ...]
    titles: tuple[AskedTitle, ...]
    lines: tuple[str, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """Every fiscal year that some column asks for, newest first."""
        return tuple(sorted({year for asked in self.asked for year in asked.years}, reverse=True))

    @property
    def current_year(self) -> int | None:
        """The year of the assessment, where some yes/no fact of it counts."""
        return year_at(self.on, -1) if any(asked.current for asked in self.asked) else None


def template_of(plans: Sequence[Plan], rulebook: Rulebook, on: date) -> Template:
    """The union of what the plans of one day read: static facts first, then yearly ones, judgements last."""
    fields, reasons, experts = rulebook.fields, _reasons(plans, rulebook.fields), _experts(plans)
    nodes = {node.name: node for plan in plans for node in plan.columns()}.values()
    offsets: dict[str, set[int | None]] = {}
    for node in nodes:
        offsets.setdefault(_source(node, fields), set()).add(node.offset)
    facts = [_fact(fields[name], offsets[name], on, name in experts) for name in fields if name in offsets]
    judged = [_judgement(node.field, rulebook) for node in nodes if node.name.startswith(JUDGED)]
    asked = tuple(replace(one, reasons=reasons.get(one.key, ())) for one in (*facts, *judged))
    held = {node.field for node in nodes if node.name.startswith(HELD)}
    titles = tuple(AskedTitle(rulebook.titles[name], reasons[name]) for name in rulebook.titles if name in held)
    return Template(on, tuple(plans), asked, titles)


def _source(node: Column | Flag, fields: Fields) -> str:
    """The field an enterprise fills in: age and full years follow from 成立日期."""
    return ESTABLISHED if node.field in fields and fields[node.field].derived else node.field


def _fact(item: Field, offsets: set[int | None], on: date, by_expert: bool) -> Asked:
    years = sorted((year_at(on, offset) for offset in offsets if offset is not None and offset >= 0), reverse=True)
    return Asked(item.name, heading(item), item, tuple(years), -1 in offsets, by_expert)


def _judgement(name: str, rulebook: Rulebook) -> Asked:
    """A judgement's column is headed by its id; its label in brackets is for people."""
    label = rulebook.policies[rulebook.judgements()[name]].criteria[name].label
    head = name if set("()") & set(clean(label)) else f"{name}（{label}）"
    return Asked(name, head, None, (), current=False, by_expert=True)


def _reasons(plans: Sequence[Plan], fields: Fields) -> dict[str, tuple[Reason, ...]]:
    """Field, title or criterion judged by hand → what asks for it, by the most telling: see :func:`_askers`."""
    found: dict[str, dict[Reason, None]] = {}
    for plan in plans:
        told: set[str] = set()
        for askers in _askers(plan):
            new: dict[str, dict[Reason, None]] = {}
            for reason, columns in askers:
                for name in {_source(node, fields): None for node in columns}:
                    new.setdefault(name, {})[reason] = None
            for name in new.keys() - told:
                found.setdefault(name, {}).update(new[name])
            told |= new.keys()
    return {name: tuple(reasons) for name, reasons in found.items()}


def _askers(plan: Plan) -> Iterator[list[tuple[Reason, Iterable[Column | Flag]]]]:
    """Criteria and score items; then the criterion of the total, for what only it asks; then the classes."""
    outcomes = [(_reason(plan, one.criterion), one.columns) for one in plan.outcomes]
    total = [one.id == plan.edition.score_criterion for one in plan.outcomes]
    items = [(_reason(plan, line.item), line.columns) for line in _leaves(plan.scores)]
    yield [*(one for one, last in zip(outcomes, total, strict=True) if not last), *items]
    yield [one for one, last in zip(outcomes, total, strict=True) if last]
    yield [(Reason(plan.policy.label, id_, label, "分类"), columns_of(when)) for id_, label, when in plan.classes]


def _reason(plan: Plan, part: Criterion | Item) -> Reason:
    return Reason(plan.policy.label, part.id, part.label, part.clause)


def _leaves(lines: Iterable[ScoreLine]) -> Iterator[ScoreLine]:
    for line in lines:
        yield from _leaves(line.parts) if line.parts else (line,)


def _experts(plans: Sequence[Plan]) -> set[str]:
    """Facts that experts give: the marks of a score."""
    return {line.item.expert for plan in plans for line in _leaves(plan.scores) if line.item.expert}
