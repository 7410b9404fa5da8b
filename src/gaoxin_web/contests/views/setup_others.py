"""Somebody else's contest: the awards that the zone's enterprises won there, each with its source."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.contests.forms.setup_others import HEADS, OthersAwardForm, PasteForm
from gaoxin_web.contests.models import Award, Contest
from gaoxin_web.contests.services import others
from gaoxin_web.contests.services.refusal import RefusedError
from gaoxin_web.contests.views.base import ContestChange, ContestPage
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.ui.sheets import Sheet


class OthersPage(ContestPage):
    tab = "setup"

    def get(self, request: HttpRequest, contest: int, **_kwargs: Any) -> HttpResponse:
        if self.contest.standing == Contest.Standing.OWN:
            return redirect("contest", self.contest.pk)
        if wants_export(request):
            heads = [*map(str, HEADS), _("颁发日期")]
            lines = [
                (one.entry.title, one.entry.organisation, one.entry.uscc, one.name, one.source, one.given_on)
                for one in self.awards()
            ]
            sheets = [Sheet(_("获奖"), heads, lines)]
            return export(request, self.contest.name, sheets, "contest.export", self.contest)
        return self.page()

    def awards(self) -> list[Award]:
        rows = Award.objects.filter(contest=self.contest).select_related("entry__enterprise")
        return list(rows.order_by("pk"))

    def page(self, form: Any = None, paste: Any = None, status: int = 200) -> HttpResponse:
        context = self.frame(
            awards=self.awards(),
            form=form or OthersAwardForm(),
            paste=paste or PasteForm(),
            heads=list(map(str, HEADS)),
        )
        return render(self.request, "contests/setup_others.html", context, status=status)


class OthersView(OthersPage):
    pass


class OthersChange(ContestChange, OthersPage):
    permission = "contests.change"
    http_method_names = ("post", "options")  # type: ignore[assignment]


class OthersAdd(OthersChange):
    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = OthersAwardForm(request.POST)
        if not form.is_valid():
            return self.page(form=form, status=422)
        award, is_new = others.keep(self.contest, **form.cleaned_data)
        audit.record("award.add", request=request, target=award.entry, detail={"award": award.name})
        messages.success(request, _("已录入。") if is_new else _("这个奖项已经录入过。"))
        return redirect("contest_others", self.contest.pk)


class OthersPaste(OthersChange):
    """Many awards at once, all or none."""

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = PasteForm(request.POST)
        if not form.is_valid():
            return self.page(paste=form, status=422)
        made = [others.keep(self.contest, **row)[1] for row in form.cleaned_data["lines"]]
        detail = {"lines": len(made), "new": sum(made)}
        audit.record("award.import", request=request, target=self.contest, detail=detail)
        messages.success(request, _("读入 %(lines)s 行，新录 %(new)s 个奖项。") % detail)
        return redirect("contest_others", self.contest.pk)


class OthersRemove(OthersChange):
    def post(self, request: HttpRequest, contest: int, award: int) -> HttpResponse:
        found = get_object_or_404(self.visible(Award.objects.select_related("entry")), pk=award, contest=self.contest)
        detail = {"award": found.name, "entry": found.entry.title}
        try:
            others.remove(found)
        except RefusedError:
            messages.error(request, _("已发证书，不能删除。"), "danger")
            return redirect("contest_others", self.contest.pk)
        audit.record("award.remove", request=request, target=self.contest, detail=detail)
        messages.success(request, _("已删除。"))
        return redirect("contest_others", self.contest.pk)
