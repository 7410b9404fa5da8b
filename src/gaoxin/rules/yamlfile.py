"""YAML that remembers where everything stood.

Scalars stay text: ``0.05`` is read exactly by whoever needs a number, and YAML's
own ideas of what is a date, a number or a truth never come in.

The tree is built straight from the parser's events, and a position stays one
number until a mistake asks for its :class:`Place`: a rulebook is read at every
start, and mistakes are rare.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

import yaml
from yaml.composer import ComposerError
from yaml.events import AliasEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, StreamEndEvent

from gaoxin.errors import Issue, Place

WIDTH = 1 << 20  # columns a line may have: position = line × WIDTH + column, both from 0
NULLS = frozenset({"", "null", "~"})

_Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's, of which only the events are asked


class _Located:
    """A part of a file: which file, and the position it begins at."""

    __slots__ = ()
    file: str
    spot: int

    @property
    def place(self) -> Place:
        return _place(self.file, self.spot)


class Text(str, _Located):
    """A scalar and its place; ``plain`` is False where it was quoted, ``folded`` says it spans lines."""

    __slots__ = ("file", "folded", "plain", "spot")
    plain: bool
    folded: bool

    @classmethod
    def at(cls, value: str, place: Place, plain: bool = True, folded: bool = False) -> Text:
        line, column = (place.line or 1) - 1, (place.column or 1) - 1
        return text_at(value, place.file, line * WIDTH + column, plain, folded)

    @property
    def is_null(self) -> bool:
        return self.plain and self in NULLS


class Map(dict[str, "Node"], _Located):
    """A mapping and its place; ``keys_at`` has the positions of its keys."""

    __slots__ = ("file", "keys_at", "spot")
    keys_at: dict[str, int]

    def key_place(self, name: str) -> Place:
        return _place(self.file, self.keys_at.get(name, self.spot))

    def located(self) -> dict[Text, Node]:
        """The entries under keys that know their places."""
        return {text_at(key, self.file, self.keys_at[key]): node for key, node in self.items()}


class Seq(list["Node"], _Located):
    """A list and its place."""

    __slots__ = ("file", "spot")


Node: TypeAlias = Text | Map | Seq


def read_yaml(path: Path, shown: str, issues: list[Issue]) -> Map:
    """The file's mapping; an empty one, and an issue, where it is not YAML or not a mapping."""
    return parse_yaml(path.read_bytes() if path.is_file() else None, shown, issues)


def parse_yaml(content: bytes | None, shown: str, issues: list[Issue]) -> Map:
    """The mapping a file holds; None is a file that does not exist."""
    if content is None:
        name = shown.rpartition("/")[2]
        issues.append(Issue("GX201", f"缺少文件 {name}", Place(shown, 1, 1), "每个政策文件夹须有四个文件"))
        return empty_map(shown)
    try:
        tree = _Tree(content.decode(), shown)
        root = tree.root()
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        issues.append(Issue("GX201", "不是合法的 YAML", _mark(shown, error), str(getattr(error, "problem", error))))
        return empty_map(shown)
    issues += tree.issues
    if isinstance(root, Map):
        return root
    issues.append(Issue("GX201", "文件应为“名称: 值”的映射", root.place))
    return empty_map(shown)


def empty_map(file: str, spot: int = 0) -> Map:
    """A mapping without entries, at a position of a file."""
    found = Map()
    found.file, found.spot, found.keys_at = file, spot, {}
    return found


def text_at(value: str, file: str, spot: int, plain: bool = True, folded: bool = False) -> Text:
    """A scalar at a position of a file."""
    text = Text(value)
    text.file, text.spot, text.plain, text.folded = file, spot, plain, folded
    return text


def _place(file: str, spot: int) -> Place:
    if not file:
        return Place()
    line, column = divmod(spot, WIDTH)
    return Place(file, line + 1, column + 1)


def _mark(shown: str, error: Exception) -> Place:
    mark = getattr(error, "problem_mark", None)
    return Place(shown, mark.line + 1, mark.column + 1) if mark else Place(shown, 1, 1)


class _Tree:
    """The nodes of one file, from the parser's events in one pass."""

    def __init__(self, text: str, file: str) -> None:
        self.take = _Parser(text).get_event
        self.file = file
        self.issues: list[Issue] = []
        self.anchors: dict[str, Node] = {}

    def root(self) -> Node:
        self.take()  # the stream begins
        if isinstance(self.take(), StreamEndEvent):
            return empty_map(self.file)
        found = self.node(self.take())
        self.take()  # the document ends
        after = self.take()
        if not isinstance(after, StreamEndEvent):
            raise ComposerError(None, None, "but found another document", after.start_mark)
        return found

    def node(self, event: Any) -> Node:
        kind, mark = type(event), event.start_mark
        if kind is AliasEvent:
            return self.anchored(event)
        found: Node
        if kind is ScalarEvent:
            spot, folded = mark.line * WIDTH + mark.column, mark.line != event.end_mark.line
            found = text_at(event.value, self.file, spot, not event.style, folded)
        else:
            found = self.map(event) if kind is MappingStartEvent else self.seq(event)
        if event.anchor is not None:
            self.name(found, event)
        return found

    def name(self, found: Node, event: Any) -> None:
        """Remember what an anchor (``&name``) stands for; only once it is whole, so that nothing can hold itself."""
        if event.anchor in self.anchors:
            raise ComposerError(None, None, f"found duplicate anchor {event.anchor!r}", event.start_mark)
        self.anchors[event.anchor] = found

    def anchored(self, event: Any) -> Node:
        if event.anchor not in self.anchors:
            raise ComposerError(None, None, "found undefined alias", event.start_mark)
        return self.anchors[event.anchor]

    def seq(self, event: Any) -> Seq:
        found, take, node = Seq(), self.take, self.node
        found.file, found.spot = self.file, _spot(event)
        while type(item := take()) is not SequenceEndEvent:
            found.append(node(item))
        return found

    def map(self, event: Any) -> Map:
        found, take, node = empty_map(self.file, _spot(event)), self.take, self.node
        while type(first := take()) is not MappingEndEvent:
            plain = type(first) is ScalarEvent and first.anchor is None
            key, mark = first.value if plain else node(first), first.start_mark
            spot, value = mark.line * WIDTH + mark.column, node(take())
            if not isinstance(key, str):
                self.issues.append(Issue("GX201", "键应为文字", _place(self.file, spot)))
                continue
            if key in found:
                self.issues.append(Issue("GX202", f"「{key}」重复出现", _place(self.file, spot), "合并为一处"))
            found.keys_at.setdefault(key, spot)
            found[key] = value
        return found


def _spot(event: Any) -> int:
    mark = event.start_mark
    return int(mark.line * WIDTH + mark.column)
