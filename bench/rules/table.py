"""A report as Markdown between markers, and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.rules.report import Figure, Goal, Report

BUSY = 0.7  # load average above which others had the processor too
START, END = "<!-- bench:rules -->", "<!-- /bench:rules -->"


def markdown(report: Report) -> str:
    """Goals first, then every figure by group, then what was measured on."""
    about = report.about
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    lines = [
        f"{about['rows']:,} made-up enterprises × 4 years, {about['columns']} columns "
        f"({about['parquet_mb']:.0f} MB Parquet zstd, {about['memory_mb']:.0f} MB in memory); "
        f"{about['policies']} policies, {about['outputs']} outputs. "
        f"Medians of {about['repeats']} runs, each right after one that does not count. "
        f"{about['machine']}; {versions}; load average {about['load']:.1f} at the start; {about['at']}.",
        "",
        "| goal | measured | wanted | |",
        "|---|---:|---:|---|",
        *(_goal(goal) for goal in report.goals),
    ]
    for group in dict.fromkeys(figure.group for figure in report.figures):
        lines += ["", f"| {group} | time | |", "|---|---:|---|"]
        lines += [_figure(figure) for figure in report.figures if figure.group == group]
    lines += ["", *(f"- {note}" for note in [*report.notes, *_warnings(report)])]
    return "\n".join(lines) + "\n"


def _warnings(report: Report) -> list[str]:
    busy = report.about["load"] > BUSY
    return ["Other work ran on the machine at the time: the times are too long, the ratios uncertain."] if busy else []


def _goal(goal: Goal) -> str:
    wanted = f"≥ {goal.least:g} {goal.unit}" if goal.least is not None else f"≤ {goal.most:g} {goal.unit}"
    outcome = "reached" if goal.reached else "**missed**"
    return f"| {goal.name} | {_number(goal.measured)} {goal.unit} | {wanted} | {outcome} |"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _figure(figure: Figure) -> str:
    return f"| {figure.name} | {duration(figure.timing.seconds)} | {figure.note} |"


def duration(seconds: float) -> str:
    """Seconds in the unit one reads best: 0.0021 → 2.1 ms."""
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.3g} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.3g} µs"


def as_json(report: Report) -> dict[str, Any]:
    """Every sample, for later comparison."""
    return {
        "about": report.about,
        "figures": [
            {
                "group": figure.group,
                "name": figure.name,
                "seconds": figure.timing.seconds,
                "wall": figure.timing.wall,
                "cpu": figure.timing.cpu,
                "note": figure.note,
            }
            for figure in report.figures
        ],
        "goals": [{**asdict(goal), "reached": goal.reached} for goal in report.goals],
        "notes": report.notes,
    }


def write(report: Report, page: Path, data: Path | None) -> None:
    """Put the table between the page's markers (at its end where it has none), the samples beside it."""
    text = page.read_text("utf-8") if page.is_file() else "# Performance\n"
    block = f"{START}\n{markdown(report)}{END}"
    if START in text and END in text:
        before, _, rest = text.partition(START)
        text = before + block + rest.partition(END)[2]
    else:
        text = f"{text.rstrip()}\n\n{block}\n"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, "utf-8")
    if data is not None:
        data.write_text(json.dumps(as_json(report), ensure_ascii=False, indent=1) + "\n", "utf-8")
