"""佐证材料: the papers figures are entered from."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.enterprises.views.edit import changed
from gaoxin_web.enterprises.views.files import handed
from gaoxin_web.evaluation.forms.papers import PaperForm
from gaoxin_web.evaluation.models import Paper
from gaoxin_web.evaluation.queries.editions import editions
from gaoxin_web.evaluation.views.inputs.common import InputChange, InputPage
from gaoxin_web.evaluation.words import edition_words, node_words
from gaoxin_web.ui.sheets import Sheet


def counted(rows: QuerySet[Paper]) -> QuerySet[Paper]:
    """Papers with how much stands on each."""
    on = {name: Count(name, distinct=True) for name in ("entries", "weights", "ranks")}
    return rows.annotate(**{f"on_{name}": count for name, count in on.items()}).select_related("by")


class PapersView(InputPage):
    tab = "papers"

    def get(self, request: HttpRequest) -> HttpResponse:
        words = request.GET.get("q", "").strip()
        found = Q(title__icontains=words) | Q(number__icontains=words) | Q(issuer__icontains=words)
        rows = counted(self.visible(Paper.objects.all()).filter(found))
        if wants_export(request):
            return export(request, _("佐证材料"), [_sheet(rows)], "paper.export")
        return render(request, "evaluation/inputs/papers.html", self.frame(papers=list(rows), words=words))


def _sheet(rows: QuerySet[Paper]) -> Sheet:
    heads = [_("名称"), _("文号"), _("发文单位"), _("日期"), _("指标值"), _("权重"), _("公布位次"), _("文件")]
    lines = [
        [one.title, one.number, one.issuer, one.issued_on, one.on_entries, one.on_weights, one.on_ranks, _has(one)]  # type: ignore[attr-defined]
        for one in rows
    ]
    return Sheet(_("佐证材料"), heads, lines)


def _has(paper: Paper) -> str:
    return _("是") if paper.file else _("否")


class PaperView(InputPage):
    """One paper, and all that stands on it."""

    tab = "papers"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        paper = get_object_or_404(counted(self.visible(Paper.objects.all())), pk=pk)
        entries = [(one, _named(one.edition, one.indicator)) for one in paper.entries.all()]
        weights = [(one, _named(one.edition, one.node)) for one in paper.weights.all()]
        context = self.frame(paper=paper, entries=entries, weights=weights, ranks=list(paper.ranks.all()))
        return render(request, "evaluation/inputs/paper.html", context)


def _named(edition: str, node: str) -> tuple[str, str]:
    """The edition and the node in words; by their ids where the rulebook has them no more."""
    found = editions().get(edition)
    return (edition_words(found), node_words(found, node)) if found else (edition, node)


class PaperEditView(InputChange):
    tab = "papers"

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        return self._page(PaperForm(instance=self._paper(pk), user=request.user))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        before, paper = self._paper(pk), self._paper(pk) or Paper(zone=self.zone)
        form = PaperForm(request.POST, request.FILES, instance=paper, user=request.user)
        if not form.is_valid():
            return self._page(form)
        form.instance.by = request.user
        found = form.save()
        detail = {"changed": changed(form, before or Paper())}
        audit.record("paper.change" if pk else "paper.create", request=request, target=found, detail=detail)
        messages.success(request, _("已保存。"))
        return redirect("evaluation_paper", found.pk)

    def _paper(self, pk: int | None) -> Paper | None:
        return get_object_or_404(self.visible(Paper.objects.all()), pk=pk) if pk else None

    def _page(self, form: PaperForm) -> HttpResponse:
        pk = form.instance.pk
        back = reverse("evaluation_paper", args=[pk]) if pk else reverse("evaluation_papers")
        title = _("编辑佐证材料") if pk else _("新增佐证材料")
        context: dict[str, Any] = self.frame(form=form, title=title, back=back, with_file=True)
        return render(self.request, "evaluation/inputs/form.html", context, status=422 if form.errors else 200)


class PaperFileView(InputPage):
    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        paper = get_object_or_404(self.visible(Paper.objects.select_related("zone")), pk=pk)
        answer = handed(paper.file, paper.zone, paper.title)  # type: ignore[arg-type]
        audit.record("paper.download", request=request, target=paper)
        return answer


class PaperDeleteView(InputChange):
    """Only what nothing stands on goes; its history stays."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        paper = get_object_or_404(counted(self.visible(Paper.objects.all())), pk=pk)
        if paper.on_entries or paper.on_weights or paper.on_ranks:  # type: ignore[attr-defined]
            audit.record("paper.delete", request=request, target=paper, result="refused")
            messages.error(request, _("没有删除：还有数值、权重或位次出自这份材料。请先改用别的材料。"), "danger")
            return redirect("evaluation_paper", pk)
        target = f"paper:{pk} {paper}"
        paper.delete()
        audit.record("paper.delete", request=request, target=target)
        messages.success(request, _("已删除。"))
        return redirect("evaluation_papers")
