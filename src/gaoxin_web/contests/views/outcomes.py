"""跟踪: what became of the winners of a contest, and of all contests over the years."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts.views import Page
from gaoxin_web.contests.forms.outcomes import OutcomeFileForm, OutcomeForm
from gaoxin_web.contests.models import Contest, Entry, Outcome
from gaoxin_web.contests.queries.winners import SILENT_DAYS, Line, lines, silent, together, winners
from gaoxin_web.contests.services import outcomes
from gaoxin_web.contests.views.base import ContestPage
from gaoxin_web.contests.views.results_base import ResultChange
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.ui.sheets import Sheet

ICONS = {
    "landed": "map-pin",
    "talent": "user-check",
    "valuation": "chart-bar",
    "funding": "wallet",
    "listed": "building",
}


class AllContestsView(Page):
    """The winners of every contest, counted."""

    permission = "contests.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        contests = list(self.visible(Contest.objects.order_by("-year", "-pk")))
        today = timezone.localdate()
        rows, all_ = lines(contests, today), together(contests, today)
        if wants_export(request):
            return export(request, _("获奖项目跟踪"), [_counts(rows), news_sheet(contests)], "outcome.export")
        told = {"rows": rows, "all": all_, "can_export": self.access.may("register.export"), "days": SILENT_DAYS}
        return render(request, "contests/outcomes_all.html", told)


def _counts(rows: list[Line]) -> Sheet:
    heads = [_("大赛"), _("年度"), _("获奖项目"), _("落户"), _("入选人才计划"), _("有融资"), _("融资合计（元）"),
             _("有估值"), _("最近估值合计（元）"), _("上市"), _("一年没有消息")]  # fmt: skip
    table = [
        [one.contest.name, one.contest.year, one.winners, one.landed, one.talent, one.funded, one.funding, one.valued,
         one.valuation, one.listed, one.silent]
        for one in rows
    ]  # fmt: skip
    return Sheet(_("跟踪汇总"), heads, table)


def news_sheet(contests: list[Contest], *, with_silent: bool = False) -> Sheet:
    """All news as lines that can be imported again; with ``with_silent`` a line for each winner without any."""
    rows = Outcome.objects.filter(entry__contest__in=contests).select_related("entry__contest")
    rows = rows.order_by("entry__contest__year", "entry__contest", "entry__number", "on", "pk")
    several = len(contests) != 1
    found = [
        ([one.entry.contest.name] if several else [])
        + [one.entry.number, one.entry.title, one.get_kind_display(), one.on, one.amount, one.text, one.source]
        for one in rows
    ]
    if with_silent:
        quiet = winners(Entry.objects.filter(contest__in=contests, outcomes=None)).order_by("number", "pk")
        found += [[one.number, one.title, "", None, None, "", ""] for one in quiet]
    heads = ([_("大赛")] if several else []) + [str(label) for label in outcomes.COLUMNS.values()]
    return Sheet(_("跟踪记录"), heads, found)


class OutcomesView(ContestPage):
    """The winners of one contest with what is known of each."""

    tab = "followup"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        today = timezone.localdate()
        if wants_export(request):
            sheets = [news_sheet([self.contest], with_silent=True)]
            return export(request, f"{self.contest.name} {_('跟踪记录')}", sheets, "outcome.export", self.contest)
        rows = winners(self.visible(self.contest.entries.all())).select_related("enterprise", "division", "track")
        only = request.GET.get("show") == "silent"
        shown = (silent(rows, today) if only else rows).order_by("number", "pk")
        told = self.frame(
            rows=shown,
            only=only,
            line=together([self.contest], today),
            quiet=set(silent(rows, today).values_list("pk", flat=True)),
            days=SILENT_DAYS,
        )
        return render(request, "contests/outcomes.html", told)


class OutcomePage(ResultChange):
    tab = "followup"

    @cached_property
    def entry(self) -> Entry:
        rows = self.visible(Entry.objects.select_related("enterprise", "division", "track"))
        return get_object_or_404(rows, pk=self.kwargs["entry"], contest=self.contest)

    def crumbs(self, *more: tuple[str, str]) -> list[tuple[str, str]]:
        return [(_("跟踪"), reverse("contest_followup", args=[self.contest.pk])), *more]

    def page_of(self, entry: Entry, form: OutcomeForm | None, status: int = 200) -> HttpResponse:
        told = self.frame(
            entry=entry,
            form=form,
            awards=entry.awards.filter(withdrawn_at=None),
            news=[
                (one, ICONS.get(one.kind, "info-circle")) for one in self.visible(entry.outcomes.select_related("by"))
            ],
            crumbs=self.crumbs((entry.title, "")),
        )
        return render(self.request, "contests/outcome_entry.html", told, status=status)

    def form_of(self, outcome: Outcome, *args: Any) -> OutcomeForm:
        firms = self.access.limit(Enterprise.objects.all(), "register.view")
        initial = {"uscc": outcome.entry.enterprise.uscc if outcome.pk and outcome.entry.enterprise else ""}
        return OutcomeForm(*args, instance=outcome, enterprises=firms, initial=initial)


class EntryOutcomesView(OutcomePage):
    """The timeline of one winner; who may only look sees it without the form."""

    permission = "contests.view"

    def get(self, request: HttpRequest, contest: int, entry: int) -> HttpResponse:
        form = self.form_of(Outcome(entry=self.entry)) if self.may_change else None
        return self.page_of(self.entry, form)


class OutcomeNewView(OutcomePage):
    def get(self, request: HttpRequest, contest: int, entry: int) -> HttpResponse:
        return self.page_of(self.entry, self.form_of(Outcome(entry=self.entry)))

    def post(self, request: HttpRequest, contest: int, entry: int) -> HttpResponse:
        form = self.form_of(Outcome(entry=self.entry), request.POST)
        if not form.is_valid():
            return self.page_of(self.entry, form, 422)
        made = outcomes.save(form.save(commit=False), form.enterprise, request.user)
        self.done("outcome.add", self.entry, kind=made.kind, on=str(made.on))
        messages.success(request, _("已登记。"))
        return redirect("contest_followup_entry", contest, entry)


class OutcomeEditView(OutcomePage):
    @cached_property
    def outcome(self) -> Outcome:
        rows = self.visible(Outcome.objects.select_related("entry__enterprise"))
        return get_object_or_404(rows, pk=self.kwargs["outcome"], entry__contest=self.contest)

    def get(self, request: HttpRequest, contest: int, outcome: int) -> HttpResponse:
        return self._page(self.form_of(self.outcome))

    def post(self, request: HttpRequest, contest: int, outcome: int) -> HttpResponse:
        one, entry = self.outcome, self.outcome.entry
        if request.POST.get("delete") == "1":
            said = {"kind": one.kind, "on": str(one.on), "amount": one.amount, "text": one.text, "source": one.source}
            one.delete()
            self.done("outcome.delete", entry, **said)
            messages.success(request, _("已删除。"))
            return redirect("contest_followup_entry", contest, entry.pk)
        form = self.form_of(one, request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        outcomes.save(form.save(commit=False), form.enterprise, request.user)
        self.done("outcome.change", entry, changed=form.changed_data)
        messages.success(request, _("已保存。"))
        return redirect("contest_followup_entry", contest, entry.pk)

    def _page(self, form: OutcomeForm, status: int = 200) -> HttpResponse:
        back = reverse("contest_followup_entry", args=[self.contest.pk, self.outcome.entry_id])
        told = self.frame(form=form, back=back, outcome=self.outcome, crumbs=self.crumbs((_("编辑"), "")))
        return render(self.request, "contests/outcome_edit.html", told, status=status)


class OutcomeImportView(OutcomePage):
    """News of many winners from a workbook; with a fault nothing is kept."""

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        return self._page(OutcomeFileForm())

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = OutcomeFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, status=422)
        found = outcomes.read(self.contest, form.cleaned_data["file"].read(), request.user)
        if found.faults:
            return self._page(form, found.faults, 422)
        Outcome.objects.bulk_create(found.new)
        self.done("outcome.import", self.contest, new=len(found.new), known=found.known)
        said = {"new": len(found.new), "known": found.known}
        messages.success(request, _("新登记 %(new)s 条，已有 %(known)s 条未变。") % said)
        return redirect("contest_followup", contest)

    def _page(self, form: OutcomeFileForm, faults: tuple[outcomes.Fault, ...] = (), status: int = 200) -> HttpResponse:
        back = reverse("contest_followup", args=[self.contest.pk])
        told = self.frame(form=form, faults=faults, back=back, crumbs=self.crumbs((_("导入跟踪表"), "")))
        return render(self.request, "contests/outcome_import.html", told, status=status)
