"""Places and awards: who stands where, which rule decided it, who gets what and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from gaoxin.panel.live import Tally
from gaoxin.panel.scheme import Tier, TierPolicy

Rule = Callable[[str], Fraction | None]
SHARED = "shared"  # no rule parted two neighbours
VALUE = "value"  # their scores did
DECIDED = "decided"  # a committee did

Why = Literal["order", "extended", "held", "waits", "capped", "below", "insufficient"]


@dataclass(frozen=True)
class Standing:
    """A pool in order: groups that share a place, and which rule parted each group from the one above."""

    groups: tuple[tuple[str, ...], ...]
    parted: tuple[str, ...]

    def places(self) -> dict[str, int]:
        """1, 2, 2, 4: a shared place takes the room of all who share it."""
        found: dict[str, int] = {}
        ahead = 0
        for group in self.groups:
            found |= dict.fromkeys(group, ahead + 1)
            ahead += len(group)
        return found


def stand(entries: Iterable[str], rules: Sequence[tuple[str, Rule]]) -> Standing:
    """Order entries by the first rule, those equal by the next, and so on; what is left equal shares a place.

    A rule that has nothing to say of one of a tied group (no mark on an optional criterion)
    decides nothing within it: a missing mark is no low mark.
    """
    groups: list[tuple[str, ...]] = []
    parted: list[str] = []
    _split(sorted(entries), list(rules), VALUE, groups, parted)
    return Standing(tuple(groups), tuple(parted))


def _split(
    group: list[str], rules: list[tuple[str, Rule]], by: str, groups: list[tuple[str, ...]], parted: list[str]
) -> None:
    if len(group) <= 1 or not rules:
        if group:
            groups.append(tuple(group))
            parted.append(by)
        return
    (name, rule), rest = rules[0], rules[1:]
    values = {one: rule(one) for one in group}
    if any(value is None for value in values.values()):
        _split(group, rest, by, groups, parted)
        return
    levels: dict[Fraction, list[str]] = {}
    for one in group:
        levels.setdefault(values[one] or Fraction(0), []).append(one)
    for place, level in enumerate(sorted(levels, reverse=True)):
        _split(levels[level], rest, by if place == 0 else name, groups, parted)


def tie_rule(name: str, tally: Mapping[str, Tally]) -> Rule:
    """A rule of the tie chain as a question to an entry."""
    if name == "untrimmed_mean":
        return lambda entry: tally[entry].untrimmed_mean
    if name == "median":
        return lambda entry: tally[entry].median
    key = name.removeprefix("criterion:")
    return lambda entry: tally[entry].criterion_mean(key)


def ruled(order: Sequence[str]) -> Rule:
    """A committee's order as the last rule of the chain: the first named stands before the others."""
    behind = {entry: Fraction(-at) for at, entry in enumerate(order)}
    return behind.get


@dataclass
class Awards:
    """Who gets which tier, who waits for a person's decision, and why for everyone."""

    given: dict[str, str] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    why: dict[str, Why] = field(default_factory=dict)
    by_id: list[tuple[str, ...]] = field(default_factory=list)  # tied groups that a cap parted by entry id


@dataclass
class _Room:
    """What is left of a tier."""

    name: str
    left: int


def award(
    groups: Sequence[Sequence[str]],
    tiers: Sequence[Tier],
    *,
    policy: TierPolicy,
    pool: str = "",
    cap: int | None = None,
    division: Mapping[str, str] | None = None,
) -> Awards:
    """Fill the tiers in order of place.

    The cap is applied first, entry by entry in order (ties by id); what it leaves of a tied
    group is the group that an edge may cut. ``extend`` gives such a group the higher tier and
    takes the excess from the next ones; ``hold`` stops there.
    """
    found = Awards()
    rooms = [_Room(tier.name, tier.of(pool)) for tier in tiers]
    taken: dict[str, int] = {}
    stopped = False
    for group in groups:
        while rooms and not rooms[0].left:
            rooms.pop(0)
        if stopped or not rooms:
            found.why |= dict.fromkeys(group, "waits" if stopped else "below")
            continue
        eligible = _within_cap(group, cap, division or {}, taken, found)
        if len(eligible) > rooms[0].left and policy == "hold":
            found.held += eligible
            found.why |= dict.fromkeys(eligible, "held")
            stopped = True
        elif eligible:
            _give(eligible, rooms, found)
    return found


def _within_cap(
    group: Sequence[str], cap: int | None, division: Mapping[str, str], taken: dict[str, int], found: Awards
) -> list[str]:
    if cap is None:
        return list(group)
    eligible, over = [], []
    for entry in sorted(group):
        home = division[entry]
        if taken.get(home, 0) < cap:
            taken[home] = taken.get(home, 0) + 1
            eligible.append(entry)
        else:
            over.append(entry)
    found.why |= dict.fromkeys(over, "capped")
    if {division[one] for one in over} & {division[one] for one in eligible}:
        found.by_id.append(tuple(sorted(group)))
    return eligible


def _give(group: list[str], rooms: list[_Room], found: Awards) -> None:
    first = rooms[0]
    found.given |= dict.fromkeys(group, first.name)
    found.why |= dict.fromkeys(group, "extended" if len(group) > first.left else "order")
    taking = len(group)
    for room in rooms:
        took = min(taking, room.left)
        room.left -= took
        taking -= took
