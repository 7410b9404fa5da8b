"""A made-up zone in the installation's database: enterprises, four years of facts, recognitions, people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import polars as pl
from django.utils import timezone

from bench.rules.population import make_population
from gaoxin.fields import Fields
from gaoxin.periods import base_year
from gaoxin.rules.nodes import Column, Flag
from gaoxin.rules.plan import compile_plans
from gaoxin_web.accounts.models import Grant, Organisation, User, Zone
from gaoxin_web.enterprises.models import Enterprise, FactSheet, Recognition
from gaoxin_web.rulebook import rulebook

ON = date(2026, 5, 15)
YEARS = 4
CHUNK = 5000
CHAINS = ("新材料", "装备制造", "电子信息", "生物医药", "新能源", "现代服务")
SYLLABLES = "华鼎远航新科瑞博恒泰中信达盛宏泽安凯隆佳诚拓创维思源启明"
TITLES = ("tech_sme", "innovative_sme", "hnte", "srdi")


def fill(rows: int, seed: int = 7) -> Zone:
    """A zone with ``rows`` enterprises; the same seed gives the same zone."""
    zone = Zone.objects.create(code="bench", name="测试高新区")
    bureaus = [_organisation(zone, f"{name}局") for name in ("科技", "工信", "投促", "发改")]
    _people(zone, bureaus)
    wide = make_population(_columns(), rulebook().fields, ON, rows, seed)
    random = np.random.default_rng(seed)
    for start in range(0, rows, CHUNK):
        part = wide.slice(start, CHUNK)
        firms = Enterprise.objects.bulk_create(_firms(zone, bureaus, part, start, random))
        FactSheet.objects.bulk_create(_sheets(firms, part, rulebook().fields), batch_size=CHUNK)
        Recognition.objects.bulk_create(_held(firms, random), batch_size=CHUNK)
    return zone


def _organisation(zone: Zone, name: str) -> Organisation:
    made = Organisation.objects.create(zone=zone, name=name)
    made.path = f"{made.pk}/"
    made.save()
    return made


def _people(zone: Zone, bureaus: list[Organisation]) -> None:
    for number in range(50):
        user = User.objects.create_user(  # without a password: nobody signs in by one
            f"bench{number}", zone=zone, organisation=bureaus[number % 4], must_change_password=False
        )
        Grant.objects.create(
            user=user, role="leader" if number % 5 == 0 else "officer", scope="zone", approved_at=timezone.now()
        )


def _columns() -> list[Column | Flag]:
    plans = compile_plans(rulebook(), ON)
    return list({column.name: column for plan in plans for column in plan.columns() if ":" not in column.name}.values())


def _firms(
    zone: Zone, bureaus: list[Organisation], part: pl.DataFrame, start: int, random: np.random.Generator
) -> Iterator[Enterprise]:
    for at, (code, days) in enumerate(part.select("uscc", "age_days").iter_rows()):
        brand = "".join(random.choice(list(SYLLABLES), 3))
        yield Enterprise(
            zone=zone,
            uscc=code,
            name=f"宁夏{brand}{CHAINS[(start + at) % 6]}{start + at}有限公司",
            initials=f"nx{brand.encode('utf-8').hex()[:6]}",
            organisation=bureaus[int(random.integers(4))],
            chain=CHAINS[int(random.integers(6))],
            established_on=None if days is None else ON - timedelta(days=days),
        )


def _sheets(firms: list[Enterprise], part: pl.DataFrame, fields: Fields) -> Iterator[FactSheet]:
    """A sheet per enterprise and year with everything that is known, and one for what belongs to no year."""
    base = base_year(ON)
    names = {name: f"{name}_y" for name, item in fields.items() if item.period == "year"}
    for offset in range(YEARS):
        columns = {f"{stem}{offset}": name for name, stem in names.items() if f"{stem}{offset}" in part.columns}
        yield from _of_year(
            firms, part.select(pl.col(old).alias(new) for old, new in columns.items()), base - offset, fields
        )
    static = [
        name
        for name in part.columns
        if name in fields and fields[name].period == "static" and not fields[name].derived and name != "uscc"
    ]
    yield from _of_year(firms, part.select(static), 0, fields)


def _of_year(firms: list[Enterprise], values: pl.DataFrame, year: int, fields: Fields) -> Iterator[FactSheet]:
    """Coded texts become texts again, days become ISO days, as a filing has them."""
    choices = {name: dict(enumerate(fields[name].choices, 1)) for name in values.columns if fields[name].values}
    days = [name for name in values.columns if fields[name].kind == "date"]
    shown = values.with_columns(
        *(pl.col(name).replace_strict(words, default=None, return_dtype=pl.String) for name, words in choices.items()),
        *(pl.col(name).cast(pl.Date).dt.to_string() for name in days),
    )
    for firm, text in zip(firms, shown.select(pl.struct(pl.all()).struct.json_encode()).to_series(), strict=True):
        known = {name: value for name, value in json.loads(text).items() if value is not None}
        yield FactSheet(enterprise=firm, year=year, values=known)


def _held(firms: list[Enterprise], random: np.random.Generator) -> Iterator[Recognition]:
    for firm in firms:
        for title in TITLES:
            if random.random() < 0.12:
                since = ON - timedelta(days=int(random.integers(1, 1400)))
                yield Recognition(enterprise=firm, kind=title, valid_from=since, valid_to=since + timedelta(days=1095))
