"""结果: rounds with their results; what the ballots come to before it is frozen; a kept result and its entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gaoxin.panel import CaseError
from gaoxin_web.contests.forms.results import FreezeForm
from gaoxin_web.contests.models import Appeal, Result, Round, RoundEntry
from gaoxin_web.contests.queries import results as read
from gaoxin_web.contests.queries import results_shown as shown
from gaoxin_web.contests.queries.duties import duties_in
from gaoxin_web.contests.queries.results_notice import rulings_of
from gaoxin_web.contests.services.advancing import has_advanced
from gaoxin_web.contests.services.awards import tiers_of
from gaoxin_web.contests.views.results_base import TONES, ResultPage, language
from gaoxin_web.contests.views.results_files import compared, tables
from gaoxin_web.enterprises.exports import export, wants_export

AT_FIRST = 100  # rows of a pool before all are asked for


class ResultsView(ResultPage):
    """The contest's rounds, each with its results."""

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        rounds = list(self.contest.rounds.select_related("scheme"))
        kept: dict[int, list[Result]] = {one.pk: [] for one in rounds}
        for result in self.visible(read.results_of(rounds)).order_by("-number"):
            kept[result.round_id].append(result)
        lines = [
            {
                "round": one,
                "results": [(result, TONES[result.state]) for result in kept[one.pk]],
                "reopened": one.state == Round.State.OPEN and bool(kept[one.pk]),
            }
            for one in rounds
        ]
        open_ = self.visible(Appeal.objects.filter(result__round__contest=self.contest, state=Appeal.State.OPEN))
        told = self.frame(lines=lines, appeals=open_.count(), public=reverse("notice", args=[self.contest.code]))
        return render(request, "contests/result_list.html", told)


class ScoredPage(ResultPage):
    """A page drawn from a scored case."""

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What the tiers are called in the language of the page."""
        english = language() == "en"
        return {one.tier: (one.name_en if english else "") or one.name for one in tiers_of(self.contest)}

    def shown(self, scored: read.Scored, outcome: Mapping[str, Any]) -> dict[str, Any]:
        found = shown.pools_of(scored, outcome, self.names, language())
        asked = self.request.GET.get("pool", "")
        pool = next((one for one in found if one.name == asked), found[0] if found else None)
        rows = list(pool.rows) if pool else []
        every = "all" in self.request.GET or len(rows) <= AT_FIRST
        return {
            "pools": [(one.name, len(one.rows)) for one in found],
            "pool": pool,
            "rows": rows if every else rows[:AT_FIRST],
            "total": len(rows),
            "every": every,
            "outcome": outcome,
            "scheme": scored.scheme,
            "refusals": shown.refusals_of(scored, language()),
        }


class PreviewView(ScoredPage):
    """A closed round before its result is frozen: everything the committee should look at."""

    permission = "contests.marks"

    def get(self, request: HttpRequest, contest: int, round: int) -> HttpResponse:
        if not self.sees_all_marks or self.round.state not in (Round.State.CLOSED, Round.State.RELEASED):
            return self.closed_page()
        try:
            scored = read.scored(self.round)
        except CaseError as error:
            return render(request, "contests/result_faults.html", self.frame(round=self.round, issues=error.issues))
        if wants_export(request):
            sheets = tables(scored, scored.outcome, self.names, self.judge_names, language())
            return export(request, f"{self.contest.name} {self.round.name}", sheets, "result.export", self.round)
        duties = duties_in(self.round)
        told = self.shown(scored, scored.outcome) | shown.doubts_of(scored, self.judge_names, language())
        last = self.round.results.order_by("-number").first()
        told |= {
            "round": self.round,
            "effects": shown.effects_of(scored, self.judge_names),
            "missing": len(duties.missing),
            "last": last,
            "form": FreezeForm(again=last is not None),
            "crumbs": self.crumbs((f"{self.round.label} · {_('冻结前核对')}", "")),
        }
        return render(request, "contests/result_preview.html", self.frame(**told))


class PreviewEntryView(ScoredPage):
    """How an entry of a closed round stands as its ballots are now."""

    permission = "contests.marks"

    def get(self, request: HttpRequest, contest: int, round: int, entry: int) -> HttpResponse:
        get_object_or_404(self.visible(RoundEntry.objects.all()), entry=entry, round=self.round)
        if not self.sees_all_marks or self.round.state not in (Round.State.CLOSED, Round.State.RELEASED):
            return self.closed_page()
        back = reverse("contest_round_result", args=[contest, round])
        crumbs = self.crumbs((f"{self.round.label} · {_('冻结前核对')}", back))
        return _entry_page(self, read.scored(self.round), entry, crumbs)


class ResultView(ScoredPage):
    """A kept result."""

    def get(self, request: HttpRequest, contest: int, result: int) -> HttpResponse:
        if not self.sees_result:
            return self.closed_page()
        one, scored = self.result, self.scored
        if wants_export(request):
            names = self.judge_names if self.sees_all_marks else None
            sheets = tables(scored, one.outcome, self.names, names, language())
            return export(request, f"{self.contest.name} {self.round.name} v{one.number}", sheets, "result.export", one)
        others = self.visible(read.results_of([self.round])).exclude(pk=one.pk).order_by("-number")
        told = self.shown(scored, one.outcome) | {
            "result": one,
            "tone": TONES[one.state],
            "round": self.round,
            "others": others,
            "faults": read.faults_of(one, scored),
            "rulings": self.visible(self.round.rulings.select_related("by", "entry", "result")),
            "sees_marks": self.sees_all_marks,
            "advanced": has_advanced(self.round),
            "quotas": self.round.quotas.exists(),
            "counts": one.state in (Result.State.FROZEN, Result.State.RELEASED),
            "reopened": self.round.state == Round.State.OPEN,
            "newest": read.newest(self.round),
            "crumbs": self.crumbs((f"{self.round.label} v{one.number}", "")),
        }
        return render(request, "contests/result.html", self.frame(**told))


class EntryView(ScoredPage):
    """How an entry of a kept result got where it stands."""

    permission = "contests.marks"

    def get(self, request: HttpRequest, contest: int, result: int, entry: int) -> HttpResponse:
        get_object_or_404(self.visible(RoundEntry.objects.all()), entry=entry, round=self.round)
        if not self.sees_marks_of(entry):
            return self.closed_page()
        back = reverse("contest_result", args=[contest, result])
        crumbs = self.crumbs((f"{self.round.label} v{self.result.number}", back))
        return _entry_page(self, self.scored, entry, crumbs)


def _entry_page(page: ScoredPage, scored: read.Scored, entry: int, crumbs: list[tuple[str, str]]) -> HttpResponse:
    line = scored.line_of(entry)
    if line is None:
        raise Http404
    facts = scored.entries[line.entry]
    told = {
        "round": page.round,
        "id": line.entry,
        "facts": facts,
        "line": line,
        "award": page.names.get(line.award or "", line.award or ""),
        "criteria": [_criterion(one) for one in scored.scheme.criteria],
        "ballots": shown.ballots_of(scored, line, page.judge_names, language()),
        "sentences": shown.sentences(scored, line.entry, page.judge_names, language()),
        "crumbs": [*crumbs, (f"{line.entry}", "")],
    }
    return render(page.request, "contests/result_entry.html", page.frame(**told))


def _criterion(one: Any) -> str:
    return str((one.label_en if language() == "en" else one.label) or one.label or pgettext("criterion", "得分"))


class CompareView(ResultPage):
    """Two results of a round side by side: who moved, and by which ballots."""

    permission = "contests.marks"

    def get(self, request: HttpRequest, contest: int, result: int, other: int) -> HttpResponse:
        earlier = self.visible(Result.objects.filter(round=self.round)).filter(pk=other).first()
        if earlier is None:
            raise Http404
        if not self.sees_all_marks:
            return self.closed_page()
        older, newer = sorted((earlier, self.result), key=lambda one: one.number)
        before, after = read.frozen(older), read.frozen(newer)
        moved = shown.moved_between(before, after, older.outcome, newer.outcome)
        if wants_export(request):
            return self._export(older, newer, moved)
        told = {
            "older": older,
            "newer": newer,
            "moved": moved,
            "names": self.judge_names,
            "tiers": {one.tier: one.name for one in tiers_of(self.contest)},
            "same_scheme": older.scheme_id == newer.scheme_id,
            "rulings": self.visible(rulings_of(self.round).filter(result__number__gte=older.number)),
            "crumbs": self.crumbs((f"{self.round.label} v{older.number} → v{newer.number}", "")),
        }
        return render(request, "contests/result_compare.html", self.frame(**told))

    def _export(self, older: Result, newer: Result, moved: list[shown.Moved]) -> HttpResponse:
        title = f"{self.contest.name} {self.round.name} v{older.number}-v{newer.number}"
        return export(self.request, title, [compared(older, newer, moved)], "result.export", newer)
