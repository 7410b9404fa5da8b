"""What every page of a series has: the contest it is, its settings, its round."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from gaoxin_web.contests.models import Contest, Round, Sitting
from gaoxin_web.contests.views.base import ContestChange, ContestPage
from gaoxin_web.lectures.models import Series, Talk
from gaoxin_web.lectures.queries.series import round_of, series_of, sessions_of, talks_of


class SeriesPage(ContestPage):
    """A page of a contest that is a lecture series."""

    @cached_property
    def contest(self) -> Contest:
        rows = self.visible(Contest.objects.select_related("zone", "organisation"))
        return get_object_or_404(rows, pk=self.kwargs["contest"], kind=Contest.Kind.LECTURES)

    @cached_property
    def series(self) -> Series:
        return series_of(self.contest)

    @cached_property
    def round(self) -> Round | None:
        return round_of(self.contest)

    @cached_property
    def sittings(self) -> list[Sitting]:
        return sessions_of(self.round)

    @cached_property
    def needed_round(self) -> Round:
        if self.round is None:
            raise Http404
        return self.round

    def talks(self) -> QuerySet[Talk]:
        return talks_of(self.contest)

    def frame(self, **more: Any) -> dict[str, Any]:
        return super().frame(series=self.series, sittings=self.sittings, round=self.round) | more


class SeriesChange(ContestChange, SeriesPage):
    """A page that writes to a series."""
