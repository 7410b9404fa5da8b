"""What officers write on the ladder pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.ladders.models import Measure, Plan, Window
from gaoxin_web.ladders.rules import rungs_of
from gaoxin_web.ladders.words import policy_words
from gaoxin_web.rulebook import rulebook

EARLIEST = date(2008, 1, 1)  # no policy of the rulebook is older


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RunForm(forms.Form):
    on = forms.DateField(label=_("测算日期"), widget=day_input(), initial=timezone.localdate)

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if not EARLIEST <= on <= timezone.localdate().replace(month=12, day=31):
            raise ValidationError(_("请填 2008 年至今年年底之间的一天。"))
        return on


class JudgementForm(forms.Form):
    """A person's judgement of a criterion no fact decides."""

    VERDICTS = (("met", _("达标")), ("not_met", _("不达标")), ("withdraw", _("撤回判断")))

    criterion = forms.CharField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(label=_("判断"), choices=VERDICTS)
    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.TextInput)

    def clean_criterion(self) -> str:
        criterion: str = self.cleaned_data["criterion"]
        if criterion not in rulebook().judgements():
            raise ValidationError(_("这一条不由人判断。"))
        return criterion


class PlanForm(forms.ModelForm[Plan]):
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Plan
        fields = ("owner", "apply_by", "note")
        widgets = {"apply_by": day_input(), "note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        working = User.objects.filter(zone=zone, is_active=True, grants__role__in=("officer", "leader")).distinct()
        self.fields["owner"].queryset = working  # type: ignore[attr-defined]
        self.fields["owner"].empty_label = _("未指定")  # type: ignore[attr-defined]
        self.now = version_of(self.instance)
        self.initial["seen"] = self.now

    def clean_seen(self) -> str:
        """What somebody else changed since the page was opened is not written over unseen."""
        seen: str = self.cleaned_data["seen"]
        if seen and seen != self.now:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.now
            self.add_error(None, _("您打开本页之后，有人改过这份方案。请核对下面的内容，再点一次保存，以您的为准。"))
        return seen


def version_of(plan: Plan) -> str:
    """The newest records of a plan and of its measures."""
    own = plan.history.order_by("-history_id").values_list("history_id", flat=True).first() or 0
    measures = Measure.history.filter(plan_id=plan.pk).order_by("-history_id").values_list("history_id", flat=True)
    return f"{own}.{measures.first() or 0}"


class MeasureForm(forms.ModelForm[Measure]):
    """One measure; money is written in 万元."""

    cost_wan = forms.DecimalField(
        label=_("预计投入（万元）"), required=False, min_value=0, max_digits=12, decimal_places=4
    )

    class Meta:
        model = Measure
        fields = ("text", "owner", "due_on", "done_on")
        widgets = {"due_on": day_input(), "done_on": day_input(), "text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cost = self.instance.cost
        self.fields["cost_wan"].initial = None if cost is None else Decimal(cost) / 10_000

    def clean_done_on(self) -> date | None:
        done: date | None = self.cleaned_data["done_on"]
        if done and done > timezone.localdate():
            raise ValidationError(_("完成日期不能在今天之后。"))
        return done

    def save(self, commit: bool = True) -> Measure:
        wan = self.cleaned_data["cost_wan"]
        self.instance.cost = None if wan is None else int(wan * 10_000)
        return super().save(commit)


MeasureFormSet = forms.inlineformset_factory(
    Plan, Measure, form=MeasureForm, extra=2, can_delete=True, max_num=40, validate_max=True
)


class WindowForm(forms.ModelForm[Window]):
    policy = forms.ChoiceField(label=_("政策"))
    link = forms.URLField(label=_("通知网址"), required=False, max_length=200, assume_scheme="https")

    class Meta:
        model = Window
        fields = ("policy", "title", "opens_on", "closes_on", "remind_days", "link")
        widgets = {"opens_on": day_input(), "closes_on": day_input()}

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(dict.fromkeys([*rungs_of(zone), self.instance.policy or rungs_of(zone)[0]]))
        self.fields["policy"].choices = [(key, policy_words(key)) for key in known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        opens, closes = found.get("opens_on"), found.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("截止日期不能早于开始日期。"))
        return found


class BudgetForm(forms.Form):
    policy = forms.MultipleChoiceField(
        label=_("政策"), choices=(), widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    )
    budget = forms.DecimalField(label=_("预算（万元）"), min_value=0, max_digits=12, decimal_places=2)

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policy"].choices = [(key, policy_words(key)) for key in rungs_of(zone)]  # type: ignore[attr-defined]
