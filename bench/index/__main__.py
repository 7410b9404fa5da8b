"""``python -m bench.index``: measure, print, rewrite docs/reference/index-speed.md."""

from __future__ import annotations

import argparse
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.index.measure import Figure, figures, peak_mb
from bench.rules.table import BUSY, duration

PAGE = Path("docs/reference/index-speed.md")
START, END = "<!-- bench:index -->", "<!-- /bench:index -->"
MEMORY = 150  # MB
LIBRARIES = ("numpy", "scipy", "pymcdm", "scikit-criteria", "SALib", "pandas")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.index", description=__doc__)
    parser.add_argument("--dry", action="store_true", help="print, do not write the page")
    asked = parser.parse_args()
    text = markdown()
    print(text)
    if not asked.dry:
        before, _, rest = PAGE.read_text("utf-8").partition(START)
        PAGE.write_text(f"{before}{START}\n{text}\n{END}{rest.partition(END)[2]}", "utf-8")


def markdown() -> str:
    load = os.getloadavg()[0]
    measured, peak = figures(), peak_mb()
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    lines = [
        f"178 units × 46 indicators in 5 groups, 3 % of the values missing. Medians of 7 runs after one warm-up. "
        f"{os.cpu_count()} processors, Python {platform.python_version()}; {versions}; load average {load:.1f} at the "
        f"start; {datetime.now(UTC).isoformat(timespec='minutes')}.",
        "",
        "| goal | measured | wanted | |",
        "|---|---:|---:|---|",
        *(_goal(one.name, one.timing.seconds, one.most) for one in measured if one.most),
        f"| memory of 100,000 draws | {peak:.0f} MB | ≤ {MEMORY} MB | {_word(peak <= MEMORY)} |",
        "",
        "| | gaoxin | others | times | |",
        "|---|---:|---:|---:|---|",
        *(line for one in measured for line in _peers(one)),
    ]
    if load > BUSY:
        lines += ["", "- Other work ran on the machine at the time: the times are too long."]
    return "\n".join(lines)


def _goal(name: str, seconds: float, most: float) -> str:
    return f"| {name} | {duration(seconds)} | ≤ {duration(most)} | {_word(seconds <= most)} |"


def _word(reached: bool) -> str:
    return "reached" if reached else "**missed**"


def _peers(figure: Figure) -> list[str]:
    own = figure.timing.seconds
    return [
        f"| {figure.name} | {duration(own)} | {name} {duration(seconds)} | {seconds / own:,.0f} × | {how} |"
        for name, seconds, how in figure.peers
    ]


if __name__ == "__main__":
    main()
