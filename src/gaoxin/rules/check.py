"""Everything that is wrong with the policies of a rulebook, at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from sqlglot import exp
from sqlglot.errors import SqlglotError

from gaoxin.errors import Issue
from gaoxin.rules.load import read_rulebook, without_echoes
from gaoxin.rules.lower import RuleError, issue_of, parse
from gaoxin.rules.model import Edition, Item, Policy, Rulebook
from gaoxin.rules.plan import Compiler
from gaoxin.rules.yamlfile import Text

PLAIN = {"0", "1"}  # numbers that carry no law: nothing, and one whole


def check_policies(root: Path) -> tuple[Rulebook, list[Issue]]:
    """A rulebook as far as it can be read, and every issue of its policies, in order of file and line.

    Every edition is compiled on its first day and on every day one of its parameters
    changes, so a value missing in between is found too.
    """
    rulebook, issues = read_rulebook(root)
    for policy in rulebook.policies.values():
        issues += _numbers_in_words(policy)
        issues += _idle_criteria(policy)
        for edition in policy.editions:
            for day in _days(policy, edition):
                issues += _compiled(rulebook, policy, edition, day)
    return rulebook, in_order(without_echoes(issues))


def in_order(issues: Iterable[Issue]) -> list[Issue]:
    """Issues by file and line, each once."""
    return sorted(dict.fromkeys(issues), key=lambda i: (i.place.file, i.place.line or 0, i.place.column or 0, i.code))


def _compiled(rulebook: Rulebook, policy: Policy, edition: Edition, day: date) -> list[Issue]:
    compiler = Compiler(rulebook, day)
    compiler.plan(policy.id, edition.id)
    return compiler.issues


def _days(policy: Policy, edition: Edition) -> list[date]:
    values = [value for parameter in policy.parameters.values() for value in parameter.values]
    changes = {edition.document.start} | {value.start for value in values}
    changes |= {value.end + timedelta(days=1) for value in values if value.end}
    return sorted(day for day in changes if edition.covers(day) and day > date.min)  # date.min: not readable


def _idle_criteria(policy: Policy) -> Iterator[Issue]:
    needed = [edition.requires.leaves() for edition in policy.editions]
    if not all(needed) or not needed:
        return  # a `requires` that cannot be read is reported as such
    used = {leaf for leaves in needed for leaf in leaves}
    for criterion in policy.criteria.values():
        if criterion.id not in used:
            hint = "写进某一版本的 requires，或移到 notes"
            yield Issue("GX223", f"条件「{criterion.id}」没有被任何版本使用", criterion.place, hint)


def _numbers_in_words(policy: Policy) -> Iterator[Issue]:
    """Bare numbers in policy.yaml: a threshold belongs to parameters.yaml with date, unit and clause."""
    for text in _expressions(policy):
        try:
            tree = parse(text)
        except SqlglotError:
            continue  # reported when compiled
        for number in tree.find_all(exp.Literal):
            if not number.is_string and number.this not in PLAIN and not isinstance(number.parent, exp.Anonymous):
                fault = RuleError("GX220", f"数字 {number.this} 应写进 parameters.yaml", "写明日期、单位和条款", number)
                yield issue_of(fault, text)


def _expressions(policy: Policy) -> Iterator[Text]:
    for criterion in policy.criteria.values():
        ways = [way.when for way in criterion.alternatives]
        yield from (text for text in (criterion.when, *ways) if text is not None)
    yield from (entry.when for entry in policy.classes if entry.when is not None)
    for item in policy.scores.values():
        yield from _item_expressions(item)


def _item_expressions(item: Item) -> Iterator[Text]:
    if item.value is not None:
        yield item.value
    for part in item.items:
        yield from _item_expressions(part)
