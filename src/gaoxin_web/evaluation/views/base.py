"""What every page of the evaluation has: the year looked at, and what may be done here."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from gaoxin.index.official import Edition
from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import Zone
from gaoxin_web.accounts.views import Page
from gaoxin_web.evaluation.queries.register import State, state_of
from gaoxin_web.evaluation.queries.standing import Standing, standing_of, years_known
from gaoxin_web.evaluation.words import edition_words


class EvaluationPage(Page):
    """A page about one year; without ``year`` the newest that can be compared."""

    permission = "evaluation.view"
    tab = ""

    @property
    def zone(self) -> Zone:
        return self.request.user.zone

    @cached_property
    def state(self) -> State:
        """Of the register, asked for once a page."""
        return state_of(self.zone)

    @cached_property
    def years(self) -> dict[int, Edition]:
        return years_known(self.zone, self.state)

    @cached_property
    def standing(self) -> Standing | None:
        """None where nothing is known of any year."""
        asked = self.request.GET.get("year") or self.request.POST.get("year") or ""
        if asked.isascii() and asked.isdecimal() and int(asked) in self.years:
            return self._standing_of(int(asked))
        compared = (one for one in map(self._standing_of, self.years) if one.evaluation is not None)
        return next(compared, None) or (self._standing_of(next(iter(self.years))) if self.years else None)

    def _standing_of(self, year: int) -> Standing:
        return standing_of(self.zone, year, state=self.state)

    @property
    def may_change(self) -> bool:
        """What is the zone's is written by who has the right over all of it."""
        return self.access.over_zone("evaluation.change")

    def frame(self, **more: Any) -> dict[str, Any]:
        standing = self.standing
        return {
            "tab": self.tab,
            "standing": standing,
            "year": standing.year if standing else None,
            "years": [(year, edition_words(edition)) for year, edition in self.years.items()],
            "simulated": standing.simulated if standing else False,
            "can_change": self.may_change,
            "can_export": self.access.may("register.export"),
        } | more


class ChangePage(EvaluationPage):
    """A page that writes."""

    permission = "evaluation.change"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.may_change:
            if request.user.is_authenticated and self.access.may(str(self.permission)):
                audit.record("evaluation.change", request=request, result="refused")
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
