"""What a form asks, line by line: a field of the rulebook in a year, in sections a person can follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from gaoxin import GaoxinError, Rulebook
from gaoxin.fields import NONE_RANK, Field
from gaoxin.register.template import template_of
from gaoxin.register.write import page_unit, shown
from gaoxin.rules.plan import compile_plans
from gaoxin_web.collection.models import DataSet, Round
from gaoxin_web.rulebook import rulebook

IDENTITY = frozenset({"uscc", "name", "zone", "region_code", "chain"})  # the register's own; no enterprise is asked
UNITS = {
    "万元": _("万元"),
    "万美元": _("万美元"),
    "人": _("人"),
    "人年": _("人年"),
    "件": _("件"),
    "项": _("项"),
    "年": _("年"),
    "分": _("分"),
    "级": _("级"),
    "位": _("位"),
    "家": pgettext_lazy("institutions", "家"),
    "吨标准煤": _("吨标准煤"),
    "%": "%",
}


@dataclass(frozen=True)
class Item:
    """One line: ``year`` is None for what belongs to no year."""

    field: Field
    year: int | None
    own: bool  # of the round's own period, not of a year before

    @property
    def key(self) -> str:
        return f"{self.field.name}-{self.year}" if self.year else self.field.name

    @property
    def label(self) -> str:
        return label_of(self.field)

    @property
    def note(self) -> str:
        return self.field.note_en if _english() else self.field.note

    @property
    def unit(self) -> str:
        return str(UNITS.get(page_unit(self.field), page_unit(self.field)))

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What can be chosen; empty where a person writes."""
        if self.field.kind == "bool":
            return [("是", gettext("是")), ("否", gettext("否"))]
        return [(text, text) for text in self.field.choices]

    @property
    def inputmode(self) -> str:
        """The keyboard of a phone; iOS has no minus sign on its decimal one."""
        low = self.field.bounds[0] if self.field.is_numeric else 0
        if not self.field.is_numeric or self.field.none_rank or low < 0:
            return "text"
        return "numeric" if self.field.kind == "count" else "decimal"

    def written(self, value: Any) -> str:
        """A value in steps as a person writes it in the page's unit; empty where unknown."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if not self.field.is_numeric:
            return str(value)
        cell = shown(self.field, page_unit(self.field))(int(value))
        return str(cell) if isinstance(cell, int | str) else f"{cell:f}"

    def told(self, value: Any) -> str:
        """The same for reading: thousands separated, with a dash where unknown."""
        text = self.written(value)
        if not text:
            return "—"
        if not self.field.is_numeric or value == NONE_RANK:
            return gettext(text) if text in ("是", "否") else text
        places = len(text.partition(".")[2])
        return f"{Decimal(text):,.{max(places, 2) if self.field.kind == 'money' else places}f}"


@dataclass(frozen=True)
class Section:
    title: str
    items: tuple[Item, ...]


class Sheet:
    """The lines of a round, in the order they are asked."""

    def __init__(self, items: Sequence[Item], period: str = "") -> None:
        self.items, self.period = tuple(items), period

    @classmethod
    def of(cls, round_: Round) -> Sheet:
        return cls(list(_items(round_, rulebook())), round_.period if round_.month else "")

    @cached_property
    def by_key(self) -> dict[str, Item]:
        return {item.key: item for item in self.items}

    @cached_property
    def fields(self) -> list[str]:
        return list(dict.fromkeys(item.field.name for item in self.items))

    def sections(self) -> list[Section]:
        """Basic facts, then year by year: money, people and things, yes or no."""
        groups: dict[str, list[Item]] = {}
        for item in self.items:
            groups.setdefault(_section(item, self.period), []).append(item)
        return [Section(title, tuple(items)) for title, items in groups.items()]


def _items(round_: Round, book: Rulebook) -> Iterable[Item]:
    found = [(book.fields[one["field"]], one["back"]) for one in round_.data_set.items if one["field"] in book.fields]
    yield from (Item(field, None, own=True) for field, _ in found if field.period == "static")
    years = {round_.year - back for field, back in found if field.period != "static"}
    for year in sorted(years, key=lambda year: (year > round_.year, -year)):  # its own, those before, then the next
        mine = [field for field, back in found if field.period != "static" and round_.year - back == year]
        for field in sorted(mine, key=lambda field: _GROUPS[field.kind][0]):
            yield Item(field, year, own=year == round_.year)


_GROUPS = {
    "money": (0, _("经济指标")),
    "count": (1, _("人员、知识产权等数量")),
    "number": (1, _("人员、知识产权等数量")),
    "ratio": (1, _("人员、知识产权等数量")),
    "text": (2, _("其他情况")),
    "bool": (2, _("其他情况")),
    "date": (2, _("其他情况")),
}


def _section(item: Item, period: str) -> str:
    if item.year is None:
        return gettext("基本情况")
    year = period or gettext("%(year)s年") % {"year": item.year}
    return f"{year} · {_GROUPS[item.field.kind][1]}"


def label_of(field: Field) -> str:
    return (field.label_en[:1].upper() + field.label_en[1:]) if _english() else field.label


def _english() -> bool:
    return (get_language() or "").startswith("en")


# what may be asked


def askable(kind: str) -> list[Field]:
    """Fields an officer may choose for a yearly or monthly data set."""
    fields = [field for field in rulebook().fields.values() if not field.derived and field.name not in IDENTITY]
    if kind == DataSet.Kind.MONTH:
        return [field for field in fields if field.period == "month"]
    return [field for field in fields if field.period != "month"]


def needed_by(policies: Sequence[str], on: date) -> list[dict[str, Any]]:
    """What enterprises must be asked for these policies; what experts mark or judge is not asked of them.

    Raises:
        GaoxinError: a policy has no edition in force on the day.
    """
    book = rulebook()
    plans = compile_plans(book, on, policies)
    if absent := [book.policies[name].label for name in policies if name not in {plan.id for plan in plans}]:
        raise GaoxinError(gettext("%(policies)s 在今天没有有效版本。") % {"policies": "、".join(absent)})
    found = []
    for asked in template_of(plans, book, on).asked:
        if asked.field is None or asked.by_expert or asked.key in IDENTITY:
            continue
        backs = [on.year - 1 - year for year in asked.years] or [0]
        found += [{"field": asked.key, "back": back} for back in ([-1] if asked.current else []) + backs]
    return found
