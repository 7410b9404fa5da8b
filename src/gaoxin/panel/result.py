"""The result of a round: what is published, and for every entry how it was reached, ballot by ballot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from gaoxin.errors import Issue
from gaoxin.panel.ballots import ballot_total
from gaoxin.panel.live import Part, Tally
from gaoxin.panel.model import Ballot, Case
from gaoxin.panel.numbers import FINE, decimal_text, fraction_text, shown
from gaoxin.panel.ranking import SHARED, Awards, Standing, Why

if TYPE_CHECKING:
    from gaoxin.panel.adjusting import Adjustment

Use = Literal["counted", "highest", "lowest", "draft", "absent", "recused", "abstain", "insufficient"]


@dataclass(frozen=True)
class BallotLine:
    """One ballot and what became of it.

    Args:
        total: exact; None where the ballot is not complete.
        shown: the same, rounded as the scheme shows scores.
        use: counted, dropped as ``highest`` or ``lowest``, or why it does not count.
    """

    judge: str
    status: str
    scores: Mapping[str, Fraction]
    total: Fraction | None
    shown: str | None
    use: Use

    def as_dict(self) -> dict[str, Any]:
        return {
            "judge": self.judge,
            "status": self.status,
            "scores": {key: decimal_text(value) for key, value in self.scores.items()},
            "total": None if self.total is None else fraction_text(self.total),
            "shown": self.shown,
            "use": self.use,
        }


@dataclass(frozen=True)
class Line:
    """One entry and how it got where it stands.

    Args:
        value: exact; what ranks hang on. ``final`` is what is shown.
        raw: the plain mean of all counted ballots, exact.
        above, below: what parted it from its neighbour: ``value``, a tie rule, or ``shared``; None where there is none.
        award, why: the tier, and why this one or none (see :data:`gaoxin.panel.ranking.Why`).
        parts: the criteria's means, where extremes are dropped by criterion.
    """

    entry: str
    division: str
    pool: str
    rank: int | None
    final: str | None
    value: Fraction | None
    raw: Fraction | None
    n: int
    dropped: int
    above: str | None
    below: str | None
    award: str | None
    why: Why
    ballots: tuple[BallotLine, ...]
    parts: tuple[Part, ...]

    @property
    def exact(self) -> str | None:
        """The exact value as a decimal, or as a fraction where no decimal is exact."""
        return None if self.value is None else fraction_text(self.value)

    def as_dict(self) -> dict[str, Any]:
        return {
            "entry": self.entry,
            "division": self.division,
            "pool": self.pool,
            "rank": self.rank,
            "final": self.final,
            "value": self.exact,
            "decimal": None if self.value is None else shown(self.value, FINE),
            "raw": None if self.raw is None else fraction_text(self.raw),
            "n": self.n,
            "dropped": self.dropped,
            "above": self.above,
            "below": self.below,
            "award": self.award,
            "why": self.why,
            "ballots": [one.as_dict() for one in self.ballots],
            "parts": [_part_dict(one) for one in self.parts],
        }


def _part_dict(part: Part) -> dict[str, Any]:
    return {
        "key": part.key,
        "n": part.n,
        "lowest": list(part.low),
        "highest": list(part.high),
        "mean": fraction_text(part.mean),
        "shown": decimal_text(part.shown),
        "weight": decimal_text(part.weight),
        "product": decimal_text(part.product),
    }


@dataclass(frozen=True)
class Result:
    """Scores, places and awards of a case. ``issues`` are warnings a person should read before releasing it."""

    case: Case
    tallies: Mapping[str, Tally]
    standings: Mapping[str, Standing]
    given: Mapping[str, Awards]
    adjustment: Adjustment | None
    issues: tuple[Issue, ...] = ()

    @cached_property
    def ranks(self) -> Mapping[str, int | None]:
        """Place within the pool, None for an entry without a score."""
        found: dict[str, int | None] = dict.fromkeys(sorted(self.tallies))
        for standing in self.standings.values():
            found |= standing.places()
        return found

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Scored entries, pool by pool, best first; who shares a place by id."""
        return tuple(entry for one in self.standings.values() for group in one.groups for entry in group)

    @cached_property
    def awards(self) -> Mapping[str, str]:
        """Entry → tier, in order of place."""
        return {entry: tier for one in self.given.values() for entry, tier in one.given.items()}

    @cached_property
    def needs_decision(self) -> tuple[str, ...]:
        """Tied groups across an award's edge that a person has to decide on."""
        return tuple(entry for one in self.given.values() for entry in one.held)

    @cached_property
    def insufficient(self) -> tuple[str, ...]:
        """Entries with too few counted ballots for a score."""
        return tuple(entry for entry in sorted(self.tallies) if self.tallies[entry].value is None)

    @cached_property
    def final(self) -> Mapping[str, str | None]:
        """The score as it is shown, half up."""
        places = self.case.scheme.places
        values = {entry: self.tallies[entry].value for entry in sorted(self.tallies)}
        return {entry: None if value is None else shown(value, places) for entry, value in values.items()}

    def as_dict(self) -> dict[str, Any]:
        """The result as ``gaoxin score --json`` prints it."""
        ids = sorted(self.tallies)
        found = {
            "final": dict(self.final),
            "n": {entry: self.tallies[entry].n for entry in ids},
            "dropped": {entry: self.tallies[entry].dropped for entry in ids},
            "rank": dict(self.ranks),
            "order": list(self.order),
            "awards": dict(self.awards),
            "needs_decision": list(self.needs_decision),
            "insufficient": list(self.insufficient),
        }
        if self.adjustment is None:
            return found
        raw = {entry: self.tallies[entry].untrimmed_mean for entry in ids}
        found["raw"] = {entry: None if mean is None else shown(mean, FINE) for entry, mean in raw.items()}
        found["adjustment"] = self.adjustment.as_dict()
        return found

    @cached_property
    def lines(self) -> Mapping[str, Line]:
        """Every entry and how it got where it stands: the ranked in order, then those without a score."""
        cast: dict[str, list[Ballot]] = {entry: [] for entry in self.tallies}
        for ballot in self.case.ballots:
            cast[ballot.entry].append(ballot)
        parted = self._parted()
        why = {entry: reason for one in self.given.values() for entry, reason in one.why.items()}
        entries = {one.id: one for one in self.case.entries}
        found = {}
        for entry in (*self.order, *self.insufficient):
            tally = self.tallies[entry]
            above, below = parted.get(entry, (None, None))
            found[entry] = Line(
                entry,
                entries[entry].division,
                entries[entry].pool,
                self.ranks[entry],
                self.final[entry],
                tally.value,
                tally.untrimmed_mean,
                tally.n,
                tally.dropped,
                above,
                below,
                self.awards.get(entry),
                why.get(entry, "insufficient" if tally.value is None else "below"),
                tuple(self._ballot(tally, one) for one in sorted(cast[entry], key=lambda one: one.judge)),
                tally.parts,
            )
        return found

    def _ballot(self, tally: Tally, ballot: Ballot) -> BallotLine:
        """Counted ballots have their totals already; a draft's is worked out as far as it goes."""
        at = tally.at.get(ballot.judge)
        total = ballot_total(self.case.scheme, ballot.scores) if at is None else Fraction(tally.totals[at], tally.scale)
        text = None if total is None else shown(total, self.case.scheme.places)
        use: Use = ballot.status  # type: ignore[assignment]
        if at is not None:
            use = "lowest" if at in tally.low else "highest" if at in tally.high else "counted"
            use = use if tally.value is not None else "insufficient"
        return BallotLine(ballot.judge, ballot.status, ballot.scores, total, text, use)

    def _parted(self) -> dict[str, tuple[str | None, str | None]]:
        """For every scored entry what parted it from its neighbour above and below."""
        found = {}
        for standing in self.standings.values():
            row = [(entry, by if first else SHARED) for group, by in zip(standing.groups, standing.parted, strict=True)
                   for first, entry in ((at == 0, entry) for at, entry in enumerate(group))]  # fmt: skip
            for at, (entry, by) in enumerate(row):
                above = None if at == 0 else by
                below = row[at + 1][1] if at + 1 < len(row) else None
                found[entry] = (above, below)
        return found
