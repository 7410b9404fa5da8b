"""Ledgers of investment projects, and tables that name no enterprise: read, kept with their batch, never filed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from gaoxin_web.enterprises.imports.services import batches
from gaoxin_web.enterprises.models import Enterprise, FactSheet, Filing

pytestmark = pytest.mark.django_db
HEADS = ["序号", "项目名称", "建设单位", "总投资", "责任人"]
PROJECTS = [
    ["2024年重点项目台账"],
    ["单位：万元"],
    HEADS,
    [1, "钽粉项目", "宁夏甲石科技有限公司", 12000, "王小明"],
    [2, "技改项目", "宁夏乙水材料有限公司", "约8000", "李四"],
]


def test_projects_are_kept_with_every_value_and_cell_and_nothing_is_filed(make, zone, take, commit):
    make.enterprise(zone, "宁夏甲石科技有限公司")
    batch = take("项目.xlsx", PROJECTS)
    assert (batch.counts["kept"], batch.counts["review"], batch.counts["new"]) == (2, 0, 0)
    row = batch.rows.get(row=4)
    assert (row.name, row.enterprise, row.why) == ("钽粉项目", None, "投资项目台账的一行，留存在本批次，不写入企业名册")
    said = {key: (one["value"], one["cell"]) for one in row.filings for key, one in one["values"].items()}
    assert said == {
        "序号": (1, "台账!A4"),
        "项目名称": ("钽粉项目", "台账!B4"),
        "建设单位": ("宁夏甲石科技有限公司", "台账!C4"),
        "总投资": (12_000_000_000, "台账!D4"),
        "责任人": ("王小明", "台账!E4"),
    }
    batches.commit(batch.pk, batch.created_by)
    batch.refresh_from_db()
    assert (batch.state, Filing.objects.count(), FactSheet.objects.count(), Enterprise.objects.count()) == (
        "done",
        0,
        0,
        1,
    )


def test_a_kept_ledger_is_not_kept_twice(take):
    batch = take("项目.xlsx", PROJECTS)
    batches.commit(batch.pk, batch.created_by)
    again = take("项目.xlsx", PROJECTS)
    with pytest.raises(batches.RefusalError, match="已经留存过"):
        batches.commit(again.pk, again.created_by)


def test_projects_ask_nobody_who_their_enterprise_is(take):
    codes = set(take("项目.xlsx", PROJECTS).issues.values_list("code", flat=True))
    assert codes & {"GX360", "GX361", "GX350"} == set()


def test_an_enterprise_ledger_with_a_project_beside_each_firm_is_no_project_ledger(take):
    rows = [["企业名称", "项目名称", "2023年营业收入（万元）"], ["甲公司", "一期", 5], ["乙公司", "二期", 6]]
    assert take("表.xlsx", rows).counts["kept"] == 0


def test_several_projects_of_one_enterprise_are_a_project_ledger(take):
    rows = [["企业名称", "项目名称", "总投资（万元）"], ["甲公司", "一期", 5], ["甲公司", "二期", 6]]
    assert take("表.xlsx", rows).counts["kept"] == 2


def test_an_officer_has_a_project_ledger_read_as_enterprises_and_back(officer, sign_in, take):
    batch, client = take("项目.xlsx", PROJECTS), None
    client = sign_in(officer)
    for said, kept in (("enterprises", 0), ("projects", 2)):
        client.post(reverse("batch_sheets", args=[batch.pk]), {"do": said})
        batch.refresh_from_db()
        assert (batch.counts["kept"], batch.choices["sheets"]) == (kept, {"台账": {"of": said}})


def test_a_table_without_names_is_kept_and_says_why(officer, sign_in, take):
    batch = take("汇总.xlsx", [["月份", "工业总产值（万元）", "同比（%）"], ["1-2月", 100, "5%"], ["1-3月", 200, "6%"]])
    assert (batch.counts["kept"], batch.counts["review"]) == (2, 0)
    page = sign_in(officer).get(reverse("batch_sheets", args=[batch.pk])).content.decode()
    assert "这张表没有企业名称，也没有信用代码：读出 2 行、3 列" in page


def test_the_pages_say_that_projects_are_kept_and_mask_people(officer, sign_in, take):
    batch, client = take("项目.xlsx", PROJECTS), sign_in(officer)
    pages = [client.get(reverse(name, args=[batch.pk])).content.decode() for name in ("batch", "batch_changes")]
    assert ("留存这份台账" in pages[0], "钽粉项目" in pages[1], "王小明" in "".join(pages)) == (True, True, False)
    assert "约 8,000 万元" in pages[1]
