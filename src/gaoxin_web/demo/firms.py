"""Invented enterprises with four years of reports, filed from a workbook so that every figure has its cell."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import xlsxwriter
from django.core.files.base import ContentFile
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from gaoxin.demo.invent import Row, Rows, invent_zone
from gaoxin.demo.titles import Held
from gaoxin.demo.trades import TRADES
from gaoxin.demo.zone import REPORTS, YEAR_HEADING, heading, reported_fields, write_lines
from gaoxin.fields import Fields
from gaoxin.register import Facts, read_facts
from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.enterprises.models import Batch, Enterprise, Filing, Membership
from gaoxin_web.enterprises.names import initials_of
from gaoxin_web.enterprises.services.sheets import restate
from gaoxin_web.rulebook import rulebook

YEARS_DAY = (5, 15)  # the day of year the generator dates its titles from
WORDS = {trade.industry: trade.word for trade in TRADES.values()}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a zone's enterprises are like: how many, their chains by the generator's, their parks."""

    seed: int
    enterprises: int
    chains: Mapping[str, str]
    parks: Sequence[str]


@dataclass(frozen=True)
class Invented:
    """A zone's rows (year, cells) and titles; each firm's newest row by code."""

    rows: Rows
    titles: list[Held]

    @property
    def newest(self) -> dict[str, Row]:
        return {str(row["uscc"]): row for _, row in self.rows}


def invent(zone: Zone, recipe: Recipe, today: date) -> Invented:
    """The generator's firms in this zone's chains; its titles moved so that they run out around today."""
    fields = reported_fields(rulebook_fields())
    year = today.year - 1
    rows, titles = invent_zone(fields, seed=recipe.seed, enterprises=recipe.enterprises, year=year)
    for _, row in rows:
        chain = recipe.chains.get(str(row["chain"]), recipe.chains[""])
        row.update(region_code=zone.region, zone=zone.name, chain=chain)
    shift = today - date(today.year, *YEARS_DAY)
    moved = [Held(held.uscc, held.label, held.valid_from + shift, held.valid_to + shift) for held in titles]
    return Invented(rows, [held for held in moved if held.valid_from <= today])


def register(zone: Zone, invented: Invented, recipe: Recipe, rng: Random, today: date) -> list[Enterprise]:
    """The enterprises, found by code; each has a bureau, and most have a steward."""
    bureaus = list(zone.organisations.exclude(parent=None))
    stewards = list(User.objects.filter(zone=zone, username__startswith="steward")) or [None]
    batch = _batch(zone, "企业名册.xlsx", "")
    made = []
    for code, row in invented.newest.items():
        founded = row["established_on"] if isinstance(row["established_on"], date) else None
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
                established_on=founded or today - timedelta(days=365 * 9),
                industry_code=str(row["industry_code"] or ""),
                industry=WORDS.get(str(row["industry_code"]), ""),
                chain=str(row["chain"]),
                park=rng.choice(list(recipe.parks)),
                address=f"{rng.choice(list(recipe.parks))}{rng.randint(1, 99)}号（示例）",
                above_designated_size=revenue >= 200_000,  # 2000 万元 in hundredths: the threshold of industry
                contact=f"{rng.choice('赵钱孙李周吴郑王')}{rng.choice(('工', '经理', '会计'))}",
                phone=f"0952-000{rng.randint(0, 9999):04d}",  # no subscriber has such a number
                illustrative=True,
                batch=batch,
            )
        )
    return bulk_create_with_history(made, Enterprise)


def file_reports(zone: Zone, invented: Invented, firms: Sequence[Enterprise]) -> None:
    """The yearly reports, a row per enterprise and year."""
    fields = reported_fields(rulebook_fields())
    _file(zone, "企业年报.xlsx", workbook(fields, invented.rows), [firm.pk for firm in firms])


def file_rows(zone: Zone, title: str, year: int, rows: Sequence[Row]) -> None:
    """Some figures of one year, those of the rows' keys."""
    names = [name for name in rows[0] if name not in ("uscc", "name")]
    fields = Fields({name: rulebook_fields()[name] for name in ("uscc", "name", *names)})
    firms = Enterprise.objects.filter(zone=zone, uscc__in=[row["uscc"] for row in rows])
    _file(zone, title, workbook(fields, [(year, row) for row in rows]), list(firms.values_list("pk", flat=True)))


def _file(zone: Zone, title: str, content: bytes, firms: Sequence[int]) -> None:
    """A workbook read as any other and filed row by row with its cells."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / title
        path.write_bytes(content)
        facts = read_facts(path, rulebook_fields())
    batch = _batch(zone, title, hashlib.sha256(content).hexdigest(), content)
    codes = dict(Enterprise.objects.filter(pk__in=firms).values_list("uscc", "pk"))
    Filing.objects.bulk_create(_filings(facts, batch, codes), batch_size=500)
    restate(firms, rulebook())


def workbook(fields: Fields, rows: Rows) -> bytes:
    """The yearly reports as enterprises filed them: a row per enterprise and year, units in the headings."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(REPORTS)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        names = ["uscc", "name", YEAR_HEADING, *(name for name in fields if name not in ("uscc", "name"))]
        sheet.write_row(0, 0, [heading(fields[name]) if name in fields else name for name in names])
        write_lines(sheet, fields, names, rows, day)
        sheet.freeze_panes(1, 3)
    return file.getvalue()


def enterprise_account(zone: Zone, enterprise: Enterprise) -> None:
    """The demonstration's enterprise account acts for this one."""
    for user in User.objects.filter(zone=zone, grants__role="enterprise"):
        Membership.objects.create(user=user, enterprise=enterprise)


def rulebook_fields() -> Fields:
    return rulebook().fields


def _filings(facts: Facts, batch: Batch, firms: Mapping[str | None, int]) -> list[Filing]:
    origin = facts.origin
    assert origin is not None  # the facts were just read from a file
    columns = {name: column.index for name, column in origin.columns.items() if name in facts.rows.columns}
    keyed = ("uscc", "name", "year")
    made = []
    for row, source in zip(facts.rows.iter_rows(named=True), origin.rows, strict=True):
        values = {}
        for name, index in columns.items():
            value = row[name]
            if name in keyed or value is None:
                continue
            cell = origin.table.place(source, index)
            raw = origin.table.columns[index][source - origin.table.heading_row - 1]
            stored = value.isoformat() if isinstance(value, date) else value
            values[name] = {"value": stored, "raw": str(raw), "cell": cell.cell}
        made.append(
            Filing(
                enterprise_id=firms[row["uscc"]],
                batch=batch,
                year=row["year"],
                sheet=origin.table.sheet or "",
                row=source,
                values=values,
            )
        )
    return made


def _batch(zone: Zone, title: str, digest: str, content: bytes = b"") -> Batch:
    now = timezone.now()
    batch = Batch(zone=zone, title=title, sha256=digest, state=Batch.State.DONE, committed_at=now)
    if content:
        batch.file.save(title, ContentFile(content), save=False)
    batch.save()
    return batch
