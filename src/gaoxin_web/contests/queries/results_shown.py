"""A result as a page shows it: rows in order with the facts of their entries, ballots with what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gaoxin.panel import explain
from gaoxin.panel.doubts import alarms, disputes
from gaoxin.panel.result import BallotLine, Line
from gaoxin.panel.words import KINDS, REFUSALS, USES, WHYS, Language, rule_words, tier_words, word
from gaoxin_web.contests.queries.results import Facts, Scored


@dataclass(frozen=True)
class Row:
    """An entry of a result: its place, and in words why it stands there and what it gets."""

    id: str
    facts: Facts
    rank: int | None
    final: str | None
    n: int
    dropped: int
    tier: str
    award: str
    why: str
    parted: str
    pool: str
    held: bool
    shared: bool


@dataclass(frozen=True)
class Pool:
    """What is ranked by itself."""

    name: str
    rows: Sequence[Row]


def pools_of(scored: Scored, outcome: Mapping[str, Any], names: Mapping[str, str], language: Language) -> list[Pool]:
    """The rows of a result by pool; numbers and places are the outcome's, which may be a kept one."""
    lines = scored.score.lines
    places = [(lines[id_].pool, outcome["rank"][id_]) for id_ in lines]
    rows: dict[str, list[Row]] = {}
    for id_, line in lines.items():
        shared = (
            places.count((line.pool, outcome["rank"][id_])) > 1
            if line.above == "shared" or line.below == "shared"
            else False
        )
        rows.setdefault(line.pool, []).append(_row(scored, outcome, names, language, line, shared))
    return [Pool(name, rows[name]) for name in sorted(rows)]


def _row(
    scored: Scored,
    outcome: Mapping[str, Any],
    names: Mapping[str, str],
    language: Language,
    line: Line,
    shared: bool,
) -> Row:
    id_, tier = line.entry, outcome["awards"].get(line.entry, "")
    by = line.above if line.above not in (None, "value", "shared") else ""
    return Row(
        id_,
        scored.entries[id_],
        outcome["rank"][id_],
        outcome["final"][id_],
        outcome["n"][id_],
        outcome["dropped"][id_],
        tier,
        names.get(tier) or (tier_words(scored.scheme, tier, language) if tier else ""),
        word(WHYS, line.why, language) if scored.scheme.tiers or line.rank is None else "",
        rule_words(scored.scheme, by, language) if by else "",
        line.pool,
        id_ in outcome["needs_decision"],
        shared and outcome["rank"][id_] is not None,
    )


@dataclass(frozen=True)
class BallotRow:
    """A ballot of an entry: who cast it (as far as that is said), its marks in the scheme's order, and its use."""

    judge: str
    marks: Sequence[str | None]
    total: str | None
    use: str
    counts: bool


def ballots_of(scored: Scored, line: Line, names: Mapping[str, str], language: Language) -> list[BallotRow]:
    """Every ballot of an entry with what became of it."""
    return [_ballot_row(scored, one, names, language) for one in line.ballots]


def _ballot_row(scored: Scored, one: BallotLine, names: Mapping[str, str], language: Language) -> BallotRow:
    said = one.as_dict()
    marks = [said["scores"].get(criterion.key) for criterion in scored.scheme.criteria]
    use = word(USES, one.use, language)
    return BallotRow(names.get(one.judge, one.judge), marks, one.shown, use, one.use == "counted")


def sentences(scored: Scored, id_: str, names: Mapping[str, str], language: Language) -> list[str]:
    """How an entry got where it stands, in the engine's words; judges by name where names are said."""
    told = explain(scored.score, id_, language)
    return [_named(line, names) for line in told]


def _named(line: str, names: Mapping[str, str]) -> str:
    for id_, name in names.items():
        line = line.replace(id_, name)
    return line


@dataclass(frozen=True)
class Effect:
    """How strict a judge is beside the others of a pool; for the committee."""

    judge: str
    pool: str
    n: int
    effect: str


def effects_of(scored: Scored, names: Mapping[str, str]) -> list[Effect]:
    return [
        Effect(names.get(one.judge, one.judge), pool.pool, one.n, f"{float(one.effect):+.2f}")
        for pool in scored.effects.pools
        for one in pool.judges
    ]


def refusals_of(scored: Scored, language: Language) -> list[tuple[str, str]]:
    """Pools that were not levelled, and why."""
    if scored.score.adjustment is None:
        return []
    pools = scored.score.adjustment.pools
    return [(one.pool, word(REFUSALS, one.refused, language)) for one in pools if one.refused]


def doubts_of(scored: Scored, names: Mapping[str, str], language: Language) -> dict[str, list[Any]]:
    """What a committee should look at before a result goes out."""
    odd = alarms(scored.case, scored.effects)
    return {
        "disputes": [(one.entry, scored.entries[one.entry]) for one in disputes(scored.case)],
        "alarms": [(names.get(one.judge, one.judge), word(KINDS, one.kind, language)) for one in odd],
        "issues": list(scored.score.issues),
    }


@dataclass(frozen=True)
class Moved:
    """An entry that two results tell differently."""

    id: str
    facts: Facts
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    ballots: Sequence[tuple[str, str, str]]  # judge, before, after


def moved_between(before: Scored, after: Scored, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Moved]:
    """Entries whose place, score or award differs between two results, and by which ballots, in the later order."""
    ids = [*new["final"], *(id_ for id_ in old["final"] if id_ not in new["final"])]
    rank = new["rank"]
    ids.sort(key=lambda id_: (rank.get(id_) is None, rank.get(id_) or 0, id_))
    found = []
    for id_ in ids:
        earlier, later = _told(old, id_), _told(new, id_)
        ballots = _changed_ballots(before, after, id_)
        if earlier != later or ballots:
            facts = after.entries.get(id_) or before.entries[id_]
            found.append(Moved(id_, facts, earlier, later, ballots))
    return found


def _told(outcome: Mapping[str, Any], id_: str) -> dict[str, Any]:
    there = id_ in outcome["final"]
    told = {name: outcome[name].get(id_) for name in ("rank", "final", "n")}
    return {**told, "award": outcome["awards"].get(id_), "there": there}


def _changed_ballots(before: Scored, after: Scored, id_: str) -> list[tuple[str, str, str]]:
    earlier, later = _totals(before, id_), _totals(after, id_)
    judges = sorted({*earlier, *later})
    return [
        (judge, earlier.get(judge, ""), later.get(judge, ""))
        for judge in judges
        if earlier.get(judge) != later.get(judge)
    ]


def _totals(scored: Scored, id_: str) -> dict[str, str]:
    line = scored.score.lines.get(id_)
    return {one.judge: one.shown or one.status for one in line.ballots} if line else {}
