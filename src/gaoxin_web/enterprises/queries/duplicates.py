"""Entries of the register that may be one enterprise, and what joining two of them would do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gaoxin_web.enterprises.figures import label_of, shown, unit_words
from gaoxin_web.enterprises.links import is_loop, is_worked_out, links, twin_of
from gaoxin_web.enterprises.models import Alias, Apart, Enterprise, FactSheet, Filing, Merge
from gaoxin_web.enterprises.services.duplicates import read
from gaoxin_web.enterprises.services.sheets import sheets_of_filings
from gaoxin_web.rulebook import rulebook

KINDS = {  # what hangs on an enterprise, whatever app it is of
    "enterprises.Filing": gettext_lazy("填报记录"),
    "enterprises.Recognition": gettext_lazy("资质"),
    "enterprises.Patent": gettext_lazy("知识产权"),
    "enterprises.Platform": gettext_lazy("创新平台"),
    "enterprises.Team": gettext_lazy("创业团队"),
    "enterprises.Award": gettext_lazy("科技奖励"),
    "enterprises.Facility": gettext_lazy("设施"),
    "enterprises.Alias": gettext_lazy("曾用名与别名"),
    "enterprises.GroupRelation": gettext_lazy("集团关系"),
    "enterprises.Request": gettext_lazy("诉求"),
    "enterprises.Visit": gettext_lazy("走访"),
    "enterprises.Document": pgettext_lazy("document", "文件"),
    "enterprises.Membership": gettext_lazy("企业账号"),
    "ladders.Plan": gettext_lazy("一企一策"),
    "collection.Assignment": gettext_lazy("填报单"),
}


@dataclass(frozen=True)
class Pair:
    """Two entries that may be one enterprise, how alike (0–100), and why."""

    one: Enterprise
    other: Enterprise
    score: float
    reason: str


@dataclass(frozen=True)
class Likely:
    """What a search found of what a user may see: the likeliest pairs, how many, and when it was found."""

    pairs: list[Pair]
    count: int
    at: datetime
    changed: bool  # the register has changed since


def likely_pairs(rows: QuerySet[Enterprise], zone: int, most: int) -> Likely | None:
    """The pairs of a zone's last search both of whose entries are among ``rows``; None where none was made.

    What is gone since, or was found to be two, falls out.
    """
    kept = read(zone)
    if kept is None:
        return None
    apart = set(Apart.objects.filter(zone=zone).values_list("one", "other"))
    asked = {pk for pair in kept.pairs for pk in pair[:2]}
    seen = set(rows.filter(pk__in=asked).values_list("pk", flat=True))
    found = [pair for pair in kept.pairs if pair[:2] not in apart and seen.issuperset(pair[:2])]
    shown = found[:most]
    firms = rows.select_related("organisation").in_bulk({pk for pair in shown for pk in pair[:2]})
    pairs = [Pair(firms[one], firms[other], score, reason) for one, other, score, reason in shown]
    return Likely(pairs, len(found), kept.at, _changed_since(zone, kept.at))


def _changed_since(zone: int, at: datetime) -> bool:
    firms = Enterprise.history.filter(history_date__gt=at, zone_id=zone)
    names = Alias.history.filter(history_date__gt=at, enterprise__zone=zone)
    return firms.order_by().exists() or names.order_by().exists()


@dataclass(frozen=True)
class Clash:
    """A figure of a year of which the two say different things, and what would stand."""

    label: str
    year: int
    kept: str
    gone: str
    stands: str


@dataclass(frozen=True)
class Preview:
    """What joining two entries would do."""

    counts: list[tuple[str, int, int]]  # kind, of the one that stays, of the one that goes
    clashes: list[Clash]
    aside: list[str]  # what both have, and only one may


def preview(kept: Enterprise, gone: Enterprise) -> Preview:
    counts: dict[str, list[int]] = {str(label): [0, 0] for label in KINDS.values()}
    aside = []
    for model, field in links():
        label = str(KINDS.get(model._meta.label, ""))
        if not label:
            continue
        for place, enterprise in enumerate((kept, gone)):
            counts[label][place] += model._base_manager.filter(**{field.name: enterprise.pk}).count()
        if is_worked_out(model) or not any(field.name in getattr(one, "fields", ()) for one in model._meta.constraints):
            continue
        rows = model._base_manager.filter(**{field.name: gone.pk})
        doubled = [row for row in rows if is_loop(model, field, row, kept) or twin_of(model, field, row, kept)]
        aside += [f"{label}：{row}" for row in doubled]
    shown_counts = [(label, first, second) for label, (first, second) in counts.items() if first or second]
    return Preview(shown_counts, _clashes(kept, gone), aside)


def _clashes(kept: Enterprise, gone: Enterprise) -> list[Clash]:
    sheets = {
        (sheet.enterprise_id, sheet.year): sheet.values
        for sheet in FactSheet.objects.filter(enterprise__in=[kept.pk, gone.pk])
    }
    years = sorted({year for _pk, year in sheets}, reverse=True)
    joined = _joined(kept, gone)
    found = []
    for year in years:
        mine, theirs = sheets.get((kept.pk, year), {}), sheets.get((gone.pk, year), {})
        for name in [name for name in mine if name in theirs and mine[name] != theirs[name]]:
            item = rulebook().fields.get(name)
            words = [_words(name, values.get(name)) for values in (mine, theirs, joined.get(year, {}))]
            label = f"{label_of(item)}（{unit_words(item)}）" if item and unit_words(item) else _label(name)
            found.append(Clash(label, year, *words))
    return found


def _label(name: str) -> str:
    item = rulebook().fields.get(name)
    return label_of(item) if item else name


def _words(name: str, value: Any) -> str:
    item = rulebook().fields.get(name)
    return (shown(item, value) if item else str(value)) or _("不详")


def _joined(kept: Enterprise, gone: Enterprise) -> dict[int, dict[str, Any]]:
    """The fact sheets as they would be of the filings of both."""
    filings = list(Filing.objects.filter(enterprise__in=[kept.pk, gone.pk], withdrawn=False).order_by("pk"))
    for filing in filings:
        filing.enterprise_id = kept.pk
    return {sheet.year: sheet.values for sheet in sheets_of_filings(filings, rulebook())}


def joined_to(zone: int, pk: int) -> int | None:
    """Which enterprise an entry that is no more was joined to."""
    rows = Merge.objects.filter(zone=zone, gone=pk, undone_at=None)
    return rows.values_list("kept", flat=True).first()


def entries_of(enterprise: Enterprise) -> list[Merge]:
    """The entries that were joined to an enterprise, and still are."""
    return list(Merge.objects.filter(kept=enterprise, undone_at=None).select_related("by"))
