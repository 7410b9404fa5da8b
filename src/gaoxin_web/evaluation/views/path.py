"""提升路径: the least that has to improve to reach a place, as tasks for bureaus; and where the year may end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gaoxin.index.way import Way
from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import Organisation
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.evaluation.forms.results import WayForm
from gaoxin_web.evaluation.queries.standing import Standing
from gaoxin_web.evaluation.queries.ways import usual_of, way_of
from gaoxin_web.evaluation.services.results import tasks_from
from gaoxin_web.evaluation.views.base import ChangePage, EvaluationPage
from gaoxin_web.evaluation.words import node_words
from gaoxin_web.ui.sheets import Sheet


class PathView(EvaluationPage):
    tab = "path"

    def get(self, request: HttpRequest) -> HttpResponse:
        standing, context = self.standing, self.frame()
        if standing is None or standing.evaluation is None:
            return render(request, "evaluation/path.html", context)
        form = form_of(standing, request.GET)
        context |= {"form": form, "own_place": standing.evaluation.place(standing.unit)}
        if form.is_valid():
            way = way_of(standing, form.cleaned_data)
            context |= self._way(standing, way)
            if wants_export(request):
                return export(request, _("提升路径"), [self._sheet(standing, way)], "evaluation.export", standing.label)
        return render(request, "evaluation/path.html", context, status=200 if form.is_valid() else 422)

    def _way(self, standing: Standing, way: Way) -> dict[str, Any]:
        return {
            "way": way,
            "steps": [(step, standing.indicators[step.code]) for step in way.steps],
            "bureaus": Organisation.objects.filter(zone=standing.zone) if self.may_change else [],
            "unknown": [one.indicator for one in standing.own.values() if one.value is None],
            "years_seen": usual_of(standing)[1],
        }

    def _sheet(self, standing: Standing, way: Way) -> Sheet:
        heads = [_("指标"), _("单位"), _("现值"), _("目标值"), _("加分"), _("需要几年的常年进步")]
        lines = [
            [
                *(node_words(standing.edition, one.code), standing.indicators[one.code].unit),
                *(one.start, one.goal, one.points, one.years),
            ]
            for one in way.steps
        ]
        return Sheet(_("提升路径"), heads, lines)


def form_of(standing: Standing, data: Any) -> WayForm:
    """Without a place asked for: ten places up, as far as there are so many."""
    found = standing.evaluation
    assert found is not None
    usual = {"place": max(1, found.place(standing.unit) - 10)}
    return WayForm(data if "place" in data else usual, last=len(found.units))


class PathTasksView(ChangePage):
    """The steps of a way given out as tasks."""

    def post(self, request: HttpRequest) -> HttpResponse:
        standing = self.standing
        if standing is None or standing.evaluation is None:
            return redirect("evaluation_path")
        form = form_of(standing, request.POST)
        if not form.is_valid():
            messages.error(request, _("目标位次填写不对，没有下达任务。"), "danger")
            return redirect(f"{reverse('evaluation_path')}?year={standing.year}")
        chosen = set(request.POST.getlist("step"))
        steps = [step for step in way_of(standing, form.cleaned_data).steps if step.code in chosen]
        bureaus = {str(one.pk): one for one in Organisation.objects.filter(zone=self.zone)}
        given = {step.code: bureaus.get(request.POST.get(f"bureau-{step.code}", "")) for step in steps}
        made = tasks_from(standing, steps, given, request.user)
        if not made:
            messages.warning(request, _("没有勾选指标，没有下达任务。"))
            return redirect(f"{reverse('evaluation_path')}?year={standing.year}&place={form.cleaned_data['place']}")
        audit.record("evaluation.tasks", request=request, target=standing.label, detail={"indicators": sorted(chosen)})
        messages.success(request, _("已下达 %(count)s 项指标任务。") % {"count": len(made)})
        return redirect(f"{reverse('evaluation_tasks')}?year={standing.year}")
