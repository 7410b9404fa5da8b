"""The form: every answer may be left open, and an answer left open is unknown, never zero."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gaoxin.fields import Field
from gaoxin_web.enterprises.figures import label_of, read, unit_of
from gaoxin_web.ladders.words import title_words
from gaoxin_web.selfcheck.questions import Sheet

NONE = "none"


class AnswersForm(forms.Form):
    """Built from a sheet of questions; ``facts`` and ``held`` are what was said."""

    def __init__(self, sheet: Sheet, data: Any = None) -> None:
        super().__init__(data)
        self.sheet = sheet
        for question in sheet.questions:
            for name, offset in question.names():
                self.fields[name] = AnswerField(question.field, None if offset is None else sheet.year(offset))
        if sheet.titles:
            choices = [*((title, title_words(title)) for title in sheet.titles), (NONE, _("以上都没有"))]
            self.fields["held"] = forms.MultipleChoiceField(
                label=_("现有的有效资质"),
                required=False,
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("请勾选全部；都不勾选即为不详。"),
            )
        for tick in sheet.ticks:
            self.fields[f"tick_{tick.id}"] = forms.BooleanField(label=tick.label, required=False)

    def clean_held(self) -> list[str]:
        held: list[str] = self.cleaned_data["held"]
        if NONE in held and len(held) > 1:
            raise forms.ValidationError(_("“以上都没有”不能与其他资质同时勾选。"))
        return held

    def rows(self) -> list[tuple[object, list[tuple[Field, list[tuple[int | None, forms.BoundField]]]]]]:
        """Groups of questions, each with its inputs by year, as the page lays them out."""
        return [
            (label, [(q.field, [(self._year(offset), self[name]) for name, offset in q.names()]) for q in asked])
            for label, asked in self.sheet.groups
        ]

    def ticks(self) -> list[forms.BoundField]:
        return [self[f"tick_{tick.id}"] for tick in self.sheet.ticks]

    def facts(self) -> dict[int, dict[str, Any]]:
        """Offset → field → value in steps; what belongs to no year is with the last."""
        found: dict[int, dict[str, Any]] = {0: {}, 1: {}, 2: {}}
        for question in self.sheet.questions:
            for name, offset in question.names():
                found[offset or 0][question.field.name] = self.cleaned_data[name]
        for tick in self.sheet.ticks:
            if self.cleaned_data[f"tick_{tick.id}"]:
                for values in found.values():
                    values |= tick.values
                    values |= {field: values.get(other) for field, other in tick.like.items()}
        return found

    def held(self) -> list[str] | None:
        """Recognitions held; None where nothing was said of them."""
        said = self.cleaned_data.get("held", [])
        return [title for title in said if title != NONE] if said else None

    def answered(self) -> bool:
        return any(value not in (None, False, []) for value in self.cleaned_data.values())

    def _year(self, offset: int | None) -> int | None:
        return None if offset is None else self.sheet.year(offset)


class AnswerField(forms.CharField):
    """An answer as the register reads it: 412.6 (万元), 35 (%), a day, one of a list."""

    def __init__(self, item: Field, year: int | None) -> None:
        self.item = item
        unit = unit_of(item)
        label = f"{label_of(item)}（{unit}）" if item.is_numeric and unit else label_of(item)
        super().__init__(label=f"{year} {label}" if year else label, required=False, max_length=40, strip=True)
        self.widget = self._widget(item)

    @staticmethod
    def _widget(item: Field) -> forms.Widget:
        if item.values:
            return forms.Select(choices=[("", _("不详")), *((text, text) for text in item.choices)])
        if item.kind == "date":
            return forms.TextInput(attrs={"placeholder": "2015-06-30", "inputmode": "numeric", "autocomplete": "off"})
        return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found, fault = read(self.item, text)
        if fault is not None and fault.severity == "error":
            raise forms.ValidationError(self._said(text))
        return found

    def _said(self, text: str) -> str:
        if self.item.kind == "date":
            return _("“%(text)s”不是日期，请写作 2015-06-30；不详请留空。") % {"text": text}
        if self.item.values:
            return _("“%(text)s”不在选项中，请重新选择。") % {"text": text}
        return _("“%(text)s”不能用：请填合理范围内的数值，如 412.6；不详请留空。") % {"text": text}
