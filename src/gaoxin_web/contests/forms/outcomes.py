"""What became of a winner, as an officer notes it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.contests.models import Outcome
from gaoxin_web.contests.services.outcomes import MOST
from gaoxin_web.enterprises.forms.shared import day_input
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.enterprises.uploads import check_file


class OutcomeForm(forms.ModelForm):
    """``uscc`` leads to the enterprise of the register that an entry landed as."""

    uscc = forms.CharField(
        label=gettext_lazy("落户企业的统一社会信用代码"),
        max_length=18,
        required=False,
        help_text=gettext_lazy("只在“落户”时填；名册里有这家企业就关联上。"),
    )

    class Meta:
        model = Outcome
        fields = ("kind", "on", "amount", "text", "source")
        widgets = {"on": day_input(), "amount": forms.NumberInput(attrs={"min": 0, "max": MOST})}
        help_texts = {
            "amount": gettext_lazy("估值、融资填金额，不详留空。"),
            "source": gettext_lazy("新闻、公告、企业来函、走访等，写明出处。"),
        }

    def __init__(self, *args: Any, enterprises: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enterprises = enterprises
        self.fields["source"].required = True
        self.fields["kind"].choices = [("", _("（未选）")), *Outcome.Kind.choices]  # type: ignore[attr-defined]
        self.enterprise: Enterprise | None = None

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("日期在今天之后，请在发生后再登记。"))
        return on

    def clean_amount(self) -> int | None:
        amount: int | None = self.cleaned_data["amount"]
        if amount is not None and not 0 <= amount <= MOST:
            raise forms.ValidationError(_("金额不能是负数，也不能过大。"))
        return amount

    def clean_uscc(self) -> str:
        uscc: str = self.cleaned_data["uscc"].strip().upper()
        if uscc:
            self.enterprise = self.enterprises.filter(uscc=uscc).first()
            if self.enterprise is None:
                raise forms.ValidationError(_("名册里没有这家企业，请先到企业名册登记，或留空。"))
        return uscc


class OutcomeFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("填好的跟踪表"), widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=gettext_lazy("先导出本页的表格，补充后上传；同一条不会重复登记。"),
    )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        check_file(file, {".xlsx": b"PK\x03\x04"})
        return file
