"""What keeps a judge from an entry: declared, or found by organisation, person and city as the engine rules it.

The engine's ``conflict_between`` decides; here its facts are looked up. An organisation is known by its USCC, of the
register where the entry is an enterprise's, or by its very name where one side has no code. A person is known by
telephone and by account. Never by e-mail.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gaoxin.schedule import assignment as engine
from gaoxin_web.contests.models import Conflict, Entry, Judge, Round
from gaoxin_web.enterprises.models import Membership

RULES = ("own_organisation", "own_city", "own_person", "one_per_organisation", "min_experts", "cross_share")
WORDS: Mapping[str, Promise] = {
    Conflict.Source.DECLARED: _("评委申报回避"),
    Conflict.Source.OFFICER: _("组织方认定回避"),
    "organisation": _("与参赛单位同一单位"),
    "person": _("本人是参赛团队成员"),
    "advisor": _("本人是指导老师"),
    "city": _("与参赛单位同一城市"),
}
FACTS = (  # of an entry: what a conflict is found by
    *("number", "title", "organisation", "uscc", "city", "phone", "members"),
    *("enterprise__name", "enterprise__uscc", "track__name"),
)
POOLS = {"division": "division_id", "track": "track_id"}


def rules_of(round_: Round, **asked: Any) -> engine.Rules:
    """The round's rules of assignment, as far as they were set; ``asked`` goes before them."""
    chosen = {**(round_.rules or {}), **asked}
    return engine.Rules(**{name: chosen[name] for name in RULES if chosen.get(name) is not None})


def conflicts_between(judge: Judge, entry: Entry, round_: Round | None = None) -> tuple[str, ...]:
    """The sources of conflict between a judge and an entry; empty where there is none."""
    return conflicts_among([judge], [entry], round_).get((judge.pk, entry.pk), ())


def conflicts_of(judge: Judge, entries: Iterable[Entry], round_: Round | None = None) -> dict[int, tuple[str, ...]]:
    """Entry → sources of conflict of one judge; entries without one are not there."""
    found = conflicts_among([judge], list(entries), round_)
    return {entry: sources for (_judge, entry), sources in found.items()}


def conflicts_among(
    judges: Sequence[Judge], entries: Sequence[Entry], round_: Round | None = None
) -> dict[tuple[int, int], tuple[str, ...]]:
    """(judge, entry) → sources of conflict, of every pair that has one."""
    rules = rules_of(round_) if round_ else engine.Rules()
    stated = _stated(judges, entries)
    by_officer = {(row.judge_id, row.entry_id) for row in stated if row.source == Conflict.Source.OFFICER}
    case = engine.Case(
        entries=tuple(engine_entries(entries)),
        judges=tuple(engine_judges(judges)),
        conflicts=stated_between(judges, entries, rules, stated),
        rules=rules,
    )
    found = {}
    for pair, sources in engine.conflicts(case).items():
        key = (int(pair.judge), int(pair.entry))
        officer = Conflict.Source.OFFICER.value if key in by_officer else "declared"
        found[key] = tuple(officer if source == "declared" else source for source in sources)
    return found


def stated_between(
    judges: Sequence[Judge], entries: Sequence[Entry], rules: engine.Rules, stated: Sequence[Conflict] | None = None
) -> tuple[engine.Conflict, ...]:
    """What was declared, and organisations that bear one name where a code is missing.

    ``stated`` is what was declared, where it has been looked up.
    """
    rows = _stated(judges, entries) if stated is None else stated
    found = {(row.entry_id, row.judge_id, "declared") for row in rows}
    if rules.own_organisation:
        named: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            for name in _names(entry):
                named[name].append(entry)
        found |= {
            (entry.pk, judge.pk, "organisation")
            for judge in judges
            for entry in named.get(_plain(judge.organisation), ())
        }
    return tuple(
        engine.Conflict(entry=str(entry), judge=str(judge), source=source)  # type: ignore[arg-type]
        for entry, judge, source in sorted(found)
    )


def engine_judges(judges: Iterable[Judge]) -> list[engine.Judge]:
    """Judges as the engine knows them: its ids are our keys."""
    return [
        engine.Judge(
            id=str(judge.pk),
            organisation=judge.uscc.strip(),
            city=_city(judge.city),
            expertise=tuple(judge.fields),
            people=tuple(known for known in (judge.phone, f"user:{judge.user_id}" if judge.user_id else "") if known),
            name=judge.name,
        )
        for judge in judges
    ]


def engine_entries(entries: Sequence[Entry], rank_by: str = "all") -> list[engine.Entry]:
    """Entries as the engine knows them, with the people of their enterprises' accounts.

    ``rank_by`` names what is ranked by itself: within it the judges must hang together.
    """
    firms = {entry.enterprise_id for entry in entries if entry.enterprise_id}
    accounts: dict[int, list[str]] = defaultdict(list)
    for firm, user in Membership.objects.filter(enterprise__in=firms).values_list("enterprise", "user"):
        accounts[firm].append(f"user:{user}")
    return [
        engine.Entry(
            id=str(entry.pk),
            organisation=entry.uscc.strip() or (entry.enterprise.uscc if entry.enterprise else None) or "",
            city=_city(entry.city),
            topics=(entry.track.name,) if entry.track else (),
            people=(*_phones(entry), *accounts[entry.enterprise_id or 0]),
            division=str(getattr(entry, POOLS[rank_by]) or "") if rank_by in POOLS else "",
            name=entry.number or entry.title,
        )
        for entry in entries
    ]


def words_of(sources: Iterable[str]) -> str:
    """Sources of a conflict in words."""
    return "、".join(str(WORDS.get(source, source)) for source in sources)


def _stated(judges: Sequence[Judge], entries: Sequence[Entry]) -> list[Conflict]:
    rows = Conflict.objects.filter(judge__in=[judge.pk for judge in judges])
    wanted = {entry.pk for entry in entries}
    rows = rows.filter(entry__in=wanted) if len(wanted) == 1 else rows
    return [row for row in rows if row.entry_id in wanted]


def _phones(entry: Entry) -> tuple[str, ...]:
    members = [member for member in entry.members if isinstance(member, dict)]
    return tuple(phone for phone in (entry.phone, *(str(member.get("phone", "")) for member in members)) if phone)


def _names(entry: Entry) -> set[str]:
    names = {entry.organisation, entry.enterprise.name if entry.enterprise else ""}
    return {_plain(name) for name in names} - {""}


def _plain(name: str) -> str:
    return "".join(name.split()).replace("（", "(").replace("）", ")").upper()


def _city(name: str) -> str:
    """「厦门」 and 「厦门市」 are one city."""
    return name.strip().removesuffix("市")
