"""The zone's budget plan (预算方案): with so much money, whom to support towards which rung."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gaoxin_web.accounts.views import Page
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.ladders.forms import BudgetForm
from gaoxin_web.ladders.queries.budget import Budget, budget_for
from gaoxin_web.ladders.queries.runs import last_run
from gaoxin_web.ladders.rules import levers
from gaoxin_web.ui.sheets import Sheet

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
            if found and wants_export(request):
                return self._export(found)
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

    def _export(self, found: Budget) -> HttpResponse:
        heads = [_("次序"), _("企业"), _("目标"), _("投入（万元）"), _("做什么"), _("还须专家评定")]
        lines: list[list[Any]] = [
            [row.place, row.name, row.label, round(row.yuan / 10_000, 2), row.what, row.open] for row in found.rows
        ]
        title = _("预算方案")
        return export(self.request, title, [Sheet(title, heads, lines)], "budget.export")
