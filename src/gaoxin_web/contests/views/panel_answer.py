"""A judge answers an invitation, by a signed link without an account or at the desk: conflicts first, then the work."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import User
from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.accounts.views import Page
from gaoxin_web.contests import secrecy
from gaoxin_web.contests.forms.judges import DeclareForm
from gaoxin_web.contests.models import Panelist
from gaoxin_web.contests.queries.duties import neutral_order
from gaoxin_web.contests.services.judges import accept, decline, seat_by
from gaoxin_web.contests.views.desk import DeskPage


class Answer:
    """What both ways of answering share: the form, and what the answer does."""

    request: HttpRequest
    seat: Panelist

    def page(self, form: DeclareForm, **more: Any) -> HttpResponse:
        context = {"form": form, "seat": self.seat, "round": self.seat.round, "judge": self.seat.judge} | more
        template = "contests/panel_invitation.html"
        return render(self.request, template, context, status=422 if form.errors else 200)

    def form(self, data: Any = None) -> DeclareForm:
        viewer = secrecy.judging(self.seat.round, self.seat.judge, self.seat)
        open_ = secrecy.identity_visible(viewer)
        places = sorted(viewer.duties.places, key=neutral_order) if open_ else []
        shown = [(place.entry_id, _named(place.entry)) for place in places if place.entry_id not in viewer.hidden]
        return DeclareForm(data, choices=shown)

    def answer(self, by: User | None) -> HttpResponse | None:
        """None where the answer was taken; else the page again."""
        if self.request.POST.get("answer") == "decline":
            decline(self.seat)
            audit.record("panel.decline", request=self.request, target=self.seat.judge,
                         zone=self.seat.judge.zone, detail={"round": self.seat.round_id})  # fmt: skip
            return None
        form = self.form(self.request.POST)
        if not form.is_valid():
            return self.page(form)
        said = form.cleaned_data
        entries = [int(pk) for pk in said.get("entries", ())]
        organisations = said["organisations"].splitlines()
        count = accept(self.seat, entries, organisations, said["reason"], by)
        detail = {"round": self.seat.round_id, "conflicts": count}
        audit.record(
            "panel.accept", request=self.request, target=self.seat.judge, zone=self.seat.judge.zone, detail=detail
        )
        return None


def _named(entry: Any) -> str:
    return " · ".join(part for part in (entry.number, entry.title, entry.organisation) if part)


class DeskAcceptView(Answer, DeskPage):
    """The answer of a judge with an account."""

    def get(self, request: HttpRequest, round: int) -> HttpResponse:
        if self.seat.state == Panelist.State.ACCEPTED:
            return redirect("desk_round", round)
        return self.page(self.form(), signed_in=True)

    def post(self, request: HttpRequest, round: int) -> HttpResponse:
        seat = self.seat
        if again := self.answer(request.user):
            return again
        if seat.state == Panelist.State.DECLINED:
            messages.info(request, _("已谢绝。"))
            return redirect("desk")
        messages.success(request, _("已确认参加。"))
        return redirect("desk_round", round)


class InvitationView(Answer, Page):
    """The answer of a judge by the link they were sent; it opens this answer and no mark."""

    permission = PUBLIC

    @cached_property
    def seat(self) -> Panelist:  # type: ignore[override]
        seat = seat_by(self.kwargs["token"])
        if seat is None:
            raise Http404
        return seat

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.page(self.form(), answered=self.seat.state != Panelist.State.INVITED)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if self.seat.state == Panelist.State.INVITED and (again := self.answer(None)):
            return again
        return redirect("judge_invitation", token)
