"""The ladder as one page of its own: no script, nothing fetched, both languages inside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Literal, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gaoxin.assessment import Assessment
from gaoxin.errors import GaoxinError
from gaoxin.ladder.rungs import Ladder
from gaoxin.report.bilingual import EVIDENCE, EVIDENCE_MEANS, NOTHING, STATUSES, STILL, Both, Source
from gaoxin.report.charts import bar
from gaoxin.report.ladder_report import Asking, Expiry, LadderReport, Ready, Step
from gaoxin.rules.plan import Plan

SHOWN = 50  # rows of a section that stand open; the rest unfold
TOP = 15  # obstacles in the chart
QUESTIONS = 10  # of one rung that stand open
FEW = 2  # names that stand open in a cell
Text = Both | Source
Entry = TypeVar("Entry", Ready, Step, Asking)


@dataclass(frozen=True, slots=True)
class Column:
    head: Both
    width: int  # percent
    number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: a text, a smaller one below it, a class that colours it."""

    text: Text
    below: Text | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    shown: int = SHOWN


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one rung under its name; open while the section is short."""

    title: Both
    count: int
    document: Source
    table: Table
    is_open: bool


def write_ladder_html(
    assessment: Assessment, ladder: Ladder, path: Path, *, language: Literal["zh", "en"] = "zh"
) -> None:
    """Write the ladder of an assessed zone as one HTML file.

    Both languages are in it; the reader switches. The same assessment gives the same bytes.

    Args:
        assessment: with the policies of the ladder in it; a rung whose policy is not is left out.
        ladder: the rulebook's, from ``load_ladder``; the tracks of other regions are left out.
        path: the .html to write.
        language: the one shown first.

    Raises:
        GaoxinError: the file cannot be written.
    """
    save_page(LadderReport(assessment, ladder), path, language)


def save_page(report: LadderReport, path: Path, language: Literal["zh", "en"] = "zh") -> None:
    """:func:`write_ladder_html` of a report already gathered."""
    page = ladder_page(report, language)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise GaoxinError(f"写不了 {path}：{error.strerror or error}") from error


def ladder_page(report: LadderReport, language: str) -> str:
    """The page as text."""
    folder = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(
        loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["both"] = both
    environment.globals.update(bar=bar, b=Both, src=Source)
    return environment.get_template("ladder.html.j2").render(
        report=report,
        language=language,
        statuses=STATUSES,
        evidence=EVIDENCE,
        means=EVIDENCE_MEANS,
        ready=_groups(report, report.ready, _ready_table),
        near=_groups(report, report.near, _near_table),
        needs=_groups(report, report.needs_data, _needs_table),
        expiring=_expiring_table(report),
        obstacles=report.obstacles[:TOP],
        documents=_documents(report),
        issues=_issues(report),
    )


def both(text: Text) -> Markup:
    """A text for the page, escaped; in two languages unless they are alike or it is quoted as it stands."""
    if isinstance(text, Source) or text.zh == text.en:
        return Markup.escape(text if isinstance(text, Source) else text.zh)
    return Markup('<span class="zh">{}</span><span class="en" lang="en">{}</span>').format(text.zh, text.en)


def _groups(report: LadderReport, entries: Iterable[Entry], table: Callable[[list[Entry]], Table]) -> list[Group]:
    """Entries by rung, in the order of the ladder; groups stand open until ``SHOWN`` rows do."""
    place = {policy: number for number, policy in enumerate(report.plans)}
    ordered = sorted(entries, key=lambda entry: place[entry.policy])
    found: list[Group] = []
    room = SHOWN
    for policy, part in groupby(ordered, attrgetter("policy")):
        rows = list(part)
        firms = len({row.uscc for row in rows})
        built = table(rows)
        found.append(Group(report.policy(policy), firms, _cited(report.plans[policy]), built, room > 0))
        room -= min(len(rows), built.shown)
    return found


def _cited(plan: Plan) -> Source:
    document = plan.edition.document
    return Source(document.number or f"《{document.title}》")


FIRM = Column(Both("企业", "Enterprise"), 25)


def _firm(entry: Ready | Step | Asking | Expiry) -> Cell:
    return Cell(Source(entry.name or entry.uscc), Source(entry.uscc) if entry.name else None)


def _ready_table(rows: Sequence[Ready]) -> Table:
    if all(row.first == NOTHING for row in rows):
        return Table([Column(FIRM.head, 100)], [[_firm(row)] for row in rows])
    first = Column(Both("须先取得", "Must hold first"), 60)
    return Table([Column(FIRM.head, 40), first], [[_firm(row), Cell(row.first)] for row in rows])


def _near_table(rows: Sequence[Step]) -> Table:
    columns = [
        FIRM,
        Column(Both("差的一步", "The step"), 23),
        Column(Both("现值", "Now"), 12, number=True),
        Column(Both("标准", "Bar"), 13, number=True),
        Column(Both("还差", "Lacks"), 19, number=True),
        Column(Both("证据", "Evidence"), 8),
    ]
    return Table(columns, [_near_row(row) for row in rows])


def _near_row(row: Step) -> list[Cell]:
    lever = row.lever if row.lever not in (NOTHING, row.label) else None
    return [
        _firm(row),
        Cell(row.label, Source(row.criterion.clause)),
        Cell(row.value),
        Cell(row.bar),
        Cell(row.lack, lever, "lack"),
        Cell(EVIDENCE[row.evidence], mark=row.evidence),
    ]


def _needs_table(rows: Sequence[Asking]) -> Table:
    """Enterprises by what to ask them, the question that settles most of them first."""
    asked: dict[Both, list[Asking]] = {}
    for row in rows:
        asked.setdefault(row.facts, []).append(row)
    ordered = sorted(asked.values(), key=lambda firms: (-len(firms), firms[0].count))
    columns = [
        Column(Both("先问什么", "Ask first"), 50),
        Column(Both("企业数", "Firms"), 10, number=True),
        Column(FIRM.head, 40),
    ]
    return Table(columns, [_needs_row(firms) for firms in ordered], shown=QUESTIONS)


def _needs_row(firms: Sequence[Asking]) -> list[Cell]:
    names = Source("、".join(firm.name or firm.uscc for firm in firms))
    count = Both(str(len(firms)), str(len(firms)))
    return [Cell(firms[0].facts), Cell(count), Cell(names, mark="fold" if len(firms) > FEW else "")]


def _expiring_table(report: LadderReport) -> Table:
    columns = [
        Column(Both("到期日", "Runs out"), 12),
        Column(Both("剩余（天）", "Days left"), 9, number=True),
        FIRM,
        Column(Both("证书", "Certificate"), 18),
        Column(Both("按今日数据", "On today's facts"), 12),
        Column(Both("原因或须补的数据", "Why, or what to ask"), 24),
    ]
    rows = [
        [
            Cell(Both(row.until.isoformat(), row.until.isoformat()), mark="day"),
            Cell(Both(str(row.days), str(row.days))),
            _firm(row),
            Cell(report.policy(row.policy)),
            Cell(STILL[row.verdict], mark=row.verdict),
            Cell(row.why),
        ]
        for row in report.expiring
    ]
    return Table(columns, rows)


def _documents(report: LadderReport) -> Table:
    columns = [
        Column(Both("政策", "Policy"), 22),
        Column(Both("文件", "Document"), 34),
        Column(Both("版本", "Edition"), 10),
        Column(Both("施行", "In force"), 22),
        Column(Both("证据", "Evidence"), 12),
    ]
    return Table(columns, [_document(report, plan) for plan in report.plans.values()], shown=100)


def _document(report: LadderReport, plan: Plan) -> list[Cell]:
    document = plan.edition.document
    start, end = document.start.isoformat(), document.end.isoformat() if document.end else ""
    return [
        Cell(report.policy(plan.id)),
        Cell(Source(document.title), Source("　".join(filter(None, (document.number, "、".join(document.issuers)))))),
        Cell(Source(plan.edition.id)),
        Cell(Both(f"{start} 至 {end or '今'}", f"{start} to {end or 'now'}")),
        Cell(EVIDENCE[document.evidence], mark=document.evidence),
    ]


def _issues(report: LadderReport) -> Table:
    columns = [
        Column(Both("代码", "Code"), 10),
        Column(Both("级别", "Level"), 10),
        Column(Both("位置", "Where"), 20),
        Column(Both("说明", "What"), 60),
    ]
    return Table(columns, list(_issue_rows(report)))


def _issue_rows(report: LadderReport) -> Iterator[list[Cell]]:
    for issue in report.assessment.issues:
        level = Both("错误", "error") if issue.severity == "error" else Both("提醒", "warning")
        hint = Source(issue.hint) if issue.hint else None
        yield [Cell(Source(issue.code)), Cell(level), Cell(Source(str(issue.place))), Cell(Source(issue.message), hint)]
