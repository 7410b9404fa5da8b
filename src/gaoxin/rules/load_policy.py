"""policy.yaml: criteria, scores, classes, and the editions that combine them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from gaoxin.errors import Issue
from gaoxin.fields import Fields
from gaoxin.rules.model import (
    Alternative,
    Class,
    Criterion,
    Document,
    Edition,
    Item,
    Parameter,
    Policy,
    Requirement,
    Validity,
)
from gaoxin.rules.reading import Reader, nearest
from gaoxin.rules.yamlfile import Map, Node, Seq, Text

T = TypeVar("T", Criterion, Item)
KINDS = ("recognition", "classification", "listing", "assessment")


def load_policy(
    file: Map,
    folder: str,
    documents: Mapping[str, Document],
    parameters: Mapping[str, Parameter],
    fields: Fields,
    issues: list[Issue],
) -> Policy:
    """The policy of one folder; what is wrong with it is added to ``issues``."""
    read = Reader(file, issues, "policy.yaml")
    criteria = _by_id([_criterion(entry, fields, issues) for entry in read.entries("criteria")], issues)
    scores = _by_id([_item(entry, parameters, fields, issues) for entry in read.entries("scores")], issues)
    name = read.text("policy")
    if name != folder:
        read.issue("GX206", f"政策名「{name}」与文件夹「{folder}」不一致", name.place)
    kind = read.text("kind", "recognition")
    if kind not in KINDS:
        read.issue("GX206", f"政策类别「{kind}」未知", kind.place, "可用：" + "、".join(KINDS))
    policy = Policy(
        id=str(name) or folder,
        folder=folder,
        label=read.text("label"),
        label_en=read.text("label_en", ""),
        aliases=tuple(read.texts("aliases")),
        kind=kind,
        validity=_validity(read, issues),
        re_examination=read.flag("re_examination"),
        notes=tuple(read.texts("notes")),
        documents=documents,
        parameters=parameters,
        criteria=criteria,
        scores=scores,
        classes=tuple(_class(entry, issues) for entry in read.entries("classes")),
        editions=_editions(read, documents, criteria, _item_ids(scores.values(), issues), issues),
        place=read.place,
    )
    read.done()
    return policy


def _by_id(entries: list[T], issues: list[Issue]) -> dict[str, T]:
    found: dict[str, T] = {}
    for entry in entries:
        if entry.id in found:
            issues.append(Issue("GX215", f"编号「{entry.id}」重复", entry.place, "每个条件一个编号"))
        found[entry.id] = entry
    return found


def _item_ids(items: Iterable[Item], issues: list[Issue]) -> dict[str, Item]:
    """Scores and all their items by id."""
    found: dict[str, Item] = {}
    pending = list(items)
    while pending:
        item = pending.pop(0)
        if item.id in found:
            issues.append(Issue("GX215", f"编号「{item.id}」重复", item.place, "每个评分项一个编号"))
        found[item.id] = item
        pending = [*item.items, *pending]
    return found


def _criterion(entry: Node, fields: Fields, issues: list[Issue]) -> Criterion:
    read = Reader(entry, issues, "条件")
    name = read.text("id")
    read.what = f"条件「{name}」"
    when, judgement = read.maybe_text("when"), read.text("judgement", "")
    if (when is None) == (judgement != "manual"):
        read.issue("GX205", f"{read.what}须写 when 或 judgement: manual 之一")
    lever = read.maybe_text("lever")
    if lever is not None and lever not in fields:
        read.issue("GX204", f"未知字段「{lever}」", lever.place, nearest(lever, fields))
    criterion = Criterion(
        id=str(name),
        label=read.text("label"),
        label_en=read.text("label_en", ""),
        clause=read.text("clause"),
        summary=read.text("summary", ""),
        evidence=read.evidence(),
        when=when,
        alternatives=tuple(_alternative(item, issues) for item in read.entries("or")),
        lever=str(lever) if lever is not None and lever in fields else None,
        place=read.place,
    )
    read.done()
    return criterion


def _alternative(entry: Node, issues: list[Issue]) -> Alternative:
    read = Reader(entry, issues, "其他途径")
    found = Alternative(read.text("label"), read.text("when"))
    read.done()
    return found


def _item(
    entry: Node, parameters: Mapping[str, Parameter], fields: Fields, issues: list[Issue], above: Item | None = None
) -> Item:
    read = Reader(entry, issues, "评分项")
    name = read.text("id")
    read.what = f"评分项「{name}」"
    item = Item(
        id=str(name),
        label=read.text("label"),
        label_en=read.text("label_en", ""),
        maximum=read.number("max") or Fraction(0),
        clause=read.text("clause", above.clause if above else None),
        evidence=read.evidence(above.evidence if above else "secondary"),
        value=read.maybe_text("value"),
        bands=_bands_of(read, parameters),
        expert=_expert_of(read, fields),
        items=(),
        best_of=read.has("best_of"),
        place=read.place,
    )
    parts = tuple(
        _item(part, parameters, fields, issues, item) for key in ("items", "best_of") for part in read.entries(key)
    )
    read.done()
    if sum(map(bool, (read.has("bands"), item.expert, parts))) != 1:
        read.issue("GX205", f"{read.what}须恰有 bands、expert、items、best_of 之一")
    return replace(item, items=parts)


def _bands_of(read: Reader, parameters: Mapping[str, Parameter]) -> str | None:
    bands = read.maybe_text("bands")
    if bands is not None and bands not in parameters:
        read.issue("GX204", f"未知参数「{bands}」", bands.place, nearest(bands, parameters))
        return None
    return None if bands is None else str(bands)


def _expert_of(read: Reader, fields: Fields) -> str | None:
    expert = read.maybe_text("expert")
    if expert is not None and expert != "manual" and expert not in fields:
        read.issue("GX204", f"未知字段「{expert}」", expert.place, nearest(expert, fields))
        return "manual"
    if expert is not None and expert in fields and fields[expert].kind != "number":
        read.issue("GX219", f"专家评分「{expert}」应是 number 字段", expert.place)
        return "manual"
    return None if expert is None else str(expert)


def _class(entry: Node, issues: list[Issue]) -> Class:
    read = Reader(entry, issues, "类别")
    found = Class(read.text("id"), read.text("label"), read.maybe_text("when"))
    read.text("label_en", "")
    read.done()
    return found


def _validity(read: Reader, issues: list[Issue]) -> Validity | None:
    if not read.has("validity"):
        return None
    entry = Reader(read.node("validity"), issues, "有效期")
    months = entry.number("months")
    found = Validity(int(months or 0), entry.text("clause"), entry.evidence())
    entry.done()
    return found


def _editions(
    read: Reader,
    documents: Mapping[str, Document],
    criteria: Mapping[str, Criterion],
    items: Mapping[str, Item],
    issues: list[Issue],
) -> tuple[Edition, ...]:
    found = [
        edition
        for name, entry in read.mapping("editions").items()
        if (edition := _edition(str(name), entry, documents, criteria, items, issues)) is not None
    ]
    if not read.mapping("editions"):
        read.issue("GX205", "policy.yaml 没有任何版本（editions）")
    ordered = sorted(found, key=lambda edition: edition.document.start)
    for earlier, later in pairwise(ordered):
        end = earlier.document.end or date.max
        if end >= later.document.start:
            day = later.document.start
            hint = f"在 source.yaml 把 {earlier.document.id} 的 to 写为 {day - timedelta(days=1)} 或更早"
            read.issue("GX209", f"版本「{earlier.id}」与「{later.id}」在 {day} 同时有效", later.place, hint)
    return tuple(ordered)


def _edition(
    name: str,
    entry: Node,
    documents: Mapping[str, Document],
    criteria: Mapping[str, Criterion],
    items: Mapping[str, Item],
    issues: list[Issue],
) -> Edition | None:
    read = Reader(entry, issues, f"版本「{name}」")
    source = read.text("source")
    if source not in documents:
        read.issue("GX213", f"source.yaml 没有文件「{source}」", source.place, nearest(source, documents))
        return None
    requires = _requirement(read.node("requires"), criteria, read)
    score, criterion = read.maybe_text("score"), read.maybe_text("score_criterion")
    if score is not None and score not in items:
        read.issue("GX214", f"没有编号为「{score}」的评分项", score.place, nearest(score, items))
    if criterion is not None and criterion not in criteria:
        read.issue("GX214", f"没有编号为「{criterion}」的条件", criterion.place, nearest(criterion, criteria))
    read.done()
    return Edition(name, documents[source], requires, score and str(score), criterion and str(criterion), read.place)


def _requirement(node: Node | None, criteria: Mapping[str, Criterion], read: Reader) -> Requirement:
    if isinstance(node, Text):
        if node not in criteria:
            read.issue("GX214", f"没有编号为「{node}」的条件", node.place, nearest(node, criteria))
        return Requirement("leaf", criterion=str(node))
    if not isinstance(node, Map):
        read.issue(
            "GX205", f"{read.what}的 requires 应写 all、any 或 at_least", node.place if node is not None else None
        )
        return Requirement("all")
    inner = Reader(node, read.issues, "requires")
    count = inner.number("at_least") if inner.has("at_least") else None
    keys = ("of",) if count is not None else ("all", "any")
    key = next((key for key in keys if inner.has(key)), None)
    parts = inner.node(key) if key else None
    inner.done()
    if not isinstance(parts, Seq) or not parts:
        inner.issue("GX205", "requires 应为 all: […]、any: […] 或 at_least: n, of: […]")
        return Requirement("all")
    kind = "at_least" if count is not None else ("all" if key == "all" else "any")
    needed = tuple(_requirement(part, criteria, read) for part in parts)
    return Requirement(kind, needed, count=int(count or 0))  # type: ignore[arg-type]
