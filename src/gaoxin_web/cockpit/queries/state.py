"""How the zone stands: recognitions in force over the years, and enterprises by chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from gaoxin_web.cockpit.queries.counts import Counts, days_looked_at
from gaoxin_web.ladders.words import title_words

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


def kinds(counts: Counts) -> list[Kind]:
    """Recognitions in force by kind, most first."""
    found = [
        Kind(kind, title_words(kind), numbers, reverse("overview_recognitions", args=[kind]))
        for kind, numbers in counts.kinds
        if any(numbers)
    ]
    return sorted(found, key=lambda kind: (-kind.now, kind.kind))


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


def by_chain(counts: Counts) -> list[tuple[str, int, str]]:
    """Chains with their enterprises and the address of the list, largest first."""
    return [(chain or _("未填产业链"), count, _of_chain(chain)) for chain, count in counts.chains[:CHAINS]]


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
