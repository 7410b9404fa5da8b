"""Steps with a result: freeze, release, decide a tie, open again, take back, advance."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.accounts.views import FreshPassword, ticked
from gaoxin_web.contests.forms.results import FreezeForm, ReasonForm, ReleaseForm, ReopenForm
from gaoxin_web.contests.models import Ballot, Result, Round
from gaoxin_web.contests.services import advancing, results, rulings
from gaoxin_web.contests.services.results import ResultError
from gaoxin_web.contests.views.results_base import ResultChange
from gaoxin_web.enterprises.forms.shared import whole

COUNTING = (Result.State.FROZEN, Result.State.RELEASED)
AT_ONCE = 60  # ballots listed before an entry is chosen


class FreezeView(ResultChange):
    """Keep a closed round's result."""

    def post(self, request: HttpRequest, contest: int, round: int) -> HttpResponse:
        if not self.sees_all_marks:
            return self.closed_page()
        form = FreezeForm(request.POST, again=self.round.results.exists())
        if not form.is_valid():
            return self.refused(ResultError("reason"), "contest_round_result", contest, round)
        try:
            made = results.freeze(self.round, request.user, form.cleaned_data.get("reason", ""))
        except ResultError as error:
            return self.refused(error, "contest_round_result", contest, round)
        self.done("result.freeze", made, digest=made.digest, number=made.number)
        messages.success(request, _("结果已冻结为第 %(n)s 版，以后不会改变。") % {"n": made.number})
        return redirect("contest_result", contest, made.pk)


class StepPage(ResultChange):
    """A page with a form about a kept result."""

    template = ""
    heading: Any = ""

    only_counting = True  # the page is about a result that counts

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.only_counting and self.access.may(str(self.permission)) and self.result.state not in COUNTING:
            return self.refused(ResultError("not_newest"), "contest_result", self.contest.pk, self.result.pk)
        return super().dispatch(request, *args, **kwargs)

    def page(self, status: int = 200, **more: Any) -> HttpResponse:
        back = reverse("contest_result", args=[self.contest.pk, self.result.pk])
        told = {
            "result": self.result,
            "round": self.round,
            "back": back,
            "heading": self.heading,
            "crumbs": self.crumbs((f"{self.round.label} v{self.result.number}", back), (str(self.heading), "")),
        }
        return render(self.request, self.template, self.frame(**told | more), status=status)


class ReleaseView(StepPage):
    """Put a result up for public notice."""

    template, heading = "contests/result_release.html", gettext_lazy("公布并公示")

    def get(self, request: HttpRequest, contest: int, result: int) -> HttpResponse:
        if not self.sees_result:
            return self.closed_page()
        until = results.last_day(self.contest, timezone.localdate())
        return self._page(ReleaseForm(initial={"until": until, "shows_scores": self.result.shows_scores}))

    def post(self, request: HttpRequest, contest: int, result: int) -> HttpResponse:
        if not self.sees_result:
            return self.closed_page()
        form = ReleaseForm(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            released = results.release(self.result, **form.cleaned_data)
        except ResultError as error:
            return self.refused(error, "contest_result", contest, result)
        self.done("result.release", released, until=str(form.cleaned_data["until"]), number=released.number)
        messages.success(request, _("结果已公布，公示页面对所有人可见。"))
        return redirect("contest_result", contest, result)

    def _page(self, form: ReleaseForm, status: int = 200) -> HttpResponse:
        earlier = self.round.results.filter(state=Result.State.RELEASED).exclude(pk=self.result.pk).first()
        undecided = [(id_, self.result.entries[id_]) for id_ in self.result.outcome["needs_decision"]]
        return self.page(status, form=form, earlier=earlier, undecided=undecided)


class TieView(StepPage):
    """The committee's order of entries that share a place."""

    template, heading = "contests/result_tie.html", gettext_lazy("裁定并列")

    @cached_property
    def groups(self) -> list[list[str]]:
        return rulings.ties_of(self.result)

    def get(self, request: HttpRequest, contest: int, result: int) -> HttpResponse:
        return self._page(ReasonForm()) if self.sees_result else self.closed_page()

    def post(self, request: HttpRequest, contest: int, result: int) -> HttpResponse:
        if not self.sees_result:
            return self.closed_page()
        form, order = ReasonForm(request.POST), self._order()
        if not form.is_valid() or order is None:
            fault = "" if order else _("请给同一名次的每个项目填一个不同的先后号，从 1 开始。")
            return self._page(form, fault, 422)
        try:
            made = rulings.decide_tie(self.result, order, form.cleaned_data["reason"], request.user)
        except ResultError as error:
            return self.refused(error, "contest_result", contest, result)
        self.done("result.decide", made, order=order, reason=form.cleaned_data["reason"], number=made.number)
        messages.success(request, _("裁定已记录，结果已冻结为第 %(n)s 版。") % {"n": made.number})
        return redirect("contest_result", contest, made.pk)

    def _order(self) -> list[str] | None:
        """The ids in the order written; None where it is no order."""
        group = next((one for one in self.groups if one[0] == self.request.POST.get("group")), None)
        if group is None:
            return None
        written = {id_: whole(self.request.POST.get(f"place-{id_}", "")) for id_ in group}
        if sorted(number or 0 for number in written.values()) != list(range(1, len(group) + 1)):
            return None
        return sorted(group, key=lambda id_: written[id_] or 0)

    def _page(self, form: ReasonForm, fault: str = "", status: int = 200) -> HttpResponse:
        held, outcome, sent = set(self.result.outcome["needs_decision"]), self.result.outcome, self.request.POST
        asked = sent.get("group") or self.request.GET.get("group")
        groups = [
            {
                "key": group[0],
                "rank": outcome["rank"][group[0]],
                "held": bool(held & set(group)),
                "chosen": asked in group,
                "rows": [
                    (id_, self.result.entries[id_], outcome["final"][id_], sent.get(f"place-{id_}", ""))
                    for id_ in group
                ],
            }
            for group in self.groups
        ]
        groups.sort(key=lambda one: (not one["chosen"], not one["held"]))
        return self.page(status, form=form, groups=groups, fault=fault)


class ReopenView(FreshPassword, StepPage):
    """Open a result again: chosen ballots back to their judges, or a count anew. The password is asked again."""

    template, heading = "contests/result_reopen.html", gettext_lazy("重开结果")

    @cached_property
    def ballots(self) -> list[Ballot]:
        """The ballots that may be given back: of the entry asked for, else of all where they are few."""
        rows = Ballot.objects.filter(place__round=self.round, state=Ballot.State.LOCKED)
        rows = rows.select_related("place__entry", "place__round", "judge").order_by(
            "place__entry__number", "judge__name"
        )
        if self.asked is None:
            return list(rows) if rows.count() <= AT_ONCE else []
        return list(rows.filter(place__entry=self.asked))

    @property
    def asked(self) -> int | None:
        """The entry whose ballots are chosen from."""
        return whole(self.request.GET.get("entry") or self.request.POST.get("entry") or "")

    def get(self, request: HttpRequest, contest: int, result: int) -> HttpResponse:
        if not self.sees_all_marks:
            return self.closed_page()
        how = "ballots" if request.GET.get("entry") else "recount"
        return self._page(ReopenForm(initial={"how": how}), frozenset())

    def post(self, request: HttpRequest, contest: int, result: int) -> HttpResponse:
        if not self.sees_all_marks:
            return self.closed_page()
        form, keys = ReopenForm(request.POST), frozenset(ticked(request, "ballot"))
        chosen = [one for one in self.ballots if one.pk in keys]
        by_ballots = request.POST.get("how") == "ballots"
        if not form.is_valid() or (by_ballots and not chosen):
            fault = _("请选择要退回的选票。") if by_ballots and not chosen else ""
            return self._page(form, keys, fault, 422)
        try:
            reason = form.cleaned_data["reason"]
            ruling = results.reopen(self.result, chosen if by_ballots else [], reason, request.user)
        except ResultError as error:
            return self.refused(error, "contest_result", contest, result)
        self.done("result.reopen", self.result, reason=reason, ballots=ruling.decision["ballots"])
        if by_ballots:
            messages.success(request, _("选票已退回评委。重评完成后在“结果”页封存，再冻结新的一版。"))
            return redirect("contest_results", contest)
        messages.success(request, _("已重开。核对后冻结新的一版，原来的一版保留可查。"))
        return redirect("contest_round_result", contest, self.round.pk)

    def _page(self, form: ReopenForm, keys: frozenset[int], fault: str = "", status: int = 200) -> HttpResponse:
        target = advancing.next_round(self.round)
        begun = target is not None and target.state != Round.State.DRAFT
        rows = [(one, one.pk in keys) for one in self.ballots]
        entries = [(facts["entry"], id_, facts["title"]) for id_, facts in self.result.entries.items()]
        told = {"ballots": rows, "entries": entries, "asked": self.asked, "fault": fault, "begun": begun}
        return self.page(status, form=form, **told)


class CloseAgainView(ResultChange):
    """End a re-opening."""

    def post(self, request: HttpRequest, contest: int, round: int) -> HttpResponse:
        try:
            results.close_again(self.round)
        except ResultError as error:
            return self.refused(error, "contest_results", contest)
        self.done("result.close", self.round)
        messages.success(request, _("重评已封存，请核对后冻结新的一版。"))
        return redirect("contest_round_result", contest, round)


class WithdrawView(FreshPassword, StepPage):
    """Take a result back."""

    template, heading = "contests/result_withdraw.html", gettext_lazy("撤回结果")

    def get(self, request: HttpRequest, contest: int, result: int) -> HttpResponse:
        return self.page(form=ReasonForm()) if self.sees_result else self.closed_page()

    def post(self, request: HttpRequest, contest: int, result: int) -> HttpResponse:
        if not self.sees_result:
            return self.closed_page()
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.page(422, form=form)
        try:
            results.withdraw(self.result, form.cleaned_data["reason"], request.user)
        except ResultError as error:
            return self.refused(error, "contest_result", contest, result)
        self.done("result.withdraw", self.result, reason=form.cleaned_data["reason"])
        messages.success(request, _("结果已撤回，公示页面不再显示。"))
        return redirect("contest_result", contest, result)


class AdvanceView(StepPage):
    """Who goes on to the next round."""

    template, heading = "contests/result_advance.html", gettext_lazy("晋级")
    only_counting = False

    def get(self, request: HttpRequest, contest: int, result: int) -> HttpResponse:
        if not self.sees_result:
            return self.closed_page()
        extend = request.GET.get("extend") == "1"
        plan = advancing.advance_of(self.result, extend=extend)
        lines = [
            {"line": one, "through": self._entries(one.through), "tied": self._entries(one.tied)} for one in plan.lines
        ]
        return self.page(
            plan=plan,
            lines=lines,
            extend=extend,
            target=advancing.next_round(self.round),
            advanced=advancing.has_advanced(self.round),
        )

    def post(self, request: HttpRequest, contest: int, result: int) -> HttpResponse:
        if not self.sees_result:
            return self.closed_page()
        try:
            count = advancing.advance(self.result, extend=request.POST.get("extend") == "1")
        except ResultError as error:
            return self.refused(error, "contest_result_advance", contest, result)
        self.done("result.advance", self.result, entries=count)
        messages.success(request, _("%(n)s 个项目已进入下一轮，评审代号已重新编排。") % {"n": count})
        return redirect("contest_result_advance", contest, result)

    def _entries(self, ids: tuple[str, ...]) -> list[tuple[str, dict[str, Any], int]]:
        ranks = self.result.outcome["rank"]
        return [(id_, self.result.entries[id_], ranks[id_]) for id_ in ids]


class UndoAdvanceView(ResultChange):
    def post(self, request: HttpRequest, contest: int, result: int) -> HttpResponse:
        try:
            advancing.undo(self.round)
        except ResultError as error:
            return self.refused(error, "contest_result_advance", contest, result)
        self.done("result.undo", self.result)
        messages.success(request, _("晋级已撤销。"))
        return redirect("contest_result_advance", contest, result)
