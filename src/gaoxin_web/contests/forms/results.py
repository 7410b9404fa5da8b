"""What officers write to take a step with a result, and what anybody writes to object to one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.contests.models import Appeal, Entry
from gaoxin_web.enterprises.forms.shared import day_input
from gaoxin_web.enterprises.uploads import ACCEPT, check_file

LONGEST = 300  # characters of a reason, as a result keeps it


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST})
    )


class FreezeForm(forms.Form):
    """Freezing; a further time it takes a reason."""

    reason = forms.CharField(
        label=gettext_lazy("再次冻结的原因"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if again:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]


class ReleaseForm(forms.Form):
    until = forms.DateField(
        label=gettext_lazy("公示截止日"), widget=day_input(), help_text=gettext_lazy("含当日，到当日 24:00 为止。")
    )
    shows_scores = forms.BooleanField(label=gettext_lazy("公示得分"), required=False)

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < timezone.localdate():
            raise forms.ValidationError(_("公示截止日期已经过去。"))
        return until


class AnswerForm(ReasonForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("处理意见"),
        choices=[
            ("", gettext_lazy("（未选）")),
            ("dismissed", gettext_lazy("不成立")),
            ("upheld", gettext_lazy("成立")),
        ],
    )
    field_order = ("outcome", "reason")


class ReopenForm(ReasonForm):
    how = forms.ChoiceField(
        label=gettext_lazy("怎样重开"),
        choices=[
            ("recount", gettext_lazy("重新计算：选票不变，按现在的选票和裁定重新计票")),
            ("ballots", gettext_lazy("退回选票：选中的选票退回评委重新打分")),
        ],
        initial="recount",
    )
    field_order = ("how", "reason")


class ObjectionForm(forms.ModelForm):
    """An objection (异议) by anybody; who raises it can be reached, and is not published."""

    class Meta:
        model = Appeal
        fields = ("entry", "name", "phone", "text", "file")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 6, "maxlength": 4000}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
            "file": forms.FileInput(attrs={"accept": ACCEPT}),
        }
        help_texts = {
            "entry": gettext_lazy("对整个结果有异议可不选。"),
            "name": gettext_lazy("只用于核实和答复，不公开。"),
            "text": gettext_lazy("请写明事实和依据。"),
        }

    def __init__(self, *args: Any, entries: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["entry"]
        field.queryset = entries  # type: ignore[attr-defined]
        field.label, field.empty_label = _("涉及项目"), _("（整个结果）")  # type: ignore[attr-defined]
        field.label_from_instance = _entry_words  # type: ignore[attr-defined]
        self.fields["phone"].required = True
        self.fields["text"].max_length = 4000  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text) > 4000:
            raise forms.ValidationError(_("最多 4000 字。"))
        return text

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file:
            check_file(file)
        return file


def _entry_words(entry: Entry) -> str:
    return f"{entry.number} {entry.label}".strip()
