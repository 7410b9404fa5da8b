"""Names as ledgers write them: eleven ways to write a known firm's, and firms the register does not have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from bench.identity.invent import Brands, Invented, Written, Zone, brand_of_characters, trade, write
from bench.identity.words import COMMON, ELSEWHERE, PLACES, RARE, SLIPS
from gaoxin.register.identity import Firm, normal

UNKNOWN = 1.0  # unknown firms for each known one; each is written in two ways
NEW = ("new", "new, sibling of a group", "new, brand of a single firm", "new, brand one character off")


@dataclass(frozen=True)
class Query:
    """One written name (and code, '' for none), of what kind, and the firm that is meant; None if it is unknown."""

    kind: str
    text: str
    meant: Firm | None
    code: str = ""


def queries(zone: Zone, seed: int, brands: Brands = brand_of_characters) -> list[Query]:
    """Every kind for every firm it fits, then the unknown firms."""
    rng = Random(seed)
    known = [query for one in zone.firms for query in _of(rng, one, brands)]
    return [*known, *_unknown(rng, zone, brands)]


def _of(rng: Random, one: Invented, brands: Brands) -> Iterator[Query]:
    for kind, way in WAYS.items():
        if text := way(rng, one):
            yield Query(kind, text, one.firm)
    other = write(rng, rng.choice(sorted(PLACES)), brands(rng)).full if rng.random() < 0.5 else trade(rng)
    yield Query("code, other name", other, one.firm, str(one.firm.uscc))


# a known firm's name


def noise(rng: Random, one: Invented | str) -> str:
    """The full name with what typing, copying and Excel add."""
    text = one if isinstance(one, str) else one.parts.full
    at = rng.randint(1, len(text) - 1)
    spaced = f"{text[:at]}{rng.choice((' ', '　', chr(0xA0), '  '))}{text[at:]}"
    narrow = text.replace("（", "(").replace("）", ")")
    made = [spaced, f" {text}", f"{text}　", narrow if narrow != text else spaced, f"{text}。", f"“{text}”"]
    made += [f"{text[:at]}\n{text[at:]}", f"{text[:at]}\u200b{text[at:]}", f"· {text}"]
    return rng.choice(made)


def _short(one: Written) -> str:
    return one.brand + one.trade


def _no_region(rng: Random, one: Invented) -> str:
    return f"{_short(one.parts)}{one.parts.form}"


def _no_form(rng: Random, one: Invented) -> str:
    p = one.parts
    return f"{p.brand}{p.trade}（{p.place}）" if p.inside else f"{p.place}{p.brand}{p.trade}"


def _moved(rng: Random, one: Invented) -> str:
    """The place before the name goes into brackets, and back; either after the trade or after the brand."""
    p = one.parts
    if not p.inside and rng.random() < 0.3:
        return f"{p.brand}（{p.place}）{p.trade}{p.form}"
    return replace(p, inside=not p.inside).full


def _former(rng: Random, one: Invented) -> str:
    if not one.former:
        return ""
    text = one.former.full
    return rng.choice((text, noise(rng, text), f"{one.parts.brand}公司（曾用名：{text}）"))


def _slip(rng: Random, one: Invented) -> str:
    """One character of the brand wrong, missing, or two swapped; in the full name or the short one."""
    brand, p = one.parts.brand, one.parts
    at, kind = rng.randrange(len(brand)), rng.random()
    if kind < 0.75:
        wrong = SLIPS.get(brand[at]) or rng.choice(COMMON + RARE)
        wrote = brand[:at] + wrong + brand[at + 1 :]
    elif kind < 0.9 or brand[:2] == brand[1::-1]:
        wrote = brand[:at] + brand[at + 1 :]
    else:
        wrote = brand[1] + brand[0] + brand[2:]
    if wrote == brand:
        return ""
    p = replace(p, brand=wrote)
    return p.full if rng.random() < 0.7 else _short(p)


def _firsts(rng: Random, one: Invented) -> str:
    """The first character of each part, as 中国石油化工 becomes 中石化."""
    p = one.parts
    if not p.trade:
        return ""
    general = p.trade[-2:] if len(p.trade) > 3 else ""
    made = (p.brand[0] + p.trade[0] + general, p.brand[0] + p.trade, p.place[0] + p.brand[0] + p.trade[:2])
    return rng.choice(made)


def _alias(rng: Random, one: Invented) -> str:
    return one.alias


WAYS: dict[str, Callable[[Random, Invented], str]] = {
    "full name": lambda rng, one: one.parts.full,
    "spaces, widths, marks": noise,
    "no place": _no_region,
    "no form": _no_form,
    "brand and trade": lambda rng, one: _short(one.parts) if one.parts.trade else "",
    "bare brand": lambda rng, one: one.parts.brand,
    "former name": _former,
    "place moved into or out of brackets": _moved,
    "slip in the brand": _slip,
    "first characters": _firsts,
    "alias on record": _alias,
}


# firms the register does not have


def _unknown(rng: Random, zone: Zone, brands: Brands) -> Iterator[Query]:
    lone = [one for one in zone.firms if one.lone]
    grouped = [one for one in zone.firms if not one.lone] or lone
    for at in range(round(len(zone.firms) * UNKNOWN)):
        for kind, one in (
            (NEW[0], write(rng, zone.province, brands(rng))),
            (NEW[1], write(rng, zone.province, rng.choice(grouped).parts.brand)),
            (NEW[2], write(rng, zone.province, rng.choice(lone).parts.brand)),
            (NEW[3], _near(rng, rng.choice(zone.firms).parts)),
        ):
            weight = {NEW[0]: 4, NEW[1]: 2, NEW[2]: 1, NEW[3]: 2}[kind]
            if at % 4 < weight and normal(one.full) not in zone.taken:
                yield from (Query(kind, text, None) for text in _styles(rng, one))


def _near(rng: Random, known: Written) -> Written:
    """A known firm's name with one character of the brand another: a firm of its own."""
    at = rng.randrange(len(known.brand))
    place = known.place if rng.random() < 0.7 else rng.choice(ELSEWHERE)
    brand = known.brand[:at] + rng.choice(COMMON + RARE) + known.brand[at + 1 :]
    if brand == known.brand:
        return _near(rng, known)
    return replace(known, place=place, brand=brand, trade=known.trade if rng.random() < 0.7 else trade(rng))


def _styles(rng: Random, one: Written) -> Iterator[str]:
    """As ledgers write firms they list for the first time: mostly in full, at times short."""
    yield noise(rng, one.full) if rng.random() < 0.3 else one.full
    style = rng.random()
    if style < 0.4:
        yield f"{_short(one)}{one.form}"
    elif style < 0.65:
        yield f"{one.place}{_short(one)}"
    elif style < 0.9:
        yield _short(one)
    else:
        yield one.brand
