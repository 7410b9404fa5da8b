"""A judge's phone (评委手机): the entry that is open, the ballot, the comment; and what it sends, again and again."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import User
from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.accounts.views import Page
from gaoxin_web.contests import secrecy
from gaoxin_web.contests.models import Ballot, Judge, Panelist, RoundEntry
from gaoxin_web.contests.queries.conflicts import conflicts_between
from gaoxin_web.contests.queries.duties import refusal_of
from gaoxin_web.contests.services import ballots
from gaoxin_web.contests.views import ballot as ballot_form
from gaoxin_web.live.lenses import LENSES
from gaoxin_web.live.models import Remark, Room
from gaoxin_web.live.queries.board import newest, places_of
from gaoxin_web.live.services import passes, voices
from gaoxin_web.live.views import stream
from gaoxin_web.live.views.joining import secret_of

REMARK = 2000  # characters
OF_ROOM = ("sitting__order", "sitting__room__id")  # what a ballot asks of the room it is cast in


class NoSeatError(Exception):
    """Whoever asks has no seat in the room, or no longer."""


class SeatPage(Page):
    """A page of a judge in the room, let in by a pass or by an account."""

    permission = PUBLIC

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except NoSeatError:
            return no_seat(request)

    @cached_property
    def room(self) -> Room:
        rows = Room.objects.select_related("sitting__round__contest__zone", "sitting__round__scheme", "current")
        return get_object_or_404(rows, pk=self.kwargs["room"])

    @cached_property
    def who(self) -> Judge:
        """The judge who asks, by the pass of the device or by the account."""
        room = self.kwargs["room"]
        found = passes.judge_of(room, secret_of(self.request, room)) or self._by_account()
        if found is None:
            raise NoSeatError
        return found

    @cached_property
    def seat(self) -> Panelist:
        found = passes.seat(self.room, self.who)
        if found is None:
            raise NoSeatError
        return found

    @property
    def judge(self) -> Judge:
        return self.seat.judge

    @cached_property
    def place(self) -> RoundEntry:
        """The entry a form is about: one of this sitting."""
        rows = RoundEntry.objects.select_related("round__scheme", "entry__enterprise", "entry__track")
        return get_object_or_404(rows, pk=self.kwargs["place"], sitting=self.room.sitting_id)

    @property
    def by(self) -> User | None:
        """The account, where the judge came in by it."""
        user = self.access.user
        return user if user and self.judge.user_id == user.pk else None

    def _by_account(self) -> Judge | None:
        if not self.access.may("ballot.cast"):
            return None
        return Judge.objects.filter(user=self.access.user, active=True).first()


class Phone(SeatPage):
    def get(self, request: HttpRequest, room: int) -> HttpResponse:
        passes.seen(self.room, self.judge)
        return render(request, "live/phone.html", phone_context(self))


class PhoneBoard(SeatPage):
    """What is open, for a phone whose stream is down; and a sign of life."""

    def get(self, request: HttpRequest, room: int) -> HttpResponse:
        passes.seen(self.room, self.judge)
        return stream.board(request, self.room, "phone")


class PhoneStream(SeatPage):
    def get(self, request: HttpRequest, room: int) -> HttpResponse:
        passes.seen(self.room, self.judge)
        return stream.stream(self.room, "phone")


class CastBallot(SeatPage):
    """A ballot comes in: as often as it is sent, it is one ballot."""

    @cached_property
    def held(self) -> ballots.Held:
        """All the ballot rests on, looked up once, while nobody else marks in the round."""
        try:
            return ballots.hold(self.kwargs["place"], self.who, *OF_ROOM, sitting__room=self.kwargs["room"])
        except RoundEntry.DoesNotExist:
            raise Http404 from None

    @cached_property
    def place(self) -> RoundEntry:
        return self.held.place

    @cached_property
    def room(self) -> Room:
        return self.place.sitting.room

    @cached_property
    def seat(self) -> Panelist:
        if self.held.seat is None or not self.held.seat.sits_in(self.place.sitting_id):
            raise NoSeatError
        return self.held.seat

    def post(self, request: HttpRequest, room: int, place: int) -> HttpResponse:
        sent = ballot_form.read(request)
        passes.seen(self.room, self.judge)
        try:
            cast = self.keep(sent)
        except ballots.BallotError as error:
            if ballot_form.wants_json(request):
                return ballot_form.refusal(error, self.place, sent)
            messages.error(request, error.message)
            status = ballot_form.STATUS.get(error.code, 403)
            return render(
                request, "live/phone.html", phone_context(self, sent=sent, issues=error.issues), status=status
            )
        if ballot_form.wants_json(request):
            return ballot_form.answer(cast, self.place)
        return redirect("live_phone", room)

    def keep(self, sent: ballot_form.Sent) -> ballots.Cast:
        """The ballot and the event that tells of it, together."""
        cast = ballot_form.keep(sent, self.held, self.judge, self.by)
        if cast.ballot.state == Ballot.State.LOCKED and not cast.again:
            target, detail = f"place:{self.place.pk}", {"room": self.room.pk, "judge": self.judge.pk}
            audit.record("ballot.lock", request=self.request, zone=self.judge.zone, target=target, detail=detail)
        return cast


class StandAside(SeatPage):
    """The judge recuses or abstains (回避、弃权): marks of a draft are given up."""

    def post(self, request: HttpRequest, room: int, place: int) -> HttpResponse:
        state, reason = request.POST.get("state", ""), request.POST.get("reason", "").strip()[:200]
        if state not in (Ballot.State.RECUSED, Ballot.State.ABSTAIN) or not reason:
            messages.error(request, _("请选择回避或弃权，并写明原因。"))
        elif self.place.scoring != RoundEntry.Scoring.OPEN:
            messages.error(request, _("该项目的评分没有开放。"))
        else:
            try:
                ballots.stand_aside(self.place, self.judge, state, reason=reason, by=self.by)
            except ballots.BallotError as error:
                messages.error(request, error.message)
            else:
                detail = {"room": room, "judge": self.judge.pk, "reason": reason}
                audit.record(
                    f"ballot.{state}", request=request, zone=self.judge.zone, target=f"place:{place}", detail=detail
                )
        return redirect("live_phone", room)


class WriteRemark(SeatPage):
    """The judge's comment on a talk (一讲一评), while the room is open and afterwards."""

    def post(self, request: HttpRequest, room: int, place: int) -> HttpResponse:
        text = request.POST.get("text", "").strip()
        if conflicts_between(self.judge, self.place.entry, self.room.sitting.round):
            messages.error(request, _("您与该项目存在利益关系，须回避。"))
        elif len(text) > REMARK:
            messages.error(request, _("点评太长，最多 2000 字。"))
        else:
            voices.remark(self.place, text, judge=self.judge)
            messages.success(request, _("点评已保存。"))
        return redirect("live_phone", room)


def phone_context(page: SeatPage, **ballot: Any) -> dict[str, Any]:
    """The entry that is open or was last, with the judge's own ballot and comment; nobody else's."""
    room, judge, frame = page.room, page.judge, newest(page.room)
    tag, board = LENSES["phone"](frame.version, frame.body)
    places = places_of(room)
    current = next((one for one in places if one.pk == room.current_id), None)
    mine = {one.place_id: one for one in Ballot.objects.filter(place__in=places, judge=judge)}
    remarks = {one.place_id: one.text for one in Remark.objects.filter(place__in=places, judge=judge)}
    viewer = secrecy.judging(room.sitting.round, judge, page.seat)
    own = mine.get(current.pk) if current else None
    context = {
        "room": room,
        "judge": judge,
        "seat": page.seat,
        "leads": page.seat.role == Panelist.Role.CHAIR,
        "board": json.loads(board),
        "tag": tag,
        "current": current,
        "label": secrecy.entry_label(viewer, current) if current else "",
        "refused": refusal_of(current, judge) if current else None,
        "own": own,
        "remark": remarks.get(current.pk, "") if current else "",
        "rows": [(secrecy.entry_label(viewer, one), one, mine.get(one.pk), remarks.get(one.pk, "")) for one in places],
    }
    if current:
        url = reverse("live_ballot", args=[room.pk, current.pk])
        context |= ballot_form.form_context(current, judge, own, url=url, **ballot)
        settled = own is not None and own.state != Ballot.State.DRAFT
        context["can_mark"] = not context["refused"] and not settled
    return context


def no_seat(request: HttpRequest) -> HttpResponse:
    """Not let in, or no longer: how to come in, in words; JSON for the page's own program."""
    words = _("您还没有进入这个现场，或入场已失效。请扫描工作人员出示的二维码，或用评委账号登录。")
    if "application/json" in request.headers.get("accept", ""):
        return JsonResponse({"code": "no_seat", "message": words}, status=404)
    return render(request, "live/no_seat.html", status=404)
