"""An enterprise as it is entered by hand: its code checked, its twins shown."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin.register.identity import read_code, read_name
from gaoxin_web.accounts.access import Access
from gaoxin_web.enterprises.filters import YES_NO, stewards_of
from gaoxin_web.enterprises.forms.shared import RegisterForm
from gaoxin_web.enterprises.models import GONE, Enterprise
from gaoxin_web.enterprises.queries.register import same_code, same_name

PHONE = re.compile(r"[0-9+\-() （）]{7,20}")


class EnterpriseForm(RegisterForm):
    """Everything an officer enters of an enterprise."""

    covered = ("contact", "phone")
    uscc = forms.CharField(
        label=gettext_lazy("统一社会信用代码"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("18 位；空格、全角、小写会自动改正。不知道可以留空，以后再补。"),
    )
    above_designated_size = forms.NullBooleanField(
        label=gettext_lazy("规上企业"),
        required=False,
        widget=forms.Select(choices=(("", gettext_lazy("不详")), *YES_NO)),
    )
    not_the_same = forms.BooleanField(
        label=gettext_lazy("已核对，不是同一家企业，仍要保存"), required=False, widget=forms.HiddenInput()
    )

    class Meta:
        model = Enterprise
        fields = (
            "name",
            "short_name",
            "uscc",
            "status",
            "left_on",
            "left_reason",
            "established_on",
            "industry",
            "industry_code",
            "chain",
            "park",
            "address",
            "above_designated_size",
            "organisation",
            "steward",
            "contact",
            "phone",
        )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        self.access = access
        super().__init__(*args, **kwargs)
        self.fields["steward"].queryset = stewards_of(self.user.zone_id)  # type: ignore[attr-defined]
        self.fields["chain"].widget.attrs["list"] = "chains"
        self.fields["left_on"].help_text = _("迁出或注销的企业填写；从这一天起不再计入。不知道可以留空，则一直不计入。")
        self.twins: list[Enterprise] = []
        if self.instance.above_designated_size is not None:
            self.initial["above_designated_size"] = str(int(self.instance.above_designated_size))

    def clean_name(self) -> str:
        """The name alone; a former name in brackets is asked for elsewhere."""
        read = read_name(self.cleaned_data["name"])
        if not read.name:
            raise forms.ValidationError(_("请填写营业执照上的全称。"))
        if read.former:
            text = _("请只填现名“%(name)s”；曾用名“%(former)s”请保存后在“关系”页登记。")
            raise forms.ValidationError(text % {"name": read.name, "former": "、".join(read.former)})
        return read.name

    def clean_uscc(self) -> str | None:
        """A code that is right, or a word on what is wrong with it; the slip is named, never mended unasked."""
        code = read_code(self.cleaned_data["uscc"] or None)
        if code.state == "missing":
            return None
        if code.value is None:
            doubt = code.doubts[-1]
            raise forms.ValidationError(f"“{code.raw}”{doubt.problem}。{doubt.hint}")
        twin = same_code(self.user.zone_id, code.value, self.instance.pk)
        if twin:
            raise forms.ValidationError(self._taken(twin))
        return code.value

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].strip()
        if phone and phone != "无" and not all(PHONE.fullmatch(part) for part in re.split(r"[;；、/]", phone)):
            raise forms.ValidationError(_("请填写 7 至 20 位的电话，如 0952-2012345；几个号码用分号隔开。"))
        return phone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_leaving(cleaned)
        name = cleaned.get("name")
        if name and ("name" in self.changed_data or self.instance.pk is None):
            self.twins = same_name(self.user.zone_id, name, self.instance.pk)
            if self.twins:
                self.fields["not_the_same"].widget = forms.CheckboxInput()
            if self.twins and not cleaned.get("not_the_same"):
                self.add_error("name", format_html(_("名册里已有同名或曾用此名的企业：{}。"), self._links(self.twins)))
        return cleaned

    def _clean_leaving(self, cleaned: dict[str, Any]) -> None:
        """A day of leaving belongs to one that has left; it is past, and not before the founding."""
        left, status = cleaned.get("left_on"), cleaned.get("status")
        if status not in GONE:
            if left:
                self.add_error("left_on", _("状态不是“迁出”或“注销”，请留空，或先改状态。"))
            elif cleaned.get("left_reason"):
                self.add_error("left_reason", _("状态不是“迁出”或“注销”，请留空，或先改状态。"))
        elif left and left > timezone.localdate():
            self.add_error("left_on", _("还没有到这一天；到时再登记。"))
        self.not_before("established_on", "left_on")

    def _taken(self, twin: Enterprise) -> SafeString:
        return format_html(_("此代码已登记给 {}，不能重复。"), self._links([twin]))

    def _links(self, twins: list[Enterprise]) -> SafeString:
        """Who has it already: a link where this user may open it, else the bureau to ask."""
        pks = [twin.pk for twin in twins]
        seen = set(
            self.access.limit(Enterprise.objects.filter(pk__in=pks), "register.view").values_list("pk", flat=True)
        )
        parts = [
            format_html('<a href="{}">{}</a>', reverse("enterprise", args=[twin.pk]), twin.name)
            if twin.pk in seen
            else format_html(_("{}（不在您的数据范围内，责任部门：{}）"), twin.name, twin.organisation or "—")
            for twin in twins
        ]
        return format_html_join("、", "{}", ((part,) for part in parts))


class ContactForm(RegisterForm):
    """What an enterprise may change of itself: how to reach it."""

    covered = ()
    clean_phone = EnterpriseForm.clean_phone

    class Meta:
        model = Enterprise
        fields = ("contact", "phone", "address")
