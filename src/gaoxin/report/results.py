"""An assessment as a workbook for officers or a Parquet file for analysts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gaoxin.assessment import Assessment
from gaoxin.errors import GaoxinError, Issue
from gaoxin.fields import Fields
from gaoxin.register.export_page import lay_out, row_height
from gaoxin.report.words import EVIDENCE, VERDICTS, shown

FILLS = {"达标": "#E3F4E8", "不达标": "#FBE4E2", "待核": "#FFF4D6"}
RESULTS = ("统一社会信用代码", "企业", "政策", "编号", "条件", "结论", "数值", "标准", "差额", "待补数据")
RULES = ("政策", "编号", "版本", "条件", "条款", "说明", "证据")
WIDTHS = {"统一社会信用代码": 22, "企业": 30, "政策": 20, "编号": 12, "条件": 30, "结论": 9, "数值": 16, "标准": 24}
WIDTHS |= {"待补数据": 60, "版本": 8, "条款": 24, "证据": 10, "代码": 9, "级别": 8, "位置": 30, "建议": 46, "项目": 24}
WIDTHS |= {"说明": 60, "内容": 100}
PAGE = 240  # digits that are still read on a page across
FREE = 20  # digits: the width of another column, a policy
LIMIT = 1_048_575  # rows of an Excel sheet below its heading


def write_results(assessment: Assessment, path: Path) -> None:
    """Write every verdict and criterion; the suffix decides the format.

    Raises:
        GaoxinError: another suffix than .xlsx or .parquet, or a file that cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in (".xlsx", ".parquet"):
        raise GaoxinError(f"不能写 {path.name}：只支持 .xlsx 与 .parquet")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_parquet(assessment, path) if suffix == ".parquet" else _write_workbook(assessment, path)
    except (OSError, FileCreateError) as error:
        raise GaoxinError(f"写不了 {path}：{getattr(error, 'strerror', None) or error}") from error


def _write_parquet(assessment: Assessment, path: Path) -> None:
    """One row per enterprise, policy and criterion; the verdict itself has no criterion."""
    pl.DataFrame(_long(assessment), schema=LONG, orient="row").write_parquet(path)


LONG = {
    "uscc": pl.String,
    "name": pl.String,
    "policy": pl.String,
    "edition": pl.String,
    "criterion": pl.String,
    "verdict": pl.String,
    "value": pl.Float64,
    "threshold": pl.Float64,
    "shortfall": pl.Float64,
    "score_low": pl.Float64,
    "score_high": pl.Float64,
    "class": pl.String,
    "evidence": pl.String,
    "clause": pl.String,
}


def _long(assessment: Assessment) -> Iterator[tuple[Any, ...]]:
    for result in assessment.results():
        head = (result["uscc"], result["name"], result["policy"], result["edition"])
        score = result["score"] or {}
        ends = (score.get("low"), score.get("high"))
        yield (*head, None, result["verdict"], None, None, None, *ends, result.get("class"), None, None)
        for entry in result["criteria"]:
            figures = (_float(entry[key]) for key in ("value", "threshold", "shortfall"))
            yield (*head, entry["id"], entry["verdict"], *figures, None, None, None, entry["evidence"], entry["clause"])


def _float(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _write_workbook(assessment: Assessment, path: Path) -> None:
    """What differs from firm to firm is on 逐条; what a criterion says to everyone stands once, on 条件.

    Rows go to disk as they are written (``constant_memory``), however many enterprises there are.
    """
    with Workbook(str(path), {"constant_memory": True}) as book:
        styles = Styles(book)
        _sheet(book, "汇总", _summary_head(assessment), _summary(assessment), styles)
        _sheet(book, "逐条", RESULTS, _results(assessment), styles)
        _sheet(book, "条件", RULES, _rules(assessment), styles, wrapped=True)
        issues = map(_issue, assessment.issues)
        _sheet(book, "问题", ("代码", "级别", "位置", "说明", "建议"), issues, styles, wrapped=True)
        _sheet(book, "依据", ("项目", "内容"), _basis(assessment), styles, wrapped=True)


class Styles:
    """The formats of one workbook: headings, wrapped texts, and a fill per verdict."""

    def __init__(self, book: Workbook) -> None:
        look = {"bold": True, "bg_color": "#1F4E79", "font_color": "white", "text_wrap": True, "valign": "vcenter"}
        self.head: Format = book.add_format(look | {"align": "center"})
        self.wrap: Format = book.add_format({"text_wrap": True, "valign": "top"})
        cells = {word: {"bg_color": fill, "align": "center"} for word, fill in FILLS.items()}
        self.fills: dict[str, Format] = {word: book.add_format(cell) for word, cell in cells.items()}


def _sheet(
    book: Workbook,
    name: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    styles: Styles,
    *,
    wrapped: bool = False,
) -> None:
    """A sheet of texts; ``wrapped`` where they are long, and few enough for every row to be measured."""
    sheet: Worksheet = book.add_worksheet(name)
    widths = [WIDTHS.get(text, FREE) for text in head]
    lay_out(sheet, min(2, len(head) - 1), pages=-(-sum(widths) // PAGE))
    sheet.set_row(0, max(24, row_height(zip(head, widths, strict=True))))
    for column, (text, width) in enumerate(zip(head, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, text, styles.head)
    # write_string asks no questions: half the time of write, and 「=1+1」 stays a text
    write, fills, last, plain = sheet.write_string, styles.fills, 0, styles.wrap if wrapped else None
    for last, row in enumerate(rows, 1):
        if last > LIMIT:
            break
        if wrapped:
            sheet.set_row(last, row_height(zip(row, widths, strict=True)))
        for column, text in enumerate(row):
            if text and text != "—":
                write(last, column, text, fills.get(text, plain))
    sheet.autofilter(0, 0, max(1, min(last, LIMIT)), len(head) - 1)


def _summary_head(assessment: Assessment) -> list[str]:
    return ["统一社会信用代码", "企业", *(plan.policy.label for plan in assessment.plans)]


def _summary(assessment: Assessment) -> Iterator[list[str]]:
    table = assessment.verdicts()
    columns = [_verdicts(assessment, plan.id, table[plan.id].to_list()) for plan in assessment.plans]
    for row, (uscc, name) in enumerate(table.select("uscc", "name").iter_rows()):
        yield [uscc, name or "", *(column[row] for column in columns)]


def _verdicts(assessment: Assessment, policy: str, verdicts: list[str]) -> list[str]:
    """A policy's verdicts in words; the class instead where it has classes and one is known."""
    words = [VERDICTS[verdict] for verdict in verdicts]
    classes = assessment.plan(policy).classes
    if not classes:
        return words
    found = assessment.table[f"{policy}/class"].to_list()
    return [word if at is None else classes[at][1] for word, at in zip(words, found, strict=True)]


def _results(assessment: Assessment) -> Iterator[list[str]]:
    labels = {plan.id: plan.policy.label for plan in assessment.plans}
    asked = Asked(assessment.rulebook.fields)
    for result in assessment.results():
        uscc, name, policy = result["uscc"], result["name"] or "", labels[result["policy"]]
        for entry in result["criteria"]:
            unit = entry["unit"]
            yield [
                uscc,
                name,
                policy,
                entry["id"],
                entry["label"],
                VERDICTS[entry["verdict"]],
                shown(entry["value"], unit),
                shown(entry["threshold"], unit),
                shown(entry["shortfall"], entry["shortfall_unit"]) if entry["shortfall"] else "",
                "、".join(map(asked.words, entry["missing"])) if entry["missing"] else "",
            ]


class Asked:
    """How a missing fact is asked for."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields

    def words(self, missing: dict[str, Any]) -> str:
        name = missing["field"]
        known = self.fields[name].label if name in self.fields else f"{name}（人工判断）"
        label = "资质" if name == "recognitions" else known
        return f"{missing['year']}年{label}" if missing["year"] else label


def _rules(assessment: Assessment) -> Iterator[list[str]]:
    for plan in assessment.plans:
        for outcome in plan.outcomes:
            said, evidence = outcome.criterion, EVIDENCE[outcome.evidence]
            yield [plan.policy.label, said.id, plan.edition.id, said.label, said.clause, said.summary, evidence]


def _issue(issue: Issue) -> list[str]:
    level = "错误" if issue.severity == "error" else "提醒"
    return [issue.code, level, str(issue.place), issue.message, issue.hint]


def _basis(assessment: Assessment) -> Iterator[tuple[str, str]]:
    yield "评估日期", assessment.on.isoformat()
    yield "事实文件", assessment.facts.file
    yield "事实摘要（SHA-256）", assessment.input_digest
    yield "规则库摘要（SHA-256）", assessment.rulebook.digest
    for plan in assessment.plans:
        document, evidence = plan.edition.document, EVIDENCE[plan.edition.document.evidence]
        yield plan.policy.label, f"{document.title} {document.number} {plan.edition.id}版 证据：{evidence}"
