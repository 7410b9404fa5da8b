"""Workbooks of the demonstration, read as any other and filed row by row, so that every figure has its cell."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from django.core.files.base import ContentFile
from django.utils import timezone

from gaoxin.demo.invent import Row, Rows
from gaoxin.demo.zone import REPORTS, YEAR_HEADING, heading, write_lines
from gaoxin.fields import Fields
from gaoxin.register import Facts, read_facts
from gaoxin_web.accounts.models import Zone
from gaoxin_web.enterprises.models import Batch, Filing
from gaoxin_web.enterprises.services.sheets import restate
from gaoxin_web.rulebook import rulebook

AT_ONCE = 500  # filings written by one statement


def settle(zone: Zone) -> None:
    """The fact sheets of a zone, out of all that was filed."""
    restate(list(zone.enterprises.values_list("pk", flat=True)), rulebook())


def file_rows(zone: Zone, title: str, rows: Rows) -> None:
    """Figures of some years, those of the rows' keys, in a workbook of their own."""
    known = rulebook().fields
    said = {name for _, row in rows for name in row} - {"uscc", "name"}
    names = ["uscc", "name", *(name for name in known if name in said)]
    file_reports(zone, title, Fields({name: known[name] for name in names}), rows)


def file_reports(zone: Zone, title: str, fields: Fields, rows: Rows) -> None:
    """Rows (year, cells) as enterprises report them: written, read again, filed."""
    content = workbook(fields, rows)
    with TemporaryDirectory() as folder:
        path = Path(folder) / title
        path.write_bytes(content)
        facts = read_facts(path, rulebook().fields)
    batch = new_batch(zone, title, content)
    Filing.objects.bulk_create(_filings(facts, batch, numbers_of(zone)), batch_size=AT_ONCE)


def numbers_of(zone: Zone) -> dict[str | None, int]:
    """The zone's enterprises by code."""
    return dict(zone.enterprises.values_list("uscc", "pk"))


def workbook(fields: Fields, rows: Rows) -> bytes:
    """A row per enterprise and year, units in the headings."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(REPORTS)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        names = ["uscc", "name", YEAR_HEADING, *(name for name in fields if name not in ("uscc", "name"))]
        sheet.write_row(0, 0, [heading(fields[name]) if name in fields else name for name in names])
        write_lines(sheet, fields, names, rows, day)
        sheet.freeze_panes(1, 3)
    return file.getvalue()


def new_batch(zone: Zone, title: str, content: bytes = b"") -> Batch:
    now = timezone.now()
    digest = hashlib.sha256(content).hexdigest() if content else ""
    batch = Batch(zone=zone, title=title, sha256=digest, state=Batch.State.DONE, committed_at=now)
    if content:
        batch.file.save(title, ContentFile(content), save=False)
    batch.save()
    return batch


def _filings(facts: Facts, batch: Batch, firms: Mapping[str | None, int]) -> list[Filing]:
    origin = facts.origin
    assert origin is not None  # the facts were just read from a file
    columns = {name: column.index for name, column in origin.columns.items() if name in facts.rows.columns}
    kept = [(name, index) for name, index in columns.items() if name not in ("uscc", "name", "year")]
    made = []
    for row, source in zip(facts.rows.iter_rows(named=True), origin.rows, strict=True):
        raw_of = origin.table.columns
        values: dict[str, Any] = {}
        for name, index in kept:
            value = row[name]
            if value is None:
                continue
            cell = origin.table.place(source, index).cell
            raw = raw_of[index][source - origin.table.heading_row - 1]
            stored = value.isoformat() if isinstance(value, date) else value
            values[name] = {"value": stored, "raw": str(raw), "cell": cell}
        filing = Filing(enterprise_id=firms[row["uscc"]], batch=batch, year=row["year"], row=source, values=values)
        filing.sheet = origin.table.sheet or ""
        made.append(filing)
    return made


def newest_rows(rows: Rows) -> dict[str, Row]:
    """Each firm's newest row by code; rows come by code and year."""
    return {str(row["uscc"]): row for _, row in rows}
