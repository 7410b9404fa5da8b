"""The ladder as a funnel: enterprises per rung and status, over what a user may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.urls import reverse

from gaoxin.ladder.rungs import Track
from gaoxin.ladder.standing import STATUSES, funnel, obstacles
from gaoxin_web.accounts.access import Access
from gaoxin_web.accounts.models import Zone
from gaoxin_web.ladders.models import Run, Standing
from gaoxin_web.ladders.queries.facts import assessment_of_run, table_of
from gaoxin_web.ladders.queries.scope import keys_for, sees_all
from gaoxin_web.ladders.rules import ladder_of, national
from gaoxin_web.ladders.words import STATUS_COLOURS, criterion_words, policy_words, status_words, track_words

SHOWN = 12  # obstacles on the page
DAY = 24 * 3600  # seconds
MINUTES = 10  # a part of a zone is counted anew after so long
LISTED = ("holds", "ready", "near", "needs_data")


@dataclass(frozen=True)
class Rung:
    """A rung with its counts; ``cells`` are (status, words, count, address of the list)."""

    policy: str
    label: str
    cells: list[tuple[str, str, int, str]]
    due: int
    due_url: str


@dataclass(frozen=True)
class Lane:
    """A track with its rungs, the highest on top."""

    id: str
    label: str
    rungs: list[Rung]
    chart: dict[str, Any]


def totals_for(access: Access, run: Run) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The funnel and the obstacles of what a user sees: the run's own for a whole zone, else counted anew."""
    keys = keys_for(access)
    if keys is None:
        return _of_whole(run.pk, run.finished_at)
    key = f"ladder:{run.pk}:{access.user.pk if access.user else 0}:{keys.hash_rows().sum() if len(keys) else 0}"
    found = cache.get(key)
    if found is None:
        found = _counted(run, keys)
        cache.set(key, found, MINUTES * 60)
    return found


@lru_cache(maxsize=16)
def _of_whole(run: int, _finished_at: datetime | None) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A run that is done changes no more."""
    return Run.objects.values_list("funnel", "obstacles").get(pk=run)


TILES: dict[str, dict[str, Any]] = {
    "ready": {"status": "ready"},
    "near": {"status": "near"},
    "needs_data": {"status": "needs_data", "next": True},  # no rung is open to them before they say more
    "due": {"due": True},
}


def tile_counts(access: Access, run: Run) -> dict[str, int]:
    """Enterprises that stand so on at least one rung; of those that lack data, only whose next rung does.

    A whole zone's are counted once, for all who see all of it; a part of it at every look.
    """
    if not sees_all(access):
        return _tile_counts(access, run)
    key = f"ladder:tiles:{run.pk}:{run.finished_at}".replace(" ", "T")
    found = cache.get(key)
    if found is None:
        found = _tile_counts(access, run)
        cache.set(key, found, DAY)
    return found


def _tile_counts(access: Access, run: Run) -> dict[str, int]:
    rows = access.limit(Standing.objects.filter(zone=run.zone_id), "ladder.view")
    return {status: rows.filter(**wanted).values("enterprise").distinct().count() for status, wanted in TILES.items()}


def _counted(run: Run, keys: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    ladder, rows = ladder_of(run.zone), table_of(run, "standing")
    if rows is None or keys.is_empty():
        return [], []
    rows = rows.join(keys, on="uscc", how="semi", maintain_order="left")
    result = assessment_of_run(run, ladder.policies(), keys)
    blocked = obstacles(result, rows, national(result, ladder)).to_dicts() if result and len(rows) else []
    return (funnel(rows, ladder).to_dicts() if len(rows) else []), blocked


def lanes(zone: Zone, counts: list[dict[str, Any]], *, linked: bool = True) -> list[Lane]:
    """Tracks with counts, as the page shows them; linked to the lists of the enterprises where there are any."""
    by = {(row["track"], row["policy"]): row for row in counts}
    found = []
    for track in ladder_of(zone).tracks:
        known = [by[track.id, rung.policy] for rung in track.rungs if (track.id, rung.policy) in by]
        rungs = [_rung(row, list_url if linked else _no_list) for row in known]
        if rungs:
            found.append(Lane(track.id, track_words(track), rungs[::-1], _chart(track, rungs)))
    return found


def _rung(row: dict[str, Any], url: Callable[[str, str, int], str]) -> Rung:
    policy = row["policy"]
    cells = [(status, status_words(status), row[status], url(status, policy, row[status])) for status in STATUSES]
    due = url("due", policy, row["due"])
    return Rung(policy, policy_words(policy), cells, row["due"], due)


def list_url(status: str, policy: str = "", count: int = 1) -> str:
    """The list behind a count; none for nought, and none for rungs far off, which are not listed."""
    if not count or status == "far":
        return ""
    return reverse("ladder_list", args=[status]) + (f"?{urlencode({'policy': policy})}" if policy else "")


def _no_list(_status: str, _policy: str, _count: int) -> str:
    return ""


def _chart(track: Track, rungs: list[Rung]) -> dict[str, Any]:
    """An ECharts picture: a bar per rung, a part per status; a click opens the list."""
    shown = [status for status in STATUSES if status != "far"]
    return {
        "animation": False,
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"top": 0, "itemWidth": 14},
        "grid": {"left": 8, "right": 24, "top": 34, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1, "splitLine": {"lineStyle": {"color": "#e6e9ee"}}},
        "yAxis": {
            "type": "category",
            "data": [rung.label for rung in rungs],
            "axisLabel": {"width": 150, "overflow": "break", "color": "#1d273b"},
        },
        "series": [_series(status, rungs) for status in shown],
    }


def _series(status: str, rungs: list[Rung]) -> dict[str, Any]:
    at = STATUSES.index(status)
    data = [{"value": rung.cells[at][2], "url": rung.cells[at][3]} for rung in rungs]
    return {
        "name": status_words(status),
        "type": "bar",
        "stack": "all",
        "barMaxWidth": 26,
        "itemStyle": {"color": STATUS_COLOURS[status]},
        "data": data,
    }


def hurdles(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The criteria that keep most enterprises from their next rung, in words."""
    some = [row for row in rows if row["not_met"] or row["unknown"]][:SHOWN]
    most = max((row["not_met"] for row in some), default=0)
    return [
        {
            **row,
            "policy_words": policy_words(row["policy"]),
            "words": criterion_words(row["policy"], row["criterion"]),
            "share": row["not_met"] / most if most else 0,
        }
        for row in some
    ]
