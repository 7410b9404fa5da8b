"""What every page of a month has: the field, the period and the scope that are looked at."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from gaoxin.fields import Field
from gaoxin.periods import Period
from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import Zone
from gaoxin_web.accounts.views import Page
from gaoxin_web.enterprises.figures import label_of
from gaoxin_web.monitoring.queries.firms import ABOVE, ALL
from gaoxin_web.monitoring.queries.monthly import Monthly, Seen, fields_of, periods_of
from gaoxin_web.monitoring.queries.published import published
from gaoxin_web.monitoring.words import scope_words, told

TABS = (
    ("month", gettext_lazy("月度运行"), "monitoring"),
    ("doubts", gettext_lazy("疑点与修订"), "monitoring_doubts"),
    ("figures", gettext_lazy("发布数"), "monitoring_figures"),
    ("targets", gettext_lazy("年度目标"), "monitoring_targets"),
    ("series", gettext_lazy("专项指标"), "monitoring_series"),
)


class MonitoringPage(Page):
    """A page about one field in one period; without either, the usual one and the newest."""

    permission = "monitoring.view"
    tab = "month"

    @property
    def zone(self) -> Zone:
        return self.request.user.zone

    @cached_property
    def seen(self) -> Seen:
        return Seen.by(self.access, self.zone)

    @cached_property
    def fields(self) -> list[Field]:
        return fields_of(self.zone)

    @cached_property
    def monthly(self) -> Monthly | None:
        """None where nothing was ever reported or published."""
        asked = self.request.GET.get("field", "")
        item = next((one for one in self.fields if one.name == asked), self.fields[0] if self.fields else None)
        if item is None:
            return None
        found = Monthly(self.seen, item, Period((timezone.localdate()).year, 1, 12), self.request.GET.get("scope", ""))
        periods = periods_of(found.ledger, list(published(self.zone, item)))
        period = _asked(self.request.GET.get("period", "")) or (periods[0] if periods else None)
        return Monthly(self.seen, item, period, found.scope_asked) if period else None

    @cached_property
    def periods(self) -> list[Period]:
        month = self.monthly
        return periods_of(month.ledger, [*month.of_zone, month.period]) if month else []

    @property
    def may_change(self) -> bool:
        """What is the zone's is written by who has the right over all of it."""
        return self.access.over_zone("monitoring.change")

    def frame(self, **more: Any) -> dict[str, Any]:
        month = self.monthly
        return {
            "tab": self.tab,
            "tabs": [(key, label, reverse(view)) for key, label, view in TABS],
            "month": month,
            "whole": self.seen.whole,
            "can_change": self.may_change,
            "can_export": self.access.may("register.export"),
            "fields": [(one.name, label_of(one)) for one in self.fields],
            "periods": [(code(period), told(period)) for period in self.periods],
            "scopes": [(scope, scope_words(scope)) for scope in (ABOVE, ALL)],
            "field": month.item.name if month else "",
            "field_words": label_of(month.item) if month else "",
            "period": code(month.period) if month else "",
            "period_words": told(month.period) if month else "",
            "scope": month.counted.scope if month else "",
            "scope_words": scope_words(month.counted.scope) if month else "",
            **more,
        }


class ChangePage(MonitoringPage):
    """A page that writes what is the zone's."""

    permission = "monitoring.change"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.access.may(str(self.permission)) and not self.may_change:
            audit.record("monitoring.change", request=request, target=request.path, result="refused")
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def code(period: Period) -> str:
    """A period to date as an address has it: by its last month."""
    return f"{period.year:04d}-{period.stop:02d}"


def _asked(text: str) -> Period | None:
    """To the end of the period asked for; None for what is none, or is before a year's first figure."""
    try:
        period = Period.of(text).to_date()
    except ValueError:
        return None
    return Period(period.year, 1, max(period.stop, 2)) if 1991 <= (period.year or 0) <= 2100 else None


def number_url(month: Monthly, **more: str) -> str:
    """Where a number of a month comes from."""
    asked = {"field": month.item.name, "period": code(month.period), "scope": month.counted.scope}
    return f"{reverse('monitoring_number')}?{urlencode(asked | more)}"
