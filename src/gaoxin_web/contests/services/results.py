"""A round's result frozen, released, taken back and opened again: each a step with its reason, none undone.

A result once frozen is never written to (:class:`gaoxin_web.contests.models.result.Frozen`); what changes is
which of them counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from gaoxin.panel.model import CaseError, sha256
from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Ballot, Contest, Result, Round, Ruling
from gaoxin_web.contests.queries import results as read
from gaoxin_web.contests.queries.duties import duties_in
from gaoxin_web.contests.services import ballots, chain


class ResultError(Exception):
    """A step that cannot be taken now; ``code`` says why, ``about`` which."""

    def __init__(self, code: str, about: Sequence[str] = ()) -> None:
        self.code, self.about = code, tuple(about)
        super().__init__(" ".join((code, *self.about)))


@transaction.atomic
def freeze(round_: Round, by: User, reason: str = "") -> Result:
    """Keep the round's result as its ballots make it now.

    A further one needs its reason. It replaces one that was not released; a released one counts until the new
    one is released.

    Raises:
        ResultError: the round is not closed, its chain of ballots is broken, its ballots do not fit the scheme, or
            a reason is wanting.
    """
    end = chain.held(round_)
    round_ = Round.objects.select_related("scheme", "contest").get(pk=round_.pk)
    if round_.state not in (Round.State.CLOSED, Round.State.RELEASED):
        raise ResultError("open")
    last = round_.results.order_by("-number").first()
    if last is not None and not reason.strip():
        raise ResultError("reason")
    broken = chain.first_break(round_.ballot_events.order_by("number").iterator())
    if broken is not None:
        raise ResultError("chain", [str(broken)])
    made = _made(round_, end.digest, last.number + 1 if last else 1, reason.strip(), by)
    round_.results.filter(state=Result.State.FROZEN).exclude(pk=made.pk).update(state=Result.State.REPLACED)
    return made


def _made(round_: Round, end: str, number: int, reason: str, by: User) -> Result:
    try:
        scored = read.scored(round_)
    except CaseError as error:
        raise ResultError("case", [str(issue) for issue in error.issues]) from error
    if not scored.entries:
        raise ResultError("empty")
    result = Result(
        round=round_,
        number=number,
        scheme=round_.scheme,
        case=scored.case.as_dict(),
        outcome=scored.outcome,
        entries=dict(scored.entries),
        chain_digest=end,
        reason=reason,
        frozen_by=by,
    )
    result.inputs_digest = sha256(result.case)
    result.digest = read.digest_of(result)
    result.save()
    return result


def last_day(contest: Contest, today: date) -> date:
    """The last whole day of a notice that begins today."""
    return today + timedelta(days=contest.notice_days)


@transaction.atomic
def release(result: Result, *, until: date, shows_scores: bool) -> Result:
    """Put a result up for public notice, to the end of the day ``until``.

    Raises:
        ResultError: another counts, places are still to be decided, the round is open, or the day is past.
    """
    round_ = Round.objects.select_for_update(of=("self",)).select_related("contest").get(pk=result.round_id)
    result = Result.objects.get(pk=result.pk)
    if result.state != Result.State.FROZEN or round_.state == Round.State.OPEN:
        raise ResultError("not_newest")
    if result.outcome["needs_decision"]:
        raise ResultError("undecided", result.outcome["needs_decision"])
    if until < timezone.localdate():
        raise ResultError("past")
    round_.results.filter(state=Result.State.RELEASED).update(state=Result.State.REPLACED)
    result.state, result.released_at, result.shows_scores = Result.State.RELEASED, timezone.now(), shows_scores
    result.notice_until = end_of(until)
    result.save()
    Round.objects.filter(pk=round_.pk).update(state=Round.State.RELEASED)
    if not Round.objects.filter(contest=round_.contest_id, order__gt=round_.order).exists():  # the last round's
        running = Contest.objects.filter(pk=round_.contest_id).exclude(state=Contest.State.CANCELLED)
        running.update(state=Contest.State.NOTICE)
    return result


def end_of(day: date) -> datetime:
    """The moment in which a day is over: an objection comes in time before it, and not at it."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


@transaction.atomic
def withdraw(result: Result, reason: str, by: User) -> Ruling:
    """Take back a result that was frozen or released by mistake; it stays readable for officers.

    Raises:
        ResultError: it does not count any more.
    """
    result = Result.objects.select_for_update(of=("self",)).select_related("round").get(pk=result.pk)
    if result.state not in (Result.State.FROZEN, Result.State.RELEASED):
        raise ResultError("not_newest")
    if result.awards.filter(withdrawn_at=None).exists():
        raise ResultError("awarded")
    released = result.state == Result.State.RELEASED
    result.state = Result.State.WITHDRAWN
    result.save()
    if released:
        Round.objects.filter(pk=result.round_id).update(state=Round.State.CLOSED)
    return Ruling.objects.create(
        round=result.round, result=result, kind=Ruling.Kind.RESULT, reason=reason, by=by, decision={"withdrawn": True}
    )


@transaction.atomic
def reopen(result: Result, chosen: Sequence[Ballot], reason: str, by: User) -> Ruling:
    """Open a result again: chosen ballots go back to their judges; with none chosen it is counted again.

    The result counts until a further one is released.

    Raises:
        ResultError: the result does not count any more, or a ballot is not of its round.
    """
    result = Result.objects.select_for_update(of=("self",)).select_related("round").get(pk=result.pk)
    round_ = result.round
    if result.state not in (Result.State.FROZEN, Result.State.RELEASED):
        raise ResultError("not_newest")
    if any(ballot.place.round_id != round_.pk for ballot in chosen):
        raise ResultError("foreign")
    kind = Ruling.Kind.BALLOT if chosen else Ruling.Kind.RESULT
    decision = {"ballots": [ballot.pk for ballot in chosen], "entries": sorted({b.place.entry_id for b in chosen})}
    ruling = Ruling.objects.create(round=round_, result=result, kind=kind, reason=reason, by=by, decision=decision)
    round_.state = Round.State.OPEN if chosen else Round.State.CLOSED
    round_.save(update_fields=["state"])
    if chosen:
        _give_back(round_, chosen, reason, by)
    return ruling


def _give_back(round_: Round, chosen: Sequence[Ballot], reason: str, by: User) -> None:
    """Only the chosen ballots can be marked anew: whoever had not handed in was absent, and stays so."""
    judges = {seat.judge_id: seat.judge for seat in duties_in(round_).seats}
    try:
        for place, judge in duties_in(round_).missing:
            ballots.stand_aside(place, judges[judge], Ballot.State.ABSENT, reason=reason, by=by)
        for ballot in chosen:
            ballots.reopen(Ballot.objects.select_related("place__round").get(pk=ballot.pk), reason, by)
    except ballots.BallotError as error:
        raise ResultError("ballot", [error.message]) from error


@transaction.atomic
def close_again(round_: Round) -> None:
    """End a re-opening; what was not handed in does not count.

    Raises:
        ResultError: the round is not one that was opened again.
    """
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    if round_.state != Round.State.OPEN or not round_.results.exists():
        raise ResultError("not_open")
    Round.objects.filter(pk=round_.pk).update(state=Round.State.CLOSED)
