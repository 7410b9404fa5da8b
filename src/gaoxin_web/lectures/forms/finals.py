"""Slots, windows and draws of a remote final, as they are filled in."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin.schedule.slots import starts
from gaoxin_web.contests.models import Division, Round, Sitting
from gaoxin_web.lectures.forms.series import moments
from gaoxin_web.lectures.models import Finals, Window
from gaoxin_web.lectures.services.finals import span_of

CLOCK = re.compile(r"^([01]?\d|2[0-3]):[0-5]\d$")


class FinalsForm(forms.ModelForm):
    """Minutes, and the hours of each division."""

    earliest = forms.TimeField(
        label=gettext_lazy("当地最早"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    latest = forms.TimeField(
        label=gettext_lazy("当地最晚"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    class Meta:
        model = Finals
        fields = ("pitch", "questions", "pause", "earliest", "latest")

    def __init__(self, *args: Any, divisions: list[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.divisions = divisions
        for one in divisions:
            own = self.instance.hours.get(str(one.pk)) or ["", ""]
            for end, first in (("from", own[0]), ("to", own[1])):
                self.fields[f"{end}_{one.pk}"] = forms.TimeField(
                    label=one.label,
                    required=False,
                    initial=first,
                    widget=forms.TimeInput(attrs={"type": "time", "aria-label": one.label}, format="%H:%M"),
                )

    def plain(self) -> list[Any]:
        return [self[name] for name in ("pitch", "questions", "pause", "earliest", "latest")]

    def own_hours(self) -> list[tuple[Division, Any, Any]]:
        return [(one, self[f"from_{one.pk}"], self[f"to_{one.pk}"]) for one in self.divisions]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("earliest") and said.get("latest") and said["latest"] <= said["earliest"]:
            self.add_error("latest", _("最晚要在最早之后。"))
        for one in self.divisions:
            begins, ends = said.get(f"from_{one.pk}"), said.get(f"to_{one.pk}")
            if bool(begins) != bool(ends):
                self.add_error(f"to_{one.pk}", _("两个时间都填，或都不填（用上面的通用时段）。"))
            elif begins and ends and ends <= begins:
                self.add_error(f"to_{one.pk}", _("最晚要在最早之后。"))
        return said

    def save(self, commit: bool = True) -> Finals:
        said = self.cleaned_data
        self.instance.hours = {
            str(one.pk): [f"{said[f'from_{one.pk}']:%H:%M}", f"{said[f'to_{one.pk}']:%H:%M}"]
            for one in self.divisions
            if said.get(f"from_{one.pk}") and said.get(f"to_{one.pk}")
        }
        return super().save(commit)


class WindowForm(forms.Form):
    """A window of one day of the zone."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    starts_at = moments(label=gettext_lazy("开始时间"))
    ends_at = moments(label=gettext_lazy("结束时间"))
    breaks = forms.CharField(label=gettext_lazy("休息"), max_length=200, required=False)
    video_link = forms.URLField(label=gettext_lazy("视频会议"), required=False, assume_scheme="https")

    def __init__(self, *args: Any, round_: Round, window: Window | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round, self.window = round_, window
        self.fields["breaks"].help_text = _("如 17:30-17:45，几段用逗号隔开。")
        if window:
            one = window.sitting
            self.initial |= {
                "name": one.name,
                "starts_at": timezone.localtime(one.starts_at) if one.starts_at else None,
                "ends_at": timezone.localtime(window.ends_at),
                "breaks": "，".join(f"{begins}-{ends}" for begins, ends in window.breaks),
                "video_link": one.video_link,
            }

    def clean_breaks(self) -> list[list[str]]:
        found = []
        for part in re.split(r"[,，、;；\s]+", self.cleaned_data["breaks"]):
            if not part:
                continue
            ends = re.split(r"[-–—~～至]+", part)
            if len(ends) != 2 or not all(CLOCK.match(one) for one in ends):
                raise forms.ValidationError(_("“%(text)s”不是时段，请写成 17:30-17:45。") % {"text": part[:20]})
            one, other = (f"{one:0>5}" for one in ends)
            if other <= one:
                raise forms.ValidationError(_("“%(text)s”结束早于开始。") % {"text": part[:20]})
            found.append([one, other])
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        begins, ends = said.get("starts_at"), said.get("ends_at")
        if begins and ends:
            if ends <= begins:
                self.add_error("ends_at", _("结束要在开始之后。"))
            elif timezone.localtime(begins).date() != timezone.localtime(ends).date():
                self.add_error("ends_at", _("一个时间窗口只在一天之内，跨天请分成两个。"))
            elif self._empty(said):
                self.add_error("ends_at", _("这个窗口放不下一个时段，请放长。"))
        taken = Sitting.objects.filter(round=self.round, name=said.get("name"))
        if taken.exclude(pk=self.window.sitting_id if self.window else None).exists():
            self.add_error("name", _("本轮已有同名的时间窗口。"))
        return said

    def _empty(self, said: dict[str, Any]) -> bool:
        finals = Finals.objects.filter(round=self.round).first() or Finals()
        try_out = Window(
            sitting=Sitting(starts_at=said["starts_at"]), ends_at=said["ends_at"], breaks=said.get("breaks") or []
        )
        return not starts([span_of(try_out)], finals.pitch, finals.questions, finals.pause)

    def save(self) -> Window:
        said = self.cleaned_data
        sitting = (
            self.window.sitting if self.window else Sitting(round=self.round, order=self.round.sittings.count() + 1)
        )
        sitting.name, sitting.starts_at, sitting.video_link = said["name"], said["starts_at"], said["video_link"]
        sitting.save()
        window = self.window or Window(sitting=sitting)
        window.ends_at, window.breaks = said["ends_at"], said["breaks"]
        window.save()
        return window


class DrawForm(forms.Form):
    public_source = forms.CharField(label=gettext_lazy("混入的公开数（可不填）"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["public_source"].help_text = _(
            "先说好用哪个抽签后才知道的公开数，如“12 月 1 日上证指数收盘点位”；这样连生成种子的人也不能预知结果。"
        )


class RevealForm(forms.Form):
    public_number = forms.CharField(label=gettext_lazy("公开数"), max_length=60, required=False)


class LinkForm(forms.Form):
    video_link = forms.URLField(label=gettext_lazy("视频会议"), required=False, assume_scheme="https")
