"""The self-check (自测): one page without an account; answers come by POST, are judged, and are forgotten."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.accounts.views import Page
from gaoxin_web.ladders.words import policy_words, said
from gaoxin_web.selfcheck.forms import AnswersForm
from gaoxin_web.selfcheck.judging import judge
from gaoxin_web.selfcheck.questions import rungs, sheet, table
from gaoxin_web.selfcheck.throttle import too_often


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class SelfCheckView(Page):
    """Choose rungs, answer, read the result; with and without JavaScript alike."""

    permission = PUBLIC
    one_transaction = False  # it judges, and writes nothing

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = self._chosen(request.GET) or table()["chosen"]
        return self._page(AnswersForm(sheet(chosen, timezone.localdate())))

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = self._chosen(request.POST)
        asked = sheet(chosen, timezone.localdate())
        if not chosen:
            return self._page(AnswersForm(asked, request.POST), problem=_("请至少选择一级。"), status=400)
        if request.POST.get("do") == "choose":
            return self._page(AnswersForm(asked, request.POST), quiet=True)
        if too_often(request):
            problem = _("查询过于频繁，请一分钟后再试。已填内容仍在。")
            return self._page(AnswersForm(asked, request.POST), problem=problem, quiet=True, status=429)
        form = AnswersForm(asked, request.POST)
        if not form.is_valid():
            return self._page(form, problem=_("有几处不能用，已在各处标出。"), status=422)
        if not form.answered():
            return self._page(form, problem=_("还没有填任何一项。填得越多，结论越明确。"), status=422)
        return self._page(form, results=judge(asked.policies, asked.on, form.facts(), form.held()))

    def _chosen(self, data: QueryDict) -> list[str]:
        known = [policy for _track, policies in rungs(timezone.localdate()) for policy in policies]
        return [policy for policy in known if policy in data.getlist("rung")]

    def _page(self, form: AnswersForm, *, quiet: bool = False, status: int = 200, **more: Any) -> HttpResponse:
        """``quiet`` shows what was written without judging it, as when other rungs are chosen."""
        if quiet:
            form.full_clean()
            form._errors.clear()
        context = {"form": form, "tracks": self._tracks(form.sheet.policies), "on": form.sheet.on, **more}
        part = self.request.headers.get("HX-Request") == "true"
        # htmx takes in answers of 2xx only; what went wrong is told in the page itself.
        return render(
            self.request,
            "selfcheck/part.html" if part else "selfcheck/page.html",
            context,
            status=200 if part else status,
        )

    def _tracks(self, chosen: tuple[str, ...]) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        found = rungs(timezone.localdate())
        return [
            (said(track), [(one, policy_words(one), one in chosen) for one in policies]) for track, policies in found
        ]
