"""The timetable's page (日程): solved, moved by hand with warnings, undone, published, compared."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.contests.models import Contest
from gaoxin_web.contests.views.base import ContestPage
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.lectures.models import TimetableVersion
from gaoxin_web.lectures.queries.board import Grid, clash_of, grid_of
from gaoxin_web.lectures.queries.board_sheets import sheets_of
from gaoxin_web.lectures.queries.versions import difference_of
from gaoxin_web.lectures.services import timetable as work
from gaoxin_web.lectures.services.publishing import publish
from gaoxin_web.lectures.services.timetable import Board, RefusedError, StaleError, board_of
from gaoxin_web.lectures.views.base import SeriesChange, SeriesPage

LARGEST = 2**31 - 1


class TimetablePage(SeriesPage):
    """The working timetable. ``card`` is the talk looked at."""

    tab = "timetable"

    @cached_property
    def board(self) -> Board:
        found = board_of(self.contest)
        if found is None:
            raise Http404
        return found

    def grid(self) -> Grid:
        return grid_of(self.board, self.request.GET.get("card") or self.request.POST.get("card") or "")

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        if wants_export(request):
            sheets = sheets_of(self.grid())
            return export(request, f"{self.contest.name}{_('日程')}", sheets, "lectures.export", self.contest)
        return render(request, "lectures/timetable.html", self.context())

    def context(self) -> dict[str, Any]:
        grid = self.grid()
        versions = list(TimetableVersion.objects.filter(round=self.board.round).select_related("by")[:20])
        drawn_anew = self.request.headers.get("HX-Request") and self.request.method == "POST"
        return self.frame(
            grid_messages=get_messages(self.request) if drawn_anew else (),
            grid=grid,
            versions=versions,
            changed=grid.changed_since(versions[0] if versions else None),
            last_run=self.board.round.timetable_runs.first(),
            clash=clash_of(self.board),
        )


class ContestTimetable(ContestPage):
    """The way to the timetable of a series or the slots of finals, whichever a contest has."""

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        to = "series_timetable" if self.contest.kind == Contest.Kind.LECTURES else "finals"
        return redirect(to, self.contest.pk)


class TimetableChange(SeriesChange, TimetablePage):
    """A change; asked by a script only the grid is drawn anew, else the page."""

    http_method_names = ["post"]

    def changed(self) -> HttpResponse:
        if self.request.headers.get("HX-Request"):
            return self._drawn_anew()
        card = self.request.POST.get("card", "")
        at = f"?card={card}#card" if card.isdecimal() else ""
        return redirect(reverse("series_timetable", args=[self.contest.pk]) + at)

    @cached_property
    def board(self) -> Board:
        """The timetable as who sends the form saw it: their step, so that a later one is found out."""
        found = board_of(self.contest)
        if found is None:
            raise Http404
        seen = self.request.POST.get("step", "")
        if seen.isascii() and seen.isdecimal() and int(seen) != found.series.step:
            raise StaleError
        return found

    def refused(self, error: Exception) -> HttpResponse:
        said = str(error) or _("日程刚被别人改过，这次改动没有写入；下面是最新的日程，请再做一次。")
        messages.error(self.request, said)
        return self._drawn_anew() if self.request.headers.get("HX-Request") else self._back()

    def _drawn_anew(self) -> HttpResponse:
        """The grid as it stands now, whoever changed it."""
        self.__dict__.pop("series", None)
        self.__dict__["board"] = board_of(self.contest)
        return render(self.request, "lectures/grid.html", self.context())

    def _back(self) -> HttpResponse:
        return redirect("series_timetable", self.contest.pk)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and int(text) <= LARGEST else None


class Move(TimetableChange):
    """A talk to ``to``: "session-seat", or nothing: aside."""

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        entry = _number(request.POST.get("entry", ""))
        session, _dash, seat = request.POST.get("to", "").partition("-")
        if entry is None or (session and (_number(session) is None or _number(seat) is None)):
            return self.refused(RefusedError(_("没有选好讲者或席位。")))
        try:
            work.move(self.board, entry, _number(session) if session else None, _number(seat) or 0, request.user)
        except (RefusedError, StaleError) as error:
            return self.refused(error)
        audit.record(
            "lectures.move", request=request, target=self.contest, detail={"entry": entry, "to": f"{session}-{seat}"}
        )
        return self.changed()


class Pin(TimetableChange):
    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        entry, pinned = _number(request.POST.get("entry", "")), request.POST.get("pinned") == "1"
        try:
            if entry is None:
                raise RefusedError(_("没有选好讲者或席位。"))
            work.pin(self.board, entry, pinned, request.user)
        except (RefusedError, StaleError) as error:
            return self.refused(error)
        audit.record("lectures.move", request=request, target=self.contest, detail={"entry": entry, "pinned": pinned})
        return self.changed()


class Travel(TimetableChange):
    """Undo (撤销) and redo (重做)."""

    forward = False

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        try:
            if not work.travel(self.board, self.forward):
                messages.info(request, _("没有可以重做的改动。") if self.forward else _("没有可以撤销的改动。"))
        except StaleError as error:
            return self.refused(error)
        audit.record(
            "lectures.move", request=request, target=self.contest, detail={"redo" if self.forward else "undo": 1}
        )
        return self.changed()


class Clear(TimetableChange):
    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        try:
            work.clear(self.board, request.user)
        except StaleError as error:
            return self.refused(error)
        audit.record("lectures.move", request=request, target=self.contest, detail={"cleared": True})
        return self.changed()


class Solve(TimetableChange):
    """Ask the solver, at most ten seconds; nobody is kept from writing meanwhile."""

    one_transaction = False

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        seed = _number(request.POST.get("seed", "")) or 1
        try:
            board = self.board
            case, answer = work.solve(board, keep=request.POST.get("keep") == "1", seed=seed)
            run = work.keep_solution(board, case, answer, request.user)
        except StaleError as error:
            return self.refused(error)
        detail = {"seed": seed, "status": answer.status, "digest": answer.digest, "solver": answer.solver}
        audit.record("lectures.solve", request=request, target=self.contest, detail=detail)
        if run.status == "solved":
            said = _("已排定 %(count)s 位讲者，用时 %(seconds)s 秒。")
            messages.success(request, said % {"count": len(answer.slots), "seconds": f"{answer.seconds:.1f}"})
        elif run.status == "time_out":
            messages.warning(
                request, _("10 秒内没有排出来，现有日程没有变。请放宽一两条规则，或减少固定的讲者后再试。")
            )
        return redirect("series_timetable", self.contest.pk)


class Publish(TimetableChange):
    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        note = request.POST.get("note", "").strip()[:200]
        try:
            if not self.board.slots:
                raise RefusedError(_("还没有排入任何讲者，不能发布。"))
            version = publish(self.board, request.user, note)
        except (RefusedError, StaleError) as error:
            return self.refused(error)
        audit.record("lectures.publish", request=request, target=self.contest, detail={"number": version.number})
        messages.success(request, _("已发布第 %(number)s 版日程，日历链接随之更新。") % {"number": version.number})
        return redirect("series_timetable_version", self.contest.pk, version.number)


class Version(SeriesPage):
    """A published timetable as it was, with what changed since the one before."""

    tab = "timetable"

    def get(self, request: HttpRequest, contest: int, number: int) -> HttpResponse:
        rows = TimetableVersion.objects.filter(round=self.needed_round).select_related("by")
        version = get_object_or_404(rows, number=number)
        said = difference_of(version)
        if wants_export(request):
            return export(
                request, f"{self.contest.name}{_('日程')}v{number}", said.sheets, "lectures.export", self.contest
            )
        crumbs = [
            (_("日程"), reverse("series_timetable", args=[self.contest.pk])),
            (_("第 %(number)s 版") % {"number": number}, ""),
        ]
        numbers = list(rows.values_list("number", flat=True))
        context = self.frame(version=version, said=said, numbers=numbers, crumbs=crumbs)
        return render(request, "lectures/version.html", context)


class Restore(TimetableChange):
    """The working timetable goes back to what was published; the step before stays to be undone to."""

    def post(self, request: HttpRequest, contest: int, number: int) -> HttpResponse:
        version = get_object_or_404(TimetableVersion, round=self.needed_round, number=number)
        try:
            work.restore(self.board, version, request.user)
        except StaleError as error:
            return self.refused(error)
        audit.record("lectures.move", request=request, target=self.contest, detail={"restored": number})
        messages.success(request, _("工作日程已恢复到第 %(number)s 版。") % {"number": number})
        return redirect("series_timetable", self.contest.pk)
