"""Sheets as columns: the same from the file as from the database, whatever became of them since."""

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from gaoxin_web.enterprises.models import Batch, Enterprise, FactSheet, Filing
from gaoxin_web.enterprises.queries import columns
from gaoxin_web.enterprises.queries.columns import sheet_columns
from gaoxin_web.enterprises.services.sheets import restate
from gaoxin_web.rulebook import rulebook

pytestmark = pytest.mark.django_db


@pytest.fixture
def firms(make):
    zone = make.zone()
    found = [make.enterprise(zone, name) for name in "甲乙丙"]
    for firm in found:
        file(firm, 2025, staff=10)
    return found


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "sheets" / "7"


def file(firm, year, **values):
    batch = Batch.objects.create(zone=firm.zone, title="年报", sha256="0" * 64)
    entries = {field: {"value": value, "raw": str(value), "cell": "F18"} for field, value in values.items()}
    filing = Filing.objects.create(enterprise=firm, batch=batch, year=year, values=entries)
    restate([firm.pk], rulebook())
    return filing


def withdraw(filing):
    Filing.objects.filter(pk=filing.pk).update(withdrawn=True)
    restate([filing.enterprise_id], rulebook())


def numbers(firms):
    return sorted(firm.pk for firm in firms)


def read_from_database(monkeypatch):
    """Of how many enterprises sheets were read."""
    asked = []
    read = columns._read
    monkeypatch.setattr(columns, "_read", lambda firms, shape: asked.append(len(firms)) or read(firms, shape))
    return asked


CHANGES = {
    "nothing": lambda firms: None,
    "a figure": lambda firms: file(firms[1], 2025, staff=11),
    "a year more": lambda firms: file(firms[0], 2024, revenue=5),
    "a field nobody had": lambda firms: file(firms[2], 2025, rd_expense=7),
    "a withdrawn filing": lambda firms: withdraw(Filing.objects.filter(enterprise=firms[1]).get()),
    "an enterprise gone": lambda firms: Enterprise.objects.filter(pk=firms.pop(0).pk).delete(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_file_gives_what_the_database_has(firms, kept, change):
    sheet_columns(numbers(firms), rulebook(), kept)
    CHANGES[change](firms)
    fresh = sheet_columns(numbers(firms), rulebook())
    for _ in range(2):
        assert_frame_equal(sheet_columns(numbers(firms), rulebook(), kept), fresh, check_column_order=False)


def test_only_what_changed_is_read_again(firms, kept, monkeypatch):
    asked = read_from_database(monkeypatch)
    sheet_columns(numbers(firms), rulebook(), kept)
    file(firms[1], 2025, staff=11)
    sheet_columns(numbers(firms), rulebook(), kept)
    sheet_columns(numbers(firms), rulebook(), kept)
    assert asked == [3, 1]


def test_a_broken_file_is_as_none(firms, kept):
    fresh = sheet_columns(numbers(firms), rulebook(), kept)
    (file_,) = kept.parent.iterdir()
    file_.write_bytes(file_.read_bytes()[:100])
    assert_frame_equal(sheet_columns(numbers(firms), rulebook(), kept), fresh)


def test_a_file_of_other_fields_is_not_taken_and_goes(firms, kept, monkeypatch):
    sheet_columns(numbers(firms), rulebook(), kept)
    before = [path.name for path in kept.parent.iterdir()]
    monkeypatch.setitem(columns.KINDS, "text", pl.Int64())
    asked = read_from_database(monkeypatch)
    sheet_columns(numbers(firms), rulebook(), kept)
    after = [path.name for path in kept.parent.iterdir()]
    assert (asked, len(after), before != after) == ([3], 1, True)


def test_enterprises_between_those_asked_for_are_left_out(firms, kept):
    asked = [firms[0].pk, firms[2].pk]
    assert sheet_columns(asked, rulebook(), kept)["pk"].to_list() == asked
    assert sheet_columns(asked, rulebook())["pk"].to_list() == asked


def test_a_sheet_stated_anew_has_a_number_that_none_had(firms):
    used = set(FactSheet.objects.values_list("pk", flat=True))
    FactSheet.objects.all().delete()  # as when an older backup is taken back
    for _ in range(3):
        restate([firm.pk for firm in firms], rulebook())
        now = set(FactSheet.objects.values_list("pk", flat=True))
        assert len(now) == 3
        assert not now & used
        used |= now
