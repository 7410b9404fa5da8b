"""The ladder as a workbook: the lists an officer filters, sorts and sends on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gaoxin.assessment import Assessment
from gaoxin.errors import GaoxinError
from gaoxin.ladder.rungs import Ladder
from gaoxin.register.export_page import lay_out, row_height
from gaoxin.report.bilingual import EVIDENCE, EVIDENCE_MEANS, NOTHING, STILL
from gaoxin.report.ladder_report import LadderReport, Step
from gaoxin.report.words import STATUSES

COLOURS = {"holds": "#2E7D32", "ready": "#1565C0", "near": "#D96C00", "needs_data": "#8A8F98", "far": "#DFE3E8"}
TOP = 15  # obstacles in the chart
HEAD_HEIGHT = 32  # points: two lines
AXIS = {"name": "企业（家）", "name_font": {"size": 9, "bold": False}}
IN_SHEETS = {"元": ("万元", 1e-4), "美元": ("万美元", 1e-4), "": ("百分点", 100.0)}  # unit → as written, times
Heads = Sequence[tuple[str, int]]  # heading, width in characters
Value = str | int | float | date | None
FIRM = (("统一社会信用代码", 21), ("企业", 32))
STEP = (
    ("差的条件", 26),
    ("编号", 12),
    ("现值", 17),
    ("标准", 17),
    ("差额", 12),
    ("单位", 9),
    ("说明", 22),
    ("须变动的指标", 24),
)
CITED = (("条款", 20), ("证据", 10))
DUE = (("到期日", 12), ("剩余天数", 10))
NEXT = (("已获", 44), ("下一级", 24), ("状态", 12), ("差的条件", 28))
BASIS = (("项目", 24), ("内容", 60), ("文号", 24), ("版本", 8), ("施行", 12), ("失效", 12), ("证据", 10), ("网页", 44))
COUNTED = (("不达标（家）", 12), ("只差此项（家）", 14), ("待核（家）", 12))
OBSTACLES = (("政策", 24), ("条件", 32), ("编号", 12), *COUNTED, ("图中名称", 40))


def write_ladder_book(assessment: Assessment, ladder: Ladder, path: Path) -> None:
    """Write the ladder of an assessed zone as .xlsx; the same assessment gives the same bytes.

    Args:
        assessment: with the policies of the ladder in it; a rung whose policy is not is left out.
        ladder: the rulebook's, from ``load_ladder``; the tracks of other regions are left out.
        path: the .xlsx to write.

    Raises:
        GaoxinError: the file cannot be written.
    """
    save_book(LadderReport(assessment, ladder), path)


def save_book(report: LadderReport, path: Path) -> None:
    """:func:`write_ladder_book` of a report already gathered."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            # The day of assessment as the day of creation, or two runs would differ
            created = datetime(report.on.year, report.on.month, report.on.day)
            book.set_properties({"title": f"{report.zone}企业梯度", "created": created})
            _write(book, report)
    except (OSError, FileCreateError) as error:
        raise GaoxinError(f"写不了 {path}：{getattr(error, 'strerror', None) or error}") from error


def _write(book: Workbook, report: LadderReport) -> None:
    styles = Styles.of(book)
    _overview(book, report, styles)
    title = ("资质", 24)
    _sheet(book, styles, "可申报", (*FIRM, title, ("须先取得", 34)), _ready(report))
    _sheet(book, styles, "差一步", (*FIRM, title, *STEP, *CITED), _near(report))
    _sheet(book, styles, "待补数据", (*FIRM, title, ("先问什么", 70), ("项数", 8)), _needs(report))
    due = (*DUE, *FIRM, ("证书", 24), ("按今日数据", 12), ("原因或须补的数据", 60))
    _sheet(book, styles, "证书到期", due, _expiring(report))
    _obstacles(book, report, styles)
    _sheet(book, styles, "每家企业", (*FIRM, *NEXT), _everyone(report))
    _sheet(book, styles, "依据", BASIS, _basis(report))


@dataclass(frozen=True)
class Styles:
    head: Format
    day: Format
    count: Format
    number: Format
    text: Format
    statuses: dict[str, Format]

    @classmethod
    def of(cls, book: Workbook) -> Styles:
        head = {"bold": True, "bg_color": "#1F4E79", "font_color": "white", "text_wrap": True, "valign": "vcenter"}
        head |= {"align": "center"}
        inks = [(name, colour) for name, colour in COLOURS.items() if name != "far"]
        top = {"valign": "top"}
        aside = top | {"align": "right", "indent": 1}  # or a figure touches the text of the next column
        return cls(
            head=book.add_format(head),
            day=book.add_format(top | {"num_format": "yyyy-mm-dd", "align": "center"}),
            count=book.add_format(aside | {"num_format": "#,##0"}),
            number=book.add_format(aside | {"num_format": "#,##0.00##"}),
            text=book.add_format(top | {"text_wrap": True}),
            statuses={STATUSES[name]: book.add_format(top | {"font_color": colour}) for name, colour in inks},
        )


def _sheet(book: Workbook, styles: Styles, name: str, heads: Heads, rows: Iterable[Sequence[Value]]) -> Worksheet:
    """A sheet of rows under a frozen heading with a filter; every text is written as text, whatever it begins with."""
    sheet = book.add_worksheet(name)
    lay_out(sheet, min(2, len(heads) - 1))
    widths = [width for _, width in heads]
    sheet.set_row(0, HEAD_HEIGHT)
    for column, (head, width) in enumerate(heads):
        sheet.write_string(0, column, head, styles.head)
        sheet.set_column(column, column, width)
    last = 0
    for last, row in enumerate(rows, 1):
        texts = [value if isinstance(value, str) else "" for value in row]
        sheet.set_row(last, row_height(zip(texts, widths, strict=False)))
        for column, value in enumerate(row):
            _cell(sheet, last, column, value, styles)
    sheet.autofilter(0, 0, max(last, 1), len(heads) - 1)
    return sheet


def _cell(sheet: Worksheet, row: int, column: int, value: Value, styles: Styles) -> None:
    if isinstance(value, str):
        if value:
            sheet.write_string(row, column, value, styles.statuses.get(value, styles.text))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, styles.day)
    elif isinstance(value, float):
        sheet.write_number(row, column, value, styles.count if value.is_integer() else styles.number)
    elif value is not None:
        sheet.write_number(row, column, value, styles.count)


def _overview(book: Workbook, report: LadderReport, styles: Styles) -> None:
    """The funnel, track by track, and its picture: the lowest rung of each track at the bottom."""
    months = report.ladder.due_months
    heads = (("梯度", 20), ("资质", 28), *((word, 10) for word in STATUSES.values()), (f"{months}个月内到期", 14))
    rows: list[Sequence[Value]] = [
        (track.label, rung.label.zh, *rung.statuses.values(), rung.due)
        for track, rungs in report.tracks
        for rung in rungs
    ]
    sheet = _sheet(book, styles, "梯度总览", heads, rows)
    note = f"{report.zone}　评估日期 {report.on}　企业 {report.enterprises} 家　每一级都按全部企业计"
    sheet.write_string(len(rows) + 2, 0, note.strip())
    first, place = 1, len(rows) + 4
    for track, rungs in report.tracks:
        chart = _funnel_chart(book, track.label, (first, first + len(rungs) - 1), report.enterprises)
        sheet.insert_chart(place, 0, chart, {"x_scale": 1.7, "y_scale": 0.95})
        first, place = first + len(rungs), place + 15
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)  # or a chart is cut in two


def _funnel_chart(book: Workbook, title: str, rows: tuple[int, int], whole: int) -> Chart:
    first, last = rows
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    names = ["梯度总览", first, 1, last, 1]
    for column, (name, word) in enumerate(STATUSES.items(), 2):
        values, fill = ["梯度总览", first, column, last, column], {"color": COLOURS[name]}
        chart.add_series({"name": word, "categories": names, "values": values, "fill": fill, "gap": 40})
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_x_axis({"major_gridlines": {"visible": False}, "min": 0, "max": max(1, whole), **AXIS})
    return chart


def _ready(report: LadderReport) -> Iterator[Sequence[Value]]:
    for row in report.ready:
        yield row.uscc, row.name, report.policy(row.policy).zh, "" if row.first == NOTHING else row.first.zh


def _near(report: LadderReport) -> Iterator[Sequence[Value]]:
    for row in report.near:
        criterion, evidence = row.criterion, EVIDENCE[row.evidence].zh
        yield (
            *(row.uscc, row.name, report.policy(row.policy).zh, criterion.label, criterion.id),
            *(row.value.zh, row.bar.zh, *_lacks(row), row.lack.zh, "" if row.lever == NOTHING else row.lever.zh),
            *(criterion.clause, evidence),
        )


def _lacks(row: Step) -> tuple[float, str]:
    """A shortfall as a number to sort by, and its unit."""
    unit, times = IN_SHEETS.get(row.unit, (row.unit, 1.0))
    return round(row.lacks * times, 4), unit


def _needs(report: LadderReport) -> Iterator[Sequence[Value]]:
    for row in report.needs_data:
        yield row.uscc, row.name, report.policy(row.policy).zh, row.facts.zh, row.count


def _expiring(report: LadderReport) -> Iterator[Sequence[Value]]:
    for row in report.expiring:
        why = "" if row.why == NOTHING else row.why.zh
        yield row.until, row.days, row.uscc, row.name, report.policy(row.policy).zh, STILL[row.verdict].zh, why


def _obstacles(book: Workbook, report: LadderReport, styles: Styles) -> None:
    sheet = _sheet(book, styles, "卡点", OBSTACLES, _obstacle_rows(report))
    last = min(TOP, len(report.obstacles))
    if not last:
        return
    chart = book.add_chart({"type": "bar"})
    for column, colour in ((3, "#E3B79C"), (4, "#A63D00")):  # those that lack only this are among those that lack it
        values, names = ["卡点", 1, column, last, column], ["卡点", 1, 6, last, 6]
        look = {"fill": {"color": colour}, "gap": 40, "overlap": 100}
        chart.add_series({"name": ["卡点", 0, column], "categories": names, "values": values, **look})
    chart.set_title({"name": f"不达标最多的 {last} 项条件", "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"major_gridlines": {"visible": False}, "min": 0, **AXIS})
    sheet.insert_chart(1, len(OBSTACLES) + 1, chart, {"x_scale": 1.9, "y_scale": 1.9})
    sheet.fit_to_pages(2, 0)
    sheet.set_v_pagebreaks([len(OBSTACLES)])


def _obstacle_rows(report: LadderReport) -> Iterator[Sequence[Value]]:
    for row in report.obstacles:
        policy, name = report.policy(row.policy).zh, row.label.zh
        yield policy, name, row.criterion, row.not_met, row.alone, row.unknown, f"{policy}·{name}"


def _everyone(report: LadderReport) -> Iterator[Sequence[Value]]:
    for row in report.everyone:
        held = "、".join(report.policy(policy).zh for policy in row["holds"])
        following = report.policy(row["policy"]).zh if row["policy"] else ""
        step = report.plans[row["policy"]].outcome(row["step"]).criterion.label if row["step"] else ""
        yield row["uscc"], row["name"] or "", held, following, STATUSES.get(row["status"] or "", ""), step


def _basis(report: LadderReport) -> Iterator[Sequence[Value]]:
    assessment = report.assessment
    yield "评估日期", report.on.isoformat()
    yield "事实文件", assessment.facts.file
    yield "事实摘要（SHA-256）", assessment.input_digest
    yield "规则库摘要（SHA-256）", assessment.rulebook.digest
    for plan in report.plans.values():
        document = plan.edition.document
        cited = (plan.policy.label, document.title, document.number, plan.edition.id)
        yield *cited, document.start, document.end, EVIDENCE[document.evidence].zh, document.page
    for name, words in EVIDENCE.items():
        yield f"证据：{words.zh}", EVIDENCE_MEANS[name].zh
    yield "说明", "按上列规则推算，供排查和辅导用，不是认定结果；认定以主管部门的决定为准。"
    for issue in assessment.issues:
        yield f"文件问题 {issue.code}", f"{issue.place} {issue.message}{issue.hint}".strip()
