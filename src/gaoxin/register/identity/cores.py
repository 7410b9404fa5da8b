"""Which firms a name may be short for, or nearly is: by place, brand and trade rather than the whole name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from gaoxin.register.identity.firms import Firm
from gaoxin.register.identity.lexicon import Lexicon, Parts
from gaoxin.register.identity.names import normal

MOST = 5  # candidates shown
COMMON = 500  # firms; a character that more of them hold is no clue
LOOKED_AT = 200  # firms that share most with a name, compared in full
NEAR = 45.0  # of 100: worth showing as a candidate
MARGIN = 9.0  # of 100: how far the second must be behind for a link; chosen in bench/identity, like the others
ALIKE = {"equal": 100.0, "prefix": 90.0, "ordered": 80.0, "inside": 70.0}
REASONS = {"equal": "字号和行业相同", "prefix": "是其名称的开头", "ordered": "可能是其简称", "inside": "可能是其简称"}
APART = 15.0  # of 100: for another place or another kind of body


@dataclass(frozen=True, slots=True)
class Candidate:
    """A firm that may be meant, how alike (0–100), and why it is shown."""

    firm: Firm
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The one firm a name's core means and by which rule; or None, why not, and who may be meant."""

    firm: Firm | None
    reason: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A name taken apart. ``keys``: its core, and place and core together, wherever the place stood."""

    parts: Parts
    core: str
    keys: tuple[str, ...]

    @classmethod
    def of(cls, parts: Parts) -> Taken:
        core = parts.core
        return cls(parts, core, (core, parts.region + core) if parts.region else (core,))


@dataclass
class Cores:
    """The firms of a register by what their names are made of; their order in the register does not matter."""

    lexicon: Lexicon
    firms: list[Firm]
    taken: list[Taken]
    _equal: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _holding: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, firms: Iterable[Firm], lexicon: Lexicon) -> Cores:
        ordered = sorted(firms, key=lambda firm: (normal(firm.name), firm.uscc or ""))
        parts = [lexicon.parts(firm.name) for firm in ordered]
        wiser = lexicon.with_places(one.region for one in parts)
        if wiser is not lexicon:
            parts = [wiser.parts(firm.name) for firm in ordered]
        found = cls(wiser, ordered, [Taken.of(one) for one in parts])
        for at, one in enumerate(found.taken):
            for key in one.keys:
                found._equal[key] = (*found._equal.get(key, ()), at)
            for char in set(one.core):
                found._holding[char].append(at)
        return found

    def find(self, name: str) -> Finding:
        """The firm a name means without being its whole name, where only one can be meant."""
        mine = Taken.of(self.lexicon.parts(name))
        sure = self._sure(mine)
        ratios = {at: fuzz.ratio(mine.core, self.taken[at].core) for at in (*self._near(mine), *sure)}
        ratios |= dict.fromkeys(self._equals(mine), 100.0)
        shown = self._candidates(mine, ratios)
        if len(sure) > 1:
            return Finding(None, f"名册中有 {len(sure)} 家企业都可以这样称呼", shown)
        rule = _rule(mine, self.taken[min(sure)]) if sure else ""
        if rule in ("", "inside"):
            return Finding(None, "", shown)
        first = min(sure)
        if (second := self._second(mine, first, ratios)) is not None:
            return Finding(None, f"与“{self.firms[second].name}”也相近", shown)
        return Finding(self.firms[first], REASONS[rule], shown)

    def _sure(self, mine: Taken) -> set[int]:
        """The firms a name can mean: with its own core; else, for a name without form, all it may be short for.

        A core that others go on from may be a brand alone, whatever the lists take its end for: then they count too.
        """
        equal = {at for at in self._equals(mine) if _together(mine, self.taken[at])}
        if mine.parts.kind:
            return equal
        longer = {at for at in self._containing(mine.core) if _together(mine, self.taken[at])}
        if equal and mine.parts.trade:
            longer = {at for at in longer if self.taken[at].core.startswith(mine.core)}
        return equal | longer

    def _equals(self, mine: Taken) -> Iterator[int]:
        for key in mine.keys:
            yield from self._equal.get(key, ())

    def _containing(self, core: str) -> list[int]:
        """The firms a core may be short for, as :func:`_short_for` says."""
        if not core:
            return []
        rarest = min((self._holding.get(char, []) for char in core), key=len)
        return [at for at in rarest if _short_for(core, self.taken[at].core)]

    def _near(self, mine: Taken) -> list[int]:
        """The firms that share most characters with a name, the rarer characters of it."""
        lists = sorted((self._holding.get(char, []) for char in sorted(set(mine.core))), key=len)
        rare = [found for found in lists if len(found) <= COMMON] or lists[:1]  # 新 and 科 tell nothing apart
        votes = Counter(at for found in rare for at in found)
        return sorted(votes, key=lambda at: (-votes[at], at))[:LOOKED_AT]

    def _second(self, mine: Taken, first: int, ratios: dict[int, float]) -> int | None:
        """A firm nearly as like a name as the first; nobody in another place or of another kind."""
        near = (at for at, ratio in ratios.items() if ratio > ratios[first] - MARGIN and at != first)
        return min((at for at in near if _together(mine, self.taken[at])), default=None)

    def _candidates(self, mine: Taken, ratios: dict[int, float]) -> tuple[Candidate, ...]:
        """The firms most like a name, best first."""
        worth = {at for at, ratio in ratios.items() if ratio >= NEAR} | set(self._containing(mine.core))
        scored = sorted((-self._score(mine, at, ratios.get(at, 0.0)), at) for at in worth)
        best = [(-score, at) for score, at in scored[:MOST] if -score >= NEAR]
        return tuple(Candidate(self.firms[at], round(score, 1), _reason(mine, self.taken[at])) for score, at in best)

    def _score(self, mine: Taken, at: int, ratio: float) -> float:
        theirs = self.taken[at]
        apart = 0.0 if _together(mine, theirs) else APART
        return max(ratio, ALIKE.get(_rule(mine, theirs), 0.0)) - apart


def _rule(mine: Taken, theirs: Taken) -> str:
    """How a name's core stands in a firm's: equal, prefix, ordered (its first two first), inside, '' for not at all."""
    core = mine.core
    if any(key in theirs.keys for key in mine.keys):
        return "equal"
    if len(core) < 2 or not _short_for(core, theirs.core):
        return ""
    if theirs.core.startswith(core):
        return "prefix"
    return "ordered" if len(core) > 2 and theirs.core.startswith(core[:2]) else "inside"


def _short_for(short: str, long: str) -> bool:
    """Whether a text is part of another, or begins as it does and keeps to its order (天奔, 天地奔牛)."""
    if short in long:
        return True
    rest = iter(long)
    return short[:1] == long[:1] and all(char in rest for char in short)


def _together(mine: Taken, theirs: Taken) -> bool:
    """Whether nothing in place or form says that a name is not this firm's."""
    return _same_place(mine, theirs) and _same_kind(mine, theirs)


def _same_place(mine: Taken, theirs: Taken) -> bool:
    """宁夏 and 宁夏石嘴山 may be one place, 银川 and 石嘴山 not; a name without place may be anywhere.

    A name with a form claims to be whole: 宁夏 is not 宁夏石嘴山 then, only 石嘴山 is.
    """
    here, there = mine.parts.region, theirs.parts.region
    if not (here and there) or here.endswith(there) or there.endswith(here):
        return True
    if not mine.parts.kind and (here in there or there in here):
        return True
    return here + mine.core in theirs.keys  # 黄山碳化硅: what reads as its place is the brand of 宁夏黄山碳化硅


def _same_kind(mine: Taken, theirs: Taken) -> bool:
    here, there = mine.parts.kind, theirs.parts.kind
    return not here or not there or here == there


def _reason(mine: Taken, theirs: Taken) -> str:
    reason = REASONS.get(_rule(mine, theirs), "名称相近")
    if not _same_place(mine, theirs):
        reason += f"，但地区是{theirs.parts.region}"
    return reason if _same_kind(mine, theirs) else f"{reason}，但组织形式是{theirs.parts.form}"
