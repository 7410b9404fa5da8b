"""The tables of the monthly page, row by row, for the page and for its workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gaoxin.periods.months import Month
from gaoxin.periods.series import percent
from gaoxin.periods.zone import Group, Line, Mover
from gaoxin_web.monitoring.charts import not_final
from gaoxin_web.monitoring.queries.firms import CHAIN, HNTE, INDUSTRY
from gaoxin_web.monitoring.queries.monthly import Monthly
from gaoxin_web.monitoring.words import KINDS, Rate, Unit, label_words, points, short
from gaoxin_web.ui.sheets import Sheet


@dataclass(frozen=True, slots=True)
class GroupRow:
    label: str
    key: str
    value: str
    number: float | None
    reported: int
    expected: int
    rate: Rate
    share: str
    points: str
    moved: str


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Groups of one kind, the total of all above them."""

    kind: str
    title: str
    whole: GroupRow
    rows: list[GroupRow]


@dataclass(frozen=True, slots=True)
class MonthRow:
    code: str
    label: str
    month: str
    month_number: float | None
    month_rate: Rate
    to_date: str
    to_date_number: float | None
    rate: Rate
    two_year: str
    reported: int
    expected: int
    published: bool
    not_final: bool
    revised: bool


@dataclass(frozen=True, slots=True)
class FirmRow:
    """An enterprise in a short list."""

    pk: int
    name: str
    now: str
    now_number: float | None
    before: str
    before_number: float | None
    rate: Rate
    points: str


def group_tables(month: Monthly, unit: Unit) -> list[GroupTable]:
    return [_group_table(month, kind, unit) for kind in (CHAIN, HNTE, INDUSTRY)]


def _group_table(month: Monthly, kind: str, unit: Unit) -> GroupTable:
    now = month.to_date
    whole = GroupRow(
        _("合计"),
        "",
        unit.text(now.total.value),
        unit.cell(now.total.value),
        now.total.reported,
        now.total.expected,
        Rate.of(now.compared.growth),
        "100.0" if now.total.value else "—",
        points(now.compared.growth.rate),
        "",
    )
    return GroupTable(kind, str(KINDS[kind]), whole, [_group(kind, group, unit) for group in month.groups(kind)])


def _group(kind: str, group: Group, unit: Unit) -> GroupRow:
    return GroupRow(
        label_words(kind, group.label),
        group.label,
        unit.text(group.total.value),
        unit.cell(group.total.value),
        group.total.reported,
        group.total.expected,
        Rate.of(group.compared.growth),
        percent(group.share),
        points(group.points),
        points(group.moved),
    )


def month_rows(rows: Sequence[Month], unit: Unit) -> list[MonthRow]:
    return [
        MonthRow(
            f"{row.period.year}-{row.period.stop:02d}",
            short(row.period),
            unit.text(row.month.value),
            unit.cell(row.month.value),
            Rate.of(row.month.growth),
            unit.text(row.to_date.value),
            unit.cell(row.to_date.value),
            Rate.of(row.to_date.growth),
            points(row.two_year),
            row.month.total.reported,
            row.month.total.expected,
            row.to_date.is_published,
            not_final(row),
            row.revised,
        )
        for row in rows
    ]


def mover_rows(month: Monthly, found: Sequence[Mover], unit: Unit) -> list[FirmRow]:
    return [_firm(month, one.enterprise, one.now, one.before, Rate.of(one.growth), points(one.points), unit)
            for one in found]  # fmt: skip


def silent_rows(month: Monthly, found: Sequence[Line], unit: Unit) -> list[FirmRow]:
    return [_firm(month, one.enterprise, None, one.before, Rate.of(month.growth_of(one)), "", unit) for one in found]


def _firm(month: Monthly, pk: int, now: int | None, before: int | None, rate: Rate, given: str, unit: Unit) -> FirmRow:
    name = month.counted.names.get(pk, "")
    return FirmRow(pk, name, unit.text(now), unit.cell(now), unit.text(before), unit.cell(before), rate, given)


def sheets(month: Monthly) -> list[Sheet]:
    """What is on the page, a sheet per table."""
    unit, small = page_unit(month), Unit.small(month.item)
    up, down = month.movers
    found = [_months_sheet(month_rows(month.shown, unit), unit)]
    found += [_groups_sheet(table, unit) for table in group_tables(month, unit)]
    found += [
        _firms_sheet(_("增量居前"), mover_rows(month, up, small), small),
        _firms_sheet(_("减量居前"), mover_rows(month, down, small), small),
        _firms_sheet(_("未报送企业"), silent_rows(month, month.silent, small), small),
    ]
    return found


def page_unit(month: Monthly) -> Unit:
    return Unit.of(month.item, [row.to_date.value for row in month.shown])


def _months_sheet(rows: Sequence[MonthRow], unit: Unit) -> Sheet:
    heads = (
        _("月份"),
        _("当月（%(unit)s）") % {"unit": unit.words},
        _("当月同比"),
        _("累计（%(unit)s）") % {"unit": unit.words},
        _("累计同比"),
        _("两年平均（%）"),
        _("已报"),
        _("应报"),
    )
    lines = [
        (
            row.label,
            row.month_number,
            row.month_rate.text,
            row.to_date_number,
            row.rate.text,
            row.two_year,
            row.reported,
            row.expected,
        )
        for row in rows
    ]
    return Sheet(_("各月情况"), heads, lines)


def _groups_sheet(table: GroupTable, unit: Unit) -> Sheet:
    heads = (
        table.title,
        _("累计（%(unit)s）") % {"unit": unit.words},
        _("同比"),
        _("占比（%）"),
        _("占比变化（百分点）"),
        _("拉动（百分点）"),
        _("已报"),
        _("应报"),
    )
    lines = [
        (row.label, row.number, row.rate.text, row.share, row.moved, row.points, row.reported, row.expected)
        for row in (table.whole, *table.rows)
    ]
    return Sheet(_("按%(kind)s") % {"kind": table.title}, heads, lines)


def _firms_sheet(title: str, rows: Sequence[FirmRow], unit: Unit) -> Sheet:
    heads = (
        _("企业"),
        _("累计（%(unit)s）") % {"unit": unit.words},
        _("上年同期（%(unit)s）") % {"unit": unit.words},
        _("同比"),
        _("拉动（百分点）"),
    )
    lines = [(row.name, row.now_number, row.before_number, row.rate.text, row.points) for row in rows]
    return Sheet(title, heads, lines)
