"""Writes docs/reference/policies.md from the shipped rulebook: ``python scripts/policies_page.py``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from gaoxin.rules.load import load_rulebook
from gaoxin.rules.model import Criterion, Edition, Evidence, Policy, Requirement, Rulebook
from gaoxin.rules.plan import compile_plans

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "policies.md"
NEWEST = date(2100, 1, 1)  # an edition without end: what is in force once all that is written is
HEAD = """\
# Policies

*Generated from the shipped rulebook by `python scripts/policies_page.py`; `gaoxin policies` prints the first table.*

An officer's index: which document, in force when, how well evidenced, and which clause each criterion rests on. The
mark of a criterion is the weakest among its own and those of the numbers it names, as a verdict prints it
([evidence](../explanation/evidence.md)); for editions see [dates and editions](../explanation/dates-and-editions.md).
A criterion marked ✋ is judged by hand: head a column by its id ([how](../guides/judge-by-hand.md)).

| Policy | 名称 | Edition | In force | Document | Evidence |
|---|---|---|---|---|---|
"""


def page(rulebook: Rulebook) -> str:
    """The index, then every policy with the criteria of its editions."""
    policies = rulebook.policies.values()
    rows = "".join(_row(policy, edition) for policy in policies for edition in reversed(policy.editions))
    return HEAD + rows + "".join(part for policy in policies for part in _policy(policy, rulebook))


def _row(policy: Policy, edition: Edition) -> str:
    document = edition.document
    head = f"| [`{policy.id}`](#{policy.id}) | {policy.label} | {edition.id} | {_span(edition)} |"
    return f"{head} 《{document.title}》{document.number} | {document.evidence} |\n"


def _span(edition: Edition) -> str:
    document = edition.document
    return f"{document.start} – {document.end}" if document.end else f"{document.start} –"


def _policy(policy: Policy, rulebook: Rulebook) -> Iterator[str]:
    held = ""
    if policy.validity:
        held = f" · held {policy.validity.months} months（{policy.validity.clause}，{policy.validity.evidence}）"
    yield f"\n## {policy.id}\n\n{policy.label} · {policy.label_en} · {policy.kind}{held}\n\n"
    for edition in reversed(policy.editions):
        yield f"- **{edition.id}** ({_span(edition)}) requires {_words(edition.requires)}\n"
    yield "\n| Criterion | 条件 | Clause 条款 | Evidence | In editions |\n|---|---|---|---|---|\n"
    marks = _marks(policy, rulebook)
    yield from (_criterion(criterion, marks[criterion.id]) for criterion in policy.criteria.values())
    if policy.notes:
        yield "\nNotes, which gate nothing（不作条件的说明）:\n\n" + "".join(f"- {note}\n" for note in policy.notes)


def _marks(policy: Policy, rulebook: Rulebook) -> dict[str, dict[str, Evidence]]:
    """Criterion → edition, newest first → the mark its verdict carries there."""
    found: dict[str, dict[str, Evidence]] = defaultdict(dict)
    for edition in reversed(policy.editions):
        (plan,) = compile_plans(rulebook, edition.document.end or NEWEST, [policy.id], {policy.id: edition.id})
        for outcome in plan.outcomes:
            found[outcome.id][edition.id] = outcome.evidence
    return found


def _criterion(criterion: Criterion, marks: dict[str, Evidence]) -> str:
    by_hand = " ✋" if criterion.when is None else ""
    ways = "".join(f"；或 {way.label}" for way in criterion.alternatives)
    evidence = ", ".join(f"{mark} ({edition})" for edition, mark in marks.items())
    if len(set(marks.values())) == 1:
        evidence = next(iter(marks.values()))
    label = f"{criterion.label}{ways}{by_hand}"
    return f"| `{criterion.id}` | {label} | {criterion.clause} | {evidence} | {', '.join(marks)} |\n"


def _words(requirement: Requirement) -> str:
    """``all of A, B and (one of C, D)``."""
    if requirement.kind == "leaf":
        return requirement.criterion
    parts = [f"({_words(part)})" if part.kind != "leaf" else part.criterion for part in requirement.parts]
    many = {"all": "all of", "any": "one of", "at_least": f"at least {requirement.count} of"}[requirement.kind]
    return parts[0] if len(parts) == 1 else f"{many} {', '.join(parts)}"


if __name__ == "__main__":
    PAGE.write_text(page(load_rulebook()), "utf-8")
