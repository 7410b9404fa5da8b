"""What every list page does alike: columns that are kept, pages, parameters nobody meant."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.django_db
LIST = "/enterprises/"


@pytest.fixture
def client_of_thirty(make, sign_in):
    zone = make.zone()
    for _ in range(30):
        make.enterprise(zone)
    return sign_in(make.user(zone, "officer", "zone"))


def columns(response):
    return [column.key for column in response.context["chosen"]]


def test_a_choice_of_columns_is_kept_and_can_be_given_up(client_of_thirty):
    usual = columns(client_of_thirty.get(LIST))
    chosen = columns(client_of_thirty.get(LIST, {"column": ["uscc", "park"]}))
    assert chosen == ["name", "uscc", "park"]
    assert columns(client_of_thirty.get(LIST)) == chosen
    assert columns(client_of_thirty.get(LIST, {"column": ""})) == usual
    assert columns(client_of_thirty.get(LIST)) == usual


def test_an_unknown_column_changes_nothing(client_of_thirty):
    assert columns(client_of_thirty.get(LIST, {"column": "password"})) == columns(client_of_thirty.get(LIST))


@pytest.mark.parametrize(
    ("query", "rows", "page"),
    [
        ({}, 20, 1),
        ({"page": 2}, 10, 2),
        ({"page": 99}, 10, 2),
        ({"page": "x"}, 20, 1),
        ({"size": 10}, 10, 1),
        ({"size": 50}, 30, 1),
        ({"size": 100000}, 20, 1),
        ({"sort": "members__password"}, 20, 1),
    ],
)
def test_pages_are_of_the_size_asked_for_and_odd_questions_get_a_page_too(client_of_thirty, query, rows, page):
    response = client_of_thirty.get(LIST, query)
    assert (response.status_code, len(response.context["lines"]), response.context["page"].number) == (200, rows, page)
    assert response.context["page"].paginator.count == 30


def test_links_of_the_table_keep_the_filter_and_begin_at_the_first_page(client_of_thirty):
    page = client_of_thirty.get(LIST, {"status": "open", "page": 2}).content.decode()
    assert 'href="?status=open&amp;sort=name"' in page
    assert 'href="?status=open&amp;export=xlsx"' in page


def test_the_order_turns_round_and_is_given_up(client_of_thirty):
    for asked, offered in ((None, "?sort=uscc"), ("uscc", "?sort=-uscc"), ("-uscc", "?")):
        page = client_of_thirty.get(LIST, {"sort": asked} if asked else {}).content.decode()
        assert re.search(r'sorter" href="([^"]*)">统一社会信用代码', page)[1] == offered
