"""``python -m bench.ledger``: make the ledger, read it in fresh processes beside its peers, write the page."""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench.ledger.child import READERS, ask
from bench.ledger.made import HEAD, write
from bench.ledger.page import Measured, markdown, put

PAGE = Path("docs/reference/ledger-speed.md")
FULL = 100_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.ledger", description="The ledger reader beside its peers.")
    parser.add_argument("--rows", type=int, default=FULL, help="records (default 100 000)")
    parser.add_argument("--repeats", type=int, default=3, help="fresh processes per reader (default 3)")
    parser.add_argument("--out", type=Path, default=PAGE, help=f"page that holds the table (default {PAGE})")
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        ledger, register = Path(folder, "ledger.xlsx"), Path(folder, "register.json")
        print("making the ledger …", file=sys.stderr)
        write(ledger, register, asked.rows)
        found, missing = run(ledger, register, asked.repeats)
        size = ledger.stat().st_size / 1e6
    text = markdown(_about(asked.rows, asked.repeats, size, load), found, missing, goals=asked.rows == FULL)
    print(text)
    put(asked.out, text)


def run(ledger: Path, register: Path, repeats: int) -> tuple[dict[str, Measured], dict[str, str]]:
    """Every reader's medians, one process at a time, by turns; and why some were not measured."""
    answers: dict[str, list[dict[str, float]]] = {name: [] for name in READERS}
    missing: dict[str, str] = {}
    for _ in range(repeats):
        for name in [name for name in READERS if name not in missing]:
            print(f"{name} …", file=sys.stderr)
            try:
                answers[name].append(ask(name, ledger, register))
            except RuntimeError as error:
                if name == "gaoxin":
                    raise
                missing[name] = str(error)
    return {name: _median(runs) for name, runs in answers.items() if runs}, missing


def _median(runs: list[dict[str, float]]) -> Measured:
    medians = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
    return Measured(medians.pop("seconds"), medians.pop("peak"), medians)


def _about(rows: int, repeats: int, size: float, load: float) -> str:
    what = f"{rows:,} made-up records × {len(HEAD)} columns ({size:.1f} MB .xlsx), one credit code in fifty wrong, "
    what += f"beside a register that knows nine in ten of the firms. Medians of {repeats} fresh processes. "
    when = datetime.now(UTC).isoformat(timespec="minutes")
    return what + f"{os.cpu_count()} threads, Python {platform.python_version()}; load average {load:.1f}; {when}."


if __name__ == "__main__":
    main()
