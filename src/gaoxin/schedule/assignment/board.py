"""A case as tables: who may judge what, who is an expert, how many seats are open, how much each judge may take."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gaoxin.schedule.assignment.case import Case, Entry, Judge, Pair
from gaoxin.schedule.assignment.conflict import Reasons, conflicts
from gaoxin.schedule.chance import table

SLACK = 0.1  # how far from an even load a judge without bounds of their own may be before it is minded
JITTER = 10  # random cost of a pair, 0–9: raises connectivity 1.7–3.6 times and costs no expertise


@dataclass(frozen=True)
class Board:
    """Rows are the case's entries, columns its judges, both in the order of their ids."""

    case: Case

    @cached_property
    def conflicts(self) -> dict[Pair, Reasons]:
        return conflicts(self.case)

    @cached_property
    def row(self) -> dict[str, int]:
        return {one.id: at for at, one in enumerate(self.case.entries)}

    @cached_property
    def column(self) -> dict[str, int]:
        return {one.id: at for at, one in enumerate(self.case.judges)}

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.case.entries), len(self.case.judges)

    def marked(self, pairs: Iterable[Pair]) -> np.ndarray:
        """True at the pairs; bool, shape (entries, judges)."""
        found = np.zeros(self.shape, bool)
        for entry, judge in pairs:
            found[self.row[entry], self.column[judge]] = True
        return found

    @cached_property
    def fixed(self) -> np.ndarray:
        return self.marked(self.case.fixed - self.case.avoid)

    @cached_property
    def clear(self) -> np.ndarray:
        """Pairs nothing forbids: no conflict, nobody taken off, the judge's division."""
        found: np.ndarray = ~self.marked(self.conflicts) & ~self.marked(self.case.avoid)
        for at, judge in enumerate(self.case.judges):
            if judge.divisions:
                found[:, at] &= [entry.division in judge.divisions for entry in self.case.entries]
        return found

    @cached_property
    def open(self) -> np.ndarray:
        """Pairs that may be made now: clear, not begun, and no colleague of the judge's is fixed on the entry."""
        found: np.ndarray = self.clear & ~self.fixed
        for columns in self.colleagues:
            found[np.ix_(self.fixed[:, columns].any(axis=1), columns)] = False
        return found

    @cached_property
    def colleagues(self) -> list[np.ndarray]:
        """Columns of judges of one organisation, where the rule keeps them from one entry."""
        groups: dict[str, list[int]] = defaultdict(list)
        if self.case.rules.one_per_organisation:
            for at, judge in enumerate(self.case.judges):
                groups[judge.organisation.strip().upper() or f"\0{at}"].append(at)
        return [np.array(columns) for columns in groups.values() if len(columns) > 1]

    @cached_property
    def expert(self) -> np.ndarray:
        """True where the judge knows one of the entry's topics."""
        topics = {
            name: at for at, name in enumerate(sorted({name for one in self.case.entries for name in one.topics}))
        }
        of_entry, of_judge = (np.zeros((length, len(topics)), np.float32) for length in self.shape)
        for at, entry in enumerate(self.case.entries):
            of_entry[at, [topics[name] for name in entry.topics]] = 1
        for at, judge in enumerate(self.case.judges):
            of_judge[at, [topics[name] for name in judge.expertise if name in topics]] = 1
        found: np.ndarray = of_entry @ of_judge.T > 0
        return found

    @cached_property
    def crosses(self) -> np.ndarray:
        """True where entry and judge belong to unlike panels."""
        entries = np.array([one.panel for one in self.case.entries], object)
        judges = np.array([one.panel for one in self.case.judges], object)
        apart = (entries[:, None] != judges[None, :]) & (entries[:, None] != "") & (judges[None, :] != "")
        found: np.ndarray = apart.astype(bool)
        return found

    @property
    def has_panels(self) -> bool:
        return bool(self.crosses.any())

    @cached_property
    def jitter(self) -> np.ndarray:
        return table(list(self.row), list(self.column), self.case.seed, JITTER)

    @cached_property
    def wanted(self) -> np.ndarray:
        """Judges per entry; int64, shape (entries,)."""
        return np.array([self.case.wanted(one) for one in self.case.entries], np.int64)

    @cached_property
    def vacant(self) -> np.ndarray:
        """Seats that fixed pairs leave open, per entry."""
        found: np.ndarray = np.maximum(self.wanted - self.fixed.sum(axis=1), 0)
        return found

    @cached_property
    def experts_wanted(self) -> np.ndarray:
        """Experts each entry should have; none where it has no topic, and never more than its seats."""
        asked = [self.case.rules.min_experts if one.topics else 0 for one in self.case.entries]
        found: np.ndarray = np.minimum(np.array(asked, np.int64), self.wanted)
        return found

    @cached_property
    def even(self) -> float:
        """The load at which all seats are filled, if every judge takes as much as their bounds allow towards it."""
        least = np.array([one.least or 0 for one in self.case.judges], float)
        most = np.array([np.inf if one.most is None else one.most for one in self.case.judges])
        total = float(self.wanted.sum())
        low, high = 0.0, max(total, 1.0)
        for _ in range(60):
            middle = (low + high) / 2
            if np.clip(middle, np.minimum(least, most), most).sum() < total:
                low = middle
            else:
                high = middle
        return high

    @cached_property
    def least(self) -> np.ndarray:
        """The fewest each judge should have; int64, shape (judges,)."""
        default = int(np.floor(self.even * (1 - SLACK) + 1e-6))
        asked = [default if one.least is None else one.least for one in self.case.judges]
        found: np.ndarray = np.minimum(np.array(asked, np.int64), self.most)
        return found

    @cached_property
    def most(self) -> np.ndarray:
        """The most each judge should have; only a judge's own bound is never passed."""
        default = int(np.ceil(self.even * (1 + SLACK) - 1e-6))
        asked = [max(default, one.least or 0) if one.most is None else one.most for one in self.case.judges]
        return np.array(asked, np.int64)

    @cached_property
    def ceiling(self) -> np.ndarray:
        """The most each judge can have: their own bound, or every entry."""
        asked = [len(self.case.entries) if one.most is None else one.most for one in self.case.judges]
        return np.array(asked, np.int64)

    def blocked(self, entry: Entry) -> Counter[str]:
        """Why judges are kept from an entry: reason → how many judges, each counted by its first reason."""
        found: Counter[str] = Counter()
        for judge in self.case.judges:
            reason = self.reason(entry, judge)
            if reason:
                found[reason] += 1
        return found

    def reason(self, entry: Entry, judge: Judge) -> str:
        """What keeps a judge from an entry; empty: nothing does."""
        pair = Pair(entry.id, judge.id)
        if pair in self.case.avoid:
            return "avoid"
        if pair in self.conflicts:
            return self.conflicts[pair][0]
        return "division" if judge.divisions and entry.division not in judge.divisions else ""
