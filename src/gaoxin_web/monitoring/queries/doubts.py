"""What to look at before a month goes out: figures that cannot both be right, and figures that were changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gaoxin.periods.ledger import Clash
from gaoxin_web.monitoring.queries.cells import corrections_of, filings_of, place_of
from gaoxin_web.monitoring.queries.monthly import Monthly
from gaoxin_web.monitoring.words import Unit, told


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two figures that disagree; ``stands`` is counted."""

    pk: int
    name: str
    period: str
    kind: str
    stands: str
    stands_number: float | None
    other: str
    other_number: float | None
    where: str
    where_before: str = ""


def clashes_in(month: Monthly) -> list[Doubt]:
    """Of the year, as the fact sheets stand."""
    small = Unit.small(month.item)
    return [_clash(month, clash, small) for clash in month.clashes]


def _clash(month: Monthly, clash: Clash, small: Unit) -> Doubt:
    kind = _("同期重复") if clash.kind == "filed twice" else _("累计数与各月之和不符")
    return Doubt(
        clash.enterprise,
        month.counted.names.get(clash.enterprise, ""),
        told(clash.period),
        kind,
        small.text(clash.stands),
        small.cell(clash.stands),
        small.text(clash.other),
        small.cell(clash.other),
        "",
    )


def corrections_in(month: Monthly, enterprises: Collection[int] | None = None) -> list[Doubt]:
    """Figures of the year that were filed otherwise before, of enterprises in reach; with both places."""
    small, names, name = Unit.small(month.item), month.counted.names, month.item.name
    reach = names.keys() if enterprises is None else names.keys() & set(enterprises)
    found = [one for one in corrections_of(month.seen.zone, name, month.period.year or 0) if one.enterprise in reach]
    filings = filings_of([pk for one in found for pk in one.filings])
    return [
        Doubt(
            one.enterprise,
            names[one.enterprise],
            told(one.period),
            _("数据修订"),
            small.text(one.after),
            small.cell(one.after),
            small.text(one.before),
            small.cell(one.before),
            place_of(filings.get(one.filings[1]), name, one.period),
            place_of(filings.get(one.filings[0]), name, one.period),
        )
        for one in found
    ]
