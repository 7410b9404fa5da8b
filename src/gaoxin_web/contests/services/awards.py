"""Awards given by a released result, by hand, and taken back where a corrected result no longer gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from gaoxin_web.contests.models import Appeal, Award, Contest, Entry, Prize, Result
from gaoxin_web.contests.services.results import ResultError

SPECIAL = "special"


@dataclass(frozen=True)
class Named:
    """What a tier is called and worth in a contest."""

    tier: str
    name: str
    name_en: str
    amount: int | None
    order: int


def tiers_of(contest: Contest) -> list[Named]:
    """The tiers of the contest's schemes, in their order, as its prizes name them; prizes of no tier after them."""
    prizes = {one.tier: one for one in contest.prizes.all()}
    found: dict[str, Named] = {}
    for round_ in contest.rounds.select_related("scheme"):
        for tier in round_.scheme.as_read.tiers:
            found.setdefault(tier.name, Named(tier.name, tier.label or tier.name, tier.label_en, None, len(found)))
    for prize in prizes.values():
        place = found[prize.tier].order if prize.tier in found else len(found)
        found[prize.tier] = Named(prize.tier, prize.name, prize.name_en, prize.amount, place)
    return sorted(found.values(), key=lambda one: one.order)


@dataclass(frozen=True)
class Given:
    """What giving the awards did; ``kept`` are those whose certificates must be revoked first."""

    added: int
    changed: int
    withdrawn: int


def hindrance(result: Result) -> str:
    """Why the awards of a result cannot be given yet: a code; empty where they can."""
    if result.state != Result.State.RELEASED:
        return "not_released"
    if result.notice_until is not None and timezone.now() < result.notice_until:
        return "in_notice"
    if Appeal.objects.filter(result__round=result.round_id, state=Appeal.State.OPEN).exists():
        return "appeals"
    return "reopened" if result.round.state == result.round.State.OPEN else ""


@transaction.atomic
def give(result: Result) -> Given:
    """Give the awards of a result, and bring those of earlier results of its round in line with it.

    Raises:
        ResultError: it is too early, or a certificate of an award that changes is still valid.
    """
    result = Result.objects.select_for_update(of=("self",)).select_related("round__contest").get(pk=result.pk)
    if why := hindrance(result):
        raise ResultError(why)
    names = {one.tier: one for one in tiers_of(result.round.contest)}
    wanted = {result.entries[id_]["entry"]: (id_, tier) for id_, tier in result.outcome["awards"].items()}
    there = {one.entry_id: one for one in Award.objects.filter(result__round=result.round_id, withdrawn_at=None)}
    _refuse_printed(there, wanted)
    withdrawn = [one for key, one in there.items() if key not in wanted]
    _withdraw(withdrawn)
    added = changed = 0
    for key, (id_, tier) in wanted.items():
        award = there.get(key) or Award(contest=result.round.contest, entry_id=key)
        added, changed = added + (not award.pk), changed + bool(award.pk and award.tier != tier)
        _write(award, result, names.get(tier), tier, result.outcome["rank"][id_])
    return Given(added, changed, len(withdrawn))


def _refuse_printed(there: Mapping[int, Award], wanted: Mapping[int, tuple[str, str]]) -> None:
    moved = [one.pk for key, one in there.items() if wanted.get(key, ("", ""))[1] != one.tier]
    valid = Award.objects.filter(pk__in=moved, certificates__isnull=False, certificates__revoked_at=None)
    if numbers := list(valid.values_list("certificates__number", flat=True).order_by("certificates__number")):
        raise ResultError("printed", numbers)


def _withdraw(awards: list[Award]) -> None:
    """An award that was never printed goes; of one that was, it stays on record that it was given and taken back."""
    for award in awards:
        if award.certificates.exists():
            award.withdrawn_at = timezone.now()
            award.save(update_fields=["withdrawn_at"])
        else:
            award.delete()


def _write(award: Award, result: Result, named: Named | None, tier: str, rank: int | None) -> None:
    award.result, award.tier, award.rank = result, tier, rank
    award.name, award.name_en = (named.name, named.name_en) if named else (tier, "")
    award.prize = named.amount if named else None
    award.given_on = award.given_on or timezone.localdate()
    award.save()


@transaction.atomic
def give_special(contest: Contest, entry: Entry, cleaned: Mapping[str, Any]) -> Award:
    """An award given by hand, with its reason (``source``)."""
    return Award.objects.create(
        contest=contest, entry=entry, tier=SPECIAL, given_on=cleaned.get("given_on") or timezone.localdate(), **{
            name: cleaned[name] for name in ("name", "name_en", "prize", "source")
        }
    )  # fmt: skip


@transaction.atomic
def take_back(award: Award) -> None:
    """Take back an award given by hand.

    Raises:
        ResultError: a certificate of it is valid, or a result gives it.
    """
    if award.result_id is not None:
        raise ResultError("by_result")
    if award.certificates.filter(revoked_at=None).exists():
        raise ResultError("printed", list(award.certificates.values_list("number", flat=True)))
    _withdraw([award])


@transaction.atomic
def name_prizes(contest: Contest, rows: list[Mapping[str, Any]]) -> None:
    """Name the tiers of a contest; awards already given keep theirs until they are given again."""
    for order, row in enumerate(rows):
        Prize.objects.update_or_create(
            contest=contest,
            tier=row["tier"],
            defaults={name: row[name] for name in ("name", "name_en", "amount")} | {"order": order},
        )
