"""Write facts as a table that :func:`gaoxin.register.read_facts` reads back unchanged.

Workbooks and CSV are for people: Chinese headings, money in 万元, ratios in %.
Parquet is for machines: field names and base units.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import xlsxwriter

from gaoxin.fields import NONE_RANK, Field, Fields
from gaoxin.register.cells import NONE
from gaoxin.register.headings import KEY, NAME, YEAR
from gaoxin.units import UNITS

Cell = str | int | Decimal | date | None
LABELS = {KEY: "统一社会信用代码", NAME: "企业名称", YEAR: "年度"}
LISTING = "资质"
LISTING_LABELS = {KEY: LABELS[KEY], "recognition": "资质", "valid_from": "有效期起", "valid_to": "有效期止"}
PAGE_UNITS = {"元": "万元", "美元": "万美元"}


def write_facts(
    path: Path, rows: pl.DataFrame, fields: Fields, recognitions: pl.DataFrame | None = None
) -> tuple[Path, ...]:
    """Write ``rows`` (in steps, as ``Facts.rows``) and return the files written.

    A workbook holds the recognitions on its sheet 资质; for CSV and Parquet they go to a
    file of their own beside it, ``facts.recognitions.csv``.

    Raises:
        ValueError: the name ends in none of ``.xlsx``, ``.csv`` and ``.parquet``.
    """
    if path.suffix not in (".xlsx", ".csv", ".parquet"):
        raise ValueError(f"path must end in .xlsx, .csv or .parquet, got {path.name}")
    if YEAR in rows.columns and rows.height and rows[YEAR].null_count() == rows.height:
        rows = rows.drop(YEAR)  # a table of static fields: an empty year would be a mistake
    if path.suffix == ".xlsx":
        _write_workbook(path, _page(rows, fields), None if recognitions is None else _listing(recognitions))
        return (path,)
    write = _write_csv if path.suffix == ".csv" else _write_parquet
    write(path, rows, fields)
    if recognitions is None:
        return (path,)
    beside = path.with_name(f"{path.stem}.recognitions{path.suffix}")
    write(beside, recognitions, fields)
    return path, beside


def _page(rows: pl.DataFrame, fields: Fields) -> dict[str, list[Cell]]:
    """Headings and cells as people read them."""
    return dict(_page_column(rows[name], fields.get(name)) for name in rows.columns)


def _listing(recognitions: pl.DataFrame) -> dict[str, list[Cell]]:
    return {LISTING_LABELS[name]: recognitions[name].to_list() for name in recognitions.columns}


def _page_column(series: pl.Series, field: Field | None) -> tuple[str, list[Cell]]:
    label = (LABELS | LISTING_LABELS).get(series.name) or (field.label if field else series.name)
    if field is None or not field.is_numeric:
        return label, [_word(value) for value in series]
    unit = PAGE_UNITS.get(field.unit, field.unit) if field.kind != "ratio" else "%"
    heading = f"{label}（{unit}）" if unit in UNITS and unit else label
    shown = _shown(field, unit if unit in UNITS else "")
    return heading, [None if value is None else shown(value) for value in series]


def _word(value: object) -> Cell:
    if isinstance(value, bool):
        return "是" if value else "否"
    assert value is None or isinstance(value, str | int | date)
    return value


def _shown(field: Field, unit: str) -> Callable[[int], Cell]:
    """Steps as a decimal in a written unit; every such unit is a power of ten."""
    scale = field.step * UNITS[unit][1]
    places = len(str(int(scale))) - 1

    def show(steps: int) -> Cell:
        if field.none_rank and steps == NONE_RANK:
            return NONE
        value = Decimal(steps).scaleb(-places)
        return int(value) if value == value.to_integral_value() else value.normalize()

    return show


def _write_workbook(path: Path, facts: Mapping[str, list[Cell]], listing: Mapping[str, list[Cell]] | None) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        bold = book.add_format({"bold": True})
        pages = {"企业信息": facts} if listing is None else {"企业信息": facts, LISTING: listing}
        for title, columns in pages.items():
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            for index, (heading, cells) in enumerate(columns.items()):
                sheet.write_string(0, index, heading, bold)
                _write_cells(sheet, index, cells)


def _write_cells(sheet: xlsxwriter.worksheet.Worksheet, column: int, cells: list[Cell]) -> None:
    for row, cell in enumerate(cells, start=1):
        match cell:
            case None:
                continue
            case str():
                sheet.write_string(row, column, cell)
            case date():
                sheet.write_datetime(row, column, cell)
            case _:
                sheet.write_number(row, column, float(cell))


def _write_csv(path: Path, rows: pl.DataFrame, fields: Fields) -> None:
    columns = _page(rows, fields)
    texts = {heading: [_csv_text(cell) for cell in cells] for heading, cells in columns.items()}
    frame = pl.DataFrame(texts, schema=dict.fromkeys(texts, pl.String))
    frame.write_csv(path, include_bom=True)


def _csv_text(cell: Cell) -> str | None:
    return None if cell is None else f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _write_parquet(path: Path, rows: pl.DataFrame, fields: Fields) -> None:
    """Base units as floats, which hold every value within a field's bounds exactly (15 digits)."""
    numeric = [name for name in rows.columns if name in fields and fields[name].is_numeric]
    based = [pl.col(name) / fields[name].step for name in numeric if fields[name].step > 1]
    rows.with_columns(based).write_parquet(path)
