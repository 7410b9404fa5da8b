"""Who is to be judged, by whom, and under which rules: what an assignment (评审分配) starts from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from gaoxin.schedule.digest import digest_of

Source = Literal["declared", "officer", "organisation", "person", "city", "advisor"]
SOURCES: tuple[Source, ...] = ("declared", "officer", "organisation", "person", "city", "advisor")
PER_ENTRY = 5
CROSS_SHARE = 0.1  # contests.md: with 10–20 % of the ballots across panels a harsh panel can be told from a weak group
SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Judge:
    """A judge (评委) as far as casting needs to know.

    Args:
        id: the judge's own id.
        organisation: the employer's id, best its 统一社会信用代码; never an e-mail domain. Empty: unknown.
        city: where the employer sits, as written for the entries.
        expertise: topics the judge is an expert of.
        least: fewest entries the judge should get; None: what an even load gives.
        most: most entries the judge may get; None: a tenth above an even load.
        people: ids and telephone numbers by which the same human being is known (person id, phone, ID-card digest).
        panel: the group of judges (评审组) the judge sits in; empty: none.
        divisions: the divisions (组别) the judge may judge; empty: all.
        name: as shown in reasons; the id without one.
    """

    id: str
    organisation: str = ""
    city: str = ""
    expertise: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    people: tuple[str, ...] = ()
    panel: str = ""
    divisions: tuple[str, ...] = ()
    name: str = ""

    @property
    def label(self) -> str:
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry (参赛项目).

    Args:
        id: the entry's own id.
        organisation: the entrant's id, best its 统一社会信用代码. Empty: unknown.
        city: where the entrant sits.
        topics: what it is about; empty: nobody counts as its expert and no expert is asked for.
        people: ids and telephone numbers of its team members.
        advisors: ids and telephone numbers of its advisors (指导老师), and ids of their organisations.
        wanted: how many judges; None: as many as the case says.
        panel: the panel that should judge most of it; empty: none.
        division: what it is ranked in. Judges must hang together within a division.
        name: as shown in reasons; the id without one.
    """

    id: str
    organisation: str = ""
    city: str = ""
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    advisors: tuple[str, ...] = ()
    wanted: int | None = None
    panel: str = ""
    division: str = ""
    name: str = ""

    @property
    def label(self) -> str:
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Conflict:
    """A conflict of interest (回避) somebody stated."""

    entry: str
    judge: str
    source: Source = "declared"


class Pair(NamedTuple):
    """An entry and a judge, by id."""

    entry: str
    judge: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What is never allowed, and what is wanted.

    Args:
        own_organisation: nobody judges an entry of the own organisation.
        own_city: nobody judges an entry of the own city.
        own_person: nobody judges an entry of which they are a team member or an advisor.
        one_per_organisation: no two judges of one organisation on one entry.
        min_experts: experts an entry should have; given up before a seat is left empty, and said.
        cross_share: share of the ballots that cross panels, where there are panels, 0–1.
    """

    own_organisation: bool = True
    own_city: bool = False
    own_person: bool = True
    one_per_organisation: bool = False
    min_experts: int = 0
    cross_share: float = CROSS_SHARE


@dataclass(frozen=True)
class Case:
    """Everything an assignment depends on. The order of any of its lists changes nothing.

    Args:
        entries: at least one; ids are unique.
        judges: ids are unique.
        per_entry: judges per entry, unless the entry says otherwise.
        conflicts: what was declared or found elsewhere.
        rules: see ``Rules``.
        fixed: pairs that are begun (a ballot exists): they stay, whatever the rules say now.
        keep: pairs planned before: they stay where nothing better forbids it.
        avoid: pairs never to be made, such as a judge who recused themselves (主动回避). Beats ``fixed``.
        seed: the same case and seed give the same answer.
        seconds: when to stop looking for something better.
    """

    entries: tuple[Entry, ...]
    judges: tuple[Judge, ...]
    per_entry: int = PER_ENTRY
    conflicts: tuple[Conflict, ...] = ()
    rules: Rules = field(default_factory=Rules)
    fixed: frozenset[Pair] = frozenset()
    keep: frozenset[Pair] = frozenset()
    avoid: frozenset[Pair] = frozenset()
    seed: int = 1
    seconds: float = SECONDS

    def __post_init__(self) -> None:
        """Order is taken away, and names nobody bears are refused."""
        for name, key in (("entries", _id), ("judges", _id), ("conflicts", _pair)):
            object.__setattr__(self, name, tuple(sorted(getattr(self, name), key=key)))
        for name in ("fixed", "keep", "avoid"):
            object.__setattr__(self, name, frozenset(Pair(*pair) for pair in getattr(self, name)))
        entries, judges = self.entry_by_id, self.judge_by_id
        if len(entries) < len(self.entries) or len(judges) < len(self.judges):
            raise ValueError("ids of entries and of judges must be unique")
        for entry, judge in (*self.fixed, *self.keep, *self.avoid, *map(_pair, self.conflicts)):
            if entry not in entries or judge not in judges:
                raise ValueError(f"no such entry or judge: {entry}, {judge}")

    @cached_property
    def entry_by_id(self) -> Mapping[str, Entry]:
        return {one.id: one for one in self.entries}

    @cached_property
    def judge_by_id(self) -> Mapping[str, Judge]:
        return {one.id: one for one in self.judges}

    def wanted(self, entry: Entry) -> int:
        """How many judges an entry is to have."""
        return self.per_entry if entry.wanted is None else entry.wanted

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all the answer depends on; names and the time limit are not of it."""
        return digest_of(
            {
                "entries": [{**_fields(one), "wanted": self.wanted(one)} for one in self.entries],
                "judges": [_fields(one) for one in self.judges],
                "conflicts": sorted([one.entry, one.judge, one.source] for one in self.conflicts),
                "rules": _fields(self.rules),
                **{name: sorted(getattr(self, name)) for name in ("fixed", "keep", "avoid")},
                "seed": self.seed,
            }
        )


def _id(one: Entry | Judge) -> str:
    return one.id


def _pair(one: Conflict) -> Pair:
    return Pair(one.entry, one.judge)


def _fields(one: Entry | Judge | Rules) -> dict[str, object]:
    """A record's fields but its name; lists in order, for theirs means nothing."""
    found: dict[str, object] = {}
    for name in _slots(one):
        value = getattr(one, name)
        found[name] = sorted(value) if isinstance(value, tuple) else value
    return found


def _slots(one: object) -> Iterable[str]:
    return (name for name in one.__dataclass_fields__ if name != "name")  # type: ignore[attr-defined]
