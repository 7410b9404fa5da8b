"""A zone's facts for the engine, now or as a run found them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from gaoxin import Assessment, Facts, Rulebook
from gaoxin.engine.facts import wide_facts
from gaoxin.engine.one import wide_row
from gaoxin_web.accounts.models import Zone
from gaoxin_web.enterprises.models import Enterprise, FactSheet, Recognition
from gaoxin_web.enterprises.queries.columns import day_of, is_day, plain, shape_of
from gaoxin_web.enterprises.queries.facts import KEY, facts_of
from gaoxin_web.ladders.models import Run
from gaoxin_web.ladders.rules import plan_of
from gaoxin_web.rulebook import rulebook

REGION = "region_code"


def facts_in(firms: QuerySet[Enterprise], zone: Zone, kept: Path | None = None) -> Facts:
    """What is known of some enterprises of a zone; where no division was filed, the zone's is theirs.

    What has not changed since is taken from the file ``kept``.
    """
    facts = facts_of(firms, rulebook(), kept)
    if not zone.region:
        return facts
    filed = [REGION] if REGION in facts.rows.columns else []
    newest = pl.col(REGION).drop_nulls().last().over("uscc") if filed else pl.lit(None)
    return replace(facts, rows=facts.rows.with_columns(pl.coalesce(newest, pl.lit(zone.region)).alias(REGION)))


Held = tuple[str, date | None, date | None]  # a title, since when, until when


def row_of(
    enterprise: Enterprise, sheets: Iterable[FactSheet], on: date, held: Iterable[Held] | None = None
) -> dict[str, Any]:
    """One enterprise's wide row by its facts of now: what :func:`facts_in` gives the engine, without a table."""
    head = {"uscc": key_of(enterprise), "name": enterprise.name}
    rows = [{**head, "year": sheet.year or None, **_typed(sheet.values)} for sheet in sheets] or [head | {"year": None}]
    for row in rows:
        row["established_on"] = row.get("established_on") or enterprise.established_on
    if enterprise.zone.region:
        newest = next((row[REGION] for row in reversed(rows) if row.get(REGION) is not None), enterprise.zone.region)
        for row in rows:
            row[REGION] = newest
    titles = held_by([enterprise.pk])[enterprise.pk] if held is None else held
    return wide_row(rows, list(titles), on, rulebook())


def rows_of(enterprises: Mapping[int, Enterprise], on: date) -> dict[int, dict[str, Any]]:
    """The same of a page's enterprises, by their numbers, with two queries."""
    sheets: dict[int, list[FactSheet]] = defaultdict(list)
    for sheet in FactSheet.objects.filter(enterprise__in=enterprises).order_by("enterprise", "year"):
        sheets[sheet.enterprise_id].append(sheet)
    held = held_by(enterprises)
    return {pk: row_of(firm, sheets[pk], on, held[pk]) for pk, firm in enterprises.items()}


@lru_cache(maxsize=4)
def _shape(book: Rulebook) -> Mapping[str, pl.DataType]:
    return shape_of(book)


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """What a sheet says in words of the rulebook, as a column takes it; what is of another kind is unknown."""
    shape = _shape(rulebook())
    known = {name: plain(value, shape[name]) for name, value in values.items() if name in shape}
    days = [name for name in known if is_day(name, rulebook())]
    return known | {name: day_of(known[name]) for name in days}


def held_by(enterprises: Iterable[int]) -> dict[int, list[Held]]:
    """What enterprises hold; a recognition that was withdrawn ran until the day before."""
    found: dict[int, list[Held]] = defaultdict(list)
    rows = Recognition.objects.filter(enterprise__in=list(enterprises)).order_by("pk")
    for pk, kind, since, until, withdrawn in rows.values_list(
        "enterprise", "kind", Coalesce("valid_from", "recognised_on"), "valid_to", "withdrawn_on"
    ):
        ends = [day for day in (until, withdrawn and withdrawn - timedelta(days=1)) if day]
        found[pk].append((kind, since, min(ends, default=None)))
    return found


def keys_of(firms: QuerySet[Enterprise]) -> pl.DataFrame:
    """``uscc`` as the facts have it, and ``enterprise``, the number in the register."""
    rows = list(firms.order_by("pk").values_list("pk", "uscc"))
    table = pl.DataFrame(rows, schema={"pk": pl.Int64, "uscc": pl.String}, orient="row")
    return table.select(KEY, enterprise="pk")


def key_of(enterprise: Enterprise) -> str:
    return enterprise.uscc or f"#{enterprise.pk}"


def table_of(run: Run, name: str) -> pl.DataFrame | None:
    """A table of a run's folder; None where it is not there (any more)."""
    path = Path(settings.MEDIA_ROOT) / run.folder / f"{name}.parquet"
    return pl.read_parquet(path) if run.folder and path.is_file() else None


def facts_of_run(run: Run, keys: pl.DataFrame | None = None) -> Facts | None:
    """The facts a run rests on, of some enterprises (all by default); None where its files are gone."""
    rows, held = table_of(run, "facts"), table_of(run, "recognitions")
    if rows is None:
        return None
    if keys is not None:
        rows = rows.join(keys, on="uscc", how="semi", maintain_order="left")
        held = None if held is None else held.join(keys, on="uscc", how="semi", maintain_order="left")
    return Facts(rows, held)


def assessment_of_run(run: Run, policies: list[str], keys: pl.DataFrame) -> Assessment | None:
    """A run's verdicts of some enterprises read back as the engine gave them."""
    facts, table = facts_of_run(run, keys), table_of(run, "verdicts")
    plans = [plan for policy in policies if (plan := plan_of(policy, run.on))]
    if facts is None or table is None or run.rulebook != rulebook().digest:
        return None
    mine = table.join(keys, on="uscc", how="semi", maintain_order="left")
    wide = wide_facts(facts.rows, facts.recognitions, run.on, rulebook())
    return Assessment(run.on, rulebook(), tuple(plans), facts, wide, mine)
