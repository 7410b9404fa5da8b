"""Every policy at once for a large zone, some thousands of enterprises at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from gaoxin import Assessment, Facts, assess
from gaoxin.engine.polars import SMALL
from gaoxin_web.rulebook import rulebook


def assess_in_parts(facts: Facts, on: date, size: int = SMALL) -> Assessment:
    """The same as assessing all at once: a verdict rests on its own enterprise's facts alone.

    Improving one query of all policies takes the engine many times longer than running it, and beyond ``SMALL``
    enterprises it tries.
    """
    codes = facts.rows["uscc"].unique(maintain_order=True)
    if len(codes) <= size:
        return assess(facts, rulebook(), on)
    parts = [assess(_part(facts, codes[at : at + size]), rulebook(), on) for at in range(0, len(codes), size)]
    wide = pl.concat([part.wide for part in parts], how="diagonal_relaxed")
    table = pl.concat([part.table for part in parts])
    return replace(parts[0], facts=facts, wide=wide, table=table)


def _part(facts: Facts, codes: pl.Series) -> Facts:
    wanted = codes.to_frame()
    rows = facts.rows.join(wanted, on="uscc", how="semi", maintain_order="left")
    held = facts.recognitions
    mine = None if held is None else held.join(wanted, on="uscc", how="semi", maintain_order="left")
    return replace(facts, rows=rows, recognitions=mine)
