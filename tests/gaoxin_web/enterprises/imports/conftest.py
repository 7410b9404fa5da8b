"""A zone with an officer and the register of the samples; ledgers made on the spot."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files import File

SAMPLES = Path(__file__).parents[4].parent / "shared" / "samples"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside this tree")


@pytest.fixture
def zone(make):
    return make.zone()


@pytest.fixture
def officer(make, zone):
    return make.user(zone, "officer")


@pytest.fixture
def register(make, zone):
    """The 13 enterprises of the samples' register, with their former names."""
    from gaoxin_web.enterprises.models import Alias  # noqa: PLC0415 - models load after the settings

    found = {}
    for entry in json.loads((SAMPLES / "register.json").read_text("utf-8"))["firms"]:
        firm = found[entry["name"]] = make.enterprise(zone, entry["name"], uscc=entry["uscc"])
        for name in entry["former_names"]:
            Alias.objects.create(enterprise=firm, name=name, kind="former")
    return found


@pytest.fixture
def take(officer):
    """``take(path or name, rows)``: a batch of a file, uploaded and read."""
    from gaoxin_web.enterprises.imports.services.batches import upload  # noqa: PLC0415 - likewise

    def enter(source, rows=None, user=None):
        name = source.name if isinstance(source, Path) else source
        content = source.read_bytes() if isinstance(source, Path) else workbook(rows)
        batch, _ = upload(user or officer, File(BytesIO(content), name))
        batch.refresh_from_db()
        return batch

    return enter


@pytest.fixture
def commit(officer):
    """``commit(batch)``: every warning given a reason, the batch written."""
    from gaoxin_web.enterprises.imports.services import batches  # noqa: PLC0415 - likewise

    def write(batch, user=None):
        batches.give_reason(batch.pk, "已核对")
        batches.commit(batch.pk, user or officer)
        batch.refresh_from_db()
        return batch

    return write


def workbook(rows):
    """An .xlsx of one sheet; the same rows make the same bytes."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    from datetime import datetime  # noqa: PLC0415 - only here

    book.set_properties({"created": datetime(2026, 1, 1)})
    sheet = book.add_worksheet("台账")
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return file.getvalue()


def rows_by(batch):
    """Change and enterprise of each row, by its number in the sheet."""
    return {(row.sheet, row.row): (row.change, row.enterprise and row.enterprise.name) for row in batch.rows.all()}
