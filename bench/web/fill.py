"""A made-up zone in the installation's database: enterprises, four years of facts, recognitions, people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from bench.rules.population import make_population
from gaoxin.fields import Fields
from gaoxin.periods import base_year
from gaoxin.rules.nodes import Column, Flag
from gaoxin.rules.plan import compile_plans
from gaoxin_web.accounts.models import Grant, Organisation, User, Zone
from gaoxin_web.enterprises.models import Enterprise, FactSheet, Recognition
from gaoxin_web.enterprises.services.bulk import write_rows
from gaoxin_web.rulebook import rulebook

ON = date(2026, 5, 15)
YEARS = 4
CHUNK = 10_000
CHAINS = ("新材料", "装备制造", "电子信息", "生物医药", "新能源", "现代服务")
SYLLABLES = np.array(list("华鼎远航新科瑞博恒泰中信达盛宏泽安凯隆佳诚拓创维思源启明"))
TITLES = ("tech_sme", "innovative_sme", "hnte", "srdi")
HELD = 0.12  # share of the enterprises that hold a title


def fill(rows: int, seed: int = 7) -> Zone:
    """A zone with ``rows`` enterprises; the same seed gives the same zone."""
    wide = make_population(_columns(), rulebook().fields, ON, rows, seed)
    random = np.random.default_rng(seed)
    with transaction.atomic():
        zone = Zone.objects.create(code="bench", name="测试高新区")
        bureaus = [_organisation(zone, f"{name}局") for name in ("科技", "工信", "投促", "发改")]
        _people(zone, bureaus)
        for start in range(0, rows, CHUNK):
            part = wide.slice(start, CHUNK)
            firms = Enterprise.objects.bulk_create(_firms(zone, bureaus, part, start, random))
            keys = pl.Series("enterprise_id", [firm.pk for firm in firms], dtype=pl.Int64)
            for sheets in _sheets(keys, part, rulebook().fields):
                write_rows(FactSheet, sheets)
            Recognition.objects.bulk_create(_held(keys, random), batch_size=CHUNK)
    if connection.vendor == "postgresql":  # as its own housekeeping would within minutes
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
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
    brands = SYLLABLES[random.integers(len(SYLLABLES), size=(len(part), 3))]
    bureau, chain = random.integers(len(bureaus), size=len(part)), random.integers(len(CHAINS), size=len(part))
    for at, (code, days) in enumerate(part.select("uscc", "age_days").iter_rows()):
        yield Enterprise(
            zone=zone,
            uscc=code,
            name=f"宁夏{''.join(brands[at])}{CHAINS[(start + at) % 6]}{start + at}有限公司",
            organisation=bureaus[bureau[at]],
            chain=CHAINS[chain[at]],
            established_on=None if days is None else ON - timedelta(days=days),
        )


def _sheets(firms: pl.Series, part: pl.DataFrame, fields: Fields) -> Iterator[pl.DataFrame]:
    """A sheet per enterprise and year with everything that is known, and one for what belongs to no year."""
    base = base_year(ON)
    names = {name: f"{name}_y" for name, item in fields.items() if item.period == "year"}
    for offset in range(YEARS):
        columns = {f"{stem}{offset}": name for name, stem in names.items() if f"{stem}{offset}" in part.columns}
        of_year = part.select(pl.col(old).alias(new) for old, new in columns.items())
        yield _of_year(firms, of_year, base - offset, fields)
    static = [
        name
        for name in part.columns
        if name in fields and fields[name].period == "static" and not fields[name].derived and name != "uscc"
    ]
    yield _of_year(firms, part.select(static), 0, fields)


def _of_year(firms: pl.Series, values: pl.DataFrame, year: int, fields: Fields) -> pl.DataFrame:
    """Coded texts become texts again, days become ISO days, as a filing has them; what is unknown is left out."""
    choices = {name: dict(enumerate(fields[name].choices, 1)) for name in values.columns if fields[name].values}
    days = [name for name in values.columns if fields[name].kind == "date"]
    shown = values.with_columns(
        *(pl.col(name).replace_strict(words, default=None, return_dtype=pl.String) for name, words in choices.items()),
        *(pl.col(name).cast(pl.Date).dt.to_string() for name in days),
    )
    texts = shown.select(pl.struct(pl.all()).struct.json_encode()).to_series()
    known = texts.str.replace_all(r'"\w+":null,?', "").str.replace(",}", "}", literal=True)
    return pl.DataFrame({"enterprise_id": firms, "year": year, "values": known, "sources": "{}"})


def _held(firms: pl.Series, random: np.random.Generator) -> Iterator[Recognition]:
    for title in TITLES:
        holders = firms.filter(pl.Series(random.random(len(firms)) < HELD))
        for firm, days in zip(holders, random.integers(1, 1400, len(holders)).tolist(), strict=True):
            since = ON - timedelta(days=days)
            yield Recognition(enterprise_id=firm, kind=title, valid_from=since, valid_to=since + timedelta(days=1095))


def state_anew(count: int) -> None:
    """Some enterprises, all over the register, report a little more than before: their sheets are replaced."""
    every = max(Enterprise.objects.count() // count, 1)
    firms = list(Enterprise.objects.order_by("pk").values_list("pk", flat=True)[::every][:count])
    with transaction.atomic():
        sheets = list(FactSheet.objects.filter(enterprise__in=firms).order_by("pk"))
        FactSheet.objects.filter(enterprise__in=firms).delete()
        for sheet in sheets:
            sheet.pk = None
            more = {
                name: value + value // 20 for name, value in sheet.values.items() if type(value) is int and value > 99
            }
            sheet.values = sheet.values | more
        FactSheet.objects.bulk_create(sheets, batch_size=CHUNK)
