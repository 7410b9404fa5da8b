"""Contests and lecture series of the real events' size, made up from a seed."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from gaoxin.schedule.assignment import Case, Conflict, Entry, Judge, Rules
from gaoxin.schedule.timetable import Case as Talks
from gaoxin.schedule.timetable import Item, Session, even_mix

ENTRIES, JUDGES, EACH = 1000, 100, 5
FIELDS, CITIES, ORGANISATIONS, DECLARED = 6, 21, 300, 0.02
PANELS, EXPERTS = 20, 40
TOPICS = ("产业", "人才", "城市", "民生", "数据", "绿色")


def contest(seed: int) -> Case:
    """1000 entries by 5 of 100 judges of two fields each, 45 to 55 entries a judge; some 7000 conflicts."""
    chance = random.Random(seed)

    def place() -> tuple[str, str]:
        return f"O{chance.randrange(ORGANISATIONS)}", f"C{chance.randrange(CITIES)}"

    fields = [f"F{at}" for at in range(FIELDS)]
    entries = tuple(Entry(f"E{at:04}", *place(), topics=(chance.choice(fields),)) for at in range(ENTRIES))
    judges = tuple(Judge(f"J{at:03}", *place(), tuple(chance.sample(fields, 2)), 45, 55) for at in range(JUDGES))
    declared = tuple(Conflict(one.id, other.id) for one in entries for other in judges if chance.random() < DECLARED)
    return Case(entries, judges, EACH, declared, Rules(own_city=True), seed=seed)


def few_experts(seed: int) -> Case:
    """The same, but only 40 of the judges know any field, and every entry wants two of them, no two of one firm."""
    case = contest(seed)
    judges = tuple(replace(one, expertise=one.expertise if at < EXPERTS else ()) for at, one in enumerate(case.judges))
    return replace(case, judges=judges, rules=replace(case.rules, min_experts=2, one_per_organisation=True))


def few_judges(seed: int) -> Case:
    """The same, but nobody takes more than 45: a tenth of the seats stays empty whatever is done."""
    case = contest(seed)
    return replace(case, judges=tuple(replace(one, least=None, most=45) for one in case.judges))


def in_panels(seed: int) -> Case:
    """The same in 20 panels of five, of whose ballots a fifth should cross."""
    case = contest(seed)
    return replace(
        case,
        entries=tuple(replace(one, panel=f"P{at % PANELS}", city="") for at, one in enumerate(case.entries)),
        judges=tuple(replace(one, panel=f"P{at % PANELS}", expertise=()) for at, one in enumerate(case.judges)),
        rules=replace(case.rules, cross_share=0.2),
    )


def lectures(seed: int) -> Talks:
    """63 talks of 22 sub-districts and 41 departments in 7 sessions of 9, with days that will not do and wishes."""
    chance = random.Random(seed)
    sessions = tuple(Session(f"S{at}", 9, date(2026, 3, 5) + timedelta(7 * at)) for at in range(1, 8))

    def some(most: int) -> tuple[str, ...]:
        return tuple(one.id for one in chance.sample(sessions, chance.randrange(most)))

    units = [(f"J{at:02}", f"街道{at}", "街道") for at in range(22)] + [
        (f"B{at:02}", f"局{at // 2}", "部门") for at in range(41)
    ]
    items = tuple(Item(*one, (chance.choice(TOPICS),), some(3), some(2)) for one in units)
    mix = even_mix(items, sessions)
    return Talks(items, sessions, mix, ("街道",), one_per_unit=True, topic_most=3, seed=seed)
