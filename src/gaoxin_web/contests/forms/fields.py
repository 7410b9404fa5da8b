"""Inputs that forms of contests share."""

from __future__ import annotations

import zoneinfo
from functools import cache
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FORMAT = "%Y-%m-%dT%H:%M"
USUAL = (
    ("Asia/Shanghai", _("北京时间")),
    ("Asia/Singapore", _("新加坡")),
    ("Asia/Tokyo", _("东京")),
    ("Asia/Dubai", _("迪拜")),
    ("Europe/Moscow", _("莫斯科")),
    ("Europe/Berlin", _("柏林")),
    ("Europe/London", _("伦敦")),
    ("America/New_York", _("纽约")),
    ("America/Chicago", _("芝加哥")),
    ("America/Los_Angeles", _("洛杉矶")),
    ("Australia/Sydney", _("悉尼")),
)


class Moment(forms.DateTimeField):
    """A day and an hour, of the zone's clock."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=FORMAT)
        super().__init__(widget=widget, required=kwargs.pop("required", False), **kwargs)
        self.input_formats = [FORMAT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"]


@cache
def known_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


class TimeZone(forms.CharField):
    """A time zone by its name of the tz database; the usual ones are offered."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}))
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text and text not in known_zones():
            raise forms.ValidationError(_("没有这个时区，请从提示中选，如 Europe/London。"))
        return text


def this_year() -> int:
    return timezone.localdate().year
