"""Assignment (分配): how entries are given to judges, a proposal looked at and applied, and what is done by hand."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.contests.forms.panel import AskForm, AssignmentTableForm, GiveForm, TrackForm
from gaoxin_web.contests.models import AssignmentRun, Round
from gaoxin_web.contests.queries.assigning import latest_runs, proposal_of, table_of
from gaoxin_web.contests.queries.duties import OVER
from gaoxin_web.contests.services import assigning
from gaoxin_web.contests.services.assigning import AssignError, Bulk
from gaoxin_web.contests.views.judges_import import LAID_ASIDE
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


class AssignmentGiveView(AssignmentPage):
    permission = "contests.change"

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = GiveForm(request.POST, round_=self.here)
        if not form.is_valid():
            messages.error(request, _("请选择项目和评委。"))
            return self.back()
        said, reason = form.cleaned_data, request.POST.get("reason", "").strip() or _("手工分配")
        try:
            assigning.give(said["place"], said["judge"], reason)
        except AssignError as error:
            messages.error(request, error.message)
        else:
            detail = {"place": said["place"].pk, "reason": reason}
            audit.record("assignment.give", request=request, target=said["judge"], detail=detail)
            messages.success(request, _("已分配 %(count)s 项。") % {"count": 1})
        if request.POST.get("to") == "disputes":
            return redirect(f"{reverse('contest_disputes', args=[contest])}?round={self.here.pk}")
        return self.back()


class AssignmentTakeView(AssignmentPage):
    permission = "contests.change"

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = GiveForm(request.POST, round_=self.here)
        if not form.is_valid():
            messages.error(request, _("请选择项目和评委。"))
            return self.back()
        said = form.cleaned_data
        try:
            assigning.take(said["place"], said["judge"], _("手工撤下"))
        except AssignError as error:
            messages.error(request, error.message)
            return self.back()
        audit.record("assignment.take", request=request, target=said["judge"], detail={"place": said["place"].pk})
        messages.success(request, _("已撤下。"))
        return self.back()


class AssignmentTrackView(AssignmentPage):
    permission = "contests.change"

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = TrackForm(request.POST, round_=self.here)
        if not form.is_valid():
            messages.error(request, _("请选择赛道和评委。"))
            return self.back()
        said = form.cleaned_data
        try:
            done = assigning.give_track(self.here, said["track"], said["judge"])
        except AssignError as error:
            messages.error(request, error.message)
            return self.back()
        detail = {"track": said["track"].name, "given": done.given, "left": len(done.left)}
        audit.record("assignment.track", request=request, target=said["judge"], detail=detail)
        self.told(done)
        return self.back()


class AssignmentImportView(AssignmentPage):
    """A table of assignments is read."""

    permission = "contests.change"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        return self._page(AssignmentTableForm(initial={"replace": ""}))

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = AssignmentTableForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form)
        file = form.cleaned_data["file"]
        try:
            reading = assigning.read_table(
                self.here, file.name, file.read(), replace=bool(form.cleaned_data["replace"])
            )
        except ValidationError as error:
            form.add_error("file", error)
            return self._page(form)
        token = uuid.uuid4().hex
        cache.set(_key(request, token), (file.name, self.here.pk, reading), LAID_ASIDE)
        return redirect("assignment_check", contest, token)

    def _page(self, form: AssignmentTableForm) -> HttpResponse:
        here = reverse("contest_assignment", args=[self.contest.pk])
        crumbs = [(_("分配"), f"{here}?round={self.here.pk}"), (_("导入分配"), "")]
        context = self.round_frame(form=form, crumbs=crumbs)
        return render(self.request, "contests/assignment_import.html", context, status=422 if form.errors else 200)


def _key(request: HttpRequest, token: str) -> str:
    return f"contests-assignment-{request.user.pk}-{token}"


class AssignmentCheckView(AssignmentPage):
    """What a table of assignments would do, before it does it."""

    permission = "contests.change"

    def get(self, request: HttpRequest, contest: int, token: str) -> HttpResponse:
        kept = cache.get(_key(request, token))
        if kept is None:
            return self._gone()
        here = reverse("contest_assignment", args=[contest])
        crumbs = [(_("分配"), here), (_("核对"), "")]
        context = self.round_frame(name=kept[0], reading=kept[2], crumbs=crumbs)
        return render(request, "contests/assignment_check.html", context)

    def post(self, request: HttpRequest, contest: int, token: str) -> HttpResponse:
        kept = cache.get(_key(request, token))
        if kept is None:
            return self._gone()
        cache.delete(_key(request, token))
        name, pk, reading = kept
        round_ = get_object_or_404(Round.objects.filter(contest=self.contest), pk=pk)
        answer = redirect(f"{reverse('contest_assignment', args=[contest])}?round={pk}")
        if "drop" in request.POST:
            messages.info(request, _("没有导入。"))
            return answer
        try:
            done = assigning.keep_table(round_, reading)
        except AssignError as error:
            messages.error(request, error.message)
            return answer
        detail = {
            "given": done.given,
            "gone": len(reading.gone),
            "replace": reading.replace,
            "left": len(reading.doubts),
        }
        audit.record("assignment.import", request=request, target=name, detail=detail)
        self.told(done)
        return answer

    def _gone(self) -> HttpResponse:
        messages.warning(self.request, _("这份文件的核对已过期（2 小时）或已确认，请重新上传。"))
        return redirect("assignment_import", self.contest.pk)
