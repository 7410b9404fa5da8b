"""Who may enter (参赛资格): the conditions of a call as data, judged as every published policy is.

A condition names a policy that an enterprise must meet or a recognition it must hold, or is an expression of the
rulebook's own language. What nobody can compute, being listed in the zone's register or a person's judgement, is
for the caller; it is read here so that one list holds all of a call's conditions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from gaoxin.assessment import assess
from gaoxin.errors import Issue, Place
from gaoxin.register import Facts
from gaoxin.rules.model import Criterion, Document, Edition, Policy, Requirement, Rulebook
from gaoxin.rules.plan import Compiler
from gaoxin.rules.reading import nearest
from gaoxin.rules.yamlfile import Text

FILE = "eligibility"  # where an issue is: the condition's number is its line
CALL = "征集通知"  # the clause of a condition that names none
NAME = "contest"  # of the policy that a call's conditions make
KEYS = frozenset({"key", "label", "label_en", "clause", "policy", "is", "expression", "in", "judgement"})
WAYS = {"met": "met('{}')", "holds": "held('{}')"}


@dataclass(frozen=True)
class Rule:
    """One condition; ``when`` is None where no rule of the rulebook can tell.

    ``way``: ``rule`` is judged here, ``register`` asks whether the enterprise is in the zone's register,
    ``manual`` asks a person.
    """

    key: str
    label: str
    label_en: str
    clause: str
    way: Literal["rule", "register", "manual"]
    when: str | None = None
    policy: str = ""


@dataclass(frozen=True)
class Finding:
    """How an enterprise stands to a condition. ``value`` and ``threshold`` are in the base unit ``unit``."""

    key: str
    verdict: str
    value: Any = None
    threshold: Any = None
    op: str = ""
    unit: str = ""
    missing: tuple[str, ...] = ()  # facts that are not known, newest year first, each once


def read_rules(document: object, rulebook: Rulebook, on: date) -> tuple[tuple[Rule, ...], list[Issue]]:
    """A call's conditions as far as they can be read, and every mistake; its place is the condition's number."""
    issues: list[Issue] = []
    if not isinstance(document, list):
        return (), [Issue("GX602", "参赛条件应为列表")]
    rules: list[Rule] = []
    for at, entry in enumerate(document, 1):
        rule = _rule(entry, at, rulebook, issues)
        if rule is None:
            continue
        if rule.key in {one.key for one in rules}:
            issues.append(Issue("GX215", f"编号「{rule.key}」重复", Place(FILE, at), "每个条件一个编号"))
        issues += _compiled(rule, at, rulebook, on)
        rules.append(rule)
    return tuple(rules), issues


def judge(rules: Sequence[Rule], facts: Facts, rulebook: Rulebook, on: date) -> dict[str, dict[str, Finding]]:
    """Enterprise → condition → how it stands; only the conditions that rules can tell.

    Raises:
        RulebookError: a condition that :func:`read_rules` would have found wrong.
    """
    told = [rule for rule in rules if rule.when is not None]
    if not told or not len(facts.rows):
        return {}
    book = _with(rulebook, told)
    found = assess(facts, book, on, [NAME])
    ops = {outcome.id: outcome.op for outcome in found.plan(NAME).outcomes}
    return {
        result["uscc"]: {entry["id"]: _finding(entry, ops[entry["id"]]) for entry in result["criteria"]}
        for result in found.results()
    }


def fields_of_rules(rules: Sequence[Rule], rulebook: Rulebook, on: date) -> list[str]:
    """The facts that the conditions read: what a form may ask of an entrant who is in no register."""
    told = [rule for rule in rules if rule.when is not None]
    if not told:
        return []
    plan = Compiler(_with(rulebook, told), on).plan(NAME, "1")
    read = [node.field for node in plan.columns()] if plan else []
    ages = {"age_days", "age_years", "full_years"}
    names = ["established_on" if name in ages else name for name in read]
    return [name for name in dict.fromkeys(names) if name in rulebook.fields]


def overall(verdicts: Sequence[str]) -> str:
    """One word for all conditions together: one that is not met decides, and one that is not known leaves it open."""
    if "not_met" in verdicts:
        return "not_met"
    return "unknown" if "unknown" in verdicts else "met"


def _rule(entry: object, at: int, rulebook: Rulebook, issues: list[Issue]) -> Rule | None:
    place = Place(FILE, at)
    if not isinstance(entry, Mapping):
        issues.append(Issue("GX602", "参赛条件应为一个对象", place))
        return None
    unknown = sorted(set(entry) - KEYS)
    issues += [Issue("GX603", f"参赛条件没有「{name}」这一项", place, nearest(str(name), KEYS)) for name in unknown]
    text = {name: str(entry.get(name) or "").strip() for name in KEYS}
    if not text["label"]:
        issues.append(Issue("GX604", "请写明条件的内容", place))
    ways = [name for name in ("policy", "expression", "in", "judgement") if text[name]]
    if len(ways) != 1:
        issues.append(Issue("GX205", "每个条件须写政策、表达式、在册或人工判断之一", place))
        return None
    words = (text["key"] or f"C{at}", text["label"], text["label_en"], text["clause"] or CALL)
    if ways[0] == "judgement":
        return Rule(*words, "manual")
    if ways[0] == "in":
        return Rule(*words, "register")
    if ways[0] == "expression":
        return Rule(*words, "rule", text["expression"])
    known = rulebook.policies if text["is"] == "met" else rulebook.titles
    if text["is"] not in WAYS:
        issues.append(Issue("GX605", "请选择“达到标准”或“持有资质”", place))
    elif text["policy"] not in known:
        issues.append(Issue("GX204", f"没有政策「{text['policy']}」", place, nearest(text["policy"], known)))
    else:
        return Rule(*words, "rule", WAYS[text["is"]].format(text["policy"]), text["policy"])
    return None


def _compiled(rule: Rule, at: int, rulebook: Rulebook, on: date) -> list[Issue]:
    """What is wrong with one condition, at its place in the list."""
    if rule.when is None:
        return []
    compiler = Compiler(_with(rulebook, [rule]), on)
    compiler.plan(NAME, "1")
    return [replace(issue, place=Place(FILE, at)) for issue in compiler.issues]


def _finding(entry: Mapping[str, Any], op: str | None) -> Finding:
    missing = dict.fromkeys(one["recognition"] if "recognition" in one else one["field"] for one in entry["missing"])
    return Finding(
        entry["id"], entry["verdict"], entry["value"], entry["threshold"], op or "", entry["unit"], tuple(missing)
    )


def _with(rulebook: Rulebook, rules: Sequence[Rule]) -> Rulebook:
    """The rulebook with the call as one policy more."""
    said = json.dumps([[rule.key, rule.when] for rule in rules], ensure_ascii=False)
    digest = f"{rulebook.digest}+{NAME}:{hashlib.sha256(said.encode()).hexdigest()}"
    return replace(rulebook, policies={**rulebook.policies, NAME: _policy(rules)}, digest=digest)


def _policy(rules: Sequence[Rule]) -> Policy:
    call = Document("call", CALL, "", (), None, date(1900, 1, 1), None, "", "secondary", "")
    needed = Requirement("all", tuple(Requirement("leaf", criterion=rule.key) for rule in rules))
    return Policy(
        id=NAME,
        folder=NAME,
        label="参赛资格",
        label_en="Eligibility",
        aliases=(),
        kind="assessment",
        validity=None,
        re_examination=False,
        notes=(),
        documents={"call": call},
        parameters={},
        criteria={criterion.id: criterion for criterion in _criteria(rules)},
        scores={},
        classes=(),
        editions=(Edition("1", call, needed, None, None, Place(FILE)),),
        place=Place(FILE),
    )


def _criteria(rules: Sequence[Rule]) -> Iterator[Criterion]:
    for at, rule in enumerate(rules, 1):
        place = Place(FILE, at, 1)
        when = Text.at(rule.when or "", place)
        yield Criterion(rule.key, rule.label, rule.label_en, rule.clause, "", "secondary", when, (), None, place)
