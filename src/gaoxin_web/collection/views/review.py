"""One enterprise's form as an officer sees it: values beside the last period's, warnings with their reasons."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page, ticked
from gaoxin_web.collection.checks import Line
from gaoxin_web.collection.forms import CommentForm
from gaoxin_web.collection.links import link_of
from gaoxin_web.collection.models import Assignment, Round
from gaoxin_web.collection.queries import rounds_seen
from gaoxin_web.collection.services import RefusedError, review, rounds
from gaoxin_web.collection.services.filling import Filled, filled
from gaoxin_web.collection.views.rounds import FORM_TONES, Board
from gaoxin_web.collection.words import change, words
from gaoxin_web.ui.qr import picture

FORMS = Assignment.objects.select_related("round__data_set", "enterprise__organisation", "reviewed_by", "filled_by")
MOST_AT_ONCE = 200
LONGEST_COMMENT = 1000


def form_of(page: Page, pk: int, permission: str = "collection.view") -> Assignment:
    return get_object_or_404(page.access.limit(FORMS.all(), permission), pk=pk)


class FormReview(Page):
    permission = "collection.view"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = form_of(self, pk)
        may_manage = self.access.limit(Assignment.objects.filter(pk=pk), "collection.manage").exists()
        state, locked = Assignment.State, form.round.state == Round.State.LOCKED
        link = link_of(form, request) if may_manage else ""
        context = {
            "form": form,
            "sections": lines_of(filled(form)),
            "tone": FORM_TONES[form.state],
            "steps": form.steps.select_related("by"),
            "may_review": may_manage and not locked and form.state == state.SUBMITTED,
            "may_withdraw": may_manage and not locked and form.state == state.APPROVED,
            "may_manage": may_manage and not locked,
            "comment": request.GET.get("comment", "")[:LONGEST_COMMENT],
            "written": form.state != state.NOT_OPENED and form.saved_at is not None,
            "link": link,
            "qr": picture(link) if link else "",
        }
        return render(request, "collection/review.html", context)


def lines_of(found: Filled) -> list[tuple[str, list[dict[str, Any]]]]:
    """Section → rows: the value, the last period's, the change, doubts and the reason."""
    return [
        (section.title, [_row(found, found.lines[item.key]) for item in section.items])
        for section in found.sheet.sections()
    ]


def _row(found: Filled, line: Line) -> dict[str, Any]:
    item = line.item
    last = found.known.before.last.get(item.key)
    if item.year and (earlier := found.lines.get(f"{item.field.name}-{item.year - 1}")) and earlier.value is not None:
        last = earlier.value
    return {
        "item": item,
        "value": item.told(line.value) if line.value is not None else line.raw,
        "last": item.told(last),
        "change": change(line.value, last) if item.field.is_numeric else "—",
        "doubts": [(doubt["severity"], words(doubt, item)) for doubt in line.doubts],
        "reason": found.reasons.get(item.key, ""),
    }


class Act(Page):
    """Something an officer does to one form; refused politely where it may not be done now."""

    permission = "collection.manage"
    action = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = form_of(self, pk, self.permission)
        try:
            with transaction.atomic():  # what is done and the note of it, or neither
                detail = self.act(form)
                audit.record(f"collection.{self.action}", request=request, target=form, detail=detail)
        except RefusedError as refusal:
            messages.error(request, str(refusal))
            return redirect(reverse("form_review", args=[pk]) + self.kept())
        messages.success(request, self.done())
        return redirect("form_review", pk=pk)

    def act(self, form: Assignment) -> dict[str, Any]:
        raise NotImplementedError

    def done(self) -> str:
        raise NotImplementedError

    def kept(self) -> str:
        """What was written and could not be done, to stand in the form again."""
        said = self.request.POST.get("comment", "")[:LONGEST_COMMENT]
        return f"?{urlencode({'comment': said})}" if said else ""

    def comment(self) -> CommentForm:
        """What the officer wrote.

        Raises:
            RefusedError: a date that is none, or is past.
        """
        form = CommentForm(self.request.POST)
        if not form.is_valid():
            late = _("期限不对：请填今天或以后的日期。")
            raise RefusedError(late if "until" in form.errors else _("意见太长：最多 1000 字。"))
        return form


class Approve(Act):
    action = "approve"

    def act(self, form: Assignment) -> dict[str, Any]:
        approved = review.approve(form.pk, self.access.user)
        return {"filings": list(approved.filings.filter(withdrawn=False).values_list("pk", flat=True))}

    def done(self) -> str:
        return _("已通过，数据已写入企业档案。")


class SendBack(Act):
    action = "return"

    def act(self, form: Assignment) -> dict[str, Any]:
        said = self.comment().cleaned_data
        review.send_back(form.pk, self.access.user, said["comment"], said["until"])
        return {"comment": said["comment"]}

    def done(self) -> str:
        return _("已退回，企业打开填报页就能看到意见。")


class Withdraw(Act):
    action = "withdraw"

    def act(self, form: Assignment) -> dict[str, Any]:
        said = self.comment().cleaned_data["comment"]
        review.withdraw(form.pk, self.access.user, said)
        return {"comment": said}

    def done(self) -> str:
        return _("已撤回通过，企业档案恢复为原来的数据。")


class NewLink(Act):
    action = "new_link"

    def act(self, form: Assignment) -> dict[str, Any]:
        return {"version": rounds.new_link(form.pk, self.access.user).link_version}

    def done(self) -> str:
        return _("已换新链接，旧链接和旧二维码立即失效。")


class ApproveMany(Page):
    """Approve the chosen forms that wait for a review and have no warning; the others are left as they are."""

    permission = "collection.manage"

    def post(self, request: HttpRequest) -> HttpResponse:
        clean = self.visible(self._chosen().filter(state=Assignment.State.SUBMITTED, warnings=0))
        done = sum(map(self._one, clean.select_related("round__data_set", "enterprise")[:MOST_AT_ONCE]))
        messages.info(request, _("通过 %(done)s 份；有提醒的和不在待审核的没有动，请逐份审核。") % {"done": done})
        if left := clean.count():
            messages.warning(
                request,
                _("一次最多通过 %(most)s 份，还有 %(left)s 份，请再点一次。") % {"most": MOST_AT_ONCE, "left": left},
            )
        return redirect(_back(request))

    def _chosen(self) -> QuerySet[Assignment]:
        """The ticked forms, or all that the board shows."""
        if not self.request.POST.get("everything"):
            return Assignment.objects.filter(pk__in=ticked(self.request))
        try:
            page = resolve(urlsplit(_back(self.request)).path)
        except Resolver404:
            return Assignment.objects.none()
        if page.url_name != "round":
            return Assignment.objects.none()
        board = Board()
        board.setup(self.request, **page.kwargs)
        board.round = get_object_or_404(rounds_seen(self.access, str(self.permission)), **page.kwargs)
        return board.found

    def _one(self, form: Assignment) -> bool:
        try:
            with transaction.atomic():
                review.approve(form.pk, self.access.user)
                audit.record("collection.approve", request=self.request, target=form)
        except RefusedError:
            return False
        return True


def _back(request: HttpRequest) -> str:
    """The page the button stood on, if it is one of ours."""
    address = request.headers.get("referer", "")
    mine = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if mine else reverse("collections")
