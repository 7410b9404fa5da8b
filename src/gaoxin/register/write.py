"""Write facts as a table that :func:`gaoxin.register.read_facts` reads back unchanged.

Workbooks and CSV are for people: Chinese headings, money in 万元, ratios in %.
Parquet is for machines: field names and base units.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path

import polars as pl
import xlsxwriter

from gaoxin.fields import NONE_RANK, Field, Fields
from gaoxin.register.cells import NONE
from gaoxin.register.export_cells import Cell, check_rows, put, write_csv
from gaoxin.register.headings import KEY, NAME, YEAR
from gaoxin.units import UNITS

LABELS = {KEY: "统一社会信用代码", NAME: "企业名称", YEAR: "年度"}
FACTS, LISTING = "企业信息", "资质"
LISTING_LABELS = {KEY: LABELS[KEY], "recognition": "资质", "valid_from": "有效期起", "valid_to": "有效期止"}
PAGE_UNITS = {"元": "万元", "美元": "万美元"}
Page = Mapping[str, Sequence[Cell]]


def write_facts(
    path: Path, rows: pl.DataFrame, fields: Fields, recognitions: pl.DataFrame | None = None
) -> tuple[Path, ...]:
    """Write ``rows`` (in steps, as ``Facts.rows``) and return the files written.

    A workbook holds the recognitions on its sheet 资质; for CSV and Parquet they go to a
    file of their own beside it, ``facts.recognitions.csv``.

    Raises:
        ValueError: the name ends in none of ``.xlsx``, ``.csv`` and ``.parquet``.
        GaoxinError: a workbook cannot hold it (too many rows, a text too long).
    """
    if path.suffix not in (".xlsx", ".csv", ".parquet"):
        raise ValueError(f"path must end in .xlsx, .csv or .parquet, got {path.name}")
    if YEAR in rows.columns and rows.height and rows[YEAR].null_count() == rows.height:
        rows = rows.drop(YEAR)  # a table of static fields: an empty year would be a mistake
    if path.suffix == ".xlsx":
        _write_workbook(path, _page(rows, fields), None if recognitions is None else _listing(recognitions))
        return (path,)
    if path.suffix == ".parquet":
        _write_parquet(path, rows, fields)
    else:
        _write_csv(path, _page(rows, fields))
    if recognitions is None:
        return (path,)
    beside = path.with_name(f"{path.stem}.recognitions{path.suffix}")
    if path.suffix == ".parquet":
        recognitions.write_parquet(beside)
    else:
        _write_csv(beside, _listing(recognitions))
    return path, beside


def heading(item: Field) -> str:
    """A column's heading as people read it: the label, and the unit numbers are written in.

    >>> heading(Field("rd_expense", "研发费用", "R&D expense", "year", "money", "元"))
    '研发费用（万元）'
    """
    unit = page_unit(item)
    return f"{item.label}（{unit}）" if unit else item.label


def page_unit(item: Field) -> str:
    """The unit people write a field in; '' for what has none."""
    if not item.is_numeric:
        return ""
    unit = "%" if item.kind == "ratio" else PAGE_UNITS.get(item.unit, item.unit)
    return unit if unit in UNITS else ""


def shown(item: Field, unit: str) -> Callable[[int], Cell]:
    """Steps as a decimal in a written unit; every such unit is a power of ten."""
    scale = item.step * UNITS[unit][1]
    places = len(str(int(scale))) - 1

    def show(steps: int) -> Cell:
        if item.none_rank and steps == NONE_RANK:
            return NONE
        value = Decimal(steps).scaleb(-places)
        return int(value) if not places or value == value.to_integral_value() else value.normalize()

    return show


def _page(rows: pl.DataFrame, fields: Fields) -> Page:
    """Headings and cells as people read them."""
    return dict(_page_column(rows[name], fields.get(name)) for name in rows.columns)


def _listing(recognitions: pl.DataFrame) -> Page:
    return {LISTING_LABELS[name]: recognitions[name].to_list() for name in recognitions.columns}


def _page_column(series: pl.Series, item: Field | None) -> tuple[str, list[Cell]]:
    if item is None or not item.is_numeric:
        label = LABELS.get(series.name) or (item.label if item else series.name)
        return label, [_word(value) for value in series]
    head, unit = (item.label, "") if _seems_fractions(series, item) else (heading(item), page_unit(item))
    show = shown(item, unit)
    return head, [None if value is None else show(value) for value in series]


def _seems_fractions(series: pl.Series, item: Field) -> bool:
    """Whether percentages are all so small that a reader would take them for fractions: no heading in %, then."""
    largest = series.max()
    return item.kind == "ratio" and isinstance(largest, int) and largest <= item.step // 100


def _word(value: object) -> Cell:
    if isinstance(value, bool):
        return "是" if value else "否"
    assert value is None or isinstance(value, str | int | date)
    return value


def _write_workbook(path: Path, facts: Page, listing: Page | None) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        bold = book.add_format({"bold": True})
        for title, page in {FACTS: facts, LISTING: listing}.items():
            if page is not None:
                sheet = book.add_worksheet(title)
                sheet.freeze_panes(1, 0)
                _write_page(sheet, page, bold)


def _write_page(sheet: xlsxwriter.worksheet.Worksheet, page: Page, bold: xlsxwriter.format.Format) -> None:
    for column, (head, cells) in enumerate(page.items()):
        check_rows(1 + len(cells))
        put(sheet, 0, column, head, bold)
        for row, cell in enumerate(cells, start=1):
            put(sheet, row, column, cell)


def _write_csv(path: Path, page: Page) -> None:
    write_csv(path, chain([list(page)], zip(*page.values(), strict=True)))


def _write_parquet(path: Path, rows: pl.DataFrame, fields: Fields) -> None:
    """Base units as floats, which hold 15 digits exactly; a column with more of them as decimals in a text."""
    columns = [_based(rows[name], fields.get(name)) for name in rows.columns]
    pl.DataFrame(columns).write_parquet(path)


def _based(series: pl.Series, item: Field | None) -> pl.Series:
    if item is None or not item.is_numeric or item.step == 1:
        return series
    size = series.abs().max()
    if isinstance(size, int) and size >= 10**15:
        show = shown(item, "")
        texts = [None if value is None else str(show(value)) for value in series]
        return pl.Series(series.name, texts, dtype=pl.String)
    return series / item.step
