"""公布位次: the places the zone was given officially, year by year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gaoxin_web.accounts import audit
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.enterprises.views.edit import changed, saved
from gaoxin_web.evaluation.forms.inputs import PublishedForm
from gaoxin_web.evaluation.models import Published
from gaoxin_web.evaluation.queries.editions import editions
from gaoxin_web.evaluation.services.undoing import new_token, reason
from gaoxin_web.evaluation.views.inputs.common import InputChange, InputPage
from gaoxin_web.evaluation.views.inputs.undoing import with_undo
from gaoxin_web.evaluation.words import edition_words
from gaoxin_web.ui.sheets import Sheet


class PublishedView(InputPage):
    tab = "published"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(self.visible(Published.objects.select_related("paper", "by")).order_by("-year"))
        known = {one.id: edition_words(one) for one in editions().values()}
        shown = [(one, known.get(one.edition, one.edition)) for one in rows]
        if wants_export(request):
            heads = [_("年度"), _("位次"), _("参评数"), _("指标体系"), _("佐证材料"), pgettext("evaluation", "说明")]
            lines = [
                [one.year, one.rank, one.out_of, words, str(one.paper) if one.paper else "", one.note]
                for one, words in shown
            ]
            return export(request, _("公布位次"), [Sheet(_("公布位次"), heads, lines)], "evaluation.published.export")
        return render(request, "evaluation/inputs/published.html", self.frame(rows=shown))


class PublishedEditView(InputChange):
    tab = "published"

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        return self._page(PublishedForm(instance=self._one(pk), user=request.user))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        before, one = self._one(pk), self._one(pk) or Published(zone=self.zone)
        form = PublishedForm(request.POST, instance=one, user=request.user)
        if not form.is_valid():
            return self._page(form)
        form.instance.by = request.user
        found = saved(form)
        if found is None:
            return self._page(form)
        detail = {"changed": changed(form, before or Published())}
        act = "evaluation.published.change" if pk else "evaluation.published.create"
        audit.record(act, request=request, target=_target(found), detail=detail)
        messages.success(request, _("已保存。"))
        return redirect("evaluation_published")

    def _one(self, pk: int | None) -> Published | None:
        return get_object_or_404(self.visible(Published.objects.all()), pk=pk) if pk else None

    def _page(self, form: PublishedForm) -> HttpResponse:
        title = _("编辑公布位次") if form.instance.pk else _("登记公布位次")
        context: dict[str, Any] = self.frame(form=form, title=title, back=reverse("evaluation_published"))
        return render(self.request, "evaluation/inputs/form.html", context, status=422 if form.errors else 200)


class PublishedDeleteView(InputChange):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        one, token = get_object_or_404(self.visible(Published.objects.all()), pk=pk), new_token()
        target = _target(one)
        one.by, one._change_reason = request.user, reason(token)  # type: ignore[attr-defined,assignment]
        one.delete()
        audit.record("evaluation.published.delete", request=request, target=target)
        messages.success(request, with_undo(_("已删除。"), "published", token))
        return redirect("evaluation_published")


def _target(one: Published) -> str:
    return f"published:{one.pk} {one.year} · {one.rank}/{one.out_of or '—'}"
