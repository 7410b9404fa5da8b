"""``python -m bench.schedule``: measure, print, rewrite docs/reference/schedule-speed.md."""

from __future__ import annotations

import argparse
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

from bench.rules.table import BUSY, duration
from bench.schedule.measure import INSTANCES, SEEDS, Run, Talks, runs, talks

PAGE = Path("docs/reference/schedule-speed.md")
START, END = "<!-- bench:schedule -->", "<!-- /bench:schedule -->"
ASSIGN, PLACE = 1.0, 2.0  # seconds wanted


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.schedule", description=__doc__)
    parser.add_argument("--dry", action="store_true", help="print, do not write the page")
    asked = parser.parse_args()
    text = markdown()
    print(text)
    if not asked.dry:
        before, _, rest = PAGE.read_text("utf-8").partition(START)
        PAGE.write_text(f"{before}{START}\n{text}\n{END}{rest.partition(END)[2]}", "utf-8")


def markdown() -> str:
    load = os.getloadavg()[0]
    series, found = talks(), runs()
    ours = [one for one in found if one.way == "gaoxin"]
    lines = [
        f"Seeds {', '.join(map(str, SEEDS))}; of the timetable 1–{len(series.seconds)}. {os.cpu_count()} processors, "
        f"Python {platform.python_version()}, OR-Tools {version('ortools')}; load average {load:.1f} at the start; "
        f"{datetime.now(UTC).isoformat(timespec='minutes')}.",
        "",
        "| goal | measured | wanted | |",
        "|---|---:|---:|---|",
        *_goals(ours, series),
        "",
        "| instance | seed | way | time | CPU | times ours, CPU | conflicts | empty seats | entries short of experts "
        "| experts, fewest and mean | load | pieces | λ₂ |",
        "|---|---:|---|---:|---:|---:|---:|---:|---:|---|---|---:|---:|",
        *(_row(one, found) for one in found),
    ]
    if load > BUSY:
        lines += ["", "- Other work ran on the machine at the time: the times are too long."]
    return "\n".join(lines)


def _goals(ours: list[Run], series: Talks) -> list[str]:
    plain = [one for one in ours if one.instance == next(iter(INSTANCES))]
    conflicts, pieces = sum(one.conflicts for one in ours), max(one.components for one in ours)
    count = len(series.seconds)
    return [
        *_times("1000 × 5 of 100", [one.seconds for one in plain], [one.cpu for one in plain], ASSIGN),
        _goal("conflicts, all instances", str(conflicts), "0", conflicts == 0),
        _goal("pieces of the judges, at most", str(pieces), "1", pieces == 1),
        *_times("63 talks, 7 × 9", series.seconds, series.cpu, PLACE),
        _goal("timetables solved", f"{series.solved} of {count}", str(count), series.solved == count),
        _goal("proven best", f"{series.best} of {count}", str(count), series.best == count),
        _goal("rules broken", str(series.broken), "0", series.broken == 0),
    ]


def _times(name: str, wall: list[float], cpu: list[float], most: float) -> list[str]:
    """Median and longest, by the clock and of processor time."""
    return [
        _goal(
            f"{name}, {word}",
            f"{duration(of(wall))} (CPU {duration(of(cpu))})",
            f"≤ {duration(most)}",
            of(wall) <= most,
        )
        for word, of in (("median", median), ("longest", max))
    ]


def _goal(name: str, measured: str, wanted: str, reached: bool) -> str:
    return f"| {name} | {measured} | {wanted} | {'reached' if reached else '**missed**'} |"


def _row(one: Run, found: list[Run]) -> str:
    (own,) = (
        other.cpu for other in found if (other.instance, other.seed, other.way) == (one.instance, one.seed, "gaoxin")
    )
    way = f"{one.way} ({one.status})" if one.status else one.way
    return (
        f"| {one.instance} | {one.seed} | {way} | {duration(one.seconds)} | {duration(one.cpu)} | {one.cpu / own:.2g} "
        f"| {one.conflicts} | {one.empty} | {one.lacking} | {one.experts[0]}, {one.experts[1]:.2f} "
        f"| {one.load[0]}–{one.load[1]} | {one.components} | {one.lambda2:.3f} |"
    )


if __name__ == "__main__":
    main()
