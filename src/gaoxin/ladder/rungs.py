"""Tracks and rungs as the rulebook's ``ladder.yaml`` states them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gaoxin.errors import Issue, Place, RulebookError
from gaoxin.rules.load import read_extra
from gaoxin.rules.model import Rulebook
from gaoxin.rules.reading import nearest


@dataclass(frozen=True, slots=True)
class Rung:
    """One policy's place on a track; ``needs`` are titles of which one must be held to apply."""

    policy: str
    level: int
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """Rungs that lead to one another; ``region`` is a GB/T 2260 code, empty for the whole country."""

    id: str
    label: str
    label_en: str
    region: str
    rungs: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """All tracks, and what counts as near and as due.

    A rung is near when at most ``near_unmet`` criteria stand in the way, each lacking at
    most ``near_within`` of its threshold or ``near_count`` counted things.
    """

    tracks: tuple[Track, ...]
    near_unmet: int
    near_within: float
    near_count: float
    due_months: int

    def policies(self) -> list[str]:
        """Every policy on the ladder, in order of first mention."""
        return list(dict.fromkeys(rung.policy for track in self.tracks for rung in track.rungs))

    def in_region(self, region: str) -> Ladder:
        """The national tracks and those of a region or of what contains it (640200 has 640000's)."""
        kept = tuple(track for track in self.tracks if not track.region or _contains(track.region, region))
        return replace(self, tracks=kept)


def load_ladder(rulebook: Rulebook) -> Ladder:
    """The rulebook's ladder; raises RulebookError where it names what does not exist."""
    entry = read_extra(rulebook, "ladder.yaml")
    issues: list[Issue] = []
    tracks = tuple(_track(track, rulebook, issues) for track in _list(entry, "tracks"))
    if issues:
        raise RulebookError(issues)
    near, due = _map(entry, "near"), _map(entry, "re_examination")
    return Ladder(
        tracks,
        int(near.get("unmet", 1)),
        float(near.get("within", 0.25)),
        float(near.get("count", 3)),
        int(due.get("months", 6)),
    )


def _track(entry: Mapping[str, Any], rulebook: Rulebook, issues: list[Issue]) -> Track:
    rungs = tuple(
        Rung(str(rung["policy"]), int(rung["level"]), tuple(map(str, rung.get("needs", ())))) for rung in entry["rungs"]
    )
    for rung in rungs:
        for name, known in ((rung.policy, rulebook.policies), *((need, rulebook.titles) for need in rung.needs)):
            if name not in known:
                message = f"梯度「{entry['id']}」提到不存在的「{name}」"
                issues.append(Issue("GX222", message, Place("ladder.yaml", 1, 1), nearest(name, known)))
    label = str(entry["label"])
    return Track(str(entry["id"]), label, str(entry.get("label_en", label)), str(entry.get("region", "")), rungs)


def _contains(region: str, code: str) -> bool:
    """Whether a division code lies within another: 640200 within 640000."""
    return code.startswith(region.rstrip("0") or region) or code == region


def _list(entry: Mapping[str, Any], key: str) -> list[Any]:
    found = entry.get(key)
    return found if isinstance(found, list) else []


def _map(entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = entry.get(key)
    return found if isinstance(found, dict) else {}
