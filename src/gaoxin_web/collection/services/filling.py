"""An enterprise fills its form: drafts, submits; every change is checked, and none is made when the form is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts.models import User
from gaoxin_web.collection.checks import Line, check
from gaoxin_web.collection.items import Sheet
from gaoxin_web.collection.models import Answer, Assignment, Step
from gaoxin_web.collection.queries import Known, known_of
from gaoxin_web.collection.services import RefusedError, locked

State = Assignment.State


@dataclass(frozen=True)
class Filled:
    """A form after a change: its lines as checked, the reasons given, and what the register knows."""

    form: Assignment
    sheet: Sheet
    lines: Mapping[str, Line]
    reasons: Mapping[str, str]
    known: Known

    @property
    def open_lines(self) -> list[Line]:
        """Lines that keep the form from being submitted."""
        return [
            line
            for key, line in self.lines.items()
            if line.errors or (line.warnings and not self.reasons.get(key, "").strip())
        ]


def filled(form: Assignment) -> Filled:
    """A form as it stands; before its first draft, with what the register knows of earlier years filled in."""
    sheet = Sheet.of(form.round)
    known = known_of(form, sheet)
    answers = {answer.key: answer for answer in form.answers.all()}
    texts = {key: answer.raw for key, answer in answers.items()} if answers else offered(form, sheet, known)
    reasons = {key: answer.reason for key, answer in answers.items()}
    return Filled(form, sheet, _checked(form, sheet, texts, known), reasons, known)


def offered(form: Assignment, sheet: Sheet, known: Known) -> dict[str, str]:
    """What the register knows already of anything but the period itself: to be confirmed, not typed again."""
    asked = [item for item in sheet.items if item.year is None or item.year < form.round.year]
    return {item.key: item.written(known.same.get(item.key)) for item in asked if item.key in known.same}


@transaction.atomic
def opened(pk: int, by: User | None) -> None:
    """Note the first time an enterprise looks at its form."""
    form = locked(pk)
    if form.is_fillable and form.state == State.NOT_OPENED:
        form.state = State.OPENED
        form.save(update_fields=["state"])
        Step.objects.create(assignment=form, action=Step.Action.OPENED, by=by)


@transaction.atomic
def save(
    pk: int, texts: Mapping[str, str], reasons: Mapping[str, str], *, by: User | None = None, filler: str | None = None
) -> Filled:
    """Keep a draft; a line that is not given stays as it was.

    Raises:
        RefusedError: the form is submitted, approved, closed or locked.
    """
    form = locked(pk)
    _must_be_fillable(form)
    return _kept(form, texts, reasons, by, filler)


@transaction.atomic
def submit(
    pk: int, texts: Mapping[str, str], reasons: Mapping[str, str], *, by: User | None = None, filler: str | None = None
) -> Filled:
    """Keep what is given, and submit where no error is left and every warning has its reason.

    Raises:
        RefusedError: as in :func:`save`.
    """
    form = locked(pk)
    _must_be_fillable(form)
    found = _kept(form, texts, reasons, by, filler)
    if not found.open_lines and (form.filler or by) and any(line.value is not None for line in found.lines.values()):
        form.state, form.submitted_at = State.SUBMITTED, timezone.now()
        form.save(update_fields=["state", "submitted_at"])
        Step.objects.create(assignment=form, action=Step.Action.SUBMITTED, by=by, filler=form.filler)
    return found


def _must_be_fillable(form: Assignment) -> None:
    if form.is_fillable:
        return
    if form.state in (State.SUBMITTED, State.APPROVED):
        raise RefusedError(_("已经提交，不能再改；需要更正请联系园区退回。"))
    raise RefusedError(_("填报已截止或尚未开始，没有保存；请联系园区。"))


def _kept(
    form: Assignment, texts: Mapping[str, str], reasons: Mapping[str, str], by: User | None, filler: str | None
) -> Filled:
    sheet = Sheet.of(form.round)
    known = known_of(form, sheet)
    held = {answer.key: answer for answer in form.answers.all()}
    before = {key: answer.raw for key, answer in held.items()} if held else offered(form, sheet, known)
    lines = _checked(form, sheet, before | _mine(texts, sheet), known)
    said = {key: answer.reason for key, answer in held.items()} | _mine(reasons, sheet)
    said = {key: said.get(key, "").strip()[:200] for key in lines}
    _write(form, lines, said)
    form.state = State.RETURNED if form.state == State.RETURNED else State.DRAFT
    form.saved_at, form.filled_by = timezone.now(), by
    form.filler = form.filler if filler is None else filler.strip()[:50]
    form.warnings = sum(bool(line.warnings) for line in lines.values())
    form.save(update_fields=["state", "saved_at", "filled_by", "filler", "warnings"])
    return Filled(form, sheet, lines, said, known)


def _mine(given: Mapping[str, str], sheet: Sheet) -> dict[str, str]:
    return {key: text for key, text in given.items() if key in sheet.by_key}


def _checked(form: Assignment, sheet: Sheet, texts: Mapping[str, str], known: Known) -> dict[str, Line]:
    asked = form.round.data_set
    return check(sheet, texts, known.before, change_limit=asked.change_limit, blanks=asked.blanks_need_reason)


def _write(form: Assignment, lines: Mapping[str, Line], reasons: Mapping[str, str]) -> None:
    rows: list[Any] = [
        Answer(
            assignment=form,
            key=key,
            field=line.item.field.name,
            year=line.item.year,
            raw=line.raw,
            value=line.value,
            doubts=line.doubts,
            reason=reasons[key] if line.warnings else "",
        )
        for key, line in lines.items()
    ]
    changed = ["raw", "value", "doubts", "reason"]
    Answer.objects.bulk_create(rows, update_conflicts=True, unique_fields=["assignment", "key"], update_fields=changed)


@transaction.atomic
def take(pk: int, texts: Mapping[str, str], issues: list[dict[str, Any]], *, by: User | None = None) -> Filled:
    """Keep a workbook's values as the draft, with what its reader doubted.

    Raises:
        RefusedError: as in :func:`save`.
    """
    form = locked(pk)
    _must_be_fillable(form)
    form.upload_issues = issues[:100]
    form.save(update_fields=["upload_issues"])
    Step.objects.create(assignment=form, action=Step.Action.UPLOADED, by=by)
    return _kept(form, texts, {}, by, None)
