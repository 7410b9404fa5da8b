"""Where every enterprise stands on every rung: holds, ready, near, far, needs data.

holds       the recognition is in force on the day
ready       not held, and every criterion is met: apply now
near        not met, but few criteria stand in the way and each can be moved
far         not met otherwise
needs_data  unknown: what is missing could still make it met
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from gaoxin.assessment import VERDICTS, Assessment, constant_threshold, gap_unit
from gaoxin.engine.facts import holdings
from gaoxin.ladder.rungs import Ladder, Rung, Track
from gaoxin.rules.model import Requirement
from gaoxin.rules.plan import Outcome, Plan
from gaoxin.units import COUNTED

STATUSES = ("holds", "ready", "near", "needs_data", "far")

STANDING = {
    "uscc": pl.String,
    "name": pl.String,
    "track": pl.String,
    "policy": pl.String,
    "level": pl.Int64,
    "status": pl.String,
    "verdict": pl.String,
    "unmet": pl.Int64,
    "step": pl.String,
    "shortfall": pl.Float64,
    "held_until": pl.Date,
    "due": pl.Boolean,
}


def standing(assessment: Assessment, ladder: Ladder) -> pl.DataFrame:
    """One row per enterprise and rung.

    ``unmet`` counts the criteria that stand in the way at the least; ``step`` is the
    criterion of a near rung, ``shortfall`` what it lacks in its own unit. ``held_until``
    is the last day of the certificate, ``due`` whether it runs out within the ladder's
    months (复核到期). A recognition is held only where a list of recognitions says so.
    """
    held = _held(assessment)
    parts = [
        _rung(assessment, ladder, track, rung, held)
        for track in ladder.tracks
        for rung in track.rungs
        if rung.policy in {plan.id for plan in assessment.plans}
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema=STANDING)


def _held(assessment: Assessment) -> pl.DataFrame:
    table = assessment.facts.recognitions
    empty = pl.DataFrame(schema={"uscc": pl.String, "recognition": pl.String, "until": pl.Date})
    if table is None:
        return empty
    found = holdings(table, assessment.on, assessment.rulebook)
    return found.filter(pl.col("held")).select("uscc", "recognition", "until")


def _rung(assessment: Assessment, ladder: Ladder, track: Track, rung: Rung, held: pl.DataFrame) -> pl.DataFrame:
    plan, table = assessment.plan(rung.policy), assessment.table
    mine = held.filter(pl.col("recognition") == rung.policy).select("uscc", held_until="until", holds=pl.lit(True))
    counted = table.select("uscc", "name", met=pl.col(plan.id)).hstack(_steps(plan, assessment, ladder))
    joined = counted.join(mine, on="uscc", how="left", maintain_order="left")
    status = (
        pl.when(pl.col("holds")).then(pl.lit("holds"))
        .when(pl.col("met")).then(pl.lit("ready"))
        .when(pl.col("met").is_null()).then(pl.lit("needs_data"))
        .when(pl.col("step").is_not_null()).then(pl.lit("near"))
        .otherwise(pl.lit("far"))
    )  # fmt: skip
    due = pl.col("held_until") <= pl.lit(assessment.on).dt.offset_by(f"{ladder.due_months}mo")
    found = joined.with_columns(
        track=pl.lit(track.id),
        policy=pl.lit(plan.id),
        level=pl.lit(rung.level),
        status=status,
        due=due.fill_null(False),
        verdict=pl.col("met").replace_strict(VERDICTS, return_dtype=pl.String).fill_null("unknown"),
    )
    near = pl.col("status") == "near"
    kept = [pl.when(near).then(name).alias(name) for name in ("step", "shortfall")]
    return found.with_columns(kept).select(pl.col(name).cast(kind) for name, kind in STANDING.items())


def _steps(plan: Plan, assessment: Assessment, ladder: Ladder) -> pl.DataFrame:
    """Per enterprise: criteria in the way at the least and, where they are few and close, the first of them."""
    table = assessment.table
    failing = {o.id: (table[f"{plan.id}/{o.id}"] == False).fill_null(False).to_numpy() for o in plan.outcomes}  # noqa: E712 -- null is not failing
    unmet = _unmet(plan.edition.requires, failing, len(table))
    step: list[str | None] = [None] * len(table)
    lack: list[float | None] = [None] * len(table)
    for row in np.flatnonzero((unmet > 0) & (unmet <= ladder.near_unmet)):
        names = blocking(plan.edition.requires, {name: not values[row] for name, values in failing.items()})
        gaps = [_lack(plan.outcome(name), plan, table, int(row), assessment, ladder) for name in sorted(names)]
        if all(gap is not None for gap in gaps):
            step[row], lack[row] = min(names), gaps[0]
    return pl.DataFrame(
        {"unmet": unmet, "step": pl.Series(step, dtype=pl.String), "shortfall": pl.Series(lack, dtype=pl.Float64)}
    )


def _unmet(requirement: Requirement, failing: dict[str, np.ndarray], rows: int) -> np.ndarray:
    """How many criteria keep a requirement from being met, at the least, for every enterprise."""
    if requirement.kind == "leaf":
        return failing[requirement.criterion].astype(np.int64)
    parts = np.array([_unmet(part, failing, rows) for part in requirement.parts])
    if requirement.kind == "all":
        return np.asarray(parts.sum(axis=0))
    wanted = requirement.count if requirement.kind == "at_least" else 1
    return np.asarray(np.sort(parts, axis=0)[:wanted].sum(axis=0))


def blocking(requirement: Requirement, verdicts: Mapping[str, bool | None]) -> frozenset[str]:
    """The fewest failing criteria that keep a requirement from being met; unknown ones are not failing."""
    if requirement.kind == "leaf":
        failing = verdicts.get(requirement.criterion) is False
        return frozenset({requirement.criterion}) if failing else frozenset()
    parts = sorted((blocking(part, verdicts) for part in requirement.parts), key=len)
    if requirement.kind == "all":
        return frozenset().union(*parts)
    wanted = requirement.count if requirement.kind == "at_least" else 1
    return frozenset().union(*parts[:wanted])


def _lack(
    outcome: Outcome, plan: Plan, table: pl.DataFrame, row: int, assessment: Assessment, ladder: Ladder
) -> float | None:
    """What a failing criterion lacks when that is little enough to be one step; None otherwise."""
    name = f"{plan.id}/{outcome.id}"
    if f"{name}/shortfall" not in table.columns:
        return None
    lack = table[f"{name}/shortfall"][row]
    fields = assessment.rulebook.fields
    if outcome.lever in fields and fields[str(outcome.lever)].derived and outcome.op in ("<=", "<"):
        return None  # too old is not a step away from young
    if outcome.op in ("<=", "<") and outcome.dimension:
        return None  # nor is outgrowing a ceiling
    unit = gap_unit(outcome, fields)
    if lack is None or (unit in COUNTED and lack <= ladder.near_count):
        return None if lack is None else float(lack)
    bar = table[f"{name}/threshold"][row] if f"{name}/threshold" in table.columns else constant_threshold(outcome)
    value = table[f"{name}/value"][row]
    if outcome.lever is None:  # points: even the least must be close, lest every open score seem near
        least = table[f"{plan.id}/score_low"][row] if plan.score else value
        return float(lack) if bar and least is not None and bar - least <= ladder.near_within * bar else None
    if not isinstance(bar, int | float) or value is None or not bar:
        return None
    return float(lack) if abs(bar - value) <= ladder.near_within * abs(bar) else None


def funnel(rows: pl.DataFrame, ladder: Ladder) -> pl.DataFrame:
    """Enterprises per rung and status: ``track``, ``policy``, ``level`` and a count per status."""
    counts = [(pl.col("status") == status).sum().alias(status) for status in STATUSES]
    order = [(track.id, rung.policy) for track in ladder.tracks for rung in track.rungs]
    found = rows.group_by("track", "policy", "level").agg(*counts, pl.col("due").sum())
    place = pl.struct("track", "policy").map_elements(
        lambda pair: order.index((pair["track"], pair["policy"])), return_dtype=pl.Int64
    )
    return found.sort(place)


def next_rungs(rows: pl.DataFrame) -> pl.DataFrame:
    """The next rung of every enterprise, one row each.

    On each track the rungs above the highest that is held are looked at; the best of
    them by status (ready, near, needs data, far), then the lowest, is the next. ``holds``
    lists what is held.
    """
    held = rows.filter(pl.col("status") == "holds").group_by("uscc", "track").agg(top=pl.col("level").max())
    open_rungs = rows.join(held, on=["uscc", "track"], how="left").filter(pl.col("level") > pl.col("top").fill_null(0))
    rank = pl.col("status").replace_strict({s: n for n, s in enumerate(STATUSES)}, return_dtype=pl.Int64)
    best = (
        open_rungs.with_columns(rank=rank).sort("rank", "level", "policy").group_by("uscc", maintain_order=True).first()
    )
    titles = rows.filter(pl.col("status") == "holds").group_by("uscc").agg(holds=pl.col("policy").unique().sort())
    everyone = rows.select("uscc", "name").unique(maintain_order=True)
    chosen = best.select("uscc", "track", "policy", "status", "unmet", "step", "shortfall")
    joined = everyone.join(chosen, on="uscc", how="left", maintain_order="left").join(
        titles, on="uscc", how="left", maintain_order="left"
    )
    return joined.with_columns(pl.col("holds").fill_null([]))


def expiring(rows: pl.DataFrame) -> pl.DataFrame:
    """Certificates that run out within the ladder's months, the soonest first."""
    due = rows.filter(pl.col("due")).select("uscc", "name", "policy", "held_until", "verdict")
    return due.unique(maintain_order=True).sort("held_until", "uscc", "policy")


OBSTACLES = {
    "policy": pl.String,
    "criterion": pl.String,
    "label": pl.String,
    "not_met": pl.Int64,
    "unknown": pl.Int64,
    "alone": pl.Int64,
}


def obstacles(assessment: Assessment, rows: pl.DataFrame, policies: Sequence[str]) -> pl.DataFrame:
    """Which criteria hold most enterprises back from their next rung.

    Only enterprises for which a policy is the next rung of its track count. ``not_met``
    are those that the criterion is in the way of at the least (another route that fails
    is no obstacle while one is nearer), ``unknown`` those whose facts for it are missing,
    ``alone`` those that nothing but it keeps from the rung.
    """
    places = {uscc: row for row, uscc in enumerate(assessment.table["uscc"])}
    after = upcoming(rows)
    found = [
        entry
        for policy in policies
        for entry in _obstacles(
            assessment, policy, [places[u] for u in after.filter(pl.col("policy") == policy)["uscc"]]
        )
    ]
    table = pl.DataFrame(found, schema=OBSTACLES, orient="row")
    return table.sort("not_met", "alone", "unknown", descending=True, maintain_order=True)


def upcoming(rows: pl.DataFrame) -> pl.DataFrame:
    """The lowest rungs above the highest held, per enterprise and track."""
    held = rows.filter(pl.col("status") == "holds").group_by("uscc", "track").agg(top=pl.col("level").max())
    above = rows.join(held, on=["uscc", "track"], how="left").filter(pl.col("level") > pl.col("top").fill_null(0))
    return above.filter(pl.col("level") == pl.col("level").min().over("uscc", "track"))


def _obstacles(assessment: Assessment, policy: str, rows: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    plan, table = assessment.plan(policy), assessment.table
    verdicts = {outcome.id: table[f"{plan.id}/{outcome.id}"].to_list() for outcome in plan.outcomes}
    stuck = [row for row in rows if table[plan.id][row] is False]
    ways = [blocking(plan.edition.requires, {name: values[row] for name, values in verdicts.items()}) for row in stuck]
    for outcome in plan.outcomes:
        failing = sum(outcome.id in way for way in ways)
        unknown = sum(verdicts[outcome.id][row] is None for row in rows)
        yield (policy, outcome.id, outcome.criterion.label, failing, unknown, ways.count(frozenset({outcome.id})))
