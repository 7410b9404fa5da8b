"""A scoring scheme in words, for whoever enters, judges or protests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _


def said(row: Mapping[str, Any], name: str = "label") -> str:
    """A label of a document in the language of the page."""
    english = str(row.get(f"{name}_en") or "")
    return english if english and (get_language() or "").startswith("en") else str(row.get(name) or "")


def criteria_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is marked: label, weight and range as written in the scheme."""
    return [
        {
            "label": said(one) or one["key"],
            "weight": one.get("weight") or "1",
            "range": f"{one['minimum']}–{one['maximum']}" if one.get("maximum") is not None else "",
            "step": one.get("step"),
            "optional": one.get("optional", False),
        }
        for one in document["criteria"]
    ]


def tiers_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"label": said(one) or one["name"], "count": one["count"]} for one in document.get("tiers", [])]


def rule_words(document: Mapping[str, Any], per_entry: int | None = None) -> list[str]:
    """How a score comes about, sentence by sentence."""
    found = [_judges(document, per_entry), _combined(document)]
    least = document.get("min_ballots", 3)
    found.append(ngettext("少于 %(n)s 票的项目没有成绩。", "少于 %(n)s 票的项目没有成绩。", least) % {"n": least})
    ties = tie_words(document)
    if ties:
        found.append(_("同分时依次比较：%(ties)s；仍相同的并列。") % {"ties": ties})
    if document.get("tiers"):
        extend = document.get("tier_policy", "extend") == "extend"
        found.append(
            _("并列跨两个奖项时，整组授予较高奖项，名额从下一等扣减。")
            if extend
            else _("并列跨两个奖项时暂缓，由评审委员会裁定。")
        )
    if document.get("max_per_division"):
        found.append(_("每个赛区获奖不超过 %(n)s 个。") % {"n": document["max_per_division"]})
    return found


def tie_words(document: Mapping[str, Any]) -> str:
    known = {f"criterion:{one['key']}": said(one) or one["key"] for one in document["criteria"]}
    names = known | {"untrimmed_mean": _("不去高低分的平均"), "median": _("中位数")}
    joint = ", " if (get_language() or "").startswith("en") else "、"
    return joint.join(str(names.get(rule, rule)) for rule in document.get("tie_break", []))


def _judges(document: Mapping[str, Any], per_entry: int | None) -> str:
    if document.get("mode") == "adjusted":
        return _("每个项目由 %(n)s 位评委打分，再按统计模型校正评委宽严。") % {"n": per_entry or "—"}
    if per_entry:
        return _("每个项目由 %(n)s 位评委打分。") % {"n": per_entry}
    return _("全体评委为全部项目打分。")


def _combined(document: Mapping[str, Any]) -> str:
    drop, least = document.get("drop", 1), document.get("min_for_drop", 5)
    if document.get("mode") == "adjusted" or not drop:
        return _("成绩为各评委总分的平均，公布到 %(places)s 位小数。") % {"places": document.get("places", 2)}
    return _(
        "有 %(least)s 票以上时去掉 %(drop)s 个最高分和 %(drop)s 个最低分，其余平均，公布到 %(places)s 位小数。"
    ) % {
        "least": least,
        "drop": drop,
        "places": document.get("places", 2),
    }
