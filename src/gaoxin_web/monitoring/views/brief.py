"""月报: the monthly brief as Word or PDF, of the whole zone, from the zone's own template."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.briefs.answering import answer
from gaoxin_web.briefs.builtin.monthly import KIND, sayable
from gaoxin_web.monitoring.report import context
from gaoxin_web.monitoring.views.base import MonitoringPage

CHINESE = "zh-hans"  # the language of the templates, whatever that of the page


class BriefView(MonitoringPage):
    """Whoever sees a part of the zone has no brief of all of it."""

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        if not self.seen.whole:
            audit.record("brief.print", request=request, target=request.path, result="refused")
            raise PermissionDenied
        month = self.monthly
        if month is None:
            messages.error(request, _("还没有月度数据，没有可写的月报。"), "danger")
            return redirect("monitoring")
        said = sayable(context(self.zone, str(month.period), CHINESE, month.item.name))
        return answer(request, KIND, self.zone, said, form)
