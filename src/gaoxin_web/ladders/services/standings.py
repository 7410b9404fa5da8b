"""Hundreds of thousands of standings written at once."""

from __future__ import annotations

import polars as pl

from gaoxin_web.enterprises.services.bulk import write_rows
from gaoxin_web.ladders.models import Run, Standing
from gaoxin_web.ladders.rules import ladder_of

COLUMNS = (
    "run_id",
    "enterprise_id",
    "track",
    "policy",
    "level",
    "status",
    "verdict",
    "next",
    "step",
    "shortfall",
    "held_until",
    "due",
)


def write_standings(run: Run, rows: pl.DataFrame, nearest: pl.DataFrame, keys: pl.DataFrame) -> None:
    """Write what the lists show: every rung that is not far off, and each enterprise's next.

    Args:
        run: the run they belong to.
        rows: from :func:`gaoxin.ladder.standing.standing`.
        nearest: from :func:`gaoxin.ladder.standing.next_rungs`.
        keys: ``uscc`` as the facts have it and ``enterprise``, its number in the register.
    """
    if rows.is_empty():
        return
    write_rows(Standing, _listed(run, rows, nearest, keys))


def _listed(run: Run, rows: pl.DataFrame, nearest: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    chosen = nearest.select("uscc", "track", "policy", next=pl.lit(True))
    joined = rows.join(chosen, on=["uscc", "track", "policy"], how="left").with_columns(pl.col("next").fill_null(False))
    kept = joined.filter((pl.col("status") != "far") | pl.col("next"))
    rung = {policy: place for place, policy in enumerate(ladder_of(run.zone).policies())}
    place = pl.col("policy").replace_strict(rung, return_dtype=pl.Int32, default=len(rung))
    order = ["status", "place", "shortfall", "enterprise_id"]  # as the lists show them
    return (
        kept.join(keys.rename({"enterprise": "enterprise_id"}), on="uscc")
        .with_columns(run_id=pl.lit(run.pk), step=pl.col("step").fill_null(""), place=place)
        .sort(order, nulls_last=True)
        .select(COLUMNS)
    )
