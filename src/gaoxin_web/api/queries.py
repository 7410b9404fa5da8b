"""What the endpoints read; each function begins with what the token's access reaches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from gaoxin import Rulebook
from gaoxin.fields import NONE_RANK, Field
from gaoxin_web.accounts.access import Access
from gaoxin_web.enterprises.models import Alias, Enterprise, FactSheet, Filing, Recognition
from gaoxin_web.enterprises.queries.recognitions import held, holdings
from gaoxin_web.ladders.models import Run, Standing
from gaoxin_web.rulebook import rulebook


def enterprises(access: Access) -> QuerySet[Enterprise]:
    return access.limit(Enterprise.objects.all(), "register.view").select_related("organisation").order_by("pk")


def searched(rows: QuerySet[Enterprise], words: str) -> QuerySet[Enterprise]:
    """By name, short name, former name, pinyin initials or credit code."""
    if not words:
        return rows
    alias = Exists(Alias.objects.filter(enterprise=OuterRef("pk"), name__icontains=words))
    initials = Q(initials__startswith=words.lower()) if words.isascii() else Q()
    known = Q(name__icontains=words) | Q(short_name__icontains=words) | Q(uscc__startswith=words.upper()) | initials
    return rows.filter(known | Q(alias))


def holding(rows: QuerySet[Enterprise], kind: str, on: date) -> QuerySet[Enterprise]:
    return rows.filter(held(on, rulebook(), kind))


def recognitions(access: Access) -> QuerySet[Recognition]:
    return access.limit(Recognition.objects.all(), "register.view").select_related("enterprise").order_by("pk")


def recognition_out(one: Recognition, rulebook: Rulebook) -> dict[str, Any]:
    """A recognition and whether it runs today, as the register counts it."""
    title, [stands] = rulebook.titles.get(one.kind), holdings([one], timezone.localdate(), rulebook)
    names = ("id", "enterprise_id", "kind", "level", "certificate", "recognised_on", "valid_from", "valid_to")
    return {
        **{name: getattr(one, name) for name in (*names, "withdrawn_on", "cell")},
        "uscc": one.enterprise.uscc,
        "label": title.label if title else one.kind,
        "in_force": stands.state == "in_force",
        "ends_on": stands.ends_on,
    }


def sheets(access: Access) -> QuerySet[FactSheet]:
    found = access.limit(FactSheet.objects.all(), "register.view")
    return found.select_related("enterprise").order_by("enterprise_id", "year")


def sheets_out(found: Iterable[FactSheet], rulebook: Rulebook) -> list[dict[str, Any]]:
    """Fact sheets with the cell behind every figure, the filings read once for all of them."""
    rows = list(found)
    wanted = {pk for sheet in rows for pk in sheet.sources.values()}
    filings = Filing.objects.select_related("batch").in_bulk(wanted)
    return [
        {
            "enterprise_id": sheet.enterprise_id,
            "uscc": sheet.enterprise.uscc,
            "name": sheet.enterprise.name,
            "year": sheet.year or None,
            "facts": [_fact(sheet, name, filings, rulebook) for name in sheet.values],
        }
        for sheet in rows
    ]


def _fact(sheet: FactSheet, name: str, filings: dict[int, Filing], rulebook: Rulebook) -> dict[str, Any]:
    item, filing = rulebook.fields.get(name), filings.get(sheet.sources.get(name))
    entry = filing.values.get(name, {}) if filing else {}
    source = {"batch": filing.batch.title, "sheet": filing.sheet} if filing else None
    return {
        "field": name,
        "label": item.label if item else name,
        "year": sheet.year or None,
        "value": _value(item, sheet.values[name]),
        "unit": item.unit if item else "",
        "source": source and {**source, "cell": str(entry.get("cell", "")), "raw": str(entry.get("raw", ""))},
    }


def _value(item: Field | None, value: Any) -> Any:
    """A value in base units; a rank of one known to have none as the text 无."""
    if item is None or value is None or not item.is_numeric:
        return value
    if item.none_rank and value >= NONE_RANK:
        return "无"
    return value // item.step if value % item.step == 0 else value / item.step


def latest_run(access: Access) -> Run | None:
    zone = access.user.zone if access.user else None
    return Run.objects.filter(zone=zone, state=Run.State.DONE, trial=False).order_by("-pk").first()


def standings(access: Access, run: Run | None) -> QuerySet[Standing]:
    found = access.limit(Standing.objects.filter(zone=run.zone_id), "ladder.view") if run else Standing.objects.none()
    return found.select_related("enterprise").order_by("pk")
