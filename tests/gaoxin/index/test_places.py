"""Years in a row, places gained, a place among peers: what is not known is never taken for a place."""

from __future__ import annotations

import pytest

from gaoxin.index.standing import place_among, places_gained, years_within

HEFEI = {2013: 12, 2014: 11, 2015: 10, 2016: 9, 2017: 7}


@pytest.mark.parametrize(
    ("year", "years"),
    [(2017, 3), (2016, 2), (2015, 1), (2014, 0), (2018, None)],
)
def test_years_in_a_row_are_counted_back_to_the_last_outside(year, years):
    assert years_within(HEFEI, year) == years


def test_a_year_without_a_place_ends_the_row():
    assert years_within({2015: 1, 2017: 1, 2018: 1}, 2018) == 2


@pytest.mark.parametrize(("top", "years"), [(6, 0), (7, 1), (9, 2), (11, 4), (12, 5)])
def test_a_place_counts_up_to_the_last_of_the_top(top, years):
    assert years_within(HEFEI, 2017, top) == years


@pytest.mark.parametrize(
    ("places", "gained"),
    [
        ({2019: 143, 2022: 118}, 25),
        ({2019: 118, 2022: 143}, -25),
        ({2019: 118, 2022: 118}, 0),
        ({2020: 143, 2022: 118}, None),
        ({2019: 143, 2021: 118}, None),
        ({}, None),
    ],
)
def test_places_are_gained_against_the_year_asked_for_and_no_other(places, gained):
    assert places_gained(places, 2022, 3) == gained


@pytest.mark.parametrize(
    ("own", "others", "direction", "place"),
    [
        (2.22, [2.21, 2.23, 1.0], 1, 2),
        (2.22, [2.22, 2.22], 1, 1),
        (2.22, [2.21, 2.23, 1.0], -1, 3),
        (2.22, [None, 3.0], 1, 2),
        (None, [3.0], 1, None),
        (2.22, [None], 1, None),
        (2.22, [], 1, None),
        (0.0, [-1.0], 1, 1),
    ],
)
def test_a_place_among_peers_counts_those_that_are_known(own, others, direction, place):
    assert place_among(own, others, direction) == place
