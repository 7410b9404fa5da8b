"""The cells that figures of months were read from, and what was filed otherwise before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from gaoxin.periods import Period
from gaoxin.periods.ledger import Correction, Figure, Report, corrections, key_of
from gaoxin_web.accounts.models import Zone
from gaoxin_web.enterprises.models import FactSheet, Filing
from gaoxin_web.monitoring.queries.reports import KEPT, mark

Key = tuple[int, Period]  # an enterprise and a period that it filed


@dataclass(frozen=True, slots=True)
class Source:
    """A filed figure that another is made of: the cell it was read from; without a filing it is not known any more."""

    sign: int
    period: Period
    batch: str = ""
    cell: str = ""
    raw: str = ""
    filing: int | None = None


@dataclass(frozen=True)
class Cells:
    """Where the figures of some enterprises stand that are on their sheets now."""

    found: Mapping[Key, Source]

    @classmethod
    def of(cls, name: str, enterprises: Collection[int], years: Collection[int]) -> Cells:
        """In two queries, however many they are."""
        sheets = FactSheet.objects.filter(enterprise__in=enterprises, year__in=years)
        stands = {
            (pk, meant[1]): (key, filing)
            for pk, sources in sheets.values_list("enterprise_id", "sources")
            for key, filing in sources.items()
            if "@" in key and (meant := key_of(key)) and meant[0] == name
        }
        filings = Filing.objects.filter(pk__in={filing for _key, filing in stands.values()}).select_related("batch")
        by_pk = {filing.pk: filing for filing in filings.defer("filled")}
        return cls({at: _source(at[1], key, by_pk.get(filing)) for at, (key, filing) in stands.items()})

    def behind(self, enterprise: int, figure: Figure | None) -> list[Source]:
        """What a figure is made of, each part with its sign."""
        if figure is None:
            return []
        return [_signed(sign, self.found.get((enterprise, period), Source(1, period))) for sign, period in figure.parts]


def _signed(sign: int, one: Source) -> Source:
    return Source(sign, one.period, one.batch, one.cell, one.raw, one.filing)


def _source(period: Period, key: str, filing: Filing | None) -> Source:
    if filing is None:
        return Source(1, period)
    entry = filing.values.get(key, {})
    return Source(1, period, filing.batch.title, _cell(filing, entry), str(entry.get("raw", "")), filing.pk)


def _cell(filing: Filing, entry: Mapping[str, Any]) -> str:
    """Sheet and cell, as ``产值!C4``."""
    cell = str(entry.get("cell", ""))
    return cell if "!" in cell or not filing.sheet else "!".join(part for part in (filing.sheet, cell) if part)


def how(figure: Figure | None) -> str:
    """How a figure came about, where it is not simply as filed."""
    if figure is None or figure.how == "filed":
        return ""
    return _("各期相加") if figure.how == "sum" else _("累计数倒算")


def corrections_of(zone: Zone, name: str, year: int) -> list[Correction]:
    """Figures of a year that were others in an earlier filing, of all the zone's enterprises."""
    key = f"monitoring:corrections:{zone.pk}:{name}:{year}:{mark()}"
    found: list[Correction] | None = cache.get(key)
    if found is None:
        found = corrections(_filed(Filing.objects.filter(enterprise__zone=zone), name, year))
        cache.set(key, found, KEPT)
    return found


def _filed(filings: QuerySet[Filing], name: str, year: int) -> Iterable[Report]:
    """Every figure of a field in a year, in whatever filing that stands."""
    texts = filings.filter(withdrawn=False).annotate(text=Cast("values", TextField()))
    some = texts.filter(text__contains=f'"{name}').filter(text__contains=f"@{year}")
    for pk, enterprise, values in some.values_list("pk", "enterprise_id", "values").iterator(5000):
        for written, entry in values.items():
            meant = key_of(written) if "@" in written else None
            if meant and meant[0] == name and meant[1].year == year and isinstance(entry.get("value"), int):
                yield Report(enterprise, meant[1], entry["value"], pk)


def filings_of(pks: Sequence[int]) -> dict[int, Filing]:
    rows = Filing.objects.filter(pk__in=pks).select_related("batch").defer("filled")
    return {filing.pk: filing for filing in rows}


def place_of(filing: Filing | None, name: str, period: Period) -> str:
    """The file and cell of a figure in a filing."""
    if filing is None:
        return ""
    for written, entry in filing.values.items():
        if "@" in written and key_of(written) == (name, period):
            return f"{filing.batch.title} {_cell(filing, entry)}".strip()
    return filing.batch.title
