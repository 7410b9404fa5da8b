"""The call's conditions and how an entry stands to them, in words."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from gaoxin.eligibility import CALL, read_rules
from gaoxin.report import bilingual
from gaoxin_web.contests.models import Contest, Entry
from gaoxin_web.contests.queries.schemes import said
from gaoxin_web.contests.services.eligibility import verdict_of
from gaoxin_web.enterprises.figures import label_of
from gaoxin_web.rulebook import rulebook


def words_of(contest: Contest) -> list[dict[str, Any]]:
    """The conditions as the call tells them: words, clause, and the policy that is meant."""
    rules, _issues = read_rules(contest.eligibility, rulebook(), timezone.localdate())
    return [
        {
            "key": rule.key,
            "label": said({"label": rule.label, "label_en": rule.label_en}),
            "clause": "" if rule.clause == CALL else rule.clause,
            "policy": policy_label(rule.policy),
            "way": rule.way,
            "when": rule.when,
        }
        for rule in rules
    ]


def policy_label(policy: str) -> str:
    """What a policy or title is called in the language of the page."""
    found: Any = rulebook().policies.get(policy) or rulebook().titles.get(policy)
    return said({"label": found.label, "label_en": found.label_en}) if found else policy


def lines_of(entry: Entry) -> list[dict[str, Any]]:
    """How an entry stands to each condition: verdict, value and bar, what is missing, who says so."""
    return [_line(one) for one in entry.checks]


def verdict_of_entry(entry: Entry) -> str:
    return verdict_of(entry.checks)


def _line(one: dict[str, Any]) -> dict[str, Any]:
    value, bar = _sides(one)
    return {
        "key": one["key"],
        "label": said(one),
        "clause": one.get("clause", ""),
        "policy": policy_label(one.get("policy") or ""),
        "verdict": one["verdict"],
        "value": value,
        "bar": bar,
        "missing": _missing(one.get("missing") or []),
        "by": _by(one.get("by", "")),
        "reason": one.get("reason", ""),
        "who": one.get("who", ""),
        "on": one.get("on", ""),
        "judged": one.get("by") == "person",
    }


def _by(by: str) -> str:
    words = {"register": _("名册和填报数据"), "answers": _("报名表所填"), "person": pgettext("eligibility", "人工判断")}
    return words.get(by, _("无数据，须人工核对"))


def _sides(one: dict[str, Any]) -> tuple[str, str]:
    value, bar, unit = one.get("value"), one.get("threshold"), one.get("unit") or ""
    sign = bilingual.SIGNS.get(one.get("op") or "", one.get("op") or "")
    if _is_number(value) and _is_number(bar):
        left, right = bilingual.compared(value, bar, unit)
        return _pick(left), f"{sign}{_pick(right)}"
    return _figure(value, unit), f"{sign}{_figure(bar, unit)}" if bar is not None else ""


def _figure(value: Any, unit: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return _pick(bilingual.figure(value, unit)) if _is_number(value) else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _pick(both: tuple[str, str]) -> str:
    return both[1] if _english() else both[0]


def _missing(names: list[str]) -> str:
    fields = rulebook().fields
    words = [label_of(fields[name]) if name in fields else policy_label(name) for name in names]
    return (", " if _english() else "、").join(words)


def _english() -> bool:
    return (get_language() or "").startswith("en")
