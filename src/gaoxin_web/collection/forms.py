"""What officers write: a data set, a round with whom it asks, a word on a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gaoxin import GaoxinError
from gaoxin_web.accounts.access import Access
from gaoxin_web.accounts.models import Organisation
from gaoxin_web.collection.items import askable, label_of, needed_by
from gaoxin_web.collection.models import FIRST_MONTH, DataSet, Round
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.rulebook import rulebook

MOST_CHANGE = 1000
MOST_NAMES = 5000
YEAR_SPAN = (2000, 2100)


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"})


def _boxes() -> forms.CheckboxSelectMultiple:
    return forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})


def _labelled(one: Any) -> str:
    return one.label_en if (get_language() or "").startswith("en") and one.label_en else one.label


class DataSetForm(forms.ModelForm):
    """A data set: what some policies need, or chosen fields, or both."""

    policies = forms.MultipleChoiceField(label=_("按政策取数"), required=False, widget=_boxes())
    fields_chosen = forms.MultipleChoiceField(label=_("自选字段"), required=False, widget=_boxes())

    class Meta:
        model = DataSet
        fields = ("title", "kind", "instructions", "change_limit", "blanks_need_reason")
        widgets = {
            "title": forms.TextInput(attrs={"class": "form-control"}),
            "kind": forms.Select(attrs={"class": "form-select"}),
            "instructions": forms.Textarea(attrs={"class": "form-control", "rows": 3}),
            "change_limit": forms.NumberInput(attrs={"class": "form-control", "min": 1, "max": MOST_CHANGE}),
            "blanks_need_reason": forms.CheckboxInput(attrs={"class": "form-check-input"}),
        }
        help_texts = {
            "instructions": _("企业在填报页最上方看到；写明口径和联系人。"),
            "change_limit": _("与上期相差超过它的数，企业须说明原因。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        book = rulebook()
        self.fields["policies"].choices = [(name, _labelled(one)) for name, one in book.policies.items()]
        both = {field.name: field for kind in DataSet.Kind.values for field in askable(kind)}
        self.fields["fields_chosen"].choices = [(name, label_of(field)) for name, field in both.items()]
        if self.instance.pk:
            self.fields["policies"].initial = self.instance.policies
            self.fields["fields_chosen"].initial = [one["field"] for one in self.instance.items if one["back"] == 0]

    def clean_change_limit(self) -> int:
        limit: int = self.cleaned_data["change_limit"]
        if not 1 <= limit <= MOST_CHANGE:
            raise forms.ValidationError(gettext("请填 1 至 1000 之间的整数。"))
        return limit

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = [{"field": name, "back": 0} for name in data.get("fields_chosen", ())]
        if data.get("kind") == DataSet.Kind.MONTH and data.get("policies"):
            self.add_error("policies", gettext("政策按年度取数，月度数据集请只选字段。"))
        elif data.get("policies"):
            try:
                chosen += needed_by(data["policies"], timezone.localdate())
            except GaoxinError as error:
                self.add_error("policies", str(error))
        fitting = {field.name for field in askable(data.get("kind") or DataSet.Kind.YEAR)}
        odd = [one["field"] for one in chosen if one["field"] not in fitting]
        if odd:
            labels = gettext("、").join(label_of(rulebook().fields[name]) for name in odd)
            self.add_error("fields_chosen", gettext("周期不合，不能放在一起：%(fields)s。") % {"fields": labels})
        if not chosen and not self.errors:
            self.add_error("fields_chosen", gettext("请选择政策或字段，至少一项。"))
        order = list(rulebook().fields)
        unique = {(one["field"], one["back"]): one for one in chosen}
        self.instance.items = sorted(unique.values(), key=lambda one: (order.index(one["field"]), one["back"]))
        self.instance.policies = data.get("policies", [])
        return data


class DataSetWordsForm(forms.ModelForm):
    """A data set that has been sent out already: its words may change, what it asks may not."""

    class Meta(DataSetForm.Meta):
        fields = ("title", "instructions", "change_limit", "blanks_need_reason")

    clean_change_limit = DataSetForm.clean_change_limit


class WhomForm(forms.Form):
    """Which enterprises a round asks; nothing chosen is all of them."""

    chain = forms.MultipleChoiceField(label=_("产业链"), required=False)
    organisation = forms.ModelMultipleChoiceField(
        label=_("责任部门"), queryset=Organisation.objects.none(), required=False
    )
    recognition = forms.MultipleChoiceField(label=_("持有资质"), required=False)
    above = forms.ChoiceField(
        label=_("规上企业"), required=False, choices=[("", _("不限")), ("yes", _("规上")), ("no", _("规下"))]
    )
    names = forms.CharField(
        label=_("指定名单"), required=False, widget=forms.Textarea(attrs={"class": "form-control", "rows": 3})
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = access.limit(Enterprise.objects.all(), "collection.manage").order_by()
        chains = mine.exclude(chain="").values_list("chain", flat=True).distinct().order_by("chain")
        self.fields["chain"].choices = [(chain, chain) for chain in chains]
        bureaus = Organisation.objects.filter(pk__in=mine.values("organisation"))
        self.fields["organisation"].queryset = bureaus
        self.fields["recognition"].choices = [(one.id, _labelled(one)) for one in rulebook().titles.values()]
        self.fields["names"].help_text = _("可选。每行一个企业名称或统一社会信用代码，只发给其中的企业。")
        for name in ("chain", "organisation", "recognition"):
            self.fields[name].widget.attrs |= {"class": "form-select", "size": 5}
        self.fields["above"].widget.attrs["class"] = "form-select"

    def clean_names(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(lines) > MOST_NAMES:
            raise forms.ValidationError(
                gettext("名单有 %(n)d 行，一次最多 %(most)d 行；请分几次增加，或改用上面的条件。")
                % {"n": len(lines), "most": MOST_NAMES}
            )
        return lines


class RoundForm(WhomForm):
    """A period to ask for, and of whom."""

    year = forms.IntegerField(label=_("年度"), min_value=YEAR_SPAN[0], max_value=YEAR_SPAN[1])
    month = forms.TypedChoiceField(label=_("月份"), coerce=int, required=False, empty_value=0)
    opens_on = forms.DateField(label=_("开始日期"), widget=_day())
    closes_on = forms.DateField(label=_("截止日期"), widget=_day())

    field_order = ("year", "month", "opens_on", "closes_on")

    def __init__(self, *args: Any, data_set: DataSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].widget.attrs["class"] = "form-control"
        if data_set.kind == DataSet.Kind.MONTH:
            months = [
                (FIRST_MONTH, gettext("1-2月")),
                *((n, gettext("%(month)s月") % {"month": n}) for n in range(3, 13)),
            ]
            self.fields["month"].choices = months
            self.fields["month"].required = True
            self.fields["month"].widget.attrs["class"] = "form-select"
        else:
            del self.fields["month"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("opens_on") and data.get("closes_on") and data["closes_on"] < data["opens_on"]:
            self.add_error("closes_on", gettext("截止日期不能早于开始日期。"))
        return data

    def period_fields(self) -> list[Any]:
        return [self[name] for name in ("year", "month", "opens_on", "closes_on") if name in self.fields]


class CommentForm(forms.Form):
    """A word to the enterprise, and until when it may mend its form."""

    comment = forms.CharField(label=_("意见"), required=False, max_length=1000)
    until = forms.DateField(label=_("请在此前改好"), required=False)

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError(gettext("日期已经过去。"))
        return until


class CloseOnForm(forms.ModelForm):
    class Meta:
        model = Round
        fields = ("closes_on",)
