"""Cases from documents, every mistake at once."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from gaoxin.errors import Issue, Place
from gaoxin.panel.ballots import check_scores, is_given
from gaoxin.panel.document import Document, choose
from gaoxin.panel.model import STATUSES, Ballot, Case, CaseError, Entry
from gaoxin.panel.numbers import exact
from gaoxin.panel.reading_scheme import scheme_of
from gaoxin.panel.scheme import Scheme
from gaoxin.rules.reading import nearest

MOST = 200  # issues that are listed one by one
CASE_KEYS = ("name", "contest", "scheme", "entries", "ballots", "decisions")


def read_case(document: object, *, schemes: Mapping[str, Scheme] | None = None, file: str = "", path: str = "") -> Case:
    """One round's case from a document: its scheme, entries and ballots.

    The scheme's keys stand beside ``entries`` and ``ballots``, or under ``scheme``, which may
    also name one of ``schemes``; keys that stand beside it then go before the scheme's own.

    Raises:
        CaseError: with every mistake; nothing is scored on a case that is partly wrong.
    """
    issues: list[Issue] = []
    case = Document(document, issues, file, path, "评分数据")
    if not case.is_map:
        raise CaseError(issues)
    name, contest = case.text("name", ""), case.text("contest", "")
    scheme = _scheme_in(case, schemes or {})
    entries = _entries(case, scheme)
    ballots = _ballots(case, scheme, entries)
    decisions = _decisions(case, entries)
    if issues:
        raise CaseError(shortened(issues))
    return Case(name, scheme, tuple(entries.values()), tuple(ballots), contest, checked=True, decisions=decisions)


def shortened(issues: list[Issue]) -> list[Issue]:
    """The first so many issues, and how many more there are."""
    if len(issues) <= MOST:
        return issues
    return [*issues[:MOST], Issue("GX620", f"另有 {len(issues) - MOST} 个问题没有列出", Place(issues[0].place.file))]


def _scheme_in(case: Document, schemes: Mapping[str, Scheme]) -> Scheme:
    given = case.get("scheme")
    own = {key: value for key, value in case.map.items() if key not in CASE_KEYS}
    if isinstance(given, str):
        if given not in schemes:
            case.tell("GX618", f"没有现成的评分办法「{given}」", "scheme", choose(given, schemes) if schemes else "")
        else:
            own = {**schemes[given].as_dict(), **own}
    elif given is not None:
        inner = Document(given, case.issues, case.file, case.spot("scheme"), "评分办法")
        own = {**inner.map, **own}
    for key in set(case.map) - set(CASE_KEYS):
        case.asked.add(key)
    return scheme_of(Document(own, case.issues, case.file, case.path, "评分办法"))


def _entries(case: Document, scheme: Scheme) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for part in case.parts("entries", "参赛项目", required=True):
        id_ = part.name("id")
        if id_ in found:
            part.tell("GX610", f"参赛项目「{id_}」重复", "id")
        division = part.text("division", "")
        if scheme.max_per_division is not None and not division:
            part.tell("GX604", f"「{id_}」没有写所属（division）", hint="评分办法限制了每个单位的获奖数")
        found[id_] = Entry(id_, division, part.text("pool", ""))
        part.unknown(strict=False)
    return found


def _ballots(case: Document, scheme: Scheme, entries: Mapping[str, Entry]) -> list[Ballot]:
    found: dict[tuple[str, str], Ballot] = {}
    for part in case.parts("ballots", "选票", required=True):
        entry, judge = part.name("entry"), part.name("judge")
        status = part.word("status", STATUSES, "locked")
        if entry and entry not in entries:
            part.tell("GX612", f"没有参赛项目「{entry}」", "entry", nearest(entry, entries))
        if (entry, judge) in found:
            part.tell("GX613", f"评委「{judge}」对「{entry}」有两张选票", hint="只留一张；更改过的留最后锁定的")
        found[entry, judge] = Ballot(entry, judge, status, _scores(part, scheme, status))
        part.unknown(strict=False)
    return list(found.values())


def _decisions(case: Document, entries: Mapping[str, Entry]) -> tuple[tuple[str, ...], ...]:
    """Orders of tied entries as a committee ruled, the latest first."""
    found = []
    for order in case.listed("decisions"):
        ids = [str(one) for one in order] if isinstance(order, list | tuple) else [str(order)]
        for id_ in ids:
            if id_ not in entries:
                case.tell("GX612", f"没有参赛项目「{id_}」", "decisions", nearest(id_, entries))
        if len(set(ids)) < len(ids):
            case.tell("GX610", "裁定的先后次序中有重复的项目", "decisions")
        found.append(tuple(ids))
    return tuple(found)


def _scores(part: Document, scheme: Scheme, status: str) -> dict[str, Fraction]:
    given: Any = part.get("scores")
    if given is None:
        given = {}
    if not isinstance(given, Mapping):
        part.tell("GX602", "「scores」应为“评分项: 分数”的对照", "scores")
        return {}
    if not scheme.criteria:  # told already; what their marks are worth cannot be said
        return {}
    wrong = check_scores(scheme, given, complete=status == "locked", path=part.spot("scores"))
    part.issues += [Issue(one.code, one.message, _place(part, one.place), one.hint) for one in wrong]
    return {} if wrong else {str(key): exact(value) for key, value in given.items() if is_given(value)}


def _place(part: Document, place: Place) -> Place:
    return Place(part.file, cell=place.cell)
