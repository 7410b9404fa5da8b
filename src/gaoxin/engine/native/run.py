"""The wanted outputs of a table, by machine code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pyarrow as pa

from gaoxin.engine.native.machine import Machine, machine_of
from gaoxin.engine.native.tables import Addresses, Columns, Results
from gaoxin.engine.native.text import LANES
from gaoxin.engine.outputs import KEYS, Output

ALONE = 400  # blocks that one thread has done before a second has begun
HELD = 125_000  # rows of a lazy table that are held at once
PIECES = 4  # for each thread: one that is held up leaves the rest to the others


def run_native(wanted: Sequence[Output], facts: pl.DataFrame | pl.LazyFrame, *, raw: bool = False) -> pl.DataFrame:
    """What :func:`gaoxin.engine.polars.run_polars` gives for a table, value by value and type by type.

    Args:
        wanted: the outputs, in the order of their columns.
        facts: the wide table; columns it lacks are unknown throughout.
        raw: whether figures stay whole steps.

    Raises:
        GaoxinError: ``gaoxin[native]`` is not installed.
    """
    machine = machine_of(tuple(wanted), raw)
    names = [output.name for output in wanted]
    pieces = []
    for table in _tables(facts, machine.module.columns):
        keys = table.select(name for name in KEYS if name in table.columns)
        batches = [_named(machine, names, _run(machine, *batch)) for batch in _batches(table.drop(keys.columns))]
        found = pl.concat(batches, rechunk=False)
        pieces.append(keys.hstack(found) if keys.width else found)
    return pl.concat(pieces, rechunk=False)


def _tables(facts: pl.DataFrame | pl.LazyFrame, asked: Mapping[str, bool]) -> Iterator[pl.DataFrame]:
    """What is read of the facts, one table at least; of lazy ones part by part, so that little is held at once."""
    present = facts.collect_schema()
    kinds = {name: pl.Int64 if number else pl.Boolean for name, number in asked.items() if name in present}
    other = [pl.col(name).cast(kind) for name, kind in kinds.items() if present[name] != kind]
    reads = [*(name for name in KEYS if name in present), *kinds] or present.names()[:1]  # a height at least
    query = facts.select(reads).with_columns(other)
    parts = iter((query,)) if isinstance(query, pl.DataFrame) else query.collect_batches(chunk_size=HELD)
    first = next(parts, None)
    yield pl.DataFrame(schema=query.collect_schema()) if first is None else first
    yield from parts


def _batches(table: pl.DataFrame) -> list[tuple[pa.RecordBatch | None, int]]:
    """The table's pieces as they lie in memory, at least one."""
    pieces = table.to_arrow().to_batches() if table.width and table.height else []
    return [(piece, piece.num_rows) for piece in pieces] or [(None, table.height)]


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
