"""What administrators fill in: accounts, roles, organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts.models import Organisation, User, Zone
from gaoxin_web.accounts.roles import Role, Scope
from gaoxin_web.enterprises.models import Enterprise


class IndentedChoice(forms.ModelChoiceField):
    """Organisations as a tree: a level is an indent."""

    def label_from_instance(self, organisation: Organisation) -> str:
        return indented(organisation)


class IndentedChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, organisation: Organisation) -> str:
        return indented(organisation)


def indented(organisation: Organisation) -> str:
    return "　" * (organisation.path.count("/") - 1) + organisation.name


class UserForm(forms.ModelForm):
    """An account; a name once given stays, since the log speaks of it."""

    organisation = IndentedChoice(
        Organisation.objects.none(), label=_("所属部门"), required=False, empty_label=_("不属于部门")
    )

    class Meta:
        model = User
        fields = ["username", "name", "organisation", "phone", "email"]
        help_texts = {
            "username": _("登录时使用，建立后不能修改。一人一号，不得共用。"),
            "phone": _("仅供管理员联系，列表中不显示。"),
        }

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(zone=zone)
        self.fields["name"].required = True
        if self.instance.pk:
            self.fields["username"].disabled = True
        else:
            self.fields["username"].widget.attrs |= {"autocomplete": "off", "autofocus": True}

    def clean_username(self) -> str:
        """Names that differ by capitals alone would be one at the door."""
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("这个用户名已有人用（不分大小写），请换一个。"))
        return name


class GrantForm(forms.Form):
    """A role, whose rows it reaches, and until when."""

    role = forms.ChoiceField(label=_("角色"), choices=[("", _("请选择")), *Role.choices])
    scope = forms.ChoiceField(
        label=_("数据范围"),
        choices=Scope.choices,
        initial=Scope.OWN,
        help_text=_("管理员固定为全部；企业用户只看到自己的企业。"),
    )
    organisations = IndentedChoices(
        Organisation.objects.none(),
        label=_("自定义部门"),
        required=False,
        help_text=_("数据范围为“自定义部门”时选择，按住 Ctrl 可多选。"),
    )
    enterprise = forms.CharField(
        label=_("企业"),
        required=False,
        max_length=100,
        help_text=_("角色为“企业用户”时填写统一社会信用代码或企业全称。"),
    )
    until = forms.DateField(
        label=_("有效期至"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("留空为长期有效。"),
    )

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["organisations"].queryset = Organisation.objects.filter(zone=zone)

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError(_("有效期不能早于今天。"))
        return until

    def clean_enterprise(self) -> Enterprise | None:
        """The one enterprise of the zone with that code or name; only who acts for one needs it."""
        written = self.cleaned_data["enterprise"].strip()
        if self.cleaned_data.get("role") != Role.ENTERPRISE:
            return None
        if not written:
            raise forms.ValidationError(_("请填写这个账号代表哪一家企业。"))
        found = Enterprise.objects.filter(Q(uscc=written.upper()) | Q(name=written), zone=self.zone)[:2]
        if len(found) != 1:
            raise forms.ValidationError(_("本区名册里没有这家企业，或同名不止一家；请填写统一社会信用代码。"))
        return found[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("scope") == Scope.CHOSEN and not cleaned.get("organisations") and _wide(cleaned.get("role")):
            self.add_error("organisations", _("请选择至少一个部门。"))
        return cleaned

    field_order = ["role", "scope", "organisations", "enterprise", "until"]


def _wide(role: str | None) -> bool:
    """Whether a role takes the scope that was chosen."""
    return role in (Role.LEADER, Role.OFFICER)


class OrganisationForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=100)
    parent = IndentedChoice(Organisation.objects.none(), label=_("上级部门"), required=False, empty_label=_("（顶级）"))

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = rows


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200)
