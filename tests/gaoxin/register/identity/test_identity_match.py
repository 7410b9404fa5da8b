"""Who is meant: every rule on both sides of its line, and to whom a person must turn where none holds."""

from __future__ import annotations

from datetime import date

import pytest

from gaoxin.errors import GaoxinError
from gaoxin.register.identity import Code, Firm, Match, OtherName, Register, read_code, read_name
from tests.gaoxin.register.helpers import A, B, C

NAMES = (
    "宁夏砺石钽铌科技有限公司",
    "石嘴山市惠模模具制造有限公司",
    "沙钽新材料（宁夏）有限公司",
    "宁夏天地奔牛实业集团有限公司",
    "宁夏天地奔牛链条有限公司",
    "宁夏塬光电子股份有限公司",
    "银川塬光电子有限公司",
)


def firm(name: str, uscc: str | None = None, **other: object) -> Firm:
    return Firm(uscc, name, **other)


def match(register: Register, name: str, code: str | None = None, on: date | None = None) -> Match:
    return register.match(read_name(name), read_code(code), on=on)


def linked(found: Match) -> tuple[str | None, str | None]:
    return found.firm and found.firm.name, found.by


def told(found: Match) -> list[str]:
    return [doubt.code for doubt in found.doubts]


ZONE = Register([firm(name) for name in NAMES])


# codes


def test_code_links_whatever_the_name():
    register = Register([firm(NAMES[0], A), firm(NAMES[1], B)])
    assert [linked(match(register, name, A)) for name in (NAMES[0], "砺石科技", "", "——")] == [(NAMES[0], "uscc")] * 4


@pytest.mark.parametrize(
    ("written", "doubts"),
    [
        (NAMES[0], []),
        ("宁夏砺石金属有限公司", []),  # its former name
        ("砺石", []),
        ("宁夏砺石钽铌材料有限公司", []),  # two thirds of the core
        ("宁夏砺石钽矿有限公司", []),  # six tenths
        ("宁夏砺石铁矿有限公司", ["GX358"]),
        ("宁夏晶耀光伏有限公司", ["GX358"]),
    ],
)
def test_a_name_unlike_that_of_its_code_is_told(written, doubts):
    register = Register([firm(NAMES[0], A, former=(OtherName("宁夏砺石金属有限公司"),))])
    found = match(register, written, A)
    assert (linked(found), told(found)) == ((NAMES[0], "uscc"), doubts)


def test_the_code_of_one_beside_the_name_of_another_links_by_code_and_is_told():
    found = match(Register([firm(NAMES[0], A), firm("宁夏砺石钽铌材料有限公司", B)]), "宁夏砺石钽铌材料有限公司", A)
    assert (linked(found), told(found)) == ((NAMES[0], "uscc"), ["GX358"])
    assert [one.firm.uscc for one in found.candidates] == [B]


def test_a_code_that_two_firms_have_links_to_neither():
    found = match(Register([firm(NAMES[0], A), firm(NAMES[1], A)]), NAMES[0], A)
    assert (linked(found), found.review, len(found.candidates)) == ((None, None), True, 2)


@pytest.mark.parametrize("uscc", [A, A.lower(), f" {A}"])
def test_a_code_of_the_register_may_be_written_carelessly(uscc):
    assert linked(match(Register([firm(NAMES[0], uscc)]), "", A)) == (NAMES[0], "uscc")


def test_a_new_code_is_a_new_firm():
    assert match(Register([firm(NAMES[0], A)]), "宁夏晶耀光伏有限公司", B) == Match(None)


def test_a_new_code_beside_a_known_name_is_for_review_unless_that_firm_has_no_code():
    with_code, without = Register([firm(NAMES[0], A)]), Register([firm(NAMES[0])])
    found = match(with_code, NAMES[0], B)
    assert (found.firm, found.review, told(found)) == (None, True, ["GX360"])
    assert found.candidates[0].reason == f"名称与名册相同，代码却是 {A}"
    assert linked(match(without, NAMES[0], B)) == (NAMES[0], "name")


def test_a_new_code_beside_a_name_that_two_firms_have_is_for_review():
    found = match(Register([firm(NAMES[0], A), firm(NAMES[0], B)]), NAMES[0], C)
    assert (found.firm, found.review, [one.firm.uscc for one in found.candidates]) == (None, True, [A, B])


@pytest.mark.parametrize("code", [A[:-1] + "M", "9.111E+17"])
def test_a_bad_code_never_links_even_beside_the_right_name(code):
    register = Register([firm(NAMES[0], A), firm(NAMES[1], B)])
    found = match(register, NAMES[0], code)
    assert (found.firm, found.review) == (None, True)
    assert [(one.firm.uscc, one.reason) for one in found.candidates] == [(A, "名称相同，代码有误")]
    assert [one.firm.uscc for one in match(register, "砺石科技", code).candidates] == [A]


def test_no_name_and_no_code_is_for_review():
    assert match(ZONE, "", None) == Match(None, review=True)


# whole names


@pytest.mark.parametrize(
    "written", [NAMES[2], "沙钽新材料(宁夏)有限公司", "沙钽 新材料（宁夏）有限公司", "沙钽新材料〔宁夏〕有限公司"]
)
def test_whole_name_links_without_doubt(written):
    found = match(ZONE, written)
    assert (linked(found), found.doubts, found.candidates) == ((NAMES[2], "name"), (), ())


def test_codes_and_whole_names_never_take_names_apart():
    register = Register([firm(NAMES[0], A)])
    match(register, NAMES[0]), match(register, NAMES[0], A), match(register, "宁夏晶耀光伏有限公司", B)
    assert not {"_cores", "_words"} & set(vars(register))


def test_two_firms_of_one_name_are_never_one():
    register = Register([firm(NAMES[0], A), firm(NAMES[0], B)])
    found = match(register, NAMES[0])
    assert (found.firm, found.review, told(found)) == (None, True, ["GX360"])
    assert [one.firm.uscc for one in found.candidates] == [A, B]
    assert register.firms == (firm(NAMES[0], A), firm(NAMES[0], B))


def test_own_name_goes_before_anothers_former_name():
    register = Register([firm(NAMES[0]), firm(NAMES[1], former=(OtherName(NAMES[0]),))])
    assert linked(match(register, NAMES[0])) == (NAMES[0], "name")


def test_a_former_name_in_brackets_finds_its_firm():
    assert linked(match(ZONE, f"宁夏新名科技有限公司（曾用名：{NAMES[0]}）")) == (NAMES[0], "former")
    assert linked(match(ZONE, f"某某（又名：{NAMES[0]}）")) == (NAMES[0], "alias")


# former names and aliases, and their days

SINCE, UNTIL = date(2019, 3, 1), date(2022, 5, 31)


@pytest.mark.parametrize(
    ("on", "by"),
    [
        (None, "former"),
        (date(2019, 2, 28), None),
        (SINCE, "former"),
        (UNTIL, "former"),
        (date(2022, 6, 1), None),
    ],
)
def test_a_former_name_holds_from_its_first_day_to_its_last(on, by):
    register = Register([firm(NAMES[0], former=(OtherName("宁夏砺石金属有限公司", "", SINCE, UNTIL),))])
    found = match(register, "宁夏砺石金属有限公司", on=on)
    assert (linked(found), found.review) == ((NAMES[0] if by else None, by), by is None)


@pytest.mark.parametrize(("on", "by"), [(date(2019, 2, 28), None), (SINCE, "alias"), (date(2099, 1, 1), "alias")])
def test_an_alias_without_last_day_holds_from_its_first_on(on, by):
    register = Register([firm(NAMES[0], aliases=(OtherName("老钽厂", "企业", SINCE),))])
    assert match(register, "老钽厂", on=on).by == by


def test_a_name_out_of_force_is_for_review_and_shows_whose_it_was():
    register = Register([firm(NAMES[0], former=(OtherName("宁夏砺石金属有限公司", "", SINCE, UNTIL),))])
    found = match(register, "宁夏砺石金属有限公司", on=date(2023, 1, 1))
    assert [(one.firm.name, one.reason) for one in found.candidates] == [
        (NAMES[0], "曾用名或别名相同，但当日不在使用期内")
    ]
    assert "自2019-03-01至2022-05-31用此曾用名" in found.doubts[0].problem


def test_a_name_that_passed_from_one_firm_to_another_is_for_review_on_a_day_of_the_first():
    taker, giver = firm(NAMES[0], A), firm(NAMES[1], B, former=(OtherName(NAMES[0], "", SINCE, UNTIL),))
    register = Register([taker, giver])
    assert match(register, NAMES[0], on=UNTIL).review
    assert match(register, NAMES[0], on=date(2022, 6, 1)).firm is taker


def test_a_former_name_that_two_firms_had_links_to_neither_except_on_a_day_of_one():
    old = "宁夏砺石金属有限公司"
    first = firm(NAMES[0], A, former=(OtherName(old, until=UNTIL),))
    register = Register([first, firm(NAMES[1], B, former=(OtherName(old, since=date(2022, 6, 1)),))])
    assert match(register, old).review
    assert match(register, old, on=UNTIL).firm is first


# cores


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("砺石钽铌科技有限公司", NAMES[0]),  # no place
        ("宁夏砺石钽铌科技", NAMES[0]),  # no form
        ("砺石钽铌科技（宁夏）有限公司", NAMES[0]),  # the place moved
        ("砺石（宁夏）钽铌科技有限公司", NAMES[0]),
        ("砺石钽铌科技", NAMES[0]),  # core equal
        ("砺石钽铌科技公司", NAMES[0]),  # 公司 is said, not registered
        ("砺石钽铌", NAMES[0]),  # its beginning
        ("惠模", NAMES[1]),  # a bare brand nobody shares
        ("砺石科技", NAMES[0]),  # its characters in order, the first two first
        ("宁夏石嘴山市惠模模具制造有限公司", NAMES[1]),  # the province before the city
        ("宁夏天地奔牛实业（集团）有限公司", NAMES[3]),
        ("天地奔牛链条", NAMES[4]),
        ("宁夏塬光电子", NAMES[5]),  # the place tells it from 银川塬光电子
        ("塬光电子有限公司", NAMES[6]),  # the form tells it from 宁夏塬光电子股份有限公司
    ],
)
def test_a_name_that_can_mean_one_firm_only_links_and_is_told(written, name):
    found = match(ZONE, written)
    assert (linked(found), found.review, told(found)) == ((name, "core"), False, ["GX359"])
    assert found.candidates[0].firm.name == name


@pytest.mark.parametrize(
    "written",
    [
        "天地奔牛",  # a brand with siblings
        "宁夏天地奔牛",
        "天地奔牛集团",
        "塬光电子",  # two places
        "塬光",
        "惠",  # one character
        "石钽铌科技",  # not the beginning
        "砺钽科技",  # first characters
        "励石钽铌科技",  # a slip
        "砺石钽铌科技发展有限公司",  # goes on: may be another firm
        "砺石钽铌材料有限公司",  # another trade
        "砺石科技有限公司",  # with a form a name is whole: no short one
        "砺石钽铌科技股份有限公司",  # another form: changed, or another firm
        "砺石钽铌科技集团有限公司",
        "宁夏砺石钽铌科技有限公司银川分公司",  # a branch
        "深圳砺石钽铌科技有限公司",  # another place
        "银川砺石钽铌科技",
        "宁夏惠模模具制造有限公司",  # whole, and its place is the province
        "宁夏晶耀光伏有限公司",
    ],
)
def test_a_name_that_may_mean_another_goes_to_review(written):
    found = match(ZONE, written)
    assert (linked(found), found.review, len(found.doubts)) == ((None, None), True, 1)


def test_a_name_the_zone_does_not_have_says_so():
    found = match(ZONE, "青岛晶耀饲料有限公司")
    assert (told(found), found.candidates) == (["GX361"], ())


def test_second_firm_nearly_as_alike_stops_a_link():
    near, far = firm("宁夏甲乙丙丁戊己庚辛壬癸子科技有限公司"), firm("宁夏甲乙丙丁寅卯科技有限公司")
    written = "甲乙丙丁戊己庚辛壬癸丑科技有限公司"
    alone = Register([firm("宁夏甲乙丙丁戊己庚辛壬癸丑科技有限公司"), far])
    assert match(alone, written).by == "core"
    found = match(Register([*alone.firms, near]), written)
    assert (found.firm, found.doubts[0].problem) == (None, f"不能确定是哪家企业：与“{near.name}”也相近")


def test_candidates_are_five_at_most_best_first_with_reasons():
    register = Register(
        [*ZONE.firms, *(firm(f"宁夏天地奔牛{trade}有限公司") for trade in ("电子", "机械", "物流", "铸造"))]
    )
    found = match(register, "天地奔牛")
    assert len(found.candidates) == 5
    assert [one.score for one in found.candidates] == sorted((one.score for one in found.candidates), reverse=True)
    assert {one.reason for one in found.candidates} == {"是其名称的开头"}
    assert found.doubts[0].problem == "不能确定是哪家企业：名册中有 6 家企业都可以这样称呼"


@pytest.mark.parametrize(
    ("written", "name", "reason"),
    [
        ("深圳砺石钽铌科技有限公司", NAMES[0], "字号和行业相同，但地区是宁夏"),
        ("砺石钽铌科技股份有限公司", NAMES[0], "字号和行业相同，但组织形式是有限公司"),
        ("砺钽科技", NAMES[0], "可能是其简称"),
        ("励石钽铌科技", NAMES[0], "名称相近"),
        ("天地奔牛", NAMES[3], "是其名称的开头"),
    ],
)
def test_the_first_candidate_says_why_it_is_shown(written, name, reason):
    best = match(ZONE, written).candidates[0]
    assert (best.firm.name, best.reason) == (name, reason)


@pytest.mark.parametrize(
    ("written", "others", "by"),
    [
        ("砺石", [], "core"),
        ("砺石", ["宁夏砺岩石材有限公司"], None),  # 砺石 may be its first characters
        ("砺石", ["宁夏金砺岩石材有限公司"], "core"),  # it does not begin so
        ("砺石", ["宁夏金砺石建材有限公司"], None),  # it has 砺石 in it
        ("砺石", ["深圳砺石建材有限公司"], None),
        ("宁夏砺石", ["深圳砺石建材有限公司"], "core"),
        ("砺石科技", ["宁夏天地砺石科技有限公司"], "core"),
        ("砺石科技", ["宁夏砺石科技发展有限公司"], None),  # 砺石科技 may be the brand of both
        ("砺石科技有限公司", ["宁夏砺石科技发展有限公司"], "core"),
    ],
)
def test_a_short_name_links_unless_it_may_be_short_for_another(written, others, by):
    register = Register([firm("宁夏砺石科技有限公司"), *map(firm, others)])
    assert linked(match(register, written)) == (by and "宁夏砺石科技有限公司", by)


@pytest.mark.parametrize(
    ("written", "by"),
    [
        ("宁夏惠模模具制造", "core"),
        ("宁夏惠模模具制造有限公司", None),  # a whole name that leaves out no city
        ("石嘴山市惠模模具制造有限公司", "core"),
        ("惠模模具制造（宁夏石嘴山）有限公司", "core"),
    ],
)
def test_the_city_may_be_left_out_only_where_the_form_is(written, by):
    assert match(Register([firm("宁夏石嘴山市惠模模具制造有限公司")]), written).by == by


def test_a_brand_that_reads_as_a_place_is_still_found():
    assert match(Register([firm("宁夏黄山碳化硅有限公司")]), "黄山碳化硅有限公司").by == "core"
    assert match(Register([firm("黄山碳化硅有限公司")]), "宁夏黄山碳化硅有限公司").review


@pytest.mark.parametrize(("written", "code"), [("励石钽铌科技", "GX360"), ("励岩钽铌科技", "GX361")])
def test_four_fifths_alike_is_close_and_two_thirds_is_not(written, code):
    assert told(match(ZONE, written)) == [code]


PUBLIC = Register(
    firm(name)
    for name in (
        "宁夏维尔铸造有限责任公司",
        "中色（宁夏）东方集团有限公司",
        "宁夏东方钽业股份有限公司",
        "巴斯夫杉杉电池材料（宁夏）有限公司",
        "宁夏天地奔牛实业集团有限公司",
        "宁夏天地奔牛银起设备有限公司",
    )
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("维尔铸造", "宁夏维尔铸造有限责任公司"),
        ("中色东方", "中色（宁夏）东方集团有限公司"),
        ("东方钽业", "宁夏东方钽业股份有限公司"),
        ("巴斯夫杉杉", "巴斯夫杉杉电池材料（宁夏）有限公司"),
        ("天地奔牛", None),  # two firms of one group
        ("杉杉能源（宁夏）", None),  # only a former name can tell
        ("奔牛集团", None),  # only an alias can tell
        ("东方", None),
    ],
)
def test_short_names_known_to_the_public(written, name):
    assert linked(match(PUBLIC, written))[0] == name


def test_a_county_that_is_not_listed_is_learned_from_the_register():
    names = ["西吉县沙钽科技有限公司", "惠模（西吉）有限公司", "西吉砺石钽铌有限公司"]
    assert linked(match(Register(map(firm, names)), "砺石钽铌有限公司")) == (names[2], "core")
    assert match(Register(map(firm, names[1:])), "砺石钽铌有限公司").review


# what a person decided


def test_a_confirmed_name_links_the_next_time():
    before = Register([firm(NAMES[3], A), firm(NAMES[4], B)])
    meant = match(before, "奔牛集团").candidates[0].firm
    after = before.confirm("奔牛集团", meant, source="张三核对", since=date(2026, 5, 15))
    found = match(after, " 奔牛 集团", on=date(2026, 5, 15))
    assert (linked(found), found.doubts) == ((meant.name, "alias"), ())
    assert found.firm.aliases == (OtherName("奔牛集团", "张三核对", date(2026, 5, 15)),)
    assert match(after, "奔牛集团", on=date(2026, 5, 14)).review
    assert match(before, "奔牛集团").review


def test_confirming_changes_no_other_firm_and_merges_none():
    before = Register([firm(NAMES[0], A), firm(NAMES[1], B), firm(NAMES[1], C)])
    after = before.confirm("老钽厂", before.firms[0], source="张三")
    assert after.firms[1:] == before.firms[1:]
    assert (len(after.firms), before.firms[0].aliases) == (3, ())


def test_what_is_known_already_teaches_nothing():
    before = Register([firm(NAMES[0], A, former=(OtherName("老钽厂"),))])
    for written in (NAMES[0], f" {NAMES[0]} ", "老钽厂"):
        assert before.confirm(written, before.firms[0], source="张三") is before


def test_an_ended_former_name_can_be_confirmed_for_later():
    before = Register([firm(NAMES[0], A, former=(OtherName("老钽厂", until=UNTIL),))])
    after = before.confirm("老钽厂", before.firms[0], source="张三")
    assert [match(register, "老钽厂", on=date(2026, 1, 1)).by for register in (before, after)] == [None, "alias"]


@pytest.mark.parametrize("name", [NAMES[1], "惠模老厂", "惠模厂"])
def test_a_name_of_another_firm_cannot_be_taught(name):
    other = firm(NAMES[1], B, former=(OtherName("惠模老厂"),), aliases=(OtherName("惠模厂", until=UNTIL),))
    register = Register([firm(NAMES[0], A), other])
    with pytest.raises(GaoxinError, match=rf"“{name}”已是“{NAMES[1]}”的.*请先核对两家企业。"):
        register.confirm(name, register.firms[0], source="张三", since=UNTIL)


def test_a_name_another_firm_no_longer_goes_by_can_be_taught():
    other = firm(NAMES[1], B, aliases=(OtherName("惠模厂", until=UNTIL),))
    register = Register([firm(NAMES[0], A), other])
    after = register.confirm("惠模厂", register.firms[0], source="张三", since=date(2022, 6, 1))
    assert [match(after, "惠模厂", on=day).firm.uscc for day in (UNTIL, date(2022, 6, 1))] == [B, A]


@pytest.mark.parametrize("written", ["", "——", "。", " "])
def test_nothing_cannot_be_taught(written):
    with pytest.raises(GaoxinError, match="不是名称"):
        ZONE.confirm(written, ZONE.firms[0], source="张三")


def test_a_firm_of_another_register_cannot_be_confirmed():
    with pytest.raises(ValueError, match="is not a firm of this register"):
        ZONE.confirm("老钽厂", firm(NAMES[0]), source="张三")


def test_the_words_of_a_register_are_kept_when_it_learns():
    register = Register([firm(NAMES[0])], lexicon := ZONE._words)
    assert register.confirm("老钽厂", register.firms[0], source="张三").lexicon is lexicon


def test_codes_of_these_tests_are_valid():
    assert [read_code(code) for code in (A, B, C)] == [Code(code, code, "ok") for code in (A, B, C)]
