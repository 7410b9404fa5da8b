"""gaoxin on each of its engines for this machine, by the names of the table."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from gaoxin.engine.native.run import run_native
from gaoxin.engine.outputs import Output
from gaoxin.engine.polars import run_polars

POLARS = ("streaming", "in-memory")  # its executors
CODE = "machine code"
OURS = (CODE, *POLARS)


def run_ours(
    wanted: Sequence[Output], facts: pl.DataFrame | pl.LazyFrame, engine: str, *, raw: bool = False
) -> pl.DataFrame:
    """The wanted outputs, on one of :data:`OURS`."""
    if engine == CODE:
        return run_native(wanted, facts, raw=raw)
    return run_polars(wanted, facts, engine=engine, raw=raw)
