"""Behind a number: the formula with its inputs, the enterprises, and the cells their figures were read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.utils.translation import gettext as _

from gaoxin.periods import Period
from gaoxin.periods.months import Standing
from gaoxin.periods.series import percent
from gaoxin.periods.zone import Compared, Group, Line, Lines, grouped, points_of
from gaoxin_web.monitoring.queries.cells import Cells, Source, how
from gaoxin_web.monitoring.queries.monthly import Monthly
from gaoxin_web.monitoring.words import Rate, Unit, points, sentence

TO_DATE, MONTH = "to_date", "month"
SHOWN = ("all", "both", "new", "silent", "gone")  # which enterprises


@dataclass(frozen=True)
class Number:
    """One cell of the page: a period (to date, or its month), of all or of one group."""

    month: Monthly
    span: str = TO_DATE
    by: str = ""
    label: str = ""

    @cached_property
    def period(self) -> Period:
        return self.month.month if self.span == MONTH else self.month.period

    @cached_property
    def all_rows(self) -> Lines:
        return self.month.rows(self.period)

    @cached_property
    def rows(self) -> Lines:
        """Of the group, where one is asked for."""
        if not self.by:
            return self.all_rows
        labels = self.month.counted.firms.labels.get(self.by, [""] * len(self.month.counted.firms))
        return self.all_rows.only(np.array([one == self.label for one in labels], np.bool_))

    @cached_property
    def standing(self) -> Standing:
        return self.month.standing(self.period)

    @cached_property
    def group(self) -> Group | None:
        if not self.by:
            return None
        labels = self.month.counted.firms.labels.get(self.by, ())
        return next((one for one in grouped(self.all_rows, labels) if one.label == self.label), None)

    @property
    def compared(self) -> Compared:
        return self.group.compared if self.group else self.standing.compared

    def of(self, shown: str) -> list[Line]:
        """The enterprises of one kind: all, those that reported both periods, only now, not, or only the year before;
        the greatest first."""
        now, before = self.rows.now.known, self.rows.before.known
        masks = {
            "all": self.rows.expected | now | before,
            "both": now & before,
            "new": now & ~before,
            "silent": self.rows.silent,
            "gone": before & ~now & ~self.rows.expected,
        }
        found = list(self.rows.only(masks[shown]))
        return sorted(found, key=lambda row: (-_size(row.now), -_size(row.before), row.enterprise))


def _size(value: int | None) -> int:
    return -1 if value is None else value


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the working: what it is called, how it is worked out, and what comes of it."""

    name: str
    formula: str
    result: str


def working(number: Number, unit: Unit) -> list[Step]:
    """From the sum to the growth, the share and the points; only what can be said."""
    both, group, whole = number.compared, number.group, number.standing
    total = group.total if group else whole.total
    found = [
        Step(
            _("本期值"),
            _("%(count)s 家已报送企业之和（应报 %(expected)s 家）")
            % {"count": total.reported, "expected": total.expected},
            unit.text(total.value),
        ),
        Step(_("可比本期"), _("两年同期均已报送的 %(count)s 家之和") % {"count": both.both}, unit.text(both.now)),
        Step(_("可比上年同期"), _("同一批企业上年同期之和"), unit.text(both.before)),
        Step(_("汇总增速"), _("可比本期 ÷ 可比上年同期 − 1"), _rate(both)),
    ]
    if group:
        found += [
            Step(_("占比"), _("本期值 ÷ 全部本期值 %(all)s") % {"all": unit.text(whole.total.value)}, _pc(group.share)),
            Step(
                _("占比变化"),
                _("可比本期占比 − 可比上年同期占比"),
                _("%(points)s 个百分点") % {"points": points(group.moved)},
            ),
            Step(
                _("拉动"),
                _("（可比本期 − 可比上年同期）÷ 全部可比上年同期 %(all)s") % {"all": unit.text(whole.compared.before)},
                _("%(points)s 个百分点") % {"points": points(group.points)},
            ),
        ]
    return found


def _rate(both: Compared) -> str:
    return Rate.of(both.growth).text if both.growth.rate is not None else sentence(both.growth)


def _pc(share: object) -> str:
    return "—" if share is None else f"{percent(share)}%"  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class FirmLine:
    """An enterprise under a number, and where its figure stands."""

    pk: int
    name: str
    now: str
    now_number: float | None
    before: str
    before_number: float | None
    rate: Rate
    points: str
    how: str
    sources: Sequence[Source]


def firm_lines(number: Number, rows: Sequence[Line], unit: Unit) -> list[FirmLine]:
    ledger, names, whole = number.month.ledger, number.month.counted.names, number.standing.compared
    figures = {row.enterprise: ledger.figure(row.enterprise, number.period) for row in rows if row.now is not None}
    cells = Cells.of(number.month.item.name, figures, [number.period.year or 0])
    return [
        FirmLine(
            row.enterprise,
            names.get(row.enterprise, ""),
            unit.text(row.now),
            unit.cell(row.now),
            unit.text(row.before),
            unit.cell(row.before),
            Rate.of(number.month.growth_of(row)),
            points(points_of(row, whole)),
            how(figures.get(row.enterprise)),
            cells.behind(row.enterprise, figures.get(row.enterprise)),
        )
        for row in rows
    ]
