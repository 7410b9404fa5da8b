"""What is up for public notice (公示): released results, as much of them as is published, and the rulings on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from gaoxin_web.contests.models import Contest, Entry, Result, Round, Ruling
from gaoxin_web.contests.services.awards import tiers_of


@dataclass(frozen=True)
class Published:
    """A released result as anybody may read it: places, awards and, where that was decided, scores; no ballots."""

    result: Result
    pools: list[tuple[str, list[dict[str, Any]]]]
    rulings: list[Ruling]
    reopened: bool

    @property
    def takes_objections(self) -> bool:
        return in_notice(self.result)


def in_notice(result: Result) -> bool:
    """Whether an objection comes in time: until the last day of the notice is over, and not at that moment."""
    until = result.notice_until
    return result.state == Result.State.RELEASED and until is not None and timezone.now() < until


def published(contest: Contest, english: bool) -> list[Published]:
    """The contest's released results, the latest round first."""
    rows = Result.objects.filter(round__contest=contest, state=Result.State.RELEASED)
    rows = rows.select_related("round__contest").order_by("-round__order", "-round__pk")
    return [published_one(one, english) for one in rows]


def published_one(result: Result, english: bool) -> Published:
    """A result as it was published, whether it still counts or not."""
    names = {one.tier: (one.name_en if english else "") or one.name for one in tiers_of(result.round.contest)}
    pools = {one["id"]: one["pool"] for one in result.case["entries"]}
    found: dict[str, list[dict[str, Any]]] = {}
    awarded = bool(result.case.get("tiers"))
    for id_ in [*result.outcome["order"], *result.outcome["insufficient"]]:
        tier = result.outcome["awards"].get(id_)
        found.setdefault(pools[id_], []).append(
            {
                "id": id_,
                "title": _said(result.entries[id_], "title", english),
                "organisation": result.entries[id_]["organisation"],
                "division": _said(result.entries[id_], "division", english),
                "track": _said(result.entries[id_], "track", english),
                "rank": result.outcome["rank"][id_],
                "score": result.outcome["final"][id_] if result.shows_scores else None,
                "award": names.get(tier, tier) if tier else "",
                "awarded": awarded,
            }
        )
    rulings = rulings_of(result.round).filter(at__lte=timezone.now())
    return Published(result, sorted(found.items()), list(rulings), result.round.state == Round.State.OPEN)


def _said(facts: Mapping[str, str], name: str, english: bool) -> str:
    return (facts[f"{name}_en"] if english else "") or facts[name]


def rulings_of(round_: Round) -> QuerySet[Ruling]:
    """The decisions on a round that are told to the public: never who took them, nor who objected."""
    kinds = (Ruling.Kind.TIE, Ruling.Kind.APPEAL, Ruling.Kind.BALLOT, Ruling.Kind.RESULT)
    return round_.rulings.filter(kind__in=kinds).select_related("entry").order_by("-pk")


def entries_in(result: Result) -> QuerySet[Entry]:
    """The entries an objection may be about."""
    return Entry.objects.filter(pk__in=[facts["entry"] for facts in result.entries.values()]).order_by("number", "pk")
