"""One reading of the made-up ledger in a process of its own: seconds and the peak of memory.

``python -m bench.ledger.child gaoxin|openpyxl|tablib LEDGER REGISTER``
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]


def ask(reader: str, ledger: Path, register: Path) -> dict[str, float]:
    """Run this module in a fresh process and read what it prints; it raises where the reader is not installed."""
    command = [sys.executable, "-m", "bench.ledger.child", reader, str(ledger), str(register)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{reader}: {done.stderr.strip().splitlines()[-1]}")
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def gaoxin(ledger: Path, register: Path) -> dict[str, float]:
    """Register loaded, ledger read, every check run, every record compared."""
    identity, diff = import_module("gaoxin.register.identity"), import_module("gaoxin.register.ledger.diff")
    reading, rules = import_module("gaoxin.register.ledger.reading"), import_module("gaoxin.rules.load")
    before, start = _peak(), time.perf_counter()
    rulebook = rules.load_rulebook()
    words = reading.words_of(Path(rulebook.root), rulebook.fields, rulebook.title_names())
    firms = identity.Register.load(register)
    loaded = time.perf_counter()
    found = reading.read_workbook(ledger, words, register=firms)
    read = time.perf_counter()
    told = diff.changes(found)
    end = time.perf_counter()
    parts = {"load": loaded - start, "read": read - loaded, "diff": end - read, "before": before}
    return {"seconds": end - start, "rows": sum(told.values()), **parts}


def openpyxl(ledger: Path, _: Path) -> dict[str, float]:
    """The cells alone, read_only: no unit, no check, no diff."""
    library = import_module("openpyxl")
    start = time.perf_counter()
    sheet = library.load_workbook(ledger, read_only=True, data_only=True).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    return {"seconds": time.perf_counter() - start, "rows": len(rows) - 2}


def tablib(ledger: Path, _: Path) -> dict[str, float]:
    """What django-import-export reads with: a data set in memory, and nothing more."""
    library = import_module("tablib")
    start = time.perf_counter()
    with ledger.open("rb") as stream:
        data = library.Dataset().load(stream, format="xlsx", headers=False)
    return {"seconds": time.perf_counter() - start, "rows": len(data) - 2}


def _peak() -> float:
    """The process's own high-water mark; ``ru_maxrss`` would include the parent it was forked from."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) * 1024
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * 1024


READERS = {"gaoxin": gaoxin, "openpyxl": openpyxl, "tablib": tablib}

if __name__ == "__main__":
    answer = READERS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
    print(json.dumps({**answer, "peak": _peak()}))
