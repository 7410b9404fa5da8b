"""The list: filters, order, columns, pages, and what is seen by whom."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from gaoxin_web.enterprises.models import Enterprise, Recognition, Request

pytestmark = pytest.mark.django_db
LIST = "/enterprises/"


def test_a_leader_sees_the_zone_and_an_officer_its_bureau(world, sign_in, names):
    assert names(sign_in(world.leader).get(LIST)) == ["宁夏恒瑞光伏有限公司", "宁夏砺石钽业有限公司"]
    assert names(sign_in(world.narrow).get(LIST)) == ["宁夏恒瑞光伏有限公司"]


def test_another_zone_is_not_seen(make, world, officer, names):
    make.enterprise(make.zone(), "别区企业")
    assert "别区企业" not in names(officer.get(LIST))


@pytest.mark.parametrize("role", ["enterprise", "judge", "auditor", "system_admin"])
def test_who_has_no_business_with_the_register_is_refused(make, world, sign_in, role):
    assert sign_in(make.user(world.zone, role)).get(LIST).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"status": "moved"}, ["恒瑞"]),
        ({"chain": "稀有金属"}, ["砺石"]),
        ({"q": "lsty"}, ["砺石"]),
        ({"q": "lsty", "status": "moved"}, []),
        ({"above": "1"}, ["砺石"]),
        ({"above": "0"}, ["恒瑞"]),
        ({"request": "open"}, ["恒瑞"]),
        ({"recognition": "hnte"}, ["砺石"]),
        ({"status": "nonsense"}, ["恒瑞", "砺石"]),
    ],
)
def test_each_filter_finds_what_it_says(world, officer, names, query, found):
    Enterprise.objects.filter(pk=world.firm.pk).update(above_designated_size=True)
    Enterprise.objects.filter(pk=world.other.pk).update(above_designated_size=False)
    Recognition.objects.create(enterprise=world.firm, kind="hnte", valid_from="2026-01-01", valid_to="2099-01-01")
    Recognition.objects.create(enterprise=world.other, kind="hnte", valid_from="2020-01-01", valid_to="2023-01-01")
    Request.objects.create(enterprise=world.other, title="用电")
    Request.objects.create(enterprise=world.firm, title="用水", state="answered")
    assert [name[2:4] for name in names(officer.get(LIST, query))] == found


def test_the_bureau_and_the_steward_are_filters(world, officer, names):
    Enterprise.objects.filter(pk=world.other.pk).update(steward=world.officer)
    assert names(officer.get(LIST, {"organisation": world.science.pk})) == ["宁夏砺石钽业有限公司"]
    assert names(officer.get(LIST, {"steward": world.officer.pk})) == ["宁夏恒瑞光伏有限公司"]


def test_the_order_is_that_of_the_pinyin_until_a_column_is_chosen(world, officer, names):
    assert names(officer.get(LIST)) == ["宁夏恒瑞光伏有限公司", "宁夏砺石钽业有限公司"]
    assert names(officer.get(LIST, {"sort": "-name"})) == ["宁夏砺石钽业有限公司", "宁夏恒瑞光伏有限公司"]
    assert names(officer.get(LIST, {"sort": "phone"})) == ["宁夏恒瑞光伏有限公司", "宁夏砺石钽业有限公司"]


@pytest.mark.parametrize("sort", ["established_on", "-established_on"])
def test_what_is_not_known_comes_last_either_way(world, officer, names, sort):
    assert names(officer.get(LIST, {"sort": sort})) == ["宁夏砺石钽业有限公司", "宁夏恒瑞光伏有限公司"]


def test_telephones_and_names_of_people_are_covered_in_the_list(world, officer):
    page = officer.get(LIST, {"column": ["contact", "phone"]}).content.decode()
    assert ("138****1234" in page, "13895201234" in page) == (True, False)
    assert ("张**" in page, "张三丰" in page) == (True, False)


def test_the_list_asks_the_database_as_often_for_sixty_rows_as_for_two(make, world, officer, django_assert_num_queries):
    def add(number):
        for place in range(number):
            firm = make.enterprise(world.zone, organisation=world.science, steward=world.officer)
            Recognition.objects.create(enterprise=firm, kind="hnte", valid_to=date(2099, 1, place % 28 + 1))
            Request.objects.create(enterprise=firm, title="用电")

    add(2)
    officer.get(LIST)
    with django_assert_num_queries(NUMBER):
        officer.get(LIST, {"size": 100})
    add(60)
    with django_assert_num_queries(NUMBER):
        assert len(officer.get(LIST, {"size": 100}).context["lines"]) == 64


NUMBER = 12


def test_an_empty_register_says_what_to_do(make, sign_in):
    zone = make.zone()
    page = sign_in(make.user(zone, "officer", "zone")).get(LIST).content.decode()
    assert ("名册里还没有企业" in page, reverse("enterprise_new") in page) == (True, True)


def test_a_search_without_result_offers_to_clear_it(world, officer):
    assert "没有查到" in officer.get(LIST, {"q": "zzzz"}).content.decode()
