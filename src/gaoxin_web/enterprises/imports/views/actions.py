"""What is done to a batch with a button."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gaoxin_web.accounts import audit
from gaoxin_web.enterprises.imports.forms import ReasonForm
from gaoxin_web.enterprises.imports.queries import namesakes
from gaoxin_web.enterprises.imports.services import batches as services
from gaoxin_web.enterprises.imports.services.batches import RefusalError
from gaoxin_web.enterprises.imports.views.asked import number
from gaoxin_web.enterprises.imports.views.base import BatchPage, refused
from gaoxin_web.enterprises.models import BatchRow, Enterprise

PARTS = ("decision-", "other-")  # the fields of a page of rows, before the row's number


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


class RereadView(ActionPage):
    """Read the file again, and compare it with the register as it is now."""

    action = "register.import.reread"

    def do(self, request: HttpRequest) -> None:
        services.reread(self.batch.pk)


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
    """A reason for the warnings ticked, all of a kind, or all that have none."""

    action, where = "register.import.reason", "batch_issues"

    def do(self, request: HttpRequest) -> None:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            raise RefusalError(_("请填写说明，200 字以内。"))
        said = form.cleaned_data
        ticked = [key for text in request.POST.getlist("issue") if (key := number(text)) is not None]
        if request.POST.get("ticked") and not ticked:
            raise RefusalError(_("请先勾选要说明的警告。"))
        done = services.give_reason(self.batch.pk, said["reason"], code=said["code"], issues=ticked)
        messages.success(request, ngettext("已说明 %(count)s 条。", "已说明 %(count)s 条。", done) % {"count": done})

    def detail(self) -> dict[str, object]:
        kind = self.request.POST.get("code", "")[:10]
        return {"reason": self.request.POST.get("reason", "")[:200], "kind": kind}

    def back(self, request: HttpRequest, pk: int) -> HttpResponse:
        return back_to(request, "batch_issues", pk)


class DecideView(ActionPage):
    """Who rows are: enterprises of the user's scope, new ones, or nobody; one row, a page, or all of a kind."""

    action, where = "register.import.decide", "batch_firms"

    def do(self, request: HttpRequest) -> None:
        if request.POST.get("all"):
            self._all(request.POST["all"])
            return
        asked = self._asked()
        if not asked:
            raise RefusalError(_("请先选定一家企业，或选“新建”“不导入”。"))
        chosen = {pk for pk in asked.values() if isinstance(pk, int)}
        if self.visible(Enterprise.objects.filter(pk__in=chosen)).count() < len(chosen):
            raise Http404
        done = services.decide(self.batch.pk, asked)
        if len(asked) > 1:
            messages.success(self.request, _("已选定 %(count)s 行。") % {"count": len(done)})

    def _all(self, what: str) -> None:
        pk = self.batch.pk
        if what == "new":
            done = services.decide_alone(pk)
            messages.success(self.request, _("%(count)s 行将新建企业。") % {"count": done})
        elif what == "same":
            same = namesakes(self.batch)
            mine = set(self.visible(Enterprise.objects.filter(pk__in=same.values())).values_list("pk", flat=True))
            done = len(services.decide(pk, {row: firm for row, firm in same.items() if firm in mine}))
            messages.success(self.request, _("%(count)s 行按同名企业对上。") % {"count": done})
        elif what == "skip":
            open_ = self.batch.rows.filter(change=BatchRow.Change.REVIEW).values_list("pk", flat=True)
            done = len(services.decide(pk, dict.fromkeys(open_, "skip")))
            messages.success(self.request, _("%(count)s 行不导入。") % {"count": done})

    def _asked(self) -> dict[int, int | str]:
        """Row → what was chosen for it: an enterprise, ``new`` or ``skip``."""
        post, found = self.request.POST, dict[int, int | str]()
        names = {f"-{one}": one for key in post if (one := key.partition("-")[2]) and key.startswith(PARTS)}
        if post.get("row"):
            names[""] = post["row"]
        for end, row in names.items():
            said = post.get(f"other{end}") or post.get(f"decision{end}", "")
            key, decision = number(row), said if said in ("new", "skip") else number(said)
            if key is not None and decision is not None:
                found[key] = decision
        return found

    def detail(self) -> dict[str, object]:
        return {"all": self.request.POST["all"][:10]} if self.request.POST.get("all") else {"rows": self._asked()}

    def back(self, request: HttpRequest, pk: int) -> HttpResponse:
        return back_to(request, "batch_firms", pk)


def back_to(request: HttpRequest, view: str, pk: int) -> HttpResponse:
    """To the page of a list somebody was on."""
    asked = request.POST.get("next", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, {request.get_host()}):
        return redirect(asked)
    return redirect(view, pk=pk)
