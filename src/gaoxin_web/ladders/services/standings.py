"""Hundreds of thousands of standings kept as the last run has them."""

from __future__ import annotations

import polars as pl

from gaoxin_web.accounts.models import Zone
from gaoxin_web.enterprises.queries.lines import whole_numbers
from gaoxin_web.enterprises.services.bulk import write_rows
from gaoxin_web.ladders.models import Standing
from gaoxin_web.ladders.rules import ladder_of

SAID = ("track", "policy", "level", "status", "verdict", "next", "step", "shortfall", "held_until", "due", "place")
AT_ONCE = 10_000  # rows taken away by one query


def write_standings(zone: Zone, rows: pl.DataFrame, nearest: pl.DataFrame, keys: pl.DataFrame) -> None:
    """Write what the lists show: every rung that is not far off, and each enterprise's next.

    From one night to the next few of them change; the others are left as they are.

    Args:
        zone: whose they are.
        rows: from :func:`gaoxin.ladder.standing.standing`.
        nearest: from :func:`gaoxin.ladder.standing.next_rungs`.
        keys: ``uscc`` as the facts have it and ``enterprise``, its number in the register.
    """
    before = Standing.objects.filter(zone=zone)
    listed = _listed(zone, rows, nearest, keys)
    stand = whole_numbers(before, pk="pk", mark="mark")
    gone = stand.join(listed, on="mark", how="anti")["pk"]
    new = listed.join(stand, on="mark", how="anti", maintain_order="left")
    if 2 * len(gone) > len(stand):
        before._raw_delete(before.db)  # nothing hangs on a standing
        new = listed
    else:
        for part in gone.sort().to_frame().iter_slices(AT_ONCE):
            some = before.filter(pk__in=part["pk"].to_list())
            some._raw_delete(some.db)
    write_rows(Standing, new)


def _listed(zone: Zone, rows: pl.DataFrame, nearest: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    chosen = nearest.select("uscc", "track", "policy", next=pl.lit(True))
    joined = rows.join(chosen, on=["uscc", "track", "policy"], how="left").with_columns(pl.col("next").fill_null(False))
    kept = joined.filter((pl.col("status") != "far") | pl.col("next"))
    rung = {policy: place for place, policy in enumerate(ladder_of(zone).policies())}
    place = pl.col("policy").replace_strict(rung, return_dtype=pl.Int32, default=len(rung))
    said = kept.join(keys.rename({"enterprise": "enterprise_id"}), on="uscc").with_columns(
        pl.col("step").fill_null(""), zone_id=pl.lit(zone.pk), place=place
    )
    found = said.select("zone_id", "enterprise_id", *SAID).sort("status", "place", "shortfall", "enterprise_id")
    return found.with_columns(mark=pl.struct(pl.all()).hash().reinterpret(signed=True))
