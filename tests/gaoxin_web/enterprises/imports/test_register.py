"""What a batch does to the register, and what undoing it takes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files import File

from gaoxin.register.export import export_register
from gaoxin.register.identity import Firm
from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.enterprises.imports.services import batches
from gaoxin_web.enterprises.imports.tasks import commit_batch
from gaoxin_web.enterprises.imports.words import words
from gaoxin_web.enterprises.models import (
    Alias,
    Batch,
    Enterprise,
    FactSheet,
    Filing,
    Recognition,
    Visit,
)
from gaoxin_web.enterprises.queries.facts import facts_of
from gaoxin_web.rulebook import rulebook
from tests.gaoxin_web.enterprises.imports.conftest import workbook

pytestmark = pytest.mark.django_db
CODES = ("91640299MAX000101K", "91640299MAX000102N", "91640299MAX000103R")
HEADS = ["企业名称", "统一社会信用代码", "产业链", "地址", "高企", "2023年营业收入（万元）"]
ROWS = [
    HEADS,
    ["宁夏甲石科技有限公司", CODES[0], "稀有金属", "一号路", "√", 100],
    ["宁夏乙水材料有限公司", CODES[1], "光伏", "二号路", "", 200],
]


def state():
    """Everything of the register that an import may touch."""
    return {
        "enterprises": sorted(Enterprise.objects.values_list("name", "uscc", "chain", "address")),
        "sheets": sorted((s.enterprise.name, s.year, str(s.values)) for s in FactSheet.objects.all()),
        "filings": Filing.objects.filter(withdrawn=False).count(),
        "recognitions": Recognition.objects.count(),
        "aliases": Alias.objects.count(),
    }


def undo(batch, user):
    batches.undo(batch.pk, user)
    batch.refresh_from_db()
    return batch


def test_enterprises_of_a_ledger_are_founded_with_all_it_says(officer, take, commit):
    batch = commit(take("表.xlsx", ROWS))
    assert state() == {
        "enterprises": [
            ("宁夏乙水材料有限公司", CODES[1], "光伏", "二号路"),
            ("宁夏甲石科技有限公司", CODES[0], "稀有金属", "一号路"),
        ],
        "sheets": sorted(
            [
                ("宁夏甲石科技有限公司", 0, "{'chain': '稀有金属', '地址': '一号路', 'held:hnte': True}"),
                ("宁夏甲石科技有限公司", 2023, "{'revenue': 100000000}"),
                ("宁夏乙水材料有限公司", 0, "{'chain': '光伏', '地址': '二号路'}"),
                ("宁夏乙水材料有限公司", 2023, "{'revenue': 200000000}"),
            ]
        ),
        "filings": 4,
        "recognitions": 1,
        "aliases": 0,
    }
    assert (batch.counts["founded"], batch.counts["filings"], batch.counts["recognitions"]) == (2, 4, 1)


def test_the_engine_reads_what_was_imported(officer, take, commit):
    commit(take("表.xlsx", ROWS))
    rows = facts_of(Enterprise.objects.filter(uscc=CODES[0]), rulebook()).rows
    assert rows.filter(rows["year"] == 2023)["revenue"].to_list() == [100_000_000]


def test_a_batch_is_undone_to_the_last_row(officer, take, commit):
    before = state()
    batch = undo(commit(take("表.xlsx", ROWS)), officer)
    assert (batch.state, batch.counts["removed"], state()) == ("undone", 2, before)


def test_undoing_brings_back_what_stood_before(officer, take, commit):
    commit(take("一.xlsx", ROWS))
    before = state()
    changed = [HEADS, ["宁夏甲石科技有限公司", CODES[0], "高温合金", "三号路", "", 150]]
    second = commit(take("二.xlsx", changed))
    assert FactSheet.objects.get(enterprise__uscc=CODES[0], year=2023).values == {"revenue": 150_000_000}
    undo(second, officer)
    assert state() == before


def test_undoing_empties_only_what_the_batch_filled(make, zone, officer, take, commit):
    make.enterprise(zone, "宁夏甲石科技有限公司", uscc=CODES[0], chain="自填")
    batch = commit(take("表.xlsx", ROWS))
    assert Enterprise.objects.get(uscc=CODES[0]).address == "一号路"
    undo(batch, officer)
    firm = Enterprise.objects.get(uscc=CODES[0])
    assert (firm.chain, firm.address, Enterprise.objects.count()) == ("自填", "", 1)


def test_a_later_batch_stands_when_an_earlier_one_is_undone(officer, take, commit):
    first = commit(take("一.xlsx", ROWS))
    commit(take("二.xlsx", [HEADS[:2] + HEADS[5:], ["宁夏甲石科技有限公司", CODES[0], 150]]))
    first = undo(first, officer)
    assert (first.counts["removed"], first.counts["kept"]) == (1, 1)
    assert {sheet.year: sheet.values for sheet in FactSheet.objects.all()} == {2023: {"revenue": 150_000_000}}


def test_an_enterprise_that_was_visited_stays_when_its_batch_is_undone(officer, take, commit):
    batch = commit(take("表.xlsx", ROWS))
    Visit.objects.create(enterprise=Enterprise.objects.get(uscc=CODES[0]), summary="走访")
    undo(batch, officer)
    assert list(Enterprise.objects.values_list("uscc", flat=True)) == [CODES[0]]


def test_a_batch_is_undone_once(officer, take, commit):
    batch = undo(commit(take("表.xlsx", ROWS)), officer)
    with pytest.raises(batches.RefusalError, match="已撤销"):
        batches.undo(batch.pk, officer)


def test_two_clicks_are_one_commit(officer, take, commit):
    batch = commit(take("表.xlsx", ROWS))
    with pytest.raises(batches.RefusalError, match="已完成"):
        batches.commit(batch.pk, officer)
    commit_batch.func(batch.pk)  # and a task that was queued twice
    assert (Filing.objects.count(), Enterprise.objects.count()) == (4, 2)


def test_what_goes_wrong_leaves_the_register_as_it_was(officer, take, commit, make, zone):
    batch = take("表.xlsx", ROWS)
    batch.rows.filter(row=3).update(held=[{"kind": "hnte", "cell": "台账!E3", "valid_from": "not a day"}])
    before = state()
    batch = commit(batch)
    assert (batch.state, state()) == ("failed", before)
    assert "名册没有任何改动" in batch.message


def test_a_batch_that_failed_is_written_when_it_is_tried_again(officer, take, commit):
    batch = take("表.xlsx", ROWS)
    row = batch.rows.get(row=3)
    batch.rows.filter(pk=row.pk).update(held=[{"kind": "hnte", "cell": "台账!E3", "valid_from": "not a day"}])
    commit(batch)
    batch.rows.filter(pk=row.pk).update(held=[])
    assert (commit(batch).state, Enterprise.objects.count()) == ("done", 2)


def test_two_batches_that_found_the_same_enterprise_found_it_once(officer, take, commit):
    first, second = take("一.xlsx", ROWS), take("二.xlsx", [*ROWS, ["宁夏丙木有限公司", CODES[2], "光伏", "", "", 1]])
    commit(first)
    second = commit(second)
    assert (second.counts["founded"], Enterprise.objects.count()) == (1, 3)
    assert Filing.objects.count() == 4 + 2  # what the first batch had written already is not written again


def test_rows_of_one_code_on_two_tables_are_one_enterprise(officer, take, commit):
    rows = [
        *ROWS,
        [],
        ["企业名称", "统一社会信用代码", "2023年研发费用（万元）"],
        ["宁夏甲石科技有限公司", CODES[0], 9],
    ]
    commit(take("表.xlsx", rows))
    values = FactSheet.objects.get(enterprise__uscc=CODES[0], year=2023).values
    assert (values, Enterprise.objects.count()) == ({"revenue": 100_000_000, "rd_expense": 9_000_000}, 2)


def test_a_confirmed_name_is_known_the_next_time(make, zone, officer, take, commit):
    firm = make.enterprise(zone, "宁夏砺石钽铌科技有限公司", uscc=CODES[0])
    heads = ["企业名称", "2023年营业收入（万元）"]
    batch = take("一.xlsx", [heads, ["老砺厂", 5], ["宁夏乙水材料有限公司", 6]])
    assert set(batch.rows.values_list("change", flat=True)) == {"review"}
    batches.decide(batch.pk, {batch.rows.get(row=2).pk: firm.pk})
    batches.decide(batch.pk, {batch.rows.get(row=3).pk: "skip"})
    commit(batch)
    after = take("二.xlsx", [["企业名称", "2024年营业收入（万元）"], ["老砺厂", 7]])
    row = after.rows.get()
    assert (row.change, row.enterprise, row.matched_by) == ("changed", firm, "alias")
    assert list(Alias.objects.values_list("name", "enterprise")) == [("老砺厂", firm.pk)]


def test_a_name_that_another_enterprise_has_is_not_taught(make, zone, officer, take, commit):
    firm, other = make.enterprise(zone, "宁夏甲石科技有限公司"), make.enterprise(zone, "乙水")
    batch = take("一.xlsx", [["企业名称", "2023年营业收入（万元）"], ["乙水", 5]])
    batches.decide(batch.pk, {batch.rows.get().pk: firm.pk})
    commit(batch)
    assert (Alias.objects.count(), FactSheet.objects.get().enterprise, other.aliases.count()) == (0, firm, 0)


def test_a_new_firm_without_a_code_is_the_same_firm_when_its_file_comes_again(officer, take, commit):
    rows = [["企业名称", "2023年营业收入（万元）"], ["宁夏丁火有限公司", 5]]
    batch = take("一.xlsx", rows)
    batches.decide_alone(batch.pk)
    commit(batch)
    again = take("一.xlsx", rows)
    assert (again.rows.get().change, Enterprise.objects.count()) == ("same", 1)


def test_an_erroneous_cell_is_left_out_and_what_stood_there_is_kept(officer, take, commit):
    commit(take("表.xlsx", [HEADS[:2] + HEADS[5:], ["宁夏甲石科技有限公司", CODES[0], "四百余户"]]))
    assert FactSheet.objects.count() == 0
    assert Filing.objects.get().values["revenue"] == {"value": None, "raw": "四百余户", "cell": "台账!C2"}


def test_a_conflicting_second_row_is_left_out(officer, take, commit):
    others = [[f"宁夏示例{at}号有限公司", "", at] for at in range(20)]  # one in ten twice is a list, not a slip
    firm = "宁夏甲石科技有限公司"
    batch = take("表.xlsx", [HEADS[:2] + HEADS[5:], [firm, CODES[0], 100], [firm, CODES[0], 900], *others])
    assert list(batch.issues.filter(severity="error").values_list("code", "cell")) == [("GX376", "C3")]
    commit(batch)
    assert FactSheet.objects.get(year=2023).values == {"revenue": 100_000_000}


def test_an_older_ledger_does_not_take_back_what_a_newer_one_says(officer, take, commit):
    heads = ["企业名称", "统一社会信用代码", "产业链"]
    commit(take("新.xlsx", [["2024年企业台账"], heads, ["宁夏甲石科技有限公司", CODES[0], "光伏"]]))
    older = take("旧.xlsx", [["2022年企业台账"], heads, ["宁夏甲石科技有限公司", CODES[0], "铸造"]])
    assert older.rows.get().change == "same"


def test_a_day_is_not_replaced_by_its_month(officer, take, commit):
    heads = ["企业名称", "统一社会信用代码", "成立时间"]
    commit(take("一.xlsx", [heads, ["宁夏甲石科技有限公司", CODES[0], "2015-06-18"]]))
    batch = take("二.xlsx", [heads, ["宁夏甲石科技有限公司", CODES[0], "2015年6月"]])
    assert batch.rows.get().change == "same"


def test_everything_is_in_the_audit_log(officer, take, commit):
    batch = commit(take("表.xlsx", ROWS))
    undo(batch, officer)
    found = AuditEvent.objects.order_by("pk").values_list("action", "user", "detail__sha256")
    assert list(found) == [
        ("register.import", officer.pk, batch.sha256),
        ("register.import.undo", officer.pk, None),
    ]


def test_history_says_who_and_from_which_file(officer, take, commit):
    commit(take("表.xlsx", ROWS))
    record = Enterprise.objects.get(uscc=CODES[0]).history.get()
    assert (record.history_user, record.history_change_reason) == (officer, "台账导入：表.xlsx")


def test_an_officer_of_one_bureau_founds_for_it(make, zone, take, commit):
    bureau = make.organisation(zone)
    user = make.user(zone, "officer", "own", bureau)
    commit(take("表.xlsx", ROWS, user=user), user=user)
    assert set(Enterprise.objects.values_list("organisation", flat=True)) == {bureau.pk}


def test_what_was_exported_comes_back_as_nothing_changed(officer, take, commit, tmp_path):
    rows = [
        ["2023年1-10月企业台账"],
        ["企业名称", "统一社会信用代码", "产业链", "营业收入（万元）", "2022年研发费用（万元）", "职工总数"],
        ["宁夏甲石科技有限公司", CODES[0], "稀有金属", 12345.67, 620.5, 88],
        ["宁夏乙水材料有限公司", CODES[1], "光伏", 8800, "", 12],
    ]
    commit(take("表.xlsx", rows))
    path = tmp_path / "企业名册.xlsx"
    firms = [Firm(firm.uscc, firm.name, values=exported(firm)) for firm in Enterprise.objects.all()]
    titles = {title.id: title.label for title in rulebook().titles.values()}
    assert export_register(path, firms, words(), titles) == []
    assert take(path).counts["same"] == 2


def exported(firm):
    """An enterprise's fact sheets as the engine's export takes them: field → period → value in base units."""
    from gaoxin.register.ledger.diff import base  # noqa: PLC0415 - only here

    found = {}
    for sheet in FactSheet.objects.filter(enterprise=firm):
        for key, value in sheet.values.items():
            name, _, period = key.partition("@")
            item = rulebook().fields.get(name)
            whole = str(sheet.year) if item and item.period == "year" and not period else ""
            found.setdefault(name, {})[period or whole] = base(value, item.kind if item else "money")
    return found


def test_the_same_workbook_is_the_same_file(officer, zone):
    assert workbook(ROWS) == workbook(ROWS)
    first, new = batches.upload(officer, named("a.xlsx"))
    second, newer = batches.upload(officer, named("b.xlsx"))
    assert (first == second, new, newer, Batch.objects.count()) == (True, True, False, 1)


def named(name):
    from io import BytesIO  # noqa: PLC0415 - only here

    return File(BytesIO(workbook(ROWS)), str(Path(name)))


def test_output_of_a_record_that_names_a_year_is_the_years_and_that_of_a_month_is_not(officer, take, commit):
    """A monthly figure of December is 1-12月 in its heading; a yearly return has a column of years."""
    firm = [ROWS[1][0], CODES[0]]
    commit(take("年报.xlsx", [[*HEADS[:2], "年度", "工业总产值（万元）"], [*firm, 2025, 300]]))
    commit(take("月报.xlsx", [[*HEADS[:2], "2025年1-12月工业总产值（万元）"], [*firm, 290]]))
    assert {key: value for sheet in FactSheet.objects.all() for key, value in sheet.values.items()} == {
        "output_value_year": 300_000_000,
        "output_value@2025": 290_000_000,
    }
