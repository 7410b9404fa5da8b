"""Telephone numbers on pages: at least four digits are hidden, whatever their length."""

from __future__ import annotations

import pytest

from gaoxin_web.enterprises.imports.preview import _text
from gaoxin_web.ui.templatetags.ui import masked_phone

NUMBERS = [
    ("13909520001", "139****0001"),
    ("0952-2010002", "095****0002"),
    ("2010002123", "****23"),
    ("87654321", "****21"),
    ("123456", "****56"),
    ("12345", "****"),
    ("", ""),
]


@pytest.mark.parametrize(("number", "shown"), NUMBERS)
def test_a_number_shows_so_much(number, shown):
    assert masked_phone(number) == shown


@pytest.mark.parametrize(("number", "shown"), NUMBERS)
def test_a_cell_of_a_ledger_shows_no_more(number, shown):
    assert _text(number, private=True) == shown
