"""What has to be measured in a process of its own: a cold start, and a peak of memory.

``python -m bench.rules.child load`` · ``python -m bench.rules.child memory FILE.parquet raw|base``
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import polars as pl

from gaoxin.engine.native.run import run_native
from gaoxin.engine.outputs import outputs
from gaoxin.rules.load import load_rulebook
from gaoxin.rules.plan import compile_plans

ON = date(2026, 5, 15)
ROOT = Path(__file__).parents[2]


def ask(*arguments: str) -> dict[str, float]:
    """Run this module in a fresh process and read what it prints."""
    command = [sys.executable, "-m", "bench.rules.child", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def load() -> dict[str, float]:
    """Seconds to read the rulebook and to compile every policy, the imports being done."""
    start = time.perf_counter()
    rulebook = load_rulebook()
    loaded = time.perf_counter()
    compile_plans(rulebook, ON)
    return {"load": loaded - start, "compile": time.perf_counter() - loaded}


def memory(path: str, form: str) -> dict[str, float]:
    """Peak bytes of one national run with every output kept."""
    wanted = outputs(compile_plans(load_rulebook(), ON))
    before = _peak()
    result = run_native(wanted, pl.scan_parquet(path), raw=form == "raw")
    return {"peak": _peak(), "before": before, "result": float(result.estimated_size())}


def _peak() -> float:
    """The process's own high-water mark; ``ru_maxrss`` would include the parent it was forked from."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) * 1024
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    answer = load() if sys.argv[1] == "load" else memory(*sys.argv[2:])
    print(json.dumps(answer))
