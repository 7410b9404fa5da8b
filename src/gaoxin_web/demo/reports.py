"""All that a zone's enterprises reported: every year, every month, and the yearly statistics; then their sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from gaoxin.demo.zone import reported_fields
from gaoxin_web.accounts.models import Zone
from gaoxin_web.demo.census import BEFORE, before_reports, census_rows, with_figures
from gaoxin_web.demo.filing import file_reports, file_rows, settle
from gaoxin_web.demo.firms import Invented
from gaoxin_web.demo.months import Course, file_months, newest_period
from gaoxin_web.demo.sizes import Member, Output, resize, revenues
from gaoxin_web.enterprises.models import Enterprise, Recognition
from gaoxin_web.rulebook import rulebook

COUNTED_ON = (11, 30)  # the day on which who is a high-tech enterprise was counted
INTRAMURAL_BEFORE = 0.72  # R&D was less then, and more of it inside: the intensity moves little
TOLD_OF = 2022  # the year the printed figures are of


@dataclass(frozen=True, slots=True)
class Before:
    """The year before the reports begin: its invention patents, and who filed it."""

    patents: int = 0
    filed: Sequence[Enterprise] = ()


def report(
    zone: Zone,
    invented: Invented,
    firms: Sequence[Enterprise],
    book: Sequence[Recognition],
    output: Output | None,
    today: date,
) -> Before:
    """File everything. A zone that printed its output has its enterprises of a size for it, and a year before."""
    fields = rulebook().fields
    members = _members(firms, book, today)
    if output is not None:
        resize(invented.rows, fields, members, output)
    newest, rng = newest_period(today), Random(f"{zone.code}-months")
    months = Course(members, output, revenues(invented.rows, TOLD_OF), TOLD_OF, newest, rng).years()
    file_reports(zone, "企业年报.xlsx", reported_fields(fields), invented.rows)
    before = Before()
    if output is not None:
        patents, rows = before_reports(invented.rows, firms, TOLD_OF - 1)
        filed = {row["uscc"] for _, row in rows}
        before = Before(patents, [one for one in firms if one.uscc in filed])
        statistics = census_rows(rows, months, INTRAMURAL_BEFORE)[TOLD_OF - 1]
        file_rows(zone, f"{TOLD_OF - 1}年火炬统计年报.xlsx", with_figures(statistics, rows, BEFORE))
    for year, statistics in census_rows(invented.rows, months).items():
        file_rows(zone, f"{year}年火炬统计年报.xlsx", statistics)
    file_months(zone, {str(one.uscc): one.name for one in firms}, months, newest, rng)
    settle(zone)
    return before


def _members(firms: Sequence[Enterprise], book: Sequence[Recognition], today: date) -> list[Member]:
    """Who reports every month: enterprises above designated size."""
    then, now = (_holding(book, day) for day in (date(TOLD_OF, *COUNTED_ON), today))
    return [
        Member(str(one.uscc), one.chain, one.pk in then, lasting=one.pk in now)
        for one in firms
        if one.above_designated_size
    ]


def _holding(book: Sequence[Recognition], day: date) -> set[int]:
    """High-tech enterprises on a day."""
    runs = (one for one in book if one.kind == "hnte" and one.valid_from <= day)
    return {one.enterprise_id for one in runs if one.valid_to is None or one.valid_to >= day}
