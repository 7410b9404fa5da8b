"""What is an error, what is a warning, and what is neither: both sides of every line."""

from __future__ import annotations

import pytest
from django.utils import translation

from gaoxin_web.collection.checks import Before, check
from gaoxin_web.collection.items import Item, Sheet
from gaoxin_web.collection.words import change, words
from gaoxin_web.rulebook import rulebook

WAN = 1_000_000  # fen in 万元


def item(name, year=2025, own=True):
    field = rulebook().fields[name]
    return Item(field, None if field.period == "static" else year, own)


def doubts(texts, before=None, *, change_limit=50, blanks=False, years=(2025,)):
    """Line → codes with their severity, of a form with just these lines."""
    names = dict.fromkeys(key.partition("-")[0] for key in texts)
    sheet = Sheet([item(name, year, year == years[0]) for year in years for name in names])
    lines = check(sheet, texts, before or Before(), change_limit=change_limit, blanks=blanks)
    return {key: [(one["severity"], one["code"]) for one in line.doubts] for key, line in lines.items() if line.doubts}


@pytest.mark.parametrize(
    ("key", "text", "found"),
    [
        ("revenue-2025", "412.6", []),
        ("revenue-2025", "1,234.5", []),
        ("revenue-2025", "四百", [("error", "GX131")]),
        ("revenue-2025", "0", []),
        ("revenue-2025", "-0.01", [("error", "GX132")]),
        ("net_profit-2025", "-0.01", []),
        ("staff-2025", "12", []),
        ("staff-2025", "12.5", [("error", "GX133")]),
        ("market_share-2025", "100", []),
        ("market_share-2025", "100.01", [("error", "GX132")]),
        ("digital_level-2025", "9", []),
        ("digital_level-2025", "10", [("error", "GX132")]),
        ("safety_accident-2025", "否", []),
        ("safety_accident-2025", "也许", [("error", "GX138")]),
        ("established_on", "2015-03-02", []),
        ("established_on", "2015-03", [("error", "GX135")]),
        ("established_on", "2015-02-30", [("error", "GX134")]),
        ("size_sector", "制造业", []),
        ("size_sector", "造船", [("error", "GX136")]),
        ("hitech_field", "造船", [("warning", "GX137")]),
        ("domestic_rank-2025", "无", []),
    ],
)
def test_a_line_is_read_as_the_ledger_reader_reads_it(key, text, found):
    assert doubts({key: text}) == ({key: found} if found else {})


@pytest.mark.parametrize(("text", "found"), [("150", {}), ("150.01", "change"), ("50", {}), ("49.99", "change")])
def test_a_change_beyond_the_limit_needs_a_reason_and_one_at_it_does_not(text, found):
    before = Before(last={"revenue-2025": 100 * WAN})
    expected = {"revenue-2025": [("warning", found)]} if found else {}
    assert doubts({"revenue-2025": text}, before) == expected


def test_the_limit_is_the_data_sets_own():
    before = Before(last={"staff-2025": 100})
    found = [doubts({"staff-2025": "110"}, before, change_limit=limit) for limit in (10, 9)]
    assert found == [{}, {"staff-2025": [("warning", "change")]}]


def test_from_nothing_no_change_is_told():
    assert doubts({"revenue-2025": "5"}, Before(last={"revenue-2025": 0})) == {}


@pytest.mark.parametrize(
    ("text", "code"), [("300000", "GX374"), ("299999.99", "change"), ("0.033333", "GX374"), ("0.04", "change")]
)
def test_thousands_of_times_the_last_figure_is_a_slip_of_the_unit(text, code):
    before = Before(last={"revenue-2025": 100 * WAN})
    assert doubts({"revenue-2025": text}, before) == {"revenue-2025": [("warning", code)]}


def test_a_cumulative_figure_below_the_month_before_needs_a_reason():
    before = Before(month={"output_value_ytd-2025": 100 * WAN})
    found = [doubts({"output_value_ytd-2025": text}, before) for text in ("100", "99.99")]
    assert found == [{}, {"output_value_ytd-2025": [("warning", "GX373")]}]


def test_only_a_cumulative_figure_must_not_fall():
    assert doubts({"output_value-2025": "1"}, Before(month={"output_value-2025": 100 * WAN})) == {}


def test_a_part_is_no_more_than_its_whole():
    found = [doubts({"main_revenue-2025": text, "revenue-2025": "100"}) for text in ("100", "100.01")]
    assert found == [{}, {"main_revenue-2025": [("error", "part")]}]


def test_a_part_is_not_held_against_an_unknown_whole():
    assert doubts({"main_revenue-2025": "100", "revenue-2025": ""}) == {}


@pytest.mark.parametrize(("total", "found"), [("100", {}), ("100.01", {}), ("100.02", "sum"), ("99.98", "sum")])
def test_assets_are_liabilities_and_net_assets_but_for_rounding(total, found):
    texts = {"total_assets-2025": total, "total_liabilities-2025": "60", "net_assets-2025": "40"}
    assert doubts(texts) == ({"total_assets-2025": [("error", "sum")]} if found else {})


def test_an_empty_line_of_the_period_needs_a_reason_where_the_data_set_says_so():
    found = [doubts({"revenue-2025": ""}, blanks=blanks) for blanks in (True, False)]
    assert found == [{"revenue-2025": [("warning", "blank")]}, {}]


def test_an_empty_line_the_register_knows_needs_none():
    assert doubts({"revenue-2025": ""}, Before(known=frozenset({"revenue-2025"})), blanks=True) == {}


def test_an_empty_line_of_an_earlier_year_needs_none():
    assert doubts({"revenue-2025": "1", "revenue-2024": ""}, blanks=True, years=(2025, 2024)) == {}


def test_an_unreadable_line_is_not_called_empty():
    assert doubts({"revenue-2025": "x"}, blanks=True) == {"revenue-2025": [("error", "GX131")]}


def test_the_year_before_in_the_same_form_goes_before_the_register():
    before = Before(last={"revenue-2025": 100 * WAN})
    texts = {"revenue-2025": "1000", "revenue-2024": "900"}
    assert doubts(texts, before, years=(2025, 2024)) == {}


def test_every_doubt_has_words_in_both_languages():
    texts = {
        "revenue-2025": "1",
        "staff-2025": "1.5",
        "tech_staff-2025": "x",
        "main_revenue-2025": "2",
        "total_assets-2025": "9",
        "total_liabilities-2025": "1",
        "net_assets-2025": "1",
        "established_on": "2015",
        "size_sector": "造船",
        "hitech_field": "造船",
        "safety_accident-2025": "也许",
        "market_share-2025": "101",
        "class1_ip-2025": "",
        "output_value_ytd-2025": "1",
        "rd_expense-2025": "7",
    }
    sheet = Sheet([item(key.partition("-")[0]) for key in texts])
    last = {"rd_expense-2025": WAN, "revenue-2025": 5000 * WAN}
    before = Before(last=last, month={"output_value_ytd-2025": 2 * WAN})
    lines = check(sheet, texts, before, change_limit=50, blanks=True)
    codes = {one["code"] for line in lines.values() for one in line.doubts}
    engine = {f"GX{number}" for number in (131, 132, 133, 135, 136, 137, 138, 373, 374)}
    assert codes == engine | {"change", "blank", "part", "sum"}
    told = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            told[language] = [words(one, line.item) for line in lines.values() for one in line.doubts]
    assert len(told["zh-hans"]) == len(told["en"]) >= len(codes)
    assert not set(told["zh-hans"]) & set(told["en"])


def test_a_change_is_told_in_per_cent():
    found = [change(*pair) for pair in ((108, 100), (92, 100), (-5, -10), (5, 0), (5, None), (None, 5), (True, 1))]
    assert found == ["+8.0%", "-8.0%", "+50.0%", "—", "—", "—", "—"]


def test_a_figure_is_written_in_the_unit_of_the_page_and_read_back_the_same():
    written = [
        item("revenue").written(412_345_600),
        item("staff").written(20),
        item("market_share").written(125 * 10**9),
    ]
    assert written == ["412.3456", "20", "12.5"]
    assert item("revenue").told(123_456_789_000) == "123,456.789"
    assert item("domestic_rank").told(10**9) == "无"


def test_a_phone_shows_the_keyboard_that_can_write_the_line():
    names = ("revenue", "staff", "net_profit", "domestic_rank", "rd_institution")
    assert [item(name).inputmode for name in names] == ["decimal", "numeric", "text", "text", "text"]
