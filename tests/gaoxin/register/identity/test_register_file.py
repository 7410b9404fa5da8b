"""A register's file says what the register knows, and nothing is lost between the two."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from gaoxin.errors import GaoxinError
from gaoxin.register.identity import Firm, OtherName, Register
from tests.gaoxin.register.helpers import A, B

FIRMS = (
    Firm(
        A,
        "宁夏砺石钽铌科技有限公司",
        former=(
            OtherName("宁夏砺石金属有限公司", "营业执照", date(2019, 3, 1), date(2022, 5, 31)),
            OtherName("砺石厂"),
        ),
        aliases=(OtherName("老钽厂", "张三核对", date(2026, 5, 15)),),
        values={"revenue": {"2023-01/2023-10": 123456000}, "chain": {"": "稀有金属"}},
    ),
    Firm(None, "石嘴山市惠模模具制造有限公司", aliases=(OtherName("惠模", until=date(2030, 1, 1)),)),
    Firm(B, "石嘴山市惠模模具制造有限公司"),
)


def test_saving_and_loading_changes_nothing(tmp_path: Path):
    Register(FIRMS).save(tmp_path / "register.json")
    assert Register.load(tmp_path / "register.json").firms == FIRMS
    assert [path.name for path in tmp_path.iterdir()] == ["register.json"]


def test_what_was_confirmed_is_saved(tmp_path: Path):
    register = Register(FIRMS)
    taught = register.confirm("砺石科技", register.firms[0], source="李四", since=date(2026, 6, 1))
    taught.save(tmp_path / "register.json")
    again = Register.load(tmp_path / "register.json")
    assert again.firms == taught.firms
    assert again.firms[0].aliases[-1] == OtherName("砺石科技", "李四", date(2026, 6, 1))


def test_a_name_is_written_plainly_where_nothing_more_is_known(tmp_path: Path):
    Register([Firm(A, "甲", former=(OtherName("乙"), OtherName("丙", until=date(2020, 1, 1))))]).save(
        tmp_path / "r.json"
    )
    entry = {"name": "甲", "uscc": A, "former_names": ["乙", {"name": "丙", "until": "2020-01-01"}]}
    assert json.loads((tmp_path / "r.json").read_text("utf-8")) == {"firms": [entry]}


def test_a_file_may_say_less(tmp_path: Path):
    text = '\ufeff{"firms": [{"name": "甲", "uscc": "", "former_names": null, "more": 1}], "all_invented": true}'
    (tmp_path / "r.json").write_text(text, "utf-8")
    assert Register.load(tmp_path / "r.json").firms == (Firm(None, "甲"),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"firms": [{"uscc": "1"}]}',
        '{"firms": ["甲"]}',
        '{"firms": [{"name": "甲", "aliases": [1]}]}',
        '{"firms": [{"name": "甲", "aliases": [{"name": "乙", "since": "2020年"}]}]}',
        '{"firms": [{"name": "甲", "aliases": [{"name": "乙", "since": "2020-01-02", "until": "2020-01-01"}]}]}',
    ],
)
def test_a_file_that_is_no_register_says_what_one_looks_like(text, tmp_path: Path):
    (tmp_path / "r.json").write_text(text, "utf-8")
    with pytest.raises(GaoxinError, match=r"名册 r\.json 读不了.*应为"):
        Register.load(tmp_path / "r.json")


def test_a_name_may_begin_and_end_on_one_day(tmp_path: Path):
    day = date(2020, 1, 1)
    Register([Firm(A, "甲", aliases=(OtherName("乙", "", day, day),))]).save(tmp_path / "r.json")
    assert Register.load(tmp_path / "r.json").firms[0].aliases == (OtherName("乙", "", day, day),)
