"""The national zones by name: as many as there were in a year, each in its province, found however it is written."""

from __future__ import annotations

import pytest

from gaoxin.errors import RulebookError
from gaoxin.index.zones import Place, in_year, load_zones, place_of
from gaoxin.register.identity.lexicon import Lexicon
from gaoxin.rules.load import default_rulebook


@pytest.fixture(scope="module")
def places():
    return load_zones(default_rulebook())


@pytest.mark.parametrize(("year", "number"), [(2021, 169), (2022, 177), (2023, 178), (2025, 178), (2026, 179)])
def test_as_many_zones_as_the_state_said_there_were(places, year, number):
    """169 in 2019–2021, 177 at the end of 2022, 178 from 2023 on, one more in February 2026."""
    assert len(in_year(places, year)) == number


def test_the_zones_of_ningxia_are_two(places):
    assert [one.name for one in places.values() if one.province == "宁夏"] == ["银川", "石嘴山"]


def test_a_zone_named_after_a_city_stands_in_the_city_s_province(places):
    homes = Lexicon.load().provinces
    other = {one.name: (one.province, homes[one.name]) for one in places.values() if one.name in homes}
    corps = {"石河子": ("新疆兵团", "新疆")}
    assert {name: two for name, two in other.items() if two[0] != two[1]} == corps
    assert len(other) > 120


def test_what_was_only_recalled_is_marked_so(places):
    assert [one.name for one in places.values() if one.evidence != "secondary"] == ["安庆"]
    assert places["拉萨"] == Place("拉萨", "西藏", 2022, "secondary", "国函〔2022〕143号")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("石嘴山高新区", "石嘴山"),
        ("石嘴山", "石嘴山"),
        ("石嘴山高新技术产业开发区", "石嘴山"),
        ("宁夏石嘴山国家高新技术产业开发区", "石嘴山"),
        ("石嘴山市高新区", "石嘴山"),
        ("中关村科技园区", "中关村"),
        ("北京中关村科技园区", "中关村"),
        ("厦门火炬高新区", "厦门火炬"),
        ("张江高新区", "上海张江"),
        ("武汉东湖新技术开发区", "武汉东湖"),
        ("苏州工业园区", "苏州工业园区"),
        ("苏州高新区", "苏州"),
        ("长春净月高新区", "长春净月"),
        ("长春高新区", "长春"),
        ("吉林高新区", "吉林"),
        ("雄安高新区", "河北雄安"),
        ("新疆生产建设兵团石河子高新技术产业开发区", "石河子"),
        (" 乌鲁木齐高新区 ", "乌鲁木齐"),
    ],
)
def test_a_zone_is_found_however_its_name_is_written(places, written, name):
    assert place_of(places, written) == places[name]


@pytest.mark.parametrize("written", ["", "高新区", "大武口高新区", "石嘴", "宁夏高新区", "工业园区"])
def test_a_name_that_is_no_national_zone_is_not_taken_for_one(places, written):
    assert place_of(places, written) is None


def test_a_rulebook_without_the_list_has_none(tmp_path):
    assert load_zones(tmp_path) == {}


def test_every_mistake_of_the_list_is_told_with_its_place(tmp_path):
    text = (
        "document: {title: 名录, evidence: hearsay}\n"
        "places:\n"
        "  石嘴山: {provinz: 宁夏}\n"
        "  银川: {province: 宁夏, since: 1902}\n"
        "  银川: {province: 宁夏}\n"
        "  合肥: 安徽\n"
    )
    (tmp_path / "zones.yaml").write_text(text, "utf-8")
    with pytest.raises(RulebookError) as error:
        load_zones(tmp_path)
    found = {(issue.code, issue.place.line) for issue in error.value.issues}
    assert found >= {("GX206", 1), ("GX203", 3), ("GX205", 3), ("GX202", 5), ("GX206", 6)}


def written(folder, year):
    text = f"document: {{title: 名录}}\nplaces:\n  银川: {{province: 宁夏, since: {year}}}\n"
    (folder / "zones.yaml").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("year", ["1987", "2022.5", "2101", "去年"])
def test_what_is_no_year_of_a_zone_is_a_mistake(tmp_path, year):
    with pytest.raises(RulebookError) as error:
        load_zones(written(tmp_path, year))
    assert [(issue.code, issue.place.line) for issue in error.value.issues] == [("GX206", 3)]


def test_the_first_year_there_were_zones_is_one(tmp_path):
    assert load_zones(written(tmp_path, "1988")) == {"银川": Place("银川", "宁夏", 1988)}
