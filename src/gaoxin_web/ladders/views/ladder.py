"""The zone's ladder (培育阶梯): the funnel, what is in the way, and the button that assesses anew."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import Page
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.enterprises.models import here
from gaoxin_web.ladders.forms import RunForm
from gaoxin_web.ladders.models import Run
from gaoxin_web.ladders.queries.funnel import TILES, hurdles, lanes, list_url, tile_counts, totals_for
from gaoxin_web.ladders.queries.runs import last_run, newest_run, trials, waits_long
from gaoxin_web.ladders.queries.scope import firms_of, sees_all
from gaoxin_web.ladders.queries.tables import funnel_tables
from gaoxin_web.ladders.services.runs import ask_for_run
from gaoxin_web.ladders.words import status_words
from gaoxin_web.rulebook import rulebook

STATUSES = tuple(TILES)


class LadderView(Page):
    permission = "ladder.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        run = last_run(self.access)
        context: dict[str, Any] = {
            "run": run,
            "progress": newest_run(self.access),
            **self._trial(run),
            "form": RunForm() if sees_all(self.access, "ladder.assess") else None,
        }
        if run:
            context |= self._results(run)
        if run and wants_export(request):
            sheets = funnel_tables(context["lanes"], context["hurdles"])
            return export(request, _("培育阶梯"), sheets, "ladder.export", f"run:{run.pk}")
        context |= progress_context(context["progress"])
        return render(request, "ladders/ladder.html", context)

    def _results(self, run: Run) -> dict[str, Any]:
        counts, blocked = totals_for(self.access, run)
        whole = sees_all(self.access)
        return {
            "lanes": lanes(run.zone, counts),
            "hurdles": hurdles(blocked),
            "tiles": self._tiles(run),
            "enterprises": run.enterprises if whole else firms_of(self.access).filter(here(run.on)).count(),
            "whole": whole,
            "stale_rules": run.rulebook != rulebook().digest,
            "other_day": run.on != timezone.localdate(run.finished_at) if run.finished_at else False,
            "can_export": self.access.may("register.export"),
        }

    def _trial(self, run: Run | None) -> dict[str, Any]:
        """The newest trial, until the zone is assessed again."""
        trial = trials(self.access).filter(pk__gt=run.pk if run else 0).first()
        counts = totals_for(self.access, trial)[0] if trial else []
        return {"trial": trial, "trial_lanes": lanes(trial.zone, counts, linked=False) if trial else []}

    def _tiles(self, run: Run) -> list[dict[str, Any]]:
        found = []
        for status, count in tile_counts(self.access, run).items():
            url = list_url(status, "", count) + ("?next=1" if count and status == "needs_data" else "")
            found.append({"status": status, "label": tile_words(status), "count": count, "url": url})
        return found


def tile_words(status: str) -> str:
    return _("证书将到期") if status == "due" else status_words(status)


class TrialView(Page):
    """What a trial (试算) found for another day: its funnel, and what is in the way."""

    permission = "ladder.view"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(trials(self.access), pk=pk)
        counts, blocked = totals_for(self.access, run)
        whole = sees_all(self.access)
        context = {
            "run": run,
            "lanes": lanes(run.zone, counts, linked=False),
            "hurdles": hurdles(blocked),
            "enterprises": run.enterprises if whole else firms_of(self.access).filter(here(run.on)).count(),
            "whole": whole,
        }
        return render(request, "ladders/trial.html", context)


class AssessView(Page):
    """The button “assess now”: for who has the right over the whole zone, as its result is everybody's."""

    permission = "ladder.assess"

    def post(self, request: HttpRequest) -> HttpResponse:
        if not sees_all(self.access, "ladder.assess"):
            audit.record("ladder.assess", request=request, result="refused")
            raise PermissionDenied
        form = RunForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("测算日期不对：%(why)s") % {"why": "；".join(form.errors["on"])}, "danger")
            return redirect("ladder")
        run, new = ask_for_run(request.user.zone, form.cleaned_data["on"], request.user)
        if new:
            audit.record("ladder.assess", request=request, target=f"run:{run.pk}", detail={"on": str(run.on)})
            trial = _("已开始试算，完成后结果显示在本页；各页面仍用正式测算的结果。")
            messages.success(request, trial if run.trial else _("已开始测算，完成后本页自动更新。"))
        else:
            messages.info(request, _("已有一次测算正在进行，请等它完成。"))
        return redirect("ladder")


class ProgressView(Page):
    """How far the run under way is; the page asks every two seconds."""

    permission = "ladder.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        run = newest_run(self.access)
        response = render(request, "ladders/progress.html", progress_context(run))
        if run and not run.is_open:
            response["HX-Refresh"] = "true"
        return response


def progress_context(run: Run | None) -> dict[str, Any]:
    stages = list(Run.Stage)
    at = stages.index(Run.Stage(run.stage)) if run and run.stage else -1
    return {
        "progress": run,
        "stages": [(stage.label, number < at, number == at) for number, stage in enumerate(stages)],
        "waits_long": bool(run and waits_long(run)),
    }
