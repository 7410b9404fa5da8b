"""Who goes on to the next round (晋级): by quotas, from a result; taken back until the next round begins."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from gaoxin.panel import Tier
from gaoxin.panel.ranking import award
from gaoxin_web.contests.models import Quota, Result, Round, RoundEntry
from gaoxin_web.contests.models.contest import CODE_LETTERS
from gaoxin_web.contests.services.results import ResultError

CODE_LENGTH = 4
ON = "on"  # the one tier of advancing


@dataclass(frozen=True)
class Line:
    """What a quota gives: who goes on, and who shares the place on its edge (ids of the case).

    ``mixed``: its entries were ranked in more than one group, and no place says which is better.
    """

    quota: Quota
    through: tuple[str, ...]
    tied: tuple[str, ...]
    of: int
    mixed: bool = False

    @property
    def label(self) -> str:
        part = self.quota.division or self.quota.track
        return part.label if part else ""


@dataclass(frozen=True)
class Advance:
    """All lines of a round together; ``extended``: whoever shares the last place goes on as well."""

    lines: tuple[Line, ...]
    extended: bool

    @property
    def undecided(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.mixed or (line.tied and not self.extended))

    @property
    def through(self) -> frozenset[str]:
        return frozenset(
            entry for line in self.lines for entry in (*line.through, *(line.tied if self.extended else ()))
        )


def advance_of(result: Result, *, extend: bool = False) -> Advance:
    """What the round's quotas give by a result."""
    quotas = list(result.round.quotas.select_related("division", "track").order_by("pk"))
    return Advance(tuple(_line(result, quota) for quota in quotas), extend)


def _line(result: Result, quota: Quota) -> Line:
    ranks: Mapping[str, int | None] = result.outcome["rank"]
    inside = [id_ for id_ in result.outcome["order"] if _within(result.entries[id_], quota)]
    pools = {one["id"]: one["pool"] for one in result.case["entries"]}
    if len({pools[id_] for id_ in inside}) > 1:
        return Line(quota, (), (), len(inside), mixed=True)
    groups: dict[int, list[str]] = {}
    for id_ in inside:
        groups.setdefault(int(ranks[id_] or 0), []).append(id_)
    found = award(list(groups.values()), [Tier(ON, quota.count)], policy="hold")
    return Line(quota, tuple(found.given), tuple(found.held), len(inside))


def _within(facts: Mapping[str, str], quota: Quota) -> bool:
    wanted = {"division": quota.division, "track": quota.track}
    return all(part is None or facts[name] == part.name for name, part in wanted.items())


def next_round(round_: Round) -> Round | None:
    later = Round.objects.filter(contest=round_.contest_id, order__gt=round_.order)
    return later.order_by("order", "pk").first()


@transaction.atomic
def advance(result: Result, *, extend: bool) -> int:
    """Take the entries within the quotas into the next round; how many.

    Raises:
        ResultError: there are no quotas or no next round, a tie is open, it was done already, the next round began.
    """
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=result.round_id)
    result = Result.objects.get(pk=result.pk)
    plan, target = advance_of(result, extend=extend), next_round(round_)
    _allow(result, round_, plan, target)
    assert target is not None
    keys = {result.entries[id_]["entry"] for id_ in plan.through}
    places = round_.places.exclude(state=RoundEntry.State.WITHDRAWN)
    places.filter(entry__in=keys).update(state=RoundEntry.State.ADVANCED)
    places.exclude(entry__in=keys).update(state=RoundEntry.State.OUT)
    taken = set(target.places.values_list("code", flat=True))
    there = set(target.places.values_list("entry", flat=True))
    RoundEntry.objects.bulk_create(
        RoundEntry(round=target, entry_id=key, code=_new_code(taken)) for key in _shuffled(keys - there)
    )
    return len(keys)


def _allow(result: Result, round_: Round, plan: Advance, target: Round | None) -> None:
    if result.state not in (Result.State.FROZEN, Result.State.RELEASED):
        raise ResultError("not_newest")
    if round_.state == Round.State.OPEN:
        raise ResultError("open")
    if not plan.lines:
        raise ResultError("no_quota")
    if target is None:
        raise ResultError("no_next")
    if plan.undecided:
        raise ResultError("tied", [id_ for line in plan.undecided for id_ in line.tied])
    if has_advanced(round_):
        raise ResultError("advanced")
    if target.state != Round.State.DRAFT:
        raise ResultError("begun")


def has_advanced(round_: Round) -> bool:
    return round_.places.filter(state__in=(RoundEntry.State.ADVANCED, RoundEntry.State.OUT)).exists()


@transaction.atomic
def undo(round_: Round) -> None:
    """Take an advancing back: nobody has gone on, and the next round is without them.

    Raises:
        ResultError: nothing was advanced, or the next round has begun.
    """
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    target = next_round(round_)
    if not has_advanced(round_) or target is None:
        raise ResultError("not_advanced")
    went = target.places.filter(entry__places__round=round_, entry__places__state=RoundEntry.State.ADVANCED)
    begun = target.state != Round.State.DRAFT or went.filter(ballots__isnull=False).exists()
    if begun or went.filter(assignments__isnull=False).exists():
        raise ResultError("begun")
    RoundEntry.objects.filter(pk__in=list(went.values_list("pk", flat=True))).delete()
    went_states = (RoundEntry.State.ADVANCED, RoundEntry.State.OUT)
    round_.places.filter(state__in=went_states).update(state=RoundEntry.State.IN)


def _new_code(taken: set[str]) -> str:
    """A blind code that says nothing of the entry, nor of the round before."""
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH)).upper()
        if code not in taken:
            taken.add(code)
            return code


def _shuffled(keys: set[int]) -> Sequence[int]:
    """In an order that does not say who came first."""
    found = sorted(keys)
    secrets.SystemRandom().shuffle(found)
    return found
