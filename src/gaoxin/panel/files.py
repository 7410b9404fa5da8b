"""Cases from files: JSON with one case or a list, or a table with a ballot in every row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from gaoxin.errors import Issue, Place
from gaoxin.panel.model import STATUSES, Case, CaseError
from gaoxin.panel.reading import read_case, shortened
from gaoxin.panel.reading_scheme import read_scheme
from gaoxin.panel.scheme import Scheme
from gaoxin.panel.schemes import read_scheme_file

TABLES = (".csv", ".xlsx")


def read_document(path: Path) -> object:
    """What a JSON file holds; numbers with a point are kept as they are written.

    Raises:
        CaseError: it cannot be read, or is no JSON; a mistake of form names its line.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        why = "没有这个文件" if isinstance(error, FileNotFoundError) else "打不开"
        raise CaseError([Issue("GX601", f"{why}：{path}", Place(path.name))]) from error
    except UnicodeDecodeError as error:
        raise CaseError([Issue("GX601", "不是 UTF-8 编码的文字", Place(path.name), "请存为 UTF-8")]) from error
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=str)
    except json.JSONDecodeError as error:
        place = Place(path.name, error.lineno, error.colno)
        raise CaseError([Issue("GX601", "不是合法的 JSON", place, "检查该处的引号、逗号和括号")]) from error
    except (RecursionError, ValueError) as error:  # nested without end; a number of thousands of digits
        raise CaseError([Issue("GX601", "JSON 嵌套过深或数字过长", Place(path.name))]) from error


def cases_of(
    document: object, file: str, schemes: Mapping[str, Scheme], scheme: Mapping[str, Any] | None = None
) -> list[Case]:
    """The case or cases of a document; ``scheme`` goes in place of their own rule, but for the awards they name.

    Raises:
        CaseError: with every mistake of every case.
    """
    listed = document if isinstance(document, list) else [document]
    found, issues = [], []
    for at, one in enumerate(listed):
        try:
            path = f"[{at}]" if isinstance(document, list) else ""
            found.append(read_case(_ruled(one, scheme), schemes=schemes, file=file, path=path))
        except CaseError as error:
            issues += error.issues
    if isinstance(document, list) and not document:
        issues.append(Issue("GX604", "没有评分数据：列表是空的", Place(file)))
    if issues:
        raise CaseError(shortened(issues))
    return found


def read_scheme_at(path: Path) -> Scheme:
    """A scheme from a YAML or JSON file of one's own.

    Raises:
        CaseError: with every mistake.
    """
    if path.suffix == ".json":
        return read_scheme(read_document(path), file=path.name, strict=True)
    if not path.is_file():
        raise CaseError([Issue("GX601", f"没有这个文件：{path}", Place(path.name))])
    issues: list[Issue] = []
    found = read_scheme_file(path, path.name, issues)
    if issues:
        raise CaseError(issues)
    return found


KEPT = ("name", "contest", "entries", "ballots", "decisions", "tiers", "max_per_division")


def _ruled(document: object, scheme: Mapping[str, Any] | None) -> object:
    if scheme is None or not isinstance(document, Mapping):
        return document
    return {**scheme, **{key: document[key] for key in KEPT if key in document}}


OF_ENTRY = {"entry": ("参赛项目", "项目", "项目编号"), "division": ("所属", "单位", "地市"), "pool": ("组别", "赛道")}
OF_BALLOT = {"judge": ("评委",), "status": ("状态",)}
WORDS = {**{word: status for status, word in STATUSES.items()}, "有效": "locked", "已提交": "locked", "": "locked"}


def read_table(path: Path) -> dict[str, Any]:
    """A document from a table with a ballot in every row: 项目, 评委, 状态, 所属, 组别, a column for each criterion.

    A filled column of any other heading is a criterion, in order and of weight 1; a scheme
    given beside it says what they weigh.

    Raises:
        CaseError: it cannot be read, or has no column of entries or judges.
    """
    rows = _rows(path)
    head = [str(cell).strip() for cell in rows[0]] if rows else []
    known = {word: key for key, words in {**OF_ENTRY, **OF_BALLOT}.items() for word in (key, *words)}
    place = {known[title]: at for at, title in enumerate(head) if title in known}
    lacking = [name for name, key in (("项目", "entry"), ("评委", "judge")) if key not in place]
    if lacking:
        message = f"选票表缺少列：{'、'.join(lacking)}"
        raise CaseError([Issue("GX604", message, Place(path.name, 1, 1), "第一行写表头：项目、评委、各评分项")])
    marks = {title: at for at, title in enumerate(head) if title and title not in known}
    entries: dict[str, dict[str, str]] = {}
    ballots = []
    for row in rows[1:]:
        said = {key: str(row[at]).strip() for key, at in place.items() if at < len(row)}
        if not any(str(cell).strip() for cell in row):
            continue
        own = {"id": said["entry"]}
        own.update((key, said[key]) for key in ("division", "pool") if key in said)
        entries.setdefault(said["entry"], own)
        scores = {title: str(row[at]) for title, at in marks.items() if at < len(row) and str(row[at]).strip()}
        status = said.get("status", "locked")
        ballots.append(
            {"entry": said["entry"], "judge": said["judge"], "status": WORDS.get(status, status), "scores": scores}
        )
    criteria = [{"key": title} for title in marks]
    return {"name": path.stem, "criteria": criteria, "entries": list(entries.values()), "ballots": ballots}


def _rows(path: Path) -> list[list[Any]]:
    place = Place(path.name)
    try:
        if path.suffix.lower() == ".csv":
            return list(csv.reader(io.StringIO(_text(path.read_bytes()), newline="")))
        book = CalamineWorkbook.from_path(path)
        return [[_cell(one) for one in row] for row in book.get_sheet_by_index(0).to_python()]
    except FileNotFoundError as error:
        raise CaseError([Issue("GX601", f"没有这个文件：{path}", place)]) from error
    except (OSError, UnicodeDecodeError, csv.Error, CalamineError) as error:
        raise CaseError([Issue("GX601", "打不开，或不是这种表格", place, "存为 UTF-8 的 .csv 或 .xlsx")]) from error


def _text(content: bytes) -> str:
    """UTF-8, or GB18030 as Excel saves it in China."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _cell(value: object) -> str:
    """A cell as text; a whole number of Excel's is no decimal."""
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else repr(value)
    return str(value)
