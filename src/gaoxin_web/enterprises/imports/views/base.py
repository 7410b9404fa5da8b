"""What every page about one batch shares."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property

from gaoxin_web.accounts.views import Page
from gaoxin_web.enterprises.imports.queries import issue_counts, sheets_unread, years_missing
from gaoxin_web.enterprises.imports.services.batches import RefusalError
from gaoxin_web.enterprises.models import Batch

State = Batch.State
BUSY = (State.READING, State.WAITING, State.RUNNING, State.UNDOING)
OPEN = (State.READ, State.FAILED)
TONES = {
    State.READ: "yellow",
    State.DONE: "green",
    State.FAILED: "red",
    State.REFUSED: "red",
    State.UNDONE: "secondary",
}


def reachable(page: Page, rows: QuerySet[Batch]) -> QuerySet[Batch]:
    """The batches of the user's scope, and the user's own."""
    limited = page.access.limit(rows, "register.import")
    return limited | rows.filter(created_by=page.access.user, zone=page.access.user.zone_id)


class BatchPage(Page):
    """A page about one batch the user may see."""

    permission = "register.import"
    template = ""
    step = ""
    light = False  # whether what was found on the sheets need not be loaded

    @cached_property
    def batch(self) -> Batch:
        rows = Batch.objects.uploads().select_related("created_by", "organisation", "zone")
        rows = rows.defer("tables", "choices") if self.light else rows
        return get_object_or_404(reachable(self, rows), pk=self.kwargs["pk"])

    def page(self, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        return render(self.request, self.template, {**self.shared(), **context}, status=status)

    def shared(self) -> dict[str, Any]:
        """The batch, its step, and what is left to do in each step."""
        batch = self.batch
        counts = issue_counts(batch)
        return {
            "batch": batch,
            "step": self.step,
            "is_open": batch.state in OPEN,
            "tone": TONES.get(batch.state, "blue"),
            "issues": counts,
            "review": batch.counts.get("review", 0),
            "may_take": may_take_file(self),
            "not_taken": batch.counts.get("skipped", 0) + batch.counts.get("outside", 0),
            "kept": batch.counts.get("kept", 0),
            "changing": batch.counts.get("new", 0) + batch.counts.get("changed", 0),
            "unread": sheets_unread(batch),
            "no_year": years_missing(batch),
        }


def may_take_file(page: BatchPage) -> bool:
    """The file as it came may hold telephone numbers: it is for who sent it, and for who may see those."""
    return page.batch.created_by == page.request.user or page.access.may("register.unmask")


class StepPage(BatchPage):
    """A step before writing; a batch that is in no such state is shown as it is."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.kwargs = kwargs
        if self.batch.state in BUSY or self.batch.state == State.REFUSED:
            return redirect("batch", pk=self.batch.pk)
        return super().dispatch(request, *args, **kwargs)


def refused(page: BatchPage, why: RefusalError, where: str = "batch") -> HttpResponse:
    """Back to a page, with why something was not done."""
    messages.warning(page.request, str(why))
    return redirect(where, pk=page.kwargs["pk"])
