"""Assignment (分配): how entries are given to judges, a proposal looked at and applied, and what is done by hand."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.contests.forms.panel import AskForm, GiveForm, TrackForm
from gaoxin_web.contests.models import AssignmentRun, Judge, Round
from gaoxin_web.contests.queries.assigning import latest_runs, proposal_of, table_of
from gaoxin_web.contests.queries.duties import OVER
from gaoxin_web.contests.services import assigning, assigning_hand
from gaoxin_web.contests.services.assigning import AssignError
from gaoxin_web.contests.services.assigning_hand import Bulk
from gaoxin_web.contests.views.panel import RoundPage
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.ui.sheets import Sheet

PER_PAGE = 50
MOST_REASONS = 5  # of what was left out are told one by one


class AssignmentPage(RoundPage):
    tab, url_name = "assignment", "contest_assignment"

    @cached_property
    def rounds(self) -> list[Round]:
        """The rounds whose entries are dealt out; where all judge all there is nothing to assign."""
        return list(self.contest.rounds.filter(per_entry__isnull=False).select_related("scheme", "contest__zone"))

    def told(self, done: Bulk) -> None:
        messages.success(self.request, _("已分配 %(count)s 项。") % {"count": done.given})
        for error in done.left[:MOST_REASONS]:
            messages.warning(self.request, error.message)
        if len(done.left) > MOST_REASONS:
            messages.warning(self.request, _("还有 %(count)s 项没有分配。") % {"count": len(done.left) - MOST_REASONS})


class AssignmentView(AssignmentPage):
    """Who has what, and what can be done about it."""

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        return self.page(None)

    def page(self, form: AskForm | None) -> HttpResponse:
        if self.round is None:
            return render(self.request, "contests/assignment_none.html", self.round_frame())
        table = table_of(self.round)
        if wants_export(self.request):
            return self._export(table)
        edits = self.may_change and self.round.state not in OVER
        runs = latest_runs(self.round)
        page = Paginator(table.lines, PER_PAGE).get_page(self.request.GET.get("page"))
        context = self.round_frame(
            table=table,
            page=page,
            page_range=page.paginator.get_elided_page_range(page.number),
            page_sizes=(PER_PAGE,),
            runs=runs,
            edits=edits,
            last_applied=next((run for run in runs if run.state == AssignmentRun.State.APPLIED), None),
            ask=form or AskForm(round_=self.round),
            give=GiveForm(round_=self.round) if edits else None,
            track=TrackForm(round_=self.round) if edits and self.contest.tracks.exists() else None,
        )
        status = 422 if form is not None and form.errors else 200
        return render(self.request, "contests/assignment.html", context, status=status)

    def _export(self, table: Any) -> HttpResponse:
        heads = [
            _("项目编号"),
            pgettext("contest", "项目"),
            _("评审代号"),
            _("赛道"),
            _("评委"),
            pgettext("judge", "单位"),
            _("对口专家"),
            _("已开始"),
        ]
        yes = {True: _("是"), False: _("否")}
        lines = [
            [line.place.entry.number, line.place.entry.title, line.place.code,
             line.place.entry.track.name if line.place.entry.track else "", one.judge.name, one.judge.organisation,
             yes[one.expert], yes[one.begun]]
            for line in table.lines
            for one in line.given
        ]  # fmt: skip
        loads = [[load.seat.judge.name, load.count, load.begun] for load in table.loads]
        sheets = [Sheet(_("分配"), heads, lines), Sheet(_("评委任务量"), [_("评委"), _("项目数"), _("已开始")], loads)]
        return export(self.request, f"{self.here.name}{_('评审分配')}", sheets, "assignment.export", self.here)


class AssignmentAskView(AssignmentPage):
    """A proposal is asked for: worked out now, or by the worker."""

    permission = "contests.change"
    one_transaction = False  # the solver takes its time

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = AskForm(request.POST, round_=self.here)
        if not form.is_valid():
            view = AssignmentView()
            view.setup(request, contest=contest)
            return view.page(form)
        try:
            run = assigning.ask(
                self.here, request.user, top_up=form.cleaned_data["mode"] == "top_up", rules=form.rules,
                seed=form.cleaned_data["seed"],
            )  # fmt: skip
        except AssignError as error:
            messages.error(request, error.message)
            return self.back()
        audit.record("assignment.ask", request=request, target=self.here, detail={**run.asked, "seed": run.seed})
        return redirect("assignment_run", contest, run.pk)


class RunPage(AssignmentPage):
    permission = "contests.change"

    @cached_property
    def run(self) -> AssignmentRun:
        rows = AssignmentRun.objects.filter(round__contest=self.contest).select_related("round__contest", "by")
        return get_object_or_404(rows, pk=self.kwargs["run"])

    @cached_property
    def round(self) -> Round:  # type: ignore[override]
        return self.run.round


class AssignmentRunView(RunPage):
    """A proposal: what it would give, how evenly, how well judges hang together, what could not be had."""

    permission = "contests.view"

    def get(self, request: HttpRequest, contest: int, run: int) -> HttpResponse:
        said = (
            proposal_of(self.run, "en" if (get_language() or "").startswith("en") else "zh")
            if self.run.summary
            else None
        )
        here = reverse("contest_assignment", args=[contest])
        crumbs = [(_("分配"), f"{here}?round={self.round.pk}"), (_("方案 %(number)s") % {"number": run}, "")]
        context = self.round_frame(run=self.run, said=said, crumbs=crumbs)
        return render(request, "contests/assignment_run.html", context)


class AssignmentApplyView(RunPage):
    def post(self, request: HttpRequest, contest: int, run: int) -> HttpResponse:
        try:
            done = assigning.apply(self.run)
        except AssignError as error:
            messages.error(request, error.message)
            return redirect("assignment_run", contest, run)
        detail = {
            "run": run,
            "seed": done.seed,
            "digest": done.inputs_digest,
            "solver": done.solver,
            "pairs": len(done.summary["pairs"]),
        }
        audit.record("assignment.apply", request=request, target=self.round, detail=detail)
        messages.success(request, _("已采用这个方案。"))
        return self.back()


class AssignmentUndoView(RunPage):
    def post(self, request: HttpRequest, contest: int, run: int) -> HttpResponse:
        try:
            assigning.undo(self.run)
        except AssignError as error:
            messages.error(request, error.message)
            return self.back()
        audit.record("assignment.undo", request=request, target=self.round, detail={"run": run})
        messages.success(request, _("已撤销，回到采用之前的分配。"))
        return self.back()


class ByHand(AssignmentPage):
    """A form of the page: something is given or taken, and told."""

    permission = "contests.change"
    form: ClassVar[type[GiveForm | TrackForm]] = GiveForm
    unfilled: ClassVar[Any] = gettext_lazy("请选择项目和评委。")

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = self.form(request.POST, round_=self.here)
        if not form.is_valid():
            messages.error(request, self.unfilled)
        else:
            try:
                self.act(form.cleaned_data)
            except AssignError as error:
                messages.error(request, error.message)
        if request.POST.get("to") == "disputes":
            return redirect(f"{reverse('contest_disputes', args=[contest])}?round={self.here.pk}")
        return self.back()

    def act(self, said: dict[str, Any]) -> None:
        raise NotImplementedError

    def note(self, action: str, judge: Judge, **detail: object) -> None:
        audit.record(f"assignment.{action}", request=self.request, target=judge, detail=detail)


class AssignmentGiveView(ByHand):
    def act(self, said: dict[str, Any]) -> None:
        reason = self.request.POST.get("reason", "").strip() or _("手工分配")
        assigning_hand.give(said["place"], said["judge"], reason)
        self.note("give", said["judge"], place=said["place"].pk, reason=reason)
        messages.success(self.request, _("已分配 %(count)s 项。") % {"count": 1})


class AssignmentTakeView(ByHand):
    def act(self, said: dict[str, Any]) -> None:
        assigning_hand.take(said["place"], said["judge"], _("手工撤下"))
        self.note("take", said["judge"], place=said["place"].pk)
        messages.success(self.request, _("已撤下。"))


class AssignmentTrackView(ByHand):
    form = TrackForm
    unfilled = gettext_lazy("请选择赛道和评委。")

    def act(self, said: dict[str, Any]) -> None:
        done = assigning_hand.give_track(self.here, said["track"], said["judge"])
        self.note("track", said["judge"], track=said["track"].name, given=done.given, left=len(done.left))
        self.told(done)
