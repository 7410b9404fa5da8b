"""What the committee decides: the order of a tie, and what becomes of an objection. Each with its reason."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Appeal, Result, Round, Ruling
from gaoxin_web.contests.queries.results import frozen
from gaoxin_web.contests.services.results import ResultError, freeze


def ties_of(result: Result) -> list[list[str]]:
    """Groups that share a place in a result (ids of the case), best first."""
    scored = frozen(result)
    groups = [group for standing in scored.score.standings.values() for group in standing.groups]
    return [list(group) for group in groups if len(group) > 1]


@transaction.atomic
def decide_tie(result: Result, order: Sequence[str], reason: str, by: User) -> Result:
    """Part entries that share a place, in the order decided, and freeze the result that follows from it.

    Args:
        order: ids of the case; all of one tied group, each once.

    Raises:
        ResultError: the result does not count any more, or the order is not of a tied group.
    """
    result = Result.objects.select_for_update(of=("self",)).select_related("round").get(pk=result.pk)
    if result.state not in (Result.State.FROZEN, Result.State.RELEASED):
        raise ResultError("not_newest")
    if sorted(order) not in [sorted(group) for group in ties_of(result)]:
        raise ResultError("no_tie")
    if result.round.state == Round.State.OPEN:
        raise ResultError("open")
    keys = [result.entries[id_]["entry"] for id_ in order]
    Ruling.objects.create(
        round=result.round, result=result, kind=Ruling.Kind.TIE, reason=reason, by=by, decision={"order": keys}
    )
    return freeze(result.round, by, reason)


@transaction.atomic
def answer(appeal: Appeal, *, upheld: bool, reason: str, by: User) -> Appeal:
    """Answer an objection once, with a reason that is published.

    Raises:
        ResultError: it was answered before.
    """
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("result__round").get(pk=appeal.pk)
    if appeal.state != Appeal.State.OPEN:
        raise ResultError("answered")
    appeal.ruling = Ruling.objects.create(
        round=appeal.result.round,
        result=appeal.result,
        entry=appeal.entry,
        kind=Ruling.Kind.APPEAL,
        reason=reason,
        by=by,
        decision={"appeal": appeal.pk, "upheld": upheld},
    )
    appeal.state = Appeal.State.UPHELD if upheld else Appeal.State.DISMISSED
    appeal.save()
    return appeal
