"""An assessment as a workbook for officers or a Parquet file for analysts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from gaoxin.assessment import Assessment
from gaoxin.errors import GaoxinError, Issue
from gaoxin.report.words import EVIDENCE, VERDICTS, shown

FILLS = {"达标": "#E3F4E8", "不达标": "#FBE4E2", "待核": "#FFF4D6"}
CRITERIA = ("统一社会信用代码", "企业", "政策", "版本", "编号", "条件", "结论", "数值", "标准", "差额", "待补数据", "条款", "证据")
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
    except OSError as error:
        raise GaoxinError(f"写不了 {path}：{error.strerror or error}") from error


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
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#1F4E79", "font_color": "white", "text_wrap": True, "valign": "vcenter"})
        fills = {word: book.add_format({"bg_color": colour}) for word, colour in FILLS.items()}
        results = list(assessment.results())
        _sheet(book, "汇总", _summary_head(assessment), _summary(assessment, results), head, fills)
        _sheet(book, "逐条", CRITERIA, _criteria(assessment, results), head, fills)
        _sheet(book, "问题", ("代码", "级别", "位置", "说明", "建议"), map(_issue, assessment.issues), head, fills)
        _sheet(book, "依据", ("项目", "内容"), _basis(assessment), head, fills)


def _sheet(book: Any, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]], style: Any, fills: dict[str, Any]) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, max(2, len(head) - 1), 16)
    sheet.write_row(0, 0, head, style)
    last = 0
    for last, row in enumerate(rows, 1):
        if last > LIMIT:
            break
        for column, value in enumerate(row):
            sheet.write(last, column, value, fills.get(value) if isinstance(value, str) else None)
    sheet.autofilter(0, 0, max(1, min(last, LIMIT)), len(head) - 1)


def _summary_head(assessment: Assessment) -> list[str]:
    return ["统一社会信用代码", "企业", *(plan.policy.label for plan in assessment.plans)]


def _summary(assessment: Assessment, results: Sequence[dict[str, Any]]) -> Iterator[list[Any]]:
    width = len(assessment.plans)
    for start in range(0, len(results), width or 1):
        group = results[start : start + width]
        yield [group[0]["uscc"], group[0]["name"], *(_verdict(result) for result in group)]


def _verdict(result: dict[str, Any]) -> str:
    return str(result["class"]) if result.get("class") else VERDICTS[result["verdict"]]


def _criteria(assessment: Assessment, results: Sequence[dict[str, Any]]) -> Iterator[list[Any]]:
    labels = {plan.id: plan.policy.label for plan in assessment.plans}
    fields = assessment.rulebook.fields
    for result in results:
        for entry in result["criteria"]:
            ask = "、".join(_asked(missing, fields) for missing in entry["missing"])
            yield [
                result["uscc"],
                result["name"],
                labels[result["policy"]],
                result["edition"],
                entry["id"],
                entry["label"],
                VERDICTS[entry["verdict"]],
                shown(entry["value"], entry["unit"]),
                shown(entry["threshold"], entry["unit"]),
                shown(entry["shortfall"], entry["shortfall_unit"]) if entry["shortfall"] else "",
                ask,
                entry["clause"],
                EVIDENCE[entry["evidence"]],
            ]


def _asked(missing: dict[str, Any], fields: Any) -> str:
    name = missing["field"]
    label = "资质" if name == "recognitions" else fields[name].label if name in fields else f"{name}（人工判断）"
    return f"{missing['year']}年{label}" if missing["year"] else label


def _issue(issue: Issue) -> list[str]:
    level = "错误" if issue.severity == "error" else "提醒"
    return [issue.code, level, str(issue.place), issue.message, issue.hint]


def _basis(assessment: Assessment) -> Iterator[tuple[str, str]]:
    yield "评估日期", assessment.on.isoformat()
    yield "事实文件", assessment.facts.file
    yield "事实摘要（SHA-256）", assessment.input_digest
    yield "规则库摘要（SHA-256）", assessment.rulebook.digest
    for plan in assessment.plans:
        document = plan.edition.document
        yield plan.policy.label, f"{document.title} {document.number} {plan.edition.id}版 证据：{EVIDENCE[document.evidence]}"
