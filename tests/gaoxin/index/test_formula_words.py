"""A measure in words: what a page says over the table of its inputs, in both languages."""

from __future__ import annotations

import re

import pytest

from gaoxin.index.formula_words import in_words
from gaoxin.index.measures import measure_of
from tests.gaoxin.index.census import EDITIONS, RULEBOOK, measure

WORDS = {
    "1.2": ("Σ研发人员全时当量 ÷ Σ职工总数 × 100%", "Σ R&D staff in full-time equivalents ÷ Σ employees × 100%"),
    "2.4": (
        "Σ（营业收入 − 上年营业收入）÷ 1亿",
        "Σ (operating revenue − operating revenue of the year before) ÷ 100,000,000",
    ),
    "2.6": (
        "Σ（年末高新技术企业 − 上年末高新技术企业）",
        "Σ (High and New Technology Enterprise at the end of the year"
        " − High and New Technology Enterprise at the end of the year before)",
    ),
    "2.7": ("企业数：当年获得风险投资", "number of enterprises: received venture capital in the year"),
    "3.1": ("Σ工业综合能耗 ÷ Σ工业增加值 × 1万", "Σ energy used by industry ÷ Σ industrial value added × 10,000"),
    "4.3": (
        "企业数：内资控股，且（当年获境外注册商标数 > 0，或当年获境外发明专利授权数 > 0）",
        "number of enterprises: domestically controlled and (foreign trademarks registered in the year > 0"
        " or foreign invention patents granted in the year > 0)",
    ),
    "4.6": (
        "Σ出口总额（限：年末高新技术企业）÷ Σ营业收入 × 100%",
        "Σ exports (of enterprises: High and New Technology Enterprise at the end of the year)"
        " ÷ Σ operating revenue × 100%",
    ),
    "5.2": (
        "（（Σ增加值 ÷ Σ职工总数）÷（Σ上年增加值 ÷ Σ上年职工总数）− 1）× 100%",
        "((Σ value added ÷ Σ employees) ÷ (Σ value added of the year before ÷ Σ employees of the year before) − 1)"
        " × 100%",
    ),
    "5.7": (
        "企业数：研发经费内部支出 ÷ 营业收入 ≥ 5%，且营业收入 > 5亿元",
        "number of enterprises: intramural R&D expenditure ÷ operating revenue ≥ 5%"
        " and operating revenue > 500,000,000 yuan",
    ),
}


@pytest.mark.parametrize("number", WORDS)
def test_an_official_measure_in_words(number):
    said = [in_words(measure(number), RULEBOOK.fields, language, RULEBOOK.titles) for language in ("zh", "en")]
    assert tuple(said) == WORDS[number]


def test_manufacturing_of_2024_in_words():
    assert [in_words(measure(number, "htz_2024"), RULEBOOK.fields) for number in ("1.2", "1.3")] == [
        "Σ营业收入（限：国民经济行业分类为 13—43，或生产性服务业企业）÷ Σ营业收入 × 100%",
        "Σ工业增加值 ÷ Σ全年工业总产值 × 100%，限：国民经济行业分类为 13—43",
    ]


def test_every_official_measure_has_words_in_both_languages():
    measures = [one.measure for edition in EDITIONS.values() for one in edition.indicators() if one.measure]
    chinese = [in_words(one, RULEBOOK.fields, "zh", RULEBOOK.titles) for one in measures]
    english = [in_words(one, RULEBOOK.fields, "en", RULEBOOK.titles) for one in measures]
    assert [said for said in chinese if re.search("[a-zA-Z(), ]{4}", said)] == []
    assert [said for said in english if re.search("[\u4e00-\u9fff\uff00-\uffef]", said)] == []


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({}, "企业数"),
        ({"over": ["-staff@2"]}, "Σ−2年前职工总数"),
        ({"over": ["held:nobody_knows"]}, "Σ年末nobody_knows"),
        ({"over": ["staff"], "times": "3/2"}, "Σ职工总数 × 1.5"),
        ({"where": [{"over": ["market_share"], "at_least": "1/3"}]}, "企业数：细分市场占有率 ≥ 1/3"),
        ({"over": ["staff"], "growth": 1}, "（Σ职工总数）÷（Σ上年职工总数）− 1"),
    ],
)
def test_odd_measures_have_words_too(document, words):
    assert in_words(measure_of(document), RULEBOOK.fields) == words
