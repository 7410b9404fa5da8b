"""Where a number of the month comes from: formula, inputs, enterprises, cells."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin.periods.series import percent
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.monitoring.queries.monthly import Monthly
from gaoxin_web.monitoring.queries.numbers import MONTH, SHOWN, TO_DATE, Number, firm_lines, working
from gaoxin_web.monitoring.views.base import MonitoringPage, number_url
from gaoxin_web.monitoring.words import KINDS, Unit, label_words, told
from gaoxin_web.ui.sheets import Sheet

PER_PAGE = 50
WHICH = {
    "all": gettext_lazy("全部"),
    "both": gettext_lazy("两期都有"),
    "new": gettext_lazy("只有本期"),
    "silent": gettext_lazy("未报送"),
    "gone": gettext_lazy("只有上年同期"),
}


class NumberView(MonitoringPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        month = self.monthly
        if month is None:
            return redirect("monitoring")
        number, asked = self._number(month), request.GET.get("show", "all")
        shown = asked if asked in SHOWN else "all"
        rows, small = number.of(shown), Unit.small(month.item)
        if wants_export(request):
            return self._export(number, rows, small)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        return render(request, "monitoring/number.html", self.frame(**self._content(number, shown, page, small)))

    def _number(self, month: Monthly) -> Number:
        asked = self.request.GET
        by = asked.get("by", "") if "label" in asked and asked.get("by", "") in KINDS else ""
        return Number(month, MONTH if asked.get("span") == MONTH else TO_DATE, by, asked.get("label", ""))

    def _content(self, number: Number, shown: str, page: Any, small: Unit) -> dict[str, Any]:
        month, whole = number.month, number.standing
        unit = Unit.of(month.item, [whole.total.value, whole.value])
        more = {"span": number.span} | ({"by": number.by, "label": number.label} if number.by else {})
        return {
            "inner": True,
            "number": number,
            "number_period": told(number.period),
            "group_words": label_words(number.by, number.label) if number.by else "",
            "kind_words": KINDS.get(number.by, ""),
            "unit": unit,
            "small": small,
            "steps": working(number, unit),
            "published": self._published(number, unit),
            "shown": shown,
            "choices": [(key, words, len(number.of(key)), number_url(month, **more, show=key))
                        for key, words in WHICH.items()],
            "page": page,
            "lines": firm_lines(number, list(page), small),
            "page_range": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        }  # fmt: skip

    def _published(self, number: Number, unit: Unit) -> dict[str, Any] | None:
        """What was published of the period, whose growth stands before the one worked out."""
        fact = None if number.by else number.month.published.get(number.period)
        if fact is None:
            return None
        growth = "—" if fact.growth is None else f"{percent(fact.growth)}%"
        return {"fact": fact, "value": unit.text(fact.value), "base": unit.text(fact.base), "growth": growth}

    def _export(self, number: Number, rows: Any, small: Unit) -> HttpResponse:
        lines = [
            (
                line.name,
                line.now_number,
                line.before_number,
                line.rate.text,
                line.points,
                line.how,
                _cells(line.sources),
            )
            for line in firm_lines(number, rows, small)
        ]
        heads = (
            _("企业"),
            _("本期（%(unit)s）") % {"unit": small.words},
            _("上年同期（%(unit)s）") % {"unit": small.words},
            _("同比"),
            _("拉动（百分点）"),
            _("算法"),
            _("出处"),
        )
        title = _("企业明细_%(period)s") % {"period": told(number.period)}
        sheet = Sheet(_("企业明细"), heads, lines)
        return export(self.request, title, [sheet], "monitoring.export", number.month.item.name)


def _cells(sources: Any) -> str:
    return "；".join(f"{one.batch} {one.cell}".strip() for one in sources)
