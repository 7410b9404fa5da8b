"""An enterprise fills its form: drafts, submits; every change is checked, and none is made when the form is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
from gaoxin_web.collection.services.merging import Clash, Page, Said, merge

State = Assignment.State
NO_PAGE = Page()  # what is given is taken as it is


@dataclass(frozen=True)
class Filled:
    """A form after a change: its lines as checked, the reasons given, and what the register knows.

    ``versions`` are the lines' own; ``clashes`` are lines somebody else changed meanwhile, with what was written here;
    ``moved`` are lines that others changed and this page did not.
    """

    form: Assignment
    sheet: Sheet
    lines: Mapping[str, Line]
    reasons: Mapping[str, str]
    known: Known
    versions: Mapping[str, int] = field(default_factory=dict)
    clashes: Mapping[str, Clash] = field(default_factory=dict)
    moved: frozenset[str] = frozenset()

    @property
    def open_lines(self) -> list[Line]:
        """Lines that keep the form from being submitted."""
        return [
            line
            for key, line in self.lines.items()
            if line.errors or (line.warnings and not self.reasons.get(key, "").strip())
        ]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is said."""
        return all(line.value is None for line in self.lines.values())


def filled(form: Assignment) -> Filled:
    """A form as it stands; before its first draft, with what the register knows of earlier years filled in."""
    sheet = Sheet.of(form.round)
    known = known_of(form, sheet)
    answers = {answer.key: answer for answer in form.answers.all()}
    texts = {key: answer.raw for key, answer in answers.items()} if answers else offered(form, sheet, known)
    reasons = {key: answer.reason for key, answer in answers.items()}
    versions = {key: answer.version for key, answer in answers.items()}
    return Filled(form, sheet, _checked(form, sheet, texts, known), reasons, known, versions)


def offered(form: Assignment, sheet: Sheet, known: Known) -> dict[str, str]:
    """What the register knows already of anything but the period itself: to be confirmed, not typed again."""
    asked = [item for item in sheet.items if item.year is None or item.year < form.round.year]
    return {item.key: item.written(known.same.get(item.key)) for item in asked if item.key in known.same}


@transaction.atomic
def opened(pk: int, by: User | None) -> bool:
    """Note the first time an enterprise looks at its form; whether it was."""
    form = locked(pk)
    first = form.is_fillable and form.state == State.NOT_OPENED
    if first:
        form.state = State.OPENED
        form.save(update_fields=["state"])
        Step.objects.create(assignment=form, action=Step.Action.OPENED, by=by)
    return first


@transaction.atomic
def save(
    pk: int,
    texts: Mapping[str, str],
    reasons: Mapping[str, str],
    *,
    by: User | None = None,
    filler: str | None = None,
    page: Page = NO_PAGE,
) -> Filled:
    """Keep a draft; a line that is not given, or that somebody else changed meanwhile, stays as it was.

    Raises:
        RefusedError: the form is submitted, approved, closed or locked.
    """
    form = locked(pk)
    _must_be_fillable(form)
    return _kept(form, texts, reasons, by, filler, page)


@transaction.atomic
def submit(
    pk: int,
    texts: Mapping[str, str],
    reasons: Mapping[str, str],
    *,
    by: User | None = None,
    filler: str | None = None,
    page: Page = NO_PAGE,
) -> Filled:
    """Keep what is given, and submit where no error and no clash is left and every warning has its reason.

    Raises:
        RefusedError: as in :func:`save`.
    """
    form = locked(pk)
    _must_be_fillable(form)
    found = _kept(form, texts, reasons, by, filler, page)
    ready = not found.open_lines and not found.clashes and not found.is_empty
    if ready and (form.filler or by):
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
    form: Assignment,
    texts: Mapping[str, str],
    reasons: Mapping[str, str],
    by: User | None,
    filler: str | None,
    page: Page,
) -> Filled:
    sheet = Sheet.of(form.round)
    known = known_of(form, sheet)
    held = {answer.key: answer for answer in form.answers.all()}
    merged = merge(page, held, _mine(texts, sheet), _mine(reasons, sheet))
    before = {key: answer.raw for key, answer in held.items()} if held else offered(form, sheet, known)
    lines = _checked(form, sheet, before | {key: said.text for key, said in merged.taken.items()}, known)
    said = {key: answer.reason for key, answer in held.items()} | {k: one.reason for k, one in merged.taken.items()}
    said = {key: said.get(key, "") if line.warnings else "" for key, line in lines.items()}
    stood = {key: Said(before.get(key, ""), held[key].reason if key in held else "") for key in lines}
    rows = [_answer(form, held.get(key), stood[key], line, said[key], page.mark) for key, line in lines.items()]
    _write(rows)
    form.state = State.RETURNED if form.state == State.RETURNED else State.DRAFT
    form.saved_at, form.filled_by = timezone.now(), by
    form.filler = form.filler if filler is None else filler.strip()[:50]
    form.warnings = sum(bool(line.warnings) for line in lines.values())
    form.save(update_fields=["state", "saved_at", "filled_by", "filler", "warnings"])
    versions = {row.key: row.version for row in rows}
    return Filled(form, sheet, lines, said, known, versions, merged.clashes, merged.moved)


def _mine(given: Mapping[str, str], sheet: Sheet) -> dict[str, str]:
    return {key: text for key, text in given.items() if key in sheet.by_key}


def _checked(form: Assignment, sheet: Sheet, texts: Mapping[str, str], known: Known) -> dict[str, Line]:
    asked = form.round.data_set
    return check(sheet, texts, known.before, change_limit=asked.change_limit, blanks=asked.blanks_need_reason)


def _answer(form: Assignment, held: Answer | None, stood: Said, line: Line, reason: str, mark: str) -> Answer:
    """A line as it is to stand; its version counts on where its text or reason is another than before."""
    same = stood == Said(line.raw, reason)
    return Answer(
        assignment=form,
        key=line.item.key,
        field=line.item.field.name,
        year=line.item.year,
        raw=line.raw,
        value=line.value,
        doubts=line.doubts,
        reason=reason,
        version=(held.version if held else 0) + (not same),
        page=(held.page if held else "") if same else mark,
    )


def _write(rows: list[Any]) -> None:
    """Every line with its doubts."""
    changed = ["raw", "value", "doubts", "reason", "version", "page"]
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
    return _kept(form, texts, {}, by, None, NO_PAGE)
