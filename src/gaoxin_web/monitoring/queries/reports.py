"""What a zone's enterprises reported of months, out of their fact sheets: read once, until a sheet is new.

A sheet is never changed, only replaced by one with a number that none ever had: the greatest number and how many
there are tell whether what was read still holds.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from django.core.cache import cache
from django.db.models import Count, Max, QuerySet, TextField
from django.db.models.functions import Cast

from gaoxin.periods.ledger import Ledger, Reports, key_of
from gaoxin_web.accounts.models import Zone
from gaoxin_web.enterprises.models import FactSheet
from gaoxin_web.rulebook import rulebook

KEPT = 24 * 3600  # seconds
SEEN = 2  # another number when what is kept is another thing
SUMMED = ("money", "count", "number")  # kinds: a ratio cannot be summed
# A key of a month with its whole number, as both databases write JSON; a quote within a text is escaped, and no key.
ENTRY = r'"[a-z][a-z0-9_]*@\d{4}(?:-\d\d(?:/\d{4}-\d\d)?)?": -?\d+[,}]'
SHAPE = {"enterprise": pl.Int64(), "text": pl.String()}


def ledger_of(zone: Zone, field: str) -> Ledger:
    """What was reported of one field, by all enterprises of a zone."""
    return Ledger.of(_reports(zone).get(field) or Reports.of(()))


def fields_reported(zone: Zone) -> list[str]:
    """Fields of which a month was reported, those most reported first."""
    found = _reports(zone)
    return sorted(found, key=lambda field: (-len(found[field].value), field))


def mark() -> str:
    """Another text as soon as any sheet is new or gone."""
    found = FactSheet.objects.aggregate(newest=Max("pk"), count=Count("pk"))
    return f"{found['newest']}:{found['count']}"


def _reports(zone: Zone) -> dict[str, Reports]:
    key = f"monitoring:{SEEN}:{zone.pk}:{mark()}"
    found: dict[str, Reports] | None = cache.get(key)
    if found is None:
        found = _read(FactSheet.objects.filter(enterprise__zone=zone, year__gt=0))
        cache.set(key, found, KEPT)
    return found


def _read(sheets: QuerySet[FactSheet]) -> dict[str, Reports]:
    """The figures of months on some sheets, by field."""
    texts = sheets.annotate(text=Cast("values", TextField())).filter(text__contains="@")
    rows = texts.order_by("enterprise", "year").values_list("enterprise_id", "text")
    frame = pl.DataFrame(list(rows), schema=SHAPE, orient="row")
    entries = frame.select("enterprise", entry=pl.col("text").str.extract_all(ENTRY)).explode("entry").drop_nulls()
    parts = entries.select(
        "enterprise",
        key=pl.col("entry").str.extract('^"([^"]*)"'),
        value=pl.col("entry").str.extract(r"(-?\d+)[,}]$").cast(pl.Int64, strict=False),
    ).drop_nulls()
    meant = parts.join(_meanings(parts["key"].unique().to_list()), on="key", how="inner", maintain_order="left")
    return {str(field): _columns(part) for (field,), part in meant.group_by("field", maintain_order=True)}


def _meanings(keys: list[str]) -> pl.DataFrame:
    """What keys say: the field, and the months of a year."""
    fields, rows = rulebook().fields, []
    for key in keys:
        meant = key_of(key)
        item = fields.get(meant[0]) if meant else None
        if meant and item and item.kind in SUMMED:
            rows.append((key, item.name, meant[1].year, meant[1].start, meant[1].stop))
    names = {"key": pl.String(), "field": pl.String(), **dict.fromkeys(("year", "start", "stop"), pl.Int64())}
    return pl.DataFrame(rows, schema=names, orient="row")


def _columns(part: pl.DataFrame) -> Reports:
    names = ("enterprise", "year", "start", "stop", "value")
    return Reports(*(part[name].to_numpy() for name in names), filing=np.zeros(len(part), np.int64))
