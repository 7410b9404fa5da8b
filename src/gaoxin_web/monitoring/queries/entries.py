"""Targets and published figures with their versions: what was revised, what was taken out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy

from gaoxin.periods import Period
from gaoxin.periods.series import percent
from gaoxin_web.accounts.models import Zone
from gaoxin_web.enterprises.figures import UNIT_WORDS, label_of
from gaoxin_web.monitoring.forms import plain
from gaoxin_web.monitoring.models import Target, ZoneFigure
from gaoxin_web.monitoring.words import amount_text, told
from gaoxin_web.rulebook import rulebook

TOLD = {"+": gettext_lazy("新增"), "~": gettext_lazy("修改"), "-": gettext_lazy("删除")}


def name_of(entry: Any) -> str:
    """What an entry is of, in words."""
    item = rulebook().fields.get(entry.field)
    return label_of(item) if item else getattr(entry, "series", "") or entry.field


def when_of(entry: Any) -> str:
    if isinstance(entry, Target) or not hasattr(entry, "period"):
        return str(entry.year)
    return told(Period.of(entry.period))


def value_of(entry: Any) -> str:
    """The value as entered, with its unit and how it was put."""
    if not hasattr(entry, "value"):
        item = rulebook().fields.get(entry.field)
        return amount_text(item, entry.amount) if item else str(entry.amount)
    if entry.value is None:
        return ""
    number = f"{_grouped(plain(entry.value))} {UNIT_WORDS.get(entry.unit, entry.unit)}".strip()
    return number if entry.bound == ZoneFigure.Bound.EXACT else f"{ZoneFigure.Bound(entry.bound).label} {number}"


def growth_of(entry: Any) -> str:
    return "" if getattr(entry, "growth", None) is None else f"{percent(Fraction(entry.growth))}%"


def _grouped(text: str) -> str:
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.lstrip("-").isdigit() and whole not in ("-0",) else text


@dataclass(frozen=True, slots=True)
class Version:
    """An entry as it stood at one time."""

    record: int
    at: datetime
    by: str
    done: str
    value: str
    growth: str
    source: str
    released_on: date | None
    is_now: bool


def versions(entry: Model) -> list[Version]:
    """Every version of an entry, the newest first."""
    records = entry.history.select_related("history_user")  # type: ignore[attr-defined]
    return [version(record, is_now=at == 0) for at, record in enumerate(records.order_by("-history_id"))]


def version(record: Any, *, is_now: bool = False) -> Version:
    return Version(
        record.history_id,
        record.history_date,
        str(record.history_user or ""),
        str(TOLD[record.history_type]),
        value_of(record),
        growth_of(record),
        getattr(record, "source", "") or getattr(record, "paper", ""),
        getattr(record, "released_on", None),
        is_now,
    )


def removed(model: type[Model], zone: Zone) -> list[tuple[str, str, Version]]:
    """Entries that were taken out and not put back: what they are of, of when, and as they stood."""
    history = model.history  # type: ignore[attr-defined]
    there = set(model._default_manager.filter(zone=zone).values_list("pk", flat=True))
    records = history.filter(zone=zone, history_type="-").select_related("history_user").order_by("-history_id")
    last = {}
    for record in records:
        if record.id not in there:
            last.setdefault(record.id, record)
    return [(name_of(record), when_of(record), version(record)) for record in last.values()]


def earlier(figures: Sequence[ZoneFigure]) -> dict[int, str]:
    """What stood before of figures whose value or growth was revised, by their numbers."""
    records = ZoneFigure.history.filter(id__in=[one.pk for one in figures]).order_by("history_id")
    before: dict[int, list[Any]] = {}
    for record in records:
        before.setdefault(record.id, []).append(record)
    found = {one.pk: _before(one, before.get(one.pk, ())) for one in figures}
    return {pk: text for pk, text in found.items() if text}


def _before(now: ZoneFigure, records: Iterable[Any]) -> str:
    others = [one for one in records if (one.value, one.unit, one.growth) != (now.value, now.unit, now.growth)]
    if not others:
        return ""
    last = others[-1]
    return " · ".join(part for part in (value_of(last), growth_of(last)) if part)
