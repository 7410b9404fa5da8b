"""Which firm of a register a written name and code mean; what is not certain goes to a person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz

from gaoxin.errors import GaoxinError
from gaoxin.register.identity.codes import Code
from gaoxin.register.identity.firms import Alias, Firm, load_firms, save_firms
from gaoxin.register.identity.names import Name, Parts, normal, parts
from gaoxin.register.ledger.shapes import Doubt

By = Literal["uscc", "name", "former", "alias", "core"]
MOST = 5  # candidates shown
SAME = 60.0  # of 100: below it, a name beside a known code is a different one
COMMON = 500  # firms; a character that more of them hold is no clue
NEAR = 45.0  # of 100: worth showing as a candidate
MARGIN = 12.0  # of 100: how far the second must be behind for a link by the core


@dataclass(frozen=True, slots=True)
class Candidate:
    """A firm that may be meant, how alike (0–100), and why it is shown."""

    firm: Firm
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Match:
    """The firm meant, and by what; or None and whether a person must look."""

    firm: Firm | None
    by: By | None = None
    review: bool = False
    candidates: tuple[Candidate, ...] = ()
    doubts: tuple[Doubt, ...] = ()


class Register:
    """Firms, found by code, by any name they have or had, or by the core of their name. Never merges two."""

    def __init__(self, firms: Iterable[Firm]) -> None:
        self.firms = tuple(firms)
        self.by_code = {firm.uscc: firm for firm in self.firms if firm.uscc}
        self._named: dict[str, list[tuple[Firm, By, date | None, date | None]]] = defaultdict(list)
        for firm in self.firms:
            self._name(firm)

    @classmethod
    def of(cls, firms: Iterable[Firm]) -> Register:
        return cls(firms)

    @classmethod
    def load(cls, path: Path) -> Register:
        """Read a register's JSON file; GaoxinError where it is none."""
        return cls(load_firms(path))

    def save(self, path: Path) -> None:
        save_firms(path, self.firms)

    def _name(self, firm: Firm) -> None:
        self._named[normal(firm.name)].append((firm, "name", None, None))
        for former in firm.former:
            self._named[normal(former.name)].append((firm, "former", None, None))
        for alias in firm.aliases:
            self._named[normal(alias.name)].append((firm, "alias", alias.since, alias.until))

    @cached_property
    def _cores(self) -> dict[str, list[Firm]]:
        """Firms by the first two characters of their brand; made when a name first needs it."""
        found: dict[str, list[Firm]] = defaultdict(list)
        for firm in self.firms:
            found[parts(firm.name).brand[:2]].append(firm)
        return found

    @cached_property
    def _chars(self) -> dict[str, list[int]]:
        """Positions of the firms whose core holds a character."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, firm in enumerate(self.firms):
            for char in set(parts(firm.name).core):
                found[char].append(at)
        return found

    # matching

    def match(self, name: Name, code: Code, *, on: date | None = None) -> Match:
        """Who is meant: code before name, whole names before cores; a code that fails never links."""
        if code.state == "ok" and code.value in self.by_code:
            return self._by_code(self.by_code[code.value], name)
        named = self._by_name(name, on)
        if code.state == "ok":
            if named and named.firm is not None and named.firm.uscc not in (None, code.value):
                reason = f"名称与名册相同，代码却是 {named.firm.uscc}"
                return Match(
                    None, review=True, candidates=(Candidate(named.firm, 100.0, reason),), doubts=(_ambiguous(reason),)
                )
            return named if named and named.firm is not None and named.firm.uscc is None else Match(None)
        if code.state in ("failed", "lost"):
            firm = named.firm if named else None
            shown = (Candidate(firm, 100.0, "名称相同，代码有误"),) if firm else self.candidates(name)
            return Match(None, review=True, candidates=shown)
        if not name.name:
            return Match(None, review=True)
        return named or self._by_core(name)

    def _by_code(self, firm: Firm, name: Name) -> Match:
        if not name.name or _same_name(firm, name.name):
            return Match(firm, "uscc")
        problem = f"与名册中该代码的名称“{firm.name}”差别很大"
        return Match(firm, "uscc", doubts=(Doubt("GX358", problem, "请核对：是更名，还是代码填错？"),))

    def _by_name(self, name: Name, on: date | None) -> Match | None:
        """An exact name that means one firm: its own first, then those it had or goes by."""
        for written in (name.name, *name.former, *name.other):
            found = [
                (f, by) for f, by, since, until in self._named.get(normal(written), ()) if _in_force(since, until, on)
            ]
            own = [(firm, by) for firm, by in found if by == "name"] or found
            firms = {id(firm) for firm, _ in own}
            if len(firms) == 1 and written:
                return Match(own[0][0], own[0][1])
            if len(firms) > 1:
                shown = tuple(Candidate(firm, 100.0, "名称相同") for firm, _ in own[:MOST])
                return Match(None, review=True, candidates=shown, doubts=(_ambiguous("名册中不止一家用这个名称"),))
        return None

    def _by_core(self, name: Name) -> Match:
        mine = parts(name.name)
        alike = [(firm, *_likeness(mine, parts(firm.name))) for firm in self._cores.get(mine.brand[:2], ())]
        sure = [(firm, why) for firm, why, _ in alike if why]
        shown = self.candidates(name)
        if len(sure) == 1 and not self._rival(sure[0][0], mine, shown):
            firm, why = sure[0]
            return Match(
                firm,
                "core",
                candidates=shown,
                doubts=(Doubt("GX359", f"按{why}对到“{firm.name}”", "请确认；确认后记为别名。"),),
            )
        if len(sure) > 1 or any(candidate.score > 80 for candidate in shown):
            return Match(None, review=True, candidates=shown, doubts=(_ambiguous("名册中有几家相近的企业"),))
        doubt = Doubt("GX361", "名册中没有这家企业", "请选定名册中的企业，或新建。")
        return Match(None, review=True, candidates=shown, doubts=(doubt,))

    def _rival(self, firm: Firm, mine: Parts, shown: tuple[Candidate, ...]) -> bool:
        """Whether another firm is nearly as like: same brand elsewhere, or a core within the margin."""
        best = fuzz.ratio(mine.core, parts(firm.name).core)
        return any(c.firm is not firm and c.score > best - MARGIN for c in shown)

    def candidates(self, name: Name) -> tuple[Candidate, ...]:
        """The firms most like a name, best first."""
        mine = parts(name.name)
        lists = sorted((self._chars.get(char, []) for char in set(mine.core)), key=len)
        rare = [found for found in lists if len(found) <= COMMON] or lists[:1]  # 新 and 科 tell nothing apart
        votes = Counter(at for found in rare for at in found)
        near = [at for at, _ in votes.most_common(200)]
        scored = [(fuzz.ratio(mine.core, parts(self.firms[at].name).core), at) for at in near]
        best = sorted((pair for pair in scored if pair[0] >= NEAR), key=lambda pair: (-pair[0], pair[1]))[:MOST]
        return tuple(Candidate(self.firms[at], round(score, 1), "名称主体相近") for score, at in best)

    # what a person decided

    def teach(self, written: str, firm: Firm, source: str, on: date | None = None) -> Register:
        """A register that knows ``written`` as an alias of a firm; GaoxinError where it names another."""
        known = {id(other) for other, *_ in self._named.get(normal(written), ()) if other != firm}
        if known:
            raise GaoxinError(f"“{written}”已是另一家企业的名称，不能再作“{firm.name}”的别名。")
        taught = replace(firm, aliases=(*firm.aliases, Alias(written, source, on)))
        return Register(taught if one == firm else one for one in self.firms)


def _same_name(firm: Firm, written: str) -> bool:
    known = [firm.name, *(former.name for former in firm.former), *(alias.name for alias in firm.aliases)]
    if normal(written) in {normal(name) for name in known}:
        return True
    mine, theirs = parts(written).core, parts(firm.name).core
    return mine in theirs or theirs in mine or fuzz.ratio(mine, theirs) >= SAME


def _in_force(since: date | None, until: date | None, on: date | None) -> bool:
    return on is None or ((since is None or since <= on) and (until is None or on <= until))


def _ambiguous(why: str) -> Doubt:
    return Doubt("GX360", f"不能确定是哪家企业：{why}", "请在待核清单中选定。")


def _likeness(mine: Parts, theirs: Parts) -> tuple[str, float]:
    """Why two names mean one firm by rule, '' where none does; and how alike their cores are."""
    if mine.region and theirs.region and not (mine.region in theirs.region or theirs.region in mine.region):
        return "", 0.0
    score = fuzz.ratio(mine.core, theirs.core)
    if mine.core == theirs.core:
        return "相同的名称主体", score
    if len(mine.brand) >= 2 and (theirs.core.startswith(mine.core) or mine.core.startswith(theirs.core)):
        return "相同的字号", score
    if mine.core[:2] == theirs.core[:2] and len(mine.core) >= 3 and _inside(mine.core, theirs.core):
        return "依次包含的名称主体", score
    return "", score


def _inside(short: str, long: str) -> bool:
    """Whether the characters of one text stand in another in their order."""
    rest = iter(long)
    return all(char in rest for char in short)
