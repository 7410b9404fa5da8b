"""Which firm of a register a written name and code mean; what is not certain goes to a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Literal, NamedTuple

from rapidfuzz import fuzz

from gaoxin.errors import GaoxinError
from gaoxin.register.identity.codes import Code
from gaoxin.register.identity.cores import MOST, Candidate, Cores
from gaoxin.register.identity.firms import Firm, OtherName, load_firms, save_firms
from gaoxin.register.identity.lexicon import Lexicon
from gaoxin.register.identity.names import Name, normal, read_name
from gaoxin.register.ledger.shapes import Doubt
from gaoxin.register.memory import uncollected

By = Literal["uscc", "name", "former", "alias", "core"]
KINDS = {"name": "名称", "former": "曾用名", "alias": "别名"}
SAME = 60.0  # of 100: below it, a name beside a known code is a different one
CLOSE = 80.0  # of 100: from here a candidate is likely the firm meant
CHOOSE = "请在待核清单中选定。"


class Match(NamedTuple):
    """The firm meant, and by what; or None and whether a person must look.

    None without review is a firm the register does not have: its code is valid and new.
    ``shown`` are the candidates, or what looks them up once somebody asks.
    """

    firm: Firm | None
    by: By | None = None
    review: bool = False
    shown: tuple[Candidate, ...] | Callable[[], tuple[Candidate, ...]] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The firms that may be meant, best first."""
        return self.shown() if callable(self.shown) else self.shown


class Use(NamedTuple):
    """A firm's use of a name: as its own (``other`` is None), as one it had, as one it goes by."""

    firm: Firm
    by: By
    other: OtherName | None = None

    @property
    def is_dated(self) -> bool:
        return self.other is not None and (self.other.since is not None or self.other.until is not None)

    def in_force(self, on: date | None) -> bool:
        return self.other is None or self.other.in_force(on)


class Register:
    """Firms, found by code, by any name they have or had, or by the core of their name. Never merges two.

    A register does not change: what a person decided makes a new one.
    """

    def __init__(self, firms: Iterable[Firm], lexicon: Lexicon | None = None) -> None:
        """``lexicon``: the words names are made of; those installed beside gaoxin where it is None."""
        self.firms = tuple(firms)
        self.lexicon = lexicon
        self._coded: dict[str, tuple[Firm, ...]] = {}
        self._named: dict[str, tuple[Use, ...]] = {}
        for firm in self.firms:
            self._enter(firm)

    @classmethod
    def load(cls, path: Path, lexicon: Lexicon | None = None) -> Register:
        """Read a register's JSON file; GaoxinError where it is none."""
        with uncollected():
            return cls(load_firms(path), lexicon)

    def save(self, path: Path) -> None:
        save_firms(path, self.firms)

    def _enter(self, firm: Firm) -> None:
        if firm.uscc:
            code = firm.uscc.strip().upper()
            self._coded[code] = (*self._coded.get(code, ()), firm)
        self._enter_name(firm.name, Use(firm, "name"))
        for one in firm.former:
            self._enter_name(one.name, Use(firm, "former", one))
        for one in firm.aliases:
            self._enter_name(one.name, Use(firm, "alias", one))

    def _enter_name(self, name: str, use: Use) -> None:
        key = normal(name)
        self._named[key] = (*self._named.get(key, ()), use)

    @cached_property
    def _words(self) -> Lexicon:
        return self.lexicon or Lexicon.load()

    @cached_property
    def _cores(self) -> Cores:
        """Made when a name first needs it: codes and whole names never do."""
        return Cores.of(self.firms, self._words)

    # matching

    def match(self, name: Name, code: Code, *, on: date | None = None) -> Match:
        """Who is meant: code before name, whole names before cores; a code that fails never links.

        Args:
            name: as :func:`read_name` gives it.
            code: as :func:`read_code` gives it.
            on: the day the ledger speaks of; former names and aliases count only while they were in force.
        """
        if code.state == "ok":
            held = self._coded.get(code.value or "", ())
            return self._by_code(held, name) if held else self._by_new_code(code, name, on)
        named = self._by_name(name, on)
        if code.state != "missing":
            return self._by_bad_code(named, name)
        if named is not None:
            return named
        return self._by_core(name) if name.name else Match(None, review=True)

    def candidates(self, name: Name) -> tuple[Candidate, ...]:
        """The firms most like a name, best first."""
        return self._cores.find(name.name).candidates

    def _by_code(self, held: Sequence[Firm], name: Name) -> Match:
        """The firm that has a code, whatever it is called; a very different name is told."""
        if len(held) > 1:
            return _review(_same(held, "代码相同"), "名册中不止一家用这个代码")
        firm = held[0]
        if not name.name or name.name == firm.name:
            return Match(firm, "uscc")
        uses = self._named.get(normal(name.name), ())
        if any(use.firm is firm for use in uses):
            return Match(firm, "uscc")
        ask = "请核对：是更名，还是代码填错？"
        if others := _same((use.firm for use in uses if use.by == "name"), "名称相同"):
            problem = f"是名册中另一家企业的名称（代码 {others[0].firm.uscc or '未填'}），该代码属于“{firm.name}”"
            return Match(firm, "uscc", shown=others, doubts=(Doubt("GX358", problem, ask),))
        if self._alike(firm, name.name):
            return Match(firm, "uscc")
        problem = f"与名册中该代码的名称“{firm.name}”差别很大"
        return Match(firm, "uscc", doubts=(Doubt("GX358", problem, ask),))

    def _alike(self, firm: Firm, written: str) -> bool:
        mine, theirs = self._words.parts(written).core, self._words.parts(firm.name).core
        return mine in theirs or theirs in mine or fuzz.ratio(mine, theirs) >= SAME

    def _by_new_code(self, code: Code, name: Name, on: date | None) -> Match:
        """A valid code nobody has: a new firm, unless its name is that of one without code or with another."""
        named = self._by_name(name, on)
        if named is None or (named.firm is not None and named.firm.uscc is None):
            return named or Match(None)
        if named.firm is None:
            return named
        reason = f"{KINDS[named.by or 'name']}与名册相同，代码却是 {named.firm.uscc}"
        return _review((Candidate(named.firm, 100.0, reason),), reason)

    def _by_bad_code(self, named: Match | None, name: Name) -> Match:
        """A code that fails its check: whoever is named, a person looks."""
        if named is None:
            return Match(None, review=True, shown=partial(self.candidates, name))
        if named.firm is None:
            return named
        return Match(None, review=True, shown=_same([named.firm], f"{KINDS[named.by or 'name']}相同，代码有误"))

    def _by_name(self, name: Name, on: date | None) -> Match | None:
        """An exact name that means one firm: its own first, then those it had or goes by; None for no such name."""
        slots: list[tuple[str, By | None]] = [(name.name, None)]
        slots += [(one, "former") for one in name.former] + [(one, "alias") for one in name.other]
        for written, slot in slots:
            if (key := normal(written)) and (uses := self._named.get(key)):
                match = _of_uses(uses, on)
                return match._replace(by=slot) if slot and match.firm else match
        return None

    def _by_core(self, name: Name) -> Match:
        found = self._cores.find(name.name)
        if found.firm is not None:
            doubt = Doubt("GX359", f"按“{found.reason}”对到“{found.firm.name}”", "请确认；确认后记为别名。")
            return Match(found.firm, "core", shown=found.candidates, doubts=(doubt,))
        if found.reason:
            return _review(found.candidates, found.reason)
        if found.candidates and found.candidates[0].score >= CLOSE:
            best = found.candidates[0]
            return _review(found.candidates, f"与“{best.firm.name}”相近（{best.reason}），但不足以认定")
        doubt = Doubt("GX361", "名册中没有这家企业", "请选定名册中的企业，或新建。")
        return Match(None, review=True, shown=found.candidates, doubts=(doubt,))

    # what a person decided

    def confirm(self, written: str, firm: Firm, *, source: str, since: date | None = None) -> Register:
        """A register that knows ``written`` as an alias of ``firm``: the next match links by it.

        Args:
            written: the name as a ledger has it.
            firm: a firm of this register, as a match or a candidate gave it.
            source: who decided, or on what paper.
            since: the first day the alias counts; None for always.

        Raises:
            GaoxinError: the name says nothing, or another firm has, had or goes by it.
            ValueError: the firm is not of this register.
        """
        if all(one is not firm for one in self.firms):
            raise ValueError(f"{firm.name} is not a firm of this register")
        name = _as_alias(written)
        uses = self._named.get(normal(name), ())
        if others := [use for use in uses if use.firm is not firm and not _ended(use, since)]:
            held = f"“{name}”已是“{others[0].firm.name}”的{KINDS[others[0].by]}"
            raise GaoxinError(f"{held}，不能再作“{firm.name}”的别名。请先核对两家企业。")
        if any(use.firm is firm and not use.is_dated for use in uses):
            return self
        taught = replace(firm, aliases=(*firm.aliases, OtherName(name, source, since)))
        return Register((taught if one is firm else one for one in self.firms), self.lexicon)


def _as_alias(written: str) -> str:
    """The name as it will be looked up; GaoxinError where nothing is left of it."""
    name = read_name(written).name
    if not normal(name):
        raise GaoxinError(f"“{written}”不是名称，不能作别名。请填写企业的简称或全称。")
    return name


def _of_uses(uses: Sequence[Use], on: date | None) -> Match:
    """Who uses a name that day: one firm links; several, or only on other days, go to a person."""
    held = [use for use in uses if use.in_force(on)]
    # On a day, a dated former name is as good as a name of one's own: another firm may have taken it since.
    own = [use for use in held if use.by == "name" or (on is not None and use.by == "former" and use.is_dated)]
    own = own if any(use.by == "name" for use in own) else held
    firms = {id(use.firm): use.firm for use in own}
    if len(firms) == 1:
        return Match(own[0].firm, own[0].by)
    if firms:
        return _review(_same(firms.values(), "名称相同"), "名册中不止一家用这个名称")
    terms = {id(use.firm): _term(use) for use in uses}
    shown = _same({id(use.firm): use.firm for use in uses}.values(), "曾用名或别名相同，但当日不在使用期内")
    return _review(shown, "、".join(f"“{one.firm.name}”{terms[id(one.firm)]}" for one in shown))


def _term(use: Use) -> str:
    """From when to when a name was used: 自2019-03-01至2022-05-31用此曾用名."""
    since, until = (use.other.since, use.other.until) if use.other else (None, None)
    return f"{f'自{since}' if since else ''}{f'至{until}' if until else ''}用此{KINDS[use.by]}"


def _ended(use: Use, since: date | None) -> bool:
    """Whether a use of a name is over before a day."""
    until = use.other.until if use.other else None
    return since is not None and until is not None and until < since


def _same(firms: Iterable[Firm], reason: str) -> tuple[Candidate, ...]:
    """Firms that are alike in all that is asked, in an order of their own."""
    ordered = sorted(firms, key=lambda firm: (normal(firm.name), firm.uscc or ""))
    return tuple(Candidate(firm, 100.0, reason) for firm in ordered[:MOST])


def _review(candidates: tuple[Candidate, ...], why: str) -> Match:
    doubt = Doubt("GX360", f"不能确定是哪家企业：{why}", CHOOSE)
    return Match(None, review=True, shown=candidates, doubts=(doubt,))
