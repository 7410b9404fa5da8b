"""异议: objections to results, as officers read and answer them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import FreshPassword
from gaoxin_web.contests.forms.results import AnswerForm, ReasonForm
from gaoxin_web.contests.models import Appeal
from gaoxin_web.contests.services.results import ResultError
from gaoxin_web.contests.services.rulings import answer
from gaoxin_web.contests.views.base import ContestPage
from gaoxin_web.contests.views.results_base import ResultChange, words_of
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.ui.sheets import Sheet
from gaoxin_web.ui.templatetags.ui import masked_name, masked_phone

TONES = {"open": "yellow", "upheld": "red", "dismissed": "secondary"}
ROWS = Appeal.objects.select_related("result__round", "entry", "ruling__by")


class AppealsView(ContestPage):
    tab = "results"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        rows = list(self.visible(ROWS).filter(result__round__contest=self.contest).order_by("-pk"))
        if wants_export(request):
            return export(request, f"{self.contest.name} {_('异议')}", [_sheet(rows)], "appeal.export", self.contest)
        crumbs = [(_("结果"), reverse("contest_results", args=[contest])), (_("异议"), "")]
        shown = [(one, TONES[one.state]) for one in rows]
        return render(request, "contests/appeals.html", self.frame(rows=shown, crumbs=crumbs))


def _sheet(rows: list[Appeal]) -> Sheet:
    heads = [
        _("登记号"),
        _("提出时间"),
        _("针对"),
        _("涉及项目"),
        _("姓名或单位"),
        _("电话"),
        _("异议内容"),
        _("状态"),
        _("理由"),
    ]
    lines = [
        [one.pk, timezone.localtime(one.at).replace(tzinfo=None), str(one.result), str(one.entry or ""),
         masked_name(one.name), masked_phone(one.phone), one.text, one.get_state_display(),
         one.ruling.reason if one.ruling else ""]
        for one in rows
    ]  # fmt: skip
    return Sheet(_("异议"), heads, lines)


class AppealPage(ResultChange):
    """A page about one objection."""

    @cached_property
    def appeal(self) -> Appeal:
        rows = self.visible(ROWS).filter(result__round__contest=self.contest)
        return get_object_or_404(rows, pk=self.kwargs["appeal"])

    def page(self, status: int = 200, **more: Any) -> HttpResponse:
        list_ = reverse("contest_appeals", args=[self.contest.pk])
        told: dict[str, Any] = {
            "appeal": self.appeal,
            "tone": TONES[self.appeal.state],
            "form": AnswerForm(),
            "reason_form": ReasonForm(prefix="unmask"),
            "can_unmask": self.access.may("register.unmask"),
            "crumbs": self.crumbs((_("异议"), list_), (str(self.appeal.pk), "")),
        }
        return render(self.request, "contests/appeal.html", self.frame(**told | more), status=status)


class AppealView(AppealPage):
    permission = "contests.change"

    def get(self, request: HttpRequest, contest: int, appeal: int) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest, contest: int, appeal: int) -> HttpResponse:
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.page(422, form=form)
        upheld = form.cleaned_data["outcome"] == "upheld"
        try:
            answer(self.appeal, upheld=upheld, reason=form.cleaned_data["reason"], by=request.user)
        except ResultError as error:
            messages.error(request, words_of(error), "danger")
            return redirect("contest_appeal", contest, appeal)
        self.done("appeal.answer", f"appeal:{appeal}", upheld=upheld, reason=form.cleaned_data["reason"])
        messages.success(request, _("已答复。"))
        if upheld:
            entry = f"?entry={self.appeal.entry_id}" if self.appeal.entry_id else ""
            return redirect(reverse("contest_result_reopen", args=[contest, self.appeal.result_id]) + entry)
        return redirect("contest_appeals", contest)


class AppealUnmaskView(FreshPassword, AppealPage):
    """Who objected: the password is asked again, and the reason is kept."""

    permission = "register.unmask"

    def get(self, request: HttpRequest, contest: int, appeal: int) -> HttpResponse:
        return redirect("contest_appeal", contest, self.appeal.pk)

    def post(self, request: HttpRequest, contest: int, appeal: int) -> HttpResponse:
        form = ReasonForm(request.POST, prefix="unmask")
        if not form.is_valid():
            return self.page(422, reason_form=form)
        detail = {"fields": ["name", "phone"], "reason": form.cleaned_data["reason"]}
        audit.record("register.unmask", request=request, target=f"appeal:{appeal}", detail=detail)
        answer_ = self.page(uncovered=True)
        answer_["Cache-Control"] = "no-store"
        return answer_


class AppealFileView(AppealPage):
    """What came with an objection; always as a file to save, never shown."""

    permission = "contests.change"

    def get(self, request: HttpRequest, contest: int, appeal: int) -> HttpResponseBase:
        file = self.appeal.file
        if not file or not file.storage.exists(file.name):
            raise Http404
        audit.record("appeal.download", request=request, target=f"appeal:{appeal}")
        name = f"{_('异议')}{appeal}.{file.name.rpartition('.')[2]}"
        return FileResponse(file.open("rb"), as_attachment=True, filename=name)
