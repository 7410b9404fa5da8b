"""A scoring scheme (评分办法) edited by hand: what is wrong is said by the engine, at the field where it is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gaoxin_web.contests.services.setup import faults

TIES = 3
PLACE = re.compile(r"^(criteria|tiers)\[(\d+)\](?:\.(\w+))?")


class CriterionForm(forms.Form):
    """One thing judges mark; a row without a name is none."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    label = forms.CharField(label=pgettext_lazy("scheme", "评分项"), max_length=60, required=False)
    label_en = forms.CharField(label=gettext_lazy("英文"), max_length=100, required=False)
    weight = forms.CharField(label=gettext_lazy("权重"), max_length=12, required=False)
    minimum = forms.CharField(label=gettext_lazy("最低分"), max_length=12, required=False)
    maximum = forms.CharField(label=gettext_lazy("最高分"), max_length=12, required=False)
    step = forms.CharField(label=gettext_lazy("步长"), max_length=12, required=False)
    optional = forms.BooleanField(label=gettext_lazy("可不评"), required=False)


class TierForm(forms.Form):
    """One grade of award; a row without a name is none."""

    name = forms.CharField(required=False, widget=forms.HiddenInput)
    label = forms.CharField(label=gettext_lazy("奖项"), max_length=60, required=False)
    label_en = forms.CharField(label=gettext_lazy("英文"), max_length=100, required=False)
    count = forms.CharField(label=gettext_lazy("名额"), max_length=6, required=False)


CriterionSet = formset_factory(CriterionForm, extra=2, can_delete=True, max_num=30)
TierSet = formset_factory(TierForm, extra=2, can_delete=True, max_num=20)


class SchemeForm(forms.Form):
    """The rule of a scheme, beside its criteria and tiers."""

    label = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    label_en = forms.CharField(label=gettext_lazy("英文名"), max_length=200, required=False)
    mode = forms.ChoiceField(
        label=gettext_lazy("计分方式"),
        choices=[
            ("live", gettext_lazy("全体评委评全部项目：精确平均，可去最高最低分")),
            ("adjusted", gettext_lazy("每个项目只有部分评委：校正评委宽严")),
        ],
    )
    places = forms.IntegerField(label=gettext_lazy("小数位"), min_value=0, max_value=6, initial=2)
    drop = forms.IntegerField(label=gettext_lazy("两端各去掉几个"), min_value=0, max_value=10, initial=1)
    min_for_drop = forms.IntegerField(label=gettext_lazy("至少几票才去"), min_value=1, initial=5)
    drop_by = forms.ChoiceField(
        label=gettext_lazy("按什么去"),
        choices=[("ballot", gettext_lazy("按总分")), ("criterion", gettext_lazy("按评分项"))],
    )
    min_ballots = forms.IntegerField(label=gettext_lazy("至少几票才有成绩"), min_value=1, initial=3)
    rank_on = forms.ChoiceField(
        label=gettext_lazy("按什么排名"),
        choices=[("exact", gettext_lazy("精确值")), ("rounded", gettext_lazy("公布的分数"))],
    )
    tier_policy = forms.ChoiceField(
        label=gettext_lazy("并列跨奖项时"),
        choices=[
            ("extend", gettext_lazy("整组得较高奖项，从下一等扣减")),
            ("hold", gettext_lazy("暂缓，由评审委员会裁定")),
        ],
    )
    max_per_division = forms.IntegerField(label=gettext_lazy("每赛区最多获奖数"), min_value=1, required=False)
    dispute_range = forms.CharField(label=gettext_lazy("高低分相差多少进入争议"), max_length=8, initial="25")

    def __init__(self, data: Any = None, *, document: Mapping[str, Any]) -> None:
        super().__init__(data, initial=_initial(document))
        self.document = document
        self.criteria = CriterionSet(data, prefix="c", initial=[_cells(one) for one in document.get("criteria", [])])
        self.tiers = TierSet(data, prefix="t", initial=[_cells(one) for one in document.get("tiers", [])])
        ties = list(document.get("tie_break", []))
        for at in range(TIES):
            self.fields[f"tie_{at}"] = forms.ChoiceField(
                label=_("并列时第 %(n)s 看") % {"n": at + 1},
                required=False,
                choices=[("", "—"), *self._tie_choices(data)],
                initial=ties[at] if at < len(ties) else "",
            )
        self.fields["dispute_range"].help_text = _("同一项目最高票与最低票的差。")

    def ties(self) -> list[forms.BoundField]:
        return [self[f"tie_{at}"] for at in range(TIES)]

    def _tie_choices(self, data: Any) -> list[tuple[str, str]]:
        known = [(one["key"], one.get("label") or one["key"]) for one in self.document.get("criteria", [])]
        names = [(f"criterion:{key}", _("“%(label)s”得分") % {"label": label}) for key, label in known]
        return [*names, ("untrimmed_mean", _("不去高低分的平均")), ("median", _("中位数"))]

    def is_valid(self) -> bool:
        """The form by itself, then the whole as the engine reads it."""
        sound = all([super().is_valid(), self.criteria.is_valid(), self.tiers.is_valid()])
        if not sound:
            return False
        for place, words in faults(self.whole()).items():
            self._tell(place, " ".join(words))
        return not self.errors and not any(form.errors for part in (self.criteria, self.tiers) for form in part)

    def _tell(self, place: str, words: str) -> None:
        """An engine's mistake, at its field."""
        found = PLACE.match(place)
        if found:
            rows = self._rows(self.criteria if found[1] == "criteria" else self.tiers)
            form, name = rows[int(found[2])], found[3] or "label"
            form.add_error(name if name in form.fields and not form.fields[name].widget.is_hidden else "label", words)
        else:
            name = place if place in self.fields else None
            self.add_error(name, words)

    def _rows(self, part: Any) -> list[Any]:
        return [one for one in part if one.cleaned_data.get("label") and not one.cleaned_data.get("DELETE")]

    def whole(self) -> dict[str, Any]:
        """The document that is meant; what the form does not ask of stays as it was."""
        said = self.cleaned_data
        kept = {name: self.document[name] for name in KEPT if self.document.get(name) not in (None, "")}
        plain = {name: said[name] for name in PLAIN if said.get(name) not in (None, "")}
        criteria = [self._criterion(one) for one in _keyed(self._rows(self.criteria), "key", "c")]
        tiers = [self._tier(one) for one in _keyed(self._rows(self.tiers), "name", "tier")]
        keys = {f"criterion:{one['key']}" for one in criteria}
        ties = [said[f"tie_{at}"] for at in range(TIES) if said.get(f"tie_{at}")]
        ties = [one for one in dict.fromkeys(ties) if not one.startswith("criterion:") or one in keys]
        return {**kept, **plain, "criteria": criteria, "tiers": tiers, "tie_break": ties}

    def _criterion(self, said: Mapping[str, Any]) -> dict[str, Any]:
        names = ("weight", "minimum", "maximum", "step")
        numbers = {name: said[name] for name in names if said.get(name)}
        words = {"label": said["label"], "label_en": said["label_en"]}
        return {"key": said["key"], **words, **numbers, "optional": bool(said.get("optional"))}

    def _tier(self, said: Mapping[str, Any]) -> dict[str, Any]:
        name = said["name"]
        old = next((one for one in self.document.get("tiers", []) if one["name"] == name), {})
        found = {"name": name, "label": said["label"], "label_en": said["label_en"], "counts": old.get("counts") or {}}
        return found | ({"count": said["count"]} if said.get("count") else {})


def _keyed(rows: list[Any], name: str, start: str) -> list[dict[str, Any]]:
    """What rows say, each under a key of its own; a new row gets one that no other has."""
    told = [dict(row.cleaned_data) for row in rows]
    taken = {one[name] for one in told}
    free = (f"{start}{number}" for number in itertools.count(1) if f"{start}{number}" not in taken)
    return [one | {name: one[name] or next(free)} for one in told]


PLAIN = ("label", "label_en", "mode", "places", "drop", "min_for_drop", "drop_by", "min_ballots", "rank_on",
         "tier_policy", "max_per_division", "dispute_range")  # fmt: skip
KEPT = ("weighting", "aggregate", "round_products", "effects", "source", "evidence", "note")


def _initial(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: document[name] for name in PLAIN if document.get(name) is not None}


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: "" if value is None else value for name, value in row.items()}
