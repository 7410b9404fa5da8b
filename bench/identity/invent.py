"""A zone's invented firms: single ones, groups that share a brand, names they had, names they go by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bench.identity.words import COMMON, ELSEWHERE, FIELDS, FORMS, GENERAL, PLACES, RARE, WHOLE
from gaoxin.demo.names import invented_uscc
from gaoxin.register.identity import Firm, OtherName, normal

SIBLINGS, RENAMED, ALIASED = 0.20, 0.15, 0.15  # of all firms
TODAY = date(2026, 5, 15)
WEIGHTS = [*(6 - place / 10 for place in range(len(COMMON))), *([0.35] * len(RARE))]

Brands = Callable[[Random], str]


@dataclass(frozen=True)
class Written:
    """The parts a name is written from; ``inside`` puts the place in brackets after the brand and trade."""

    place: str
    brand: str
    trade: str
    form: str
    inside: bool = False

    @property
    def full(self) -> str:
        if self.inside:
            return f"{self.brand}{self.trade}（{self.place}）{self.form}"
        return f"{self.place}{self.brand}{self.trade}{self.form}"


@dataclass(frozen=True)
class Invented:
    """A firm with the parts of its name, and the parts of the name it had; ``lone`` if no other has its brand."""

    firm: Firm
    parts: Written
    lone: bool
    former: Written | None = None
    alias: str = ""


@dataclass(frozen=True)
class Zone:
    """All firms of a register, and what the names in it already are."""

    province: str
    firms: tuple[Invented, ...]
    taken: frozenset[str]


def brand_of_characters(rng: Random) -> str:
    """A brand of two to four characters, common ones more often."""
    return "".join(rng.choices(COMMON + RARE, WEIGHTS, k=rng.choices((2, 3, 4), (62, 23, 15))[0]))


def invent_zone(seed: int, count: int = 400, brands: Brands = brand_of_characters) -> Zone:
    """``count`` firms of one zone; the same seed gives the same firms."""
    rng = Random(seed)
    province = rng.choice(sorted(PLACES))
    taken: set[str] = set()
    names = _groups(rng, province, round(count * SIBLINGS), brands, taken)
    while len(names) < count:
        names.append(_new(taken, lambda: write(rng, province, brands(rng))))
    shared = Counter(one.brand[:2] for one in names)
    firms = [_firm(rng, province, one, shared[one.brand[:2]] == 1, brands, taken) for one in names]
    return Zone(province, tuple(firms), frozenset(taken))


def write(rng: Random, province: str, brand: str) -> Written:
    """A new name around a brand."""
    where = rng.random()
    if where < 0.45:
        place = province
    elif where < 0.85:
        place = rng.choice(PLACES[province])
    else:
        place = rng.choice(ELSEWHERE)
    if where < 0.10:
        place += rng.choice([one for one in PLACES[province] if one.endswith(("市", "县"))])
    form = rng.choices(list(FORMS), list(FORMS.values()))[0]
    inside = where > 0.15 and rng.random() < 0.15
    return Written(place, brand, trade(rng), form, inside)


def trade(rng: Random) -> str:
    kind = rng.random()
    if kind < 0.2:
        return rng.choice(WHOLE)
    field = rng.choice(FIELDS)
    if kind < 0.75:
        general = rng.choice(GENERAL)
        return field if field.endswith(general[:2]) else field + general
    return field


def _groups(rng: Random, province: str, count: int, brands: Brands, taken: set[str]) -> list[Written]:
    """Groups of two to five firms that share a brand: a parent perhaps, and what it founded."""
    found: list[Written] = []
    seen: set[str] = set()
    while len(found) < count:
        brand = brands(rng)
        if brand in seen:
            continue
        seen.add(brand)
        if rng.random() < 0.5:
            found.append(Written(province, brand, "", "集团有限公司"))
            taken.add(normal(found[-1].full))
        found += [_new(taken, lambda brand=brand: write(rng, province, brand)) for _ in range(rng.randint(2, 4))]
    return found


def _new(taken: set[str], draw: Callable[[], Written]) -> Written:
    """A drawn name nobody has."""
    while normal((name := draw()).full) in taken:
        pass
    taken.add(normal(name.full))
    return name


def _firm(rng: Random, province: str, name: Written, lone: bool, brands: Brands, taken: set[str]) -> Invented:
    former = _had(rng, province, name, brands, taken) if rng.random() < RENAMED else None
    alias = _called(rng, name, taken) if rng.random() < ALIASED else ""
    day = TODAY - timedelta(days=rng.randint(30, 3000))
    had = (OtherName(former.full, until=day),) if former else ()
    called = (OtherName(alias, "企业自报", since=day),) if alias else ()
    return Invented(Firm(invented_uscc(rng), name.full, had, called), name, lone, former, alias)


def _had(rng: Random, province: str, now: Written, brands: Brands, taken: set[str]) -> Written:
    """The name before: another brand, another trade, or the form before it became a 股份公司."""
    kind = rng.random()
    if kind < 0.4:
        return _new(taken, lambda: write(rng, province, brands(rng)))
    if kind < 0.8 or now.form == "有限公司":
        return _new(taken, lambda: Written(now.place, now.brand, trade(rng), now.form, now.inside))
    before = Written(now.place, now.brand, now.trade, "有限公司", now.inside)
    if normal(before.full) in taken:
        return _new(taken, lambda: write(rng, province, brands(rng)))
    taken.add(normal(before.full))
    return before


def _called(rng: Random, name: Written, taken: set[str]) -> str:
    """A name people use that the full one does not give away: a product's, letters, the old works'."""
    other = "".join(rng.choices(COMMON + RARE, k=2))
    letters = "".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=3))
    made = rng.choice((f"{other}牌", letters, f"{letters}{name.brand}", f"{other}厂", f"{other}{name.trade}"))
    if normal(made) in taken:
        return _called(rng, name, taken)
    taken.add(normal(made))
    return made
