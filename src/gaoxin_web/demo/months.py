"""What the enterprises above designated size report every month (规上企业月报): a workbook a year, a row each.

January to November of the year a zone told of comes to what it told, to the last printed digit.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from gaoxin.periods import Period
from gaoxin.periods.period import months_of
from gaoxin_web.accounts.models import Zone
from gaoxin_web.demo.filing import AT_ONCE, new_batch, numbers_of
from gaoxin_web.demo.sizes import OF_THE_YEAR, OVER_REVENUE, Member, Output, cells_of, shared_out, wanted
from gaoxin_web.enterprises.models import Filing

SHEET = "月报"
FEN = 10_000  # in a step of 0.01 万元
SHAPE = (1.74, 1.03, 0.98, 1.01, 1.09, 0.95, 0.96, 1.06, 1.00, 1.05, 1.13)  # 1–2月, March … December
TOLD = 10  # periods of January to November
GROWTH = (0.092, 0.071, 0.083, 0.066)  # of the zone, in the years after the one told of, over and over
SPREAD = 0.09  # of an enterprise's growth about the zone's
SILENT = 4  # enterprises that have not reported the newest month
FIELDS = {"output_value": "工业总产值", "revenue": "营业收入", "tax_paid": "纳税总额"}

Years = dict[int, dict[str, list[int]]]  # year → code → figures of its periods, in steps of 0.01 万元


def newest_period(today: date) -> Period:
    """The last one that is reported by a day: of the month before, and after January that of December.

    >>> str(newest_period(date(2026, 5, 15))), str(newest_period(date(2026, 3, 1)))
    ('2026-04', '2026-01/2026-02')
    >>> str(newest_period(date(2026, 2, 9))), str(newest_period(date(2026, 1, 9)))
    ('2025-12', '2025-12')
    """
    if today.month <= 2:
        return months_of(today.year - 1)[-1]
    return next(one for one in months_of(today.year) if one.stop == today.month - 1)


@dataclass(frozen=True)
class Course:
    """Output by month of every member, from the year before ``year`` until the newest month.

    ``output`` is what the zone printed of ``year``; where it printed nothing, output goes with revenue.
    """

    members: Sequence[Member]
    output: Output | None
    revenue: Mapping[str, int]
    year: int
    newest: Period
    rng: Random

    def years(self) -> Years:
        told = self._told()
        before = self._before(told)
        found = {
            self.year - 1: {code: self._split(amount) for code, amount in before.items()},
            self.year: {code: self._split(amount) for code, amount in told.items()},
        }
        level = {code: amount / OF_THE_YEAR for code, amount in told.items()}
        for place, year in enumerate(range(self.year + 1, (self.newest.year or 0) + 1)):
            found[year] = self._later(level, year, GROWTH[place % len(GROWTH)])
        return found

    def _told(self) -> dict[str, int]:
        """January to November of the year told of."""
        if self.output is None:
            return {one.code: int(self.revenue[one.code] * OVER_REVENUE * OF_THE_YEAR) for one in self.members}
        cells, found = cells_of(self.members, self.output), {}
        for cell, amount in wanted(cells, self.output).items():
            codes = [one.code for one in cells[cell]]
            found.update(zip(codes, shared_out(amount, [self.revenue[code] for code in codes]), strict=True))
        return found

    def _before(self, told: Mapping[str, int]) -> dict[str, int]:
        """The same months a year before, each with a growth of its own about that of all."""
        weights = [amount * self.rng.lognormvariate(0, SPREAD) for amount in told.values()]
        whole = self.output.before if self.output else round(sum(told.values()) / (1 + GROWTH[0]))
        return dict(zip(told, shared_out(whole, weights), strict=True))

    def _split(self, amount: int) -> list[int]:
        """January to November to the last step, and a December that goes with them."""
        shape = [part * self.rng.lognormvariate(0, 0.05) for part in SHAPE]
        return [*shared_out(amount, shape[:TOLD]), round(amount * shape[TOLD] / sum(shape[:TOLD]))]

    def _later(self, level: dict[str, float], year: int, growth: float) -> dict[str, list[int]]:
        """A year on: each with a growth of its own, all of them together with that of the zone."""
        drawn = {code: amount * self.rng.lognormvariate(0, SPREAD) for code, amount in level.items()}
        whole = (1 + growth) * sum(level.values()) / sum(drawn.values())
        level.update({code: amount * whole for code, amount in drawn.items()})
        found = {}
        for code, amount in level.items():
            shape = [part * self.rng.lognormvariate(0, 0.05) for part in SHAPE]
            found[code] = [round(amount * part / sum(SHAPE)) for part in shape]
        return found


def file_months(zone: Zone, names: Mapping[str, str], years: Years, newest: Period, rng: Random) -> None:
    """File the years, the newest until its newest month, which some have not reported yet."""
    numbers = numbers_of(zone)
    for year, course in sorted(years.items()):
        periods = [period for period in months_of(year) if period.last <= newest.last]
        silent = set(rng.sample(sorted(course), SILENT)) if year == newest.year else set()
        table = _table(course, periods, silent, rng)
        batch = new_batch(zone, f"{year}年规上企业月报.xlsx", _workbook(table, names, periods))
        rows = enumerate(table.items(), start=1)
        Filing.objects.bulk_create(
            (
                Filing(enterprise_id=numbers[code], batch=batch, year=year, sheet=SHEET, row=at + 1, values=values)
                for at, (code, cells) in rows
                if (values := _values(cells, periods, at))
            ),
            batch_size=AT_ONCE,
        )


Table = dict[str, list[int | None]]  # code → the cells of its row, field after field, period after period


def _table(course: Mapping[str, list[int]], periods: Sequence[Period], silent: Iterable[str], rng: Random) -> Table:
    silent, found = set(silent), {}
    for code, output in sorted(course.items()):
        sold, taxed = rng.uniform(0.92, 0.97), rng.uniform(0.02, 0.05)
        months = output[: len(periods)]
        columns: list[list[int | None]] = [
            list(months),
            [round(amount * sold * rng.uniform(0.97, 1.03)) for amount in months],
            [round(amount * taxed * rng.uniform(0.9, 1.1)) for amount in months],
        ]
        if code in silent:
            columns = [[*column[:-1], None] for column in columns]
        found[code] = [cell for column in columns for cell in column]
    return found


def _values(cells: Sequence[int | None], periods: Sequence[Period], at: int) -> dict[str, dict[str, object]]:
    keys = [f"{field}@{period}" for field in FIELDS for period in periods]
    return {
        key: {
            "value": value * FEN,
            "raw": f"{value / 100:.2f}",
            "cell": f"{SHEET}!{xl_rowcol_to_cell(at, column)}",
        }
        for column, (key, value) in enumerate(zip(keys, cells, strict=True), start=2)
        if value is not None
    }


def _workbook(table: Table, names: Mapping[str, str], periods: Sequence[Period]) -> bytes:
    """A row per enterprise; a column per figure and period, the unit in its heading."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(SHEET)
        heads = [f"{period_words(period)}{label}（万元）" for label in FIELDS.values() for period in periods]
        sheet.write_row(0, 0, ["统一社会信用代码", "企业名称", *heads])
        for at, (code, cells) in enumerate(table.items(), start=1):
            sheet.write_row(at, 0, [code, names[code]])
            for column, value in enumerate(cells, start=2):
                if value is not None:
                    sheet.write_number(at, column, value / 100)
        sheet.freeze_panes(1, 2)
    return file.getvalue()


def period_words(period: Period) -> str:
    """
    >>> period_words(Period(2022, 1, 2)), period_words(Period(2022, 11, 11))
    ('2022年1-2月', '2022年11月')
    """
    months = f"{period.start}" if period.start == period.stop else f"{period.start}-{period.stop}"
    return f"{period.year}年{months}月"
