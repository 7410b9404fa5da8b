"""One indicator of a year: its formula and sums, what each enterprise puts in, what was entered from which paper."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin.index.official import Edition, Indicator
from gaoxin_web.accounts import audit
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.evaluation.models import Entry
from gaoxin_web.evaluation.queries.inputs import asked_of, evidence, weights_shown
from gaoxin_web.evaluation.queries.register import Share, shares_of, some_shares, unknown_facts
from gaoxin_web.evaluation.queries.shares import (
    STATES,
    Line,
    columns_of,
    formula,
    key_of,
    lines_of,
    missing_words,
    sums_of,
)
from gaoxin_web.evaluation.queries.values import own_values, weights_of
from gaoxin_web.evaluation.services.inputs import clear_entry
from gaoxin_web.evaluation.views.inputs.common import InputChange, InputPage, named
from gaoxin_web.evaluation.views.inputs.undoing import with_undo
from gaoxin_web.evaluation.words import label_of, unit_words
from gaoxin_web.ui.sheets import Sheet

SIZE = 30
AT_ONCE = 1000  # enterprises an export reads at a time
SHOWN = 30  # newest records of what was entered


class IndicatorView(InputPage):
    def get(self, request: HttpRequest, edition: str, year: int, indicator: str) -> HttpResponse:
        found, one = named(edition, year, indicator)
        known = own_values(self.zone, found, year)[one.id]
        context = self.frame(
            edition=found,
            year=year,
            asked=asked_of(self.zone, found.id, str(year), timezone.localdate()),
            one=one,
            known=known,
            weight=weights_shown(self.zone, found)[one.id],
            simulated=found.is_simulated(weights_of(self.zone, found)),
            evidence=evidence(one.evidence),
            entries=list(self._entries(found, one)),
            records=list(self._records(found, one)),
        )
        if one.measure is not None:
            context |= self._computed(one, year, known.answer)
            if wants_export(request):
                title = f"{one.id} {label_of(one)} {year}"
                return export(request, title, [self._sheet(one, year, context["mine"])], "evaluation.values.export")
        return render(request, "evaluation/inputs/indicator.html", context)

    def _entries(self, edition: Edition, one: Indicator) -> Any:
        rows = Entry.objects.filter(zone=self.zone, edition=edition.id, indicator=one.id)
        return rows.select_related("paper", "by").order_by("-year")

    def _records(self, edition: Edition, one: Indicator) -> Any:
        rows = Entry.history.filter(zone_id=self.zone.pk, edition=edition.id, indicator=one.id)
        return rows.select_related("history_user", "paper").order_by("-history_id")[:SHOWN]

    def _computed(self, one: Indicator, year: int, answer: Any) -> dict[str, Any]:
        """The measure, and the enterprises this user may see in it."""
        assert one.measure is not None
        everything = shares_of(self.zone, year, one.measure)
        mine = self._mine(everything)
        state = next((name for name in STATES if name == self.request.GET.get("show")), "counts")
        chosen = mine.filter(pl.col("state") == state)
        page = Paginator(range(len(chosen)), SIZE).get_page(self.request.GET.get("page"))
        columns, missing = columns_of(one.measure, year), unknown_facts(self.zone, year, one.measure, everything)
        shares = some_shares(self.zone, year, one.measure, chosen[list(page.object_list)])
        return {
            "formula": formula(one.measure),
            "answer": answer,
            "sums": sums_of(one.measure, answer) if answer else None,
            "unknown_facts": missing_words(missing, year),
            "mine": mine,
            "limited": not self.access.over_zone("register.view"),
            "state": state,
            "states": [(name, state_words(name), int((mine["state"] == name).sum())) for name in STATES],
            "columns": columns,
            "page": page,
            "lines": lines_of(shares, columns, year, self._visible()),
        }

    def _visible(self) -> Any:
        return self.access.limit(Enterprise.objects.all(), "register.view")

    def _mine(self, shares: pl.DataFrame) -> pl.DataFrame:
        """Those of the enterprises this user may see; who sees all of the zone need not ask."""
        if self.access.over_zone("register.view"):
            return shares
        keys = [key_of(one) for one in self._visible().only("pk", "uscc")]
        return shares.filter(pl.col("uscc").is_in(keys))

    def _sheet(self, one: Indicator, year: int, mine: pl.DataFrame) -> Sheet:
        assert one.measure is not None
        columns, unit = columns_of(one.measure, year), unit_words(one.unit)
        heads = [_("企业名称"), _("统一社会信用代码"), _("状态"), _("对本区的影响") + (f"（{unit}）" if unit else "")]
        for column in columns:
            heads += [f"{column.label}（{column.unit}）" if column.unit else column.label, _("出处单元格")]
        lines = []
        for part in mine.iter_slices(AT_ONCE):
            shares = some_shares(self.zone, year, one.measure, part)
            lines += map(_exported, shares, lines_of(shares, columns, year, self._visible()))
        return Sheet(label_of(one), heads, lines)


def _exported(share: Share, line: Line) -> list[Any]:
    name = line.enterprise.name if line.enterprise else ""
    found = [name, share.input.uscc, state_words(share.input.state), line.effect]
    for figure in line.figures:
        found += [figure.text, figure.cell]
    return found


def state_words(state: str) -> str:
    return {"counts": _("计入"), "unknown": _("缺数未计"), "out": _("不符合条件")}[state]


class ClearView(InputChange):
    """Take back what was entered of an indicator: the register's value stands again, or nothing is known."""

    def post(self, request: HttpRequest, edition: str, year: int, indicator: str) -> HttpResponse:
        found, one = named(edition, year, indicator)
        rows = self.visible(Entry.objects.filter(edition=found.id, year=year, indicator=one.id))
        entry = get_object_or_404(rows)
        written = clear_entry(entry, request.user)
        detail = {"changed": written.changes}
        audit.record("evaluation.clear", request=request, target=f"{found.id}:{year}:{one.id}", detail=detail)
        query = f"?edition={found.id}&year={year}"
        messages.success(request, with_undo(_("已撤回填报值。"), "values", written.token, query))
        return redirect("evaluation_indicator", found.id, year, one.id)
