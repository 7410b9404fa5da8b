"""What was published or entered of the zone itself: figures of periods, series of its own, targets."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from gaoxin.fields import Field
from gaoxin.periods import Period
from gaoxin.periods.series import Fact
from gaoxin.units import UNITS, to_base, to_steps
from gaoxin_web.accounts.models import Zone
from gaoxin_web.monitoring.models import Target, ZoneFigure


def published(zone: Zone, item: Field) -> dict[Period, Fact]:
    """The published figures of a field, in its steps."""
    return {Period.of(one.period): fact_of(one, item) for one in figures(zone, item)}


def figures(zone: Zone, item: Field) -> list[ZoneFigure]:
    return list(ZoneFigure.objects.filter(zone=zone, field=item.name))


def fact_of(one: ZoneFigure, item: Field) -> Fact:
    return Fact(
        _steps(one.value, one.unit, item),
        None if one.growth is None else Fraction(one.growth),
        _steps(one.base, one.unit, item),
        one.scope,
        one.source,
        one.preliminary,
    )


def _steps(value: Decimal | None, unit: str, item: Field) -> int | None:
    """A value in its printed unit as steps; an amount without a unit is in the field's own."""
    if value is None:
        return None
    return to_steps(to_base(Fraction(value), unit if unit in UNITS else item.unit), item.kind)


def target_of(zone: Zone, field: str, year: int) -> Target | None:
    return Target.objects.filter(zone=zone, field=field, year=year).first()


def series_names(zone: Zone) -> list[str]:
    """The series of the zone's own, in order of their names."""
    rows = ZoneFigure.objects.filter(zone=zone).exclude(series="").order_by("series")
    return list(rows.values_list("series", flat=True).distinct())


def series_of(zone: Zone, name: str) -> list[ZoneFigure]:
    """A series by the calendar."""
    rows = ZoneFigure.objects.filter(zone=zone, series=name)
    return in_order(rows)


def in_order(rows: Iterable[ZoneFigure]) -> list[ZoneFigure]:
    return sorted(rows, key=lambda one: Period.of(one.period).last)
