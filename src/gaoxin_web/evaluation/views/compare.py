"""对标: the zone beside those it is compared with, group by group and indicator by indicator."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gaoxin.index.evaluation import Evaluation
from gaoxin.index.official import Indicator
from gaoxin.index.peers import Beside, beside, strengths, weaknesses
from gaoxin.index.reasons import percentiles
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.evaluation import charts
from gaoxin_web.evaluation.queries.among import KINDS, Among, among
from gaoxin_web.evaluation.queries.standing import Standing
from gaoxin_web.evaluation.views.base import EvaluationPage
from gaoxin_web.evaluation.words import node_words, zone_words
from gaoxin_web.ui.sheets import Sheet

MOST_ZONES, TOLD = 24, 8  # rows of the heat map; strengths and weaknesses


class CompareView(EvaluationPage):
    tab = "compare"

    def get(self, request: HttpRequest) -> HttpResponse:
        standing = self.standing
        context = self.frame(kinds=[(kind, words) for kind, words in KINDS.items()])
        if standing and standing.evaluation:
            chosen = among(standing, request.GET.get("among", ""), request.GET.getlist("zone"))
            context |= self._compared(standing, chosen)
            if wants_export(request):
                return export(request, _("对标"), [context["sheet"]], "evaluation.export", standing.label)
        return render(request, "evaluation/compare.html", context)

    def _compared(self, standing: Standing, chosen: Among) -> dict[str, Any]:
        found = standing.evaluation
        assert found is not None
        rows = beside(found.built, standing.unit, chosen.units)
        lines = [
            {
                "beside": row,
                "indicator": standing.indicators[row.code],
                "known": standing.own[row.code],
                "group": standing.group_of[row.code],
            }
            for row in rows
        ]
        heads, cells = self._table(standing, lines)

        def named(found: list[Beside]) -> list[tuple[Beside, Indicator]]:
            return [(row, standing.indicators[row.code]) for row in found]

        return {
            "chosen": chosen,
            "lines": lines,
            "sides": [
                (_("优势"), named(strengths(rows, TOLD)), "good", _("没有明显领先的指标")),
                (_("短板"), named(weaknesses(rows, TOLD)), "bad", _("没有明显落后的指标")),
            ],
            "radar": self._radar(standing, chosen),
            "heat": self._heat(standing, chosen),
            "every": [(unit, zone_words(unit)) for unit in sorted(found.units) if unit != standing.unit],
            "sheet": Sheet(_("对标"), heads, cells),
        }

    def _radar(self, standing: Standing, chosen: Among) -> dict[str, Any]:
        found = standing.evaluation
        assert found is not None
        groups = found.built.framework.groups(2)[:8]
        lines = [(zone_words(standing.unit), chosen.scores_of(standing.unit, groups))]
        lines.append((chosen.middle_words, chosen.middles(groups)))
        if chosen.best:
            lines.append(
                (_("最好：%(zone)s") % {"zone": zone_words(chosen.best)}, chosen.scores_of(chosen.best, groups))
            )
        return charts.radar([node_words(standing.edition, group.code) for group in groups], lines)

    def _heat(self, standing: Standing, chosen: Among) -> dict[str, Any]:
        found = standing.evaluation
        assert found is not None
        shares = percentiles(found)
        shown = chosen.in_order(MOST_ZONES)
        codes = [node.code for node in found.built.framework.indicators]
        cells = [(x, y, float(shares[found.row(unit), x])) for y, unit in enumerate(shown) for x in range(len(codes))]
        return charts.heat([_row_name(found, unit, standing.unit) for unit in shown], codes, cells)

    def _table(self, standing: Standing, lines: list[dict[str, Any]]) -> tuple[list[str], list[list[Any]]]:
        heads = [_("指标"), _("单位"), _("本区数值"), _("是否补值"), _("得分"), _("组内位次"), _("参比数"),
                 _("中位得分"), _("最好得分"), _("落后最好扣分")]  # fmt: skip
        return heads, [
            [
                node_words(standing.edition, one["beside"].code),
                one["indicator"].unit,
                one["beside"].value,
                _("是") if one["beside"].imputed else "",
                one["beside"].score,
                one["beside"].place,
                one["beside"].of,
                one["beside"].median,
                one["beside"].best,
                one["beside"].behind,
            ]
            for one in lines
        ]


def _row_name(found: Evaluation, unit: str, own: str) -> str:
    return f"{'▶ ' if unit == own else ''}{found.place(unit)} {zone_words(unit)}"
