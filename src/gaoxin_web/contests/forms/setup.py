"""A contest made and changed: its facts, its divisions and tracks, its rounds."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.accounts.models import Organisation
from gaoxin_web.contests.forms.fields import Moment, TimeZone, this_year
from gaoxin_web.contests.models import Contest, Division, Quota, Round, SchemeVersion, Track
from gaoxin_web.contests.services.templates import templates


class Named(forms.ModelForm):
    """A contest has its name once a year in its zone."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        name, year = cleaned.get("name"), cleaned.get("year")
        if name and year:
            same = Contest.objects.filter(zone_id=self.instance.zone_id, name=name, year=year)
            if same.exclude(pk=self.instance.pk).exists():
                self.add_error("name", _("%(year)s年已有同名的大赛。") % {"year": year})
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("截止应在开始之后。"))
        return cleaned


class NewContestForm(Named):
    """A contest from a template: what must be said at once; all else is changed after."""

    template = forms.ChoiceField(label=gettext_lazy("模板"), widget=forms.RadioSelect)
    opens_at = Moment(label=gettext_lazy("征集开始"))
    closes_at = Moment(label=gettext_lazy("征集截止"))

    class Meta:
        model = Contest
        fields = ("template", "name", "name_en", "year", "opens_at", "closes_at", "organiser", "contact")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = [(key, one.label) for key, one in templates().items()]  # type: ignore[attr-defined]
        self.fields["template"].initial = next(iter(templates()))
        self.initial["year"] = self.initial.get("year") or this_year()
        self.fields["name"].required = True


class OthersContestForm(Named):
    """Somebody else's contest, of which the awards of the zone's enterprises are kept."""

    class Meta:
        model = Contest
        fields = ("name", "name_en", "year", "edition", "standing", "organiser", "organiser_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [one for one in Contest.Standing.choices if one[0] != Contest.Standing.OWN]
        self.fields["standing"].choices = choices  # type: ignore[attr-defined]
        self.fields["standing"].initial = choices[0][0]
        self.initial["year"] = self.initial.get("year") or this_year()


class ContestForm(Named):
    """The facts of a contest."""

    opens_at = Moment(label=gettext_lazy("征集开始"))
    closes_at = Moment(label=gettext_lazy("征集截止"))

    class Meta:
        model = Contest
        fields = ("name", "name_en", "year", "edition", "organiser", "organiser_en", "organisation", "opens_at",
                  "closes_at", "contact", "summary", "summary_en", "blind", "notice_days", "code")  # fmt: skip
        widgets: ClassVar = {
            "summary": forms.Textarea(attrs={"rows": 5}),
            "summary_en": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.filter(zone_id=self.instance.zone_id)
        self.fields["organisation"].queryset = rows  # type: ignore[attr-defined]
        self.fields["blind"].help_text = _("评委和参赛者互不知姓名；标为“匿名评审时隐藏”的题目不给评委看。")
        self.fields["code"].help_text = _("征集页的网址：/call/代码/。开放后改动会使已发出的网址失效。")


class CopyForm(Named):
    """The same contest in another year."""

    class Meta:
        model = Contest
        fields = ("name", "name_en", "year")


class PartForm(forms.ModelForm):
    """A division or track; a row left empty is none."""

    class Meta:
        fields = ("order", "name", "name_en")
        widgets: ClassVar = {"order": forms.NumberInput(attrs={"class": "order-input"})}

    def has_changed(self) -> bool:
        """A new row counts from its first word; its number and clock are only offered."""
        typed = any(self.data.get(self.add_prefix(name), "").strip() for name in ("name", "name_en"))
        return super().has_changed() if self.instance.pk or typed else False


class DivisionForm(PartForm):
    time_zone = TimeZone(label=gettext_lazy("时区"), initial="Asia/Shanghai", required=False)

    class Meta(PartForm.Meta):
        model = Division
        fields = ("order", "name", "name_en", "time_zone")

    def clean_time_zone(self) -> str:
        return self.cleaned_data["time_zone"] or "Asia/Shanghai"


class TrackForm(PartForm):
    class Meta(PartForm.Meta):
        model = Track


class Parts(BaseInlineFormSet):
    """Rows of a contest's divisions or tracks, each name once."""

    def clean(self) -> None:
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            name = form.cleaned_data.get("name") if hasattr(form, "cleaned_data") else None
            if not name or form.cleaned_data.get("DELETE"):
                continue
            if name in seen:
                form.add_error("name", _("名称重复。"))
            seen.add(name)

    def add_fields(self, form: Any, index: Any) -> None:
        super().add_fields(form, index)
        if "order" in form.fields:
            form.fields["order"].required = False
            form.fields["order"].initial = form.instance.order or (index or 0) + 1


DivisionSet = inlineformset_factory(Contest, Division, form=DivisionForm, formset=Parts, extra=3, can_delete=True)
TrackSet = inlineformset_factory(Contest, Track, form=TrackForm, formset=Parts, extra=3, can_delete=True)


class RoundForm(forms.ModelForm):
    """A round: how it is heard, by which scheme, how many judges an entry meets."""

    opens_at = Moment(label=gettext_lazy("评分开始"))
    closes_at = Moment(label=gettext_lazy("评分截止"))

    class Meta:
        model = Round
        fields = ("order", "name", "name_en", "setting", "scheme", "per_entry", "rank_by", "blind", "opens_at",
                  "closes_at")  # fmt: skip

    def __init__(self, *args: Any, contest: Contest, locked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.contest = contest
        self.contest, self.locked = contest, locked
        schemes = self.fields["scheme"]
        schemes.queryset = SchemeVersion.objects.filter(zone=contest.zone_id).order_by("key", "-number")  # type: ignore[attr-defined]
        self.fields["per_entry"].help_text = _("留空：所有评委评所有项目。")
        self.fields["order"].label = _("次序")
        if locked:
            for name in ("scheme", "per_entry", "setting", "rank_by"):
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("截止应在开始之后。"))
        same = self.contest.rounds.filter(name=cleaned.get("name")).exclude(pk=self.instance.pk)
        if cleaned.get("name") and same.exists():
            self.add_error("name", _("已有同名的轮次。"))
        scheme = cleaned.get("scheme")
        if scheme and scheme.document.get("mode") == "adjusted" and not cleaned.get("per_entry"):
            self.add_error("per_entry", _("所选评分办法校正评委宽严，请写每个项目几位评委。"))
        return cleaned


class QuotaForm(forms.ModelForm):
    class Meta:
        model = Quota
        fields = ("division", "track", "count")

    def __init__(self, *args: Any, contest: Contest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("division", contest.divisions.all()), ("track", contest.tracks.all())):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
            self.fields[name].empty_label = _("全部")  # type: ignore[attr-defined]
            self.fields[name].label = _("赛区") if name == "division" else _("赛道")


class Quotas(BaseInlineFormSet):
    """How many go on, once for each division and track."""

    def clean(self) -> None:
        super().clean()
        seen: set[tuple[Any, Any]] = set()
        for form in self.forms:
            said = getattr(form, "cleaned_data", {})
            if not said.get("count") or said.get("DELETE"):
                continue
            where = (said.get("division"), said.get("track"))
            if where in seen:
                form.add_error("count", _("同一赛区、赛道的名额写了两次。"))
            seen.add(where)


QuotaSet = inlineformset_factory(Round, Quota, form=QuotaForm, formset=Quotas, extra=3, can_delete=True)
