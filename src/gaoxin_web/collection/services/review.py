"""An officer reviews a form: approves, returns, withdraws an approval. Approved values become facts of the register."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin.periods import Period
from gaoxin_web.accounts.models import User
from gaoxin_web.collection.models import FIRST_MONTH, Answer, Assignment, Round, Step
from gaoxin_web.collection.services import RefusedError, locked
from gaoxin_web.enterprises.models import Filing
from gaoxin_web.enterprises.services.sheets import restate
from gaoxin_web.rulebook import rulebook

State = Assignment.State
MEND_DAYS = 5  # a returned form may be mended for so long at the least


@transaction.atomic
def approve(pk: int, by: User) -> Assignment:
    """Make a submitted form's values a filing for each year, and work out the fact sheets.

    Raises:
        RefusedError: it is not waiting for a review (another officer was first), or the round is locked.
    """
    form = locked(pk)
    _must_be(form, State.SUBMITTED)
    form.filings.add(*_file(form))
    _reviewed(form, State.APPROVED, by, "")
    restate([form.enterprise_id], rulebook())
    return form


@transaction.atomic
def send_back(pk: int, by: User, comment: str, until: date | None = None) -> Assignment:
    """Return a submitted form with a comment; the enterprise has some days to mend it.

    Raises:
        RefusedError: it is not waiting for a review, the round is closed or locked, or nothing is said.
    """
    form = locked(pk)
    _must_be(form, State.SUBMITTED)
    if form.round.state != Round.State.OPEN:
        raise RefusedError(_("任务已截止，退回后企业改不了；请先重新开放任务。"))
    if not comment.strip():
        raise RefusedError(_("请写明退回的原因，企业会看到。"))
    least = timezone.localdate() + timedelta(days=MEND_DAYS)
    form.due_on = until or max(form.due_on, least)
    form.save(update_fields=["due_on"])
    _reviewed(form, State.RETURNED, by, comment.strip())
    return form


@transaction.atomic
def withdraw(pk: int, by: User, comment: str) -> Assignment:
    """Take an approval back: its filings stand no longer, and what stood before them stands again.

    Raises:
        RefusedError: it is not approved, the round is locked, or nothing is said.
    """
    form = locked(pk)
    _must_be(form, State.APPROVED)
    if not comment.strip():
        raise RefusedError(_("请写明撤回的原因。"))
    form.filings.update(withdrawn=True)
    _reviewed(form, State.SUBMITTED, by, comment.strip(), Step.Action.WITHDRAWN)
    restate([form.enterprise_id], rulebook())
    return form


def _must_be(form: Assignment, state: State) -> None:
    if form.round.state == Round.State.LOCKED:
        raise RefusedError(_("本期已锁定，任何数据都不能再改。"))
    if form.state != state:
        raise RefusedError(
            _("这份填报单现在是“%(state)s”，可能刚有人办理过；请刷新后再看。") % {"state": form.get_state_display()}
        )


def _file(form: Assignment) -> list[Filing]:
    """A filing per year; what belongs to no year goes with the round's own."""
    years: dict[int, dict[str, dict[str, object]]] = {}
    for answer in Answer.objects.filter(assignment=form, value__isnull=False):
        entry = {"value": answer.value, "raw": answer.raw, "cell": answer.field}
        years.setdefault(answer.year or form.round.year, {})[_key(answer.field, form.round)] = entry
    return [
        Filing.objects.create(
            enterprise_id=form.enterprise_id, batch=form.round.batch, year=year, sheet="数据填报", values=values
        )
        for year, values in sorted(years.items())
    ]


def _key(field: str, round_: Round) -> str:
    """What a value is filed under: a month's figure with its months, so that it is never taken for the year's."""
    if not round_.month or rulebook().fields[field].period != "month":
        return field
    first = 1 if field.endswith("_ytd") or round_.month == FIRST_MONTH else round_.month
    return f"{field}@{Period(round_.year, first, round_.month)}"


def _reviewed(form: Assignment, state: State, by: User, comment: str, action: Step.Action | None = None) -> None:
    form.state, form.comment, form.reviewed_by, form.reviewed_at = state, comment, by, timezone.now()
    form.save(update_fields=["state", "comment", "reviewed_by", "reviewed_at"])
    Step.objects.create(assignment=form, action=action or Step.Action(state), by=by, comment=comment)
