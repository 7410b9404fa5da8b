"""差距与变化: why the zone is behind another, and why its place is not last year's."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gaoxin.index.moves import by_group
from gaoxin.index.reasons import above, ahead_of, changed_between, gaps, waterfall
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.evaluation import charts
from gaoxin_web.evaluation.queries.history import year_before
from gaoxin_web.evaluation.queries.standing import Standing
from gaoxin_web.evaluation.views.base import EvaluationPage
from gaoxin_web.evaluation.words import label_of, node_words, zone_words
from gaoxin_web.ui.sheets import Sheet

PASSED = 12  # zones named that were passed, or passed this one


class WhyView(EvaluationPage):
    tab = "why"

    def get(self, request: HttpRequest) -> HttpResponse:
        standing, context = self.standing, self.frame()
        if standing and standing.evaluation:
            context |= self._gap(standing) | self._change(standing)
            if wants_export(request):
                return export(request, _("差距分解"), [context["sheet"]], "evaluation.export", standing.label)
        return render(request, "evaluation/why.html", context)

    def _gap(self, standing: Standing) -> dict[str, Any]:
        found, unit = standing.evaluation, standing.unit
        assert found is not None
        asked = self.request.GET.get("other", "")
        other = asked if asked in found.units and asked != unit else above(found, unit) or found.order[1]
        steps = gaps(found, unit, other)
        bars = waterfall(found.score(unit), steps)
        ends = {"start": zone_words(unit), "end": zone_words(other), "rest": _("其余指标合计")}
        words = [ends.get(bar.kind) or node_words(standing.edition, bar.code) for bar in bars]
        heads = [_("指标"), _("扣分（负数为领先）"), _("本区得分"), _("对方得分")]
        lines = [[node_words(standing.edition, one.code), one.points, one.own, one.other] for one in steps]
        return {
            "other": other,
            "first": found.place(unit) == 1 and not asked,
            "own_place": found.place(unit),
            "other_place": found.place(other),
            "own_score": found.score(unit),
            "other_score": found.score(other),
            "chance": ahead_of(found, unit, other),
            "steps": [(one, standing.indicators[one.code], standing.own[one.code]) for one in steps],
            "cascade": charts.cascade(bars, words, charts.tones(standing.zone)[::-1]),
            "every": [(one, f"{found.place(one)} {zone_words(one)}") for one in found.order if one != unit],
            "sheet": Sheet(_("差距分解"), heads, lines),
        }

    def _change(self, standing: Standing) -> dict[str, Any]:
        """Nothing to say where the year before cannot be compared; the page says why."""
        before = year_before(standing)
        if before is None or standing.evaluation is None or before.evaluation is None:
            return {"new_edition": standing.year == standing.edition.start}
        try:
            change, codes = changed_between(before.evaluation, standing.evaluation, standing.unit)
        except ValueError:
            return {}
        groups = by_group(change, codes, {code: standing.group_of[code].id for code in codes})
        return {
            "before": before,
            "change": change,
            "parts": [(label_of(group), groups[group.id]) for group in standing.edition.groups if group.id in groups],
            "passed": [zone_words(unit) for unit in change.passed[:PASSED]],
            "left": [zone_words(unit) for unit in change.left[:PASSED]],
            "more_passed": max(0, len(change.passed) - PASSED),
            "more_left": max(0, len(change.left) - PASSED),
            "skipped": [node for node in standing.indicators.values() if node.id not in codes],
        }
