"""Winners over the years: what became of them, counted by contest, and of whom nothing was heard for long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateField, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from gaoxin_web.contests.models import Award, Contest, Entry, Outcome

SILENT_DAYS = 365
LONG_AGO = date(1900, 1, 1)
Kind = Outcome.Kind


def winners(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Those of some entries that won, each with when it was last heard of and what is known of it.

    ``funding`` is the sum of what was raised, ``valuation`` the latest; None where nothing is known, never nought.
    """
    awards = Award.objects.filter(entry=OuterRef("pk"), withdrawn_at=None)
    news = Outcome.objects.filter(entry=OuterRef("pk")).order_by("-on", "-pk")
    funding = news.filter(kind=Kind.FUNDING, amount__isnull=False).order_by().values("entry")
    valued = news.filter(kind=Kind.VALUATION, amount__isnull=False)
    first = awards.order_by(F("given_on").asc(nulls_last=True))
    return (
        entries.filter(Exists(awards))
        .annotate(
            award_name=Subquery(awards.order_by(F("rank").asc(nulls_last=True), "pk").values("name")[:1]),
            given_on=Subquery(first.values("given_on")[:1]),
            news_on=Subquery(news.values("on")[:1]),
            landed_on=Subquery(news.filter(kind=Kind.LANDED).order_by("on").values("on")[:1]),
            talent_on=Subquery(news.filter(kind=Kind.TALENT).order_by("on").values("on")[:1]),
            listed_on=Subquery(news.filter(kind=Kind.LISTED).order_by("on").values("on")[:1]),
            funding=Subquery(funding.annotate(sum=Sum("amount")).values("sum")[:1]),
            valuation=Subquery(valued.values("amount")[:1]),
        )
        .annotate(heard_on=_heard())
    )


def _heard() -> Greatest:
    """The later of the award and the last news; of neither, long ago."""
    known = [Coalesce(F(name), Value(LONG_AGO), output_field=DateField()) for name in ("given_on", "news_on")]
    return Greatest(*known, output_field=DateField())


def silent(rows: QuerySet[Entry], today: date) -> QuerySet[Entry]:
    """Winners of whom nothing was heard for a year: neither an award nor news."""
    return rows.filter(heard_on__lt=today - timedelta(days=SILENT_DAYS))


@dataclass(frozen=True)
class Line:
    """A contest's winners counted; a sum is None where nothing is known, and says of how many it is."""

    contest: Contest
    winners: int
    landed: int
    talent: int
    funded: int
    funding: int | None
    valued: int
    valuation: int | None
    listed: int
    silent: int


COUNTED: dict[str, Any] = {
    "winners": Count("pk"),
    "landed": Count("landed_on"),
    "talent": Count("talent_on"),
    "listed": Count("listed_on"),
    "funded": Count("funding"),
    "raised": Sum("funding"),
    "valued": Count("valuation"),
    "worth": Sum("valuation"),
}


def lines(contests: Sequence[Contest], today: date) -> list[Line]:
    """The contests that have winners, in the order given."""
    found = winners(Entry.objects.filter(contest__in=contests)).order_by()
    counted = {row["contest"]: row for row in found.values("contest").annotate(**COUNTED)}
    quiet = dict(silent(found, today).values_list("contest").annotate(n=Count("pk")))
    return [_line(one, counted[one.pk], quiet.get(one.pk, 0)) for one in contests if one.pk in counted]


def _line(contest: Contest | None, row: dict[str, Any], quiet: int) -> Line:
    counts = {name: row[name] for name in ("winners", "landed", "talent", "listed", "funded", "valued")}
    return Line(contest=contest, funding=row["raised"], valuation=row["worth"], silent=quiet, **counts)  # type: ignore[arg-type]


def together(contests: Sequence[Contest], today: date) -> Line:
    """All contests in one line."""
    found = winners(Entry.objects.filter(contest__in=contests))
    return _line(None, found.aggregate(**COUNTED), silent(found, today).count())
