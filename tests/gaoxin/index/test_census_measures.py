"""The 28 indicators that the enterprise census answers (国科发火〔2021〕106号), each on a zone of few enterprises."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from gaoxin.index.measures import Answer, answer, effects
from tests.gaoxin.index.census import CENSUS, EDITIONS, FIELDS, RULEBOOK, WAN, YI, measure, zone

F = Fraction


def ask(number, *firms, edition="htz_2021", **more):
    return answer(measure(number, edition), zone(*firms, **more), FIELDS)


def test_every_indicator_of_the_census_has_a_measure_and_its_facts_are_in_the_dictionary():
    census = [one for one in EDITIONS["htz_2021"].indicators() if one.census]
    assert [one.id for one in census] == CENSUS
    terms = [term for one in census for term in one.measure.terms()]
    assert [term for term in terms if not term.title and term.field not in FIELDS] == []
    assert {term.title for term in terms if term.title} == {"hnte"} <= set(RULEBOOK.titles)


def test_no_indicator_that_the_census_does_not_answer_has_a_measure():
    others = [one.id for edition in EDITIONS.values() for one in edition.indicators() if one.measure and not one.census]
    assert others == []


def test_intramural_expenditure_of_statistics_is_not_the_expense_of_the_accounts():
    asked = {term.field for number in CENSUS for term in measure(number).terms()}
    assert "rd_intramural" in asked
    assert "rd_expense" not in asked


SHARES = {  # number: two enterprises, the value and the sums it rests on
    "1.2": ([{"rd_fte": 12.5, "staff": 100}, {"rd_fte": 0, "staff": 150}], F(5), F(25, 2), 250),
    "1.3": ([{"rd_intramural": 50, "revenue": 1000}, {"rd_intramural": 30, "revenue": 3000}], F(2), 80, 4000),
    "1.4": ([{"invention_grants": 3, "staff": 400}, {"invention_grants": 1, "staff": 600}], F(40), 4, 1000),
    "1.5": (
        [{"invention_applications": 3, "rd_intramural": 500 * WAN}, {"invention_applications": 0, "rd_intramural": YI}],
        F(3, 105) * 10,
        3,
        10500 * WAN,
    ),
    "2.1": (
        [{"hitech_service_revenue": 30, "revenue": 100}, {"hitech_service_revenue": 0, "revenue": 200}],
        F(10),
        30,
        300,
    ),
    "2.2": (
        [
            {"bachelor_staff": 30, "postgraduate_staff": 5, "staff": 100},
            {"bachelor_staff": 4, "postgraduate_staff": 1, "staff": 100},
        ],
        F(20),
        40,
        200,
    ),
    "2.3": (
        [{"tech_contract_value": 300 * WAN, "staff": 100}, {"tech_contract_value": 0, "staff": 50}],
        F(2),
        300 * WAN,
        150,
    ),
    "2.5": ([{"total_profit": -50, "revenue": 1000}, {"total_profit": 150, "revenue": 1000}], F(5), 100, 2000),
    "2.8": (
        [
            {"invention_patents": 7, "trademarks": 3, "revenue": YI},
            {"invention_patents": 0, "trademarks": 0, "revenue": 4 * YI},
        ],
        F(200),
        10,
        5 * YI,
    ),
    "2.9": (
        [
            {"value_added": 30, "output_value_year": 100, "non_industrial_revenue": 0},
            {"value_added": 20, "output_value_year": 0, "non_industrial_revenue": 100},
        ],
        F(25),
        50,
        200,
    ),
    "3.1": (
        [
            {"industrial_energy": 120.5, "industrial_value_added": 100 * WAN},
            {"industrial_energy": 0, "industrial_value_added": 141 * WAN},
        ],
        F(1, 2),
        F(241, 2),
        241 * WAN,
    ),
    "3.6": ([{"wages": 40, "value_added": 100}, {"wages": 20, "value_added": -20}], F(75), 60, 80),
    "4.2": (
        [{"tech_cooperation_expense": 1, "revenue": 100}, {"tech_cooperation_expense": 0, "revenue": 300}],
        F(1, 4),
        1,
        400,
    ),
    "4.5": ([{"tech_service_exports": 5, "exports": 40}, {"tech_service_exports": 0, "exports": 60}], F(5), 5, 100),
    "4.7": (
        [
            {"foreign_staff": 1, "returnee_staff": 4, "staff": 60},
            {"foreign_staff": 0, "returnee_staff": 0, "staff": 40},
        ],
        F(5),
        5,
        100,
    ),
}


@pytest.mark.parametrize("number", SHARES)
def test_a_share_is_of_the_sums_of_all_enterprises(number):
    firms, value, over, under = SHARES[number]
    assert ask(number, *firms) == Answer(value, F(over), F(under), 2, 0)


@pytest.mark.parametrize("number", SHARES)
def test_one_that_does_not_say_a_fact_is_in_no_sum_and_is_counted(number):
    (first, second), *_ = SHARES[number]
    alone = ask(number, first)
    for name in second:
        assert ask(number, first, second | {name: None}) == Answer(alone.value, alone.over, alone.under, 1, 1)


@pytest.mark.parametrize("number", SHARES)
def test_over_nought_there_is_no_share(number):
    terms = {term.field for term in measure(number).under}
    firms, *_ = SHARES[number]
    nothing = [firm | dict.fromkeys(terms, 0) for firm in firms]
    found = ask(number, *nothing)
    assert (found.value, found.under, found.counted, found.unknown) == (None, 0, 2, 0)


COUNTS = {  # number: what meets it, what does not, what leaves it open
    "2.7": ([{"venture_capital": True}], [{"venture_capital": False}], [{"venture_capital": None}]),
    "4.1": (
        [{"domestic_controlled": True, "overseas_rd_institutions": 1}],
        [
            {"domestic_controlled": True, "overseas_rd_institutions": 0},
            {"domestic_controlled": False, "overseas_rd_institutions": 2},
            {"domestic_controlled": False, "overseas_rd_institutions": None},
        ],
        [
            {"domestic_controlled": None, "overseas_rd_institutions": 2},
            {"domestic_controlled": True, "overseas_rd_institutions": None},
        ],
    ),
    "4.3": (
        [
            {"domestic_controlled": True, "overseas_trademarks": 2, "overseas_invention_grants": 3},  # once
            {"domestic_controlled": True, "overseas_trademarks": 0, "overseas_invention_grants": 1},
            {"domestic_controlled": True, "overseas_trademarks": 1, "overseas_invention_grants": None},
        ],
        [
            {"domestic_controlled": True, "overseas_trademarks": 0, "overseas_invention_grants": 0},
            {"domestic_controlled": False, "overseas_trademarks": 1, "overseas_invention_grants": 1},
        ],
        [{"domestic_controlled": True, "overseas_trademarks": 0, "overseas_invention_grants": None}],
    ),
    "4.4": (
        [{"domestic_controlled": True, "international_standards": 2}],
        [{"domestic_controlled": True, "international_standards": 0}],
        [{"domestic_controlled": None, "international_standards": 1}],
    ),
    "5.6": ([{"listed_in_year": True}], [{"listed_in_year": False}], [{"listed_in_year": None}]),
    "5.7": (
        [{"rd_intramural": F(2500_000_001, 100), "revenue": F(50_000_000_001, 100)}],
        [
            {"rd_intramural": YI, "revenue": 5 * YI},  # 5亿 is not above 5亿
            {"rd_intramural": F(3000 * WAN) - F(1, 100), "revenue": 6 * YI},  # a fen short of 5 %
            {"rd_intramural": None, "revenue": 5 * YI},
            {"rd_intramural": YI, "revenue": 0},
        ],
        [{"rd_intramural": None, "revenue": 6 * YI}, {"rd_intramural": YI, "revenue": None}],
    ),
}


@pytest.mark.parametrize("number", COUNTS)
def test_a_count_is_of_those_that_meet_the_conditions_each_once(number):
    meet, fail, open_ = COUNTS[number]
    assert ask(number, *meet, *fail, *open_) == Answer(F(len(meet)), F(len(meet)), None, len(meet), len(open_))


@pytest.mark.parametrize("number", COUNTS)
def test_none_that_meets_them_is_nought_and_nothing_known_is_no_value(number):
    _, fail, open_ = COUNTS[number]
    assert ask(number, *fail).value == 0
    assert ask(number, *open_) == Answer(None, F(0), None, 0, len(open_))


def test_five_per_cent_exactly_and_above_500_million_is_a_strong_enterprise():
    assert ask("5.7", {"rd_intramural": 3000 * WAN, "revenue": 6 * YI}).value == 1


def test_revenue_added_is_in_hundred_millions_and_needs_both_years():
    firms = [{"revenue": 3 * YI}, {"revenue": 5 * YI}, {"revenue": 7 * YI}]
    last = [{"revenue": YI}, {"revenue": 6 * YI}]
    assert ask("2.4", *firms, last=last) == Answer(F(1), F(YI), None, 2, 1)


def test_staff_added_is_in_ten_thousands():
    assert ask("3.5", {"staff": 15_000}, last=[{"staff": 5_000}]) == Answer(F(1), F(10_000), None, 1, 0)


def test_an_enterprise_founded_in_the_year_adds_all_it_has():
    new = {"revenue": 2 * YI, "established_on": date(2025, 3, 2)}
    assert ask("2.4", new) == Answer(F(2), F(2 * YI), None, 1, 0)


HNTE = [  # at the end of 2024 and of 2025: lost, won, renewed without a gap, never
    ("E0", "hnte", date(2022, 11, 1), date(2025, 10, 31)),
    ("E1", "hnte", date(2025, 12, 31), date(2028, 12, 30)),
    ("E2", "hnte", date(2022, 11, 1), date(2025, 10, 31)),
    ("E2", "hnte", date(2025, 11, 1), date(2028, 10, 31)),
    ("E4", "hnte", date(2025, 6, 1), date(2028, 5, 31)),
    ("E5", "hnte", date(2026, 1, 1), date(2028, 12, 31)),  # after the year
    ("E3", "srdi", date(2024, 1, 1), date(2027, 1, 1)),
]


def test_high_technology_enterprises_added_are_those_of_two_year_ends():
    assert ask("2.6", *[{}] * 6, held=HNTE) == Answer(F(1), F(1), None, 6, 0)


def test_where_nothing_is_known_of_titles_their_number_is_not_known():
    assert ask("2.6", {}, {}) == Answer(None, F(0), None, 0, 2)


def test_exports_count_where_the_exporter_was_a_high_technology_enterprise_at_the_years_end():
    firms = [
        {"exports": 50, "revenue": 100},  # E0 no longer was one
        {"exports": 30, "revenue": 100},  # E1
        {"exports": None, "revenue": 100},  # E2 does not say
        {"exports": None, "revenue": 100},  # E3 was none, whatever it exports
    ]
    assert ask("4.6", *firms, held=HNTE) == Answer(F(10), F(30), F(300), 3, 1)


def test_growth_of_productivity_is_of_the_quotient_and_of_the_same_enterprises():
    firms = [{"value_added": 300, "staff": 10}, {"value_added": 180, "staff": 10}, {"value_added": 999, "staff": 1}]
    last = [{"value_added": 200, "staff": 10}, {"value_added": 200, "staff": 10}]
    assert ask("5.2", *firms, last=last) == Answer(F(20), F(480), F(20), 2, 1, (F(400), F(20)))


@pytest.mark.parametrize(
    ("now", "before"),
    [((100, 10), (-5, 10)), ((100, 10), (0, 10)), ((100, 0), (100, 10)), ((100, 10), (100, 0))],
)
def test_over_a_productivity_that_was_not_above_nought_there_is_no_growth(now, before):
    facts = [{"value_added": added, "staff": staff} for added, staff in (now, before)]
    assert ask("5.2", facts[0], last=[facts[1]]).value is None


def test_revenue_of_those_that_spend_five_per_cent_or_more_on_research():
    firms = [
        {"rd_intramural": 5, "revenue": 100},  # 5 % exactly
        {"rd_intramural": F(499, 100), "revenue": 100},
        {"rd_intramural": None, "revenue": 500},
        {"rd_intramural": 0, "revenue": 200},
    ]
    assert ask("5.3", *firms) == Answer(F(25), F(100), F(400), 3, 1)


def test_one_without_revenue_has_no_intensity_and_changes_no_share_of_revenue():
    firms = [{"rd_intramural": 5, "revenue": 100}, {"rd_intramural": 5, "revenue": 0}]
    assert ask("5.3", *firms) == Answer(F(100), F(100), F(100), 1, 1)


def test_revenue_of_digital_industries():
    firms = [
        {"digital_industry": True, "revenue": 30},
        {"digital_industry": False, "revenue": 90},
        {"digital_industry": None, "revenue": 80},
        {"digital_industry": True, "revenue": None},
    ]
    assert ask("5.4", *firms) == Answer(F(25), F(30), F(120), 2, 2)


@pytest.mark.parametrize(
    ("code", "made"),
    [("1311", True), ("C4390", True), ("13", True), ("1290", False), ("4411", False), ("I6510", False), ("C", False)],
)
def test_manufacturing_is_divisions_13_to_43_with_their_letter_or_without(code, made):
    firms = [
        {"industry_code": code, "revenue": 40, "producer_service": False},
        {"industry_code": "D4411", "revenue": 60},
    ]
    firms[1]["producer_service"] = False
    share = ask("1.2", *firms, edition="htz_2024")
    assert share == Answer(F(40 if made else 0), F(40 if made else 0), F(100), 2, 0)


def test_producer_services_count_beside_manufacturing_of_2024():
    firms = [
        {"industry_code": "6510", "producer_service": True, "revenue": 30},
        {"industry_code": "3973", "producer_service": None, "revenue": 30},  # made, whatever else it is
        {"industry_code": "6510", "producer_service": None, "revenue": 30},
        {"industry_code": None, "producer_service": True, "revenue": 15},
        {"industry_code": "6510", "producer_service": False, "revenue": 25},
    ]
    assert ask("1.2", *firms, edition="htz_2024") == Answer(F(75), F(75), F(100), 4, 1)


def test_value_added_of_manufacturing_is_of_makers_only():
    firms = [
        {"industry_code": "3973", "industrial_value_added": 30, "output_value_year": 100},
        {"industry_code": "4411", "industrial_value_added": 90, "output_value_year": 100},
        {"industry_code": None, "industrial_value_added": 90, "output_value_year": 100},
    ]
    assert ask("1.3", *firms, edition="htz_2024") == Answer(F(30), F(30), F(100), 1, 1)


SINGLE = [("2.7", {"venture_capital": True}, {"venture_capital": False}), ("5.6", {"listed_in_year": True}, {})]


@pytest.mark.parametrize(("number", "one", "other"), SINGLE)
def test_the_only_one_counted_is_worth_one_where_others_are_known_not_to_count(number, one, other):
    known = zone(one, other)
    assert effects(measure(number), known, FIELDS) == ([("E0", F(1))] if other else [])


def test_what_an_enterprise_does_to_the_growth_of_productivity_is_exact():
    firms = [{"value_added": 300, "staff": 10}, {"value_added": 180, "staff": 10}]
    last = [{"value_added": 200, "staff": 10}, {"value_added": 200, "staff": 10}]
    assert effects(measure("5.2"), zone(*firms, last=last), FIELDS) == [
        ("E0", F(20) - F(-10)),
        ("E1", F(20) - F(50)),
    ]


def test_figures_near_the_limits_of_the_dictionary_are_summed_to_the_fen():
    most = 5 * 10**12  # yuan, the most a money field takes; a thousand of them are beyond 64 bits in fen
    firms = [{"total_profit": most, "revenue": most}] * 1999 + [{"total_profit": F(1, 100), "revenue": most}]
    found = ask("2.5", *firms)
    assert found.over == most * 1999 + F(1, 100)
    assert found.value == 100 * (most * 1999 + F(1, 100)) / (most * 2000)


def test_all_28_of_a_zone_of_5000_enterprises_look_at_every_one():
    year = dict.fromkeys((n for n in FIELDS if FIELDS[n].census and FIELDS[n].is_numeric), 7)
    flags = {"domestic_controlled": True, "digital_industry": True, "venture_capital": True, "listed_in_year": False}
    small = zone(*[year | flags | {"revenue": 100, "staff": 9, "invention_patents": 1}], last=[year], held=HNTE)
    wide = pl.concat([small] * 5000).rechunk()
    found = [answer(measure(number), wide, FIELDS) for number in CENSUS]
    assert {one.counted + one.unknown for one in found} <= {0, 5000}
