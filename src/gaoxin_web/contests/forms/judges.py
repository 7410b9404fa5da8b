"""A judge of the pool, a judge's seat on a round, and what a judge declares."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from gaoxin.register.identity import read_code
from gaoxin_web.accounts.models import User
from gaoxin_web.accounts.roles import Role
from gaoxin_web.contests.models import Entry, Judge, Panelist
from gaoxin_web.contests.services.judges import split_words
from gaoxin_web.contests.services.tables import KINDS, check_table
from gaoxin_web.ui.templatetags.ui import masked_phone

LISTED = 200  # entries up to which a judge ticks them; beyond, organisations are written


class JudgeForm(forms.ModelForm):
    """A judge; a telephone or e-mail that is kept is shown masked, and an empty field leaves it as it is."""

    expertise = forms.CharField(label=gettext_lazy("专业领域"), max_length=300, required=False)

    class Meta:
        model = Judge
        fields = ("name", "organisation", "uscc", "title", "city", "phone", "email", "user", "note")

    def __init__(self, *args: Any, zone: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expertise"].help_text = _("用顿号分开，与赛道名称一致的按专家分配，如“新一代信息技术、生物医药”。")
        self.fields["uscc"].help_text = _("回避按单位代码认定，请尽量填写；没有代码的按单位全称认定。")
        self.fields["organisation"].label = pgettext("judge", "单位")
        accounts = User.objects.filter(zone=zone, is_active=True, grants__role=Role.JUDGE).distinct()
        mine = self.instance.user_id
        taken = Judge.objects.exclude(user=None).exclude(user=mine).values("user")
        self.fields["user"].queryset = accounts.exclude(pk__in=taken)  # type: ignore[attr-defined]
        self.fields["user"].empty_label = _("没有账号（现场扫码登录）")  # type: ignore[attr-defined]
        self.fields["user"].help_text = _("网上评审须有评委角色的账号；账号由系统管理员开通。")
        self.initial["expertise"] = "、".join(self.instance.fields or [])
        self.kept = {"phone": self.instance.phone, "email": self.instance.email}
        for name, shown in (("phone", masked_phone(self.instance.phone)), ("email", masked_email(self.instance.email))):
            self.initial[name] = ""
            if shown:
                self.fields[name].widget.attrs["placeholder"] = shown
                self.fields[name].help_text = _("已登记；不改请留空。")

    def clean_uscc(self) -> str:
        code = read_code(self.cleaned_data["uscc"] or None)
        if code.state != "missing" and code.value is None:
            doubt = code.doubts[-1]
            raise forms.ValidationError(f"“{code.raw}”{doubt.problem}。{doubt.hint}")
        return code.value or ""

    def clean_phone(self) -> str:
        return self.cleaned_data["phone"].strip() or self.kept["phone"]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip() or self.kept["email"]

    def save(self, commit: bool = True) -> Judge:
        self.instance.fields = split_words(self.cleaned_data["expertise"])
        return super().save(commit)


def masked_email(text: str) -> str:
    """``a***@example.com``: the first letter and where it is."""
    name, at, host = text.partition("@")
    return f"{name[:1]}***{at}{host}" if text else ""


class TableForm(forms.Form):
    """A workbook or CSV to read."""

    file = forms.FileField(
        label=gettext_lazy("文件"),
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
        error_messages={
            "required": gettext_lazy("请先选择一个文件。"),
            "empty": gettext_lazy("文件是空的，请重新选择。"),
        },
    )

    def clean_file(self) -> UploadedFile:
        return check_table(self.cleaned_data["file"])


class SeatForm(forms.ModelForm):
    """A seat on a round: chair or not, marking or leading only, how many entries, which sittings."""

    class Meta:
        model = Panelist
        fields = ("role", "state", "marks", "least", "most", "sittings")
        widgets = {"sittings": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            (state.value, state.label) for state in Panelist.State if state != Panelist.State.REMOVED
        ]
        self.fields["sittings"].queryset = self.instance.round.sittings.all()  # type: ignore[attr-defined]
        self.fields["sittings"].label = _("场次")
        self.fields["sittings"].required = False
        self.fields["sittings"].help_text = _("不选即全部场次。")
        self.fields["marks"].help_text = _("不勾选则只主持，不打分。")
        self.fields["least"].help_text = self.fields["most"].help_text = _(
            "只用于按项目分配评委的轮次；不填则平均分配。"
        )
        if not self.instance.round.sittings.exists():
            del self.fields["sittings"]
        if self.instance.round.per_entry is None:
            del self.fields["least"], self.fields["most"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least, most = cleaned.get("least"), cleaned.get("most")
        if least is not None and most is not None and least > most:
            self.add_error("most", _("最多不能少于最少。"))
        return cleaned


class DeclareForm(forms.Form):
    """What a judge says before the work begins: what keeps them away, and that nothing else does."""

    entries = forms.MultipleChoiceField(
        label=gettext_lazy("须回避的项目"), required=False, widget=forms.CheckboxSelectMultiple
    )
    organisations = forms.CharField(
        label=gettext_lazy("与我有利益关系的单位"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = forms.CharField(label=gettext_lazy("原因"), required=False, max_length=200)
    nothing_else = forms.BooleanField(
        label=gettext_lazy("我已核对：除以上所列，我与参评项目没有利益关系，并将独立、公正评审。"),
        error_messages={"required": gettext_lazy("请核对并勾选承诺后再接受。")},
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisations"].help_text = _("本人任职、投资、顾问、亲属任职的单位，每行一个，写全称或主要部分。")
        if not choices or len(choices) > LISTED:
            del self.fields["entries"]
        else:
            self.fields["entries"].choices = choices  # type: ignore[attr-defined]


class ConflictForm(forms.Form):
    """An officer finds that a judge is to keep away from an entry."""

    judge = forms.ModelChoiceField(label=gettext_lazy("评委"), queryset=Judge.objects.none())
    entry = forms.ModelChoiceField(label=pgettext_lazy("contest", "项目"), queryset=Entry.objects.none())
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)
