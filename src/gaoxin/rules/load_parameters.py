"""source.yaml and parameters.yaml: documents, and every number with its date, unit and clause."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from gaoxin.errors import Issue, Place
from gaoxin.fields import Field, Fields
from gaoxin.rules.model import Band, Bracket, Cases, Content, Dated, Document, Parameter
from gaoxin.rules.reading import Reader, nearest
from gaoxin.rules.yamlfile import Map, Node, Seq, Text
from gaoxin.units import to_base

SHAPES = ("value", "brackets", "cases", "list", "bands")
UNREAD: dict[str, Content] = {"date": date(1970, 1, 1), "text": ()}  # stands for a value that cannot be read; else 0
ONLY_SHAPE = {"date": "value", "text": "list"}


def load_documents(file: Map, issues: list[Issue]) -> dict[str, Document]:
    """The documents of a source.yaml by their short names."""
    top = Reader(file, issues, "source.yaml")
    documents = {str(name): _document(str(name), entry, issues) for name, entry in top.mapping("documents").items()}
    top.done()
    if not documents:
        top.issue("GX205", "source.yaml 没有列出任何文件（documents）")
    return documents


def _document(name: str, entry: Node, issues: list[Issue]) -> Document:
    read = Reader(entry, issues, f"文件「{name}」")
    start, end = read.day("from", required=True) or date.min, read.day("to")
    if end and end < start:
        read.issue("GX209", f"文件「{name}」的失效日早于施行日", read.map.key_place("to"))
    document = Document(
        id=name,
        title=read.text("title"),
        number=read.text("number", ""),
        issuers=tuple(read.texts("issuers")),
        issued=read.day("issued"),
        start=start,
        end=end,
        page=read.text("page", ""),
        evidence=read.evidence(),
        note=read.text("note", ""),
    )
    read.done()
    return document


def load_parameters(
    file: Map, documents: Mapping[str, Document], fields: Fields, issues: list[Issue]
) -> dict[str, Parameter]:
    """The parameters of a parameters.yaml by name."""
    entries = file.located().items()
    return {str(name): _parameter(name, entry, documents, fields, issues) for name, entry in entries}


def _parameter(
    name: Text, entry: Node, documents: Mapping[str, Document], fields: Fields, issues: list[Issue]
) -> Parameter:
    read = Reader(entry, issues, f"参数「{name}」")
    if name in fields:
        read.issue("GX215", f"参数「{name}」与字段同名", name.place, "换一个名称")
    unit, by = read.unit("unit"), read.maybe_text("by")
    if by is not None and by not in fields:
        read.issue("GX204", f"未知字段「{by}」", by.place, nearest(by, fields))
        by = None
    by_unit = read.unit("by_unit", fields[by].unit if by else "")
    entries = read.mapping("values").items()
    values = [_dated(start, item, unit, by, by_unit, documents, fields, issues) for start, item in entries]
    label, label_en = read.text("label"), read.text("label_en", "")
    parameter = Parameter(str(name), label, str(label_en), unit, by and str(by), _in_order(values, read))
    read.done()
    if not values:
        read.issue("GX205", f"参数「{name}」没有任何取值（values）", name.place)
    return parameter


def _in_order(values: list[Dated], read: Reader) -> tuple[Dated, ...]:
    ordered = sorted(values, key=lambda value: value.start)
    for earlier, later in pairwise(ordered):
        if earlier.start == later.start or (earlier.end and earlier.end >= later.start):
            message = f"{read.what}在 {later.start} 有两个取值，时间重叠"
            read.issue("GX209", message, later.place, f"把前一取值的 to 改为 {later.start - timedelta(days=1)} 或更早")
    return tuple(ordered)


def _dated(
    start: Text,
    entry: Node,
    unit: str,
    by: str | None,
    by_unit: str,
    documents: Mapping[str, Document],
    fields: Fields,
    issues: list[Issue],
) -> Dated:
    """A value from one day on; one that cannot be read stands as 0, so that its mistake is told once."""
    read = Reader(entry, issues, f"{start} 起的取值")
    day = read.as_day(start)
    source = read.text("source")
    if source and source not in documents:
        read.issue("GX213", f"source.yaml 没有文件「{source}」", source.place, nearest(source, documents))
    default = documents[source].evidence if source in documents else "secondary"
    content = _content(read, unit, by, by_unit, fields)
    dated = Dated(
        start=day or date.min,
        end=read.day("to"),
        source=str(source),
        clause=read.text("clause"),
        evidence=read.evidence(default),
        content=content if content is not None else UNREAD.get(unit, Fraction(0)),
        place=read.place,
    )
    read.text("note", "")
    read.done()
    return dated


def _content(read: Reader, unit: str, by: str | None, by_unit: str, fields: Fields) -> Content | None:
    shapes = [shape for shape in SHAPES if read.has(shape)]
    if len(shapes) != 1:
        read.issue("GX205", f"{read.what}须恰有一项：" + "、".join(SHAPES))
        return None
    shape = shapes[0]
    if unit in ONLY_SHAPE and shape != ONLY_SHAPE[unit]:
        read.issue("GX207", f"单位 {unit} 只能写 {ONLY_SHAPE[unit]}，不能写 {shape}", read.map.key_place(shape))
        return None
    if shape in ("brackets", "cases") and by is None:
        read.issue("GX205", f"{read.what}按档或按类取值，却没有 by", hint="在参数下写 by: 字段名")
        return None
    if by is not None and not _splits(fields[by], shape):
        needed = "数字字段" if shape == "brackets" else "列有取值的文字字段"
        read.issue("GX219", f"{shape} 要求 by 是{needed}，「{by}」不是", read.map.key_place(shape))
        return None
    match shape:
        case "value":
            node = read.node("value")
            assert node is not None
            if unit == "date":
                return read.as_day(node)
            number = read.as_number(node)
            return None if number is None else to_base(number, unit)
        case "list":
            return tuple(str(item) for item in read.texts("list"))
        case "brackets":
            return _brackets(read, unit, by_unit)
        case "cases":
            return _cases(read, unit, by or "", fields)
        case _:
            return _bands(read, unit)


def _splits(item: Field, shape: str) -> bool:
    """Whether a field can choose between brackets or between cases."""
    return {"brackets": item.is_numeric, "cases": bool(item.values)}.get(shape, True)


def _brackets(read: Reader, unit: str, by_unit: str) -> tuple[Bracket, ...] | None:
    found: list[Bracket] = []
    for entry in read.entries("brackets"):
        row = Reader(entry, read.issues, "分档")
        key = "upto" if row.has("upto") else "below"
        bound = row.number(key) if row.has(key) else None
        value = row.number("value")
        row.asked |= {"upto", "below"}
        row.done()
        base = to_base(bound, by_unit) if bound is not None else None
        if found and (found[-1].bound is None or (base is not None and base <= (found[-1].bound or 0))):
            row.issue("GX211", "这一档永远轮不到：上一档已经包含它", hint="各档按上限从小到大排列，最后一档不写上限")
        found.append(Bracket(base, key == "upto", to_base(value or Fraction(0), unit)))
    if found and found[-1].bound is not None:
        place = _place_of(read, "brackets")
        read.issue("GX211", "最后一档应没有上限，否则更大的值无档可归", place, "加一档 {value: …}")
    return tuple(found) or None


def _cases(read: Reader, unit: str, by: str, fields: Fields) -> Cases:
    limits: dict[str, Fraction | None] = {}
    choices = fields[by].choices
    for text, node in read.mapping("cases").items():
        if text not in choices:
            read.issue("GX204", f"「{by}」没有「{text}」这一取值", text.place, nearest(text, choices))
        is_null = isinstance(node, Text) and node.is_null
        number = None if is_null else read.as_number(node)
        limits[str(text)] = None if number is None else to_base(number, unit)
    missing = [choice for choice in choices if choice not in limits]
    if missing:
        place = _place_of(read, "cases")
        read.issue("GX205", "下列取值没有限额：" + "、".join(missing), place, "确无限额的写 null")
    return Cases(limits)


def _bands(read: Reader, unit: str) -> tuple[Band, ...] | None:
    found: list[Band] = []
    for entry in read.entries("bands"):
        row = Reader(entry, read.issues, "分值档")
        key = "from" if row.has("from") else "above"
        bound = row.number(key) if row.has(key) else None
        low, high = _points(row)
        band = Band(low, high, None if bound is None else to_base(bound, unit), key == "from", row.maybe_text("when"))
        row.asked |= {"from", "above"}
        row.done()
        _check_reachable(found, band, row)
        found.append(band)
    if found and (found[-1].bound is not None or found[-1].when is not None):
        place = _place_of(read, "bands")
        read.issue("GX211", "最后一个分值档应没有条件，否则更低的值无分可得", place, "加一档 {points: 0}")
    return tuple(found) or None


def _place_of(read: Reader, key: str) -> Place:
    node = read.node(key)
    return node.place if node is not None else read.place


def _points(row: Reader) -> tuple[Fraction, Fraction]:
    node = row.node("points")
    if isinstance(node, Seq) and len(node) == 2:
        low, high = (row.as_number(end) or Fraction(0) for end in node)
        return low, high
    number = row.number("points") or Fraction(0)
    return number, number


def _check_reachable(found: list[Band], band: Band, row: Reader) -> None:
    if not found:
        return
    last = found[-1]
    same_edge = last.bound is not None and last.bound == band.bound and last.inclusive >= band.inclusive
    if last.bound is None and last.when is None:
        row.issue("GX211", "这一分值档永远轮不到：上一档没有条件")
    elif last.bound is not None and band.bound is not None and (band.bound > last.bound or same_edge):
        row.issue("GX211", "这一分值档永远轮不到：上一档已经包含它", hint="各档从高到低排列")
    elif band.low > last.low or band.high > last.high:
        row.issue("GX211", "分值应从高到低排列", hint="把分值高的档放在前面")
