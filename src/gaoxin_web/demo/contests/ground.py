"""A contest set up from its template, with days of its own; its judges seated, its entries given out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from gaoxin.schedule.assignment import Case, assign
from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.contests.models import (
    Assignment,
    AssignmentRun,
    Contest,
    Division,
    Entry,
    Judge,
    Panelist,
    Prize,
    Round,
    RoundEntry,
    SchemeVersion,
    Sitting,
    Track,
)
from gaoxin_web.contests.models.contest import CODE_LETTERS
from gaoxin_web.contests.queries.conflicts import engine_entries, engine_judges, rules_of
from gaoxin_web.contests.services.templates import make, templates

CODE_LENGTH = 4  # of an entry's code in a round


@dataclass
class Ground:
    """A contest with its divisions, tracks and rounds by name, and the officer who set it up."""

    contest: Contest
    officer: User
    divisions: Mapping[str, Division]
    tracks: Mapping[str, Track]
    rounds: Sequence[Round]

    @classmethod
    def lay(cls, zone: Zone, template: str, prizes: Mapping[str, int] | None = None, **about: Any) -> Ground:
        """A contest as its template has it; ``prizes`` in yuan by tier."""
        officer = officer_of(zone)
        contest = make(
            templates()[template],
            zone,
            officer,
            organisation=officer.organisation,
            created_at=about["opens_at"] - timedelta(days=20),
            **about,
        )
        for tier, amount in (prizes or {}).items():
            Prize.objects.filter(contest=contest, tier=tier).update(amount=amount)
        rounds = list(contest.rounds.select_related("scheme"))
        SchemeVersion.objects.filter(pk__in=[one.scheme_id for one in rounds]).update(at=contest.created_at)
        return cls(
            contest,
            officer,
            {one.name: one for one in contest.divisions.all()},
            {one.name: one for one in contest.tracks.all()},
            rounds,
        )


def officer_of(zone: Zone) -> User:
    return User.objects.filter(zone=zone, grants__role="officer").order_by("pk")[0]


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A time of day in the zone's own hours."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def open_round(round_: Round, opens: datetime, closes: datetime, **more: Any) -> None:
    """When it is marked, and as what it stands now."""
    round_.opens_at, round_.closes_at = opens, closes
    for name, value in more.items():
        setattr(round_, name, value)
    round_.save()


def place(round_: Round, entries: Sequence[Entry], rng: Random) -> list[RoundEntry]:
    """Entries in a round, in an order and with codes that say nothing of them."""
    order, codes = list(entries), set[str]()
    rng.shuffle(order)
    while len(codes) < len(order):
        codes.add("".join(rng.choices(CODE_LETTERS.upper(), k=CODE_LENGTH)))
    made = [RoundEntry(round=round_, entry=entry, code=code) for entry, code in zip(order, sorted(codes), strict=True)]
    return RoundEntry.objects.bulk_create(made, batch_size=500)


def sit(sitting: Sitting, places: Iterable[RoundEntry]) -> None:
    """Places of a sitting, one after the other from its beginning."""
    each = timedelta(minutes=sitting.minutes + sitting.pause)
    there = list(places)
    for at, one in enumerate(there):
        one.sitting, one.order = sitting, at + 1
        one.starts_at = sitting.starts_at + at * each if sitting.starts_at else None
    RoundEntry.objects.bulk_update(there, ["sitting", "order", "starts_at"])


def seat(round_: Round, judges: Iterable[Judge], chair: Judge | None = None, **about: Any) -> None:
    """The judges on a round, all of them willing."""
    Panelist.objects.bulk_create(
        Panelist(round=round_, judge=judge, role="chair" if judge == chair else "judge", state="accepted", **about)
        for judge in judges
    )


def give_out(
    round_: Round, there: Sequence[RoundEntry], judges: Sequence[Judge], seed: int, at: datetime
) -> list[tuple[RoundEntry, Judge]]:
    """Who reads what, as the engine assigns it under the round's rules.

    The engine is told names of their places in line: keys of the database would make another answer of every build.
    """
    ordered = sorted(there, key=lambda one: one.entry.number)
    by_entry = {f"e{at_:04d}": one for at_, one in enumerate(ordered)}
    by_judge = {f"j{at_:03d}": one for at_, one in enumerate(judges)}
    part = {"division": "division_id", "track": "track_id"}.get(round_.rank_by)  # what is ranked by itself
    pools = {getattr(one.entry, part) if part else None: None for one in ordered}
    names = {key: f"p{at_}" if key else "" for at_, key in enumerate(pools)}
    case = Case(
        tuple(
            replace(told, id=name, division=names[getattr(one.entry, part) if part else None])
            for (name, one), told in zip(by_entry.items(), engine_entries([one.entry for one in ordered]), strict=True)
        ),
        tuple(replace(told, id=name) for name, told in zip(by_judge, engine_judges(judges), strict=True)),
        per_entry=round_.per_entry or 5,
        rules=rules_of(round_),
        seed=seed,
    )
    answer = assign(case)
    keys = {name: one.entry_id for name, one in by_entry.items()} | {name: one.pk for name, one in by_judge.items()}
    keys |= {name: key for key, name in names.items() if key}
    run = AssignmentRun.objects.create(
        round=round_,
        state=AssignmentRun.State.APPLIED,
        asked={"top_up": False, "rules": round_.rules},
        seed=seed,
        inputs_digest=answer.digest,
        solver=answer.solver,
        summary=_with_keys(answer.as_dict(), keys) | {"case": case.digest, "gone": [], "before": []},
        by=officer_of(round_.contest.zone),
        at=at,
    )
    pairs = [(by_entry[one.entry], by_judge[one.judge]) for one in answer.pairs]
    Assignment.objects.bulk_create(
        (Assignment(place=there, judge=judge, run=run, at=at) for there, judge in pairs), batch_size=500
    )
    return pairs


def _with_keys(told: Any, keys: Mapping[str, int]) -> Any:
    """What the engine answered, with the database's keys for the names it was told."""
    if isinstance(told, dict):
        return {name: _with_keys(value, keys) for name, value in told.items() if name != "seconds"}
    if isinstance(told, list | tuple):
        return [_with_keys(value, keys) for value in told]
    return str(keys[told]) if isinstance(told, str) and told in keys else told
