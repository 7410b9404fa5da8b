"""How a round's entries are given to its judges now, and what a proposal says, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gaoxin_web.contests.models import (
    Assignment,
    AssignmentRun,
    Ballot,
    Division,
    Judge,
    Panelist,
    Round,
    RoundEntry,
    Track,
)
from gaoxin_web.contests.queries.duties import GONE, neutral_order


@dataclass(frozen=True)
class Given:
    judge: Judge
    state: str
    begun: bool
    expert: bool


@dataclass(frozen=True)
class Line:
    """An entry with its judges; ``short`` of how many."""

    place: RoundEntry
    given: tuple[Given, ...]
    short: int


@dataclass(frozen=True)
class Load:
    seat: Panelist
    count: int
    begun: int


@dataclass(frozen=True)
class Table:
    lines: tuple[Line, ...]
    loads: tuple[Load, ...]

    @property
    def pairs(self) -> int:
        return sum(len(line.given) for line in self.lines)

    @property
    def short(self) -> int:
        """Entries with fewer judges than the round asks for."""
        return sum(bool(line.short) for line in self.lines)


def table_of(round_: Round) -> Table:
    """The assignment as it stands, entries in the order of their codes."""
    rows = round_.places.exclude(state=RoundEntry.State.WITHDRAWN)
    places = sorted(rows.select_related("entry__track", "entry__division", "sitting"), key=neutral_order)
    begun = set(Ballot.objects.filter(place__round=round_).values_list("place", "judge"))
    found = Assignment.objects.filter(place__round=round_, state=Assignment.State.ASSIGNED).select_related("judge")
    tracks = {place.pk: place.entry.track.name if place.entry.track else "" for place in places}
    given: dict[int, list[Given]] = defaultdict(list)
    for row in sorted(found, key=lambda row: (row.judge.name, row.judge_id)):
        pair = (row.place_id, row.judge_id)
        expert = bool(tracks.get(row.place_id)) and tracks[row.place_id] in (row.judge.fields or [])
        given[row.place_id].append(Given(row.judge, row.state, pair in begun, expert))
    wanted = round_.per_entry or 0
    lines = tuple(Line(place, tuple(given[place.pk]), max(wanted - len(given[place.pk]), 0)) for place in places)
    return Table(lines, _loads(round_, lines))


def _loads(round_: Round, lines: Sequence[Line]) -> tuple[Load, ...]:
    counts, begun = Counter[int](), Counter[int]()
    for line in lines:
        for one in line.given:
            counts[one.judge.pk] += 1
            begun[one.judge.pk] += one.begun
    seats = round_.panelists.exclude(state__in=GONE).filter(marks=True).select_related("judge")
    ordered = sorted(seats, key=lambda seat: (seat.judge.name, seat.pk))
    return tuple(Load(seat, counts[seat.judge_id], begun[seat.judge_id]) for seat in ordered)


@dataclass(frozen=True)
class Proposal:
    """A run's answer with names in place of keys."""

    run: AssignmentRun
    new: tuple[tuple[str, str, bool], ...]  # entry, judge, whether an expert
    kept: int
    gone: tuple[tuple[str, str], ...]
    loads: tuple[tuple[str, int, int, int], ...]  # judge, entries, of which new, most
    experts: int
    pairs: int
    networks: tuple[Mapping[str, Any], ...]
    unmet: tuple[tuple[str, str], ...]  # about whom, reason
    warnings: tuple[str, ...]

    @property
    def entries_short(self) -> int:
        return sum(1 for one in self.run.summary["entries"] if len(one["judges"]) < one["wanted"])


def _pools(round_: Round) -> dict[str, str]:
    """Names of what is ranked by itself; none where all are ranked together."""
    kinds = {"division": Division, "track": Track}
    if round_.rank_by not in kinds:
        return {}
    found = kinds[round_.rank_by].objects.filter(contest=round_.contest_id)
    return {str(pk): name for pk, name in found.values_list("pk", "name")}


def proposal_of(run: AssignmentRun, language: str) -> Proposal:
    """What a run that is ready says."""
    said = run.summary
    places = run.round.places.select_related("entry")
    entries = {str(place.entry_id): str(place.entry) for place in places}
    judges = {str(pk): name for pk, name in Judge.objects.filter(seats__round=run.round).values_list("pk", "name")}
    pools = _pools(run.round)
    names = {**pools, **judges, **entries}
    by_wish = {"seats": entries, "experts": entries, "least": judges, "cross": entries, "connected": pools}
    bad = {one["subject"] for one in said["unmet"] if one["wish"] == "connected"}
    return Proposal(
        run,
        tuple(
            (entries.get(one["entry"], ""), judges.get(one["judge"], ""), one["expert"])
            for one in said["pairs"]
            if one["state"] == "new"
        ),
        sum(one["state"] != "new" for one in said["pairs"]),
        tuple((entries.get(entry, ""), judges.get(judge, "")) for entry, judge in said["gone"]),
        tuple(sorted((judges.get(one["judge"], ""), one["entries"], one["new"], one["most"]) for one in said["loads"])),
        sum(one["expert"] for one in said["pairs"]),
        len(said["pairs"]),
        tuple(
            {
                **one,
                "name": pools.get(one["division"], ""),
                "good": one["components"] <= 1 and one["division"] not in bad,
            }
            for one in said["networks"]
        ),
        tuple(
            (by_wish.get(one["wish"], names).get(one["subject"], ""), one["reason"].get(language, one["reason"]["zh"]))
            for one in said["unmet"]
        ),
        tuple(one.get(language, one["zh"]) for one in said["warnings"]),
    )


def latest_runs(round_: Round) -> list[AssignmentRun]:
    return list(round_.assignment_runs.select_related("by").defer("summary")[:10])
