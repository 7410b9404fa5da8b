"""The statistics of every year (火炬统计年报): what the zone's evaluation is worked out from, a workbook a year.

The year of the printed R&D intensity and patents has its revenue, R&D and staff there too; of the years since
those stand in the yearly reports.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from gaoxin.demo.invent import Row, Rows
from gaoxin_web.demo.months import Years
from gaoxin_web.enterprises.models import Enterprise

INTENSITY = Decimal("0.0222")  # of the zone's R&D expense in its revenue
PATENTS = Decimal("10.43") / 10_000  # invention patents a head
BEFORE = {"revenue": Decimal("0.84"), "rd_expense": Decimal("0.85"), "staff": Decimal("0.90")}  # of the first report
SERVICES, DIGITAL = frozenset({"现代服务业", "商贸流通"}), frozenset({"电子信息", "5G及相关产业"})
LOST = 0.02  # how often a figure is left out
INTRAMURAL = 0.26
WAGE = 980  # a head and year, in steps of 0.01 万元


def before_reports(rows: Rows, firms: Iterable[Enterprise], year: int) -> tuple[int, Rows]:
    """A year before the reports begin: how many invention patents go with its staff, and its rows."""
    there = {one.uscc for one in firms if one.established_on and one.established_on < date(year, 1, 1)}
    earliest: dict[str, Row] = {}
    for told, row in rows:
        if told > year and row["uscc"] in there:
            earliest.setdefault(str(row["uscc"]), row)
    found = [_smaller(row) for row in earliest.values() if _counts(row, "revenue") and _counts(row, "staff")]
    staff = sum(_int(row["staff"]) for row in found)
    patents = max(round(staff * PATENTS), 1)
    _settle(found, "staff", round(patents / PATENTS))
    _settle(found, "rd_expense", round(sum(_int(row["revenue"]) for row in found) * INTENSITY))
    return patents, [(year, row) for row in found]


def _counts(row: Row, name: str) -> bool:
    return isinstance(row.get(name), int)


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0


def _smaller(row: Row) -> Row:
    sized: Row = {name: round(share * _int(row.get(name))) for name, share in BEFORE.items()}
    sized["staff"] = max(_int(sized["staff"]), 1)
    return {"uscc": row["uscc"], "name": row["name"], "chain": row["chain"], **sized}


def _settle(rows: list[Row], name: str, total: int) -> None:
    """Bring a column to a sum: every figure in proportion, the largest takes what rounding leaves."""
    before = sum(_int(row[name]) for row in rows)
    for row in rows:
        row[name] = _int(row[name]) * total // before
    largest = max(rows, key=lambda row: _int(row[name]))
    largest[name] = _int(largest[name]) + total - sum(_int(row[name]) for row in rows)


@dataclass(frozen=True)
class Temper:
    """What stays with an enterprise over the years."""

    abroad: bool
    exports: float
    added: float
    intramural: float
    learned: float
    contracts: float
    marks: int
    foreign: bool
    energy: float

    @classmethod
    def of(cls, code: str) -> Temper:
        rng = Random(f"{code}:census")
        return cls(
            abroad=rng.random() < 0.012,
            exports=rng.uniform(0.02, 0.3) if rng.random() < 0.22 else 0.0,
            added=rng.uniform(0.17, 0.3),
            intramural=rng.uniform(0.7, 1.3),
            learned=rng.uniform(0.1, 0.3),
            contracts=rng.uniform(0.002, 0.02) if rng.random() < 0.18 else 0.0,
            marks=rng.randint(0, 6),
            foreign=rng.random() < 0.05,
            energy=rng.uniform(0.4, 1.5),
        )


def census(code: str, year: int, row: Row, output: int | None, intramural: float) -> Row:
    """What an enterprise files of a year beside its report; ``output`` is what its months came to.

    ``intramural`` is how much of the R&D expense of the accounts statistics count (研发经费内部支出). Money in steps
    of 0.01 万元, heads and pieces as they are, other numbers in hundredths.
    """
    rng, temper = Random(f"{code}:{year}:census"), Temper.of(code)
    revenue, staff, rd = (_int(row.get(name)) for name in ("revenue", "staff", "rd_expense"))
    chain = str(row["chain"])
    serves, drift = chain in SERVICES, 1 + 0.015 * (year - 2021)
    if output is None:
        output = 0 if serves else round(revenue * 1.03)
    added = round((output or revenue) * temper.added * rng.uniform(0.93, 1.07))
    inside = round(rd * intramural * temper.intramural * rng.uniform(0.92, 1.08))
    exports = round(revenue * temper.exports * rng.uniform(0.8, 1.2))
    applied = _pieces(inside / 130_000, rng)
    found: Row = {
        "domestic_controlled": not temper.foreign,
        "digital_industry": chain in DIGITAL,
        "producer_service": serves,
        "rd_intramural": inside,
        "tech_cooperation_expense": round(revenue * 0.0007 * rng.uniform(0, 2)),
        "hitech_service_revenue": round(revenue * (0.6 if serves else 0.12 if chain in DIGITAL else 0.004)),
        "non_industrial_revenue": revenue if serves else round(revenue * 0.02),
        "output_value_year": output,
        "value_added": added,
        "industrial_value_added": 0 if serves else added,
        "total_profit": round(revenue * rng.uniform(0.01, 0.11)),
        "wages": round(staff * WAGE * drift * rng.uniform(0.8, 1.25)),
        "tech_contract_value": round(revenue * temper.contracts * rng.uniform(0.5, 1.5)),
        "trade_value": round(exports * 1.3),
        "exports": exports,
        "tech_service_exports": round(exports * (0.05 if chain in DIGITAL else 0.004)),
        "rd_fte": round(100 * (_int(row.get("rd_staff")) * 0.35 or staff * 0.06) * rng.uniform(0.9, 1.1)),
        "industrial_energy": 0 if serves else round(added * temper.energy * rng.uniform(0.93, 1.05) / drift),
        "bachelor_staff": round(staff * temper.learned * drift),
        "postgraduate_staff": round(staff * temper.learned * 0.07 * drift),
        "foreign_staff": int(temper.foreign) + _pieces(staff / 3000, rng),
        "returnee_staff": _pieces(staff / 700, rng),
        "invention_applications": applied,
        "invention_grants": sum(rng.random() < 0.38 for _ in range(applied)),
        "trademarks": temper.marks + (year - 2021) // 2,
        "overseas_trademarks": int(rng.random() < 0.012),
        "overseas_invention_grants": int(rng.random() < 0.012),
        "international_standards": int(rng.random() < 0.004),
        "overseas_rd_institutions": int(temper.abroad),
        "venture_capital": rng.random() < 0.02,
        "listed_in_year": rng.random() < 0.004,
    }
    lost = {name for name in found if name not in KNOWN and rng.random() < LOST}
    return {name: value for name, value in found.items() if name not in lost}


KNOWN = frozenset({"domestic_controlled", "digital_industry", "producer_service", "output_value_year"})


def _pieces(mean: float, rng: Random) -> int:
    """A whole number about a mean: what is left over comes by chance."""
    drawn = mean * rng.uniform(0.5, 1.5)
    return int(drawn) + int(rng.random() < drawn % 1)


def census_rows(reports: Rows, months: Years, intramural: float = INTRAMURAL) -> dict[int, Rows]:
    """The census of every year reported of; enterprises without revenue or staff in a year are not in it."""
    found: dict[int, Rows] = {}
    for year, row in reports:
        if not (_counts(row, "revenue") and _counts(row, "staff")):
            continue
        code = str(row["uscc"])
        output = months.get(year, {}).get(code)
        filed = census(code, year, row, None if output is None else sum(output), intramural)
        found.setdefault(year, []).append((year, {"uscc": code, "name": row["name"], **filed}))
    return dict(sorted(found.items()))


def with_figures(filed: Rows, reports: Rows, names: Iterable[str]) -> Rows:
    """Census rows with some figures of the reports of the same year beside them."""
    known = {(year, row["uscc"]): row for year, row in reports}
    return [(year, row | {name: known[year, row["uscc"]][name] for name in names}) for year, row in filed]
