"""Rounds: opened for chosen enterprises, closed, locked; reminders and new links."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts.models import User
from gaoxin_web.collection.models import Assignment, DataSet, Round, Step
from gaoxin_web.collection.services import RefusedError, locked
from gaoxin_web.enterprises.models import Batch, Enterprise

CHUNK = 2000
State = Round.State
MOVES: dict[str, tuple[tuple[State, ...], State]] = {  # what is done → from which states, to which
    "open": ((State.DRAFT, State.CLOSED), State.OPEN),
    "close": ((State.OPEN,), State.CLOSED),
    "lock": ((State.OPEN, State.CLOSED), State.LOCKED),
    "unlock": ((State.LOCKED,), State.CLOSED),
}


@transaction.atomic
def start(data_set: DataSet, enterprises: QuerySet[Enterprise], **about: Any) -> Round:
    """A round with a form for each enterprise; ``about`` as in :func:`found`.

    Raises:
        RefusedError: there is a round of this period already, or no enterprise is chosen.
    """
    round_ = found(data_set, **about)
    if not ask(round_, enterprises):
        raise RefusedError(_("没有符合条件的企业，请放宽条件。"))
    return round_


@transaction.atomic
def found(
    data_set: DataSet,
    *,
    year: int,
    month: int = 0,
    opens_on: date,
    closes_on: date,
    by: User,
    state: State = State.OPEN,
) -> Round:
    """A round that asks nobody yet; its batch is made now, so that later rounds' filings go before it.

    Raises:
        RefusedError: there is a round of this period already.
    """
    data_set = DataSet.objects.select_for_update().get(pk=data_set.pk)  # two officers at once: the second is told
    if Round.objects.filter(data_set=data_set, year=year, month=month).exists():
        raise RefusedError(_("这一期已经有任务了；要增加企业请到该任务中添加。"))
    round_ = Round(
        data_set=data_set, year=year, month=month, opens_on=opens_on, closes_on=closes_on, created_by=by, state=state
    )
    round_.batch = Batch.objects.create(
        zone=data_set.zone,
        organisation=data_set.organisation,
        created_by=by,
        title=str(round_)[:200],
        sha256=hashlib.sha256(f"collection:{data_set.pk}:{year}:{month}".encode()).hexdigest(),
        state=Batch.State.DONE,
        choices={"source": "collection"},
        committed_at=timezone.now(),
    )
    round_.save()
    return round_


def ask(round_: Round, enterprises: QuerySet[Enterprise]) -> int:
    """Give a form to every one of these enterprises that has none; returns how many."""
    return hand_to(round_.pk, list(enterprises.order_by("pk").values_list("pk", flat=True).distinct()))


@transaction.atomic
def hand_to(pk: int, enterprises: Sequence[int]) -> int:
    """The same by their keys.

    Raises:
        RefusedError: the round is locked.
    """
    round_ = Round.objects.select_for_update().get(pk=pk)
    if round_.state == State.LOCKED:
        raise RefusedError(_("本期已锁定，任何数据都不能再改。"))
    have = set(Assignment.objects.filter(round=round_, enterprise__in=enterprises).values_list("enterprise", flat=True))
    new = [
        Assignment(round=round_, enterprise_id=one, due_on=round_.closes_on) for one in enterprises if one not in have
    ]
    Assignment.objects.bulk_create(new, batch_size=CHUNK)
    return len(new)


@transaction.atomic
def move(pk: int, what: str, reason: str = "") -> Round:
    """Open, close, lock or unlock a round.

    Locking waits for forms that are being changed at this moment; after it nothing changes.

    Raises:
        RefusedError: that cannot be done from where the round stands; unlocking needs a reason.
    """
    sources, target = MOVES[what]
    round_ = Round.objects.select_for_update().get(pk=pk)
    if round_.state not in sources:
        raise RefusedError(
            _("任务现在是“%(state)s”，不能这样操作；请刷新后再看。") % {"state": round_.get_state_display()}
        )
    if what == "unlock" and not reason.strip():
        raise RefusedError(_("请写明解锁的原因。"))
    if what == "lock":
        list(Assignment.objects.select_for_update().filter(round=round_).order_by("pk").values_list("pk", flat=True))
    round_.state = target
    round_.locked_at = timezone.now() if target == State.LOCKED else None
    round_.save(update_fields=["state", "locked_at"])
    return round_


@transaction.atomic
def reschedule(pk: int, closes_on: date) -> Round:
    """Move a round's last day; forms still with their enterprises move with it, but no returned form loses days.

    Raises:
        RefusedError: the round is locked.
    """
    round_ = Round.objects.select_for_update().get(pk=pk)
    if round_.state == State.LOCKED:
        raise RefusedError(_("本期已锁定，任何数据都不能再改。"))
    if closes_on < round_.opens_on:
        raise RefusedError(_("截止日期不能早于开始日期。"))
    round_.closes_on = closes_on
    round_.save(update_fields=["closes_on"])
    with_them = Assignment.objects.filter(round=round_, state__in=Assignment.FILLABLE)
    with_them.exclude(state=Assignment.State.RETURNED, due_on__gt=closes_on).update(due_on=closes_on)
    return round_


@transaction.atomic
def remind(assignments: Iterable[Assignment], by: User, words: str) -> int:
    """Note that these enterprises were reminded (催报); the officer sends the words by the channel they use."""
    pks = [assignment.pk for assignment in assignments]
    steps = [Step(assignment_id=pk, action=Step.Action.REMINDED, by=by, comment=words[:500]) for pk in pks]
    Step.objects.bulk_create(steps, batch_size=CHUNK)
    for start_at in range(0, len(pks), CHUNK):
        part = pks[start_at : start_at + CHUNK]
        Assignment.objects.filter(pk__in=part).update(reminded=F("reminded") + 1)
    return len(pks)


@transaction.atomic
def new_link(pk: int, by: User) -> Assignment:
    """Give a form a new link; every link before it opens nothing any more."""
    form = locked(pk)
    form.link_version += 1
    form.save(update_fields=["link_version"])
    Step.objects.create(assignment=form, action=Step.Action.NEW_LINK, by=by)
    return form
