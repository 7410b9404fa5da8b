"""Remote finals (远程决赛): slots in everybody's time, who is heard when, and the links of entrants."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.contests.models import Contest, Round, RoundEntry
from gaoxin_web.contests.views.base import ContestChange, ContestPage
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.lectures.forms.finals import DrawForm, LinkForm
from gaoxin_web.lectures.links import slot_link
from gaoxin_web.lectures.models import OrderDraw, TimetableVersion
from gaoxin_web.lectures.queries.published import newest, slot_of
from gaoxin_web.lectures.queries.slots import Row, local, rows_of
from gaoxin_web.lectures.services import finals as work
from gaoxin_web.lectures.services.cases import said
from gaoxin_web.ui.sheets import Sheet

CLASHES_SHOWN = 12


class FinalsPage(ContestPage):
    """A page of a contest's live round."""

    tab = "timetable"

    @cached_property
    def contest(self) -> Contest:
        rows = self.visible(Contest.objects.select_related("zone", "organisation"))
        return get_object_or_404(rows, pk=self.kwargs["contest"], kind=Contest.Kind.CONTEST)

    @cached_property
    def round(self) -> Round | None:
        """The last live round: where there are several, the final is heard last."""
        return self.contest.rounds.filter(setting=Round.Setting.LIVE).order_by("-order", "-pk").first()

    @cached_property
    def needed_round(self) -> Round:
        if self.round is None:
            raise Http404
        return self.round

    def back(self) -> HttpResponse:
        return redirect("finals", self.contest.pk)


class FinalsChange(ContestChange, FinalsPage):
    http_method_names = ["post"]


class FinalsTable(FinalsPage):
    """All slots with who is heard when, here and there."""

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        if self.round is None:
            return render(request, "lectures/finals.html", self.frame(round=None))
        finals, places = work.finals_of(self.round), work.places_of(self.round)
        windows = work.windows_of(self.round)
        slots = work.slots_of(finals, windows)
        rows, waiting = rows_of(finals, places, slots)
        if wants_export(request):
            return export(
                request,
                f"{self.contest.name}{_('决赛时段')}",
                [_sheet([*rows, *waiting])],
                "lectures.export",
                self.contest,
            )
        run = self.round.timetable_runs.first()
        clash = run.summary.get("clash", []) if run and run.status == "infeasible" else []
        version = newest(self.round)
        context = self.frame(
            round=self.round,
            finals=finals,
            places=places,
            windows=windows,
            slots=slots,
            rows=rows,
            waiting=waiting,
            clash=[said(one["words"]) for one in clash][:CLASHES_SHOWN],
            version=version,
            changed=self._changed(version, places),
            draws=OrderDraw.objects.filter(round=self.round),
            draw_form=DrawForm(),
            zone_clock=timezone.get_default_timezone_name(),
            divisions=list(self.contest.divisions.all()),
        )
        return render(request, "lectures/finals.html", context)

    def _changed(self, version: TimetableVersion | None, places: list[RoundEntry]) -> bool:
        """Whether publishing would tell an entrant something new."""
        now = {
            (one.entry_id, one.starts_at, one.video_link or (one.sitting.video_link if one.sitting else ""))
            for one in places
            if one.starts_at
        }
        if version is None:
            return bool(now)
        slots = (slot_of(version, one["entry"]) for one in version.slots)
        return now != {(one["entry"], one["starts"], one["video"]) for one in slots if one}


def _sheet(rows: list[Row]) -> Sheet:
    heads = [
        *(_("日期"), _("星期"), _("开始"), _("结束"), _("编号"), _("参赛项目"), _("赛区"), _("赛道")),
        *(_("当地时间"), _("当地星期"), _("时区"), _("视频会议"), _("提示")),
    ]
    return Sheet(_("决赛时段"), heads, [_line(row) for row in rows])


def _line(row: Row) -> list[Any]:
    entry = row.place.entry if row.place else None
    here, there = row.here, row.there
    return [
        here.day if here else "",
        here.weekday if here else "",
        here.clock if here else "",
        row.until.clock if row.until else "",
        entry.number if entry else "",
        entry.label if entry else "",
        entry.division.label if entry and entry.division else "",
        entry.track.label if entry and entry.track else "",
        f"{there.day} {there.clock}" if there else "",
        there.weekday if there else "",
        f"{there.zone} {there.offset}" if there else "",
        row.link,
        "；".join(row.warnings),
    ]


class FinalsSolve(FinalsChange):
    """Give everybody a slot within their hours; nobody is kept from writing meanwhile."""

    one_transaction = False

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        round_ = self.needed_round
        finals, places = work.finals_of(round_), work.places_of(round_)
        if any(place.scoring != RoundEntry.Scoring.WAITING for place in places):
            messages.error(request, _("决赛已经开始，不能重新安排；个别调整请用“改时段”。"))
            return self.back()
        slots = work.slots_of(finals, work.windows_of(round_))
        answer = work.solve(finals, places, slots)
        run = work.arrange(round_, places, slots, answer, request.user)
        detail = {"status": answer.status, "digest": answer.digest, "solver": answer.solver}
        audit.record("finals.solve", request=request, target=self.contest, detail=detail)
        if run.status == "solved":
            messages.success(request, _("已为 %(count)s 个项目安排时段。") % {"count": len(answer.slots)})
        elif run.status == "time_out":
            messages.warning(request, _("10 秒内没有排出来，现有安排没有变。请多加一个时间窗口，或放宽当地时段。"))
        return self.back()


class FinalsMove(FinalsChange):
    """An entry to another slot (``to``: session-seat, or nothing), with a link of its own where given."""

    def post(self, request: HttpRequest, contest: int, place: int) -> HttpResponse:
        round_ = self.needed_round
        one = get_object_or_404(RoundEntry.objects.filter(round=round_), pk=place)
        if one.scoring != RoundEntry.Scoring.WAITING:
            messages.error(request, _("这个项目已经开始评分，不能改时段。"))
            return self.back()
        form = LinkForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("视频会议不是网址，没有保存。"))
            return self.back()
        if "to" in request.POST:
            slots = {slot.key: slot for slot in work.slots_of(work.finals_of(round_), work.windows_of(round_))}
            work.move(round_, one, slots.get(request.POST["to"]))
        RoundEntry.objects.filter(pk=one.pk).update(video_link=form.cleaned_data["video_link"])
        audit.record("finals.move", request=request, target=self.contest, detail={"entry": one.entry_id})
        messages.success(request, _("已保存。"))
        return self.back()


class FinalsEntry(ContestChange, FinalsPage):
    """One entry: its slot, its own video link, the link its people open."""

    def get(self, request: HttpRequest, contest: int, place: int) -> HttpResponse:
        round_ = self.needed_round
        rows = RoundEntry.objects.select_related("entry__division", "entry__track", "sitting")
        one = get_object_or_404(rows, pk=place, round=round_)
        finals, places = work.finals_of(round_), work.places_of(round_)
        slots = work.slots_of(finals, work.windows_of(round_))
        filled, _waiting = rows_of(finals, places, slots)
        crumbs = [(_("日程"), reverse("finals", args=[self.contest.pk])), (str(one.entry), "")]
        context = self.frame(
            place=one,
            choices=[(row, work.is_awake(finals, one.entry, row.slot.start.begins)) for row in filled if row.slot],
            now=f"{one.sitting_id}-{one.order}" if one.sitting_id else "",
            there=[local(row.slot.start.begins, work.zone_name(one.entry)) for row in filled if row.slot],
            link=slot_link(one, request),
            form=LinkForm(initial={"video_link": one.video_link}),
            crumbs=crumbs,
        )
        context["choices"] = [
            (row, fits, local(row.slot.start.begins, work.zone_name(one.entry))) for row, fits in context["choices"]
        ]
        return render(request, "lectures/finals_entry.html", context)


class FinalsPublish(FinalsChange):
    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        round_ = self.needed_round
        finals = work.finals_of(round_)
        if not any(place.starts_at for place in work.places_of(round_)):
            messages.error(request, _("还没有安排任何时段，不能发布。"))
            return self.back()
        version = work.publish(round_, finals, request.user, request.POST.get("note", "").strip()[:200])
        audit.record("finals.publish", request=request, target=self.contest, detail={"number": version.number})
        messages.success(
            request, _("已发布第 %(number)s 版时段，参赛者的页面和日历随之更新。") % {"number": version.number}
        )
        return self.back()


class FinalsLinks(ContestChange, FinalsPage):
    """The link of every entrant, to be sent."""

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        places = work.places_of(self.needed_round)
        rows = [
            (
                place,
                slot_link(place, request),
                local(place.starts_at, work.zone_name(place.entry)) if place.starts_at else None,
            )
            for place in places
        ]
        crumbs = [(_("日程"), reverse("finals", args=[self.contest.pk])), (_("参赛者链接"), "")]
        context = self.frame(rows=rows, version=newest(self.round), crumbs=crumbs)
        return render(request, "lectures/finals_links.html", context)
