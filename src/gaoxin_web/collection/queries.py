"""What is read of rounds and forms; rows come already limited to what the user may see."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from gaoxin_web.accounts.access import Access
from gaoxin_web.collection.checks import Before
from gaoxin_web.collection.items import Item, Sheet
from gaoxin_web.collection.models import NOT_FILED, Answer, Assignment, DataSet, Round
from gaoxin_web.enterprises.models import Enterprise, FactSheet, Recognition
from gaoxin_web.enterprises.queries.recognitions import running
from gaoxin_web.rulebook import rulebook

State = Assignment.State
FILED = (State.SUBMITTED, State.APPROVED)


def rounds_seen(access: Access, permission: str) -> QuerySet[Round]:
    """Rounds a user's scope reaches, and rounds that ask an enterprise of theirs."""
    own = access.limit(Round.objects.all(), permission).order_by().values("pk")
    asked = access.limit(Assignment.objects.filter(round=OuterRef("pk")), permission).order_by()
    return Round.objects.filter(Q(pk__in=own) | Exists(asked)).select_related("data_set")


def filed(counts: Mapping[str, int]) -> int:
    return sum(counts.get(state, 0) for state in FILED)


@dataclass(frozen=True)
class BureauLine:
    """A bureau's forms by state, with how many are filed."""

    name: str
    pk: int | None
    counts: tuple[int, ...]
    filed: int
    total: int


def completeness(assignments: QuerySet[Assignment]) -> list[BureauLine]:
    """The forms of a round by bureau and state; the bureau with most to do first."""
    rows = assignments.order_by().values_list("enterprise__organisation", "enterprise__organisation__name", "state")
    table: dict[tuple[int | None, str], Counter[str]] = defaultdict(Counter)
    for pk, name, state, n in rows.annotate(n=Count("pk")):
        table[pk, name or ""][state] = n
    lines = [
        BureauLine(name, pk, tuple(counts[state] for state in State), filed(counts), counts.total())
        for (pk, name), counts in table.items()
    ]
    return sorted(lines, key=lambda line: (line.filed - line.total, line.name))


def not_filed(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Forms still with their enterprise (缺报), the earliest due first."""
    return assignments.filter(NOT_FILED).order_by("due_on", "enterprise__name", "pk")


# what figures are held against


@dataclass(frozen=True)
class Known:
    """What is known of an enterprise besides this form: by line, of the period before and of the same period."""

    before: Before
    same: Mapping[str, Any]  # line → the register's own figure of the very year


def known_of(assignment: Assignment, sheet: Sheet) -> Known:
    """Everything the lines of a form are held against."""
    register = _register(assignment.enterprise_id, sheet.items)
    same = {i.key: register.get((i.field.name, i.year or 0)) for i in sheet.items}
    same = {key: value for key, value in same.items() if value is not None}
    if assignment.round.data_set.kind == DataSet.Kind.MONTH:
        last, month = _months(assignment)
        return Known(Before(last, month, frozenset()), {k: v for k, v in same.items() if sheet.by_key[k].year is None})
    last = {i.key: register.get((i.field.name, i.year - 1 if i.year else 0)) for i in sheet.items}
    return Known(Before(last, {}, frozenset(same)), same)


def _register(enterprise: int, items: Iterable[Item]) -> dict[tuple[str, int], Any]:
    years = {0} | {year for item in items if item.year for year in (item.year, item.year - 1)}
    sheets = FactSheet.objects.filter(enterprise=enterprise, year__in=years)
    return {(field, sheet.year): value for sheet in sheets for field, value in sheet.values.items()}


def _months(assignment: Assignment) -> tuple[dict[str, Any], dict[str, Any]]:
    """By line: the figure of the same month a year ago, and of the last month filed before in this year."""
    round_ = assignment.round
    mine = Q(assignment__enterprise=assignment.enterprise_id, assignment__round__data_set=round_.data_set_id)
    rows = Answer.objects.filter(mine, assignment__state__in=FILED, value__isnull=False)
    ago = rows.filter(assignment__round__year=round_.year - 1, assignment__round__month=round_.month)
    earlier = rows.filter(assignment__round__year=round_.year, assignment__round__month__lt=round_.month)
    last = {f"{answer.field}-{round_.year}": answer.value for answer in ago}
    month = {answer.key: answer.value for answer in earlier.order_by("assignment__round__month")}
    return last, month


def candidates(access: Access, chosen: Mapping[str, Any]) -> QuerySet[Enterprise]:
    """Enterprises a round may ask, by chain, bureau, recognition and size; those closed or moved away are left out."""
    rows = access.limit(Enterprise.objects.all(), "collection.manage")
    rows = rows.exclude(status__in=(Enterprise.Status.CLOSED, Enterprise.Status.MOVED))
    if chosen.get("chain"):
        rows = rows.filter(chain__in=chosen["chain"])
    if chosen.get("organisation"):
        rows = rows.filter(organisation__in=chosen["organisation"])
    if chosen.get("above"):
        rows = rows.filter(above_designated_size=chosen["above"] == "yes")
    if chosen.get("recognition"):
        rows = rows.filter(pk__in=_holding(chosen["recognition"]))
    if names := chosen.get("names"):
        rows = rows.filter(Q(name__in=names) | Q(uscc__in=names))
    return rows


def _holding(titles: Iterable[str]) -> QuerySet[Any]:
    """Enterprises with a recognition of one of these titles that counts today."""
    held = running(Recognition.objects.filter(kind__in=titles), timezone.localdate(), rulebook())
    return held.order_by().values("enterprise")
