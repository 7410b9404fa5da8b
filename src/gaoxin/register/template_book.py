"""A template as a workbook: instructions, the facts table to fill in, recognitions, and what each column means.

The sheets 企业信息 and 资质 are what :func:`gaoxin.register.read_facts` reads; the others
are for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from gaoxin.errors import GaoxinError
from gaoxin.register.export_cells import check_rows, put
from gaoxin.register.export_page import A4, lay_out, pages_for, row_height, text_width
from gaoxin.register.headings import KEY, NAME, YEAR
from gaoxin.register.template import Asked, Template
from gaoxin.register.template_help import (
    FIRST_DAY,
    LAST_DAY,
    example,
    how,
    instructions,
    meaning,
    unit_line,
)
from gaoxin.register.template_rules import INLINE, key_rules, refusal, rule
from gaoxin.register.write import FACTS, LABELS, LISTING, LISTING_LABELS

ABOUT, MEANINGS = "填报说明", "字段说明"
INDEX, NARROWEST, WIDEST = 72, 12, 22  # digits: width of the instructions; of a column to fill in
SPARE = 10_000  # rows that are checked and coloured below those filled in
HEADS = (("列名", 28), ("含义", 30), ("数字的单位", 11), ("怎样填", 24), ("示例", 13), ("依据", 48), ("字段编码", 22))
TITLE_COLUMNS = (
    (LISTING_LABELS[KEY], 22),
    (LABELS[NAME], 30),
    *((LISTING_LABELS[k], 16) for k in ("valid_from", "valid_to")),
)
Identity = tuple[str | None, str | None]  # code and name of an enterprise


def write_template(path: Path, template: Template, enterprises: Iterable[Identity] = ()) -> None:
    """Write the workbook; ``enterprises`` stand in it already, a row for each year.

    Raises:
        GaoxinError: the file cannot be written, or there are more rows than a sheet has.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            # The day of assessment as the day of creation, or two runs would differ
            created = datetime(template.on.year, template.on.month, template.on.day)
            book.set_properties({"title": next(instructions(template)), "created": created})
            _write(book, template, list(enterprises))
    except (OSError, FileCreateError) as error:
        raise GaoxinError(f"写不了 {path}：{getattr(error, 'strerror', None) or error}") from error


def _write(book: Workbook, template: Template, enterprises: Sequence[Identity]) -> None:
    styles = Styles.of(book)
    _about(book, template, styles)
    choices = _choices(template)
    _facts(book, template, styles, enterprises, choices)
    if template.titles:
        _titles(book, template, styles, choices)
    _meanings(book, template, styles, choices)


@dataclass(frozen=True)
class Styles:
    title: Format
    wrap: Format
    key: Format
    head: Format
    expert: Format
    grey: Format
    wanted: Format
    cells: dict[str, Format]

    @classmethod
    def of(cls, book: Workbook) -> Styles:
        head = {"bold": True, "font_color": "white", "text_wrap": True, "align": "center"}
        head |= {"valign": "vcenter", "border": 1}
        formats = {"code": "@", "text": "@", "money": "#,##0.00", "count": "#,##0", "number": "0.00", "ratio": "0.00"}
        formats |= {"date": "yyyy-mm-dd", "rank": "General", "bool": "General", "year": "0"}
        return cls(
            title=book.add_format({"bold": True, "font_size": 15, "text_wrap": True, "valign": "vcenter"}),
            wrap=book.add_format({"text_wrap": True, "valign": "top"}),
            key=book.add_format(head | {"bg_color": "#404040"}),
            head=book.add_format(head | {"bg_color": "#2E7D32"}),
            expert=book.add_format(head | {"bg_color": "#1565C0"}),
            grey=book.add_format({"bg_color": "#D9D9D9"}),
            wanted=book.add_format({"bg_color": "#FFF9DB"}),
            cells={kind: book.add_format({"num_format": shown}) for kind, shown in formats.items()},
        )

    def cell(self, asked: Asked) -> Format:
        item = asked.field
        return self.cells["bool" if item is None else "rank" if item.none_rank else item.kind]


def _about(book: Workbook, template: Template, styles: Styles) -> None:
    """One column, so that no reader takes it for a table."""
    sheet = book.add_worksheet(ABOUT)
    sheet.set_column(0, 0, INDEX)
    sheet.hide_gridlines(2)
    for row, line in enumerate(instructions(template)):
        size = 1.4 if row == 0 else 1.1  # the title is larger; the others stand a little apart
        sheet.set_row(row, size * row_height([(line, INDEX / size)]))
        put(sheet, row, 0, line or None, styles.wrap if row else styles.title)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


# the facts


def _facts(
    book: Workbook, template: Template, styles: Styles, enterprises: Sequence[Identity], choices: dict[str, str]
) -> None:
    sheet = book.add_worksheet(FACTS)
    yearly, first = bool(template.years), 2 + bool(template.years)
    rows = [(*who, year) for who in enterprises for year in template.years or (None,)]
    check_rows(1 + len(rows))
    last = min(len(rows) + SPARE, 1_048_575)
    keys = [(KEY, 22, "code"), (NAME, 30, "text"), *([(YEAR, 8, "year")] if yearly else [])]
    for column, (key, width, kind) in enumerate(keys):
        put(sheet, 0, column, LABELS[key], styles.key)
        sheet.set_column(column, column, width, styles.cells[kind])
    for column, asked in enumerate(template.asked, first):
        put(sheet, 0, column, asked.heading, styles.expert if asked.by_expert else styles.head)
        sheet.set_column(column, column, _width(asked), styles.cell(asked))
        sheet.data_validation(1, column, last, column, rule(asked, column, choices))
        if yearly:
            _colour(sheet, asked, column, last, styles)
    for row, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells[:first]):
            put(sheet, row, column, cell, styles.cells[keys[column][2]])
    key_rules(sheet, template, last)
    sheet.set_row(0, max(36, row_height((asked.heading, _width(asked)) for asked in template.asked)))
    lay_out(sheet, first, pages_for(map(_width, template.asked)))
    sheet.hide_gridlines(0)  # print them: a paper to write on


def _width(asked: Asked) -> int:
    return min(WIDEST, max(NARROWEST, text_width(asked.heading) + 2))


def _colour(sheet: Worksheet, asked: Asked, column: int, last: int, styles: Styles) -> None:
    """Grey where the year is not asked for, pale yellow where it is and the cell is empty."""
    if not asked.years:
        return
    mine = ",".join(f"$C2={year}" for year in asked.years)
    also = f",$C2={asked.years[0] + 1}" if asked.current else ""
    grey = f'=AND($C2<>"",NOT(OR({mine}{also})))'
    empty = f"=AND(ISBLANK({xl_col_to_name(column)}2),OR({mine}))"
    for formula, style in ((grey, styles.grey), (empty, styles.wanted)):
        look = {"type": "formula", "criteria": formula, "format": style}
        sheet.conditional_format(1, column, last, column, look)


# recognitions


def _titles(book: Workbook, template: Template, styles: Styles, choices: dict[str, str]) -> None:
    sheet = book.add_worksheet(LISTING)
    heads = [*TITLE_COLUMNS[:2], (LISTING_LABELS["recognition"], 34), *TITLE_COLUMNS[2:]]
    kinds = ("code", "text", "text", "date", "date")
    for column, ((head, width), kind) in enumerate(zip(heads, kinds, strict=True)):
        put(sheet, 0, column, head, styles.key if column < 2 else styles.head)
        sheet.set_column(column, column, width, styles.cells[kind])
    source = choices.get(LISTING) or [one.title.label for one in template.titles]
    said = {"input_title": LISTING, "input_message": "从下拉表中选；其他资质与本表的政策无关，可以不写。"}
    refused = refusal(LISTING, "不在下拉表中；写其他资质请用 gaoxin policies 列出的名称。") | {"error_type": "warning"}
    sheet.data_validation(1, 2, SPARE, 2, {"validate": "list", "source": source} | said | refused)
    for column, word in ((3, "有效期的第一天；不清楚留空。"), (4, "有效期的最后一天；留空按该资质的有效期推算。")):
        day = {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY}
        day |= {"input_title": heads[column][0], "input_message": word}
        sheet.data_validation(1, column, SPARE, column, day | refusal(heads[column][0], "请填日期，如 2023-11-05。"))
    sheet.set_row(0, 30)
    lay_out(sheet, 2)
    sheet.hide_gridlines(0)


# what the columns mean


def _listed(template: Template) -> Iterator[tuple[str, list[str]]]:
    """Lists by the label of their column."""
    for asked in template.asked:
        if asked.field and asked.field.values:
            yield asked.field.label, list(asked.field.choices)
    if template.titles:
        yield LISTING, [one.title.label for one in template.titles]


def _choices(template: Template) -> dict[str, str]:
    """Where the long lists stand, as a reference; a short list stands in its rule."""
    found: dict[str, str] = {}
    for label, texts in _listed(template):
        if len(",".join(texts)) > INLINE or "," in "".join(texts):  # a comma would part a text of the rule
            column = len(HEADS) + 1 + len(found)
            found[label] = f"={MEANINGS}!{xl_range_abs(1, column, len(texts), column)}"
    return found


def _meanings(book: Workbook, template: Template, styles: Styles, choices: dict[str, str]) -> None:
    sheet = book.add_worksheet(MEANINGS)
    sheet.set_row(0, 24)
    for column, (head, width) in enumerate(HEADS):
        put(sheet, 0, column, head, styles.head)
        sheet.set_column(column, column, width)
    widths = [width for _, width in HEADS]
    for row, line in enumerate(_lines(template), 1):
        sheet.set_row(row, row_height(zip(line, widths, strict=True)))
        for column, text in enumerate(line):
            put(sheet, row, column, text, styles.wrap)
    long = [(label, texts) for label, texts in _listed(template) if label in choices]
    for column, (label, texts) in enumerate(long, len(HEADS) + 1):
        sheet.set_column(column, column, 34)
        for row, text in enumerate((f"可选项：{label}", *texts)):
            put(sheet, row, column, text, None if row else styles.head)
    lay_out(sheet, 1)
    sheet.print_area(0, 0, len(template.asked) + len(template.titles), len(HEADS) - 1)


def _lines(template: Template) -> Iterator[tuple[str, ...]]:
    for asked in template.asked:
        why = "；".join(map(str, asked.reasons))
        yield asked.heading, meaning(asked), unit_line(asked), how(asked), example(asked), why, asked.key
    for one in template.titles:
        why = "；".join(map(str, one.reasons))
        yield (
            f"{LISTING}：{one.title.label}",
            "是否在有效期内",
            "单位：无",
            f"在工作表“{LISTING}”中写一行",
            "—",
            why,
            one.title.id,
        )
