"""Invented enterprises with four years of reports, in the chains and parks of a zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from simple_history.utils import bulk_create_with_history

from gaoxin.demo.invent import Row, Rows, invent_zone
from gaoxin.demo.titles import Held
from gaoxin.demo.trades import TRADES
from gaoxin.demo.zone import reported_fields
from gaoxin.fields import Fields
from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.demo.filing import new_batch, newest_rows
from gaoxin_web.demo.sizes import ABOVE, Output
from gaoxin_web.enterprises.models import Enterprise, Membership
from gaoxin_web.enterprises.names import initials_of
from gaoxin_web.rulebook import rulebook

LISTED = date(2021, 1, 1)  # those founded since are not in the list of enterprises above designated size (规上名录)
YEARS_DAY = (5, 15)  # the day of year the generator dates its titles from
WORDS = {trade.industry: trade.word for trade in TRADES.values()}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a zone's enterprises are like: how many, their chains by the generator's, their parks, their output."""

    seed: int
    enterprises: int
    chains: Mapping[str, str]
    parks: Sequence[str]
    output: Output | None = None  # as it was printed
    early: tuple[str, date, int] | None = None  # so many of a chain were there by a day


@dataclass(frozen=True)
class Invented:
    """A zone's rows (year, cells) and titles; each firm's newest row by code."""

    rows: Rows
    titles: list[Held]

    @property
    def newest(self) -> dict[str, Row]:
        return newest_rows(self.rows)


def invent(zone: Zone, recipe: Recipe, today: date) -> Invented:
    """The generator's firms in this zone's chains; its titles moved so that they run out around today."""
    fields = reported_fields(rulebook_fields())
    year = today.year - 1
    rows, titles = invent_zone(fields, seed=recipe.seed, enterprises=recipe.enterprises, year=year)
    for _, row in rows:
        chain = recipe.chains.get(str(row["chain"]), recipe.chains[""])
        row.update(region_code=zone.region, zone=zone.name, chain=chain)
    if recipe.early:
        _found_early(rows, *recipe.early)
    shift = today - date(today.year, *YEARS_DAY)
    moved = [Held(held.uscc, held.label, held.valid_from + shift, held.valid_to + shift) for held in titles]
    return Invented(rows, [held for held in moved if held.valid_from <= today])


def _found_early(rows: Rows, chain: str, day: date, number: int) -> None:
    """The oldest of a chain, as many as are to be there by a day: those founded after it are made older."""
    founded = {
        str(row["uscc"]): row["established_on"]
        for _, row in rows
        if row["chain"] == chain and isinstance(row["established_on"], date)
    }
    oldest = sorted(founded, key=lambda code: (founded[code], code))[:number]
    for _, row in rows:
        if row["uscc"] in oldest and row["established_on"] is not None and founded[str(row["uscc"])] > day:
            row["established_on"] = day - timedelta(days=30 + oldest.index(str(row["uscc"])))


def register(zone: Zone, invented: Invented, recipe: Recipe, rng: Random, today: date) -> list[Enterprise]:
    """The enterprises, found by code; each has a bureau, and most have a steward."""
    bureaus = list(zone.organisations.exclude(parent=None))
    stewards = list(User.objects.filter(zone=zone, username__startswith="steward")) or [None]
    batch = new_batch(zone, "企业名册.xlsx")
    made = []
    for code, row in invented.newest.items():
        told = row["established_on"]
        founded = told if isinstance(told, date) else today - timedelta(days=365 * 9)
        revenue = row["revenue"] if isinstance(row["revenue"], int) else 0
        name = str(row["name"])
        made.append(
            Enterprise(
                zone=zone,
                uscc=code,
                name=name,
                short_name=name.removeprefix("星河市").removesuffix("有限公司"),
                initials=initials_of(name),
                organisation=rng.choice(bureaus),
                steward=rng.choice([*stewards, None]),
                established_on=founded,
                industry_code=str(row["industry_code"] or ""),
                industry=WORDS.get(str(row["industry_code"]), ""),
                chain=str(row["chain"]),
                park=rng.choice(list(recipe.parks)),
                address=f"{rng.choice(list(recipe.parks))}{rng.randint(1, 99)}号（示例）",
                above_designated_size=revenue >= ABOVE and founded < LISTED,
                contact=f"{rng.choice('赵钱孙李周吴郑王')}{rng.choice(('工', '经理', '会计'))}",
                phone=f"0952-000{rng.randint(0, 9999):04d}",  # no subscriber has such a number
                illustrative=True,
                batch=batch,
            )
        )
    return bulk_create_with_history(made, Enterprise)


def enterprise_account(zone: Zone, enterprise: Enterprise) -> None:
    """The demonstration's enterprise account acts for this one."""
    for user in User.objects.filter(zone=zone, grants__role="enterprise"):
        Membership.objects.create(user=user, enterprise=enterprise)


def rulebook_fields() -> Fields:
    return rulebook().fields
