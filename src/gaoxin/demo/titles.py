"""Recognitions held in the invented zone, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from gaoxin.demo.books import Firm
from gaoxin.periods import add_years


@dataclass(frozen=True, slots=True)
class TitleKind:
    """A recognition by its Chinese name, its term, and the age at which a firm can first hold it."""

    label: str
    years: int
    age: int


KINDS = {
    "tech_sme": TitleKind("科技型中小企业", 1, 0),
    "hnte": TitleKind("高新技术企业", 3, 1),
    "innovative_sme": TitleKind("创新型中小企业", 3, 1),
    "srdi": TitleKind("专精特新中小企业", 3, 3),
    "little_giant": TitleKind("专精特新“小巨人”企业", 3, 4),
    "nx_agri_hnte": TitleKind("宁夏农业高新技术企业", 3, 2),
}
SOON = 183  # days: 「半年内到期」


@dataclass(frozen=True, slots=True)
class Held:
    """One line of the sheet of recognitions; both days are inclusive."""

    uscc: str
    label: str
    valid_from: date
    valid_to: date


def award_titles(firm: Firm, on: date, rng: Random) -> list[Held]:
    """The recognitions of an ordinary firm: one in eight about to run out, one in eight run out already."""
    held = []
    for policy, chance in firm.profile.titles:
        kind = KINDS[policy]
        last = on + timedelta(days=_days_left(kind, rng))
        title = held_until(firm.uscc, policy, last)
        if rng.random() < chance and title.valid_from >= add_years(firm.established, kind.age):
            held.append(title)
    return held


def held_until(uscc: str, policy: str, last: date) -> Held:
    """A recognition that runs out on a given day, its full term before it.

    >>> held_until("", "hnte", date(2026, 11, 14)).valid_from
    datetime.date(2023, 11, 15)
    """
    kind = KINDS[policy]
    return Held(uscc, kind.label, add_years(last, -kind.years) + timedelta(days=1), last)


def _days_left(kind: TitleKind, rng: Random) -> int:
    fate = rng.random()
    if fate < 0.13:
        return rng.randint(0, SOON)
    if fate < 0.26:
        return -rng.randint(1, 500)
    return rng.randint(SOON + 1, 365 * kind.years - 10)
