"""A round's scoring scheme (评分办法) edited: every saving is a further version; one that was used never changes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.contests.forms.setup_scheme import SchemeForm
from gaoxin_web.contests.models import Round
from gaoxin_web.contests.queries.schemes import rule_words, said
from gaoxin_web.contests.services import setup
from gaoxin_web.contests.services.refusal import RefusedError
from gaoxin_web.contests.services.templates import ready_schemes, templates
from gaoxin_web.contests.views.base import ContestChange


class SchemePage(ContestChange):
    tab = "setup"

    def get(self, request: HttpRequest, contest: int, round: int) -> HttpResponse:
        row = self._row(round)
        built_in = offered().get(request.GET.get("from", ""))
        return self._page(row, SchemeForm(document=built_in or row.scheme.document), copied=bool(built_in))

    def post(self, request: HttpRequest, contest: int, round: int) -> HttpResponse:
        row = self._row(round)
        form = SchemeForm(request.POST, document=row.scheme.document)
        if not form.is_valid():
            return self._page(row, form, 422)
        try:
            version = setup.rescheme(row, form.whole(), self.access.user)  # type: ignore[arg-type]
        except RefusedError as refusal:
            messages.error(request, str(refusal), "danger")
            return self._page(row, form, 422)
        detail = {"scheme": str(version), "digest": version.digest}
        audit.record("contest.scheme", request=request, target=row, detail=detail)
        messages.success(request, _("已存为“%(scheme)s”。") % {"scheme": version})
        return redirect("contest", self.contest.pk)

    def _row(self, pk: int) -> Round:
        rows = self.visible(Round.objects.select_related("scheme", "contest__zone"))
        return get_object_or_404(rows, pk=pk, contest=self.contest)

    def _page(self, row: Round, form: SchemeForm, status: int = 200, copied: bool = False) -> HttpResponse:
        context = self.frame(
            round=row,
            form=form,
            ready=[(key, said(one) or key) for key, one in offered().items()],
            scheme_label=said(row.scheme.document) or row.scheme.title,
            rules=rule_words(row.scheme.document, row.per_entry),
            locked=not setup.may_rescheme(row),
            copied=copied,
            crumbs=[(row.label, ""), (_("评分办法"), "")],
        )
        return render(self.request, "contests/setup_scheme.html", context, status=status)


def offered() -> dict[str, dict[str, Any]]:
    """Schemes to begin from: the rulebook's own, and those of the templates."""
    found = {key: scheme.as_dict() for key, scheme in ready_schemes().items()}
    for template in templates().values():
        found |= {f"{template.key}-{key}": scheme.as_dict() for key, scheme in template.schemes.items()}
    return found
