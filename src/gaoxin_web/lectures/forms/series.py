"""A series, its sessions, its rules and its speakers, as they are filled in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.contests.models import Contest, Sitting
from gaoxin_web.enterprises.uploads import MAGIC, check_file
from gaoxin_web.lectures.models import Series, Talk
from gaoxin_web.lectures.models.series import MOST_SEATS
from gaoxin_web.lectures.queries.series import local_day
from gaoxin_web.lectures.services.series import Plan

TABLES = {".xlsx": MAGIC[".xlsx"], ".csv": b""}
LOCAL = "%Y-%m-%dT%H:%M"


def moments(**more: Any) -> forms.DateTimeField:
    """A moment by the clocks of the installation."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
    return forms.DateTimeField(widget=widget, input_formats=[LOCAL, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **more)


def ticks() -> forms.CheckboxSelectMultiple:
    return forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})


class NewSeriesForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("英文名"), max_length=200, required=False)
    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=1991, max_value=2100)
    organiser = forms.CharField(label=gettext_lazy("主办单位"), max_length=200, required=False)
    count = forms.IntegerField(label=gettext_lazy("期数"), min_value=1, max_value=60, initial=7)
    seats = forms.IntegerField(label=gettext_lazy("每期授课人数"), min_value=1, max_value=MOST_SEATS, initial=9)
    first = forms.DateField(
        label=gettext_lazy("第一期日期"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    begins = forms.TimeField(
        label=gettext_lazy("开始时间"), initial="14:30", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    every = forms.IntegerField(label=gettext_lazy("相隔天数"), min_value=1, max_value=365, initial=14)
    slides = forms.IntegerField(label=gettext_lazy("授课分钟"), min_value=1, max_value=240, initial=10)
    remarks = forms.IntegerField(label=gettext_lazy("点评分钟"), min_value=0, max_value=240, initial=5)
    venue = forms.CharField(label=gettext_lazy("地点"), max_length=120, required=False)

    def __init__(self, *args: Any, zone: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["first"].help_text = _("不填也可以，以后在“场次”里逐期填写。")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        same = Contest.objects.filter(zone=self.zone, name=said.get("name"), year=said.get("year"))
        if same.exists():
            self.add_error("name", _("本年度已有同名的大赛或讲堂，请换一个名称。"))
        return said

    def plan(self) -> Plan:
        return Plan(**self.cleaned_data)


class RulesForm(forms.ModelForm):
    """Seats, minutes and what a timetable keeps."""

    even = forms.BooleanField(label=gettext_lazy("各期类别均衡（按人数平均到每期）"), required=False)
    one_per_unit = forms.BooleanField(label=gettext_lazy("同一单位一期最多一人"), required=False)
    never = forms.MultipleChoiceField(
        label=gettext_lazy("不连续安排的类别"),
        choices=Talk.Kind.choices,
        required=False,
        widget=ticks(),
    )
    topic_most = forms.IntegerField(
        label=gettext_lazy("一期中同一主题最多"), required=False, min_value=1, max_value=MOST_SEATS
    )

    class Meta:
        model = Series
        fields = ("seats", "slides", "remarks")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = self.instance.rules
        self.initial |= {
            "even": rules.get("even", False),
            "one_per_unit": rules.get("one_per_unit", False),
            "never": rules.get("never_in_a_row", []),
            "topic_most": rules.get("topic_most"),
        }
        self.fields["topic_most"].help_text = _("不填表示不限。")
        mix = {one["kind"]: one for one in rules.get("mix", ())}
        self.pairs = []
        for kind, label in Talk.Kind.choices:
            for end in ("least", "most"):
                name = f"{end}_{kind}"
                self.fields[name] = forms.IntegerField(
                    label=f"{label}", required=False, min_value=0, max_value=MOST_SEATS
                )
                self.initial[name] = mix.get(kind, {}).get(end)
            self.pairs.append((label, f"least_{kind}", f"most_{kind}"))

    def bounds(self) -> list[tuple[Any, Any, Any]]:
        """Kind, its least and most, as fields to draw."""
        return [(label, self[least], self[most]) for label, least, most in self.pairs]

    def plain(self) -> list[Any]:
        return [self[name] for name in ("seats", "slides", "remarks")]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for _label, least, most in self.pairs:
            low, high = said.get(least), said.get(most)
            if low is not None and high is not None and low > high:
                self.add_error(most, _("最多不能少于最少。"))
        return said

    def save(self, commit: bool = True) -> Series:
        said = self.cleaned_data
        mix = [
            {
                "kind": kind,
                "least": said.get(f"least_{kind}") or 0,
                "most": said[f"most_{kind}"] if said.get(f"most_{kind}") is not None else said["seats"],
            }
            for kind, _label in Talk.Kind.choices
            if said.get(f"least_{kind}") is not None or said.get(f"most_{kind}") is not None
        ]
        self.instance.rules = {
            "even": said["even"],
            "mix": mix,
            "never_in_a_row": said["never"],
            "one_per_unit": said["one_per_unit"],
            "topic_most": said["topic_most"],
        }
        return super().save(commit)


class SessionForm(forms.ModelForm):
    starts_at = moments(label=gettext_lazy("开始时间"), required=False)
    video_link = forms.URLField(label=gettext_lazy("视频会议"), required=False, assume_scheme="https")

    class Meta:
        model = Sitting
        fields = ("name", "name_en", "starts_at", "minutes", "pause", "venue", "video_link", "host")


class TalkForm(forms.Form):
    """A speaker and the talk."""

    contact = forms.CharField(label=gettext_lazy("讲者"), max_length=60)
    post = forms.CharField(label=gettext_lazy("职务"), max_length=100, required=False)
    organisation = forms.CharField(label=gettext_lazy("单位"), max_length=200, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("单位类别"), choices=Talk.Kind.choices)
    title = forms.CharField(label=gettext_lazy("题目"), max_length=200)
    topic = forms.CharField(label=gettext_lazy("主题领域"), max_length=60, required=False)
    phone = forms.CharField(label=gettext_lazy("电话"), max_length=40, required=False)
    email = forms.EmailField(label=gettext_lazy("邮箱"), required=False)
    unavailable = forms.MultipleChoiceField(label=gettext_lazy("不能到的场次"), required=False, widget=ticks())
    preferred = forms.MultipleChoiceField(label=gettext_lazy("希望的场次"), required=False, widget=ticks())
    note = forms.CharField(label=gettext_lazy("备注"), max_length=200, required=False)

    def __init__(self, *args: Any, sittings: list[Sitting], talk: Talk | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sittings, self.talk = sittings, talk
        choices = [(str(one.pk), session_words(one)) for one in sittings]
        for name in ("unavailable", "preferred"):
            kept = list(getattr(talk, name)) if talk else []
            known = {str(one.pk) for one in sittings}
            by_day = {local_day(one): str(one.pk) for one in sittings if one.starts_at}
            others = [one for one in kept if one not in known and one not in by_day]
            self.fields[name].choices = [*choices, *((day, day) for day in others)]
            self.initial[name] = list(dict.fromkeys(by_day.get(one, one) for one in kept))
        if talk:
            entry = talk.entry
            self.initial |= {key: getattr(entry, key) for key in ("contact", "organisation", "title", "phone", "email")}
            self.initial |= {key: getattr(talk, key) for key in ("post", "kind", "topic", "note")}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        both = set(said.get("unavailable", [])) & set(said.get("preferred", []))
        if both:
            self.add_error("preferred", _("同一场次不能既希望又不能到。"))
        return said


def session_words(sitting: Sitting) -> str:
    """A session as it is ticked: its name and its day."""
    day = f"{timezone.localtime(sitting.starts_at):%Y-%m-%d %H:%M}" if sitting.starts_at else _("日期未定")
    return f"{sitting.label}（{day}）" if _("（") == "（" else f"{sitting.label} ({day})"


class SpeakersFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("讲者名单"),
        widget=forms.FileInput(attrs={"accept": ",".join(TABLES)}),
        error_messages={
            "required": gettext_lazy("请先选择一个文件。"),
            "empty": gettext_lazy("文件是空的，请重新选择。"),
        },
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        check_file(file, TABLES)
        return file


class AnswerForm(forms.Form):
    """What a speaker answers."""

    answer = forms.ChoiceField(
        label=gettext_lazy("您的答复"),
        choices=[("accept", gettext_lazy("接受邀请")), ("decline", gettext_lazy("不能参加"))],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": gettext_lazy("请先选择接受邀请或不能参加。")},
    )
    unavailable = forms.MultipleChoiceField(label=gettext_lazy("不能到的场次"), required=False, widget=ticks())
    message = forms.CharField(
        label=gettext_lazy("留言"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, sittings: list[Sitting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unavailable"].choices = [(str(one.pk), session_words(one)) for one in sittings]


class LetterForm(forms.ModelForm):
    class Meta:
        model = Series
        fields = ("letter", "letter_en")
        widgets = {"letter": forms.Textarea(attrs={"rows": 6}), "letter_en": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter"].help_text = _("不填用通用文字。称呼、题目、场次和回复方式由系统补上。")
