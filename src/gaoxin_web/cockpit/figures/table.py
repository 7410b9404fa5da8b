"""Which query answers which figure; a figure that is not here the platform cannot answer yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from gaoxin_web.accounts.models import Zone
from gaoxin_web.cockpit.figures import records as of
from gaoxin_web.cockpit.figures.stated import Period

Rows = Callable[[Zone, Period], QuerySet[Any]]
Measure = Callable[[QuerySet[Any]], "Decimal | None"]


def count(rows: QuerySet[Any]) -> Decimal:
    """How many records."""
    return Decimal(rows.count())


def holders(rows: QuerySet[Any]) -> Decimal:
    """How many enterprises: one that holds two certificates counts once."""
    return Decimal(rows.order_by().values("enterprise").distinct().count())


def amount(rows: QuerySet[Any]) -> Decimal | None:
    """The amounts of facilities, summed; None where there is none."""
    return _known(rows.aggregate(sum=Sum("amount"))["sum"])


def fact(name: str) -> Measure:
    """One fact of the year, summed over enterprises, in the steps it is kept in; None where nobody's is known."""

    def measure(rows: QuerySet[Any]) -> Decimal | None:
        steps = Cast(KeyTextTransform(name, "values"), BigIntegerField())
        return _known(rows.annotate(steps=steps).aggregate(sum=Sum("steps"))["sum"])

    return measure


def _known(total: Any) -> Decimal | None:
    return None if total is None else Decimal(total)


@dataclass(frozen=True, slots=True)
class Query:
    """How a figure is found: the records it stands on, what is taken of them, and over what."""

    name: str
    rows: Rows
    measure: Measure = count
    over: tuple[Rows, Measure] | None = None  # what it is a share of
    times: Decimal = Decimal(1)  # into the printed unit

    def found(self, zone: Zone, period: Period, limit: Callable[[QuerySet[Any]], QuerySet[Any]]) -> Decimal | None:
        """The figure as the records have it; None where nothing is known, or nothing to be a share of."""
        value = self.measure(limit(self.rows(zone, period)))
        if value is None:
            return None
        if self.over is None:
            return value * self.times
        rows, measure = self.over
        base = measure(limit(rows(zone, period)))
        return value * self.times / base if base else None


PRIZES = (
    ("国家技术发明奖", "national"),
    ("自治区科学技术进步奖", "provincial"),
    ("自治区技术发明奖", "provincial"),
    ("自治区自然科学奖", "provincial"),
)
FIVE_G = "5G及相关产业"
HUNDRED, TEN_THOUSAND = Decimal(100), Decimal(10_000)

QUERIES: Mapping[str, Query] = {
    "SZS-01": Query(
        "ip_enterprises_granted_in_year", of.granted("national_ip_demonstration", "national_ip_advantage"), holders
    ),
    "SZS-02": Query("hnte_in_force", of.of_kinds("hnte"), holders),
    "SZS-03": Query("tech_sme_in_force", of.of_kinds("tech_sme"), holders),
    "SZS-04": Query("nx_little_giant_in_force", of.of_kinds("nx_little_giant"), holders),
    "SZS-05": Query("nx_tech_sme_in_force", of.of_kinds("nx_tech_sme"), holders),
    "SZS-06": Query("enterprises_on_the_ladder_share", of.on_the_ladder, over=(of.enterprises, count), times=HUNDRED),
    "SZS-07": Query(
        "rd_expense_over_revenue",
        of.year_facts("rd_expense", "revenue"),
        fact("rd_expense"),
        (of.year_facts("rd_expense", "revenue"), fact("revenue")),
        HUNDRED,
    ),
    "SZS-08": Query(
        "invention_patents_per_ten_thousand_staff",
        of.patents_of_reporting("staff"),
        over=(of.year_facts("staff"), fact("staff")),
        times=TEN_THOUSAND,
    ),
    "SZS-11": Query("platforms_national_and_provincial", of.platforms("national", "provincial")),
    "SZS-12": Query("start_up_teams", of.teams),
    "SZS-13": Query("awards_national_invention_and_regional", of.awards(PRIZES)),
    "SZS-16": Query("pilot_base_area", of.facilities("中试服务基地"), amount, times=1 / TEN_THOUSAND),
    "SZS-26": Query("integration_management_pilots", of.of_kinds("integration_management_pilot"), holders),
    "SZS-28": Query("green_factories", of.of_kinds("green_factory"), holders),
    "SZS-29": Query("smart_factories", of.of_kinds("smart_factory"), holders),
    "SZS-30": Query("industry_leading_demonstrations", of.of_kinds("industry_leading_demonstration"), holders),
    "SZS-31": Query("champion_products", of.of_kinds("champion_product")),
    "GZ-09": Query("5g_base_stations", of.facilities("5G基站"), amount),
    "GZ-10": Query("identifier_nodes", of.facilities("标识解析二级节点")),
    "GZ-11": Query("enterprises_of_5g_chain", of.of_chain(FIVE_G)),
    "GZ-12": Query("little_giants_of_5g_chain", of.in_chain("little_giant", FIVE_G), holders),
}
