"""An entry from its first word to its place in the first round."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Contest, Entry, EntryStep, Round, RoundEntry
from gaoxin_web.contests.models.contest import CODE_LETTERS
from gaoxin_web.contests.services.eligibility import check
from gaoxin_web.contests.services.refusal import RefusedError
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.enterprises.queries.register import same_code

State, Action = Entry.State, EntryStep.Action
WRITABLE = (State.DRAFT, State.RETURNED)
PLAIN = ("title", "title_en", "organisation", "uscc", "country", "city", "contact", "phone", "email")
CODE_LENGTH = 4
# What an officer does → from which states, to which, as which step
REVIEWS: dict[str, tuple[tuple[State, ...], State, Action]] = {
    "accept": ((State.SUBMITTED, State.REFUSED), State.ACCEPTED, Action.ACCEPTED),
    "return": ((State.SUBMITTED, State.ACCEPTED), State.RETURNED, Action.RETURNED),
    "refuse": ((State.SUBMITTED, State.RETURNED, State.ACCEPTED), State.REFUSED, Action.REFUSED),
    "undo": ((State.ACCEPTED, State.REFUSED, State.RETURNED), State.SUBMITTED, Action.REOPENED),
}
NEED_REASON = ("return", "refuse")


class ConflictError(Exception):
    """Another window has saved since; ``entry`` is what stands."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        super().__init__("conflict")


@dataclass(frozen=True)
class Written:
    """What a page says of an entry: texts of its fields, answers, members; the version it was read at."""

    fields: Mapping[str, Any]
    answers: Mapping[str, Any]
    members: list[dict[str, str]]
    version: int | None
    over: bool = False  # the other window's words were seen, and these are meant
    extra: Mapping[str, Any] = field(default_factory=dict)


def why_closed(entry: Entry) -> str:
    """Why an entry cannot be written to now, in words; empty where it can."""
    contest = entry.contest
    if contest.state == Contest.State.CANCELLED:
        return _("大赛已取消。")
    if entry.state == State.WITHDRAWN:
        return _("报名已撤回。")
    if entry.state not in WRITABLE:
        return _("报名表已提交，内容不能再改。")
    if entry.state == State.RETURNED and contest.state == Contest.State.OPEN:
        return ""  # given back by the organiser: its time is the organiser's to say
    if not contest.is_open:
        return _("征集已截止，内容不能再改。") if contest.state != Contest.State.DRAFT else _("征集还没有开始。")
    return ""


@transaction.atomic
def start(contest: Contest, *, enterprise: Enterprise | None = None, **about: Any) -> Entry:
    """A draft of an entry.

    Raises:
        RefusedError: the call is not open.
    """
    contest = Contest.objects.get(pk=contest.pk)
    if not contest.is_open:
        raise RefusedError(_("现在不在征集时间内。"))
    language = "en" if (get_language() or "").startswith("en") else "zh-hans"
    entry = Entry(contest=contest, enterprise=enterprise, language=language, saved_at=timezone.now(), **about)
    if enterprise is not None:
        entry.organisation, entry.uscc = enterprise.name, enterprise.uscc or ""
        entry.contact, entry.phone = entry.contact or enterprise.contact, entry.phone or enterprise.phone
        entry.answers = {"established_on": str(enterprise.established_on)} if enterprise.established_on else {}
        asked = set(contest.questions.filter(retired=False).values_list("key", flat=True))
        entry.answers = {name: value for name, value in entry.answers.items() if name in asked}
    entry.save()
    return entry


@transaction.atomic
def save(pk: int, written: Written) -> Entry:
    """Keep a draft as it is written, right or wrong: what is wrong is said when it is handed in.

    Raises:
        ConflictError: another window saved since this page was read.
        RefusedError: the entry can no longer be written to.
    """
    entry = locked(pk)
    why = why_closed(entry)
    if why:
        raise RefusedError(why)
    if written.version is not None and written.version != entry.version and not written.over:
        if _same(entry, written):
            return entry
        raise ConflictError(entry)
    for name, value in written.fields.items():
        setattr(entry, name, value)
    entry.answers = dict(entry.answers) | dict(written.answers)
    entry.members = written.members
    entry.version += 1
    entry.saved_at = timezone.now()
    entry.save()
    return entry


def _same(entry: Entry, written: Written) -> bool:
    """Whether a page says nothing that is not kept already."""
    fields = all(getattr(entry, name) == value for name, value in written.fields.items())
    answers = all(entry.answers.get(name) == value for name, value in written.answers.items())
    return fields and answers and entry.members == written.members


@transaction.atomic
def submit(pk: int, by: User | None = None) -> Entry:
    """Hand an entry in: it gets its number, is linked to the register by its code, and the conditions are checked.

    The caller has looked at what is written; here only what may be is looked at.

    Raises:
        RefusedError: the call is closed, or the entry was handed in already.
    """
    entry = locked(pk)
    why = why_closed(entry)
    if why:
        raise RefusedError(why)
    if not entry.number:
        entry.number = _next_number(entry.contest)
    if entry.enterprise is None and entry.uscc:
        entry.enterprise = same_code(entry.contest.zone_id, entry.uscc)
    entry.state, entry.submitted_at = State.SUBMITTED, timezone.now()
    entry.version += 1
    check(entry.contest, [entry])
    entry.save()
    EntryStep.objects.create(entry=entry, action=Action.SUBMITTED, by=by)
    return entry


@transaction.atomic
def withdraw(pk: int, by: User | None = None) -> Entry:
    """An entrant takes the entry back; before the call closes it may be taken up again.

    Raises:
        RefusedError: it stands in a round already, or was decided on.
    """
    entry = locked(pk)
    if entry.state not in (State.DRAFT, State.SUBMITTED, State.RETURNED, State.ACCEPTED) or entry.places.exists():
        raise RefusedError(_("项目已进入评审，不能自行撤回，请联系主办方。"))
    entry.state = State.WITHDRAWN
    entry.version += 1
    entry.save(update_fields=["state", "version"])
    EntryStep.objects.create(entry=entry, action=Action.WITHDRAWN, by=by)
    return entry


@transaction.atomic
def take_up(pk: int, by: User | None = None) -> Entry:
    """A withdrawn entry, or one handed in, becomes a draft again while the call is open.

    Raises:
        RefusedError: the call is closed, or the entry was decided on.
    """
    entry = locked(pk)
    if entry.state not in (State.WITHDRAWN, State.SUBMITTED) or not entry.contest.is_open:
        raise RefusedError(_("现在不能再改，请联系主办方。"))
    entry.state = State.DRAFT
    entry.version += 1
    entry.save(update_fields=["state", "version"])
    EntryStep.objects.create(entry=entry, action=Action.REOPENED, by=by)
    return entry


@transaction.atomic
def review(contest: Contest, entries: Iterable[int], what: str, by: User, comment: str = "") -> tuple[int, int]:
    """Accept, return, refuse some entries, or take that back; how many were, and how many could not be.

    Raises:
        RefusedError: a reason is needed and none is given.
    """
    before, after, action = REVIEWS[what]
    if what in NEED_REASON and not comment.strip():
        raise RefusedError(_("请写明理由，参赛者会看到。"))
    rows = list(Entry.objects.select_for_update().filter(contest=contest, pk__in=list(entries)))
    in_rounds = set(RoundEntry.objects.filter(entry__in=rows).values_list("entry", flat=True))
    able = [row for row in rows if row.state in before and not (what != "accept" and row.pk in in_rounds)]
    for row in able:
        row.state = after
        row.version += 1
    Entry.objects.bulk_update(able, ["state", "version"], batch_size=500)
    steps = (EntryStep(entry=row, action=action, by=by, comment=comment.strip()) for row in able)
    EntryStep.objects.bulk_create(steps, batch_size=500)
    return len(able), len(rows) - len(able)


@transaction.atomic
def link(entry: Entry, enterprise: Enterprise | None) -> Entry:
    """Say which enterprise of the register an entry is of, and check its conditions anew."""
    entry = locked(entry.pk)
    entry.enterprise = enterprise
    if entry.number:
        check(entry.contest, [entry])
    entry.save(update_fields=["enterprise", "checks"])
    return entry


@transaction.atomic
def new_link(entry: Entry, by: User) -> Entry:
    """Make every link to an entry given out so far void."""
    entry = locked(entry.pk)
    entry.link_version += 1
    entry.save(update_fields=["link_version"])
    EntryStep.objects.create(entry=entry, action=Action.NEW_LINK, by=by)
    return entry


@transaction.atomic
def into_first_round(contest: Contest) -> int:
    """All accepted entries into the first round, each with a code that says nothing of it; how many were new.

    Raises:
        RefusedError: there is no round, or the first one has begun.
    """
    first = Round.objects.select_for_update(of=("self",)).filter(contest=contest).order_by("order", "pk").first()
    if first is None:
        raise RefusedError(_("还没有轮次，请先设置。"))
    if first.state not in (Round.State.DRAFT, Round.State.OPEN):
        raise RefusedError(_("第一轮已经封存，不能再加入项目。"))
    there = set(first.places.values_list("entry", flat=True))
    accepted = Entry.objects.filter(contest=contest, state=State.ACCEPTED).exclude(pk__in=there)
    keys, taken = list(accepted.values_list("pk", flat=True)), set(first.places.values_list("code", flat=True))
    secrets.SystemRandom().shuffle(keys)  # their order in the round says nothing of who came first
    made = [RoundEntry(round=first, entry_id=key, code=_new_code(taken)) for key in keys]
    RoundEntry.objects.bulk_create(made, batch_size=500)
    return len(made)


@transaction.atomic
def out_of_first_round(contest: Contest) -> int:
    """Take the entries out of the first round again, while no judge was given any.

    Raises:
        RefusedError: judges have begun.
    """
    first = contest.rounds.order_by("order", "pk").first()
    places = RoundEntry.objects.filter(round=first)
    begun = first is None or first.state != Round.State.DRAFT
    if begun or places.filter(assignments__isnull=False).exists() or places.filter(ballots__isnull=False).exists():
        raise RefusedError(_("第一轮已分配评委或已开始，不能撤回。"))
    return places.delete()[0]


def locked(pk: int) -> Entry:
    """An entry, held against anybody else until the transaction ends, with its contest as it stands now."""
    rows = Entry.objects.select_for_update(of=("self",)).select_related(
        "contest__zone", "enterprise", "division", "track"
    )
    return rows.get(pk=pk)


def _next_number(contest: Contest) -> str:
    """The contest's year and the next number, given one after another under the contest's lock."""
    Contest.objects.select_for_update().get(pk=contest.pk)
    numbers = Entry.objects.filter(contest=contest, number__startswith=f"{contest.year}-").values_list(
        "number", flat=True
    )
    last = max((int(tail) for number in numbers if (tail := number.partition("-")[2]).isdecimal()), default=0)
    return f"{contest.year}-{last + 1:04d}"


def _new_code(taken: set[str]) -> str:
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH)).upper()
        if code not in taken:
            taken.add(code)
            return code
