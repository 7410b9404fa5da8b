"""What the input pages have in common: the edition and year asked for, and who may write."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gaoxin.index.official import Edition, Indicator
from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import Zone
from gaoxin_web.accounts.views import Page
from gaoxin_web.evaluation.queries.editions import editions
from gaoxin_web.evaluation.queries.inputs import EARLIEST, LATEST, Asked, asked_of
from gaoxin_web.evaluation.words import edition_words


class InputPage(Page):
    """A page about what the evaluation stands on."""

    permission = "evaluation.view"
    tab = "values"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not editions():
            return render(request, "evaluation/inputs/no_edition.html", {"tab": self.tab})
        return super().dispatch(request, *args, **kwargs)

    @property
    def zone(self) -> Zone:
        return self.request.user.zone  # type: ignore[union-attr,return-value]

    @cached_property
    def asked(self) -> Asked:
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        said = (self.request.GET.get(name) or sent.get(name) or "" for name in ("edition", "year"))
        return asked_of(self.zone, *said, timezone.localdate())

    @property
    def may_change(self) -> bool:
        """What is the zone's is written by who has the right over all of it."""
        return self.access.over_zone("evaluation.change")

    def frame(self, **more: Any) -> dict[str, Any]:
        return {
            "tab": self.tab,
            "can_change": self.may_change,
            "can_export": self.access.may("register.export"),
            **more,
        }

    def choice(self) -> dict[str, Any]:
        """The edition and year, and the others to choose from."""
        return {
            "asked": self.asked,
            "edition": self.asked.edition,
            "year": self.asked.year,
            "edition_choices": [(one.id, edition_words(one)) for one in self.asked.editions],
            "year_choices": self.asked.years,
        }


class InputChange(InputPage):
    """A page that writes."""

    permission = "evaluation.change"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_change:
            audit.record("evaluation.change", request=request, target=request.path, result="refused")
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def named(edition: str, year: int, indicator: str) -> tuple[Edition, Indicator]:
    """An indicator as an address names it."""
    found = editions().get(edition)
    one = next((one for one in found.indicators() if one.id == indicator), None) if found else None
    if found is None or one is None or not EARLIEST <= year <= LATEST:
        raise Http404
    return found, one
