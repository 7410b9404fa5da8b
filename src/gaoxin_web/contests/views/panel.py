"""The judges of a contest's rounds (评审组): who sits, as what, with how much to do, and their invitations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import ticked
from gaoxin_web.contests import secrecy
from gaoxin_web.contests.forms.judges import ConflictForm, SeatForm
from gaoxin_web.contests.models import Assignment, Ballot, Conflict, Entry, Judge, Panelist, Round
from gaoxin_web.contests.queries.duties import GONE
from gaoxin_web.contests.services.judges import declare, invite, link_of, take_off
from gaoxin_web.contests.views.base import ContestPage
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.ui.sheets import Sheet


class RoundPage(ContestPage):
    """A page of one round of a contest, chosen by ``round``; the one under way where none is asked for."""

    url_name = ""

    @cached_property
    def rounds(self) -> list[Round]:
        return list(self.contest.rounds.select_related("scheme", "contest__zone"))

    @cached_property
    def round(self) -> Round | None:
        asked = self.request.POST.get("round") or self.request.GET.get("round", "")
        if asked:
            found = [one for one in self.rounds if str(one.pk) == asked]
            if not found:
                raise Http404
            return found[0]
        open_ = [one for one in self.rounds if one.state in (Round.State.OPEN, Round.State.DRAFT)]
        return (open_ or self.rounds[-1:] or [None])[0]

    @property
    def here(self) -> Round:
        """The round a form is about."""
        if self.round is None:
            raise Http404
        return self.round

    @cached_property
    def viewer(self) -> secrecy.Viewer:
        return secrecy.viewer_of(self.access, self.here)

    def back(self) -> HttpResponse:
        return redirect(f"{reverse(self.url_name, args=[self.contest.pk])}?round={self.here.pk}")

    def round_frame(self, **more: Any) -> dict[str, Any]:
        return self.frame(round=self.round, rounds=self.rounds, **more)


class PanelView(RoundPage):
    """Who sits on a round."""

    tab, url_name = "judges", "contest_judges"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        if self.round is None:
            return render(request, "contests/panel_none.html", self.round_frame())
        rows = self._rows()
        if wants_export(request):
            return self._export(rows)
        tallies = {state.value: 0 for state in Panelist.State} | _counted(rows)
        context = self.round_frame(
            rows=rows,
            tallies=tallies,
            conflicts=self._conflicts(),
            letter=self.access.may("contests.change"),
            conflict_form=self._conflict_form(),
        )
        return render(request, "contests/panel.html", context)

    def _rows(self) -> list[tuple[Panelist, int, str]]:
        given = Count("judge__assignments", filter=Q(judge__assignments__place__round=self.here,
                      judge__assignments__state=Assignment.State.ASSIGNED), distinct=True)  # fmt: skip
        seats = self.here.panelists.exclude(state=Panelist.State.REMOVED).select_related("judge__user")
        seats = seats.prefetch_related("sittings").annotate(given=given).order_by("role", "judge__name", "pk")
        may = self.may_change
        return [(seat, seat.given, link_of(seat, self.request) if may else "") for seat in seats]

    def _conflicts(self) -> list[Conflict]:
        rows = Conflict.objects.filter(entry__places__round=self.here, judge__seats__round=self.here)
        found = rows.select_related("judge", "entry").order_by("judge__name", "entry__number", "pk").distinct()
        return [row for row in found if row.entry_id not in self.viewer.hidden]

    def _conflict_form(self) -> ConflictForm | None:
        return conflict_form(self.here) if self.may_change else None

    def _export(self, rows: list[tuple[Panelist, int, str]]) -> HttpResponse:
        heads = [
            _("姓名"),
            pgettext("judge", "单位"),
            _("职务职称"),
            _("城市"),
            _("专业领域"),
            _("身份"),
            _("打分"),
            _("状态"),
            _("已分配"),
        ]
        lines = [
            [seat.judge.name, seat.judge.organisation, seat.judge.title, seat.judge.city,
             "、".join(seat.judge.fields or []), seat.get_role_display(), _("是") if seat.marks else _("否"),
             seat.get_state_display(), given]
            for seat, given, _link in rows
        ]  # fmt: skip
        title = _("评委名单")
        return export(self.request, f"{self.here.name}{title}", [Sheet(title, heads, lines)], "panel.export", self.here)


def _counted(rows: list[tuple[Panelist, int, str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for seat, _given, _link in rows:
        found[seat.state] = found.get(seat.state, 0) + 1
    return found


def conflict_form(round_: Round, data: Any = None) -> ConflictForm:
    form = ConflictForm(data)
    seats = Panelist.objects.filter(round=round_).exclude(state__in=GONE).values("judge")
    form.fields["judge"].queryset = Judge.objects.filter(pk__in=seats)  # type: ignore[attr-defined]
    entries = Entry.objects.filter(places__round=round_).order_by("number", "pk").distinct()
    form.fields["entry"].queryset = entries  # type: ignore[attr-defined]
    return form


class PanelAddView(RoundPage):
    """Many judges of the pool invited at once."""

    permission = "contests.change"
    tab, url_name = "judges", "contest_judges"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        sitting = self.here.panelists.exclude(state__in=GONE).values("judge")
        pool = list(Judge.objects.filter(zone=self.contest.zone_id, active=True).exclude(pk__in=sitting))
        words, field = request.GET.get("q", "").strip(), request.GET.get("field", "")
        fields = sorted({one for judge in pool for one in judge.fields or []})
        if words:
            pool = [judge for judge in pool if words in judge.name or words in judge.organisation]
        if field:
            pool = [judge for judge in pool if field in (judge.fields or [])]
        others = [one for one in self.rounds if one.pk != self.here.pk]
        context = self.round_frame(pool=pool, fields=fields, field=field, words=words, others=others)
        return render(request, "contests/panel_add.html", context)

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        pool = Judge.objects.filter(zone=self.contest.zone_id, active=True)
        source = request.POST.get("from", "")
        if source.isascii() and source.isdecimal():
            seats = Panelist.objects.filter(round__contest=self.contest, round=int(source[:18])).exclude(state__in=GONE)
            chosen = list(pool.filter(pk__in=seats.values("judge")))
        else:
            chosen = list(pool.filter(pk__in=ticked(request, "judge")))
        seats = invite(self.here, chosen)
        if not seats:
            messages.warning(request, _("没有选择新的评委。"))
            return self.back()
        detail = {"judges": [seat.judge.name for seat in seats]}
        audit.record("panel.add", request=request, target=self.here, detail=detail)
        messages.success(request, _("已邀请 %(count)s 位评委，请把邀请链接发给本人确认。") % {"count": len(seats)})
        return self.back()


class SeatPage(RoundPage):
    """A seat of the contest's rounds."""

    permission = "contests.change"
    tab, url_name = "judges", "contest_judges"

    @cached_property
    def seat(self) -> Panelist:
        rows = Panelist.objects.filter(round__contest=self.contest).exclude(state=Panelist.State.REMOVED)
        return get_object_or_404(rows.select_related("judge", "round__contest__zone"), pk=self.kwargs["seat"])

    @cached_property
    def round(self) -> Round:  # type: ignore[override]
        return self.seat.round


class SeatView(SeatPage):
    """What a judge is on a round, and the letter that invites them."""

    def get(self, request: HttpRequest, contest: int, seat: int) -> HttpResponse:
        return self._page(SeatForm(instance=self.seat))

    def post(self, request: HttpRequest, contest: int, seat: int) -> HttpResponse:
        form = SeatForm(request.POST, instance=self.seat)
        if not form.is_valid():
            return self._page(form)
        form.save()
        audit.record("panel.change", request=request, target=self.seat.judge, detail={"fields": form.changed_data})
        messages.success(request, _("已保存。"))
        return self.back()

    def _page(self, form: SeatForm) -> HttpResponse:
        context = self.round_frame(form=form, seat=self.seat, link=link_of(self.seat, self.request))
        return render(self.request, "contests/panel_seat.html", context, status=422 if form.errors else 200)


class SeatOffView(SeatPage):
    def post(self, request: HttpRequest, contest: int, seat: int) -> HttpResponse:
        try:
            take_off(self.seat, _("撤下评委"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return self.back()
        audit.record("panel.remove", request=request, target=self.seat.judge, detail={"round": self.seat.round_id})
        messages.success(request, _("已撤下；已提交的评分仍然有效。"))
        return self.back()


class ConflictAddView(RoundPage):
    """An officer states a conflict; what was given and not begun is taken off."""

    permission = "contests.change"
    tab, url_name = "judges", "contest_judges"

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = conflict_form(self.here, request.POST)
        if not form.is_valid():
            messages.error(request, _("请选择评委和项目，并写明原因。"))
            return self.back()
        said = form.cleaned_data
        found = declare(said["judge"], said["entry"], said["reason"], request.user, Conflict.Source.OFFICER)
        detail = {"entry": said["entry"].pk, "reason": said["reason"]}
        audit.record("panel.conflict", request=request, target=found.judge, detail=detail)
        messages.success(request, _("已登记回避。"))
        return self.back()


class ConflictOffView(RoundPage):
    """A conflict is taken back: only while the judge has no ballot that rests on it."""

    permission = "contests.change"
    tab, url_name = "judges", "contest_judges"

    def post(self, request: HttpRequest, contest: int, conflict: int) -> HttpResponse:
        rows = Conflict.objects.filter(entry__contest=self.contest).select_related("judge", "entry")
        found = get_object_or_404(rows, pk=conflict)
        if found.judge.user_id == request.user.pk:
            messages.error(request, _("不能取消自己的回避。"))
            return self.back()
        stood = Ballot.objects.filter(place__entry=found.entry, judge=found.judge, state=Ballot.State.RECUSED)
        if stood.exists():
            messages.error(request, _("该评委已据此回避，须先退回其选票。"))
            return self.back()
        found.delete()
        detail = {"entry": found.entry_id, "reason": found.reason}
        audit.record("panel.conflict_off", request=request, target=found.judge, detail=detail)
        messages.success(request, _("已取消回避。"))
        return self.back()
