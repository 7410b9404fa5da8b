"""A template asks for exactly what its policies need, and what is filled in is what is judged."""

from __future__ import annotations

from datetime import date
from math import ceil
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.utils import get_column_letter
from stdnum.cn.uscc import calc_check_digit

import gaoxin
from gaoxin.fields import NONE_RANK, Field
from gaoxin.register import Facts
from gaoxin.register.export_page import text_width
from gaoxin.register.headings import read_headings
from gaoxin.register.ledger.reading import read_workbook, words_of
from gaoxin.register.template import Asked, Template, template_of
from gaoxin.register.template_book import write_template
from gaoxin.register.write import FACTS, LISTING, page_unit, shown
from gaoxin.rules.plan import Plan, compile_plans
from tests.gaoxin.register.helpers import A, B, told
from tests.rulebook.cases import facts_of, load_cases
from tests.rulebook.test_cases import FOLDERS

RULEBOOK = gaoxin.load_rulebook()
WORDS = words_of(Path(RULEBOOK.root), RULEBOOK.fields, RULEBOOK.title_names())
ON = date(2026, 5, 15)
EDITIONS = [(policy.id, edition.id) for policy in RULEBOOK.policies.values() for edition in policy.editions]
every_edition = pytest.mark.parametrize(("policy", "edition"), EDITIONS, ids=lambda text: text)


def plan_of(policy: str, edition: str | None = None, on: date = ON) -> Plan:
    return compile_plans(RULEBOOK, on, [policy], {policy: edition} if edition else None)[0]


def template(*policies: str, on: date = ON, editions: dict[str, str] | None = None) -> Template:
    return template_of(compile_plans(RULEBOOK, on, policies, editions), RULEBOOK, on)


def write(tmp_path: Path, wanted: Template, *who: str) -> Path:
    path = tmp_path / "template.xlsx"
    write_template(path, wanted, [(code, "甲公司") for code in who])
    return path


def reads(path: Path) -> gaoxin.Facts:
    return gaoxin.read_facts(path, RULEBOOK)


# what is asked


@every_edition
def test_a_template_asks_for_what_its_plan_reads_and_nothing_else(policy: str, edition: str):
    plan, wanted = plan_of(policy, edition), template(policy, editions={policy: edition})
    got = {(asked.key, year) for asked in wanted.asked for year in (asked.years or (None,))}
    got |= {(asked.key, ON.year) for asked in wanted.asked if asked.current}
    got |= {(one.title.id, None) for one in wanted.titles}
    ages = {"age_days", "age_years", "full_years"}
    needed = set()
    for node in plan.columns():
        year = None if node.offset is None else ON.year - 1 - node.offset
        needed.add(("established_on" if node.field in ages else node.field, year))
    assert got == needed
    assert [asked.key for asked in wanted.asked if not asked.reasons] == []


@every_edition
def test_its_headings_read_back_to_their_fields_in_their_units(policy: str, edition: str):
    wanted = template(policy, editions={policy: edition})
    columns, faults = read_headings(
        [asked.heading for asked in wanted.asked], RULEBOOK.fields, list(RULEBOOK.judgements())
    )
    assert faults == []
    assert [(column.key, column.unit) for column in columns] == [
        (asked.key, page_unit(asked.field) if asked.field else "") for asked in wanted.asked
    ]


@every_edition
def test_an_empty_template_is_read_without_an_error(policy: str, edition: str, tmp_path: Path):
    wanted = template(policy, editions={policy: edition})
    facts = reads(write(tmp_path, wanted))
    assert (facts.rows.height, told(facts.issues)) == (0, [("GX108", "warning", "A1")])
    facts = reads(write(tmp_path, wanted, A, B))
    keys = [(code, year) for code in (A, B) for year in wanted.years or (None,)]
    assert facts.rows.select("uscc", "year").rows() == keys
    assert facts.rows.drop("uscc", "name", "year").null_count().sum_horizontal().to_list() == [
        len(keys) * len(wanted.asked)
    ]
    assert facts.issues == ()
    assert (facts.recognitions is None) == (not wanted.titles)


@every_edition
def test_the_ledger_reader_sees_the_facts_and_the_recognitions_only(policy: str, edition: str, tmp_path: Path):
    wanted = template(policy, editions={policy: edition})
    ledger = read_workbook(write(tmp_path, wanted, A), WORDS)
    sheets = [FACTS, LISTING] if wanted.titles else [FACTS]
    assert [table.name for table in ledger.tables] == sheets
    assert [issue for issue in ledger.issues if issue.severity == "error"] == []
    found = {column.field for column in ledger.tables[0].columns if column.field}
    assert found == {asked.key for asked in wanted.asked if asked.field}


def test_several_policies_ask_once_for_what_they_share():
    alone = [{asked.key for asked in template(policy).asked} for policy in ("hnte", "tech_sme")]
    both = [asked.key for asked in template("hnte", "tech_sme").asked]
    assert (set(both), len(both)) == (alone[0] | alone[1], len(alone[0] | alone[1]))
    staff = next(asked for asked in template("hnte", "tech_sme").asked if asked.key == "staff")
    assert [reason.id for reason in staff.reasons] == ["HNTE-4", "TSME-6-2a", "TSME-A"]


def test_the_day_chooses_the_edition_and_the_years():
    assert template("little_giant", on=date(2026, 3, 31)).plans[0].edition.id == "2022"
    assert template("little_giant", on=date(2026, 4, 1)).plans[0].edition.id == "2026"
    assert template("hnte", on=date(2025, 5, 15)).years == (2024, 2023, 2022)


# what is filled in


def fill(path: Path, wanted: Template, rows: list[dict[str, Any]], held: pl.DataFrame) -> Path:
    """Type facts in steps into a template, as somebody at a keyboard would."""
    book = openpyxl.load_workbook(path)
    sheet = book[FACTS]
    heads = [cell.value for cell in sheet[1]]
    for line, row in enumerate(rows, 2):
        for head, key in (("统一社会信用代码", "uscc"), ("企业名称", "name"), ("年度", "year")):
            if head in heads:
                sheet.cell(line, heads.index(head) + 1, row[key])
        for asked in wanted.asked:
            sheet.cell(line, heads.index(asked.heading) + 1, typed(row.get(asked.key), asked.field))
    for line, (code, title, start, end) in enumerate(held.rows(), 2):
        if LISTING in book.sheetnames:
            for column, value in enumerate((code, None, RULEBOOK.titles[title].label, start, end), 1):
                book[LISTING].cell(line, column, value)
    book.save(path)
    return path


def typed(value: Any, item: Field | None) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None or item is None or not item.is_numeric:
        return value
    cell = shown(item, page_unit(item))(value)
    return cell if isinstance(cell, str | int) else float(cell)


def code(number: int) -> str:
    """A credit code of no enterprise."""
    body = f"91370100{number:09d}"
    return body + calc_check_digit(body)


def example_of(asked: Asked) -> Any:
    """A fact in steps that a field may have."""
    item = asked.field
    if item is None or item.kind == "bool":
        return True
    if item.kind == "date":
        return date(2015, 6, 30)
    if item.kind == "text":
        return item.choices[0] if item.choices else "某某"
    return NONE_RANK if item.none_rank else min(item.bounds[1], 7 * item.step)


@every_edition
def test_a_complete_template_leaves_nothing_missing_but_judgements(policy: str, edition: str, tmp_path: Path):
    wanted = template(policy, editions={policy: edition})
    mine = [asked for asked in wanted.asked if asked.field]
    rows = [
        {"uscc": A, "name": "甲公司", "year": year}
        | {asked.key: example_of(asked) for asked in mine if not asked.years or year in asked.years}
        for year in wanted.years or (None,)
    ]
    empty = pl.DataFrame(schema={"uscc": pl.String, "recognition": pl.String, "from": pl.Date, "to": pl.Date})
    facts = reads(fill(write(tmp_path, wanted), wanted, rows, empty))
    assert facts.issues == ()
    (result,) = gaoxin.assess(facts, RULEBOOK, ON, [policy], editions={policy: edition}).results()
    missing = {entry["field"] for criterion in result["criteria"] for entry in criterion["missing"]}
    assert missing == {asked.key for asked in wanted.asked if asked.field is None}
    open_ = {criterion["id"] for criterion in result["criteria"] if criterion["verdict"] == "unknown"}
    scored = {plan.edition.score_criterion for plan in wanted.plans}  # an expert's band stays a range
    assert open_ - scored <= missing


def worked(policy: str) -> dict[tuple[date, str | None], list[Any]]:
    """The worked cases of a policy by day and edition; where titles matter, those that say what is held."""
    groups: dict[tuple[date, str | None], list[Any]] = {}
    for case in load_cases(FOLDERS[policy], policy):
        editions = {policy: case.edition} if case.edition else None
        if case.recognitions is not None or not template(policy, on=case.on, editions=editions).titles:
            groups.setdefault((case.on, case.edition), []).append(case)
    assert groups
    return groups


def readable(rows: pl.DataFrame, on: date, wanted: Template) -> pl.DataFrame:
    """Facts that a reader takes: within the bounds of their fields; of one year where no year is asked for."""
    items = [item for item in RULEBOOK.fields.values() if item.is_numeric and item.name in rows.columns]
    held = [pl.when(pl.col(item.name).is_between(*item.bounds)).then(pl.col(item.name)) for item in items]
    last = pl.lit(True) if wanted.years else pl.col("year") == on.year - 1
    return rows.with_columns(held).filter(last)


@pytest.mark.parametrize("policy", list(RULEBOOK.policies))
def test_a_filled_template_is_judged_as_the_facts_it_was_filled_from(policy: str, tmp_path: Path):
    for (on, edition), group in worked(policy).items():
        editions = {policy: edition} if edition else None
        wanted = template(policy, on=on, editions=editions)
        codes = {str(number): code(number) for number in range(len(group))}
        rows, held = (table.with_columns(pl.col("uscc").replace(codes)) for table in facts_of(group, RULEBOOK))
        rows = readable(rows, on, wanted)
        facts = reads(fill(write(tmp_path, wanted), wanted, rows.to_dicts(), held))
        assert {issue.code for issue in facts.issues} <= {"GX137"}  # a field of technology that is none of the list
        filled, original = (
            gaoxin.assess(one, RULEBOOK, on, [policy], editions=editions).verdicts()
            for one in (facts, Facts.of(rows, held))
        )
        assert filled[policy].to_list() == original[policy].to_list()


# how it looks


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    wanted = template("hnte", "srdi")
    path = write(tmp_path_factory.mktemp("template"), wanted, A)
    return openpyxl.load_workbook(path)


def rule(book: openpyxl.Workbook, sheet: str, heading: str) -> Any:
    """The validation of the first cell under a heading."""
    cells = {cell.value: get_column_letter(cell.column) for cell in book[sheet][1]}
    cell = f"{cells[heading]}2"
    return next(one for one in book[sheet].data_validations.dataValidation if cell in one.sqref)


def test_the_sheets_stand_in_the_order_of_their_use(book: openpyxl.Workbook):
    assert book.sheetnames == ["填报说明", "企业信息", "资质", "字段说明"]
    assert [sheet.sheet_state for sheet in book] == ["visible"] * 4
    assert (book["企业信息"].freeze_panes, book["资质"].freeze_panes) == ("D2", "C2")


def test_the_instructions_name_the_documents_the_years_and_what_empty_means(book: openpyxl.Workbook):
    lines = [cell.value or "" for cell in book["填报说明"]["A"]]
    assert lines[0] == "高新技术企业、专精特新中小企业 填报表"
    assert (
        lines[2]
        == "· 高新技术企业（hnte），2016 版：高新技术企业认定管理办法（国科发火〔2016〕32号），2016-01-01 起施行"
    )
    said = "\n".join(lines)
    for words in (
        "2025、2024、2023 年",
        "按“待核”处理；空格不是 0",
        "确知没有排名填“无”",
        "列出的才算持有",
        "评审人员",
    ):
        assert words in said
    assert book["填报说明"].max_column == 1


def test_a_number_is_bounded_in_the_unit_of_its_heading(book: openpyxl.Workbook):
    one = rule(book, "企业信息", "研发费用（万元）")
    assert (one.type, float(one.formula1), float(one.formula2)) == ("decimal", 0, 500_000_000)
    assert (one.promptTitle, one.error) == ("研发费用", "数值，不小于 0。不知道请留空。")
    staff = rule(book, "企业信息", "职工总数（人）")
    assert (staff.type, float(staff.formula1), float(staff.formula2)) == ("whole", 0, 1_000_000_000)
    score = rule(book, "企业信息", "知识产权技术评分（分）")
    assert (score.type, float(score.formula1), float(score.formula2)) == ("decimal", 0, 24)


def test_yes_and_no_years_and_short_lists_drop_down(book: openpyxl.Workbook):
    assert rule(book, "企业信息", "重大安全事故").formula1 == '"是,否"'
    assert rule(book, "企业信息", "年度").formula1 == '"2026,2025,2024,2023"'
    assert rule(book, "企业信息", "研发机构级别").formula1 == '"国家级,省级,市级,市级以下,无"'
    assert rule(book, "资质", "资质").formula1 == '"创新型中小企业,专精特新中小企业,科技型中小企业"'


def test_a_long_list_stands_on_the_sheet_of_meanings(book: openpyxl.Workbook):
    one = rule(book, "企业信息", "高新技术领域")
    name, _, cells = one.formula1.partition("!")
    texts = [cell.value for (cell,) in book[name][cells.replace("$", "")]]
    assert texts == list(RULEBOOK.fields["hitech_field"].choices)
    assert one.errorStyle == "information"  # a text outside the list is known


def test_a_rank_may_be_none(book: openpyxl.Workbook):
    one = rule(book, "企业信息", "近五年国家级科技奖排名（位）")
    column = next(cell.column_letter for cell in book["企业信息"][1] if cell.value == "近五年国家级科技奖排名（位）")
    cell = f"{column}2"
    number = f"AND(ISNUMBER({cell}),{cell}>=1,{cell}<1000000000,{cell}=INT({cell}))"
    assert (one.type, one.formula1) == ("custom", f'IF(ISNUMBER({cell}),{number},{cell}="无")')


def test_a_code_is_a_text_and_a_day_is_a_date(book: openpyxl.Workbook):
    sheet = book["企业信息"]
    assert (sheet["A2"].value, sheet["A2"].number_format) == (A, "@")
    assert rule(book, "企业信息", "成立日期").type == "date"


@pytest.mark.parametrize(("policy", "edition"), EDITIONS, ids=lambda text: text)
def test_no_rule_is_longer_than_excel_allows(policy: str, edition: str, tmp_path: Path):
    path = write(tmp_path, template(policy, editions={policy: edition}))
    wanted = template(policy, editions={policy: edition})
    for sheet in openpyxl.load_workbook(path):
        rules = sheet.data_validations.dataValidation
        assert all(len(one.prompt or "") <= 255 and len(one.error or "") <= 255 for one in rules)
        assert all(len(one.formula1 or "") <= 257 for one in rules)
        if sheet.title == FACTS:
            assert len(rules) == 1 + bool(wanted.years) + len(wanted.asked)


def test_meanings_tell_unit_bounds_example_and_clause(book: openpyxl.Workbook):
    lines = {line[0]: line[1:7] for line in book["字段说明"].iter_rows(values_only=True)}
    assert lines["职工总数（人）"] == (
        "全年平均数；2025 年",
        "单位：人",
        "整数，不小于 0",
        "12",
        "HNTE-4 科技人员占比（第十一条（四））；SRDI26-G2 属中小企业（正文 申报基本条件）",
        "staff",
    )


def test_a_bound_that_nobody_reaches_is_not_told(book: openpyxl.Workbook):
    said = {line[0]: line[3] for line in book["字段说明"].iter_rows(values_only=True)}
    heads = ("净资产（万元）", "研发费用（万元）", "知识产权技术评分（分）")
    assert [said[head] for head in heads] == ["数值，可为负数", "数值，不小于 0", "数值，0 至 24"]


def test_every_sheet_prints_on_a4_with_its_headings_on_every_page(book: openpyxl.Workbook):
    found = {
        sheet.title: (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.print_title_rows)
        for sheet in book
    }
    across = (9, "landscape", "$1:$1")
    assert found == {"填报说明": (9, "portrait", None)} | dict.fromkeys(["企业信息", "资质", "字段说明"], across)
    sheet = book["企业信息"]
    assert (sheet.print_title_cols, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == ("$A:$C", 5, 0)


def widths_of(sheet: Any) -> dict[int, float]:
    """Column number → digits; openpyxl keeps neighbours of one width together."""
    spans = [(one.min, one.max, one.width) for one in sheet.column_dimensions.values()]
    return {at: width for first, last, width in spans for at in range(first, last + 1)}


@every_edition
def test_no_wrapped_text_is_cut_off(policy: str, edition: str, tmp_path: Path):
    book = openpyxl.load_workbook(write(tmp_path, template(policy, editions={policy: edition})))
    for name in ("填报说明", "企业信息", "字段说明"):
        sheet, widths = book[name], widths_of(book[name])
        for row in sheet.iter_rows():
            wrapped = [cell for cell in row if cell.value and cell.alignment.wrap_text]
            # A Chinese character of 11 points is two digits wide, a line of them 15 points high
            sizes = [(cell.font.size / 11, text_width(cell.value) / widths[cell.column]) for cell in wrapped]
            need = max((15 * size * ceil(size * filled) for size, filled in sizes), default=0)
            assert (sheet.row_dimensions[row[0].row].height or 15) + 6 >= need


def test_a_year_that_is_not_asked_for_is_grey_and_one_that_is_waits_in_yellow(book: openpyxl.Workbook):
    sheet = book["企业信息"]
    column = next(cell.column_letter for cell in sheet[1] if cell.value == "总收入（万元）")
    rules = [one for area in sheet.conditional_formatting if f"{column}2" in area.sqref for one in area.rules]
    assert [one.formula for one in rules] == [
        ['AND($C2<>"",NOT(OR($C2=2025)))'],
        [f"AND(ISBLANK({column}2),OR($C2=2025))"],
    ]


def test_the_same_template_gives_the_same_bytes(tmp_path: Path):
    first = write(tmp_path, template("hnte"), A).read_bytes()
    assert write(tmp_path, template("hnte"), A).read_bytes() == first
