"""An index written down: a table for every stage, and what was done on the way."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.index.arrays import Floats
from gaoxin.index.build import Built
from gaoxin.index.ranks import ranks


def write_results(built: Built, out: Path) -> list[Path]:
    """Write a .csv for every stage from ``denominated`` to ``aggregated``, for ``ranks``, and ``log.json``.

    A row per unit that stayed, a column per indicator or node; what is unknown is NA.
    """
    out.mkdir(parents=True, exist_ok=True)
    codes = [node.code for node in built.framework.indicators]
    stages = {"denominated": built.denominated, "imputed": built.data.values, "treated": built.treated}
    tables = {name: dict(zip(codes, values.T, strict=True)) for name, values in stages.items()}
    tables["normalised"] = dict(zip(codes, built.normalised.T, strict=True))
    tables["aggregated"] = dict(built.scores)
    tables["ranks"] = {code: ranks(scores) for code, scores in built.scores.items()}
    written = [out / f"{name}.csv" for name in tables]
    for path, table in zip(written, tables.values(), strict=True):
        _write(path, built.data.units, table)
    log = out / "log.json"
    log.write_text(json.dumps(log_of(built), ensure_ascii=False, indent=1, allow_nan=False) + "\n", "utf-8")
    return [*written, log]


def log_of(built: Built) -> dict[str, Any]:
    """What was done: the recipe, what was put in, how outliers were treated, who was left out, what is not known."""
    codes = [node.code for node in built.framework.indicators]
    return {
        "recipe": built.recipe.as_dict(),
        "units": len(built.data),
        "left_out": list(built.left_out),
        "imputed": [
            {"unit": built.data.units[row], "indicator": codes[at], "value": float(built.data.values[row, at])}
            for row, at in np.argwhere(built.imputed)
        ],
        "treatment": [_treatment(code, built, at) for at, code in enumerate(codes)] if built.treatment else [],
        "unknown_weights": list(built.framework.unknown_weights),
        "simulated": built.is_simulated,
    }


def _treatment(code: str, built: Built, at: int) -> dict[str, Any]:
    done = built.treatment[at]
    return {
        "indicator": code,
        "method": done.method,
        "skew": [number(one) for one in done.skew],
        "kurtosis": [number(one) for one in done.kurtosis],
        "passes": done.passes,
        "points": done.count,
        "high": [built.data.units[row] for row in done.high],
        "low": [built.data.units[row] for row in done.low],
    }


def number(value: float) -> float | None:
    """A figure for a document: None where it is not known."""
    return None if np.isnan(value) else float(value)


def _write(path: Path, units: Sequence[str], columns: Mapping[str, Floats]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["uCode", *columns])
        for row, unit in enumerate(units):
            table.writerow([unit, *(_text(float(column[row])) for column in columns.values())])


def _text(value: float) -> str:
    if np.isnan(value):
        return "NA"
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
