"""A run on this machine: by Polars at once, by machine code where making it pays.

Making the code of a whole rulebook takes about a second, what forty runs of a zone of 5,000 save.
So a zone's program is compiled once that many rows have been asked of it: whoever asks seldom never
waits for it, whoever asks often waits no longer than they had already lost. A table too large for
Polars to show figures as the nearest floats (:data:`gaoxin.engine.polars.SMALL`) is always compiled:
the same facts give the same figures to the last bit, whatever was asked before.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import polars as pl

from gaoxin.engine.native.machine import is_installed
from gaoxin.engine.outputs import Output
from gaoxin.engine.polars import SMALL, run_polars

WORTH = 200_000  # rows asked of one program in this process, from which on it is compiled
Here = Literal["auto", "polars", "native"]


def run_here(wanted: Sequence[Output], facts: pl.DataFrame, *, engine: Here = "auto") -> pl.DataFrame:
    """The wanted outputs for every row of a wide facts table, after its key columns.

    Both engines give the same table; ``auto`` takes the one that is quicker, all told.

    Raises:
        GaoxinError: ``native`` is asked for and ``gaoxin[native]`` is not installed.
    """
    if engine == "polars" or (engine == "auto" and not (is_installed() and _is_worth(tuple(wanted), facts.height))):
        return run_polars(wanted, facts)
    from gaoxin.engine.native.run import run_native  # noqa: PLC0415 - and pyarrow, which Polars does without

    return run_native(wanted, facts)


def _is_worth(wanted: tuple[Output, ...], rows: int) -> bool:
    asked = _asked(wanted)
    asked.rows += rows
    return rows > SMALL or asked.rows >= WORTH


class _Asked:
    rows = 0


@lru_cache(maxsize=32)
def _asked(wanted: tuple[Output, ...]) -> _Asked:
    """What has been asked of a program, kept beside it."""
    return _Asked()
