"""Assignments by a table (导入分配): read, looked at, then kept."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.contests.forms.panel import AssignmentTableForm
from gaoxin_web.contests.models import Round
from gaoxin_web.contests.services import assigning_table
from gaoxin_web.contests.services.assigning import AssignError
from gaoxin_web.contests.views.assigning import AssignmentPage
from gaoxin_web.contests.views.judges_import import LAID_ASIDE


class AssignmentImportView(AssignmentPage):
    """A table of assignments is read."""

    permission = "contests.change"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        return self._page(AssignmentTableForm(initial={"replace": ""}))

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = AssignmentTableForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form)
        file = form.cleaned_data["file"]
        try:
            reading = assigning_table.read_table(
                self.here, file.name, file.read(), replace=bool(form.cleaned_data["replace"])
            )
        except ValidationError as error:
            form.add_error("file", error)
            return self._page(form)
        token = uuid.uuid4().hex
        cache.set(_key(request, token), (file.name, self.here.pk, reading), LAID_ASIDE)
        return redirect("assignment_check", contest, token)

    def _page(self, form: AssignmentTableForm) -> HttpResponse:
        here = reverse("contest_assignment", args=[self.contest.pk])
        crumbs = [(_("分配"), f"{here}?round={self.here.pk}"), (_("导入分配"), "")]
        context = self.round_frame(form=form, crumbs=crumbs)
        return render(self.request, "contests/assignment_import.html", context, status=422 if form.errors else 200)


def _key(request: HttpRequest, token: str) -> str:
    return f"contests-assignment-{request.user.pk}-{token}"


class AssignmentCheckView(AssignmentPage):
    """What a table of assignments would do, before it does it."""

    permission = "contests.change"

    def get(self, request: HttpRequest, contest: int, token: str) -> HttpResponse:
        kept = cache.get(_key(request, token))
        if kept is None:
            return self._gone()
        here = reverse("contest_assignment", args=[contest])
        crumbs = [(_("分配"), here), (_("核对"), "")]
        context = self.round_frame(name=kept[0], reading=kept[2], crumbs=crumbs)
        return render(request, "contests/assignment_check.html", context)

    def post(self, request: HttpRequest, contest: int, token: str) -> HttpResponse:
        kept = cache.get(_key(request, token))
        if kept is None:
            return self._gone()
        cache.delete(_key(request, token))
        name, pk, reading = kept
        round_ = get_object_or_404(Round.objects.filter(contest=self.contest), pk=pk)
        answer = redirect(f"{reverse('contest_assignment', args=[contest])}?round={pk}")
        if "drop" in request.POST:
            messages.info(request, _("没有导入。"))
            return answer
        try:
            done = assigning_table.keep_table(round_, reading)
        except AssignError as error:
            messages.error(request, error.message)
            return answer
        detail = {
            "given": done.given,
            "gone": len(reading.gone),
            "replace": reading.replace,
            "left": len(reading.doubts),
        }
        audit.record("assignment.import", request=request, target=name, detail=detail)
        self.told(done)
        return answer

    def _gone(self) -> HttpResponse:
        messages.warning(self.request, _("这份文件的核对已过期（2 小时）或已确认，请重新上传。"))
        return redirect("assignment_import", self.contest.pk)
