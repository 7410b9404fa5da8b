"""The audit log (审计日志): found, read in full, exported, verified; the auditor changes nothing."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.accounts.roles import Role
from gaoxin_web.accounts.views import Page
from gaoxin_web.system.actions import words
from gaoxin_web.system.views.common import moment
from gaoxin_web.ui.listing import Column, ListPage

TONES = {"done": "green", "refused": "orange", "failed": "red"}


def day(**attrs: Any) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AuditFilter(django_filters.FilterSet):
    since = django_filters.DateFilter(label=_("自"), method="from_day", widget=day())
    until = django_filters.DateFilter(label=_("至"), method="to_day", widget=day())
    username = django_filters.CharFilter(label=_("用户名"), lookup_expr="icontains")
    action = django_filters.CharFilter(label=_("操作代码"), lookup_expr="startswith")
    result = django_filters.ChoiceFilter(label=_("结果"), choices=AuditEvent.Result.choices, empty_label=_("全部"))

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    def from_day(self, rows: QuerySet[AuditEvent], _name: str, value: date) -> QuerySet[AuditEvent]:
        """By moments and not by the day of each: an index serves."""
        return rows.filter(at__gte=midnight(value))

    def to_day(self, rows: QuerySet[AuditEvent], _name: str, value: date) -> QuerySet[AuditEvent]:
        return rows.filter(at__lt=midnight(value + timedelta(days=1)))


class AuditList(ListPage):
    permission = "audit.view"
    template = "system/audit.html"
    title = _("审计日志")
    filters = AuditFilter
    search = ("target__icontains", "address__icontains", "request_id")
    search_hint = _("对象、IP 地址、请求编号")
    file_name = "audit"
    empty_title = _("没有这样的事件")
    empty_hint = _("换一个条件，或点“重置”看全部事件。")
    columns = (
        Column(
            "at",
            _("时间"),
            value=lambda event: seconds(event.at),
            kind="link",
            order="at",
            first=True,
            link=lambda event: reverse("audit_event", args=[event.pk]),
        ),
        Column("username", _("用户"), order="username"),
        Column("action", _("操作"), value=lambda event: words(event.action), order="action"),
        Column("code", _("操作代码"), value="action", shown=False),
        Column("target", _("对象")),
        Column("result", _("结果"), kind="badge", tone=lambda event: TONES[event.result], order="result"),
        Column("address", _("IP 地址"), order="address"),
        Column("roles", _("角色"), value=lambda event: role_words(event.roles), shown=False),
        Column("request_id", _("请求编号"), shown=False),
        Column("agent", _("浏览器"), shown=False),
        Column("detail", _("详情"), value=lambda event: json.dumps(event.detail, ensure_ascii=False), shown=False),
    )

    def rows(self) -> QuerySet[AuditEvent]:
        return AuditEvent.objects.all()

    def visible(self, rows: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        return seen(self, rows)


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def seen(page: Page, rows: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
    """Events of the auditor's zone, and of none: a backup, a link that opens nothing, a name nobody has."""
    own = page.access.limit(rows, str(page.permission))
    return own if own.query.is_empty() else own | rows.filter(zone__isnull=True)


def seconds(at: datetime) -> str:
    return moment(at, "%Y-%m-%d %H:%M:%S")


def role_words(roles: str) -> str:
    return gettext("、").join(str(Role(role).label) for role in roles.split(",") if role in Role.values)


class AuditEventPage(Page):
    """One event in full; asked for by htmx it is only the inside of a drawer."""

    permission = "audit.view"

    def get(self, request: HttpRequest, event: int) -> HttpResponse:
        found = get_object_or_404(seen(self, AuditEvent.objects.all()), pk=event)
        context = {
            "event": found,
            "at": seconds(found.at),
            "action": words(found.action),
            "roles": role_words(found.roles),
            "tone": TONES[found.result],
            "detail": json.dumps(found.detail, ensure_ascii=False, indent=2) if found.detail else "",
            "holds": audit.digest(found) == found.digest,
        }
        return render(request, "system/audit_detail.html" if request.htmx else "system/audit_event.html", context)


class AuditVerify(Page):
    """Read the whole chain; the answer is itself an event."""

    permission = "audit.view"
    one_transaction = False  # it reads the whole chain, and writes only what it found
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        finding = audit.verify()
        if finding.holds:
            messages.success(
                request, gettext("审计链完整：共 %(n)d 条，逐条相接，没有被改动。") % {"n": finding.events}
            )
        else:
            messages.error(request, _broken(finding))
        detail = {"events": finding.events, "why": finding.why}
        audit.record("audit.verify", request=request, result="done" if finding.holds else "failed", detail=detail)
        return redirect("audit")


def _broken(finding: audit.Finding) -> str:
    why = {
        "changed": gettext("内容被改动"),
        "gap": gettext("与前一条不相接，前一条被删除或改动"),
        "cut": gettext("最后的事件被删除"),
    }[finding.why]
    pk = finding.broken.pk if finding.broken else "—"
    return gettext("审计链在第 %(n)d 条（编号 %(pk)s）断开：%(why)s。请立即保全数据库并报告。") % {
        "n": finding.events,
        "pk": pk,
        "why": why,
    }
