"""Entries given to judges (评审分配): proposed by the engine, looked at, applied, topped up, undone.

What has begun is never moved.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin.errors import GaoxinError
from gaoxin.schedule import assignment as engine
from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Assignment, AssignmentRun, Ballot, Judge, Round, RoundEntry
from gaoxin_web.contests.queries.conflicts import engine_entries, engine_judges, rules_of, stated_between
from gaoxin_web.contests.queries.duties import GONE, OVER
from gaoxin_web.contests.services import chain

MANY = 20_000  # pairs of an entry and a judge up to which the answer is worked out in the request
SECONDS, LONG = 8.0, 120.0  # to look for something better: in the request, by the worker
WORDS: dict[str, Promise] = {
    "all": gettext_lazy("本轮由所有评委评审所有项目，不需要分配。"),
    "over": gettext_lazy("本轮已封存，不能再改分配。"),
    "no_judges": gettext_lazy("本轮还没有打分的评委，请先聘请评委。"),
    "no_entries": gettext_lazy("本轮还没有参评项目。"),
    "conflict": gettext_lazy("%(judge)s 与 %(entry)s 须回避：%(about)s。"),
    "no_seat": gettext_lazy("%(judge)s 不在本轮的打分评委中。"),
    "begun": gettext_lazy("%(judge)s 已开始评审 %(entry)s，不能撤下；可请其弃权或回避。"),
    "there": gettext_lazy("%(judge)s 已经分到 %(entry)s。"),
    "stale": gettext_lazy("这次方案之后，分配或评委又有变动，请重新计算。"),
    "not_ready": gettext_lazy("这个方案不能采用。"),
    "not_last": gettext_lazy("只能撤销最近一次采用的方案。"),
}


class AssignError(Exception):
    """Something that is not assigned, with the reason in words."""

    def __init__(self, code: str, **about: object) -> None:
        self.code = code
        self.message = str(WORDS[code]) % about if about else str(WORDS[code])
        super().__init__(f"{code} {self.message}")


def case_of(round_: Round, asked: Mapping[str, Any], seed: int) -> tuple[engine.Case, list[engine.Pair]]:
    """The case of a round as it stands, and the pairs that are held.

    Begun are pairs with a ballot of any state. Whoever recused is never given the entry again.
    """
    places, judges = places_in(round_), marking(round_)
    entries, rules = [place.entry for place in places], rules_of(round_, **asked.get("rules", {}))
    bounds = {seat.judge_id: seat for seat in round_.panelists.exclude(state__in=GONE)}
    plain = {one.id: one for one in engine_judges(judges)}
    bounded = tuple(
        engine.Judge(
            id=one.id, organisation=one.organisation, city=one.city, expertise=one.expertise, people=one.people,
            name=one.name, least=bounds[int(one.id)].least, most=bounds[int(one.id)].most,
        )
        for one in plain.values()
    )  # fmt: skip
    held, begun, avoid = _pairs(round_, {str(place.entry_id) for place in places}, set(plain))
    case = engine.Case(
        entries=tuple(engine_entries(entries, round_.rank_by)),
        judges=bounded,
        per_entry=round_.per_entry or 1,
        conflicts=stated_between(judges, entries, rules),
        rules=rules,
        fixed=frozenset(begun),
        avoid=frozenset(avoid),
        seed=seed,
        seconds=LONG if is_long(round_) else SECONDS,
    )
    return case, held


def _pairs(
    round_: Round, entries: set[str], judges: set[str]
) -> tuple[list[engine.Pair], list[engine.Pair], list[engine.Pair]]:
    """Pairs that are given, those of them that are begun, and those recused from."""
    begun = set(Ballot.objects.filter(place__round=round_).values_list("place__entry", "judge"))
    held, fixed, avoid = [], [], []
    rows = Assignment.objects.filter(place__round=round_).values_list("place__entry", "judge", "state")
    for entry, judge, state in rows:
        pair = engine.Pair(str(entry), str(judge))
        if pair.entry not in entries or pair.judge not in judges:
            continue
        if state == Assignment.State.RECUSED:
            avoid.append(pair)
        elif state == Assignment.State.ASSIGNED:
            held.append(pair)
            if (entry, judge) in begun:
                fixed.append(pair)
    return held, fixed, avoid


def marking(round_: Round) -> list[Judge]:
    seats = round_.panelists.exclude(state__in=GONE).filter(marks=True, judge__active=True).select_related("judge")
    return [seat.judge for seat in seats]


def places_in(round_: Round) -> list[RoundEntry]:
    """The entries of a round that are judged."""
    rows = round_.places.exclude(state=RoundEntry.State.WITHDRAWN)
    return list(rows.select_related("entry__enterprise", "entry__track", "entry__division").order_by("pk"))


def is_long(round_: Round) -> bool:
    """Whether the worker should do it: there are so many pairs that a browser would wait."""
    return round_.places.count() * len(marking(round_)) > MANY


def ask(
    round_: Round, by: User | None, *, top_up: bool, rules: Mapping[str, Any], seed: int | None = None
) -> AssignmentRun:
    """Ask for a proposal; worked out at once, or by the worker where it is long.

    Args:
        top_up: only what is open is filled, and what is given stays; else whatever is not begun is dealt anew.
        seed: of the chance in it, shown and kept: the same seed and inputs give the same answer.
    """
    if code := _not_to_assign(round_):
        raise AssignError(code)
    seed = secrets.randbelow(10**6) if seed is None else seed
    asked = {"top_up": top_up, "rules": dict(rules)}
    run = AssignmentRun.objects.create(round=round_, seed=seed, by=by, asked=asked)
    if is_long(round_):
        from gaoxin_web.contests.tasks import propose_assignment  # noqa: PLC0415 - the tasks import this module

        transaction.on_commit(lambda: propose_assignment.enqueue(run.pk))
        return run
    return propose(run)


def _not_to_assign(round_: Round) -> str:
    if round_.per_entry is None:
        return "all"
    if round_.state in OVER:
        return "over"
    if not marking(round_):
        return "no_judges"
    return "" if places_in(round_) else "no_entries"


def propose(run: AssignmentRun) -> AssignmentRun:
    """Work a proposal out; nothing is given yet."""
    case, held = case_of(run.round, run.asked, run.seed)
    try:
        found = engine.topup(case, held) if run.asked["top_up"] else engine.assign(case)
    except GaoxinError as error:
        run.state, run.message = AssignmentRun.State.FAILED, str(error)[:300]
        run.save(update_fields=["state", "message"])
        return run
    answer = found.as_dict()
    del answer["seconds"]
    run.summary = {**answer, "case": case.digest, "gone": _gone(held, answer["pairs"])}
    run.inputs_digest, run.solver, run.state = found.digest, found.solver, AssignmentRun.State.READY
    run.save()
    return run


def _gone(held: Iterable[engine.Pair], pairs: list[dict[str, Any]]) -> list[list[str]]:
    """Pairs that were given and are not in the answer."""
    kept = {(one["entry"], one["judge"]) for one in pairs}
    return sorted([entry, judge] for entry, judge in held if (entry, judge) not in kept)


@transaction.atomic
def apply(run: AssignmentRun) -> AssignmentRun:
    """Give what a proposal says, if nothing has changed since it was worked out."""
    chain.held(run.round)
    run = AssignmentRun.objects.select_for_update().select_related("round").get(pk=run.pk)
    if run.state != AssignmentRun.State.READY:
        raise AssignError("not_ready")
    if run.round.state in OVER:
        raise AssignError("over")
    case, _held = case_of(run.round, run.asked, run.seed)
    if case.digest != run.summary["case"]:
        raise AssignError("stale")
    places = {str(place.entry_id): place.pk for place in places_in(run.round)}
    wanted = {(places[one["entry"]], int(one["judge"])) for one in run.summary["pairs"]}
    _give_exactly(run, wanted)
    run.round.rules = {**run.round.rules, **run.asked["rules"]}
    run.round.save(update_fields=["rules"])
    run.state = AssignmentRun.State.APPLIED
    run.save(update_fields=["state", "summary"])
    return run


def _give_exactly(run: AssignmentRun, wanted: set[tuple[int, int]]) -> None:
    rows = list(Assignment.objects.filter(place__round=run.round))
    there = {(row.place_id, row.judge_id): row for row in rows}
    before = [[row.place_id, row.judge_id] for row in rows if row.state == Assignment.State.ASSIGNED]
    back = [row for pair, row in there.items() if pair in wanted and row.state == Assignment.State.REMOVED]
    gone = [row for pair, row in there.items() if pair not in wanted and row.state == Assignment.State.ASSIGNED]
    new = [Assignment(place_id=place, judge_id=judge, run=run) for place, judge in sorted(wanted - set(there))]
    for row in back:
        row.state, row.run, row.reason = Assignment.State.ASSIGNED, run, ""
    for row in gone:
        row.state, row.reason = Assignment.State.REMOVED, str(_("重新分配"))
    Assignment.objects.bulk_update([*back, *gone], ["state", "run", "reason"], batch_size=500)
    Assignment.objects.bulk_create(new, batch_size=500)
    run.summary["before"] = before


@transaction.atomic
def undo(run: AssignmentRun) -> None:
    """Take the last applied proposal back, while nothing of what it gave has begun."""
    chain.held(run.round)
    last = run.round.assignment_runs.filter(state=AssignmentRun.State.APPLIED).first()
    if last is None or last.pk != run.pk:
        raise AssignError("not_last")
    if run.round.state in OVER:
        raise AssignError("over")
    before = {tuple(pair) for pair in last.summary["before"]}
    rows = {(row.place_id, row.judge_id): row for row in Assignment.objects.filter(place__round=run.round)}
    begun = set(Ballot.objects.filter(place__round=run.round).values_list("place", "judge"))
    for pair, row in rows.items():
        if row.state == Assignment.State.ASSIGNED and pair not in before:
            if pair in begun:
                raise AssignError("begun", judge=row.judge, entry=row.place)
            row.state, row.reason = Assignment.State.REMOVED, str(_("撤销方案"))
        elif row.state == Assignment.State.REMOVED and pair in before:
            row.state, row.reason = Assignment.State.ASSIGNED, ""
    Assignment.objects.bulk_update(rows.values(), ["state", "reason"], batch_size=500)
    AssignmentRun.objects.filter(pk=run.pk).update(state=AssignmentRun.State.UNDONE)
