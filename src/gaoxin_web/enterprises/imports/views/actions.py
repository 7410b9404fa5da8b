"""What is done to a batch with a button."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gaoxin_web.accounts import audit
from gaoxin_web.enterprises.imports.forms import ReasonForm
from gaoxin_web.enterprises.imports.services import batches as services
from gaoxin_web.enterprises.imports.services.batches import RefusalError
from gaoxin_web.enterprises.imports.views.base import BatchPage, refused
from gaoxin_web.enterprises.models import Enterprise


class ActionPage(BatchPage):
    """Does something and goes back to where it was asked for."""

    where = "batch"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.batch
        try:
            self.do(request)
        except RefusalError as why:
            return refused(self, why, self.where)
        audit.record(self.action, request=request, target=batch, detail=self.detail())
        return self.back(request, pk)

    def do(self, request: HttpRequest) -> None:
        raise NotImplementedError

    def detail(self) -> dict[str, object]:
        return {"sha256": self.batch.sha256}

    def back(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect(self.where, pk=pk)


class CommitView(ActionPage):
    action = "register.import.commit"

    def do(self, request: HttpRequest) -> None:
        services.commit(self.batch.pk, request.user)


class UndoView(ActionPage):
    action = "register.import.undo_asked"

    def do(self, request: HttpRequest) -> None:
        services.undo(self.batch.pk, request.user)


class DiscardView(ActionPage):
    action = "register.import.discard"

    def do(self, request: HttpRequest) -> None:
        services.discard(self.batch.pk)
        messages.success(request, _("已删除这次上传，名册没有改动。"))

    def back(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("imports")


class ReasonView(ActionPage):
    """A reason for one warning, all of a kind, or all that have none."""

    action, where = "register.import.reason", "batch_issues"

    def do(self, request: HttpRequest) -> None:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            raise RefusalError(_("请填写说明，200 字以内。"))
        said = form.cleaned_data
        done = services.give_reason(self.batch.pk, said["reason"], code=said["code"], issue=said["issue"])
        messages.success(request, ngettext("已说明 %(count)s 条。", "已说明 %(count)s 条。", done) % {"count": done})

    def detail(self) -> dict[str, object]:
        kind = self.request.POST.get("code", "")[:10]
        return {"reason": self.request.POST.get("reason", "")[:200], "kind": kind}

    def back(self, request: HttpRequest, pk: int) -> HttpResponse:
        return back_to(request, "batch_issues", pk)


class DecideView(ActionPage):
    """Who a row is: an enterprise of the user's scope, a new one, or nobody."""

    action, where = "register.import.decide", "batch_firms"

    def do(self, request: HttpRequest) -> None:
        if request.POST.get("all") == "new":
            done = services.decide_alone(self.batch.pk)
            messages.success(request, _("%(count)s 行将新建企业。") % {"count": done})
            return
        row, decision = request.POST.get("row", ""), request.POST.get("other") or request.POST.get("decision", "")
        if not row.isdecimal() or not (decision in ("new", "skip") or decision.isdecimal()):
            raise RefusalError(_("请先选定一家企业，或选“新建”“不导入”。"))
        if decision.isdecimal():
            found = get_object_or_404(self.visible(Enterprise.objects.all()), pk=decision)
            services.decide(self.batch.pk, int(row), found.pk)
        else:
            services.decide(self.batch.pk, int(row), decision)

    def detail(self) -> dict[str, object]:
        keys = ("row", "decision", "other", "all")
        return {key: self.request.POST[key][:20] for key in keys if self.request.POST.get(key)}

    def back(self, request: HttpRequest, pk: int) -> HttpResponse:
        return back_to(request, "batch_firms", pk)


def back_to(request: HttpRequest, view: str, pk: int) -> HttpResponse:
    """To the page of a list somebody was on."""
    asked = request.POST.get("next", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, {request.get_host()}):
        return redirect(asked)
    return redirect(view, pk=pk)
