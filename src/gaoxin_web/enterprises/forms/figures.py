"""A figure corrected by hand, and the reasons people must give."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin.fields import Field
from gaoxin_web.enterprises import figures


class ReasonForm(forms.Form):
    """Why: kept with what was done."""

    reason = forms.CharField(label=gettext_lazy("理由"), min_length=2, max_length=200)


class FactForm(forms.Form):
    """One figure of one year, in a unit of choice; left empty it is not known (待核), never zero."""

    value = forms.CharField(label=gettext_lazy("改为"), max_length=100, required=False)
    unit = forms.ChoiceField(label=gettext_lazy("单位"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("修改理由"),
        min_length=2,
        max_length=200,
        help_text=gettext_lazy("写明依据，如“按 2025 年审计报告第 12 页更正”。会与改动一起留存。"),
    )

    def __init__(self, item: Field, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        units = figures.UNITS.get(item.unit) if item.kind == "money" else None
        if units:
            self.fields["unit"].choices = [(unit, figures.UNIT_WORDS.get(unit, unit)) for unit in units]
        else:
            del self.fields["unit"]
        self.fields["value"].help_text = self._hint()
        if item.kind == "bool":
            self.fields["value"].widget = forms.Select(choices=[("", _("不详")), ("是", _("是")), ("否", _("否"))])
        elif item.kind == "date":
            self.fields["value"].widget = forms.DateInput(attrs={"type": "date"})
        elif item.values and not item.other:
            choices = [(text, text) for text in item.choices]
            self.fields["value"].widget = forms.Select(choices=[("", _("不详")), *choices])

    def _hint(self) -> str:
        said = _("按 %(unit)s 填写。") % {"unit": figures.unit_words(self.item)} if "unit" not in self.fields else ""
        unit = said if self.item.is_numeric and figures.unit_of(self.item) else ""
        return unit + _("不详请留空：留空按“待核”处理，不当作零。")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        raw = cleaned.get("value", "")
        read, fault = figures.read(self.item, raw, cleaned.get("unit", ""))
        if fault and fault.severity == "error":
            self.add_error("value", f"“{raw}”{fault.problem}。{fault.hint}")
        cleaned["read"] = read
        cleaned["raw"] = (
            f"{raw}{cleaned.get('unit') or figures.unit_of(self.item)}" if raw and self.item.is_numeric else raw
        )
        return cleaned
