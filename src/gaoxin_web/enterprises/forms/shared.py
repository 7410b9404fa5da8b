"""What the register's forms have in common: days, personal data that stay covered, choices inside the zone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts.models import Organisation, User
from gaoxin_web.ui.templatetags.ui import masked_name, masked_phone

CLEAR = "无"  # written into a covered field, it empties it
MASKS = {"phone": masked_phone, "contact": masked_name, "leader": masked_name}


MOST = 2**63 - 1  # what a database keeps as a whole number


def whole(text: str, most: int = MOST) -> int | None:
    """A whole number from an address or a form; None for anything else, however long."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= most else None


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def latest_record(instance: Any) -> Any:
    """The newest record of a thing's history; None where it is new or has none."""
    history = getattr(type(instance), "history", None)
    if instance.pk is None or history is None:
        return None
    return history.filter(id=instance.pk).select_related("history_user").order_by("-history_id").first()


class CoveredMixin:
    """Personal data are not written into the page: an empty field keeps what is there."""

    covered: tuple[str, ...] = ()

    def cover(self) -> None:
        for name in self.covered:
            known = getattr(self.instance, name, "") if self.instance.pk else ""  # type: ignore[attr-defined]
            if known:
                field = self.fields[name]  # type: ignore[attr-defined]
                self.initial[name] = ""  # type: ignore[attr-defined]
                field.required = False
                field.widget.attrs |= {"placeholder": MASKS[name](known), "autocomplete": "off"}
                field.help_text = _("已登记；不改请留空，要清除请填“无”。")

    def uncovered(self, name: str) -> str:
        written: str = self.cleaned_data.get(name) or ""  # type: ignore[attr-defined]
        if written.strip() == CLEAR:
            return ""
        known = type(self.instance).objects.filter(pk=self.instance.pk).values_list(name, flat=True)  # type: ignore[attr-defined]
        return written or (known.first() or "" if self.instance.pk else "")  # type: ignore[attr-defined]


class RegisterForm(CoveredMixin, forms.ModelForm):
    """A form about something of a zone; what somebody else changed since it was opened is not written over unseen."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.widget = day_input()
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = _("（未选）")
            elif isinstance(field, forms.ChoiceField) and ("", "---------") in list(field.choices):
                field.choices = [("", _("（未选）")), *(one for one in field.choices if one[0] != "")]
            if name == "organisation":
                field.queryset = Organisation.objects.filter(zone=user.zone_id)  # type: ignore[attr-defined]
        self.cover()
        self.latest = latest_record(self.instance)
        self.initial["seen"] = str(self.latest.history_id) if self.latest else ""

    def clean_seen(self) -> str:
        seen: str = self.cleaned_data["seen"]
        if self.latest and seen and seen != str(self.latest.history_id):
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = str(self.latest.history_id)
            said = {
                "who": self.latest.history_user or _("系统"),
                "at": f"{timezone.localtime(self.latest.history_date):%H:%M}",
            }
            text = _("您打开本页之后，%(who)s 在 %(at)s 改过这条记录。请核对下面的内容，再点一次保存，以您的为准。")
            self.add_error(None, text % said)
        return seen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.covered:
            if name in self.fields and name not in self.errors:
                cleaned[name] = self.uncovered(name)
        return cleaned

    def not_before(self, first: str, second: str) -> None:
        """Say it at the second day when it lies before the first."""
        start, end = self.cleaned_data.get(first), self.cleaned_data.get(second)
        if start and end and end < start:
            self.add_error(second, _("不能早于%(label)s。") % {"label": self.fields[first].label})
