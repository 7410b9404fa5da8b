"""Tracks and rungs as the rulebook's ``ladder.yaml`` states them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from gaoxin.errors import Issue, RulebookError
from gaoxin.rules.load import without_echoes
from gaoxin.rules.model import Rulebook
from gaoxin.rules.reading import Reader, nearest
from gaoxin.rules.yamlfile import read_yaml

FILE = "ladder.yaml"


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
    """The rulebook's ladder.

    Raises:
        RulebookError: with every mistake in ``ladder.yaml``.
    """
    issues: list[Issue] = []
    path = Path(rulebook.root) / FILE
    root = Reader(read_yaml(path, FILE, issues), issues, FILE)
    near, due = (Reader(root.node(key), issues, f"{FILE} 的「{key}」") for key in ("near", "re_examination"))
    unmet, within, count = (near.number(key) for key in ("unmet", "within", "count"))
    months = due.number("months")
    tracks = [_track(Reader(entry, issues, "梯度"), rulebook, issues) for entry in root.entries("tracks")]
    for reader in (near, due, root):
        reader.done()
    if issues or unmet is None or within is None or count is None or months is None:
        raise RulebookError(without_echoes(issues))
    return Ladder(tuple(tracks), int(unmet), float(within), float(count), int(months))


def _track(track: Reader, rulebook: Rulebook, issues: list[Issue]) -> Track:
    name, label = track.text("id"), track.text("label")
    label_en, region = track.text("label_en", str(label)), track.text("region", "")
    rungs = tuple(_rung(Reader(entry, issues, f"梯度「{name}」的一级"), rulebook) for entry in track.entries("rungs"))
    track.done()
    return Track(str(name), str(label), str(label_en), str(region), rungs)


def _rung(rung: Reader, rulebook: Rulebook) -> Rung:
    policy, level, needs = rung.text("policy"), rung.number("level"), rung.texts("needs")
    for name, known in ((policy, rulebook.policies), *((need, rulebook.titles) for need in needs)):
        if name and name not in known:
            rung.issue("GX222", f"没有「{name}」这项政策或资质", name.place, nearest(name, known))
    rung.done()
    return Rung(str(policy), int(level or 0), tuple(map(str, needs)))


def _contains(region: str, code: str) -> bool:
    """Whether a division code lies within another: 640200 within 640000."""
    return code.startswith(region.rstrip("0") or region) or code == region
