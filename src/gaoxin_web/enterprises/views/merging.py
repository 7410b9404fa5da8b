"""Entries that may be one enterprise (重复企业): the likely pairs, two side by side, joined, parted again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.enterprises.forms.merging import PERSONAL, MergeForm
from gaoxin_web.enterprises.forms.shared import whole
from gaoxin_web.enterprises.models import Apart, Enterprise, Merge
from gaoxin_web.enterprises.queries.duplicates import likely_pairs, preview
from gaoxin_web.enterprises.services import duplicates
from gaoxin_web.enterprises.services.merging import NotMergedError, merge, part

SHOWN = 100  # likely pairs on the page
PAST = 50  # merges on the page
PAIR = 2
WHY = {
    "same": gettext_lazy("选中的是同一条记录。"),
    "missing": gettext_lazy("其中一家已不在名册中，请刷新后再看。"),
    "protected": gettext_lazy("另一家下还有不能转移的记录，没有合并。"),
    "left": gettext_lazy("另一家下还有不能转移的记录，没有合并。"),
    "undone": gettext_lazy("这次合并已经撤销过了。"),
    "taken": gettext_lazy("原来的信用代码已登记给别的企业，不能撤销；请先改正那一家的代码。"),
}


class _Merging(Page):
    permission = "register.merge"

    def one(self, key: str) -> Enterprise:
        pk = whole(key)
        if pk is None:
            raise Http404
        rows = Enterprise.objects.select_related("organisation", "steward")
        return get_object_or_404(self.visible(rows), pk=pk)


class DuplicatesPage(_Merging):
    """The likely pairs, never joined by themselves; and what was joined, to be undone."""

    def get(self, request: HttpRequest) -> HttpResponse:
        zone = zone_of(request)
        if duplicates.read(zone) is None and duplicates.is_small(zone):
            duplicates.look(zone)
        past = self.visible(Merge.objects.select_related("kept", "by", "undone_by"))
        context = {
            "found": likely_pairs(self.visible(Enterprise.objects.all()), zone, SHOWN),
            "past": past[:PAST],
            "search": duplicates.under_way(zone),
        }
        return render(request, "enterprises/duplicates.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Look for them anew: at once in a small zone, else by the worker."""
        zone = zone_of(request)
        if duplicates.is_small(zone):
            duplicates.look(zone)
        else:
            duplicates.ask(zone)
        return redirect("enterprises_duplicates")


class SearchPage(_Merging):
    """Whether the worker is still looking; the page asks every two seconds."""

    def get(self, request: HttpRequest) -> HttpResponse:
        search = duplicates.under_way(zone_of(request))
        response = render(request, "enterprises/duplicates_search.html", {"search": search})
        if search is None or search.failed:
            response["HX-Refresh"] = "true"
        return response


def zone_of(request: HttpRequest) -> int:
    return int(request.user.zone_id)  # type: ignore[union-attr]


class ApartPage(_Merging):
    """“These are two”: the pair is not shown again."""

    @transaction.atomic
    def post(self, request: HttpRequest) -> HttpResponse:
        pair = sorted((self.one(request.POST.get(side, "")) for side in ("one", "other")), key=lambda one: one.pk)
        if pair[0].pk != pair[1].pk:
            Apart.objects.get_or_create(
                one=pair[0], other=pair[1], defaults={"zone_id": pair[0].zone_id, "by": request.user}
            )
            detail = {"one": pair[0].pk, "other": pair[1].pk}
            audit.record("register.apart", request=request, target=pair[0], detail=detail)
            messages.success(request, _("已记下：不是同一家，不再提示。"))
        return redirect("enterprises_duplicates")


class PairPage(_Merging):
    """From two rows ticked in the list to the page that shows them side by side."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("enterprises")

    def post(self, request: HttpRequest) -> HttpResponse:
        ticked = list(dict.fromkeys(request.POST.getlist("row")))
        if len(ticked) != PAIR or request.POST.get("everything"):
            messages.warning(request, _("合并一次只能选两家：请在名册中只勾选这两家，再点“合并两家”。"))
            query = request.GET.urlencode()
            return redirect(reverse("enterprises") + (f"?{query}" if query else ""))
        return redirect(merge_url(*(self.one(key).pk for key in ticked)))


def merge_url(one: int, other: int) -> str:
    return f"{reverse('enterprises_merge')}?{urlencode({'one': one, 'other': other})}"


class MergePage(_Merging):
    """Two side by side: which stays, and which of their words are right."""

    def get(self, request: HttpRequest) -> HttpResponse:
        pair = self._pair()
        return self._page(pair, MergeForm(pair=pair))

    @transaction.atomic
    def post(self, request: HttpRequest) -> HttpResponse:
        pair = self._pair()
        form = MergeForm(request.POST, pair=pair)
        if not form.is_valid():
            return self._page(pair, form)
        try:
            done = merge(form.kept, form.gone, form.taken, form.cleaned_data["reason"], request.user)  # type: ignore[arg-type]
        except NotMergedError as error:
            messages.error(request, WHY.get(str(error), WHY["left"]), "danger")
            return redirect("enterprises_duplicates")
        self._record(done)
        said = _("已把“%(gone)s”并入“%(kept)s”。") % {"gone": done.name, "kept": done.kept.name}
        url = reverse("enterprises_part", args=[done.pk])
        messages.success(request, format_html('{} <a class="alert-link" href="{}">{}</a>', said, url, _("撤销")))
        return redirect("enterprise", done.kept_id)

    def _record(self, done: Merge) -> None:
        detail = {
            "gone": done.gone,
            "name": done.name,
            "uscc": done.uscc or "",
            "reason": done.reason,
            "moved": {model: len(keys) for model, _field, keys in done.moved if keys},
            "fields": {name: "•••" if name in PERSONAL else change for name, change in done.fields.items()},
        }
        audit.record("register.merge", request=self.request, target=done.kept, detail=detail)

    def _pair(self) -> tuple[Enterprise, Enterprise]:
        one, other = (self.one(self.request.GET.get(side, "")) for side in ("one", "other"))
        if one.pk == other.pk:
            raise Http404
        return one, other

    def _page(self, pair: tuple[Enterprise, Enterprise], form: MergeForm) -> HttpResponse:
        sides = [
            {"enterprise": enterprise, "side": side} for enterprise, side in zip(pair, ("one", "other"), strict=True)
        ]
        context: dict[str, Any] = {
            "two_codes": all(enterprise.uscc for enterprise in pair),
            "form": form,
            "sides": sides,
            "preview": preview(*pair),
            "stays": form["stays"].value(),
        }
        return render(self.request, "enterprises/merge.html", context, status=422 if form.errors else 200)


class PartPage(_Merging):
    """Undo a merge."""

    def get(self, request: HttpRequest, merge: int) -> HttpResponse:
        return render(request, "enterprises/part.html", {"done": self._merge(merge)})

    @transaction.atomic
    def post(self, request: HttpRequest, merge: int) -> HttpResponse:
        done = self._merge(merge)
        try:
            left = part(done, request.user)  # type: ignore[arg-type]
        except NotMergedError as error:
            messages.error(request, WHY[str(error)], "danger")
            return redirect("enterprises_duplicates")
        detail = {"merge": done.pk, "gone": done.gone, "name": done.name, "left": left}
        audit.record("register.part", request=request, target=done.kept, detail=detail)
        messages.success(request, _("已撤销合并，“%(name)s”恢复为单独一家。") % {"name": done.name})
        if left:
            text = _("有 %(count)s 条记录此后已改动或删除，没有移回。")
            messages.warning(request, text % {"count": left})
        reached = self.visible(Enterprise.objects.filter(pk=done.gone)).exists()
        return redirect("enterprise", done.gone) if reached else redirect("enterprises_duplicates")

    def _merge(self, pk: int) -> Merge:
        return get_object_or_404(self.visible(Merge.objects.select_related("kept", "by", "undone_by")), pk=pk)
