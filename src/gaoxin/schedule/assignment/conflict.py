"""Conflicts of interest (回避): the one place that says whether a judge may judge an entry.

Everybody asks here: the assignment, an officer's pick by hand, a bulk action, the ballot itself.
People and organisations are matched by their ids and telephone numbers, never by e-mail.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from gaoxin.schedule.assignment.case import SOURCES, Case, Conflict, Entry, Judge, Pair, Rules, Source
from gaoxin.schedule.words import Words

WORDS: Mapping[Source, Words] = {
    "declared": Words("申报回避", "declared"),
    "officer": Words("组织方认定", "found by the organiser"),
    "organisation": Words("同一单位", "same organisation"),
    "person": Words("本人参赛", "member of the team"),
    "city": Words("同一城市", "same city"),
    "advisor": Words("指导老师", "advisor"),
}
Reasons = tuple[Source, ...]


def conflicts(case: Case) -> dict[Pair, Reasons]:
    """Every pair that may not be, and all its reasons, in the order of ``SOURCES``.

    A judge who was taken off an entry (``avoid``) is not in conflict by that: the assignment avoids the pair anyway.
    """
    stated: dict[Pair, list[Source]] = defaultdict(list)
    for one in case.conflicts:
        stated[Pair(one.entry, one.judge)].append(one.source)
    found = {pair: set(sources) for pair, sources in stated.items()}
    for pair, source in _by_rule(case):
        found.setdefault(pair, set()).add(source)
    return {pair: _ordered(found[pair]) for pair in sorted(found)}


def conflict_between(entry: Entry, judge: Judge, rules: Rules, stated: Iterable[Conflict] = ()) -> Reasons:
    """Why this judge may not judge this entry; nothing: they may.

    Args:
        entry: the entry.
        judge: the judge.
        rules: which kinds of closeness count.
        stated: conflicts that were declared; those of other pairs are passed over.
    """
    found = {one.source for one in stated if one.entry == entry.id and one.judge == judge.id}
    if rules.own_organisation and _same(entry.organisation, judge.organisation):
        found.add("organisation")
    if rules.own_city and _same(*_city(entry), *_city(judge)):
        found.add("city")
    if rules.own_person:
        known = {*map(_plain, judge.people)} - {""}
        if known & {*map(_plain, entry.people)}:
            found.add("person")
        if (known | ({_plain(judge.organisation)} - {""})) & {*map(_plain, entry.advisors)}:
            found.add("advisor")
    return _ordered(found)


def _by_rule(case: Case) -> Iterable[tuple[Pair, Source]]:
    """What the rules forbid, found by looking up each key once; ``conflict_between`` says the same of one pair."""
    rules = case.rules
    for on, source, of_entry, of_judge in (
        (rules.own_organisation, "organisation", _organisation, _organisation),
        (rules.own_city, "city", _city, _city),
        (rules.own_person, "person", _people, _people),
        (rules.own_person, "advisor", _advisors, _reachable),
    ):
        if on:
            known: dict[str, list[str]] = defaultdict(list)
            for judge in case.judges:
                for key in {*map(_plain, of_judge(judge))} - {""}:
                    known[key].append(judge.id)
            for entry in case.entries:
                for key in {*map(_plain, of_entry(entry))}:
                    for judge_id in known.get(key, ()):
                        yield Pair(entry.id, judge_id), source  # type: ignore[misc]


def _organisation(one: Entry | Judge) -> tuple[str, ...]:
    return (one.organisation,)


def _city(one: Entry | Judge) -> tuple[str, ...]:
    """银川 and 银川市 are one city."""
    return (one.city.strip().removesuffix("市"),)


def _people(one: Entry | Judge) -> tuple[str, ...]:
    return one.people


def _advisors(one: Entry) -> tuple[str, ...]:
    return one.advisors


def _reachable(one: Judge) -> tuple[str, ...]:
    return (*one.people, one.organisation)


def _same(one: str, other: str) -> bool:
    """Unknown is not the same as unknown."""
    return bool(_plain(one)) and _plain(one) == _plain(other)


def _plain(text: str) -> str:
    """An id, a telephone number or a city without the spaces, hyphens and small letters people put in."""
    return "".join(char for char in text if char not in " -\u3000\t").upper()


def _ordered(found: Iterable[Source]) -> Reasons:
    return tuple(sorted(found, key=SOURCES.index))
