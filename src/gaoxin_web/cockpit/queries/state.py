"""How the zone stands: recognitions in force over the years, and enterprises by chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from gaoxin_web.accounts.access import Access
from gaoxin_web.cockpit.queries.todo import GONE
from gaoxin_web.enterprises.models import Enterprise, Recognition, here
from gaoxin_web.enterprises.queries.recognitions import in_force
from gaoxin_web.ladders.words import title_words
from gaoxin_web.rulebook import rulebook

YEARS = 4  # year ends looked back at
DRAWN = 6  # kinds in the picture
CHAINS = 10


@dataclass(frozen=True, slots=True)
class Kind:
    """A recognition with its certificates in force at each year end, and today."""

    kind: str
    label: str
    counts: tuple[int, ...]
    url: str

    @property
    def now(self) -> int:
        return self.counts[-1]

    @property
    def change(self) -> int:
        """Against the last year end."""
        return self.counts[-1] - self.counts[-2]


def enterprises(access: Access) -> QuerySet[Enterprise]:
    """Those that are in the zone today."""
    return access.limit(Enterprise.objects.exclude(status__in=GONE), "ladder.view")


def certificates() -> QuerySet[Recognition]:
    return Recognition.objects.annotate(starts=Coalesce("valid_from", "recognised_on"))


def days_looked_at(today: date) -> list[date]:
    return [date(today.year - back, 12, 31) for back in range(YEARS, 0, -1)] + [today]


def kinds(access: Access, today: date) -> list[Kind]:
    """Recognitions in force by kind, most first; one query, whatever the number of kinds."""
    days = days_looked_at(today)
    columns = {
        f"day{place}": Count("pk", filter=in_force(day, rulebook()) & here(day, "enterprise__"))
        for place, day in enumerate(days)
    }
    rows = access.limit(certificates(), "ladder.view").order_by().values("kind").annotate(**columns)
    found = [
        Kind(
            row["kind"],
            title_words(row["kind"]),
            tuple(row[name] for name in columns),
            reverse("overview_recognitions", args=[row["kind"]]),
        )
        for row in rows
    ]
    return sorted((kind for kind in found if any(kind.counts)), key=lambda kind: (-kind.now, kind.kind))


def trend_chart(found: list[Kind], today: date) -> dict[str, Any]:
    """Lines of the commonest recognitions."""
    labels = [str(day.year) for day in days_looked_at(today)[:-1]] + [_("今日")]
    series = [
        {"name": kind.label, "type": "line", "data": list(kind.counts), "symbolSize": 7} for kind in found[:DRAWN]
    ]
    return {
        "animation": False,
        "tooltip": {"trigger": "axis"},
        "legend": {"type": "scroll", "top": 0},
        "grid": {"left": 8, "right": 28, "top": 40, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "category", "data": labels, "boundaryGap": False, "axisLabel": {"interval": 0}},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": series,
    }


def by_chain(access: Access) -> list[tuple[str, int, str]]:
    """Chains with their enterprises and the address of the list, largest first."""
    rows = enterprises(access).order_by().values_list("chain").annotate(count=Count("pk")).order_by("-count", "chain")
    return [(chain or _("未填产业链"), count, _of_chain(chain)) for chain, count in rows[:CHAINS]]


def chain_chart(rows: list[tuple[str, int, str]]) -> dict[str, Any]:
    """A bar per chain; a click opens the list."""
    bars = [{"value": count, "url": url} for _label, count, url in reversed(rows)]
    return {
        "animation": False,
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "grid": {"left": 8, "right": 40, "top": 8, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "data": [label for label, *_rest in reversed(rows)]},
        "series": [{"type": "bar", "data": bars, "barMaxWidth": 22, "label": {"show": True, "position": "right"}}],
    }


def _of_chain(chain: str) -> str:
    return f"{reverse('enterprises')}?{urlencode({'chain': chain})}" if chain else ""
