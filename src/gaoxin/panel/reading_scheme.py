"""Scoring schemes from documents, every mistake at once."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from gaoxin.errors import Issue
from gaoxin.panel import scheme as kinds
from gaoxin.panel.document import Document, choose
from gaoxin.panel.model import CaseError
from gaoxin.panel.scheme import CHOICES, TIE_RULES, Criterion, Effects, Scheme, Tier
from gaoxin.rules.model import EVIDENCE


def read_scheme(document: object, *, file: str = "", strict: bool = False) -> Scheme:
    """A scoring scheme from a document.

    Args:
        strict: whether every key that is not known is a mistake, not only one that looks like a known one.

    Raises:
        CaseError: with every mistake.
    """
    issues: list[Issue] = []
    found = scheme_of(Document(document, issues, file, what="评分办法"), strict=strict)
    if issues:
        raise CaseError(issues)
    return found


def scheme_of(document: Document, *, strict: bool = False) -> Scheme:
    """The scheme a document describes as far as it can be read; mistakes go to the document's issues."""
    criteria = tuple(_criteria(document, strict))
    mode = document.word("mode", CHOICES["mode"], "live")
    main = max(criteria, key=lambda one: one.weight).key if criteria else ""
    ties = ([f"criterion:{main}"] if len(criteria) > 1 else []) + ["untrimmed_mean"]
    found = Scheme(
        criteria,
        document.text("key", ""),
        document.text("version", "1"),
        cast(kinds.Mode, mode),
        document.whole("places", 2, 0, 6),
        document.whole("drop", 1, 0, 10),
        cast(kinds.DropBy, document.word("drop_by", CHOICES["drop_by"], "ballot")),
        document.whole("min_for_drop", 5, 1),
        document.whole("min_ballots", 3, 1),
        cast(kinds.Combine, document.word("weighting", CHOICES["weighting"], "mean")),
        cast(kinds.Combine, document.word("aggregate", CHOICES["aggregate"], "mean")),
        document.flag("round_products"),
        cast(kinds.RankOn, document.word("rank_on", CHOICES["rank_on"], "exact")),
        tuple(_tie_rules(document, criteria, ties if mode == "adjusted" else [])),
        tuple(_tiers(document, strict)),
        cast(
            kinds.TierPolicy,
            document.word("tier_policy", CHOICES["tier_policy"], "hold" if mode == "adjusted" else "extend"),
        ),
        None if document.get("max_per_division") is None else document.whole("max_per_division", 1, 1),
        _positive(document, "dispute_range", Fraction(25)),
        _effects(document, strict),
        document.text("label", ""),
        document.text("label_en", ""),
        document.text("source", ""),
        _evidence(document),
        document.text("note", ""),
    )
    _agrees(document, found)
    document.unknown(strict=strict)
    return found


def _evidence(document: Document) -> str:
    return document.word("evidence", ("", *EVIDENCE), "")


def _agrees(document: Document, scheme: Scheme) -> None:
    """Choices that contradict each other."""
    if scheme.min_for_drop <= 2 * scheme.drop:
        hint = f"去掉 {scheme.drop} 个最高、{scheme.drop} 个最低，至少要有 {2 * scheme.drop + 1} 张选票"
        document.tell("GX617", "min_for_drop 太小，去掉之后没有剩下的分", "min_for_drop", hint)
    if scheme.round_products and scheme.drop_by != "criterion":
        document.tell("GX617", "round_products 只用于按评分项去最高最低", "round_products", "写 drop_by: criterion")
    if scheme.mode == "adjusted" and (scheme.drop_by == "criterion" or scheme.aggregate == "sum"):
        document.tell("GX617", "评委校正（adjusted）只用于选票平均", "mode", "drop_by 写 ballot，aggregate 写 mean")


def _criteria(document: Document, strict: bool) -> list[Criterion]:
    found: dict[str, Criterion] = {}
    parts = document.parts("criteria", "评分项", required=True)
    for part in parts:
        key = part.name("key")
        if key in found:
            part.tell("GX610", f"评分项「{key}」重复", "key")
        found[key] = _criterion(part, key, strict)
    if document.get("criteria") is not None and isinstance(document.get("criteria"), list) and not parts:
        document.tell("GX604", "至少要有一个评分项", "criteria")
    if parts and not any(one.weight for one in found.values()):
        document.tell("GX609", "全部评分项的权重都是 0", "criteria", "至少一项的权重大于 0")
    return list(found.values())


def _criterion(part: Document, key: str, strict: bool) -> Criterion:
    weight = part.number("weight", Fraction(1))
    if weight is None or weight < 0:
        part.tell("GX607", "权重不能是负数", "weight")
        weight = Fraction(1)
    low, high, step = part.number("minimum"), part.number("maximum"), part.number("step")
    if low is not None and high is not None and low >= high:
        part.tell("GX607", "minimum 应小于 maximum", "minimum")
    if step is not None and step <= 0:
        part.tell("GX607", "step 应大于 0", "step")
        step = None
    found = Criterion(
        key, weight, part.text("label", ""), part.text("label_en", ""), low, high, step, part.flag("optional")
    )
    part.unknown(strict=strict)
    return found


def _tie_rules(document: Document, criteria: Sequence[Criterion], default: list[str]) -> list[str]:
    if document.get("tie_break") is None:
        return default
    keys = [one.key for one in criteria]
    known = [*TIE_RULES, *(f"criterion:{key}" for key in keys)]
    rules = [str(rule) for rule in document.listed("tie_break")]
    for rule in rules:
        if rule not in known and (keys or not rule.startswith("criterion:")):  # without criteria it is told there
            document.tell("GX614", f"不认识的并列规则「{rule}」", "tie_break", choose(rule, known))
    return [rule for rule in rules if rule in known]


def _tiers(document: Document, strict: bool) -> list[Tier]:
    found: dict[str, Tier] = {}
    for part in document.parts("tiers", "奖项"):
        name = part.name("name")
        if name in found:
            part.tell("GX610", f"奖项「{name}」重复", "name")
        if part.get("count") is None and part.get("counts") is None:
            part.tell("GX604", f"奖项「{name}」没有写名额（count）")
        counts = part.get("counts") or {}
        own = Document(counts, document.issues, document.file, part.spot("counts"), "各组名额")
        found[name] = Tier(
            name,
            part.whole("count", 0, 0),
            part.text("label", ""),
            part.text("label_en", ""),
            {str(pool): own.whole(pool, 0, 0) for pool in own.map},
        )
        part.unknown(strict=strict)
    return list(found.values())


def _positive(document: Document, key: str, default: Fraction) -> Fraction:
    value = document.number(key, default)
    if value is None or value < 0:
        document.tell("GX607", f"「{key}」不能是负数", key)
        return default
    return value


def _effects(document: Document, strict: bool) -> Effects:
    given = document.get("effects")
    if given is None:
        return Effects()
    part = Document(given, document.issues, document.file, document.spot("effects"), "评委校正")
    shrinkage = part.get("shrinkage")
    found = Effects(
        "reml" if shrinkage in (None, "reml") else _positive(part, "shrinkage", Fraction(3, 2)),
        part.flag("robust"),
        part.whole("min_ballots", 8, 1),
        _positive(part, "connectivity", Fraction(1, 10)),
        _positive(part, "odd_judge", Fraction(5, 2)),
    )
    part.unknown(strict=strict)
    return found
