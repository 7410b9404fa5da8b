"""A zone with its officer, the two kinds of report, and documents that are templates or pretend to be."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document


@pytest.fixture
def zone(make):
    return make.zone("szs", name="石嘴山高新区")


@pytest.fixture
def officer(make, zone):
    return make.user(zone, "officer", name="张科员")


@pytest.fixture
def monthly():
    from gaoxin_web.briefs.builtin import monthly  # noqa: PLC0415 - words load after the settings

    return monthly.KIND


@pytest.fixture
def evaluation():
    from gaoxin_web.briefs.builtin import evaluation  # noqa: PLC0415 - likewise

    return evaluation.KIND


@pytest.fixture
def bare_zone():
    """A zone that is in no database."""
    from gaoxin_web.accounts.models import Zone  # noqa: PLC0415 - likewise

    return Zone(code="szs", name="石嘴山高新区")


def document(*paragraphs, rows=()):
    """A Word document of these paragraphs, and a table of these rows."""
    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    if rows:
        table = made.add_table(rows=len(rows), cols=len(rows[0]))
        for line, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(line.cells, texts, strict=True):
                cell.text = text
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def repacked(content, parts):
    """A package with parts put in or replaced."""
    source, file = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            if name not in parts:
                packed.writestr(name, source.read(name))
        for name, data in parts.items():
            packed.writestr(name, data)
    return file.getvalue()


def part(content, name):
    """A part of a package."""
    return zipfile.ZipFile(io.BytesIO(content)).read(name)


def texts(content):
    """The paragraphs of a document's text, those of its tables after them."""
    made = Document(io.BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return [one.text for one in made.paragraphs] + cells
