"""How the installation stands (系统状态): what it was set to, its clock, its backups, its worker, its audit chain."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.system.status import chosen, found

REHEARSED = "backup.rehearse"


class Status(Page):
    permission = "settings.change"

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        return render(request, "system/status.html", {"lines": found(now), "settings": chosen(), "now": now})


class Rehearsed(Page):
    """A backup was restored into a copy and looked at (恢复演练): noted, so that the next month reminds."""

    permission = "settings.change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        audit.record(REHEARSED, request=request)
        messages.success(request, _("已记下今天的恢复演练。"))
        return redirect("status")
