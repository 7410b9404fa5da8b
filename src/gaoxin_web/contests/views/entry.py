"""One entry as officers review it (项目): its page, and what is done to it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import FreshPassword
from gaoxin_web.contests.links import link_of
from gaoxin_web.contests.models import Entry, EntryFile
from gaoxin_web.contests.queries.eligibility import lines_of
from gaoxin_web.contests.queries.entries import (
    answers_of,
    country_of,
    twins_of,
)
from gaoxin_web.contests.services import eligibility, entries
from gaoxin_web.contests.services.refusal import RefusedError
from gaoxin_web.contests.views.base import ContestChange, ContestPage
from gaoxin_web.contests.views.entrant import handed
from gaoxin_web.contests.views.entries import NOTED
from gaoxin_web.enterprises.forms.figures import ReasonForm
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.enterprises.queries.register import found_by, same_code, same_name
from gaoxin_web.ui.qr import picture
from gaoxin_web.ui.templatetags.ui import masked_name

FOUND = 8  # enterprises offered to be linked


class EntryPage(ContestPage):
    """One entry that was handed in."""

    tab = "entries"

    @cached_property
    def entry(self) -> Entry:
        rows = Entry.objects.exclude(state=Entry.State.DRAFT).select_related(
            "contest__zone", "division", "track", "enterprise"
        )
        return get_object_or_404(self.visible(rows), pk=self.kwargs["entry"], contest=self.contest)

    def page(self, status: int = 200, **more: Any) -> HttpResponse:
        entry = self.entry
        back = reverse("contest_entries", args=[self.contest.pk])
        context = self.frame(
            entry=entry,
            answers=answers_of(entry),
            checks=lines_of(entry),
            verdict=eligibility.verdict_of(entry.checks),
            country=country_of(entry),
            twins=twins_of(entry),
            steps=entry.steps.select_related("by"),
            places=entry.places.select_related("round"),
            awards=entry.awards.all(),
            crumbs=[(pgettext("tab", "项目"), back), (entry.number or entry.label, "")],
            reason_form=ReasonForm(),
            can_unmask=self.access.may("register.unmask"),
            can_open_register=self.access.may("register.view"),
            likely=self._likely(),
            members=[{**one, "shown": masked_name(one.get("name", ""))} for one in entry.members],
            **more,
        )
        response = render(self.request, "contests/entry_review.html", context, status=status)
        response["Cache-Control"] = "no-store"
        return response

    def _likely(self) -> list[Enterprise]:
        """Enterprises of the register that this entry may be of: by code, by name, or as searched."""
        if not self.may_change or not self.access.may("register.view"):
            return []
        entry, words = self.entry, self.request.GET.get("enterprise", "").strip()
        mine = self.access.limit(Enterprise.objects.all(), "register.view")
        if words:
            return list(found_by(mine, words)[:FOUND])
        if entry.enterprise_id:
            return []
        zone = self.contest.zone_id
        by_code = same_code(zone, entry.uscc) if entry.uscc else None
        found = [by_code] if by_code else same_name(zone, entry.organisation) if entry.organisation else []
        return list(mine.filter(pk__in=[one.pk for one in found]))


class EntryView(EntryPage):
    def get(self, request: HttpRequest, contest: int, entry: int) -> HttpResponse:
        return self.page()


class EntryChange(ContestChange, EntryPage):
    """Something done to one entry; what is refused is said on its page."""

    permission = "contests.change"

    def get(self, request: HttpRequest, contest: int, entry: int) -> HttpResponse:
        return redirect("contest_entry", self.contest.pk, self.entry.pk)

    def back(self, words: str) -> HttpResponse:
        messages.success(self.request, words)
        return redirect("contest_entry", self.contest.pk, self.entry.pk)

    def refused(self, why: RefusedError) -> HttpResponse:
        messages.error(self.request, str(why), "danger")
        return redirect("contest_entry", self.contest.pk, self.entry.pk)

    def note(self, action: str, **detail: Any) -> None:
        audit.record(f"entry.{action}", request=self.request, target=self.entry, detail=detail)


class EntryReview(EntryChange):
    def post(self, request: HttpRequest, contest: int, entry: int) -> HttpResponse:
        what, comment = request.POST.get("what", ""), request.POST.get("comment", "")
        if what not in entries.REVIEWS:
            return redirect("contest_entry", self.contest.pk, self.entry.pk)
        try:
            done, _left = entries.review(self.contest, [self.entry.pk], what, self.access.user, comment)  # type: ignore[arg-type]
        except RefusedError as refusal:
            return self.page(422, fault=str(refusal), comment=comment)
        if not done:
            return self.refused(RefusedError(_("项目现在的状态不能这样做，或已进入评审。")))
        self.note(NOTED.get(what, what), comment=comment)
        return self.back(_("已办理。"))


class EntryDecide(EntryChange):
    """How the entry stands to a condition, as a person says; with the reason."""

    def post(self, request: HttpRequest, contest: int, entry: int) -> HttpResponse:
        key, verdict = request.POST.get("key", ""), request.POST.get("verdict", "")
        reason = request.POST.get("reason", "").strip()[:200]
        if verdict and not reason:
            return self.page(422, fault=_("请写明判断的依据。"))
        try:
            eligibility.decide(self.entry, key, verdict, reason, self.access.user)  # type: ignore[arg-type]
        except RefusedError as refusal:
            return self.refused(refusal)
        self.note("judge", condition=key, verdict=verdict, reason=reason)
        return self.back(_("已保存。"))


class EntryLink(EntryChange):
    """Which enterprise of the register the entry is of."""

    def post(self, request: HttpRequest, contest: int, entry: int) -> HttpResponse:
        chosen = request.POST.get("enterprise", "")
        enterprise = None
        if chosen:
            pk = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 19 else 0
            mine = self.access.limit(Enterprise.objects.all(), "register.view")
            enterprise = get_object_or_404(mine, pk=pk)
        entries.link(self.entry, enterprise)
        self.note("link", enterprise=enterprise.pk if enterprise else None)
        return self.back(_("已关联，资格已重新核对。") if enterprise else _("已取消关联。"))


class EntryNewLink(EntryChange):
    """A new link for who lost theirs; earlier ones are void. It is shown once, to be passed on."""

    def post(self, request: HttpRequest, contest: int, entry: int) -> HttpResponse:
        fresh = entries.new_link(self.entry, self.access.user)  # type: ignore[arg-type]
        self.note("new_link")
        link = link_of(fresh, request)
        return self.page(link=link, qr=picture(link))


class EntryUnmask(FreshPassword, EntryPage):
    """Show who to call: the password is asked again, and the reason is kept in the audit log."""

    permission = "register.unmask"

    def get(self, request: HttpRequest, contest: int, entry: int) -> HttpResponse:
        return redirect("contest_entry", self.contest.pk, self.entry.pk)

    def post(self, request: HttpRequest, contest: int, entry: int) -> HttpResponse:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.page(422, reason_fault=True)
        detail = {"fields": ["contact", "phone", "email", "members"], "reason": form.cleaned_data["reason"]}
        audit.record("entry.unmask", request=request, target=self.entry, detail=detail)
        return self.page(uncovered=True)


class EntryFilePage(EntryPage):
    def get(self, request: HttpRequest, contest: int, entry: int, file: int) -> FileResponse:
        rows = self.visible(EntryFile.objects.select_related("entry"))
        found = get_object_or_404(rows, pk=file, entry=self.entry)
        audit.record("entry.download", request=request, target=self.entry, detail={"file": found.name})
        return handed(found.file, found.name)
