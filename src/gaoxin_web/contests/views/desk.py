"""A judge's desk (我的评审): rounds, entries, one entry with its ballot. Phone first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.contests import secrecy
from gaoxin_web.contests.models import Ballot, EntryFile, Judge, Panelist, Round, RoundEntry
from gaoxin_web.contests.queries.conflicts import conflicts_between
from gaoxin_web.contests.queries.desk import Desk, answers_of, desk_of, file_names, seats_of
from gaoxin_web.contests.queries.duties import OVER, is_given, seat_of
from gaoxin_web.contests.services import ballots
from gaoxin_web.contests.views import ballot as ballot_form


class DeskPage(Page):
    """A page of a judge with an account; another's rounds and entries are not there."""

    permission = "ballot.cast"

    @cached_property
    def judge(self) -> Judge:
        return get_object_or_404(
            Judge.objects.filter(zone=self.request.user.zone_id, active=True), user=self.request.user
        )

    @cached_property
    def round(self) -> Round:
        rows = Round.objects.select_related("contest__zone", "scheme").filter(contest__zone=self.judge.zone_id)
        if "place" in self.kwargs:
            return get_object_or_404(rows, places=self.kwargs["place"])
        return get_object_or_404(rows, pk=self.kwargs["round"])

    @cached_property
    def seat(self) -> Panelist:
        seat = seat_of(self.round, self.judge)
        if seat is None:
            raise Http404
        return seat

    @cached_property
    def viewer(self) -> secrecy.Viewer:
        return secrecy.judging(self.round, self.judge, self.seat)

    @cached_property
    def desk(self) -> Desk:
        return desk_of(self.viewer)

    def frame(self, **more: Any) -> dict[str, Any]:
        leads = self.viewer.kind == secrecy.Kind.CHAIR
        return {"judge": self.judge, "round": self.round, "seat": self.seat, "leads": leads, "desk": self.desk} | more

    def must_accept(self) -> HttpResponse | None:
        """Who has not yet said that nothing keeps them away says so first."""
        if self.seat.state == Panelist.State.INVITED:
            return redirect("desk_accept", self.round.pk)
        return None


class DeskView(DeskPage):
    """The rounds a judge sits on."""

    def get(self, request: HttpRequest) -> HttpResponse:
        judge = Judge.objects.filter(user=request.user, active=True, zone=request.user.zone_id).first()
        seats = list(seats_of(judge)) if judge else []
        rows = [(seat, desk_of(secrecy.judging(seat.round, judge, seat))) for seat in seats] if judge else []
        return render(request, "contests/desk.html", {"judge": judge, "rows": rows})


class DeskRoundView(DeskPage):
    """The entries of a round, one's own ballots beside them."""

    def get(self, request: HttpRequest, round: int) -> HttpResponse:
        if refused := self.must_accept():
            return refused
        wanted = request.GET.get("show", "")
        tasks = [task for task in self.desk.tasks if not wanted or task.state == wanted]
        shown = [("", _("全部"), len(self.desk.tasks))] + [
            (state, label, self.desk.counts.get(state, 0))
            for state, label in (("todo", _("待评")), ("draft", _("草稿")), ("done", _("已提交")), ("aside", _("未评")))
        ]
        return render(request, "contests/desk_round.html", self.frame(tasks=tasks, shown=shown, wanted=wanted))


class EntryPage(DeskPage):
    """One entry that was given to the judge; one that a conflict hides says so and shows nothing."""

    @cached_property
    def place(self) -> RoundEntry:
        rows = RoundEntry.objects.select_related(
            "round__contest__zone", "round__scheme", "entry__contest", "entry__enterprise", "entry__track", "sitting"
        )
        return get_object_or_404(rows.filter(round=self.round), pk=self.kwargs["place"])

    @cached_property
    def is_away(self) -> bool:
        """Whether a conflict keeps the judge from the entry; of this pair alone, for drafts come by the second."""
        return bool(conflicts_between(self.judge, self.place.entry, self.round))

    @cached_property
    def is_theirs(self) -> bool:
        given = self.seat.marks and is_given(self.place, self.judge, self.seat)
        return given and self.place.state != RoundEntry.State.WITHDRAWN

    @property
    def ballot(self) -> Ballot | None:
        return Ballot.objects.filter(place=self.place, judge=self.judge).first()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self.access.may("ballot.cast"):
            if self.is_away and (self.is_theirs or self.ballot):
                messages.warning(request, _("您与该项目存在利益关系，须回避。"))
                return redirect("desk_round", self.round.pk)
            if self.is_away or not self.is_theirs:
                raise Http404
            if refused := self.must_accept():
                return refused
        return super().dispatch(request, *args, **kwargs)


class DeskEntryView(EntryPage):
    """An entry with its ballot; what comes in by JSON is answered in JSON."""

    def get(self, request: HttpRequest, place: int) -> HttpResponse:
        return self._page()

    def _page(self, status: int = 200, **ballot: Any) -> HttpResponse:
        before, after = self.desk.around(self.place)
        own = self.ballot
        context = self.frame(
            task=next(task for task in self.desk.tasks if task.place.pk == self.place.pk),
            open_identity=secrecy.identity_visible(self.viewer),
            answers=answers_of(self.viewer, self.place),
            before=before,
            after=after,
            next_open=self.desk.next_open(self.place),
            can_mark=self._can_mark(own),
            can_ask=bool(own and own.state != Ballot.State.DRAFT and self.round.state not in OVER),
            **ballot_form.form_context(self.place, self.judge, own, **ballot),
        )
        return render(self.request, "contests/desk_entry.html", context, status=status)

    def _can_mark(self, own: Ballot | None) -> bool:
        return self.round.state == Round.State.OPEN and (own is None or own.state == Ballot.State.DRAFT)

    def post(self, request: HttpRequest, place: int) -> HttpResponse:
        sent = ballot_form.read(request)
        try:
            cast = ballot_form.keep(sent, self.place, self.judge, request.user)
        except ballots.BallotError as error:
            if ballot_form.wants_json(request):
                return ballot_form.refusal(error, self.place, sent)
            messages.error(request, error.message)
            status = ballot_form.STATUS.get(error.code, 403)
            return self._page(status, sent=sent, issues=error.issues)
        if sent.lock and not cast.again:
            audit.record("ballot.lock", request=request, target=f"place:{place}", detail={"round": self.round.pk})
        if ballot_form.wants_json(request):
            return ballot_form.answer(cast, self.place)
        messages.success(request, _("评分已提交。") if sent.lock else _("草稿已保存。"))
        return redirect("desk_entry", place)


class DeskAsideView(EntryPage):
    """A judge keeps away for a conflict, or abstains."""

    def post(self, request: HttpRequest, place: int) -> HttpResponse:
        state = request.POST.get("state", "")
        reason = request.POST.get("reason", "").strip()[:200]
        if state not in (Ballot.State.RECUSED, Ballot.State.ABSTAIN) or not reason:
            messages.error(request, _("请选择回避或弃权，并写明原因。"))
            return redirect("desk_entry", place)
        try:
            ballots.stand_aside(self.place, self.judge, state, reason=reason, by=request.user)
        except ballots.BallotError as error:
            messages.error(request, error.message)
            return redirect("desk_entry", place)
        audit.record(f"ballot.{state}", request=request, target=f"place:{place}", detail={"reason": reason})
        messages.success(request, _("已记录回避，该项目不再由您评审。") if state == "recused" else _("已记录弃权。"))
        return redirect("desk_round", self.round.pk)


class DeskAskView(EntryPage):
    """A judge asks the chair for a ballot that was handed in."""

    def post(self, request: HttpRequest, place: int) -> HttpResponse:
        own, reason = self.ballot, request.POST.get("reason", "").strip()
        if own is None:
            raise Http404
        if not reason:
            messages.error(request, _("请写明申请退回的原因。"))
            return redirect("desk_entry", place)
        try:
            ballots.ask_back(own, reason)
        except ballots.BallotError as error:
            messages.error(request, error.message)
        else:
            audit.record("ballot.ask", request=request, target=f"place:{place}", detail={"reason": reason[:200]})
            messages.success(request, _("申请已送达组长和组织方。退回之前，以已提交的评分为准。"))
        return redirect("desk_entry", place)


class DeskFileView(EntryPage):
    """A file of an entry, under a name that tells nothing where it is judged blind."""

    def get(self, request: HttpRequest, place: int, file: int) -> HttpResponseBase:
        names = dict(file_names(self.viewer, self.place.entry))
        kept = get_object_or_404(EntryFile.objects.filter(entry=self.place.entry_id, pk__in=names), pk=file)
        if not kept.file or not kept.file.storage.exists(kept.file.name):
            raise Http404
        audit.record("ballot.file", request=request, target=f"place:{place}", detail={"file": kept.pk})
        name = f"{secrecy.entry_label(self.viewer, self.place)}_{names[file]}".replace("/", "_").replace("\\", "_")
        return FileResponse(
            kept.file.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream"
        )
