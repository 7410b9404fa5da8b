"""A made-up nation of enterprises in the wide layout of :mod:`gaoxin.engine.facts`.

Sizes are lognormal, parts never exceed their wholes, a firm has nothing before it
was founded, each column lacks 1–10 % of its values and some firms miss whole years.
The shapes are plausible; pass rates say nothing about real enterprises.

Each column draws from its own stream, so a policy that reads one column more
changes no other.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl

from gaoxin.fields import NONE_RANK, Fields
from gaoxin.periods import base_year
from gaoxin.rules.lower import column_name
from gaoxin.rules.nodes import Column, Flag

YEARS = 4
EPOCH = date(1970, 1, 1)
FEN = 100
Values = np.ndarray


def write_population(columns: Iterable[Column | Flag], fields: Fields, on: date, rows: int, seed: int = 7) -> Path:
    """The Parquet file of a population, made once and kept under the system's temporary folder."""
    wanted = {column.name: column for column in columns}
    source = Path(__file__).read_bytes()
    about = json.dumps([sorted(wanted), [repr(fields[name]) for name in sorted(fields)], str(on), rows, seed])
    key = hashlib.sha256(source + about.encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / "gaoxin-bench" / f"population-{rows}-{key}.parquet"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        make_population(wanted.values(), fields, on, rows, seed).write_parquet(part, compression="zstd")
        part.rename(path)
    return path


def make_population(
    columns: Iterable[Column | Flag], fields: Fields, on: date, rows: int, seed: int = 7
) -> pl.DataFrame:
    """``uscc`` and the given columns for ``rows`` enterprises; the same seed gives the same frame."""
    nation = Nation(rows, seed, on, fields)
    key = pl.format("91{}", pl.int_range(rows, dtype=pl.Int64).cast(pl.String).str.zfill(16))
    made = {column.name: nation.series(column) for column in columns}
    return pl.select(key.alias("uscc")).with_columns(made[name].alias(name) for name in sorted(made))


@dataclass
class Nation:
    """Draws columns; a part is drawn from the whole it belongs to, so wholes are kept."""

    rows: int
    seed: int
    on: date
    fields: Fields
    _kept: dict[tuple[str, int], Values] = field(default_factory=dict, repr=False)

    def draw(self, name: str) -> np.random.Generator:
        """The stream that belongs to a name."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

    def series(self, column: Column | Flag) -> pl.Series:
        """One column of the facts table, with its gaps."""
        values = self._values(column)
        missing = self.draw(f"missing {column.name}").random(self.rows) < self._gap_rate(column)
        if column.offset is not None:
            item = self.fields[column.field]
            missing |= self._silent(column.offset)
            if column.offset >= 0 and item.kind in ("money", "count", "bool"):
                ranked = item.none_rank or item.unit in ("级", "年")
                before = self._founded_after(column.offset)
                values = values if ranked else np.where(before, False if item.kind == "bool" else 0, values)
                missing = missing if ranked else missing & ~before
        kind = pl.Boolean if isinstance(column, Flag) else pl.Int64
        found = pl.Series(column.name, values if kind == pl.Boolean else values.astype(np.int64), dtype=kind)
        return pl.select(pl.when(pl.Series(~missing)).then(found)).to_series()

    def _gap_rate(self, column: Column | Flag) -> float:
        if column.name.startswith("held"):
            return 0.0  # holdings are known from the register of recognitions
        return float(self.draw(f"rate {column.name}").uniform(0.01, 0.10))

    def _silent(self, offset: int) -> Values:
        """Firms that did not report that year."""
        return self.draw(f"silent {offset}").random(self.rows) < (0.02 + 0.02 * max(offset, 0))

    def _values(self, column: Column | Flag) -> Values:
        kind, _, rest = column.name.partition(":")
        if rest and kind in ("held", "held_days"):
            return self._holding(rest, days=kind == "held_days")
        if isinstance(column, Flag):
            rate = 0.5 if kind == "judged" else FLAGS.get(column.field, 0.02)
            return self.draw(column.name).random(self.rows) < rate
        return self.known(column.field, column.offset or 0)

    def _holding(self, title: str, *, days: bool) -> Values:
        held = self.draw(f"held {title}").random(self.rows) < HOLDERS.get(title, 0.02)
        return np.where(held, self.draw(f"held_days {title}").integers(1, 2000, self.rows), 0) if days else held

    def known(self, name: str, offset: int) -> Values:
        """A number of one year without gaps, in steps."""
        key = (name, offset)
        if key not in self._kept:
            make = NUMBERS.get(name, _anything)
            self._kept[key] = np.rint(make(self, self.draw(column_name(name, offset)), name, offset))
        return self._kept[key]

    @cached_property
    def age_days(self) -> Values:
        days = 30 + self.draw("age").exponential(9 * 365.25, self.rows)
        return np.minimum(days, 45 * 365.25).astype(np.int64)

    @cached_property
    def established_on(self) -> Values:
        return (self.on - EPOCH).days - self.age_days

    @cached_property
    def founded(self) -> Values:
        return self.established_on.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970

    def _founded_after(self, offset: int) -> Values:
        return self.founded > base_year(self.on) - offset


FLAGS = {
    "resident": 0.97,
    "listed": 0.03,
    "core_ip": 0.75,
    "key_field": 0.45,
    "strategic_industry": 0.40,
    "standard_led": 0.04,
    "safety_accident": 0.004,
    "quality_accident": 0.004,
    "environment_violation": 0.006,
    "research_dishonesty": 0.002,
}
HOLDERS = {"hnte": 0.12, "tech_sme": 0.25, "innovative_sme": 0.20, "srdi": 0.08, "little_giant": 0.01}
Draw = Callable[[Nation, np.random.Generator, str, int], Values]


def _log(median: float, spread: float) -> Draw:
    return lambda nation, draw, name, offset: draw.lognormal(np.log(median), spread, nation.rows)


def _yuan(values: Values) -> Values:
    return np.rint(values / FEN) * FEN


def _revenue(nation: Nation, draw: np.random.Generator, name: str, offset: int) -> Values:
    """A lognormal size that grows by some 10 % a year, each firm at its own pace."""
    if offset == 0:
        return _yuan(draw.lognormal(np.log(15e6 * FEN), 1.7, nation.rows))
    later = nation.known("revenue", offset - 1)
    return _yuan(later / draw.lognormal(0.09, 0.25, nation.rows))


def _share_of(whole: str, *shape: float, most: float = 1.0) -> Draw:
    """A beta-distributed part of another fact of the same year."""

    def make(nation: Nation, draw: np.random.Generator, name: str, offset: int) -> Values:
        part = nation.known(whole, offset) * (draw.beta(*shape, nation.rows) * most)
        return np.floor(part / FEN) * FEN if nation.fields[name].kind == "money" else np.floor(part)

    return make


def _times(whole: str, median: float, spread: float) -> Draw:
    """A lognormal multiple of another fact of the same year."""
    return lambda nation, draw, name, offset: _yuan(
        nation.known(whole, offset) * draw.lognormal(np.log(median), spread, nation.rows)
    )


def _around(whole: str, mean: float, spread: float) -> Draw:
    """A normal multiple of another fact, losses included."""
    return lambda nation, draw, name, offset: _yuan(
        nation.known(whole, offset) * draw.normal(mean, spread, nation.rows)
    )


def _net_assets(nation: Nation, draw: np.random.Generator, name: str, offset: int) -> Values:
    return nation.known("total_assets", offset) - nation.known("total_liabilities", offset)


def _lower_profit(nation: Nation, draw: np.random.Generator, name: str, offset: int) -> Values:
    extra = nation.known("revenue", offset) * np.abs(draw.normal(0, 0.02, nation.rows))
    return _yuan(nation.known("net_profit", offset) - extra)


def _staff(nation: Nation, draw: np.random.Generator, name: str, offset: int) -> Values:
    """Some 600 000 yuan of revenue a head."""
    per_head = draw.lognormal(np.log(6e5 * FEN), 0.7, nation.rows)
    return np.clip(np.ceil(nation.known("revenue", offset) / per_head), 1, 2e5)


def _rarely(rate: float, then: Draw) -> Draw:
    def make(nation: Nation, draw: np.random.Generator, name: str, offset: int) -> Values:
        return np.where(draw.random(nation.rows) < rate, then(nation, draw, name, offset), 0)

    return make


def _heads(mean: float, spread: float) -> Draw:
    """Over-dispersed small counts: most firms have few patents, some very many."""
    return lambda nation, draw, name, offset: draw.poisson(draw.gamma(spread, mean / spread, nation.rows))


def _rank(ranked: float, median: float) -> Draw:
    """A rank, or 「无」 behind every rank."""

    def make(nation: Nation, draw: np.random.Generator, name: str, offset: int) -> Values:
        rank = np.ceil(draw.lognormal(np.log(median), 1.0, nation.rows))
        return np.where(draw.random(nation.rows) < ranked, rank, NONE_RANK)

    return make


def _points(mean: float, spread: float, most: float) -> Draw:
    """Marks in half points, in steps of a `number`."""
    return lambda nation, draw, name, offset: (
        np.rint(np.clip(draw.normal(mean, spread, nation.rows), 0, most) * 2) * 500_000
    )


def _coded(*weights: float) -> Draw:
    """A listed text by its place in the list; weights begin with 0, a text outside it, and go on as 1."""

    def make(nation: Nation, draw: np.random.Generator, name: str, offset: int) -> Values:
        places = 1 + len(nation.fields[name].choices) if nation.fields[name].kind == "text" else len(weights)
        share = np.array([*weights, *[1.0] * places][:places])
        return draw.choice(places, nation.rows, p=share / share.sum())

    return make


def _age_years(nation: Nation, draw: np.random.Generator, name: str, offset: int) -> Values:
    return nation.age_days * 1_000_000 / 365.25


def _full_years(nation: Nation, draw: np.random.Generator, name: str, offset: int) -> Values:
    return np.maximum(0, base_year(nation.on) - nation.founded)


def _segment_years(nation: Nation, draw: np.random.Generator, name: str, offset: int) -> Values:
    return np.floor(nation.age_days / 365.25 * draw.beta(4, 1.5, nation.rows)) * 1_000_000


def _anything(nation: Nation, draw: np.random.Generator, name: str, offset: int) -> Values:
    """A field nobody described: lognormal within its bounds."""
    item = nation.fields[name]
    low, high = item.bounds if item.is_numeric else (0, max(len(item.choices), 1))
    return np.clip(draw.lognormal(np.log(max(min(high, 10**9) / 50, 2)), 1.0, nation.rows), low, high)


NUMBERS: Mapping[str, Draw] = {
    "established_on": lambda nation, draw, name, offset: nation.established_on,
    "age_days": lambda nation, draw, name, offset: nation.age_days,
    "age_years": _age_years,
    "full_years": _full_years,
    "revenue": _revenue,
    "sales_revenue": _share_of("revenue", 60, 1),
    "main_revenue": _share_of("revenue", 9, 1),
    "total_income": _times("revenue", 1.03, 0.02),
    "hitech_revenue": _share_of("total_income", 4, 2),
    "rd_expense": _times("revenue", 0.045, 0.7),
    "rd_expense_domestic": _share_of("rd_expense", 12, 1),
    "cost_expense": _times("revenue", 0.92, 0.1),
    "total_assets": _times("revenue", 1.2, 0.6),
    "total_liabilities": _share_of("total_assets", 3, 3, most=1.15),
    "net_assets": _net_assets,
    "net_profit": _around("revenue", 0.06, 0.10),
    "net_profit_lower": _lower_profit,
    "tax_paid": _share_of("revenue", 2, 40),
    "operating_cash_flow": _around("revenue", 0.07, 0.15),
    "equity_financing": _rarely(0.06, _log(12e6 * FEN, 1.2)),
    "valuation": _rarely(0.15, _log(4e7 * FEN, 1.5)),
    "expected_market_cap": _rarely(0.15, _log(6e8 * FEN, 1.5)),
    "staff": _staff,
    "tech_staff": _share_of("staff", 2, 5),
    "rd_staff": _share_of("tech_staff", 6, 2),
    "class1_ip": _heads(2.5, 0.35),
    "class1_ip_own": _share_of("class1_ip", 4, 1, most=1.2),
    "class1_ip_high_value": _share_of("class1_ip_own", 1, 3),
    "invention_patents": _share_of("class1_ip", 6, 1, most=1.1),
    "class2_ip": _heads(6, 0.5),
    "conversions": _heads(4, 0.8),
    "segment_years": _segment_years,
    "market_share": lambda nation, draw, name, offset: np.rint(draw.beta(1, 10, nation.rows) * 10**4) * 10**8,
    "domestic_rank": _rank(0.3, 8),
    "world_rank": _rank(0.1, 15),
    "national_award_rank": _rank(0.01, 4),
    "provincial_award_rank": _rank(0.04, 4),
    "digital_level": _coded(20, 30, 25, 15, 7, 3),
    "rd_institution": _coded(0, 1, 6, 10, 15, 68),
    "platform_score": _points(52, 14, 100),
    "ip_technology_score": _points(17, 4, 24),
    "management_score": _points(14.5, 4, 20),
    "size_sector": _coded(0, 3, 45, 5, 8, 4, 3, 1, 1, 1, 1, 1, 15, 2, 1, 5, 4),
    "hitech_field": _coded(5, 10),
}
