"""What the self-check asks: the table of questions, cut down to what the chosen rungs read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from gaoxin.fields import Field
from gaoxin.periods import year_at
from gaoxin.rules.nodes import Column, Flag
from gaoxin_web.ladders.rules import plan_of, whole_ladder
from gaoxin_web.rulebook import rulebook

GROUPS = {"firm": _("企业概况"), "money": _("经营数据"), "people": _("人员、知识产权与市场")}
TICKS = {
    "one_revenue": _("销售收入、总收入和主营业务收入都与营业收入相同"),
    "domestic_rd": _("研发费用全部发生在境内"),
    "own_ip": _("对主要产品（服务）拥有核心自主知识产权"),
    "resident": _("在境内（不含港澳台）注册的居民企业"),
    "clean": _(
        "近三年没有重大安全、质量事故和严重环境违法，未列入经营异常或严重失信名单，没有科研失信，产品不属禁止、限制、淘汰类"
    ),
}


@dataclass(frozen=True)
class Question:
    """A fact to ask for, in some years (offsets from the last full year; none where it belongs to no year)."""

    field: Field
    offsets: tuple[int, ...] = ()

    def names(self) -> list[tuple[str, int | None]]:
        """The form's inputs, oldest year first."""
        if not self.offsets:
            return [(self.field.name, None)]
        return [(f"{self.field.name}_y{offset}", offset) for offset in sorted(self.offsets, reverse=True)]


@dataclass(frozen=True)
class Tick:
    id: str
    label: object
    like: dict[str, str]
    values: dict[str, bool]


@dataclass(frozen=True)
class Sheet:
    """The questions for some rungs on a day."""

    on: date
    policies: tuple[str, ...]
    groups: tuple[tuple[object, tuple[Question, ...]], ...]
    ticks: tuple[Tick, ...]
    titles: tuple[str, ...]

    def year(self, offset: int) -> int:
        return year_at(self.on, offset)

    @property
    def questions(self) -> list[Question]:
        return [question for _label, asked in self.groups for question in asked]


@cache
def table() -> dict[str, Any]:
    return dict(yaml.safe_load((Path(__file__).parent / "questions.yaml").read_text("utf-8")))


def rungs(on: date) -> list[tuple[tuple[str, str], list[str]]]:
    """The ladder's tracks and, of each, the policies in force that day, lowest first."""
    found = []
    for track in whole_ladder().tracks:
        policies = [rung.policy for rung in track.rungs if plan_of(rung.policy, on)]
        if policies:
            found.append(((track.label, track.label_en), policies))
    return found


def sheet(policies: Iterable[str], on: date) -> Sheet:
    """The questions that some of these policies read."""
    chosen = tuple(dict.fromkeys(policies))
    read = reads(chosen, on)
    groups = [(GROUPS[group["id"]], _asked(group["ask"], read)) for group in table()["groups"]]
    ticks = [Tick(one["id"], TICKS[one["id"]], one.get("like", {}), one.get("values", {})) for one in table()["ticks"]]
    return Sheet(
        on,
        chosen,
        tuple((label, asked) for label, asked in groups if asked),
        tuple(tick for tick in ticks if read.keys() & {*tick.like, *tick.values}),
        tuple(title for title in table()["titles"] if f"held:{title}" in read),
    )


def reads(policies: Iterable[str], on: date) -> dict[str, set[int]]:
    """Field (or ``held:title``) → the years some of these policies read it in; an age is the day of founding."""
    found: dict[str, set[int]] = {}
    for policy in policies:
        plan = plan_of(policy, on)
        for node in plan.columns() if plan else ():
            found.setdefault(_name(node), set()).update(() if node.offset is None else (node.offset,))
    for tick in table()["ticks"]:  # what is said to be like another question needs that one asked
        for field, other in tick.get("like", {}).items():
            if field in found:
                found.setdefault(other, set()).update(found[field])
    return found


def _name(node: Column | Flag) -> str:
    if node.name.startswith("held"):
        return f"held:{node.field}"
    return "established_on" if node.field in ("age_days", "age_years", "full_years") else node.field


def _asked(entries: list[dict[str, Any]], read: dict[str, set[int]]) -> tuple[Question, ...]:
    found = []
    for entry in entries:
        item = rulebook().fields[entry["field"]]
        if item.name in read:
            wanted = {offset for offset in read[item.name] if 0 <= offset < entry.get("years", 1)}
            found.append(Question(item, tuple(sorted(wanted)) if item.period == "year" else ()))
    return tuple(question for question in found if question.offsets or question.field.period != "year")
