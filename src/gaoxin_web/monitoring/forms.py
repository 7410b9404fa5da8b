"""What officers enter of the zone's months: targets of a year, published figures, points of a series."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin.fields import Field
from gaoxin.periods import Period
from gaoxin.periods.words import written_in
from gaoxin.units import UNITS, dimension, to_base, to_steps
from gaoxin_web.accounts.models import Zone
from gaoxin_web.enterprises.figures import UNITS as MONEY_UNITS
from gaoxin_web.enterprises.figures import label_of
from gaoxin_web.monitoring.models import Target, ZoneFigure
from gaoxin_web.monitoring.queries.monthly import USUAL, fields_of
from gaoxin_web.monitoring.words import short
from gaoxin_web.rulebook import rulebook

LARGEST = Decimal(10) ** 15  # no figure of a zone is larger, in any unit
UNITS_OFFERED = ("亿元", "万元", "元", "%", "家", "人", "件", "项")
SPANS = tuple(Period(None, 1, stop) for stop in range(2, 13)) + tuple(Period(None, one, one) for one in range(3, 13))


def unit_input() -> forms.TextInput:
    return forms.TextInput(attrs={"list": "units", "autocomplete": "off"})


def choices_of(zone: Zone, *, kept: str = "") -> list[tuple[str, str]]:
    """Fields a figure may be of: those reported by the month, and those usually looked at."""
    fields = rulebook().fields
    names = dict.fromkeys((*USUAL, *(item.name for item in fields_of(zone)), kept))
    return [(name, label_of(fields[name])) for name in names if name in fields]


def check_unit(item: Field, unit: str) -> None:
    """A unit of the field's own dimension, so that amounts can be compared."""
    units = MONEY_UNITS.get(item.unit, (item.unit,))
    if unit not in UNITS or dimension(unit) != dimension(item.unit):
        raise ValidationError(
            _("“%(field)s”的单位可以是：%(units)s。") % {"field": label_of(item), "units": "、".join(units)}
        )


class TargetForm(forms.ModelForm[Target]):
    """The amount as written and its unit; kept in steps."""

    written = forms.DecimalField(
        label=gettext_lazy("目标值"), max_digits=20, decimal_places=6, min_value=Decimal(0), max_value=LARGEST
    )
    unit = forms.CharField(label=gettext_lazy("单位"), max_length=12, initial="亿元", widget=unit_input())

    class Meta:
        model = Target
        fields = ("field", "year", "paper")

    field_order = ("field", "year", "written", "unit", "paper")

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.instance.field
        self.fields["field"] = forms.ChoiceField(
            label=gettext_lazy("指标"), choices=choices_of(zone, kept=kept), initial=kept or None
        )
        self.order_fields(self.field_order)
        self.initial["year"] = self.initial.get("year") or timezone.localdate().year
        if self.instance.pk:
            self._show(rulebook().fields.get(kept))

    def _show(self, item: Field | None) -> None:
        if item is not None:
            self.initial["written"], self.initial["unit"] = written_in(self.instance.amount, item.kind, item.unit)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        name, unit, written = data.get("field"), data.get("unit"), data.get("written")
        if name and unit:
            try:
                check_unit(rulebook().fields[name], unit)
            except ValidationError as error:
                self.add_error("unit", error)
                return data
            if written is not None:
                self.instance.amount = to_steps(to_base(Fraction(written), unit), rulebook().fields[name].kind)
                if self.instance.amount <= 0:
                    self.add_error("written", _("目标值须大于零，否则无法计算进度。"))
        return data


class FigureForm(forms.ModelForm[ZoneFigure]):
    """A figure of a field as published, or a point of a series of the zone's own."""

    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=1991, max_value=2100)
    months = forms.ChoiceField(label=gettext_lazy("月份"))
    percent = forms.CharField(label=gettext_lazy("发布增速（%）"), required=False, max_length=12)

    class Meta:
        model = ZoneFigure
        fields = (
            "field",
            "series",
            "value",
            "unit",
            "bound",
            "base",
            "scope",
            "preliminary",
            "source",
            "released_on",
            "note",
        )
        widgets = {"unit": unit_input(), "released_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                   "series": forms.TextInput(attrs={"list": "series-names", "autocomplete": "off"})}  # fmt: skip

    field_order = ("field", "series", "year", "months", "value", "unit", "bound", "percent", "base", "scope",
                   "preliminary", "source", "released_on", "note")  # fmt: skip

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        blank = [("", _("（专项指标，名称填在下一格）"))]
        self.fields["field"] = forms.ChoiceField(
            label=gettext_lazy("指标"), required=False, choices=blank + choices_of(zone, kept=self.instance.field)
        )
        self.fields["months"].choices = [(span_code(span), short(span)) for span in SPANS]  # type: ignore[attr-defined]
        self.fields["series"].help_text = _("规上报表以外的指标，如“5G滤波器国产化率”；选了上面的指标就不用填。")
        self.fields["percent"].help_text = _("照发布的填写，如 24.9；它优先于系统按企业数计算的增速。")
        self.fields["base"].help_text = _("与本期同口径的上年同期数，单位同上；不知道就不填。")
        self.fields["source"].help_text = _("写明文件或页面，如“自治区统计局 2022 年 11 月月报”。")
        self.order_fields(self.field_order)
        if self.instance.period:
            period = Period.of(self.instance.period)
            self.initial |= {"year": period.year, "months": span_code(period)}
        self.initial["year"] = self.initial.get("year") or timezone.localdate().year
        if self.instance.growth is not None:
            self.initial["percent"] = plain(self.instance.growth * 100)
        for name in ("value", "base"):
            if getattr(self.instance, name) is not None:
                self.initial[name] = plain(getattr(self.instance, name))

    def clean_percent(self) -> Decimal | None:
        text = self.cleaned_data["percent"].strip().rstrip("%％")
        try:
            found = Decimal(text) / 100 if text else None
        except InvalidOperation:
            raise ValidationError(_("增速请填数字，如 24.9 或 -3.1。")) from None
        if found is not None and not (found.is_finite() and abs(found) < 1000):
            raise ValidationError(_("增速请填数字，如 24.9 或 -3.1。"))
        return found

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        name, series, unit = data.get("field"), (data.get("series") or "").strip(), data.get("unit", "")
        if bool(name) == bool(series):
            self.add_error("series", _("请在“指标”里选一个，或在这里填专项指标名称，二者填一个。"))
        elif name and (data.get("value") is not None or data.get("base") is not None):
            self._check_unit(rulebook().fields[name], unit)
        if data.get("value") is None and data.get("percent") is None and "percent" not in self.errors:
            self.add_error("value", _("数值和发布增速至少填一个。"))
        if data.get("year") and data.get("months"):
            self.instance.period = str(Period(data["year"], *map(int, data["months"].split("-"))))
        self.instance.growth = data.get("percent")
        return data

    def _check_unit(self, item: Field, unit: str) -> None:
        try:
            check_unit(item, unit)
        except ValidationError as error:
            self.add_error("unit", error)

    def _post_clean(self) -> None:
        super()._post_clean()
        try:
            self.instance.validate_constraints(exclude={"by", "at"})
        except ValidationError:
            if not self.errors:
                self.add_error("months", _("这个指标在这个期间已有一条记录，请直接修改那一条。"))


def span_code(span: Period) -> str:
    return f"{span.start}-{span.stop}"


def plain(number: Decimal) -> str:
    """A number as one writes it, without idle noughts."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
