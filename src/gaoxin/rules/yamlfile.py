"""YAML that remembers where everything stood.

Scalars stay text: ``0.05`` is read exactly by whoever needs a number, and YAML's
own ideas of what is a date, a number or a truth never come in.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import yaml

from gaoxin.errors import Issue, Place


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Composes nodes only; what a scalar might be is never guessed, so nothing need be resolved."""

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: object) -> str:
        return "tag:yaml.org,2002:str"


class Text(str):
    """A scalar and its place; ``plain`` is False where it was quoted, ``folded`` says it spans lines."""

    place: Place
    plain: bool
    folded: bool

    @classmethod
    def at(cls, value: str, place: Place, plain: bool = True, folded: bool = False) -> Text:
        text = cls(value)
        text.place, text.plain, text.folded = place, plain, folded
        return text

    @property
    def is_null(self) -> bool:
        return self.plain and self in ("", "null", "~")


class Map(dict[str, "Node"]):
    """A mapping and its place; keys are :class:`Text` and so have places of their own."""

    place: Place

    def key_place(self, name: str) -> Place:
        return next((key.place for key in self if key == name and isinstance(key, Text)), self.place)


class Seq(list["Node"]):
    """A list and its place."""

    place: Place


Node: TypeAlias = Text | Map | Seq


def read_yaml(path: Path, shown: str, issues: list[Issue]) -> Map:
    """The file's mapping; an empty one, and an issue, where it is not YAML or not a mapping."""
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=_Loader)
    except FileNotFoundError:
        issues.append(Issue("GX201", f"缺少文件 {path.name}", Place(shown, 1, 1), "每个政策文件夹须有四个文件"))
        return _empty(shown)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        issues.append(Issue("GX201", "不是合法的 YAML", _mark(shown, error), str(getattr(error, "problem", error))))
        return _empty(shown)
    node = _build(root, shown, issues) if root is not None else _empty(shown)
    if isinstance(node, Map):
        return node
    issues.append(Issue("GX201", "文件应为“名称: 值”的映射", node.place))
    return _empty(shown)


def _empty(shown: str) -> Map:
    found = Map()
    found.place = Place(shown, 1, 1)
    return found


def _mark(shown: str, error: Exception) -> Place:
    mark = getattr(error, "problem_mark", None)
    return Place(shown, mark.line + 1, mark.column + 1) if mark else Place(shown, 1, 1)


def _build(node: yaml.Node, shown: str, issues: list[Issue]) -> Node:
    place = Place(shown, node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.ScalarNode):
        return Text.at(node.value, place, not node.style, node.start_mark.line != node.end_mark.line)
    if isinstance(node, yaml.SequenceNode):
        items = Seq(_build(item, shown, issues) for item in node.value)
        items.place = place
        return items
    found = Map()
    found.place = place
    for key_node, value_node in node.value:
        key = _build(key_node, shown, issues)
        if not isinstance(key, Text):
            issues.append(Issue("GX201", "键应为文字", key.place))
            continue
        if key in found:
            issues.append(Issue("GX202", f"「{key}」重复出现", key.place, "合并为一处"))
        found[key] = _build(value_node, shown, issues)
    return found
