"""留存结果: evaluations kept as they were, with the digests they rest on; and the report of a year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gaoxin.index.evaluation import Row
from gaoxin_web.accounts import audit
from gaoxin_web.briefs.answering import answer
from gaoxin_web.briefs.builtin.evaluation import KIND
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.evaluation.forms.results import ResultForm
from gaoxin_web.evaluation.models import Result
from gaoxin_web.evaluation.queries.editions import editions
from gaoxin_web.evaluation.queries.places import unit_of
from gaoxin_web.evaluation.queries.tables import shown_rows, table_lines
from gaoxin_web.evaluation.report import context
from gaoxin_web.evaluation.services.results import keep
from gaoxin_web.evaluation.views.base import ChangePage, EvaluationPage
from gaoxin_web.rulebook import rulebook
from gaoxin_web.ui.sheets import Sheet


class ResultsView(EvaluationPage):
    tab = "results"

    def get(self, request: HttpRequest) -> HttpResponse:
        results = self.visible(Result.objects.select_related("by").defer("table", "recipe", "weights"))
        return render(request, "evaluation/results.html", self.frame(results=results, digest=rulebook().digest))


class KeepView(ChangePage):
    def post(self, request: HttpRequest) -> HttpResponse:
        standing, form = self.standing, ResultForm(request.POST)
        if standing is None or standing.evaluation is None or not form.is_valid():
            messages.error(request, _("这一年还算不出位次，没有留存。"), "danger")
            return redirect("evaluation")
        result = keep(standing, form.cleaned_data["title"], request.user)
        audit.record("evaluation.keep", request=request, target=f"result:{result.pk}", detail={"input": result.input})
        messages.success(request, _("已留存。以后数据变了，这份结果不变。"))
        return redirect("evaluation_result", result.pk)


class ResultView(EvaluationPage):
    tab = "results"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        result = get_object_or_404(self.visible(Result.objects.select_related("by")), pk=pk)
        rows = [Row(**row) for row in result.table]
        if wants_export(request):
            heads, lines = table_lines(rows, 10)
            return export(request, _("留存结果"), [Sheet(_("位次"), heads, lines)], "evaluation.export", f"result:{pk}")
        unit = unit_of(self.zone)
        shown: dict[str, Any] = {
            "result": result,
            "edition": editions().get(result.edition),
            "rows": shown_rows(rows, unit, every="all" in request.GET) if any(row.unit == unit for row in rows) else [],
            "every": "all" in request.GET,
            "out_of": len(rows),
            "same_rules": result.rulebook == rulebook().digest,
        }
        return render(request, "evaluation/result.html", self.frame(**shown))


class ReportView(EvaluationPage):
    """The report of a year as Word or PDF."""

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        standing = self.standing
        if standing is None or standing.evaluation is None:
            messages.error(request, _("这一年还算不出位次，没有可写的报告。"), "danger")
            return redirect("evaluation")
        return answer(request, KIND, self.zone, context(standing), form)
