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
from gaoxin.engine.floats import floats
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
    failing = _failing(plan, table)
    unmet = _unmet(plan.edition.requires, failing, len(table))
    step = np.full(len(table), None, dtype=object)
    lack = np.full(len(table), np.nan)
    near = np.flatnonzero((unmet > 0) & (unmet <= ladder.near_unmet))
    lacks: dict[str, np.ndarray] = {}
    for way, rows in _ways(plan, failing, near):
        names = sorted(way)
        for name in names:
            if name not in lacks:
                lacks[name] = _lacks(plan.outcome(name), plan, assessment, ladder)
        close = np.all([~np.isnan(lacks[name][rows]) for name in names], axis=0)
        step[rows[close]], lack[rows[close]] = names[0], lacks[names[0]][rows[close]]
    return pl.DataFrame(
        {
            "unmet": unmet,
            "step": pl.Series(step.tolist(), dtype=pl.String),
            "shortfall": pl.Series(lack).fill_nan(None),
        }
    )


def _failing(plan: Plan, table: pl.DataFrame) -> dict[str, np.ndarray]:
    """Per criterion, whom it is not met of; what is unknown is not failing."""
    names = {outcome.id: f"{plan.id}/{outcome.id}" for outcome in plan.outcomes}
    found = table.select((~pl.col(name)).fill_null(False) for name in names.values())
    return {criterion: found[name].to_numpy() for criterion, name in names.items()}


def _ways(
    plan: Plan, failing: Mapping[str, np.ndarray], rows: np.ndarray
) -> Iterable[tuple[frozenset[str], np.ndarray]]:
    """The criteria in the way, and the rows where just those are: worked out once for all that fail alike."""
    if not len(rows):
        return
    which = _patterns([failing[name][rows] for name in failing])
    order = np.argsort(which, kind="stable")
    ends = np.cumsum(np.bincount(which))[:-1]
    for alike in np.split(rows[order], ends):
        yield blocking(plan.edition.requires, {name: not failing[name][alike[0]] for name in failing}), alike


def _patterns(columns: Sequence[np.ndarray]) -> np.ndarray:
    """Per row the number of its pattern of yes and no, from 0 without a gap."""
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for place, column in enumerate(columns):
        if place % 32 == 31:  # 63 bits would be full sooner or later
            code = np.unique(code, return_inverse=True)[1]
        code = code * 2 + column
    return np.asarray(np.unique(code, return_inverse=True)[1])


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


def _lacks(outcome: Outcome, plan: Plan, assessment: Assessment, ladder: Ladder) -> np.ndarray:
    """What a failing criterion lacks, for every enterprise, where that is little enough to be one step; else NaN."""
    name, table, fields = f"{plan.id}/{outcome.id}", assessment.table, assessment.rulebook.fields
    none = np.full(len(table), np.nan)
    if f"{name}/shortfall" not in table.columns:
        return none
    if outcome.lever in fields and fields[str(outcome.lever)].derived and outcome.op in ("<=", "<"):
        return none  # too old is not a step away from young
    if outcome.op in ("<=", "<") and outcome.dimension:
        return none  # nor is outgrowing a ceiling
    lack = floats(table[f"{name}/shortfall"])
    value = floats(table[f"{name}/value"])
    few = (lack <= ladder.near_count) if gap_unit(outcome, fields) in COUNTED else np.zeros(len(table), bool)
    return np.where(few | (_close(outcome, plan, assessment, ladder, value) & ~np.isnan(lack)), lack, np.nan)


def _close(outcome: Outcome, plan: Plan, assessment: Assessment, ladder: Ladder, value: np.ndarray) -> np.ndarray:
    """Where a value is within the ladder's share of its bar."""
    name, table = f"{plan.id}/{outcome.id}", assessment.table
    constant = constant_threshold(outcome)
    if f"{name}/threshold" in table.columns:
        bar = floats(table[f"{name}/threshold"])
    else:
        bar = np.full(len(table), float(constant) if isinstance(constant, int | float) else np.nan)
    within = ladder.near_within
    if outcome.lever is None:  # points: even the least must be close, lest every open score seem near
        least = floats(table[f"{plan.id}/score_low"]) if plan.score else value
        return np.asarray((bar != 0) & (bar - least <= within * bar))
    return np.asarray((bar != 0) & (np.abs(bar - value) <= within * np.abs(bar)))


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
    firm, _, above = _above(rows)
    statuses, policies = _places(STATUSES), _places(["", *sorted(rows["policy"].unique())])
    rank = pl.col("status").replace_strict(statuses, return_dtype=pl.Int64) * RUNGS + pl.col("level")
    place = (rank * RUNGS + pl.col("policy").replace_strict(policies, return_dtype=pl.Int64)) * ROWS
    best = np.full(len(rows), NEVER)
    np.minimum.at(best, firm[above], rows.select(place + pl.int_range(pl.len())).to_series().to_numpy()[above])
    everyone = np.flatnonzero(firm == np.arange(len(rows)))
    chosen = pl.Series(best[everyone])
    chosen = pl.select(pl.when(chosen < NEVER).then(chosen % ROWS)).to_series()
    rungs = rows.select(pl.col("track", "policy", "status", "unmet", "step", "shortfall").gather(chosen))
    titles = rows.filter(pl.col("status") == "holds").group_by("uscc").agg(holds=pl.col("policy").unique().sort())
    found = rows[everyone].select("uscc", "name").hstack(rungs)
    return found.join(titles, on="uscc", how="left", maintain_order="left").with_columns(pl.col("holds").fill_null([]))


def _places(names: Sequence[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


RUNGS, ROWS, NEVER = 1 << 12, 1 << 32, np.iinfo(np.int64).max  # more than there are levels or policies, and rows


def _above(rows: pl.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per row: its enterprise's first row, a number for enterprise and track, whether nothing as high is held there."""
    if rows.is_empty():
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, bool)
    codes = rows.select("uscc")
    first = codes.with_row_index("firm").unique("uscc", keep="first")
    firm = codes.join(first, on="uscc", how="left", maintain_order="left")["firm"].cast(pl.Int64).to_numpy()
    tracks = _places(rows["track"].unique().to_list())
    track = rows["track"].replace_strict(tracks, return_dtype=pl.Int64).to_numpy()
    lane, level, holds = firm * len(tracks) + track, rows["level"].to_numpy(), (rows["status"] == "holds").to_numpy()
    top = np.zeros(len(rows) * len(tracks), dtype=np.int64)
    np.maximum.at(top, lane[holds], level[holds])
    return firm, lane, level > top[lane]


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
    places = assessment.table.select("uscc").with_row_index("place")
    after = upcoming(rows).select("uscc", "policy").join(places, on="uscc", how="left")
    found = [
        entry
        for policy in policies
        for entry in _obstacles(assessment, policy, after.filter(pl.col("policy") == policy)["place"].to_numpy())
    ]
    table = pl.DataFrame(found, schema=OBSTACLES, orient="row")
    return table.sort("not_met", "alone", "unknown", descending=True, maintain_order=True)


def upcoming(rows: pl.DataFrame) -> pl.DataFrame:
    """The lowest rungs above the highest held, per enterprise and track."""
    _, lane, above = _above(rows)
    level = rows["level"].to_numpy()
    least = np.full(int(lane.max(initial=0)) + 1, NEVER)
    np.minimum.at(least, lane[above], level[above])
    return rows.filter(above & (level == least[lane]))


def _obstacles(assessment: Assessment, policy: str, places: np.ndarray) -> Iterable[tuple[Any, ...]]:
    plan, table = assessment.plan(policy), assessment.table
    failing = _failing(plan, table)
    stuck = places[(~table[plan.id]).fill_null(False).to_numpy()[places]]
    ways = [(way, len(alike)) for way, alike in _ways(plan, failing, stuck)]
    for outcome in plan.outcomes:
        hit = sum(count for way, count in ways if outcome.id in way)
        unknown = int(table[f"{plan.id}/{outcome.id}"].is_null().to_numpy()[places].sum())
        alone = sum(count for way, count in ways if way == frozenset({outcome.id}))
        yield (policy, outcome.id, outcome.criterion.label, hit, unknown, alone)
