"""The table of a list page: what a column reads of a row, and how a cell looks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Model
from django.template.defaultfilters import date as as_day
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import template_localtime
from django.utils.translation import get_language

from gaoxin_web.ui.drawing import text
from gaoxin_web.ui.templatetags.ui import plain as thousands

CLIPPED = "text-clip d-inline-block align-bottom"
LOOKS = {"number": "number", "badges": "badges", "date": "text-nowrap", "badge": "text-nowrap"}


@dataclass(frozen=True)
class Column:
    """A column: ``value`` reads a row (an attribute path, or a function), ``order`` is what it is sorted by."""

    key: str
    label: Any
    value: str | Callable[[Any], Any] = ""
    order: str = ""
    kind: str = "text"  # text, number, date, link, badge
    shown: bool = True
    first: bool = False  # stays when the table is scrolled sideways, and cannot be taken away
    tone: Callable[[Any], str] | None = None  # of a badge
    link: Callable[[Any], str] | None = None

    def read(self, row: Any) -> Any:
        """What stands in the cell; a choice field gives its words."""
        if callable(self.value):
            return self.value(row)
        found = row
        for part in (self.value or self.key).split("__"):
            if found is None:
                return None
            value = getattr(found, part)
            kind = type(found)
            words = chosen_words(kind, part, get_language() or "") if has_words(kind, part) else {}
            found = words.get(value, value) if words else value
        return found


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    value: Any
    url: str = ""
    tone: str = ""

    @property
    def html(self) -> SafeString:
        """The cell as it stands in the table. A page has hundreds, so it is no template."""
        kind, first = self.column.kind, " first" if self.column.first else ""
        return mark_safe(f'<td class="{LOOKS.get(kind, "")}{first}">{self._content(kind)}</td>')  # every part escaped

    def _content(self, kind: str) -> str:
        value = self.value
        if value is None or value == "":
            return '<span class="text-secondary">—</span>'
        if self.url:
            words = text(thousands(value) if kind == "number" else value)
            return f'<a class="{CLIPPED}" href="{text(self.url)}" title="{words}">{words}</a>'
        match kind:
            case "badge":
                return self._badge(value)
            case "badges":
                return "".join(f"{self._badge(word)} " for word in value.words)
            case "number":
                return text(thousands(value))
            case "date":
                return text(as_day(template_localtime(value), "Y-m-d"))
        if isinstance(value, bool):
            return "✓" if value else "✗"
        return f'<span class="{"source-cell" if kind == "code" else CLIPPED}">{text(value)}</span>'

    def _badge(self, words: Any) -> str:
        return f'<span class="badge bg-{text(self.tone or "secondary")}-lt">{text(words)}</span>'


def body(lines: Sequence[tuple[Any, list[Cell]]], first: int, *, with_ticks: bool) -> SafeString:
    """The rows of the table, numbered; with a box to tick where something can be done to many."""
    box = '<input class="form-check-input m-0" type="checkbox" name="row" value="{}" aria-label="{}">'
    tick = f'<td class="tick">{box}</td>'
    rows = [
        f"<tr>{tick.format(text(row.pk), text(row)) if with_ticks else ''}"
        f'<td class="text-secondary ordinal">{number}</td>{"".join(cell.html for cell in cells)}</tr>'
        for number, (row, cells) in enumerate(lines, first)
    ]
    return mark_safe("\n".join(rows))  # every part escaped


@lru_cache(maxsize=1024)
def has_words(model: type, part: str) -> bool:
    """Whether a model's attribute is a choice field; an export asks it a million times."""
    return bool(chosen_words(model, part, ""))


@lru_cache(maxsize=1024)
def chosen_words(model: type, part: str, _language: str) -> dict[Any, str]:
    """The words of a choice field's values; nothing for what is no such field."""
    names = {field.name: field for field in model._meta.concrete_fields} if issubclass(model, Model) else {}
    choices = names[part].flatchoices if part in names else ()
    return {value: str(words) for value, words in choices}
