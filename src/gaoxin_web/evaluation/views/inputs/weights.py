"""权重: the tree of an edition, with what documents give and what the zone has seen itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gaoxin.index.official import Edition
from gaoxin_web.accounts import audit
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.evaluation.forms.inputs import WeightForm
from gaoxin_web.evaluation.models import NodeWeight
from gaoxin_web.evaluation.queries.inputs import Weight, evidence, nodes_of, weights_shown
from gaoxin_web.evaluation.queries.values import weights_of
from gaoxin_web.evaluation.services.inputs import weigh
from gaoxin_web.evaluation.views.inputs.common import InputPage
from gaoxin_web.evaluation.views.inputs.undoing import with_undo
from gaoxin_web.evaluation.views.inputs.values import weight_words
from gaoxin_web.evaluation.words import edition_words, label_of
from gaoxin_web.ui.sheets import Sheet

SHOWN = 20  # newest changes


class WeightsView(InputPage):
    tab = "weights"

    def get(self, request: HttpRequest) -> HttpResponse:
        edition = self.asked.edition
        if wants_export(request):
            sheet = _sheet(edition, weights_shown(self.zone, edition))
            return export(request, _("指标权重"), [sheet], "evaluation.weights.export", edition.id)
        return self._page(self._form() if self.may_change else None)

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.may_change:
            audit.record("evaluation.weigh", request=request, target=self.asked.edition.id, result="refused")
            raise PermissionDenied
        edition, form = self.asked.edition, self._form(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form)
        paper = form.the_paper()
        if form.is_new:
            audit.record("paper.create", request=request, target=paper)
        written = weigh(self.zone, edition, form.weights, paper, form.cleaned_data["note"], request.user)
        if written.changes:
            detail = {"paper": str(paper or ""), "changed": written.changes}
            audit.record("evaluation.weigh", request=request, target=edition.id, detail=detail)
            said = _("已保存 %(count)s 处权重。") % {"count": len(written.changes)}
            messages.success(request, with_undo(said, "weights", written.token, self.asked.query))
        else:
            messages.info(request, _("权重没有变化。"))
        return redirect(reverse("evaluation_weights") + self.asked.query)

    def _form(self, *args: Any) -> WeightForm:
        return WeightForm(*args, zone=self.zone, user=self.request.user, edition=self.asked.edition)

    def _page(self, form: WeightForm | None) -> HttpResponse:
        edition = self.asked.edition
        shown, entered = weights_shown(self.zone, edition), weights_of(self.zone, edition)
        fields = {node: form[f"w{node}"] for node in form.nodes} if form else {}
        parts = [
            (group, shown[group.id], fields.get(group.id), evidence(group.evidence), [
                (one, shown[one.id], fields.get(one.id), evidence(one.evidence)) for one in group.indicators
            ])
            for group in edition.groups
        ]  # fmt: skip
        unknown = edition.framework(entered).unknown_weights
        context = self.frame(
            **self.choice(),
            form=form,
            parts=parts,
            unknown=len(unknown),
            nodes=len(shown),
            simulated=edition.is_simulated(entered),
            document=evidence(edition.evidence),
            changes=list(_changes(self.zone.pk, edition)),
        )
        return render(
            self.request, "evaluation/inputs/weights.html", context, status=422 if form and form.errors else 200
        )


def _changes(zone: int, edition: Edition) -> Any:
    """Who gave or took back which weight."""
    rows = NodeWeight.history.filter(zone_id=zone, edition=edition.id).select_related("history_user", "paper")
    return rows.order_by("-history_id")[:SHOWN]


def _sheet(edition: Edition, shown: dict[str, Weight]) -> Sheet:
    heads = [
        _("编号"),
        pgettext("evaluation", "指标"),
        _("权重"),
        _("权重来源"),
        _("依据"),
        _("佐证材料"),
        pgettext("evaluation", "说明"),
    ]
    lines = []
    for one in nodes_of(edition):
        weight, mark = shown[one.id], evidence(one.evidence)["words"]
        paper = str(weight.entry.paper) if weight.entry and weight.entry.paper else ""
        note = weight.entry.note if weight.entry else ""
        lines.append([one.id, label_of(one), weight.value, weight_words(weight.source), mark, paper, note])
    return Sheet(edition_words(edition), heads, lines)
