"""Long facts (one row per enterprise and year) → the wide table every engine reads.

One row per enterprise; a yearly field becomes ``rd_expense_y0`` (last full fiscal
year), ``_y1`` … ``_y3``, and for yes/no fields ``_now`` (the year of assessment);
static fields stand once, newest non-empty value first. Numbers are whole steps,
texts with listed values their place in the list (0: another text), dates days
since 1970-01-01. Recognitions become ``held:hnte`` and ``held_days:hnte``, a
judgement given by a person ``judged:<criterion>``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from gaoxin.fields import Field, Fields
from gaoxin.periods import age_in_years, base_year, full_fiscal_years, year_at
from gaoxin.rules.functions import YEARS_BACK
from gaoxin.rules.lower import column_name
from gaoxin.rules.model import Rulebook
from gaoxin.units import STEPS

FROM_NOTHING = ("money", "count")  # before it was founded, a firm's money and heads are known to be 0


def wide_facts(
    rows: pl.DataFrame,
    recognitions: pl.DataFrame | None,
    on: date,
    rulebook: Rulebook,
) -> pl.DataFrame:
    """The wide table for one day.

    Args:
        rows: ``uscc``, ``name``, ``year`` and fields in steps, as :func:`gaoxin.register.read_facts` gives them.
        recognitions: ``uscc``, ``recognition``, ``valid_from``, ``valid_to``; None when nothing is known about them.
        on: the day of the assessment.
        rulebook: whose fields, titles and judgements name the columns.

    Returns:
        One row per ``uscc``, in order of first appearance.
    """
    fields = rulebook.fields
    static = [name for name in rows.columns if name in fields and fields[name].period == "static" and name != "uscc"]
    yearly = [name for name in rows.columns if name in fields and fields[name].period == "year"]
    judged = [name for name in rows.columns if name in rulebook.judgements()]
    wide = _newest(rows, static, judged)
    for offset in range(-1, YEARS_BACK):
        wide = _join_year(wide, rows, yearly, fields, on, offset)
    wide = wide.with_columns(_derived(wide, on)) if "established_on" in wide.columns else wide
    wide = wide.with_columns(_before_founding(wide, yearly, fields, on)) if "established_on" in wide.columns else wide
    wide = _declared_now(wide, yearly, fields)
    wide = _with_titles(wide, recognitions, on, rulebook)
    wide = wide.with_columns(pl.col(pl.Null).cast(pl.Int64))
    return wide.with_columns(_coded(wide, fields)).with_columns(pl.col(pl.Date).to_physical())


def _newest(rows: pl.DataFrame, static: list[str], judged: list[str]) -> pl.DataFrame:
    """One row per enterprise with the newest non-empty value of what does not belong to a year."""
    said = rows.filter(pl.any_horizontal(pl.col(*static, *judged).is_not_null())) if static or judged else rows
    order = said.select("uscc", *(name for name in ("year",) if name in rows.columns), *static, *judged)
    if "year" in order.columns:
        order = order.sort("year", nulls_last=False, maintain_order=True)
    wanted = [pl.col(name).drop_nulls().last().alias(name) for name in static]
    wanted += [pl.col(name).drop_nulls().last().alias(f"judged:{name}") for name in judged]
    found = order.group_by("uscc", maintain_order=True).agg(wanted)
    first = rows.select("uscc").unique(maintain_order=True)
    return first.join(found, on="uscc", how="left", maintain_order="left")


def _join_year(
    wide: pl.DataFrame, rows: pl.DataFrame, yearly: list[str], fields: Fields, on: date, offset: int
) -> pl.DataFrame:
    names = [name for name in yearly if offset >= 0 or fields[name].kind == "bool"]
    year = rows.filter(pl.col("year") == year_at(on, offset))
    renamed = [pl.col(name).alias(column_name(name, offset)) for name in names]
    marker = [pl.lit(True).alias("~reported_now")] if offset < 0 else []
    return wide.join(year.select("uscc", *renamed, *marker), on="uscc", how="left", maintain_order="left")


def _derived(wide: pl.DataFrame, on: date) -> list[pl.Series]:
    """``age_days``, ``age_years`` and ``full_years``, worked out once per distinct day."""
    days = wide["established_on"].cast(pl.Date)
    distinct = [day for day in days.unique().to_list() if day is not None and day <= on]
    ages = [(day, *_age(day, on)) for day in distinct]
    kinds = {"established_on": pl.Date, **dict.fromkeys(("age_days", "age_years", "full_years"), pl.Int64)}
    table = pl.DataFrame(ages, schema=kinds, orient="row")
    return days.to_frame().join(table, on="established_on", how="left", maintain_order="left").get_columns()[1:]


def _age(established: date, on: date) -> tuple[int, int, int]:
    years, days = age_in_years(established, on)
    step = STEPS["number"]
    return (on - established).days, years * step + days * step // 366, full_fiscal_years(established, on)


def _before_founding(wide: pl.DataFrame, yearly: list[str], fields: Fields, on: date) -> list[pl.Expr]:
    founded = pl.col("established_on").cast(pl.Date).dt.year()  # all unknown, a column has no type
    found = []
    for offset in range(YEARS_BACK):
        before = founded > base_year(on) - offset
        for name in yearly:
            zero = nothing(fields[name])
            column = column_name(name, offset)
            if zero is not None and column in wide.columns:
                value = pl.col(column)
                found.append(pl.when(value.is_null() & before).then(pl.lit(zero)).otherwise(value).alias(column))
    return found


def nothing(item: Field) -> int | bool | None:
    """What a yearly fact was before the enterprise existed; None where that cannot be said."""
    if item.kind == "bool":
        return False
    return 0 if item.kind in FROM_NOTHING and not item.none_rank and item.unit not in ("级", "年") else None


def _declared_now(wide: pl.DataFrame, yearly: list[str], fields: Fields) -> pl.DataFrame:
    """While the current year has no row, the declaration of y0 stands."""
    standing = [
        pl.when(pl.col("~reported_now").is_null())
        .then(pl.col(column_name(name, 0)))
        .otherwise(pl.col(column_name(name, -1)))
        .alias(column_name(name, -1))
        for name in yearly
        if fields[name].kind == "bool"
    ]
    return wide.with_columns(standing).drop("~reported_now")


def _with_titles(wide: pl.DataFrame, table: pl.DataFrame | None, on: date, rulebook: Rulebook) -> pl.DataFrame:
    if table is None:
        return wide
    held = holdings(table, on, rulebook).filter(pl.col("held"))
    days = held.pivot("recognition", index="uscc", values="days")
    named = days.rename({title: f"~{title}" for title in days.columns if title != "uscc"})
    wide = wide.join(named, on="uscc", how="left", maintain_order="left")
    since = {title: pl.col(f"~{title}") if title in days.columns else pl.lit(None) for title in rulebook.titles}
    wide = wide.with_columns(
        *(found.is_not_null().alias(f"held:{title}") for title, found in since.items()),
        *(found.fill_null(0).cast(pl.Int64).alias(f"held_days:{title}") for title, found in since.items()),
    )
    return wide.drop("^~.*$")


def holdings(table: pl.DataFrame, on: date, rulebook: Rulebook) -> pl.DataFrame:
    """One row per enterprise and title: whether it is in force, since when without a gap, until when.

    A row without ``valid_to`` runs for the title's own term where the rulebook states
    one, else without end; one without ``valid_from`` has always run.
    """
    terms = pl.DataFrame(
        {"recognition": list(rulebook.titles), "months": [title.months for title in rulebook.titles.values()]},
        schema={"recognition": pl.String, "months": pl.Int64},
    )
    term_end: pl.Expr = pl.lit(None, pl.Date)
    for months in {title.months for title in rulebook.titles.values() if title.months is not None}:
        last_day = pl.col("valid_from").dt.offset_by(f"{months}mo").dt.offset_by("-1d")
        term_end = pl.when(pl.col("months") == months).then(last_day).otherwise(term_end)
    dated = table.join(terms, on="recognition", how="left").with_columns(
        pl.coalesce("valid_to", term_end).alias("until"), pl.col("valid_from").alias("since")
    )
    keys, day = ["uscc", "recognition"], pl.lit(on)
    spans = dated.with_row_index("at").with_columns(
        pl.col("since").fill_null(date(1990, 1, 1)), pl.col("until").fill_null(date(2100, 12, 31))
    )
    ordered = spans.sort(*keys, "since", "until").with_columns(holding=pl.struct(keys).rle_id())
    before = pl.col("until").cum_max().shift(1).over("holding")
    apart = (pl.col("since") - before).dt.total_days() > 1  # a certificate that starts the day after another adjoins
    joined = (
        ordered.with_columns(stretch=apart.fill_null(True).cum_sum())
        .group_by("stretch", maintain_order=True)
        .agg(pl.col(*keys, "holding", "since").first(), pl.col("until").max(), pl.col("at").min())
        .with_columns(held=(pl.col("since") <= day) & (day <= pl.col("until")))
    )
    mine = joined.sort("holding", "held", "stretch")  # the stretch that covers the day, else the last one
    last = mine.group_by("holding", maintain_order=True).agg(
        pl.col(*keys, "held", "since", "until").last(), pl.col("at").min()
    )
    days = pl.when("held").then((day - pl.col("since")).dt.total_days()).alias("days")
    return last.sort("at").with_columns(days).select(pl.col(name).cast(kind) for name, kind in _HOLDINGS.items())


_HOLDINGS = {
    "uscc": pl.String,
    "recognition": pl.String,
    "held": pl.Boolean,
    "since": pl.Date,
    "until": pl.Date,
    "days": pl.Int64,
}


def _coded(wide: pl.DataFrame, fields: Fields) -> Iterable[pl.Expr]:
    """Listed texts as their place in the list; a text outside it as 0, or unknown where it is a mistake."""
    for name in wide.columns:
        item = _field_of(name, fields)
        if item is not None and item.kind == "text" and item.values and wide.schema[name] == pl.String:
            codes = {text: place for place, text in enumerate(item.choices, 1)}
            coded = pl.col(name).replace_strict(codes, default=0 if item.other else None, return_dtype=pl.Int64)
            yield pl.when(pl.col(name).is_not_null()).then(coded).alias(name)


def _field_of(column: str, fields: Fields) -> Field | None:
    if column in fields:
        return fields[column]
    stem, _, suffix = column.rpartition("_")
    return fields.get(stem) if suffix == "now" or (suffix[:1] == "y" and suffix[1:].isdigit()) else None
