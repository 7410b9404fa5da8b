"""The field dictionary, and what is wrong with one that cannot be read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gaoxin.errors import RulebookError
from gaoxin.fields import load_fields
from gaoxin.rules.load import default_rulebook, load_rulebook

HINT = "每个字段须有 label、label_en、period、type"
FIELDS = """\
staff: {label: 职工总数, label_en: staff, period: year, type: count, min: many}
name: {label: 企业名称, label_en: name, period: static}
rank: {label: 排名, label_en: rank, period: year, type: count, none: yes}
zone: {label: 园区, label_en: zone, period: static, type: text}
"""


def issues_of(root: Path, content: str) -> list[str]:
    """What a rulebook with these fields is refused for."""
    shutil.copytree(default_rulebook(), root)
    (root / "fields.yaml").write_text(content, "utf-8")
    with pytest.raises(RulebookError) as raised:
        load_rulebook(root)
    return [str(issue) for issue in raised.value.issues]


def test_every_field_that_is_written_wrongly_is_told_at_its_line(tmp_path: Path) -> None:
    assert issues_of(tmp_path / "rulebook", FIELDS) == [
        f"fields.yaml:1:8 GX201 字段「staff」写法有误：invalid literal for int() with base 10: 'many' {HINT}",
        f"fields.yaml:2:7 GX201 字段「name」写法有误：'type' {HINT}",
        f"fields.yaml:3:7 GX201 字段「rank」写法有误：none 应为 true 或 false {HINT}",
    ]


@pytest.mark.parametrize(
    ("content", "issue"),
    [
        ("zone: [\n", "fields.yaml:2:1 GX201 不是合法的 YAML did not find expected node content"),
        ("- zone\n", "fields.yaml:1:1 GX201 文件应为“名称: 值”的映射"),
        (
            "zone: 园区\n",
            f"fields.yaml:1:7 GX201 字段「zone」写法有误：应为“名称: 值”的映射 {HINT}",
        ),
        ("zone: {}\nzone: {}\n", "fields.yaml:2:1 GX202 「zone」重复出现 合并为一处"),
    ],
)
def test_a_dictionary_that_cannot_be_read_says_where(tmp_path: Path, content: str, issue: str) -> None:
    assert issues_of(tmp_path / "rulebook", content) == [issue]


@pytest.mark.parametrize("content", ["", "zone: [\n", "- zone\n"])
def test_a_dictionary_on_its_own_that_cannot_be_read_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "fields.yaml").write_text(content, "utf-8")
    with pytest.raises(RulebookError) as raised:
        load_fields(tmp_path / "fields.yaml")
    assert [(issue.code, str(issue.place)) for issue in raised.value.issues] == [("GX201", "fields.yaml:1:1")]


def test_a_dictionary_says_the_same_on_its_own_and_in_its_rulebook() -> None:
    assert dict(load_fields(default_rulebook() / "fields.yaml")) == dict(load_rulebook().fields)
