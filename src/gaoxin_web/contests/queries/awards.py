"""Awards of a contest as pages and exports show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Min, Sum
from django.utils.translation import get_language

from gaoxin_web.contests.models import Award, Certificate, Contest, Result
from gaoxin_web.contests.services.awards import hindrance
from gaoxin_web.contests.services.certificates import awards_to_print


@dataclass(frozen=True)
class Total:
    """A kind of award: how many, of how many of them the worth is known, and what these come to in yuan."""

    name: str
    count: int
    known: int
    amount: int | None


def totals(contest: Contest) -> list[Total]:
    """By name, in order of the best place that has it."""
    rows = contest.awards.filter(withdrawn_at=None).values("tier", "name", "name_en")
    counted = rows.annotate(n=Count("pk"), known=Count("prize"), amount=Sum("prize"), best=Min("rank"))
    counted = counted.order_by(F("best").asc(nulls_last=True), "name")
    english = (get_language() or "").startswith("en")
    named = [((english and row["name_en"]) or row["name"], row) for row in counted]
    return [Total(name, row["n"], row["known"], row["amount"]) for name, row in named]


def whole(contest: Contest) -> Total:
    """All awards together; the amount is None where no worth is known."""
    found = contest.awards.filter(withdrawn_at=None).aggregate(n=Count("pk"), known=Count("prize"), amount=Sum("prize"))
    return Total("", found["n"], found["known"], found["amount"])


@dataclass(frozen=True)
class Ready:
    """A released result with awards that are not given yet, or given otherwise; ``why`` it cannot be done now."""

    result: Result
    why: str
    number: int


def to_give(contest: Contest) -> list[Ready]:
    """The released results whose awards differ from those given."""
    found = []
    rows = Result.objects.filter(round__contest=contest, state=Result.State.RELEASED)
    for result in rows.select_related("round__contest", "round__scheme").order_by("round__order"):
        given = Award.objects.filter(result__round=result.round_id, withdrawn_at=None)
        there = dict(given.values_list("entry", "tier"))
        wanted = {result.entries[id_]["entry"]: tier for id_, tier in result.outcome["awards"].items()}
        stale = given.exclude(result=result).exists()
        if wanted != there or stale:
            found.append(Ready(result, hindrance(result), len(wanted)))
    return found


def list_of(contest: Contest) -> list[tuple[Award, Certificate | None]]:
    """The awards, each with its newest certificate."""
    return [(award, award.printed[0] if award.printed else None) for award in awards_to_print(contest)]  # type: ignore[attr-defined]


def printable(contest: Contest) -> Sequence[Certificate]:
    """The valid certificates of a contest in the order of its awards."""
    rows = Certificate.objects.filter(award__contest=contest, award__withdrawn_at=None, revoked_at=None)
    return list(
        rows.select_related("award__entry").order_by(
            F("award__rank").asc(nulls_last=True), "award__entry__number", "pk"
        )
    )
