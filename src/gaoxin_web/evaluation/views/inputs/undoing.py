"""Taking back what was written at once: values, weights, a place given."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.evaluation.models import Entry, NodeWeight, Published
from gaoxin_web.evaluation.services.undoing import reason, undo
from gaoxin_web.evaluation.views.inputs.common import InputChange

KINDS: dict[str, tuple[type[Model], str, str]] = {  # what, the page it is on, and that page's tab
    "values": (Entry, "evaluation_values", "values"),
    "weights": (NodeWeight, "evaluation_weights", "weights"),
    "published": (Published, "evaluation_published", "published"),
}


def with_undo(said: str, kind: str, token: str, query: str = "") -> str:
    """What was done, with the way to take it back."""
    url = reverse("evaluation_undo", args=[kind, token]) + query
    return format_html('{} <a class="alert-link" href="{}">{}</a>', said, url, _("撤销"))


class UndoView(InputChange):
    """Take back what was written at once; what somebody changed since stays."""

    def get(self, request: HttpRequest, kind: str, token: str) -> HttpResponse:
        model, page, self.tab = self._kind(kind)
        count = model.history.filter(zone_id=self.zone.pk, history_change_reason=reason(token)).count()  # type: ignore[attr-defined]
        context = self.frame(**self.choice(), back=reverse(page) + self.asked.query, count=count)
        return render(request, "evaluation/inputs/undo.html", context, status=200 if count else 404)

    def post(self, request: HttpRequest, kind: str, token: str) -> HttpResponse:
        model, page, _tab = self._kind(kind)
        back, left = undo(model, self.zone, token)
        if not back + left:
            raise Http404
        detail = {"kind": kind, "back": back, "left": left}
        audit.record("evaluation.undo", request=request, target=self.asked.label, detail=detail)
        if back:
            messages.success(request, _("已撤销，恢复了 %(count)s 项。") % {"count": back})
        if left:
            messages.warning(request, _("有 %(count)s 项没有撤销：之后又改过，或已经撤销。") % {"count": left})
        return redirect(reverse(page) + self.asked.query)

    def _kind(self, kind: str) -> tuple[type[Model], str, str]:
        if kind not in KINDS:
            raise Http404
        return KINDS[kind]
