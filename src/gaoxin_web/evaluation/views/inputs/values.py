"""指标值: every indicator with what is known of it, and the form to enter many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gaoxin_web.accounts import audit
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.evaluation.forms.inputs import EntryForm
from gaoxin_web.evaluation.models import Entry
from gaoxin_web.evaluation.queries.inputs import Line, Table, evidence, table_of
from gaoxin_web.evaluation.queries.values import weights_of
from gaoxin_web.evaluation.services.inputs import enter
from gaoxin_web.evaluation.views.inputs.common import InputChange, InputPage
from gaoxin_web.evaluation.views.inputs.undoing import with_undo
from gaoxin_web.evaluation.words import edition_words, label_of, unit_words
from gaoxin_web.ui.sheets import Sheet


class ValuesView(InputPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        asked = self.asked
        table = table_of(self.zone, asked.edition, asked.year)
        if wants_export(request):
            title = f"{edition_words(asked.edition)} {asked.year}"
            return export(request, title, [_sheet(table)], "evaluation.values.export", asked.label)
        return render(
            request,
            "evaluation/inputs/values.html",
            self.frame(
                **self.choice(),
                table=table,
                missing_first="missing" in request.GET.getlist("first"),
                simulated=asked.edition.is_simulated(weights_of(self.zone, asked.edition)),
                evidence=evidence(asked.edition.evidence),
            ),
        )


def source_words(source: str) -> str:
    return {"register": _("名册计算"), "entry": pgettext("evaluation", "填报")}.get(source, _("尚缺"))


def weight_words(source: str) -> str:
    return {"edition": _("文件已载明"), "zone": _("本区录入")}.get(source, _("未知"))


def _sheet(table: Table) -> Sheet:
    heads = [
        *(_("一级指标"), _("编号"), pgettext("evaluation", "指标"), _("单位"), _("方向"), _("权重"), _("权重来源")),
        *(_("名册计算值"), _("填报值"), _("采用值"), _("来源"), _("较上年"), _("佐证材料"), _("页码或单元格")),
    ]
    lines = [_exported(label_of(part.group), line) for part in table.parts for line in part.lines]
    return Sheet(_("指标值"), heads, lines)


def _exported(group: str, line: Line) -> list[Any]:
    one, known = line.indicator, line.known
    return [
        group, one.id, label_of(one), unit_words(one.unit), _("越低越好") if one.direction < 0 else _("越高越好"),
        line.weight.value, weight_words(line.weight.source), known.registered, known.entered, known.value,
        source_words(known.source), line.step.amount if line.step else None,
        str(known.entry.paper) if known.entry else "", known.entry.place if known.entry else "",
    ]  # fmt: skip


class EnterView(InputChange):
    """Enter values of many indicators from one paper."""

    def get(self, request: HttpRequest) -> HttpResponse:
        given = {"paper": request.GET.get("paper") or self._last_paper()}
        return self._page(self._form(initial=given))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(self._with_paper_kept(form))
        asked, paper = self.asked, form.the_paper()
        assert paper is not None  # the form asks for one
        note = form.cleaned_data["note"]
        written = enter(self.zone, asked.edition, asked.year, form.values, paper, request.user, form.places, note)
        if form.is_new:
            audit.record("paper.create", request=request, target=paper)
        if written.changes:
            detail = {"paper": str(paper), "changed": written.changes}
            audit.record("evaluation.enter", request=request, target=asked.label, detail=detail)
            said = _("已录入 %(count)s 项指标。") % {"count": len(written.changes)}
            messages.success(request, with_undo(said, "values", written.token, asked.query))
        else:
            messages.info(request, _("填的数与已有的相同，没有改动。"))
        return redirect(reverse("evaluation_values") + asked.query)

    def _form(self, *args: Any, **kwargs: Any) -> EntryForm:
        asked = self.asked
        return EntryForm(
            *args, zone=self.zone, user=self.request.user, edition=asked.edition, year=asked.year, **kwargs
        )

    def _last_paper(self) -> int | None:
        """The paper of the value entered last: figures of one return are entered one after the other."""
        rows = Entry.objects.filter(zone=self.zone, edition=self.asked.edition.id, year=self.asked.year)
        return rows.order_by("-at").values_list("paper", flat=True).first()

    def _with_paper_kept(self, form: EntryForm) -> EntryForm:
        """A new paper with its file is kept though a figure is wrong: no browser sends a file again by itself."""
        if not (form.is_new and self.request.FILES and form.new.is_valid()) or form.cleaned_data.get("paper"):
            return form
        paper = form.new.save()
        audit.record("paper.create", request=self.request, target=paper)
        messages.info(self.request, _("佐证材料“%(title)s”已先存下，不必再传文件。") % {"title": paper.title})
        data = form.data.copy()
        for name in [name for name in data if name.startswith("new-")]:
            del data[name]
        data["paper"] = str(paper.pk)
        return self._form(data)

    def _page(self, form: EntryForm) -> HttpResponse:
        table = table_of(self.zone, self.asked.edition, self.asked.year)
        parts = [
            (part, [(line, form[f"v{line.indicator.id}"], form[f"p{line.indicator.id}"]) for line in part.lines])
            for part in table.parts
        ]
        context = self.frame(**self.choice(), form=form, parts=parts, wanted=self.request.GET.get("for", ""))
        return render(self.request, "evaluation/inputs/enter.html", context, status=422 if form.errors else 200)
