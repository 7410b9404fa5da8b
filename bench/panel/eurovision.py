"""The Eurovision Song Contest before 1998 as cases: a country's jury is a judge, its points a ballot, the sum decides.

Votes and official totals come from two independent collections (Unlicense, MIT). A country that voted and gave an
entry nothing gave it 0 points; it never votes for its own.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from gaoxin.panel import Ballot, Case, Criterion, Entry, Scheme

DATA = Path(__file__).parents[3] / "shared" / "data" / "eurovision_votes"
RULE = Scheme((Criterion("points"),), places=0, drop=0, min_ballots=1, aggregate="sum")


def contests() -> Iterator[tuple[int, Case, dict[str, list[int]]]]:
    """Year, case, and the official points of each country's entries."""
    votes = defaultdict(list)
    with gzip.open(DATA / "votes.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            votes[int(row["year"])].append(row)
    official: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    with (DATA / "official.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["entry"] and row["Points"]:
                official[int(row["Year"])][row["entry"]].append(int(float(row["Points"])))
    for year, cast in sorted(votes.items()):
        yield year, _case(year, cast, set(official[year])), dict(official[year])


def _case(year: int, cast: list[dict[str, str]], sung: set[str]) -> Case:
    """``sung`` are entries of the official list, of which some got no vote at all."""
    points = {(row["voter"], row["entry"]): row["points"] for row in cast}
    voters, entries = sorted({row["voter"] for row in cast}), sorted({row["entry"] for row in cast} | sung)
    ballots = [
        Ballot(entry, voter, "recused" if voter == entry else "locked",
               {} if voter == entry else {"points": points.get((voter, entry), "0")})
        for entry in entries
        for voter in voters
    ]  # fmt: skip
    return Case(f"Eurovision {year}", RULE, tuple(map(Entry, entries)), tuple(ballots))
