"""Application windows (申报窗口): when each recognition takes applications, and who is ready for those closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.ladders.forms import WindowForm
from gaoxin_web.ladders.models import Standing, Window
from gaoxin_web.ladders.queries.funnel import list_url
from gaoxin_web.ladders.queries.runs import last_run
from gaoxin_web.ladders.queries.scope import sees_all
from gaoxin_web.ladders.queries.tables import window_tables
from gaoxin_web.ladders.words import policy_words

PAST_SHOWN = 20
TONES = {"open": "green", "closing": "red", "coming": "azure", "past": "secondary"}


@dataclass(frozen=True)
class Shown:
    """A window as the page shows it; ``state`` is coming, open, closing or past."""

    window: Window
    policy: str
    state: str
    state_words: str
    tone: str
    days: int
    ready: int
    near: int
    ready_url: str
    near_url: str


class WindowsView(Page):
    permission = "ladder.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        today, run = timezone.localdate(), last_run(self.access)
        rows = self.visible(Window.objects.all())
        coming = list(rows.filter(closes_on__gte=today))
        past = list(rows.filter(closes_on__lt=today).order_by("-closes_on")[:PAST_SHOWN])
        counts = self._counts(run, {window.policy for window in coming})
        shown = [_shown(window, today, counts) for window in coming]
        if wants_export(request):
            sheets = window_tables([*shown, *(_shown(window, today, {}) for window in past)])
            return export(request, _("申报窗口"), sheets, "window.export")
        context = {
            "run": run,
            "reminders": [one for one in shown if one.state == "closing"],
            "coming": shown,
            "past": [_shown(window, today, {}) for window in past],
            "may_edit": sees_all(self.access, "ladder.assess"),
            "can_export": self.access.may("register.export"),
        }
        return render(request, "ladders/windows.html", context)

    def _counts(self, run: Any, policies: set[str]) -> dict[tuple[str, str], int]:
        """Enterprises that are ready or one step away, by policy, in one query."""
        if run is None or not policies:
            return {}
        rows = Standing.objects.filter(zone=run.zone_id, policy__in=policies, status__in=("ready", "near"))
        counted = self.visible(rows).order_by().values("policy", "status")
        counted = counted.annotate(count=Count("enterprise", distinct=True))
        return {(row["policy"], row["status"]): row["count"] for row in counted}


def _shown(window: Window, today: date, counts: dict[tuple[str, str], int]) -> Shown:
    days = (window.closes_on - today).days
    state = _state(window, today, days)
    words = {"coming": _("未开始"), "open": _("受理中"), "closing": _("即将截止"), "past": _("已截止")}
    ready, near = (counts.get((window.policy, status), 0) for status in ("ready", "near"))
    return Shown(
        window,
        policy_words(window.policy),
        state,
        words[state],
        TONES[state],
        days,
        ready,
        near,
        list_url("ready", window.policy, ready),
        list_url("near", window.policy, near),
    )


def _state(window: Window, today: date, days: int) -> str:
    if days < 0:
        return "past"
    if window.opens_on > today:
        return "coming"
    return "closing" if days <= window.remind_days else "open"


class _Editing(Page):
    """Windows are the zone's: whoever writes them has the right over the whole zone, not over a bureau."""

    permission = "ladder.assess"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not sees_all(self.access, "ladder.assess"):
            audit.record("window.change", request=request, target=request.path, result="refused")
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def window(self, pk: int | None) -> Window | None:
        return get_object_or_404(self.visible(Window.objects.all()), pk=pk) if pk else None


class WindowEditView(_Editing):
    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        window = self.window(pk)
        initial = {"policy": request.GET.get("policy", "")}
        return self._page(window, WindowForm(instance=window, initial=initial, zone=request.user.zone))

    @transaction.atomic
    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        window = self.window(pk)
        form = WindowForm(request.POST, instance=window or Window(zone=request.user.zone), zone=request.user.zone)
        if not form.is_valid():
            return self._page(window, form, 422)
        saved = form.save()
        audit.record(
            "window.change" if window else "window.create", request=request, target=f"window:{saved.pk} {saved}"
        )
        messages.success(request, _("已保存。"))
        return redirect("windows")

    def _page(self, window: Window | None, form: WindowForm, status: int = 200) -> HttpResponse:
        return render(self.request, "ladders/window.html", {"window": window, "form": form}, status=status)


class WindowDeleteView(_Editing):
    @transaction.atomic
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        window = self.window(pk)
        if window:
            window.delete()
        audit.record("window.delete", request=request, target=f"window:{pk} {window}")
        messages.success(request, _("已删除。"))
        return redirect("windows")
