"""How a batch's keys and values are shown: a field by its label, money in 万元, people and telephones masked."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gaoxin.fields import Field
from gaoxin.units import STEPS
from gaoxin_web.enterprises.models import BatchRow, Enterprise
from gaoxin_web.rulebook import rulebook
from gaoxin_web.ui.templatetags.ui import masked_name, masked_phone

Line = dict[str, Any]
MOST = 12  # values shown of a new enterprise


def label_of(key: str) -> str:
    """A key in words: 营业收入（2023年1-10月）."""
    name, _at, period = key.rstrip("'").rpartition("@") if "@" in key else (key.rstrip("'"), "", "")
    if name.startswith("about:"):
        return str(Enterprise._meta.get_field(name.removeprefix("about:")).verbose_name)
    if name.startswith("held:"):
        return title_label(name.removeprefix("held:"))
    if name == "alias":
        return _("别名")
    item = rulebook().fields.get(name)
    words = field_label(item) if item else name
    return f"{words}（{period_words(period)}）" if period else words


def period_words(period: str) -> str:
    """2023-01/2023-10 → 2023.01–10."""
    first, _slash, last = period.partition("/")
    if not last:
        return first.replace("-", ".")
    return f"{first.replace('-', '.')}–{last.rpartition('-')[2]}"


def field_label(item: Field) -> str:
    return item.label_en if (get_language() or "").startswith("en") and item.label_en else item.label


def title_label(title: str) -> str:
    item = rulebook().titles.get(title)
    if item is None:
        return title
    english = getattr(item, "label_en", "")
    return english if (get_language() or "").startswith("en") and english else item.label


def value_words(key: str, value: Any, kind: str = "") -> str:
    """A value as people read it; a dash where nothing is known."""
    if value is None:
        return "—"
    if key in ("about:phone",) or kind == "phone":
        return masked_phone(str(value))
    if key == "about:contact" or kind == "person":
        return masked_name(str(value))
    if isinstance(value, bool):
        return _("是") if value else _("否")
    item = rulebook().fields.get(key.partition("@")[0])
    return _number(value, kind or (item.kind if item else ""), item) if isinstance(value, int) else str(value)


def _number(value: int, kind: str, item: Field | None) -> str:
    exact = Decimal(value) / STEPS.get(kind, 1)
    if kind == "money":
        return f"{_short(exact / 10_000)} {_('万元')}"
    if kind == "ratio":
        return f"{_short(round(exact * 100, 2))}%"
    return f"{_short(exact)}{f' {item.unit}' if item and item.unit else ''}"


def _short(value: Decimal) -> str:
    text = f"{value:,.6f}"
    return text.rstrip("0").rstrip(".")


def change_lines(row: BatchRow, *, whole: bool = False) -> list[Line]:
    """What a row would change: old → new; of a new enterprise, or a row that is kept, what it says.

    ``whole`` is all it says, not only the first values.
    """
    if row.change in (BatchRow.Change.NEW, BatchRow.Change.KEPT):
        return list(_values(row, None if whole else MOST))
    kinds = {key: entry.get("kind", "") for one in row.filings for key, entry in one["values"].items()}
    return [
        {
            "label": label_of(key),
            "year": "" if "@" in key else year or "",
            "old": value_words(key, old, kinds.get(key, "")),
            "new": value_words(key, new, kinds.get(key, "")),
            "replaces": old is not None,
        }
        for key, year, old, new in row.changes
    ]


def _values(row: BatchRow, most: int | None) -> Iterator[Line]:
    said = ((one["year"], key, entry) for one in row.filings for key, entry in one["values"].items())
    known = ((year, key, entry) for year, key, entry in said if entry["value"] is not None or entry.get("status"))
    for year, key, entry in islice(known, most):
        value = entry["value"] if entry["value"] is not None else entry["status"]
        yield {
            "label": label_of(key),
            "year": "" if "@" in key else year if _is_yearly(key) else "",
            "old": "—",
            "new": (_("约 ") if entry.get("approx") else "") + value_words(key, value, entry.get("kind", "")),
            "replaces": False,
        }


def _is_yearly(key: str) -> bool:
    item = rulebook().fields.get(key)
    return item is not None and item.period == "year"


@lru_cache(maxsize=8)
def column_options(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a column may be, in groups, in a language."""
    book, english = rulebook(), language.startswith("en")
    titles = {t.id: (getattr(t, "label_en", "") if english else "") or t.label for t in book.titles.values()}
    fields = [(name, field_label(item)) for name, item in book.fields.items() if not item.derived]
    roles = [
        ("role:name", _("企业名称")),
        ("role:uscc", _("统一社会信用代码")),
        ("role:year", _("年份")),
        ("role:ordinal", _("序号")),
        ("role:group", _("分组")),
        ("role:project", _("项目名称")),
        ("role:note", _("备注")),
    ]
    facts = [(name, label) for name, label in fields if name not in ("name", "uscc")]
    return [
        (_("识别"), roles),
        (_("指标"), facts),
        (_("资质"), [(f"held:{title}", label) for title, label in titles.items()]),
    ]
