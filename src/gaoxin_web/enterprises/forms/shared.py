"""What the register's forms have in common: days, personal data that stay covered, choices inside the zone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts.models import Organisation, User
from gaoxin_web.ui.templatetags.ui import masked_name, masked_phone

CLEAR = "无"  # written into a covered field, it empties it
MASKS = {"phone": masked_phone, "contact": masked_name, "leader": masked_name}


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


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
    """A form about something of a zone."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.widget = day_input()
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
            if name == "organisation":
                field.queryset = Organisation.objects.filter(zone=user.zone_id)  # type: ignore[attr-defined]
        self.cover()

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
