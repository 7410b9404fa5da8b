"""The rules of a timetable as a CP-SAT model.

An item is in a session or not; a seat of a session holds one of a class of items or none. Items of one class may sit
on the same seats and count the same in a row, so that who of a class sits where can be settled afterwards: 63 items on
63 seats are some 570 decisions and not 3,969.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

from gaoxin.schedule.chance import shuffled
from gaoxin.schedule.solver import sat_module
from gaoxin.schedule.timetable.case import Case, Item, Session
from gaoxin.schedule.timetable.result import Rule, Violation
from gaoxin.schedule.timetable.wording import listed, wording

MOVED, UNWANTED, RESEATED, GAP, UNEVEN = 100, 10, 4, 3, 2  # what a wish that is not granted weighs


class Class(NamedTuple):
    """Items that may take each other's seats: of one kind, where kinds count in a row, and awake at the same times."""

    kind: str
    open: tuple[tuple[int, ...], ...]  # seats by session
    zone: str


class Model:
    """The variables and constraints of a case.

    ``guarded``: every rule holds only while its guard is assumed, so that the guards in a proof of infeasibility name
    the rules that clash; without, the rules hold and the wishes are weighed. ``held``: of the guarded rules those, by
    place, that hold.
    """

    def __init__(self, case: Case, *, guarded: bool = False, held: frozenset[int] | None = None) -> None:
        self.case, self.guarded, self.held = case, guarded, held
        self.cp = sat_module().CpModel()
        self.rules: list[tuple[Any, Violation]] = []  # guard and what it stands for
        self.items = [case.item_by_id[name] for name in shuffled(case.item_by_id, case.seed)]
        self.class_of = {one.id: self._class(one) for one in self.items}
        self.members: dict[Class, list[Item]] = defaultdict(list)
        for one in self.items:
            self.members[self.class_of[one.id]].append(one)
        self._variables()
        self._rules()
        if not guarded:
            self._wishes()

    def _class(self, item: Item) -> Class:
        kind = item.kind if item.kind in self.case.never_in_a_row else ""
        seats = tuple(self.case.open_seats(item, session) for session in self.case.sessions)
        return Class(kind, seats, item.zone if self.case.hours else "")

    def _variables(self) -> None:
        """Everybody in one session, every seat for one, and as many of a class in a session as on its seats."""
        cp, case = self.cp, self.case
        self.at = {(one.id, s.id): cp.new_bool_var("") for one in self.items for s in case.sessions}
        self.on = {
            (s.id, seat, of): cp.new_bool_var("") for s in case.sessions for seat in seats(s) for of in self.members
        }
        for one in self.items:
            cp.add_exactly_one(self.at[one.id, s.id] for s in case.sessions)
        for s in case.sessions:
            for seat in seats(s):
                cp.add_at_most_one(self.on[s.id, seat, of] for of in self.members)
            for of, members in self.members.items():
                cp.add(
                    sum(self.at[one.id, s.id] for one in members) == sum(self.on[s.id, seat, of] for seat in seats(s))
                )

    # rules

    def _rules(self) -> None:
        case = self.case
        for one in case.items:
            shut = [s for s in case.sessions if s.is_named(one.unavailable)]
            if shut:
                self._forbid([self.at[one.id, s.id] for s in shut], self._absence(one, shut))
        self._hours()
        self._mix()
        self._rows()
        units = Counter(one.unit for one in case.items if one.unit) if case.one_per_unit else Counter()
        for unit in sorted(unit for unit, count in units.items() if count > 1):
            self._at_most([one for one in case.items if one.unit == unit], 1, "unit", unit=unit, count=units[unit])
        most = case.topic_most
        topics = Counter(topic for one in case.items for topic in set(one.topics)) if most is not None else Counter()
        for topic in sorted(topic for topic, count in topics.items() if count > (most or 0)):
            several = [one for one in case.items if topic in one.topics]
            self._at_most(several, most or 0, "topic", topic=topic, most=most, count=topics[topic])
        self._pins()
        for pair in case.apart:
            both = [case.item_by_id[name] for name in pair]
            self._at_most(both, 1, "apart", items=listed(one.label for one in both))

    def _absence(self, item: Item, shut: list[Session]) -> Any:
        """Said by whichever are fewer: the sessions at which it cannot be, or those at which it can."""
        left = [s for s in self.case.sessions if s not in shut]
        few, name = (left, "only") if len(left) < len(shut) else (shut, "unavailable")
        told = {"item": item.label, "session": listed(s.label for s in few)}
        return self._guard("unavailable", (item.id,), tuple(s.id for s in shut), sentence=name, **told)

    def _hours(self) -> None:
        for of, members in self.members.items():
            shut = [
                self.on[s.id, seat, of]
                for s, open_ in zip(self.case.sessions, of.open, strict=True)
                for seat in seats(s)
                if seat not in open_
            ]
            if shut:
                names = tuple(sorted(one.id for one in members))
                labels = listed(self.case.item_by_id[name].label for name in names)
                self._forbid(shut, self._guard("hours", names, (), item=labels, zone=of.zone))

    def _mix(self) -> None:
        for mix in self.case.mix:
            items = [one for one in self.items if one.kind == mix.kind]
            for s in self.case.sessions:
                if mix.sessions and s.id not in mix.sessions:
                    continue
                guard = self._guard("mix", (), (s.id,), session=s.label, kind=mix.kind, least=mix.least, most=mix.most)
                count = sum(self.at[one.id, s.id] for one in items)
                self._hold(self.cp.add_linear_constraint(count, mix.least, mix.most), guard)

    def _rows(self) -> None:
        for kind in sorted(set(self.case.never_in_a_row)):
            classes = [of for of in self.members if of.kind == kind]
            for s in self.case.sessions if classes else ():
                guard = self._guard("row", (), (s.id,), session=s.label, kind=kind)
                for one, next_ in pairwise(seats(s)):
                    here = [self.on[s.id, seat, of] for seat in (one, next_) for of in classes]
                    self._hold(self.cp.add(sum(here) <= 1), guard)

    def _pins(self) -> None:
        for pin in self.case.pins:
            item, s = self.case.item_by_id[pin.item], self.case.session_by_id[pin.session]
            name = "pin" if pin.seat is None else "pin_seat"
            guard = self._guard(
                "pin", (item.id,), (s.id,), sentence=name, item=item.label, session=s.label, seat=pin.seat
            )
            self._hold(self.cp.add(self.at[item.id, s.id] == 1), guard)
            if pin.seat is not None:
                self._hold(self.cp.add(self.on[s.id, pin.seat, self.class_of[item.id]] == 1), guard)

    def _at_most(self, items: list[Item], most: int, rule: Rule, /, **values: object) -> None:
        """No session has more than ``most`` of these items."""
        guard = self._guard(rule, tuple(one.id for one in items), (), **values)
        for s in self.case.sessions:
            self._hold(self.cp.add(sum(self.at[one.id, s.id] for one in items) <= most), guard)

    def _guard(self, rule: Rule, items: tuple[str, ...], sessions: tuple[str, ...], /, **values: object) -> Any:
        """What is assumed when the rule holds; ``sentence`` names its words where they are not the rule's own."""
        if not self.guarded:
            return None
        guard = self.cp.new_bool_var("") if self.held is None else self.cp.new_constant(len(self.rules) in self.held)
        words = wording(f"rule_{values.get('sentence', rule)}", **values)
        self.rules.append((guard, Violation(rule, items, sessions, words)))
        return guard

    def _forbid(self, variables: Iterable[Any], guard: Any) -> None:
        self._hold(self.cp.add(sum(variables) == 0), guard)

    def _hold(self, constraint: Any, guard: Any) -> None:
        if guard is not None:
            constraint.only_enforce_if(guard)

    # wishes

    def _wishes(self) -> None:
        case, costs = self.case, []
        for one in self.items:
            wanted = [s for s in case.sessions if s.is_named(one.preferred)]
            if wanted:
                costs.append(UNWANTED * (1 - sum(self.at[one.id, s.id] for s in wanted)))
            before = case.kept.get(one.id)
            if before:
                costs.append(MOVED * (1 - self.at[one.id, before.session]))
                costs.append(RESEATED * (1 - self.on[before.session, before.seat, self.class_of[one.id]]))
        if sum(s.seats for s in case.sessions) > len(case.items):
            costs += [*self._gaps(), *self._unevenness()]
        if costs:
            self.cp.minimize(sum(costs))

    def _gaps(self) -> Iterable[Any]:
        """Empty seats belong at a session's end, or else at its beginning, and not between others."""
        for s in self.case.sessions:
            taken = [sum(self.on[s.id, seat, of] for of in self.members) for seat in seats(s)]
            begun = [self.cp.new_bool_var("") for _ in taken]  # whether this seat or an earlier one is taken
            for at, (one, so_far) in enumerate(zip(taken, begun, strict=True)):
                before = begun[at - 1] if at else 0
                self.cp.add(so_far >= one)
                self.cp.add(so_far >= before)
                self.cp.add(so_far <= before + one)
                yield begun[-1] - so_far
            for at, (one, next_) in enumerate(pairwise(taken)):
                gap = self.cp.new_bool_var("")
                self.cp.add(gap >= next_ - one + begun[at] - 1)
                yield GAP * gap

    def _unevenness(self) -> Iterable[Any]:
        """Sessions are filled alike, by their seats."""
        total = sum(s.seats for s in self.case.sessions)
        for s in self.case.sessions:
            share = len(self.case.items) * s.seats // total
            below = self.cp.new_int_var(0, share, "")
            self.cp.add(sum(self.at[one.id, s.id] for one in self.items) + below >= share)
            yield UNEVEN * below


def seats(session: Session) -> range:
    """A session's seats, from 1."""
    return range(1, session.seats + 1)
