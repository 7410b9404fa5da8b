"""The zone's budget plan (预算方案): with so much money, whom to support towards which rung."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.ladders.forms import BudgetForm
from gaoxin_web.ladders.queries.budget import Budget, budget_for
from gaoxin_web.ladders.queries.runs import last_run
from gaoxin_web.ladders.rules import levers
from gaoxin_web.ui.sheets import as_csv, as_workbook

SHOWN = 200  # rows on the page; all of them in the export


class BudgetView(Page):
    permission = "plan.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        run = last_run(self.access, "plan.view")
        asked = "budget" in request.GET
        form = BudgetForm(
            request.GET if asked else None, initial={"policy": ["hnte"], "budget": 500}, zone=request.user.zone
        )
        found = None
        if asked and run and form.is_valid():
            said = form.cleaned_data
            found = budget_for(self.access, run, said["policy"], float(said["budget"] * 10_000))
            if found and request.GET.get("export") in ("xlsx", "csv"):
                return self._export(found, request.GET["export"])
        context = {
            "form": form,
            "run": run,
            "found": found,
            "gone": asked and run and form.is_valid() and found is None,
            "rows": found.rows[:SHOWN] if found else [],
            "shown": SHOWN,
            "note": levers().note,
            "can_export": self.access.may("register.export"),
        }
        return render(request, "ladders/budget.html", context, status=422 if asked and form.errors else 200)

    def _export(self, found: Budget, form: str) -> HttpResponse:
        if not self.access.may("register.export"):
            return render(self.request, "403.html", status=403)
        heads = [_("次序"), _("企业"), _("目标"), _("投入（万元）"), _("做什么"), _("还须专家评定")]
        lines: list[list[Any]] = [
            [row.place, row.name, row.label, round(row.yuan / 10_000, 2), row.what, row.open] for row in found.rows
        ]
        title = _("预算方案")
        name = f"{title}_{timezone.localdate():%Y%m%d}.{form}"
        mark = _("%(who)s 导出于 %(when)s") % {
            "who": self.access.user,
            "when": f"{timezone.localtime():%Y-%m-%d %H:%M}",
        }
        detail = {"rows": len(lines), "filter": self.request.GET.dict(), "columns": heads}
        audit.record("budget.export", request=self.request, target=name, detail=detail)
        return (as_workbook if form == "xlsx" else as_csv)(name, title, heads, lines, mark=mark)
