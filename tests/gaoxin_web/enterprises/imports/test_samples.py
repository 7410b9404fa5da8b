"""The three samples as they should be imported: see their ``expected.json``."""

from __future__ import annotations

import json

import pytest

from gaoxin_web.enterprises.imports.services import batches
from gaoxin_web.enterprises.models import Alias, BatchIssue, Enterprise, FactSheet, Filing, Recognition
from tests.gaoxin_web.enterprises.imports.conftest import SAMPLES, needs_samples, rows_by

pytestmark = [pytest.mark.django_db, needs_samples]
FIRST, SECOND, THIRD = "01_企业台账_2023年1-10月.xlsx", "03_梯次培育库及月度产值.xlsx", "04_企业名单_gbk.csv"
NOTHING = {"new": 0, "changed": 0, "same": 0, "duplicate": 0, "review": 0, "skipped": 0, "outside": 0, "kept": 0}


def expected(name):
    return json.loads((SAMPLES / f"{name.rpartition('.')[0]}.expected.json").read_text("utf-8"))


def test_sample_01_has_eleven_firms_and_one_duplicate(register, take):
    batch = take(SAMPLES / FIRST)
    assert batch.counts == NOTHING | {"changed": 10, "review": 1, "duplicate": 1}
    skipped = [row["kind"] for row in batch.tables[0]["rows"] if row["kind"] in ("group", "subtotal", "total", "note")]
    assert {kind: skipped.count(kind) for kind in set(skipped)} == {"group": 4, "subtotal": 4, "total": 1, "note": 3}
    assert batch.tables[0]["tables"][0]["header"] == [3, 5]
    of_whom = {row["row"]: row["name"] for row in expected(FIRST)["records"]}
    assert {row: firm for (_, row), (change, firm) in rows_by(batch).items() if change == "changed"} == {
        row: name for row, name in of_whom.items() if row != 17
    }


def test_sample_01_writes_the_expected_figures_in_fen(register, take, commit):
    batch = take(SAMPLES / FIRST)
    firm = register["石嘴山湖锂新能源有限责任公司"]
    batches.decide(batch.pk, {batch.rows.get(row=17).pk: firm.pk})
    commit(batch)
    found = {}
    for filing in Filing.objects.filter(batch=batch):
        value = lambda key, values=filing.values: (values.get(key) or {"value": None})["value"]  # noqa: E731 - short
        found[filing.row] = [
            value("revenue@2023-01/2023-10"),
            value("revenue@2022-01/2022-10"),
            value("output_value_ytd@2023-01/2023-10"),
            value("output_value_ytd@2022-01/2022-10"),
            value("rd_expense@2023-01/2023-10"),
        ]
    wanted = {
        record["row"]: [
            None if record[key] is None else round(record[key] * 1_000_000)
            for key in ("rev", "rev_prev", "gov", "gov_prev", "rd")
        ]
        for record in expected(FIRST)["records"]
    }
    assert found == wanted


def test_ten_months_are_never_taken_for_a_year(register, take, commit):
    commit(take(SAMPLES / FIRST))
    named = {key for sheet in FactSheet.objects.all() for key in sheet.values}
    assert named & {"revenue", "rd_expense", "output_value", "output_value_ytd"} == set()


def test_a_value_leads_back_to_its_cell_and_what_stood_there(register, take, commit):
    commit(take(SAMPLES / FIRST))
    filing = Filing.objects.get(row=7)
    entry = {"value": 12_345_600_000 // 1, "raw": "12345.6", "cell": "Sheet1!H7"}
    assert filing.values["revenue@2023-01/2023-10"] == entry
    assert filing.values["企业基本信息/注册资本"] == {
        "value": 5_000_000_000,
        "raw": "5000万元",
        "cell": "Sheet1!F7",
        "kind": "money",
    }


def test_sample_01_recognises_who_is_ticked_with_the_term_beside_it(register, take, commit):
    commit(take(SAMPLES / FIRST))
    found = {
        held.enterprise.name: (str(held.valid_from or ""), str(held.valid_to or ""))
        for held in Recognition.objects.select_related("enterprise")
    }
    assert found == {
        "宁夏砺石钽铌科技有限公司": ("2022-11-01", "2025-11-30"),
        "石嘴山市贺矿稀有金属有限公司": ("2021-10-13", "2024-10-12"),
        "宁夏炬合高温合金有限公司": ("", "2023-12-31"),
        "宁夏兰翼特种合金股份有限公司": ("", "2022-10-28"),
        "宁夏宁芯电池材料有限公司": ("", "2024-11-30"),
        "宁夏晶耀光伏科技有限公司": ("2022-11-01", "2025-11-30"),
        "宁夏朔铸轻合金铸造有限公司": ("2021-09-01", "2024-09-30"),
        "石嘴山市惠模模具制造有限公司": ("2023-11-01", "2026-11-30"),
    }


def test_what_is_empty_of_an_enterprise_is_filled_and_nothing_else(register, take, commit):
    Enterprise.objects.filter(name="宁夏砺石钽铌科技有限公司").update(phone="0952-1")
    commit(take(SAMPLES / FIRST))
    first, second = (
        Enterprise.objects.get(name=name) for name in ("宁夏砺石钽铌科技有限公司", "石嘴山市贺矿稀有金属有限公司")
    )
    assert (first.phone, first.chain, first.established_on) == ("0952-1", "稀有金属", None)  # 2015年6月 is no day
    assert (second.phone, str(second.established_on)) == ("0952-2010002;13909520002", "2008-03-21")


def test_the_short_name_of_a_duplicate_becomes_an_alias(register, take, commit):
    commit(take(SAMPLES / FIRST))
    assert list(Alias.objects.filter(kind="alias").values_list("enterprise__name", "name")) == [
        ("石嘴山市惠模模具制造有限公司", "惠模模具")
    ]


def test_the_total_that_counts_a_firm_twice_is_told(register, take):
    batch = take(SAMPLES / FIRST)
    told = BatchIssue.objects.get(batch=batch, code="GX370", cell="H26")
    assert "相差 2,100万元" in told.message


def test_sample_03_has_six_and_five_records(register, take, commit):
    batch = take(SAMPLES / SECOND)
    assert batch.counts == NOTHING | {"changed": 11}
    found = {}
    for (sheet, row), (_, firm) in rows_by(batch).items():
        found.setdefault(sheet, {})[row] = firm
    wanted = expected(SECOND)["sheets"]
    assert found["培育库"] == {record["row"]: record["name"] for record in wanted["培育库"]["records"]}
    assert sorted(found["月度产值"].values()) == sorted(record["name"] for record in wanted["月度产值"]["records"])


def test_sample_03_writes_months_and_leaves_unsafe_years_open(register, take, commit):
    commit(take(SAMPLES / SECOND))
    for record in expected(SECOND)["sheets"]["月度产值"]["records"]:
        values = FactSheet.objects.get(enterprise__uscc=record["uscc"], year=2023).values
        months = {key[-2:]: value for key, value in values.items() if key.startswith("output_value_ytd@2023-01/")}
        assert months == {month: round(wan * 1_000_000) for month, wan in record["ytd_wan"].items()}
    held = {
        record["name"]: {(one.kind, one.note) for one in Recognition.objects.filter(enterprise__name=record["name"])}
        for record in expected(SECOND)["sheets"]["培育库"]["records"]
    }
    assert held["宁夏砺石钽铌科技有限公司"] == {
        ("tech_sme", "认定年份 2019"),
        ("hnte", "认定年份 2019"),
        ("srdi", "认定年份 2022"),
    }
    assert held["宁夏炬合高温合金有限公司"] == {("tech_sme", ""), ("hnte", ""), ("srdi", ""), ("gazelle", "")}
    assert held["宁夏奥测检测服务有限公司"] == {("tech_sme", "认定年份 2023")}  # 拟申报 is no recognition
    assert Recognition.objects.exclude(recognised_on=None, valid_from=None).count() == 0


def test_sample_04_has_one_firm_sure_and_one_whose_code_is_lost(register, take):
    batch = take(SAMPLES / THIRD)
    assert rows_by(batch) == {
        ("04_企业名单_gbk", 2): ("changed", "宁夏砺石钽铌科技有限公司"),
        ("04_企业名单_gbk", 3): ("review", None),
    }


@pytest.mark.parametrize("name", [FIRST, SECOND, THIRD])
def test_the_same_file_twice_changes_nothing(register, take, commit, name):
    batch = take(SAMPLES / name)
    for row in batch.rows.filter(change="review"):
        batches.decide(batch.pk, {row.pk: row.candidates[0]["pk"]})
    commit(batch)
    before = (Filing.objects.count(), Recognition.objects.count(), Alias.objects.count())
    again = take(SAMPLES / name)
    assert (again.counts["new"], again.counts["changed"], again.counts["review"]) == (0, 0, 0)
    with pytest.raises(batches.RefusalError, match="没有可写入的变化"):
        commit(again)
    assert (Filing.objects.count(), Recognition.objects.count(), Alias.objects.count()) == before
