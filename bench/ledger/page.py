"""Readings as a table between the markers of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

START, END = "<!-- bench:ledger -->", "<!-- /bench:ledger -->"
SLOWEST, LARGEST = 10.0, 500e6  # seconds, bytes: the goals at 100 000 rows
OPENPYXL = 13.5  # seconds it took on the machine the goal was set on
NAMES = {
    "gaoxin": "gaoxin: read, checked, compared with the register",
    "openpyxl": "openpyxl read_only: cells only",
    "tablib": "tablib, the reader of django-import-export: cells only",
}


@dataclass(frozen=True)
class Measured:
    """Medians of one reader's runs; ``seconds`` and ``peak`` (bytes)."""

    seconds: float
    peak: float
    parts: Mapping[str, float]


def markdown(about: str, found: Mapping[str, Measured], missing: Mapping[str, str], *, goals: bool) -> str:
    """The goals, then every reader beside gaoxin."""
    own = found["gaoxin"]
    lines = [about, ""]
    if goals:
        lines += ["| goal | measured | wanted | |", "|---|---:|---:|---|"]
        lines.append(f"| time | {own.seconds:.1f} s | ≤ {SLOWEST:g} s | {_reached(own.seconds <= SLOWEST)} |")
        if "openpyxl" in found:  # a machine half as fast is as far from the goal
            share, most = own.seconds / found["openpyxl"].seconds, SLOWEST / OPENPYXL
            lines.append(f"| time ÷ openpyxl's | {share:.2f} × | ≤ {most:.2f} × | {_reached(share <= most)} |")
        peak = f"{own.peak / 1e6:,.0f} MB"
        lines += [f"| peak memory | {peak} | ≤ {LARGEST / 1e6:g} MB | {_reached(own.peak <= LARGEST)} |", ""]
    lines += ["| reader | time | ÷ gaoxin | peak memory | ÷ gaoxin |", "|---|---:|---:|---:|---:|"]
    lines += [_row(NAMES[name], one, own) for name, one in found.items()]
    lines += [f"| {NAMES[name]} | not measured: {why} | | | |" for name, why in missing.items()]
    parts = own.parts
    share = f"rulebook and register {parts['load']:.1f} s, reading and checks {parts['read']:.1f} s"
    lines += ["", f"Of gaoxin's time: {share}, comparing {parts['diff']:.1f} s."]
    lines += [f"Of its memory: {parts['before'] / 1e6:.0f} MB are the libraries, before anything is read."]
    return "\n".join(lines) + "\n"


def _reached(reached: bool) -> str:
    return "reached" if reached else "**missed**"


def _row(name: str, one: Measured, own: Measured) -> str:
    times, memory = one.seconds / own.seconds, one.peak / own.peak
    return f"| {name} | {one.seconds:.1f} s | {times:.2f} × | {one.peak / 1e6:,.0f} MB | {memory:.2f} × |"


def put(page: Path, text: str) -> None:
    """The text between the page's markers, at its end where it has none."""
    given = page.read_text("utf-8") if page.is_file() else "# How fast a ledger is read (台账读取速度)\n"
    block = f"{START}\n{text}{END}"
    if START in given and END in given:
        before, _, rest = given.partition(START)
        given = before + block + rest.partition(END)[2]
    else:
        given = f"{given.rstrip()}\n\n{block}\n"
    page.write_text(given, "utf-8")
