"""Real files in ``tmp_path``, the rulebook's own fields, codes that pass the check character."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from gaoxin.fields import Fields, load_fields
from gaoxin.register import Facts, read_facts
from tests.gaoxin.register.helpers import FIELDS, Sheets, write_book


@pytest.fixture(scope="session")
def fields() -> Fields:
    return load_fields(FIELDS)


@pytest.fixture
def read_csv(tmp_path: Path, fields: Fields) -> Callable[..., Facts]:
    """Read a CSV of the given lines, under the file name a mistake deserves."""

    def read(*lines: str, file: str = "facts.csv", encoding: str = "utf-8", **options: object) -> Facts:
        path = tmp_path / file
        path.write_bytes("\n".join(lines).encode(encoding))
        return read_facts(path, fields, **options)

    return read


@pytest.fixture
def read_book(tmp_path: Path, fields: Fields) -> Callable[..., Facts]:
    """Read a workbook of the given sheets."""

    def read(sheets: Sheets, file: str = "facts.xlsx", hidden: Sequence[str] = (), **options: object) -> Facts:
        return read_facts(write_book(tmp_path / file, sheets, hidden), fields, **options)

    return read
