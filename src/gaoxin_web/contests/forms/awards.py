"""What officers write about awards and certificates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.contests.certificates.pdf import can_be_drawn
from gaoxin_web.contests.models import Award, CertificateLayout, Entry
from gaoxin_web.contests.services.awards import Named
from gaoxin_web.contests.services.certificates import KNOWN, unknown_placeholders
from gaoxin_web.enterprises.forms.shared import day_input
from gaoxin_web.enterprises.uploads import PICTURES, check_file

MOST = 10**13  # yuan


class PrizeForm(forms.Form):
    """A tier's name and worth."""

    tier = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("奖项"), max_length=60)
    name_en = forms.CharField(label=gettext_lazy("奖项（英文）"), max_length=100, required=False)
    amount = forms.IntegerField(label=gettext_lazy("奖金（元）"), min_value=0, max_value=MOST, required=False)


class PrizeForms(forms.BaseFormSet):
    """All tiers of a contest; which there are is the schemes' to say."""

    def __init__(self, *args: Any, tiers: list[Named], **kwargs: Any) -> None:
        self.tiers = [one.tier for one in tiers]
        initial = [{"tier": one.tier, "name": one.name, "name_en": one.name_en, "amount": one.amount} for one in tiers]
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self) -> None:
        sent = [form.cleaned_data.get("tier") for form in self.forms if hasattr(form, "cleaned_data")]
        if sent != self.tiers:
            raise forms.ValidationError(_("奖项等次已变，请重新打开本页。"))


PrizeFormSet = forms.formset_factory(PrizeForm, formset=PrizeForms, extra=0)


class SpecialForm(forms.ModelForm):
    """A special award given by hand."""

    class Meta:
        model = Award
        fields = ("entry", "name", "name_en", "prize", "given_on", "source")
        widgets = {"given_on": day_input(), "prize": forms.NumberInput(attrs={"min": 0, "max": MOST})}
        labels = {"source": gettext_lazy("理由和依据"), "entry": gettext_lazy("项目")}

    def __init__(self, *args: Any, entries: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].queryset = entries  # type: ignore[attr-defined]
        self.fields["entry"].empty_label = _("（未选）")  # type: ignore[attr-defined]
        self.fields["entry"].label_from_instance = _words  # type: ignore[attr-defined]
        self.fields["source"].required = True

    def clean_prize(self) -> int | None:
        prize: int | None = self.cleaned_data["prize"]
        if prize is not None and not 0 <= prize <= MOST:
            raise forms.ValidationError(_("奖金不能是负数，也不能超过 10 万亿元。"))
        return prize


def _words(entry: Entry) -> str:
    return f"{entry.number} {entry.title}".strip()


class LayoutForm(forms.ModelForm):
    """What certificates look like; a word in braces must be one that is known."""

    class Meta:
        model = CertificateLayout
        fields = ("prefix", "title", "title_en", "body", "body_en", "signatory", "signatory_en", "signed_on", "seal")
        widgets = {
            "body": forms.Textarea(attrs={"rows": 4, "maxlength": 400}),
            "body_en": forms.Textarea(attrs={"rows": 3, "maxlength": 600}),
            "signed_on": day_input(),
            "seal": forms.ClearableFileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        braces = " ".join(f"{{{name}}}" for name in KNOWN)
        self.fields["prefix"].help_text = _("编号为前缀加四位流水号，如 GX2026-5G-0001。只用大写字母、数字和短横线。")
        self.fields["body"].help_text = _("可用占位：%(names)s") % {"names": braces}
        self.fields["signed_on"].help_text = _("不填则用签发当日。")
        self.fields["seal"].help_text = _("PNG 或 JPG；背景透明的 PNG 最好。印章也可打印后加盖。")

    def clean_prefix(self) -> str:
        prefix: str = self.cleaned_data["prefix"].strip().upper()
        if not prefix or not all(part.isascii() and part.isalnum() for part in prefix.split("-")):
            raise forms.ValidationError(_("只用字母、数字和短横线，如 GX2026-5G。"))
        return prefix

    def clean_body(self) -> str:
        return self._text("body", 400)

    def clean_body_en(self) -> str:
        return self._text("body_en", 600)

    def _text(self, name: str, most: int) -> str:
        text: str = self.cleaned_data[name].replace("\r\n", "\n")
        if len(text) > most:
            raise forms.ValidationError(_("最多 %(most)s 字，证书上放不下更多。") % {"most": most})
        if unknown := unknown_placeholders(text):
            raise forms.ValidationError(_("没有这样的占位：%(names)s。") % {"names": " ".join(unknown)})
        return text

    def clean_seal(self) -> Any:
        file = self.cleaned_data.get("seal")
        if file and hasattr(file, "content_type"):
            check_file(file, PICTURES)
            if not can_be_drawn(file.name, file.read()):
                raise forms.ValidationError(_("图片打不开，或超过 1 MB。请换一张 PNG 或 JPG。"))
            file.seek(0)
        return file
