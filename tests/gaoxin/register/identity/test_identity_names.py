"""Names are cleaned for show, compared without noise, and taken apart by the rulebook's lists."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.errors import RulebookError
from gaoxin.register.identity import Lexicon, Name, Parts, normal, read_name
from gaoxin.rules.load import default_rulebook

LEXICON = Lexicon.load()
FULL = "沙钽新材料（宁夏）有限公司"


@pytest.mark.parametrize(
    "written",
    [
        "沙钽新材料(宁夏)有限公司",
        "  沙钽　新材料（宁夏）有限公司",
        "沙钽新材料（宁夏）\n有限公司",
        "沙钽新材料〔宁夏〕有限公司",
        "“沙钽新材料（宁夏）有限公司”。",
        "沙钽·新材料（宁夏）有限公司",
        "沙钽\u200b新材料（宁夏）有限公司\ufeff",
    ],
)
def test_noise_makes_no_other_name(written):
    assert normal(written) == normal(FULL)


@pytest.mark.parametrize("other", ["沙钽新材料宁夏有限公司", "沙坦新材料（宁夏）有限公司", "沙钽新材料（宁夏）公司"])
def test_another_character_makes_another_name(other):
    assert normal(other) != normal(FULL)


@given(st.text())
def test_normal_is_final(text):
    assert normal(normal(text)) == normal(text)


@given(st.text(alphabet="ΐſẞİ㈱ﬁ´·-e\u0301\u0345宁（ "))
def test_normal_is_final_where_unicode_is_awkward(text):
    assert normal(normal(text)) == normal(text)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("宁夏砺石 科技(中卫)有限公司", Name("宁夏砺石科技（中卫）有限公司")),
        ("砺石科技（简称：砺石）", Name("砺石科技", other=("砺石",))),
        (None, Name("")),
        (True, Name("")),
        ("——", Name("")),
        ("无", Name("")),
        (360, Name("360")),
    ],
)
def test_a_name_is_shown_clean(cell, name):
    assert read_name(cell) == name


@pytest.mark.parametrize(
    ("cell", "name", "former"),
    [
        ("兰翼特种合金有限公司（曾用名：兰翼金属有限公司）", "兰翼特种合金有限公司", "兰翼金属有限公司"),
        ("兰翼特种合金有限公司（原名称兰翼金属有限公司）", "兰翼特种合金有限公司", "兰翼金属有限公司"),
        ("兰翼合金（原：兰翼金属（宁夏）有限公司）", "兰翼合金", "兰翼金属（宁夏）有限公司"),
    ],
)
def test_a_former_name_in_brackets_is_taken_out_and_told(cell, name, former):
    found = read_name(cell)
    assert (found.name, found.former, [doubt.code for doubt in found.doubts]) == (name, (former,), ["GX357"])


def test_a_word_of_three_characters_is_no_former_name():
    assert read_name("兰翼合金（原料厂）").former == ()


@pytest.mark.parametrize(
    ("name", "region", "brand", "trade", "form", "kind"),
    [
        ("宁夏砺石钽铌科技有限公司", "宁夏", "砺石钽铌", "科技", "有限公司", "limited"),
        ("石嘴山市惠模模具制造有限公司", "石嘴山", "惠模", "模具制造", "有限公司", "limited"),
        ("沙钽新材料（宁夏）有限责任公司", "宁夏", "沙钽", "新材料", "有限责任公司", "limited"),
        ("中色（宁夏）东方集团有限公司", "宁夏", "中色东方", "", "集团有限公司", "group"),
        ("宁夏东方钽业股份有限公司", "宁夏", "东方钽业", "", "股份有限公司", "joint_stock"),
        ("宁夏回族自治区石嘴山市塬光机械厂", "宁夏石嘴山", "塬光", "机械", "厂", "works"),
        ("盐池县塬光科技公司", "盐池", "塬光", "科技", "公司", ""),
        ("佛山市顺德区塬光科技", "佛山顺德", "塬光", "科技", "", ""),
        ("塬光科技（西吉）有限公司", "西吉", "塬光", "科技", "有限公司", "limited"),
        ("塬光（西吉）科技", "西吉", "塬光", "科技", "", ""),
        ("（西吉）塬光科技", "西吉", "塬光", "科技", "", ""),
        ("塬光（开发中心）有限公司", "", "塬光(开发中心)", "", "有限公司", "limited"),  # a form is no place
        ("塬光（电子）有限公司", "", "塬光(电子)", "", "有限公司", "limited"),  # nor is a trade
        ("塬光（西吉扩建）有限公司", "西吉扩建", "塬光", "", "有限公司", "limited"),  # four characters may be
        ("塬光（西吉扩建后）有限公司", "", "塬光(西吉扩建后)", "", "有限公司", "limited"),
        ("塬光（集团）有限公司", "", "塬光", "", "集团有限公司", "group"),
        ("塬光投资合伙企业（有限合伙）", "", "塬光", "投资", "合伙企业(有限合伙)", "partnership"),
        ("宁夏塬光科技有限公司银川分公司", "宁夏", "塬光科技有限公司银川", "", "分公司", "branch"),
        ("北京朝阳塬光科技", "北京", "朝阳塬光", "科技", "", ""),  # the listed 朝阳 is in 辽宁
        ("大庆科技", "", "大庆", "科技", "", ""),  # with only a trade after it a place is the brand
        ("新都市砺石科技有限公司", "", "新都市砺石", "科技", "有限公司", "limited"),
        ("金科技", "", "金科技", "", "", ""),
        ("有限公司", "", "有限", "", "公司", ""),
        ("", "", "", "", "", ""),
    ],
)
def test_a_name_is_taken_apart(name, region, brand, trade, form, kind):
    assert LEXICON.parts(name) == Parts(region, brand, trade, form, kind)


@given(st.text(alphabet="宁夏盐池县市（）()集团科技有限公司砺石a ", max_size=30))
def test_taking_apart_neither_raises_nor_invents(text):
    parts = LEXICON.parts(text)
    assert set(parts.region + parts.core + parts.form) <= set(normal(text))


def test_a_place_is_learned_from_two_names_and_not_from_one():
    assert LEXICON.with_places(["西吉"]).parts("西吉塬光科技").region == ""
    assert LEXICON.with_places(["西吉", "西吉"]).parts("西吉塬光科技").region == "西吉"


@pytest.mark.parametrize(
    ("shown", "learned"), [("西", 0), ("西吉", 1), ("西吉偏城", 1), ("西吉县偏城", 0), ("银川", 0)]
)
def test_a_place_has_two_to_four_characters(shown, learned):
    known = LEXICON.places.words
    assert LEXICON.with_places([shown] * 3).places.words.keys() - known == ({shown} if learned else set())


def test_a_rulebook_has_words_of_its_own(tmp_path: Path):
    data = yaml.safe_load((default_rulebook() / "names.yaml").read_text("utf-8"))
    data["places"]["宁夏"].append("西吉")
    data["trades"].append("钽铌")
    (tmp_path / "names.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    name = "西吉砺石钽铌有限公司"
    assert Lexicon.load(tmp_path).parts(name) == Parts("西吉", "砺石", "钽铌", "有限公司", "limited")
    assert LEXICON.parts(name) == Parts("", "西吉砺石钽铌", "", "有限公司", "limited")


@pytest.mark.parametrize("text", ["", "places: [", "places: {宁夏: 银川}", "- 宁夏"])
def test_a_list_that_cannot_be_read_is_an_issue(text, tmp_path: Path):
    (tmp_path / "names.yaml").write_text(text, "utf-8")
    with pytest.raises(RulebookError) as error:
        Lexicon.load(tmp_path)
    assert [(issue.code, issue.place.file) for issue in error.value.issues] == [("GX201", "names.yaml")]


def test_a_rulebook_without_the_list_is_an_issue(tmp_path: Path):
    shutil.copy(default_rulebook() / "fields.yaml", tmp_path)
    with pytest.raises(RulebookError, match=r"names\.yaml"):
        Lexicon.load(tmp_path)
