"""Which rung is the next of an enterprise, and which lie above what it holds, against the plain meaning in Python."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import polars as pl
import pytest

from gaoxin.ladder.standing import STANDING, STATUSES, _patterns, next_rungs, upcoming

RUNGS = [("a", "p1", 1), ("a", "p2", 2), ("a", "p3", 2), ("b", "q1", 1), ("b", "q2", 3)]


def standings(firms: int = 60, seed: int = 5) -> pl.DataFrame:
    """A row per rung and enterprise, rung by rung, as the ladder gives them; every status at random."""
    random = np.random.default_rng(seed)
    made = [
        {"uscc": f"F{firm:02}", "name": f"企业{firm}", "track": track, "policy": policy, "level": level}
        | {"status": STATUSES[random.integers(5)], "unmet": int(random.integers(3)), "step": "s", "due": False}
        | {"shortfall": float(random.integers(9))}
        for track, policy, level in RUNGS
        for firm in range(firms)
    ]
    return pl.DataFrame(made, schema=STANDING)


def by_firm(rows: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(row["uscc"], []).append(row)
    return found


def above(mine: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rungs higher than the highest held on their track."""
    top = {
        track: max((row["level"] for row in mine if row["track"] == track and row["status"] == "holds"), default=0)
        for track in {row["track"] for row in mine}
    }
    return [row for row in mine if row["level"] > top[row["track"]]]


def test_the_next_rung_is_the_best_by_status_and_then_the_lowest_above_what_is_held() -> None:
    rows, wanted = standings(), []
    for uscc, mine in by_firm(rows).items():
        best = min(
            above(mine), key=lambda row: (STATUSES.index(row["status"]), row["level"], row["policy"]), default=None
        )
        shown = ("track", "policy", "status", "unmet", "step", "shortfall")
        wanted.append(
            {"uscc": uscc, "name": mine[0]["name"]}
            | {key: best[key] if best else None for key in shown}
            | {"holds": sorted(row["policy"] for row in mine if row["status"] == "holds")}
        )
    assert next_rungs(rows).to_dicts() == wanted
    assert any(row["policy"] is None for row in wanted)


def test_upcoming_are_the_lowest_rungs_above_what_is_held_on_each_track() -> None:
    rows, wanted = standings(), set()
    for uscc, mine in by_firm(rows).items():
        for _, group in itertools.groupby(sorted(above(mine), key=lambda row: row["track"]), lambda row: row["track"]):
            listed = list(group)
            least = min(row["level"] for row in listed)
            wanted |= {(uscc, row["policy"]) for row in listed if row["level"] == least}
    found = upcoming(rows).select("uscc", "policy").rows()
    assert (set(found), len(found)) == (wanted, len(wanted))


@pytest.mark.parametrize("columns", [1, 31, 32, 33, 64, 130])
def test_rows_are_of_one_pattern_where_all_their_marks_are_alike(columns: int) -> None:
    random = np.random.default_rng(columns)
    marks = random.random((8, columns))[random.integers(8, size=50)] < 0.5
    marks[::7, -1] ^= True
    marks[::5, 0] ^= True
    found = _patterns(list(marks.T)).tolist()
    rows = [tuple(row) for row in marks.tolist()]
    assert [found.index(place) for place in found] == [rows.index(row) for row in rows]
    assert set(found) == set(range(len(set(rows))))


def test_a_zone_without_enterprises_has_no_next_rung() -> None:
    rows = pl.DataFrame(schema=STANDING)
    assert (next_rungs(rows).rows(), upcoming(rows).rows()) == ([], [])
    assert next_rungs(rows).schema["holds"] == pl.List(pl.String)
