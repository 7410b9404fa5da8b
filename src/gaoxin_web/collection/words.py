"""A doubt in the words of whoever reads it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from gaoxin_web.collection.checks import Doubt
from gaoxin_web.collection.items import Item, label_of
from gaoxin_web.rulebook import rulebook


def words(doubt: Doubt, item: Item) -> str:
    """What is wrong with a line and what to do about it."""
    match doubt["code"]:
        case "GX131":
            return _("不是数字。请只填数值，单位已写在旁边；不清楚请留空。")
        case "GX132":
            return _("超出范围：应在 %(low)s 至 %(high)s 之间。") % _bounds(doubt, item)
        case "GX133":
            return _("应为整数。")
        case "GX134" | "GX135":
            return _("不是完整的日期。请写到日，如 2015-03-02。")
        case "GX136":
            return _("不在可选项中，请从列表中选。")
        case "GX137":
            return _("不在列表中，将按列表以外处理；请确认。")
        case "GX138":
            return _("看不出是或否，请填“是”或“否”。")
        case "GX373":
            return _("累计数小于上一期的 %(last)s。确有退货、核减请说明原因。") % _last(doubt, item)
        case "GX374":
            return _("与上期 %(last)s 相差几千倍以上，疑为单位有误：请核对是否把元当作万元。") % _last(doubt, item)
        case "change":
            return _("较上期 %(last)s 变动超过 %(limit)s%%，请核对；属实请说明原因。") % (
                _last(doubt, item) | {"limit": doubt["limit"]}
            )
        case "blank":
            return _("没有填写。请填写，确实没有或不清楚请说明原因；为零请填 0。")
        case "part":
            return _("大于“%(other)s”%(than)s：部分不能多于全部。") % _other(doubt, item)
        case "sum":
            return _("与“%(other)s”之和 %(than)s 不符。") % _other(doubt, item)
    raise ValueError(f"a doubt without words: {doubt['code']}")


def _last(doubt: Doubt, item: Item) -> dict[str, str]:
    return {"last": f"{item.told(doubt['last'])} {item.unit}".rstrip()}


def _other(doubt: Doubt, item: Item) -> dict[str, str]:
    names = doubt["others"] if "others" in doubt else [doubt["other"]]
    labels = [label_of(rulebook().fields[name]) for name in names]
    return {"other": _("”与“").join(labels), "than": f"{item.told(doubt['than'])} {item.unit}".rstrip()}


def _bounds(doubt: Doubt, item: Item) -> dict[str, str]:
    return {side: f"{item.told(doubt[side])} {item.unit}".rstrip() for side in ("low", "high")}


def change(value: Any, last: Any) -> str:
    """How a figure changed against another, in per cent; a dash where that says nothing."""
    if not isinstance(value, int) or not isinstance(last, int) or isinstance(value, bool) or not last:
        return "—"
    return f"{float(Fraction(value - last, abs(last)) * 100):+.1f}%"
