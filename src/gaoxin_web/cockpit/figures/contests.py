"""Records of contests a figure may stand on: entries, places in a round, awards, talks, what became of winners.

All take a zone and a period; a contest is of the year its figure is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from gaoxin_web.accounts.models import Zone
from gaoxin_web.cockpit.figures.groups import countries_of
from gaoxin_web.cockpit.figures.stated import Period
from gaoxin_web.contests.models import Award, Contest, Entry, Outcome, Round, RoundEntry, Sitting
from gaoxin_web.lectures.models import Talk

AWAY = (Entry.State.DRAFT, Entry.State.WITHDRAWN)  # not handed in, or taken back


@dataclass(frozen=True, slots=True)
class Of:
    """Which contests of a zone: by who runs them, by edition, by a word of the name, by division."""

    standing: str = Contest.Standing.OWN
    kind: str = Contest.Kind.CONTEST
    edition: int | None = None
    word: str = ""
    division: str = ""

    def contests(self, zone: Zone) -> QuerySet[Contest]:
        found = Contest.objects.filter(zone=zone, standing=self.standing, kind=self.kind, name__contains=self.word)
        found = found.exclude(state=Contest.State.CANCELLED)
        return found if self.edition is None else found.filter(edition=self.edition)

    def of_year(self, zone: Zone, period: Period) -> QuerySet[Contest]:
        return self.contests(zone).filter(year=period.last.year)

    def entry(self, path: str = "") -> Q:
        """Entries of the division that were handed in, by the path to them."""
        handed_in = ~Q(**{f"{path}state__in": AWAY})
        return handed_in & Q(**{f"{path}division__name": self.division}) if self.division else handed_in


def entries(of: Of):
    """Entries of the year's contest that were handed in."""

    def rows(zone: Zone, period: Period) -> QuerySet[Entry]:
        return Entry.objects.filter(of.entry(), contest__in=of.of_year(zone, period))

    return rows


def entries_to_date(of: Of):
    """Entries of all contests up to the year."""

    def rows(zone: Zone, period: Period) -> QuerySet[Entry]:
        held = of.contests(zone).filter(year__lte=period.last.year)
        return Entry.objects.filter(of.entry(), contest__in=held)

    return rows


def entries_from(of: Of, group: str):
    """Entries whose country belonged to a group at the end of the period."""

    def rows(zone: Zone, period: Period) -> QuerySet[Entry]:
        return entries(of)(zone, period).filter(country__in=countries_of(group, period.last))

    return rows


def in_the_final(of: Of, track: str = ""):
    """Places in the last round of the year's contest, of all tracks or of one."""

    def rows(zone: Zone, period: Period) -> QuerySet[RoundEntry]:
        last = Round.objects.filter(contest__in=of.of_year(zone, period)).values("contest").annotate(last=Max("order"))
        finals = Q(pk__in=[])
        for one in last:
            finals |= Q(round__contest=one["contest"], round__order=one["last"])
        found = RoundEntry.objects.filter(finals, of.entry("entry__")).exclude(state=RoundEntry.State.WITHDRAWN)
        return found.filter(entry__track__name=track) if track else found

    return rows


def awards(of: Of, tier: str = "", *, own: bool = False):
    """Awards of the year's contests that stand; with ``own`` those of enterprises of the zone's register."""

    def rows(zone: Zone, period: Period) -> QuerySet[Award]:
        given = Award.objects.filter(of.entry("entry__"), contest__in=of.of_year(zone, period), withdrawn_at=None)
        given = given.filter(tier=tier) if tier else given
        return given.filter(entry__enterprise__zone=zone) if own else given

    return rows


def sessions(of: Of):
    """Sittings of the year's series at which somebody speaks."""

    def rows(zone: Zone, period: Period) -> QuerySet[Sitting]:
        held = Sitting.objects.filter(round__contest__in=of.of_year(zone, period))
        return held.filter(places__in=heard(of)(zone, period).values("pk")).distinct()

    return rows


def heard(of: Of):
    """Talks that stand in a session."""

    def rows(zone: Zone, period: Period) -> QuerySet[RoundEntry]:
        placed = RoundEntry.objects.filter(
            of.entry("entry__"), round__contest__in=of.of_year(zone, period), sitting__isnull=False
        )
        return placed.exclude(state=RoundEntry.State.WITHDRAWN)

    return rows


def speakers(of: Of, kind: str):
    """Talks of a kind of speaker that stand in a session."""

    def rows(zone: Zone, period: Period) -> QuerySet[Talk]:
        placed = heard(of)(zone, period).values("entry")
        return Talk.objects.filter(kind=kind, entry__in=placed)

    return rows


def outcomes(of: Of, kind: str):
    """What became, by the last day, of entries that landed in the zone."""

    def rows(zone: Zone, period: Period) -> QuerySet[Outcome]:
        entered = entries_to_date(of)(zone, period)
        landed = Outcome.objects.filter(entry__in=entered.values("pk"), kind=Outcome.Kind.LANDED, on__lte=period.last)
        return Outcome.objects.filter(kind=kind, on__lte=period.last, entry__in=landed.values("entry"))

    return rows


def distinct(field: str) -> Callable[[QuerySet[Any]], Decimal]:
    """How many different values a field has over the records; empty ones are none."""

    def measure(rows: QuerySet[Any]) -> Decimal:
        known = rows.exclude(**{f"{field}__isnull": True}).order_by()
        return Decimal(known.values(field).distinct().count())

    return measure


def per_session(rows: QuerySet[RoundEntry]) -> Decimal | None:
    """How many speak in every session; None where the sessions are not alike."""
    counts = set(rows.order_by().values("sitting").annotate(count=Count("pk")).values_list("count", flat=True))
    return Decimal(counts.pop()) if len(counts) == 1 else None


def most(rows: QuerySet[Outcome]) -> Decimal | None:
    """The highest amount, in yuan; None where none is known."""
    found = rows.aggregate(most=Max("amount"))["most"]
    return None if found is None else Decimal(found)
