"""``python -m bench.rules``: measure, print, write."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench.rules import against, alone
from bench.rules.run import PEERS, Bench, run
from bench.rules.table import markdown, write

PAGE = Path("docs/reference/performance.md")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.rules", description="The rule engine beside its peers.")
    parser.add_argument("--rows", type=int, default=1_000_000, help="enterprises (default 1 000 000)")
    parser.add_argument("--repeats", type=int, default=5, help="runs after the warm-up (default 5)")
    parser.add_argument("--sample", type=int, default=2000, help="records given to the record engines (default 2000)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--without", nargs="*", choices=list(PEERS), default=[], help="peers to leave out")
    parser.add_argument("--out", type=Path, default=PAGE, help=f"page that holds the table (default {PAGE})")
    parser.add_argument("--json", type=Path, help="file for every sample")
    asked = parser.parse_args()
    bench = Bench(asked.rows, asked.repeats, asked.seed, asked.sample, asked.without)
    report = run(bench, (*alone.SECTIONS, *against.SECTIONS), lambda text: print(text, file=sys.stderr, flush=True))
    print(markdown(report))
    write(report, asked.out, asked.json)


main()
