"""Words of an import's pages: what a row was taken for, where a unit comes from, what kind of doubt a code is."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gaoxin_web.enterprises.imports.doubts import issue_kind, told
from gaoxin_web.enterprises.imports.masking import masked
from gaoxin_web.enterprises.imports.wording import period_words

register = template.Library()
ROWS = {
    "title": (_("标题"), "secondary"),
    "unit": (_("单位行"), "secondary"),
    "header": (_("表头"), "azure"),
    "group": (_("分组"), "secondary"),
    "data": (pgettext_lazy("import", "数据"), "green"),
    "subtotal": (_("小计"), "orange"),
    "total": (_("合计"), "orange"),
    "note": (_("注释"), "secondary"),
    "duplicate": (_("重复"), "yellow"),
    "blank": (_("空行"), "secondary"),
    "skipped": (_("不要"), "red"),
    "unread": (_("未读"), "yellow"),
}
UNITS = {"heading": _("表头所写"), "unit line": _("单位行所写"), "default": _("没有写明，按万元")}


@register.filter
def row_class(kind: str) -> object:
    return ROWS.get(kind, (kind, ""))[0]


@register.filter
def row_tone(kind: str) -> str:
    return ROWS.get(kind, ("", "secondary"))[1]


@register.filter
def unit_from(where: str) -> object:
    return UNITS.get(where, "")


@register.filter
def period(text: str) -> str:
    return period_words(text)


@register.filter
def unphoned(text: str) -> str:
    """A text with telephone and identity card numbers masked."""
    return masked(text)


@register.filter
def said_of(said: dict[str, str], row: int) -> str:
    """What an officer said a row is; '' for nothing."""
    return said.get(str(row), "")


register.filter("issue_kind", issue_kind)
register.filter("told", told)
