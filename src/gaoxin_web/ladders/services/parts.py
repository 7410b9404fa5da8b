"""Every policy at once for a large zone, some thousands of enterprises at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import polars as pl

from gaoxin import Assessment, Facts, assess
from gaoxin.engine.polars import SMALL
from gaoxin_web.rulebook import rulebook

AT_ONCE = 2  # parts; Polars shares the machine's cores among them


def assess_in_parts(facts: Facts, on: date, size: int = SMALL) -> Assessment:
    """The same as assessing all at once: a verdict rests on its own enterprise's facts alone.

    Improving one query of all policies takes the engine many times longer than running it, and beyond ``SMALL``
    enterprises it tries.
    """
    codes = facts.rows.select("uscc").unique(maintain_order=True)
    if len(codes) <= size:
        return assess(facts, rulebook(), on)
    first, *others = _parts(facts, codes.with_row_index("part").with_columns(pl.col("part") // size))
    assessed = [assess(first, rulebook(), on)]  # alone: what it compiles serves the others
    with ThreadPoolExecutor(AT_ONCE) as pool:
        assessed += pool.map(lambda part: assess(part, rulebook(), on), others)
    wide = pl.concat([part.wide for part in assessed], how="diagonal_relaxed")
    table = pl.concat([part.table for part in assessed])
    return replace(assessed[0], facts=facts, wide=wide, table=table)


def _parts(facts: Facts, codes: pl.DataFrame) -> list[Facts]:
    """The facts by the ``part`` that ``codes`` puts each enterprise into."""
    rows = _split(facts.rows, codes)
    held = {} if facts.recognitions is None else _split(facts.recognitions, codes)
    none = None if facts.recognitions is None else facts.recognitions.clear()
    return [replace(facts, rows=rows[part], recognitions=held.get(part, none)) for part in sorted(rows)]


def _split(table: pl.DataFrame, codes: pl.DataFrame) -> dict[int, pl.DataFrame]:
    known = table.join(codes, on="uscc", how="inner", maintain_order="left")
    parts = known.partition_by("part", maintain_order=True, include_key=False, as_dict=True)
    return {int(key[0]): part for key, part in parts.items()}
