"""Listed firms 2019–2021 as a facts table, with the dirt of the panel named and located.

    python bench/listed_panel/adapt.py ../shared/data/listed_panel_2019_2021/panel.csv.gz OUT_DIR

The panel was extracted by machine from annual reports; read its README first. What cannot
be right is withdrawn (left empty: unknown) with an error; what is doubtful is kept with a
warning, because the panel alone does not say which of two figures is the wrong one.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from gaoxin.errors import Issue, Place, Severity

# field ← column of the panel. 营业总收入 equals 营业收入 except for firms with financial business.
MONEY = {
    "revenue": "营业总收入",
    "main_revenue": "主营业务收入",
    "rd_expense": "研发费用",  # the expensed part only: capitalised 研发投入 is not in the panel
    "total_assets": "总资产",
    "total_liabilities": "总负债",
    "net_assets": "净资产",
    "net_profit": "净利润",
    "operating_cash_flow": "经营活动产生的现金流量净额",
}
HEADS = {"staff": "职工人数", "rd_staff": "研发人员"}
COLUMNS = {**HEADS, **MONEY}
NEVER_NEGATIVE = (
    "staff",
    "rd_staff",
    "revenue",
    "main_revenue",
    "rd_expense",
    "total_assets",
    "total_liabilities",
)
STATED_RATIO, SUSPECT, LONG_TERM = "研发人员比率", "职工人数可疑", "非流动负债合计"

STAFF_FACTOR, REVENUE_FACTOR = 3, 5  # off the firm's own median
PART = 10_000  # stated ratios are compared in ten-thousandths of a percentage point

Row = dict[str, object]

# order of columns handed on; size_sector stays empty, since the panel gives a board but no industry
FACTS = ("uscc", "name", "year", "listed", "size_sector", *COLUMNS)


def adapt(panel: Path) -> tuple[pl.DataFrame, list[Issue]]:
    """The panel as a facts table, and every doubt about it.

    Args:
        panel: the CSV, plain or gzipped.

    Returns:
        One row per firm and year, columns ``FACTS``: money in yuan to the fen, null where
        unknown. ``uscc`` holds the stock code with its exchange (SZ000001), since the panel
        has no social credit codes. Issues in the order of the file; the line is that of the
        unpacked CSV, the column the ordinal of the field in it, both from 1.
    """
    table = _read(panel)
    doubts = _Doubts(panel.name, table.columns)
    for name in NEVER_NEGATIVE:
        below = pl.col(name) < 0
        table = _withdraw(table, name, below, doubts, "GX391", "不应为负", "按未知处理，请查年报原文。")
    copied = pl.col(SUSPECT) == 1
    told = "被标为可疑：不多于研发人员，疑为研发人数"
    table = _withdraw(table, "staff", copied, doubts, "GX392", told, "按未知处理，请查年报原文。")
    # total liabilities were summed as if an empty 非流动负债合计 were zero
    partial = pl.col(LONG_TERM).is_null() & pl.col("total_liabilities").is_not_null()
    for name in ("net_assets", "total_liabilities"):  # in this order: the second is what ``partial`` looks at
        why = "未含非流动负债：该项为空，不能当作零"
        table = _withdraw(table, name, partial, doubts, "GX393", why, "按未知处理，请查资产负债表。")
    _warn(table, doubts)
    return _facts(table), doubts.in_order()


class _Doubts:
    """Issues as they are found, each at its line and column."""

    def __init__(self, file: str, columns: list[str]) -> None:
        self._file = file
        self._columns = {name: columns.index(name) + 1 for name in columns}
        self._issues: list[Issue] = []

    def add(self, code: str, row: Row, name: str, text: str, hint: str, severity: Severity) -> None:
        """One doubt about a field of one row; ``text`` follows the written value."""
        place = Place(self._file, line=int(str(row["line"])), column=self._columns[COLUMNS[name]])
        firm = f"{row['简称'] or row['企业名称'] or row['股票代码']} {row['年份']} 年"
        message = f"{firm}「{COLUMNS[name]}」为 {row[COLUMNS[name]]}，{text}。"
        self._issues.append(Issue(code, message, place, hint, severity))

    def in_order(self) -> list[Issue]:
        return sorted(self._issues, key=lambda one: (one.place.line or 0, one.place.column or 0, one.code))


def _read(panel: Path) -> pl.DataFrame:
    """The panel as text, and beside it numbers under our field names and the line of each row."""
    text = pl.read_csv(panel, infer_schema=False)
    breaks = pl.sum_horizontal(pl.all().str.count_matches("\n").fill_null(0))  # within quoted cells
    lines = 2 + pl.int_range(pl.len(), dtype=pl.Int64) + breaks.cum_sum().shift(1, fill_value=0)
    money = [pl.col(column).cast(pl.Decimal(38, 2)).alias(name) for name, column in MONEY.items()]
    heads = [pl.col(column).cast(pl.Float64).cast(pl.Int64).alias(name) for name, column in HEADS.items()]
    return text.with_columns(lines.alias("line"), *money, *heads, pl.col(SUSPECT).cast(pl.Float64))


def _withdraw(
    table: pl.DataFrame, name: str, where: pl.Expr, doubts: _Doubts, code: str, text: str, hint: str
) -> pl.DataFrame:
    """The table with a figure unknown wherever it cannot be right; one error each."""
    wrong = where & pl.col(name).is_not_null()
    for row in table.filter(wrong).iter_rows(named=True):
        doubts.add(code, row, name, text, hint, "error")
    return table.with_columns(pl.when(wrong).then(None).otherwise(pl.col(name)).alias(name))


def _warn(table: pl.DataFrame, doubts: _Doubts) -> None:
    """Doubts about figures that are kept."""
    for name, factor, code in (("staff", STAFF_FACTOR, "GX394"), ("revenue", REVENUE_FACTOR, "GX395")):
        figure = _whole(pl.col(name), 100)  # fen: a median of whole numbers is exact
        middle = figure.median().over("股票代码")
        off = (figure > factor * middle) | (figure * factor < middle)
        for row in table.with_columns(middle.alias("middle")).filter(off).iter_rows(named=True):
            text = f"与本企业各年中位数 {row['middle'] / 100:.15g} 相差 {factor} 倍以上"
            doubts.add(code, row, name, text, "仍按原值使用，请核对。", "warning")
    for row in table.filter(pl.col("rd_staff") > pl.col("staff")).iter_rows(named=True):
        text = f"多于职工人数 {row['staff']}"
        doubts.add("GX396", row, "rd_staff", text, "仍按原值使用，请核对。", "warning")
    quotient = 100 * pl.col("rd_staff") / pl.col("staff")
    stated = _whole(pl.col(STATED_RATIO), PART)
    # |stated − quotient| > 0.1 point, multiplied out so that exactly 0.1 is no difference
    apart = (stated * pl.col("staff") - 100 * PART * pl.col("rd_staff")).abs() * 10 > PART * pl.col("staff")
    for row in table.with_columns(quotient.alias("quotient")).filter(apart).iter_rows(named=True):
        told = f"年报写明占比 {row[STATED_RATIO]}%"
        text = f"除以职工人数 {row['staff']} 得 {row['quotient']:.2f}%，{told}，相差 0.1 个百分点以上"
        doubts.add("GX397", row, "rd_staff", text, "三个数中至少一个有误；仍按原值使用，请核对。", "warning")


def _whole(value: pl.Expr, parts: int) -> pl.Expr:
    """A number as a whole count of its parts, without binary noise."""
    return (value.cast(pl.Decimal(38, 4)) * parts).cast(pl.Int64)


def _facts(table: pl.DataFrame) -> pl.DataFrame:
    code = pl.col("股票代码").str.zfill(6)
    exchange = (
        pl.when(code.str.contains("^[69]")).then(pl.lit("SH"))
        .when(code.str.contains("^[48]")).then(pl.lit("BJ"))
        .otherwise(pl.lit("SZ"))
    )  # fmt: skip
    return table.select(
        (exchange + code).alias("uscc"),
        pl.col("企业名称").alias("name"),
        pl.col("年份").cast(pl.Int32).alias("year"),
        pl.lit(True).alias("listed"),
        pl.lit(None, pl.String).alias("size_sector"),
        *COLUMNS,
    ).select(FACTS)


def write_issues(path: Path, issues: Iterable[Issue]) -> None:
    """Issues as CSV: place, code, severity, message, hint."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["place", "code", "severity", "message", "hint"])
        sheet.writerows([str(one.place), one.code, one.severity, one.message, one.hint] for one in issues)


def main(arguments: list[str]) -> int:
    """Write facts.csv and issues.csv; 0 done, 1 done with issues, 2 used wrongly."""
    if len(arguments) != 2 or not Path(arguments[0]).is_file():
        print("usage: python bench/listed_panel/adapt.py PANEL OUT_DIR", file=sys.stderr)
        return 2
    panel, out = map(Path, arguments)
    facts, issues = adapt(panel)
    out.mkdir(parents=True, exist_ok=True)
    facts.write_csv(out / "facts.csv")
    write_issues(out / "issues.csv", issues)
    counts = dict(sorted(Counter(issue.code for issue in issues).items()))
    print(json.dumps({"rows": facts.height, "firms": facts["uscc"].n_unique(), "issues": counts}))
    return 1 if issues else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
