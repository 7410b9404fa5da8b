"""年末模拟: where the zone may stand when the year is over."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gaoxin.index.ahead import chances
from gaoxin_web.evaluation import charts
from gaoxin_web.evaluation.models import Scenario, Task
from gaoxin_web.evaluation.queries.standing import Standing
from gaoxin_web.evaluation.queries.trial import Asked, of_scenario, tried
from gaoxin_web.evaluation.queries.ways import end_of
from gaoxin_web.evaluation.views.base import EvaluationPage

DRIFT, TASKS = "drift", "tasks"


class YearEndView(EvaluationPage):
    tab = "what_if"

    def get(self, request: HttpRequest) -> HttpResponse:
        standing, context = self.standing, self.frame()
        if standing and standing.evaluation:
            context |= self._end(standing)
        return render(request, "evaluation/year_end.html", context)

    def _end(self, standing: Standing) -> dict[str, Any]:
        found, unit = standing.evaluation, standing.unit
        assert found is not None
        tasks = self.visible(Task.objects.filter(edition=standing.edition.id, year=standing.year)).exclude(
            state=Task.State.DROPPED
        )
        scenarios = self.visible(Scenario.objects.filter(edition=standing.edition.id, year=standing.year))
        bases = [
            (DRIFT, _("按常年起伏")),
            (TASKS, _("完成全部指标任务")),
            *((str(one.pk), one.title) for one in scenarios),
        ]
        basis = next((value for value, _words in bases if value == self.request.GET.get("basis")), DRIFT)
        asked = Asked()
        if basis == TASKS:
            asked = Asked({task.indicator: task.value_to for task in tasks})
        elif basis != DRIFT:
            asked = of_scenario(next(one for one in scenarios if str(one.pk) == basis))
        start = tried(standing, Asked(weights=asked.weights)) or found  # the others under the same weights
        context = {"bases": bases, "basis": basis, "tasks": len(tasks), "next_year": standing.year + 1}
        try:
            spread = end_of(standing, start, self._total(standing, asked) if basis != DRIFT else None)
        except ValueError:
            return context | {"too_few": True}
        end = chances(start, spread, unit)
        return context | {
            "end": end,
            "own_place": start.place(unit),
            "drawn": charts.places_drawn(end.shares, end.middle),
        }

    def _total(self, standing: Standing, asked: Asked) -> float | None:
        found = tried(standing, asked)
        return found.score(standing.unit) if found and standing.unit in found.units else None
