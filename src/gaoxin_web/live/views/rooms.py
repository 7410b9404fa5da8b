"""Leading a room (主持现场): its rooms, the page of the chair or officer, the switches."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.contests import secrecy
from gaoxin_web.contests.models import Judge, Panelist, Round, Sitting
from gaoxin_web.contests.services.ballots import BallotError
from gaoxin_web.contests.views.base import ContestPage
from gaoxin_web.live.models import Room
from gaoxin_web.live.queries.lead import lead_of
from gaoxin_web.live.services import frames, leading
from gaoxin_web.live.views.phone import NoSeatError, SeatPage, no_seat
from gaoxin_web.ui.qr import picture

OF_ROOM = ("sitting__round__contest__zone", "sitting__round__scheme")
WORDS = {
    "begun": gettext_lazy("现场已经开始。"),
    "round_closed": gettext_lazy("本轮评分已封存，不能再开始现场。"),
    "not_running": gettext_lazy("现场没有在进行。"),
    "another_open": gettext_lazy("有项目正在评分，请先结束它的评分。"),
    "none_left": gettext_lazy("没有等待上场的项目。"),
    "none_open": gettext_lazy("没有正在评分的项目。"),
    "not_closed": gettext_lazy("只有评分已结束的项目可以重新开放。"),
    "not_locked": gettext_lazy("这位评委还没有提交，无须退回。"),
    "missing": gettext_lazy("还有在场评委没有提交。"),
}


class Rooms(Page):
    """Every sitting of a live round that this user may see, the next first."""

    permission = "contests.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"sittings": self.sittings(), "can_change": self.access.may("contests.change")}
        return render(request, "live/rooms.html", context)

    def sittings(self) -> list[Sitting]:
        rows = self.visible(Sitting.objects.filter(round__setting=Round.Setting.LIVE))
        rows = rows.select_related("round__contest", "room").order_by("-starts_at", "round__contest", "order")
        return list(rows[:200])

    def post(self, request: HttpRequest) -> HttpResponse:
        """Open the room of a sitting."""
        if not self.access.may("contests.change"):
            raise PermissionDenied
        given = request.POST.get("sitting", "")
        rows = self.access.limit(Sitting.objects.filter(round__setting=Round.Setting.LIVE), "contests.change")
        sitting = get_object_or_404(rows, pk=int(given) if given.isascii() and given.isdecimal() else 0)
        room = frames.room_of(sitting)
        audit.record("live.open", request=request, target=sitting)
        return redirect("live_room", room.pk)


class ContestRooms(ContestPage):
    """The rooms of one contest, in its frame."""

    tab = "live"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        rows = Sitting.objects.filter(round__contest=self.contest, round__setting=Round.Setting.LIVE)
        sittings = rows.select_related("round__contest", "room").order_by("round__order", "order", "pk")
        return render(request, "live/contest.html", self.frame(sittings=sittings))


class Leading:
    """What the pages of a leader have in common, however they came in."""

    room: Room
    request: HttpRequest
    page, do_page, part_page = "live_room", "live_do", "live_room_part"
    officer = True
    leads = True

    @property
    def viewer(self) -> secrecy.Viewer:
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        room, ask = self.room, self.request.build_absolute_uri
        audience = ask(reverse("live_audience", args=[room.audience_token]))
        return {
            "room": room,
            "round": room.sitting.round,
            "contest": room.sitting.round.contest,
            "lead": lead_of(room, self.viewer),
            "leads": self.leads,
            "officer": self.officer,
            "page": reverse(self.page, args=[room.pk]),
            "do": reverse(self.do_page, args=[room.pk]),
            "part": reverse(self.part_page, args=[room.pk]),
            "screen": ask(reverse("live_screen", args=[room.screen_token])),
            "audience": audience,
            "audience_qr": picture(audience),
            "form": SettingsForm(instance=room),
            "asked": self.request.GET.get("ask", ""),
        }


class RoomBase(Leading, Page):
    """A room as an officer comes to it."""

    permission = "contests.view"

    @cached_property
    def room(self) -> Room:
        rows = self.visible(Room.objects.select_related("current__entry", *OF_ROOM))
        return get_object_or_404(rows, pk=self.kwargs["room"])

    @cached_property
    def viewer(self) -> secrecy.Viewer:
        return secrecy.viewer_of(self.access, self.room.sitting.round)

    @cached_property
    def leads(self) -> bool:
        return self.access.reaches(self.room, "contests.change")


class ChairBase(Leading, SeatPage):
    """A room as its chair comes to it, by their seat."""

    page, do_page, part_page = "live_chair", "live_chair_do", "live_chair_part"
    officer = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if self.seat.role != Panelist.Role.CHAIR:
                raise NoSeatError
        except NoSeatError:
            return no_seat(request)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def viewer(self) -> secrecy.Viewer:
        return secrecy.judging(self.room.sitting.round, self.judge, self.seat)


class LeadPage:
    def get(self, request: HttpRequest, room: int) -> HttpResponse:
        return render(request, "live/room.html", self.context())


class LeadPart:
    """What changes of the page, drawn anew whenever something was heard."""

    def get(self, request: HttpRequest, room: int) -> HttpResponse:
        return render(request, "live/room_part.html", self.context())


class RoomPage(LeadPage, RoomBase):
    pass


class RoomPart(LeadPart, RoomBase):
    pass


class ChairPage(LeadPage, ChairBase):
    pass


class ChairPart(LeadPart, ChairBase):
    pass


class Doing:
    """A step of whoever leads; what is refused is said in words on the page."""

    def post(self, request: HttpRequest, room: int) -> HttpResponse:
        what = request.POST.get("do", "")
        try:
            done = self.do(what)
        except leading.LeadError as error:
            if error.code == "missing":
                return redirect(f"{reverse(self.page, args=[room])}?ask=close")
            messages.error(request, WORDS[error.code])
        except BallotError as error:
            messages.error(request, error.message)
        else:
            if done:
                self.note(what)
        return redirect(self.page, room)

    def note(self, what: str) -> None:
        kept = {
            name: value for name in ("place", "judge", "on", "reason", "phase", "sure") if (value := self.asked(name))
        }
        audit.record("live.lead", request=self.request, zone=self.zone, target=self.room, detail={"what": what, **kept})

    @property
    def zone(self) -> Any:
        return self.room.sitting.round.contest.zone

    def asked(self, name: str) -> str:
        return self.request.POST.get(name, "")[:200]

    def number(self, name: str) -> int:
        given = self.asked(name)
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0

    @property
    def about(self) -> Judge:
        """The judge a step is about. Nobody deals with their own ballot, nor on an entry a conflict hides."""
        rows = Judge.objects.filter(seats__round=self.room.sitting.round_id).distinct()
        found, viewer = get_object_or_404(rows, pk=self.number("judge")), self.viewer
        if viewer.judge == found:
            raise BallotError("own")
        if self.room.current and not secrecy.states_visible(viewer, self.room.current):
            raise BallotError("conflict")
        return found

    def do(self, what: str) -> bool:
        """Whether there is such a step."""
        room, user = self.room, self.request.user if self.request.user.is_authenticated else None
        match what:
            case "begin":
                leading.begin(room)
            case "next":
                leading.call_up(room, self.number("place") or None)
            case "close":
                leading.close(room, sure=self.asked("sure") == "1")
            case "reopen":
                leading.reopen(room, self.number("place"))
            case "phase" if self.asked("phase") in Room.Phase.values:
                leading.phase(room, self.asked("phase"))
            case "hidden" | "frozen" | "audience_open":
                leading.switch(room, what, self.asked("on") == "1")
            case "absent":
                leading.mark_absent(room, self.about, user)
            case "return" if self.asked("reason").strip():
                leading.give_back(room, self.about, self.asked("reason").strip(), user)
            case "end":
                leading.end(room)
            case _:
                return False
        return True


class RoomDo(Doing, RoomBase):
    permission = "contests.change"


class ChairDo(Doing, ChairBase):
    pass


class SettingsForm(forms.ModelForm):
    class Meta:
        model = Room
        fields = ("pitch_minutes", "answer_minutes")


class RoomSettings(RoomBase):
    """Minutes of the clock, and new addresses for screen and audience where the old ones got about."""

    permission = "contests.change"

    def post(self, request: HttpRequest, room: int) -> HttpResponse:
        form = SettingsForm(request.POST, instance=self.room)
        if not form.is_valid():
            messages.error(request, _("请填写 0 到 240 的整数分钟。"))
            return redirect("live_room", room)
        leading.settle(self.room, form.cleaned_data, new_links=request.POST.get("new_links") == "1")
        audit.record("live.change", request=request, target=self.room, detail=dict(form.cleaned_data))
        messages.success(request, _("已保存。"))
        return redirect("live_room", room)
