"""奖项证书: a contest's awards, what they are called and worth, and those given by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gaoxin_web.contests.forms.awards import PrizeFormSet, SpecialForm
from gaoxin_web.contests.models import Award, CertificateLayout, Contest, Entry, Result
from gaoxin_web.contests.queries.awards import list_of, printable, to_give, totals, whole
from gaoxin_web.contests.services import awards
from gaoxin_web.contests.services.results import ResultError
from gaoxin_web.contests.views.results_base import REASONS, ResultChange, ResultPage, words_of
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.ui.sheets import Sheet


class AwardsView(ResultPage):
    tab = "awards"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        rows = list_of(self.contest)
        if wants_export(request):
            return export(request, f"{self.contest.name} {_('获奖名单')}", [sheet(rows)], "award.export", self.contest)
        own = self.contest.standing == Contest.Standing.OWN
        told = self.frame(
            rows=rows,
            totals=totals(self.contest),
            whole=whole(self.contest),
            ready=[(one, REASONS.get(one.why, "")) for one in to_give(self.contest)],
            layout=CertificateLayout.objects.filter(contest=self.contest).first(),
            printable=len(printable(self.contest)),
            missing=sum(1 for _award, done in rows if done is None),
            own=own,
            public=reverse("notice", args=[self.contest.code]),
        )
        return render(request, "contests/awards.html", told)


def sheet(rows: list[tuple[Award, Any]]) -> Sheet:
    heads = [
        _("名次"), _("奖项"), _("奖项（英文）"), _("编号"), _("项目名称"), _("单位"), _("赛区"), _("赛道"),
        _("奖金（元）"),
        _("颁发日期"), _("依据"), _("证书编号"), _("证书状态"),
    ]  # fmt: skip
    lines = [
        [
            award.rank, award.name, award.name_en, award.entry.number, award.entry.title, award.entry.organisation,
            award.entry.division.name if award.entry.division else "",
            award.entry.track.name if award.entry.track else "",
            award.prize, award.given_on, award.source or (str(award.result) if award.result else ""),
            done.number if done else "",
            "" if done is None else pgettext("certificate", "已撤销") if done.revoked_at else _("有效"),
        ]
        for award, done in rows
    ]  # fmt: skip
    return Sheet(_("获奖名单"), heads, lines)


class AwardChange(ResultChange):
    tab = "awards"

    def crumbs(self, *more: tuple[str, str]) -> list[tuple[str, str]]:
        return [(_("奖项证书"), reverse("contest_awards", args=[self.contest.pk])), *more]


class PrizesView(AwardChange):
    """What the tiers are called and worth."""

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        return self._page(PrizeFormSet(tiers=awards.tiers_of(self.contest)))

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        forms = PrizeFormSet(request.POST, tiers=awards.tiers_of(self.contest))
        if not forms.is_valid():
            return self._page(forms, 422)
        awards.name_prizes(self.contest, forms.cleaned_data)
        self.done("award.change", self.contest, prizes=forms.cleaned_data)
        messages.success(request, _("已保存。已颁发的奖项在再次按结果颁奖时更新。"))
        return redirect("contest_awards", contest)

    def _page(self, forms: Any, status: int = 200) -> HttpResponse:
        told = self.frame(forms=forms, crumbs=self.crumbs((_("奖项设置"), "")))
        return render(self.request, "contests/award_prizes.html", told, status=status)


class GiveView(AwardChange):
    """Give the awards of a released result."""

    def post(self, request: HttpRequest, contest: int, result: int) -> HttpResponse:
        rows = self.visible(Result.objects.select_related("round__contest"))
        one = get_object_or_404(rows, pk=result, round__contest=self.contest)
        try:
            given = awards.give(one)
        except ResultError as error:
            messages.error(request, words_of(error), "danger")
            return redirect("contest_awards", contest)
        self.done("award.give", one, added=given.added, changed=given.changed, withdrawn=given.withdrawn)
        said = {"a": given.added, "c": given.changed, "w": given.withdrawn}
        messages.success(request, _("新颁 %(a)s 项，更正 %(c)s 项，收回 %(w)s 项。") % said)
        return redirect("contest_awards", contest)


class SpecialView(AwardChange):
    """An award by hand, with its reason."""

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        return self._page(SpecialForm(entries=self._entries()))

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = SpecialForm(request.POST, entries=self._entries())
        if not form.is_valid():
            return self._page(form, 422)
        award = awards.give_special(self.contest, form.cleaned_data["entry"], form.cleaned_data)
        self.done("award.give", award, entry=award.entry_id, name=award.name, reason=award.source)
        messages.success(request, _("已颁发。"))
        return redirect("contest_awards", contest)

    def _entries(self) -> Any:
        return self.contest.entries.filter(state=Entry.State.ACCEPTED).order_by("number", "pk")

    def _page(self, form: SpecialForm, status: int = 200) -> HttpResponse:
        back = reverse("contest_awards", args=[self.contest.pk])
        title = _("颁发单项奖")
        told = self.frame(form=form, heading=title, back=back, crumbs=self.crumbs((title, "")))
        return render(self.request, "contests/result_form.html", told, status=status)


class TakeBackView(AwardChange):
    """Take an award given by hand back."""

    def post(self, request: HttpRequest, contest: int, award: int) -> HttpResponse:
        one = get_object_or_404(self.visible(Award.objects.all()), pk=award, contest=self.contest)
        target, detail = str(one), {"entry": one.entry_id, "name": one.name}
        try:
            awards.take_back(one)
        except ResultError as error:
            messages.error(request, words_of(error), "danger")
            return redirect("contest_awards", contest)
        self.done("award.take", f"award:{award} {target}", **detail)
        messages.success(request, _("已收回。"))
        return redirect("contest_awards", contest)
