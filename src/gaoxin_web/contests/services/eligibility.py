"""Whether entries meet the call's conditions: judged by the engine, from what was filed or what was answered.

Of an enterprise in the register the filed facts count; what they do not settle is taken from the answers whose
question carries the fact's own name. What nobody can tell stays open for a person, and refuses nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin import Facts
from gaoxin.eligibility import Finding, Rule, judge, overall, read_rules
from gaoxin.periods import year_at
from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Contest, Entry
from gaoxin_web.contests.services.refusal import RefusedError
from gaoxin_web.enterprises.figures import read
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.enterprises.queries.facts import facts_of
from gaoxin_web.rulebook import rulebook

GONE = (Enterprise.Status.MOVED, Enterprise.Status.CLOSED)
Check = dict[str, Any]


def check(contest: Contest, entries: Sequence[Entry], on: date | None = None) -> list[Entry]:
    """The entries with ``checks`` as found now; what a person judged stays. Nothing is saved."""
    on = on or timezone.localdate()
    rules, _issues = read_rules(contest.eligibility, rulebook(), on)
    filed = _filed(rules, entries, on)
    answered = _answered(rules, entries, on)
    for entry in entries:
        judged = {one["key"]: one for one in entry.checks if one.get("by") == "person"}
        entry.checks = [judged.get(rule.key) or _check(rule, entry, filed, answered, on) for rule in rules]
    return list(entries)


def verdict_of(checks: Sequence[Mapping[str, Any]]) -> str:
    """All conditions together; empty where the call has none."""
    return overall([one["verdict"] for one in checks]) if checks else ""


@transaction.atomic
def recheck(contest: Contest, entries: Iterable[Entry]) -> int:
    """Check some entries anew by the facts of today; how many."""
    found = check(contest, list(entries))
    Entry.objects.bulk_update(found, ["checks"], batch_size=500)
    return len(found)


@transaction.atomic
def decide(entry: Entry, key: str, verdict: str, reason: str, by: User) -> Entry:
    """A person says how an entry stands to a condition; an empty verdict takes that back.

    Raises:
        RefusedError: there is no such condition, or no such verdict.
    """
    entry = Entry.objects.select_for_update(of=("self",)).select_related("contest", "enterprise").get(pk=entry.pk)
    if verdict not in ("met", "not_met", "") or key not in {one["key"] for one in entry.checks}:
        raise RefusedError(_("没有这个条件。"))
    kept = [one for one in entry.checks if one["key"] != key]
    if verdict:
        old = next(one for one in entry.checks if one["key"] == key)
        said = {"verdict": verdict, "reason": reason, "who": str(by), "by": "person", "missing": []}
        entry.checks = [one if one["key"] != key else old | said for one in entry.checks]
    else:
        entry.checks = kept
        check(entry.contest, [entry])
    entry.save(update_fields=["checks"])
    return entry


def _check(rule: Rule, entry: Entry, filed: Mapping[int, Any], answered: Mapping[int, Any], on: date) -> Check:
    words = {"key": rule.key, "label": rule.label, "label_en": rule.label_en, "clause": rule.clause}
    found: Check = {**words, "policy": rule.policy, "on": on.isoformat(), "by": "nobody", "verdict": "unknown"}
    if rule.way == "register":
        if entry.enterprise is not None:
            gone = entry.enterprise.status in GONE
            found |= {"by": "register", "verdict": "not_met" if gone else "met"}
        return found
    if rule.way == "manual":
        return found
    told: Finding | None = filed.get(entry.enterprise_id or 0, {}).get(rule.key)
    by = "register"
    other = answered.get(entry.pk, {}).get(rule.key)
    if other is not None and (told is None or (told.verdict == "unknown" and other.verdict != "unknown")):
        told, by = other, "answers"
    if told is None:
        return found
    seen = {"verdict": told.verdict, "value": told.value, "threshold": told.threshold, "op": told.op}
    return found | seen | {"unit": told.unit, "missing": list(told.missing), "by": by}


def _filed(rules: Sequence[Rule], entries: Sequence[Entry], on: date) -> dict[int, dict[str, Finding]]:
    """Enterprise → condition → finding, by the filed facts."""
    firms = {entry.enterprise_id: entry.enterprise for entry in entries if entry.enterprise}
    if not firms:
        return {}
    facts = facts_of(Enterprise.objects.filter(pk__in=list(firms)), rulebook())
    by_code = judge(rules, facts, rulebook(), on)
    codes = {pk: firm.uscc or f"#{pk}" for pk, firm in firms.items()}
    return {pk: by_code.get(code, {}) for pk, code in codes.items() if pk is not None}


def _answered(rules: Sequence[Rule], entries: Sequence[Entry], on: date) -> dict[int, dict[str, Finding]]:
    """Entry → condition → finding, by the answers whose question is named as a fact."""
    rows = [{"uscc": str(entry.pk), "year": year_at(on, 0), **_told(entry.answers)} for entry in entries]
    names = list(dict.fromkeys(name for row in rows for name in row))
    facts = Facts.of([{**dict.fromkeys(names), **row} for row in rows])
    return {int(code): found for code, found in judge(rules, facts, rulebook(), on).items()}


def _told(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Facts that answers say: whole steps, texts, truths, days; an answer that cannot be read says nothing."""
    found: dict[str, Any] = {}
    for name, answer in answers.items():
        field = rulebook().fields.get(name)
        if field is None or not isinstance(answer, str) or not answer.strip():
            continue
        value, fault = read(field, answer)
        if fault is None or fault.severity != "error":
            found[name] = date.fromisoformat(value) if field.kind == "date" and value else value
    return found
