"""Where judges differ (争议): entries to look at again, odd judges, how far they agree; all by the engine.

The case holds only what the viewer may read: of an entry that a conflict hides there is neither a ballot nor anything
counted from one, for the board is worked out without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from gaoxin.panel import Agreement, Alarm, Case, agreement, alarms, read_case
from gaoxin.panel.live import tallies
from gaoxin.panel.numbers import shown
from gaoxin.panel.strength import strength
from gaoxin.panel.words import KINDS, REASONS, STATISTICS, Language, word
from gaoxin_web.contests import secrecy
from gaoxin_web.contests.models import Ballot, Judge, Round, RoundEntry
from gaoxin_web.contests.queries.duties import neutral_order


@dataclass(frozen=True)
class Range:
    """An entry whose ballots may be read: how far they lie apart, and whose are the ends."""

    place: RoundEntry
    label: str
    n: int
    range: str
    disputed: bool
    low: tuple[str, str]  # total, judge
    high: tuple[str, str]
    marks: tuple[tuple[str, str], ...]  # judge, total: highest first


@dataclass(frozen=True)
class Odd:
    judge: str
    pool: str
    words: str
    value: str
    limit: str
    n: int


@dataclass(frozen=True)
class Measure:
    """A measure of agreement; ``value`` empty where there is none, for ``reason``."""

    label: str
    value: str
    strength: str
    reason: str


@dataclass(frozen=True)
class Pool:
    name: str
    entries: int
    judges: int
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class Board:
    limit: str
    ranges: tuple[Range, ...]
    waiting: int  # entries of which not everything is in
    hidden: tuple[str, ...]  # labels of entries a conflict hides
    odd: tuple[Odd, ...]
    pools: tuple[Pool, ...]

    @property
    def disputed(self) -> int:
        return sum(one.disputed for one in self.ranges)


def visible_case(viewer: secrecy.Viewer) -> Case | None:
    """The case of what a viewer may read of a round, by keys of entries and judges; None where that is nothing.

    Whatever is counted for a viewer is counted from this: nothing of a hidden entry can be inferred from it.
    """
    places = [place for place in viewer.duties.places if secrecy.marks_visible(viewer, place)]
    if not places:
        return None
    ids = {place.pk: str(place.entry_id) for place in places}
    ballots = secrecy.visible_ballots(viewer).filter(place__in=ids).exclude(state=Ballot.State.DRAFT)
    document: dict[str, Any] = {
        **viewer.round.scheme.document,
        "name": viewer.round.name,
        "entries": [_entry(place, viewer.round) for place in sorted(places, key=neutral_order)],
        "ballots": [
            {
                "entry": ids[one.place_id],
                "judge": str(one.judge_id),
                "status": str(one.state),
                "scores": one.marks if one.state == Ballot.State.LOCKED else {},
            }
            for one in ballots
        ],
    }
    return read_case(document)


def _entry(place: RoundEntry, round_: Round) -> dict[str, str]:
    entry = place.entry
    pool = {"division": entry.division, "track": entry.track}.get(round_.rank_by)
    division = entry.division.name if entry.division else entry.city
    return {"id": str(entry.pk), "division": division, "pool": pool.name if pool else ""}


def board_of(viewer: secrecy.Viewer, language: Language) -> Board:
    """The board as a viewer may see it."""
    case, scheme_limit = visible_case(viewer), ""
    hidden = tuple(
        secrecy.entry_label(viewer, place)
        for place in sorted(viewer.duties.places, key=neutral_order)
        if secrecy.is_hidden(viewer, place)
    )
    if case is None:
        waiting = len(viewer.duties.places) - len(hidden)
        return Board(scheme_limit, (), waiting, hidden, (), ())
    names = _names(viewer)
    scheme_limit = shown(case.scheme.dispute_range, case.scheme.places)
    ranges = _ranges(viewer, case, names)
    odd = tuple(_odd(one, names, language) for one in alarms(case))
    pools = tuple(_pool(one, language) for one in agreement(case).values())
    waiting = len(viewer.duties.places) - len(hidden) - len(case.entries)
    return Board(scheme_limit, ranges, waiting, hidden, odd, pools)


def _names(viewer: secrecy.Viewer) -> dict[str, str]:
    rows = Judge.objects.filter(ballots__in=secrecy.visible_ballots(viewer)).distinct()
    return {str(judge.pk): judge.name for judge in rows}


def _ranges(viewer: secrecy.Viewer, case: Case, names: dict[str, str]) -> tuple[Range, ...]:
    places = {str(place.entry_id): place for place in viewer.duties.places}
    found: list[tuple[Fraction, Range]] = []
    for entry, tally in tallies(case, trim=False).items():
        if not tally.n:
            continue
        totals = sorted(
            (
                (Fraction(total, tally.scale), names.get(one.judge, ""))
                for one, total in zip(tally.ballots, tally.totals, strict=True)
            ),
            reverse=True,
        )
        texts = tuple((name, shown(total, case.scheme.places)) for total, name in totals)
        place = places[entry]
        row = Range(
            place,
            secrecy.entry_label(viewer, place),
            tally.n,
            shown(tally.range, case.scheme.places),
            tally.range > case.scheme.dispute_range,
            texts[-1][::-1],
            texts[0][::-1],
            texts,
        )
        found.append((tally.range, row))
    return tuple(row for _range, row in sorted(found, key=lambda one: (-one[0], neutral_order(one[1].place))))


def _odd(one: Alarm, names: dict[str, str], language: Language) -> Odd:
    return Odd(
        names.get(one.judge, ""),
        one.pool,
        word(KINDS, one.kind, language),
        f"{one.value:.2f}",
        f"{one.limit:.2f}",
        one.n,
    )


def _pool(one: Agreement, language: Language) -> Pool:
    measures = tuple(
        Measure(
            word(STATISTICS, name, language),
            "" if found.value is None else f"{found.value:.3f}",
            "" if found.value is None else strength(found.value),
            word(REASONS, found.reason, language) if found.reason else "",
        )
        for name, found in one.statistics.items()
    )
    return Pool(one.pool, one.entries, one.judges, measures)
