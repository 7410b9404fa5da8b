"""推演: sliders for values and weights, the place they would bring, and scenarios kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gaoxin.index.evaluation import Evaluation
from gaoxin_web.accounts import audit
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.evaluation.forms.results import ScenarioForm
from gaoxin_web.evaluation.models import Scenario
from gaoxin_web.evaluation.queries.standing import Standing, standing_of
from gaoxin_web.evaluation.queries.trial import NEIGHBOURS, Asked, asked_of, of_scenario, sliders, tried
from gaoxin_web.evaluation.services.results import save_scenario
from gaoxin_web.evaluation.views.base import ChangePage, EvaluationPage
from gaoxin_web.evaluation.words import figure, node_words, zone_words
from gaoxin_web.ui.sheets import Sheet

COMPARED = 6  # scenarios side by side


class WhatIfView(EvaluationPage):
    """The page; with ``scenario`` it begins from one that was kept."""

    tab = "what_if"

    def get(self, request: HttpRequest) -> HttpResponse:
        scenario = self._scenario()
        if scenario:
            self.standing = standing_of(self.zone, scenario.year, scenario.edition)
        standing = self.standing
        context = self.frame(scenario=scenario, form=ScenarioForm(instance=scenario))
        if standing and standing.evaluation:
            context |= page_of(standing, of_scenario(scenario) if scenario else asked_of(standing, request.GET))
        return render(request, "evaluation/what_if.html", context)

    def _scenario(self) -> Scenario | None:
        asked = self.request.GET.get("scenario", "")
        if not (asked.isascii() and asked.isdecimal()):
            return None
        return get_object_or_404(self.visible(Scenario.objects.all()), pk=int(asked[:18]))


class OutcomeView(EvaluationPage):
    """The part of the page that a slider changes."""

    def get(self, request: HttpRequest) -> HttpResponse:
        standing = self.standing
        if standing is None or standing.evaluation is None:
            return render(request, "evaluation/outcome.html", {"place": None})
        return render(
            request, "evaluation/outcome.html", self.frame(**outcome(standing, asked_of(standing, request.GET)))
        )


def page_of(standing: Standing, asked: Asked) -> dict[str, Any]:
    return {"groups": sliders(standing, asked), **outcome(standing, asked)}


def outcome(standing: Standing, asked: Asked) -> dict[str, Any]:
    """The place and total that come of what was changed, beside what they are."""
    was, now = standing.evaluation, tried(standing, asked)
    assert was is not None
    if now is None or standing.unit not in now.units:
        return {"asked": asked, "wrong": list(asked.wrong.values()), "place": None}
    unit = standing.unit
    return {
        "asked": asked,
        "wrong": list(asked.wrong.values()),
        "place": now.place(unit),
        "was": was.place(unit),
        "won": now.gained(unit, was),
        "score": now.score(unit),
        "score_was": was.score(unit),
        "score_won": now.added(unit, was),
        "around": _around(was, now, unit),
        "changes": [
            (node_words(standing.edition, code), standing.own[code].value, value)
            for code, value in asked.values.items()
        ],
        "weighed": [(node_words(standing.edition, code), value) for code, value in asked.weights.items()],
    }


def _around(was: Evaluation, now: Evaluation, unit: str) -> list[dict[str, Any]]:
    at = now.order.index(unit)
    return [
        {
            "name": zone_words(one),
            "own": one == unit,
            "place": now.place(one),
            "score": now.score(one),
            "won": now.gained(one, was),
        }
        for one in now.order[max(0, at - NEIGHBOURS) : at + NEIGHBOURS + 1]
    ]


class ScenarioSaveView(ChangePage):
    """Keeping a what-if under a name."""

    def post(self, request: HttpRequest) -> HttpResponse:
        standing, form = self.standing, ScenarioForm(request.POST)
        if standing is None or standing.evaluation is None:
            return redirect("evaluation_what_if")
        asked = asked_of(standing, request.POST)
        if not form.is_valid() or asked.wrong:
            context = self.frame(tab="what_if", form=form, **page_of(standing, asked))
            return render(request, "evaluation/what_if.html", context, status=422)
        scenario = save_scenario(standing, asked, form.cleaned_data["title"], form.cleaned_data["note"], request.user)
        audit.record("evaluation.scenario", request=request, target=f"scenario:{scenario.pk}")
        messages.success(request, _("已存为情景“%(title)s”。") % {"title": scenario.title})
        return redirect("evaluation_scenarios")


class ScenariosView(EvaluationPage):
    """Scenarios side by side."""

    tab = "what_if"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = self.visible(Scenario.objects.select_related("by"))
        chosen = [int(pk) for pk in request.GET.getlist("row") if pk.isascii() and pk.isdecimal() and len(pk) < 19]
        compared = list(rows.filter(pk__in=chosen) if chosen else rows)[:COMPARED]
        lines = self._lines(compared)
        if wants_export(request):
            heads = [_("项目"), *(one.title for one in compared)]
            return export(request, _("情景对比"), [Sheet(_("情景对比"), heads, lines)], "evaluation.export")
        context = self.frame(scenarios=rows, compared=compared, lines=lines, chosen=chosen)
        return render(request, "evaluation/scenarios.html", context)

    def _lines(self, compared: list[Scenario]) -> list[list[str]]:
        """What was changed in any of them, a row each; a dash where one leaves it as it is."""
        if not compared:
            return []
        found = [[_("年度"), *(str(one.year) for one in compared)]]
        found.append([_("位次"), *(figure(one.rank) for one in compared)])
        found.append([_("得分"), *(figure(one.score) for one in compared)])
        for kind, words in (("values", ""), ("weights", _("权重"))):
            codes = sorted({code for one in compared for code in getattr(one, kind)})
            for code in codes:
                edition = standing_of(self.zone, compared[0].year, compared[0].edition).edition
                cells = [figure(getattr(one, kind).get(code), 4) for one in compared]
                found.append([f"{words} {node_words(edition, code)}".strip(), *cells])
        return found


class ScenarioDeleteView(ChangePage):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        scenario = get_object_or_404(self.visible(Scenario.objects.all()), pk=pk)
        audit.record(
            "evaluation.scenario.delete", request=request, target=f"scenario:{pk}", detail={"title": scenario.title}
        )
        scenario.delete()
        messages.success(request, _("已删除情景“%(title)s”。") % {"title": scenario.title})
        return redirect("evaluation_scenarios")
