"""The wanted outputs of a table, by machine code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pyarrow as pa

from gaoxin.engine.native.machine import Machine, machine_of
from gaoxin.engine.native.tables import Addresses, Columns, Results
from gaoxin.engine.native.text import LANES
from gaoxin.engine.outputs import KEYS, Output

ALONE = 400  # blocks that one thread has done before a second has begun
PIECES = 4  # for each thread: one that is held up leaves the rest to the others


def run_native(
    wanted: Sequence[Output], facts: pl.DataFrame | pl.LazyFrame, *, engine: str = "streaming", raw: bool = False
) -> pl.DataFrame:
    """What :func:`gaoxin.engine.polars.run_polars` gives for a table, value by value and type by type.

    Args:
        wanted: the outputs, in the order of their columns.
        facts: the wide table; columns it lacks are unknown throughout.
        engine: Polars' executor that reads a lazy table.
        raw: whether figures stay whole steps.

    Raises:
        GaoxinError: ``gaoxin[native]`` is not installed.
    """
    machine = machine_of(tuple(wanted), raw)
    lazy = facts.lazy()
    present = lazy.collect_schema()
    keys = [name for name in KEYS if name in present]
    kinds = {name: _kind(number) for name, number in machine.module.columns.items() if name in present}
    other = [pl.col(name).cast(kind) for name, kind in kinds.items() if present[name] != kind]
    query = lazy.select(*keys, *kinds).with_columns(other)
    table = query.collect(engine="in-memory" if isinstance(facts, pl.DataFrame) else engine)  # type: ignore[call-overload]
    names = [output.name for output in wanted]
    pieces = [_run(machine, batch, rows) for batch, rows in _batches(table.drop(keys), table.height)]
    found = pl.concat([_named(machine, names, arrays) for arrays in pieces], rechunk=False)
    return table.select(keys).hstack(found) if keys else found


def _kind(number: bool) -> type[pl.DataType]:
    return pl.Int64 if number else pl.Boolean


def _batches(table: pl.DataFrame, rows: int) -> Iterator[tuple[pa.RecordBatch | None, int]]:
    """The table's pieces as they lie in memory, at least one."""
    pieces = table.to_arrow().to_batches() if table.width and rows else []
    return iter([(piece, piece.num_rows) for piece in pieces] or [(None, rows)])


def _run(machine: Machine, batch: pa.RecordBatch | None, rows: int) -> list[pa.Array]:
    columns, results = Columns(batch, machine.module.columns, rows), Results(machine.module.results, rows)
    full = rows // LANES

    def span(start: int, end: int, addresses: Addresses) -> None:
        machine.run(start, end, addresses.ctypes.data, results.addresses.ctypes.data)

    if full < ALONE:
        span(0, full, columns.addresses)
    else:
        cuts = range(0, full, -(-full // (PIECES * pl.thread_pool_size())))
        with ThreadPoolExecutor(pl.thread_pool_size()) as threads:
            list(threads.map(lambda cut: span(cut, min(cut + cuts.step, full), columns.addresses), cuts))
    if rows % LANES:
        span(full, full + 1, columns.last())
    return results.arrays()


def _named(machine: Machine, names: list[str], arrays: list[pa.Array]) -> pl.DataFrame:
    return pl.DataFrame(pa.RecordBatch.from_arrays([arrays[place] for place in machine.order], names=names))
