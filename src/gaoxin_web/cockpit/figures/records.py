"""Records a figure may stand on: what was held, granted or in use on a day, of one zone.

All take a zone and a period; what is held is looked at on the period's last day.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Coalesce

from gaoxin.index.standing import years_within
from gaoxin.ladder.rungs import load_ladder
from gaoxin.periods import Period as Run
from gaoxin_web.accounts.models import Zone
from gaoxin_web.cockpit.figures.stated import Period
from gaoxin_web.enterprises.models import (
    Award,
    Enterprise,
    Facility,
    FactSheet,
    Patent,
    Platform,
    Recognition,
    Team,
    here,
)
from gaoxin_web.enterprises.queries.recognitions import running
from gaoxin_web.evaluation.models import PeerTable, Published
from gaoxin_web.monitoring.models import ZoneFigure
from gaoxin_web.rulebook import rulebook

M = TypeVar("M", bound=Model)


def recognitions_in_force(zone: Zone, on: date) -> QuerySet[Recognition]:
    """Certificates that run on a day, as the register counts them, and are known to have begun by then."""
    held = running(Recognition.objects.filter(here(on, "enterprise__"), enterprise__zone=zone), on, rulebook())
    return held.filter(starts__isnull=False)  # of a day gone by: one without a first day may not have begun by then


def of_kinds(*kinds: str):
    """Recognitions of some kinds, in force."""

    def rows(zone: Zone, period: Period) -> QuerySet[Recognition]:
        return recognitions_in_force(zone, period.last).filter(kind__in=kinds)

    return rows


def granted(*kinds: str):
    """Recognitions of some kinds granted within the period."""

    def rows(zone: Zone, period: Period) -> QuerySet[Recognition]:
        held = Recognition.objects.filter(enterprise__zone=zone, kind__in=kinds)
        days = held.annotate(begins=Coalesce("recognised_on", "valid_from"))
        return days.filter(begins__range=(period.first, period.last))

    return rows


def in_chain(kind: str, chain: str):
    """Recognitions of a kind in force, held by enterprises of a chain."""

    def rows(zone: Zone, period: Period) -> QuerySet[Recognition]:
        return of_kinds(kind)(zone, period).filter(enterprise__chain=chain)

    return rows


def enterprises(zone: Zone, period: Period) -> QuerySet[Enterprise]:
    """Enterprises of the zone that had been founded by then, and had not left."""
    founded = Q(established_on__isnull=True) | Q(established_on__lte=period.last)
    return Enterprise.objects.present(period.last).filter(founded, zone=zone)


def of_chain(chain: str):
    def rows(zone: Zone, period: Period) -> QuerySet[Enterprise]:
        return enterprises(zone, period).filter(chain=chain)

    return rows


def on_the_ladder(zone: Zone, period: Period) -> QuerySet[Enterprise]:
    """Enterprises with any recognition of the ladder (梯度), or one that it builds upon."""
    held = recognitions_in_force(zone, period.last).filter(kind__in=_ladder_kinds(zone.region))
    return enterprises(zone, period).filter(pk__in=held.values("enterprise"))


def platforms(*levels: str):
    def rows(zone: Zone, period: Period) -> QuerySet[Platform]:
        return _until(
            Platform.objects.filter(here(period.last, "enterprise__"), enterprise__zone=zone, level__in=levels),
            "recognised_on",
            "ended_on",
            period,
        )

    return rows


def teams(zone: Zone, period: Period) -> QuerySet[Team]:
    return _until(
        Team.objects.filter(here(period.last, "enterprise__"), enterprise__zone=zone),
        "recognised_on",
        "ended_on",
        period,
    )


def invention_patents(zone: Zone, period: Period) -> QuerySet[Patent]:
    held = Patent.objects.filter(here(period.last, "enterprise__"), enterprise__zone=zone, kind=Patent.Kind.INVENTION)
    return _until(held, "granted_on", "ended_on", period)


def patents_of_reporting(name: str):
    """Invention patents in force of the enterprises whose sheet of the year knows a fact."""

    def rows(zone: Zone, period: Period) -> QuerySet[Patent]:
        sheets = year_facts(name)(zone, period).order_by().values("enterprise")
        return invention_patents(zone, period).filter(enterprise__in=sheets)

    return rows


def awards(prizes: Collection[tuple[str, str]]):
    """Achievements that had won a prize, each named with its level."""

    def rows(zone: Zone, period: Period) -> QuerySet[Award]:
        named = Q(pk__in=[])
        for prize, level in prizes:
            named |= Q(prize=prize, level=level)
        return Award.objects.filter(named, enterprise__zone=zone, awarded_on__lte=period.last)

    return rows


def facilities(kind: str):
    def rows(zone: Zone, period: Period) -> QuerySet[Facility]:
        return _until(Facility.objects.filter(zone=zone, kind=kind), "opened_on", "closed_on", period)

    return rows


def ranks_of(*back: int):
    """The places the zone was given in the period's year, and so many years before."""

    def rows(zone: Zone, period: Period) -> QuerySet[Published]:
        return Published.objects.filter(zone=zone, year__in=[period.last.year - years for years in back])

    return rows


def years_in_a_row(zone: Zone, period: Period) -> QuerySet[Published]:
    """The places of the years up to the period's in which the zone was among the first; that year's at the least."""
    given = Published.objects.filter(zone=zone, year__lte=period.last.year)
    count = years_within(dict(given.values_list("year", "rank")), period.last.year) or 1
    return given.filter(year__gt=period.last.year - count)


def similar_zones(zone: Zone, period: Period) -> QuerySet[PeerTable]:
    """The newest table of zones like it (同类园区), which is of no edition of the national evaluation."""
    newest = PeerTable.objects.filter(zone=zone, edition="", year=period.last.year).order_by("-pk")
    return PeerTable.objects.filter(pk__in=newest.values("pk")[:1])


def point_of(series: str, place: int):
    """One point of a series of the zone's own within the period: the first or the last."""

    def rows(zone: Zone, period: Period) -> QuerySet[ZoneFigure]:
        known = ZoneFigure.objects.filter(zone=zone, series=series, period__startswith=str(period.last.year))
        points = sorted(known.values_list("period", "pk"), key=lambda one: Run.of(one[0]).last)
        return ZoneFigure.objects.filter(pk__in=[points[place][1]] if points else [])

    return rows


def year_facts(*names: str):
    """Fact sheets of the period's year on which all of these are known: what is missing is not taken for zero."""

    def rows(zone: Zone, period: Period) -> QuerySet[FactSheet]:
        sheets = FactSheet.objects.filter(enterprise__zone=zone, year=period.last.year)
        known = sheets.filter(values__has_keys=names)
        for name in names:
            known = known.exclude(**{f"values__{name}": None})
        return known

    return rows


def _until(rows: QuerySet[M], since: str, until: str, period: Period) -> QuerySet[M]:
    """What had begun and not ended on the last day; an end is the first day without."""
    still = Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": period.last})
    return rows.filter(still, **{f"{since}__lte": period.last})


def _ladder_kinds(region: str) -> set[str]:
    ladder = load_ladder(rulebook()).in_region(region)
    needs = {need for track in ladder.tracks for rung in track.rungs for need in rung.needs}
    return needs | set(ladder.policies())
