"""公示: what anybody may read of a contest's results, and how they object."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from gaoxin_web.accounts import audit, throttle
from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.accounts.views import Page
from gaoxin_web.contests.forms.results import ObjectionForm
from gaoxin_web.contests.models import Contest, Result
from gaoxin_web.contests.queries.results_notice import entries_in, in_notice, published, published_one
from gaoxin_web.contests.views.results_base import language

WINDOW = 3600  # seconds
MOST, MOST_OF_ALL = 5, 200  # objections from one address, and to one contest, within it


@method_decorator(never_cache, name="dispatch")
class PublicPage(Page):
    """A page about a contest that needs no account."""

    permission = PUBLIC

    @cached_property
    def contest(self) -> Contest:
        rows = Contest.objects.select_related("zone").exclude(state=Contest.State.DRAFT)
        return get_object_or_404(rows, code=self.kwargs["code"])

    def page(self, template: str, status: int = 200, **more: Any) -> HttpResponse:
        return render(self.request, template, {"contest": self.contest, **more}, status=status)


class NoticeView(PublicPage):
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        found = published(self.contest, language() == "en")
        earlier = Result.objects.filter(
            round__contest=self.contest, state=Result.State.REPLACED, released_at__isnull=False
        )
        replaced = earlier.select_related("round").defer("case", "outcome", "entries").order_by("-released_at")
        return self.page("contests/notice.html", results=found, replaced=replaced)


class ObjectionView(PublicPage):
    """Object to a result while its notice runs."""

    @cached_property
    def result(self) -> Result:
        rows = Result.objects.filter(round__contest=self.contest, state=Result.State.RELEASED).select_related("round")
        return get_object_or_404(rows, pk=self.kwargs["result"])

    def get(self, request: HttpRequest, code: str, result: int) -> HttpResponse:
        if not in_notice(self.result):
            return self.page("contests/notice_over.html", result=self.result)
        return self._form(ObjectionForm(entries=entries_in(self.result)))

    def post(self, request: HttpRequest, code: str, result: int) -> HttpResponse:
        form = ObjectionForm(request.POST, request.FILES, entries=entries_in(self.result))
        if not in_notice(self.result):
            return self.page("contests/notice_over.html", 409, result=self.result, lost=request.POST.get("text", ""))
        if not form.is_valid():
            return self._form(form, 422)
        if self._too_many():
            form.add_error(None, _("提交过于频繁，请一小时后再试。填的内容还在。"))
            return self._form(form, 429)
        form.instance.result = self.result
        appeal = form.save()
        audit.record("appeal.submit", request=request, zone=self.contest.zone, target=f"appeal:{appeal.pk}")
        messages.success(request, _("异议已收到，登记号 %(n)s。处理结果将在本页公布。") % {"n": appeal.pk})
        return redirect("notice", code)

    def _too_many(self) -> bool:
        address = self.request.META.get("REMOTE_ADDR", "")
        mine = throttle.tries(f"objection:{address}", WINDOW) > MOST
        return mine or throttle.tries(f"objection-of:{self.contest.pk}", WINDOW) > MOST_OF_ALL

    def _form(self, form: ObjectionForm, status: int = 200) -> HttpResponse:
        return self.page("contests/notice_objection.html", status, result=self.result, form=form)


class EarlierView(PublicPage):
    """A released result that another replaced, as it was."""

    def get(self, request: HttpRequest, code: str, result: int) -> HttpResponse:
        rows = Result.objects.filter(round__contest=self.contest, released_at__isnull=False).select_related(
            "round__contest"
        )
        found = rows.exclude(state=Result.State.WITHDRAWN).filter(pk=result).first()
        if found is None:
            raise Http404
        return self.page("contests/notice.html", results=[published_one(found, language() == "en")], earlier=found)
