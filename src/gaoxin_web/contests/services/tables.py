"""A table somebody uploads: rows by known headings, each with its place in the file; nothing is guessed."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from gaoxin.errors import FactsError
from gaoxin.register.log import IssueLog
from gaoxin.register.tables import Table, cell_text, read_tables
from gaoxin_web.enterprises.uploads import MAGIC, check_file

KINDS = {".xlsx": MAGIC[".xlsx"], ".csv": b""}
MOST = 5000  # rows of a table of judges or assignments
Headings = Mapping[str, Sequence[str]]  # field → what its column may be called


@dataclass(frozen=True)
class Row:
    """A row: its place in the file, and the texts of the columns that are known."""

    place: str
    texts: Mapping[str, str]

    def __getitem__(self, field: str) -> str:
        return self.texts.get(field, "")


def check_table(file: UploadedFile) -> UploadedFile:
    check_file(file, KINDS)
    return file


def read_rows(name: str, content: bytes, headings: Headings, needed: Sequence[str]) -> list[Row]:
    """The rows of the sheet that has the columns needed; the first where several do.

    Raises:
        ValidationError: the file cannot be read, or no sheet has the columns.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{PurePath(name).suffix.lower()}"
        path.write_bytes(content)
        try:
            tables = read_tables(path, IssueLog())
        except FactsError as error:
            raise ValidationError([f"{issue.message}{issue.hint}" for issue in error.issues]) from error
    for table in tables:
        columns = _columns(table, headings)
        if all(field in columns for field in needed):
            return _rows(table, columns)
    words = "、".join(headings[field][0] for field in needed)
    raise ValidationError(_("没有找到表头：第一行须有“%(columns)s”。可先下载模板。") % {"columns": words})


def _columns(table: Table, headings: Headings) -> dict[str, int]:
    names = {_plain(name): field for field, known in headings.items() for name in known}
    found: dict[str, int] = {}
    for at, heading in enumerate(table.headings):
        field = names.get(_plain(heading or ""))
        if field and field not in found:
            found[field] = at
    return found


def _rows(table: Table, columns: Mapping[str, int]) -> list[Row]:
    numbers = table.rows.to_list()
    if len(numbers) > MOST:
        raise ValidationError(_("一次最多 %(most)s 行，请拆成几个文件。") % {"most": MOST})
    series = {field: table.columns[at].to_list() for field, at in columns.items()}
    found = []
    for index, number in enumerate(numbers):
        texts = {field: (cell_text(cells[index]) or "").strip() for field, cells in series.items()}
        if any(texts.values()):
            found.append(Row(_("第 %(row)s 行") % {"row": number}, texts))
    return found


def _plain(heading: str) -> str:
    return "".join(heading.split()).strip("*＊").lower()
