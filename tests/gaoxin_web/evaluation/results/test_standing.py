"""The table of places: who stands where, how sure that is, and what is said of it."""

from __future__ import annotations

import io

import openpyxl
import pytest

from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.evaluation.charts import bump
from gaoxin_web.evaluation.models import NodeWeight, PeerTable, Published
from gaoxin_web.evaluation.queries.history import breaks_of
from gaoxin_web.evaluation.queries.standing import standing_of
from tests.gaoxin_web.evaluation.results.conftest import codes, enter, peers

pytestmark = pytest.mark.django_db
PAGE = "/evaluation/"


def test_the_zone_is_placed_among_the_others_with_what_it_gained(ranked, officer, sign_in):
    answer = sign_in(officer).get(PAGE, {"year": 2023})
    own = answer.context["own"]
    assert (own.place, own.gained, own.low, own.high, own.imputed) == (3, 1, 3, 3, 0)
    assert answer.context["out_of"] == 5
    assert [(line.row.place, line.name, line.own) for line in answer.context["rows"]] == [
        (1, "银川", False),
        (2, "西安", False),
        (3, "石嘴山", True),
        (4, "合肥", False),
        (5, "武汉东湖", False),
    ]


def test_without_a_year_the_newest_that_can_be_compared_is_shown(ranked, edition, officer, sign_in):
    enter(ranked, edition, 2021, {"1.1": 3})  # nobody to compare with
    assert sign_in(officer).get(PAGE).context["year"] == 2023


@pytest.mark.parametrize("asked", ["1066", "x", "", "9" * 30, "²"])
def test_a_year_that_is_none_shows_the_newest(ranked, officer, sign_in, asked):
    assert sign_in(officer).get(PAGE, {"year": asked}).context["year"] == 2023


def test_a_total_on_weights_nobody_knows_is_simulated_and_says_so(ranked, edition, officer, sign_in):
    page = sign_in(officer).get(PAGE, {"year": 2023}).content.decode()
    assert "模拟分" in page
    assert "部分权重未见公开，按 1 计" in page
    assert "其他高新区的数值为模拟数据" in page


def test_with_every_weight_and_others_values_known_nothing_is_called_simulated(zone, edition, officer, sign_in):
    peers(zone, edition, 2023, simulated=False)
    enter(zone, edition, 2023, dict.fromkeys(codes(edition), 2.5))
    for node in codes(edition):
        NodeWeight.objects.create(zone=zone, edition=edition.id, node=node, value=1)
    assert standing_of(zone, 2023).simulated is False
    assert "模拟分" not in sign_in(officer).get(PAGE, {"year": 2023}).content.decode()


def test_one_weight_left_unknown_is_enough_to_be_simulated(zone, edition):
    peers(zone, edition, 2023, simulated=False)
    for node in codes(edition)[:-1]:
        NodeWeight.objects.create(zone=zone, edition=edition.id, node=node, value=1)
    assert standing_of(zone, 2023).simulated is True


def test_a_value_that_is_missing_is_filled_and_counted_and_never_nought(ranked, edition, officer, sign_in):
    ranked.entry_set.filter(year=2023, indicator="1.1").delete()
    answer = sign_in(officer).get(PAGE, {"year": 2023})
    assert answer.context["own"].imputed == 1
    assert "本区有 1 项指标以中位数补值" in answer.content.decode()


def test_an_indicator_nobody_is_known_of_is_named_and_left_out(ranked, edition, officer, sign_in):
    table = PeerTable.objects.get(year=2023)
    values = {name: {code: one for code, one in row.items() if code != "3.2"} for name, row in table.values.items()}
    table.delete()
    PeerTable.objects.create(zone=ranked, edition=edition.id, year=2023, title="新", simulated=True, values=values)
    ranked.entry_set.filter(year=2023, indicator="3.2").delete()
    answer = sign_in(officer).get(PAGE, {"year": 2023})
    assert [one.id for one in answer.context["silent"]] == ["3.2"]
    assert "无从比较、未计入的指标：3.2 " in answer.content.decode()


def test_the_export_has_every_zone_whatever_the_page_shows(ranked, officer, sign_in):
    answer = sign_in(officer).get(PAGE, {"year": 2023, "export": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    rows = list(book.active.iter_rows(values_only=True))
    assert [(row[0], row[1]) for row in rows[1:]] == [
        (1, "银川"),
        (2, "西安"),
        (3, "石嘴山"),
        (4, "合肥"),
        (5, "武汉东湖"),
    ]
    assert AuditEvent.objects.filter(zone=ranked, action="evaluation.export").count() == 1


COMPARING = ["", "compare/", "why/", "what-if/", "path/", "year-end/"]


@pytest.mark.parametrize("page", [*COMPARING, "tasks/", "scenarios/", "results/"])
def test_every_page_says_what_to_do_where_nothing_is_known(zone, officer, sign_in, page):
    answer = sign_in(officer).get(PAGE + page)
    assert answer.status_code == 200
    assert 'class="empty"' in answer.content.decode()


@pytest.mark.parametrize("page", COMPARING)
def test_without_anybody_to_compare_with_the_page_leads_to_their_data(zone, edition, officer, sign_in, page):
    enter(zone, edition, 2023, {"1.1": 3})
    assert "这一年没有对照数据" in sign_in(officer).get(PAGE + page).content.decode()


@pytest.mark.parametrize("page", COMPARING)
def test_without_a_value_of_its_own_the_zone_is_not_placed(zone, edition, officer, sign_in, page):
    peers(zone, edition, 2023)
    assert "本区这一年的指标值还没有" in sign_in(officer).get(PAGE + page).content.decode()


def test_the_newest_table_of_others_counts(ranked, edition, officer, sign_in):
    client = sign_in(officer)
    assert client.get(PAGE, {"year": 2023}).context["own"].place == 3
    peers(ranked, edition, 2023, {"银川": 1.0, "西安": 0.5})
    assert client.get(PAGE, {"year": 2023}).context["own"].place == 1


def test_another_zones_values_and_weights_change_nothing_here(ranked, edition, make, officer, sign_in):
    there = make.zone("gz", name="广州高新区")
    peers(there, edition, 2023, {"银川": 0.1})
    enter(there, edition, 2023, dict.fromkeys(codes(edition), 9))
    NodeWeight.objects.create(zone=there, edition=edition.id, node="1.1", value=500)
    assert sign_in(officer).get(PAGE, {"year": 2023}).context["own"].place == 3


def test_official_places_are_shown_beside_the_simulated(ranked, officer, sign_in):
    Published.objects.create(zone=ranked, year=2023, rank=118, out_of=178)
    page = sign_in(officer).get(PAGE, {"year": 2023}).content.decode()
    assert "2023 年公布位次" in page
    assert ">118<" in page


def test_the_line_of_places_is_broken_where_the_indicators_changed(zone):
    assert breaks_of(zone, [2019, 2020, 2021, 2023, 2024]) == [2021, 2024]
    chart = bump({2020: 130, 2021: 127, 2022: 118}, {2021: 120, 2022: 119}, [2021])
    lines = [(line["name"], line["data"]) for line in chart["series"]]
    assert lines == [
        ("公布位次", [130, None, None]),
        ("公布位次", [None, 127, 118]),
        ("模拟位次", [None, 120, 119]),
    ]
    assert {line["itemStyle"]["color"] for line in chart["series"][:2]} != {chart["series"][2]["itemStyle"]["color"]}


def test_the_page_asks_the_database_as_often_for_many_zones_as_for_few(
    ranked, edition, officer, sign_in, django_assert_num_queries
):
    from django.db import connection  # noqa: PLC0415 - as the fixtures
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - likewise

    client = sign_in(officer)
    client.get(PAGE, {"year": 2023})
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(PAGE, {"year": 2023})
    peers(ranked, edition, 2023, {f"区{number}": float(number) for number in range(100)})
    client.get(PAGE, {"year": 2023})
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE, {"year": 2023})
    assert len(few) == len(many)


def test_the_overview_tells_the_place_given_and_the_place_worked_out_each_of_its_year(ranked, leader, sign_in):
    Published.objects.create(zone=ranked, year=2022, rank=118, note="示例")
    client = sign_in(leader)
    context = client.get("/evaluation/tile/").context
    assert (context["given"].year, context["given"].rank, context["standing"].year, context["own"].place) == (
        2022,
        118,
        2023,
        3,
    )
    assert "/evaluation/tile/" in client.get("/overview/").content.decode()


def test_the_overview_of_a_zone_without_values_leads_to_them(zone, leader, sign_in):
    page = sign_in(leader).get("/evaluation/tile/").content.decode()
    assert "还没有评价数据" in page
    assert "/evaluation/values/" in page
