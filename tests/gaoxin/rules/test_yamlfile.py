"""Where everything in a YAML file stood, and what makes a file unreadable."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from gaoxin.rules.yamlfile import Map, Node, Seq, Text, parse_yaml, read_yaml


def read(content: str) -> tuple[Map, list[str]]:
    """A file's mapping and its issues as people see them."""
    issues = []
    found = parse_yaml(content.encode(), "a.yaml", issues)
    return found, [str(issue) for issue in issues]


def outline(node: Node) -> object:
    """A tree with every place in it."""
    if isinstance(node, Text):
        return f"{node.place} {node}"
    if isinstance(node, Seq):
        return [str(node.place), *map(outline, node)]
    return [str(node.place), {f"{node.key_place(key)} {key}": outline(value) for key, value in node.items()}]


def test_every_key_and_value_knows_its_line_and_column() -> None:
    found, issues = read("名称: 高企\nrows:\n  - {upto: 5, value: 0.05}\n  - 'x'\n")
    assert outline(found) == [
        "a.yaml:1:1",
        {
            "a.yaml:1:1 名称": "a.yaml:1:5 高企",
            "a.yaml:2:1 rows": [
                "a.yaml:3:3",
                ["a.yaml:3:5", {"a.yaml:3:6 upto": "a.yaml:3:12 5", "a.yaml:3:15 value": "a.yaml:3:22 0.05"}],
                "a.yaml:4:5 x",
            ],
        },
    ]
    assert issues == []


def test_keys_asked_for_with_their_places_have_them() -> None:
    found, _ = read("a: 1\n\nb: 2\n")
    assert [(key, str(key.place)) for key in found.located()] == [("a", "a.yaml:1:1"), ("b", "a.yaml:3:1")]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a: x", ("x", True, False, False)),
        ("a: 'x'", ("x", False, False, False)),
        ("a: x\n  y", ("x y", True, True, False)),
        ("a: >-\n  x\n  y", ("x y", False, True, False)),
        ("a:", ("", True, False, True)),
        ("a: ~", ("~", True, False, True)),
        ("a: null", ("null", True, False, True)),
        ("a: 'null'", ("null", False, False, False)),
        ("a: 0.10", ("0.10", True, False, False)),
        ("a: no", ("no", True, False, False)),
    ],
)
def test_a_scalar_stays_as_written(written: str, expected: tuple[str, bool, bool, bool]) -> None:
    text = read(written)[0]["a"]
    assert isinstance(text, Text)
    assert (str(text), text.plain, text.folded, text.is_null) == expected


def test_a_text_keeps_its_place_when_it_is_copied_to_another_process() -> None:
    text = read("a: 'x'")[0]["a"]
    again = pickle.loads(pickle.dumps(text))
    assert (again, str(again.place), again.plain) == ("x", "a.yaml:1:4", False)


def test_an_alias_is_what_its_anchor_names() -> None:
    found, issues = read("a: &known [1]\n&key b: *known\nc: *key\n")
    assert outline(found) == [
        "a.yaml:1:1",
        {
            "a.yaml:1:1 a": ["a.yaml:1:4", "a.yaml:1:12 1"],
            "a.yaml:2:1 b": ["a.yaml:1:4", "a.yaml:1:12 1"],
            "a.yaml:3:1 c": "a.yaml:2:1 b",
        },
    ]
    assert issues == []


@pytest.mark.parametrize(
    ("content", "issue"),
    [
        ("a: *b\n", "a.yaml:1:4 GX201 不是合法的 YAML found undefined alias"),
        ("a: &b [*b]\n", "a.yaml:1:8 GX201 不是合法的 YAML found undefined alias"),
        ("a: &x 1\nb: &x 2\n", "a.yaml:2:4 GX201 不是合法的 YAML found duplicate anchor 'x'"),
        ("a: 1\n---\nb: 2\n", "a.yaml:2:1 GX201 不是合法的 YAML but found another document"),
        ("a: 1\na: 2\nb: [\n", "a.yaml:4:1 GX201 不是合法的 YAML did not find expected node content"),
        ("---\n", "a.yaml:2:1 GX201 文件应为“名称: 值”的映射"),
        ("- a\n", "a.yaml:1:1 GX201 文件应为“名称: 值”的映射"),
    ],
)
def test_a_file_that_cannot_be_read_is_empty_and_says_why_once(content: str, issue: str) -> None:
    assert read(content) == ({}, [issue])


def test_a_key_twice_keeps_its_first_place_and_its_last_value() -> None:
    found, issues = read("a: 1\nb: 2\na: 3\n")
    assert outline(found) == ["a.yaml:1:1", {"a.yaml:1:1 a": "a.yaml:3:4 3", "a.yaml:2:1 b": "a.yaml:2:4 2"}]
    assert issues == ["a.yaml:3:1 GX202 「a」重复出现 合并为一处"]


def test_a_list_is_no_key() -> None:
    found, issues = read("? [a]\n: 1\nb: 2\n")
    assert outline(found) == ["a.yaml:1:1", {"a.yaml:3:1 b": "a.yaml:3:4 2"}]
    assert issues == ["a.yaml:1:3 GX201 键应为文字"]


@pytest.mark.parametrize("content", ["", "# only a remark\n"])
def test_an_empty_file_is_an_empty_mapping(content: str) -> None:
    assert read(content) == ({}, [])


def test_a_file_that_is_not_there_and_one_that_is_not_utf_8_are_told(tmp_path: Path) -> None:
    issues = []
    assert read_yaml(tmp_path / "b.yaml", "award/b.yaml", issues) == {}
    (tmp_path / "c.yaml").write_bytes("a: 高企".encode("gb18030"))
    assert read_yaml(tmp_path / "c.yaml", "award/c.yaml", issues) == {}
    assert [(str(issue.place), issue.code, issue.message) for issue in issues] == [
        ("award/b.yaml:1:1", "GX201", "缺少文件 b.yaml"),
        ("award/c.yaml:1:1", "GX201", "不是合法的 YAML"),
    ]
