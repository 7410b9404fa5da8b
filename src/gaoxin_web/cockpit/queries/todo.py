"""What needs doing today (待办): certificates, requests, measures, batches, application windows."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from gaoxin_web.accounts.access import Access
from gaoxin_web.enterprises.models import Batch, Enterprise, Recognition, Request
from gaoxin_web.ladders.models import Measure, Plan, Standing, Window
from gaoxin_web.ladders.queries.runs import last_run
from gaoxin_web.ladders.rules import whole_ladder

CLOSED = (Request.State.ANSWERED, Request.State.RATED)
GONE = (Enterprise.Status.MOVED, Enterprise.Status.CLOSED)
OVER = (Plan.State.DONE, Plan.State.DROPPED)


@dataclass(frozen=True, slots=True)
class Todo:
    """One kind of thing to do, how many there are, and the list of them."""

    label: str
    hint: str
    count: int
    url: str
    icon: str
    tone: str


def todos(access: Access, today: date, expiring: int) -> list[Todo]:
    """What there is to do for this user, in the order it is asked about in the morning.

    How many certificates are ``expiring`` is counted with what else is counted over the whole register.
    """
    return list(_todos(access, today, expiring))


def _todos(access: Access, today: date, expiring: int) -> Iterator[Todo]:
    def entry(label: str, hint: str, rows: QuerySet[Any], url: str, icon: str, tone: str) -> Todo:
        return Todo(label, hint, rows.count(), url, icon, tone)

    permission = "ladder.view"
    late = access.limit(late_requests(today), permission)
    yield entry(
        _("诉求超期"), _("已过办结期限、还没有答复"), late, reverse("overview_requests"), "message-report", "red"
    )
    measures = access.limit(late_measures(today), permission)
    yield entry(_("措施超期"), _("一企一策中过了期限的措施"), measures, reverse("overview_measures"), "clock", "red")
    hint = _("%(months)s 个月内到期，须准备复核或重新认定") % {"months": whole_ladder().due_months}
    yield Todo(_("证书将到期"), hint, expiring, reverse("overview_expiring"), "award", "orange")
    run = last_run(access)
    if run is not None:
        ready = access.limit(Standing.objects.filter(zone=run.zone_id, status="ready"), permission)
        hint = _("条件全部达标、尚未持有（家·项）")
        yield entry(_("现在可申报"), hint, ready, reverse("ladder_list", args=["ready"]), "check", "green")
    closing = access.limit(windows_closing(today), permission)
    yield entry(
        _("申报将截止"), _("已开放、在提醒期内截止的批次"), closing, reverse("windows"), "calendar-due", "orange"
    )
    if access.may("register.import"):
        waiting = access.limit(Batch.objects.filter(state=Batch.State.READ), "register.import")
        yield entry(_("导入待核对"), _("已上传、还没有写入名册的台账"), waiting, reverse("imports"), "upload", "azure")


def late_requests(today: date) -> QuerySet[Request]:
    """Requests past their day without an answer; the day itself is still in time."""
    return Request.objects.filter(due_on__lt=today).exclude(state__in=CLOSED)


def late_measures(today: date) -> QuerySet[Measure]:
    """Measures past their day and not done, of plans that still run."""
    return Measure.objects.filter(due_on__lt=today, done_on__isnull=True).exclude(plan__state__in=OVER)


def expiring_soon(today: date) -> QuerySet[Recognition]:
    """Certificates in force that run out within the ladder's months, and are not renewed already."""
    last = months_on(today, whole_ladder().due_months)
    running = Recognition.objects.filter(valid_to__range=(today, last)).exclude(enterprise__status__in=GONE)
    running = running.filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=today))
    newer = Recognition.objects.filter(enterprise=OuterRef("enterprise"), kind=OuterRef("kind"), valid_to__gt=last)
    newer = newer.filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=today))
    return running.exclude(Exists(newer))


def months_on(day: date, months: int) -> date:
    """The same day some months on, or that month's last.

    >>> months_on(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def windows_closing(today: date) -> QuerySet[Window]:
    """Windows that are open and close within their days of notice."""
    soon = [
        pk
        for pk, closes, days in Window.objects.filter(opens_on__lte=today, closes_on__gte=today).values_list(
            "pk", "closes_on", "remind_days"
        )
        if (closes - today).days <= days
    ]
    return Window.objects.filter(pk__in=soon)
