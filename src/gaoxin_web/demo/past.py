"""The statistics of 2021 (火炬统计年报): revenue, R&D expense and staff of that year, a workbook of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from gaoxin_web.accounts.models import Zone
from gaoxin_web.demo.firms import file_rows
from gaoxin_web.enterprises.models import Enterprise, FactSheet

INTENSITY = Decimal("0.0222")  # of the zone's R&D expense in its revenue
PATENTS = Decimal("10.43") / 10_000  # invention patents a head
BEFORE = Decimal("0.92")  # of the first year reported


def file_2021(zone: Zone, firms: Sequence[Enterprise], by: date) -> tuple[int, list[Enterprise]]:
    """File the year; say how many invention patents go with its staff, and which enterprises filed."""
    founded = {firm.pk: firm for firm in firms if firm.established_on and firm.established_on < date(by.year, 1, 1)}
    rows = _rows(founded, by.year)
    staff = sum(row["staff"] for row in rows)
    patents = max(round(staff * PATENTS), 1)
    _settle(rows, "staff", round(patents / PATENTS))
    _settle(rows, "rd_expense", round(sum(row["revenue"] for row in rows) * INTENSITY))
    file_rows(zone, f"{by.year}年火炬统计年报.xlsx", by.year, rows)
    filed = {row["uscc"] for row in rows}
    return patents, [firm for firm in founded.values() if firm.uscc in filed]


def _rows(firms: dict[int, Enterprise], year: int) -> list[dict]:
    """Each firm's earliest report, a little smaller; money in whole 0.01 万元."""
    earliest: dict[int, FactSheet] = {}
    for sheet in FactSheet.objects.filter(enterprise__in=firms, year__gt=year).order_by("-year"):
        earliest[sheet.enterprise_id] = sheet
    rows = []
    for pk, sheet in sorted(earliest.items()):
        known = {name: sheet.values.get(name) for name in ("revenue", "rd_expense", "staff")}
        if known["revenue"] is None or known["staff"] is None:
            continue
        money = {name: round(BEFORE * (known[name] or 0) / 10_000) for name in ("revenue", "rd_expense")}
        staff = max(round(BEFORE * known["staff"]), 1)
        rows.append({"uscc": firms[pk].uscc, "name": firms[pk].name, **money, "staff": staff})
    return rows


def _settle(rows: list[dict], name: str, total: int) -> None:
    """Bring a column to a sum: every figure in proportion, the largest takes what rounding leaves."""
    before = sum(row[name] for row in rows)
    for row in rows:
        row[name] = row[name] * total // before
    largest = max(rows, key=lambda row: row[name])
    largest[name] += total - sum(row[name] for row in rows)
