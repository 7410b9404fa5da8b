"""The form as a workbook: written by the engine for one enterprise, filled in, and read back by the engine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

import polars as pl
from django.utils.translation import gettext as _

from gaoxin import Facts, FactsError, Issue
from gaoxin.fields import Fields
from gaoxin.register import read_facts
from gaoxin.register.columns import as_text
from gaoxin.register.ledger.guards import inspect
from gaoxin.register.template import Asked, Reason, Template
from gaoxin.register.template_book import write_template
from gaoxin.register.write import heading
from gaoxin_web.collection.items import Sheet
from gaoxin_web.collection.models import Assignment
from gaoxin_web.collection.services import RefusedError
from gaoxin_web.rulebook import rulebook

MOST_BYTES = 3 * 2**20  # a form of one enterprise is some tens of kilobytes


@dataclass(frozen=True)
class Upload:
    """What a workbook says of this enterprise: line → text in the unit of the page, and the reader's doubts."""

    texts: dict[str, str]
    issues: list[dict[str, Any]]


def template_file(form: Assignment) -> bytes:
    """The workbook to fill in, with the enterprise's code, name and years already in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write_template(path, _template(form), [(form.enterprise.uscc, form.enterprise.name)])
        return path.read_bytes()


def _template(form: Assignment) -> Template:
    sheet, why = Sheet.of(form.round), Reason("", form.round.data_set.title, form.round.period, "数据填报")
    years: dict[str, list[int]] = {}
    for item in sheet.items:
        years.setdefault(item.field.name, []).extend([item.year] if item.year else [])
    asked = [
        Asked(name, heading(item), item, tuple(sorted(years[name], reverse=True)), False, False, (why,))
        for name, item in ((name, rulebook().fields[name]) for name in sheet.fields)
    ]
    on = date(form.round.year + 1, 1, 1)
    return Template(on, (), tuple(asked), (), tuple(_instructions(form)))


def _instructions(form: Assignment) -> Iterator[str]:
    yield f"{form.round} 填报表"
    yield f"{form.enterprise.name} · 截止日期 {form.due_on}"
    yield from filter(None, map(str.strip, form.round.data_set.instructions.splitlines()))
    yield ""
    yield "怎样填"
    yield "1. 只填“企业信息”表；统一社会信用代码、企业名称、年度已经写好，请勿改动。"
    yield "2. 数字按表头括号里的单位填，不要在格内再写单位；灰格该年不用填，浅黄格待填。"
    yield "3. 不知道的留空，空格不是 0；确知为零填 0。"
    yield "4. 每列的含义见工作表“字段说明”。"
    yield ""
    yield "填好后在填报页面“用表格填报”处上传；上传后还要在页面上核对、说明并提交。"


def read_upload(form: Assignment, file: IO[bytes], name: str) -> Upload:
    """What an uploaded workbook says.

    Raises:
        RefusedError: it is no workbook that can be read, or says nothing of this enterprise.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise RefusedError(_("文件超过 3 MB，请用本页下载的填报表填写。"))
    if not name.lower().endswith(".xlsx") or not content.startswith(b"PK"):
        raise RefusedError(_("请上传 .xlsx 文件（用本页下载的填报表填写后另存）。"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(content)
        try:
            inspect(path)
            facts = read_facts(path, Fields(dict(rulebook().fields)))
        except FactsError as error:
            raise RefusedError("；".join(f"{issue.message}{issue.hint}" for issue in error.issues)) from error
    texts = dict(_texts(form, facts))
    if not texts:
        raise RefusedError(
            _("表中没有本企业（%(code)s）本期的数据行，没有读入。")
            % {"code": form.enterprise.uscc or form.enterprise.name}
        )
    return Upload(texts, [_told(issue) for issue in facts.issues])


def _told(issue: Issue) -> dict[str, Any]:
    spot = "!".join(part for part in (issue.place.sheet, issue.place.cell) if part)
    return {"code": issue.code, "severity": issue.severity, "spot": spot, "message": issue.message, "hint": issue.hint}


def _texts(form: Assignment, facts: Facts) -> Iterator[tuple[str, str]]:
    """Line → text of this enterprise's rows; a cell that could not be read keeps its own text, to be mended."""
    code = form.enterprise.uscc
    for item in Sheet.of(form.round).items:
        name = item.field.name
        if code is None or name not in facts.rows.columns:
            continue
        mine = facts.rows["uscc"] == code
        rows = (mine & (facts.rows["year"] == item.year)) if item.year else mine
        for at in pl.select(rows.arg_true()).to_series():
            text = _cell(facts, at, name, item.written(_plain(facts.rows[name][at])))
            if text:
                yield item.key, text


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _cell(facts: Facts, at: int, name: str, written: str) -> str:
    if written or facts.origin is None:
        return written
    table, column = facts.origin.table, facts.origin.columns[name]
    place = pl.select((table.rows == facts.origin.rows[at]).arg_true()).to_series()
    cell = as_text(table.columns[column.index])[int(place[0])]
    return (cell or "").strip()
