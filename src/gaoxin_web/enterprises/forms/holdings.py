"""What hangs on an enterprise, each kind with its form, its words and the tab it is shown on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.accounts.access import Access
from gaoxin_web.enterprises.filters import titles
from gaoxin_web.enterprises.forms.shared import RegisterForm
from gaoxin_web.enterprises.models import (
    Alias,
    Award,
    Document,
    Enterprise,
    Facility,
    GroupRelation,
    Patent,
    Platform,
    Recognition,
    Request,
    Team,
    Visit,
)
from gaoxin_web.enterprises.uploads import ACCEPT, CERTIFICATES, check_file


class HoldingForm(RegisterForm):
    """A form about something of one enterprise."""

    days: tuple[str, str] | None = None  # the second must not lie before the first

    def __init__(self, *args: Any, enterprise: Enterprise, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enterprise, self.access = enterprise, access

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.days:
            self.not_before(*self.days)
        return cleaned

    def save(self, commit: bool = True) -> Any:
        self.instance.enterprise = self.enterprise
        self._drop_replaced()
        return super().save(commit)

    def _drop_replaced(self) -> None:
        """A file another takes the place of does not stay on the disk."""
        if self.instance.pk is None or "file" not in self.fields or "file" not in self.changed_data:
            return
        old = type(self.instance).objects.get(pk=self.instance.pk).file
        if old:
            transaction.on_commit(lambda: old.delete(save=False))


class RecognitionForm(HoldingForm):
    days = ("valid_from", "valid_to")
    kind = forms.ChoiceField(label=gettext_lazy("资质"), choices=titles)

    class Meta:
        model = Recognition
        fields = (
            "kind", "level", "certificate", "recognised_on", "valid_from", "valid_to", "withdrawn_on", "item", "file",
            "note",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.instance.kind if self.instance.pk else ""
        offered = titles()
        if known and known not in dict(offered):
            offered = [(known, known), *offered]
        self.fields["kind"].choices = offered if known else [("", _("请选择")), *offered]  # type: ignore[attr-defined]
        self.fields["file"].widget = forms.FileInput(attrs={"accept": ",".join(CERTIFICATES)})
        self.fields["file"].help_text = _("PDF、OFD 或图片；不选则保留原来的文件。")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            check_file(file, CERTIFICATES)
        return file


class PatentForm(HoldingForm):
    days = ("applied_on", "granted_on")

    class Meta:
        model = Patent
        fields = ("kind", "number", "title", "applied_on", "granted_on", "ended_on", "note")


class PlatformForm(HoldingForm):
    days = ("recognised_on", "ended_on")

    class Meta:
        model = Platform
        fields = ("name", "kind", "level", "recognised_on", "ended_on", "note")


class TeamForm(HoldingForm):
    days = ("recognised_on", "ended_on")
    covered = ("leader",)

    class Meta:
        model = Team
        fields = ("name", "leader", "people", "recognised_on", "ended_on", "note")


class AwardForm(HoldingForm):
    class Meta:
        model = Award
        fields = ("prize", "level", "grade", "achievement", "awarded_on", "note")


class FacilityForm(HoldingForm):
    days = ("opened_on", "closed_on")

    class Meta:
        model = Facility
        fields = ("kind", "name", "amount", "unit", "opened_on", "closed_on")

    def save(self, commit: bool = True) -> Any:
        self.instance.zone_id = self.enterprise.zone_id
        return super().save(commit)


class VisitForm(HoldingForm):
    class Meta:
        model = Visit
        fields = ("on", "people", "summary")

    def save(self, commit: bool = True) -> Any:
        if self.instance.pk is None:
            self.instance.by = self.user
        return super().save(commit)


class RequestForm(HoldingForm):
    days = ("raised_on", "due_on")

    class Meta:
        model = Request
        fields = ("title", "detail", "raised_on", "organisation", "due_on", "state", "answer", "answered_on", "rating")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rating"] = forms.TypedChoiceField(
            label=self.fields["rating"].label,
            choices=[("", _("未评价")), *((mark, f"{mark}") for mark in (5, 4, 3, 2, 1))],
            coerce=int,
            empty_value=None,
            required=False,
            help_text=_("5 分最满意"),
        )

    def clean(self) -> dict[str, Any]:
        """A state says something: an answer is due where it says answered, a bureau where it says assigned."""
        cleaned = super().clean()
        state = cleaned.get("state")
        if state in (Request.State.ANSWERED, Request.State.RATED) and not cleaned.get("answer"):
            self.add_error("answer", _("办结的诉求请写明办理结果。"))
        if state in (Request.State.ASSIGNED, Request.State.IN_HAND) and not cleaned.get("organisation"):
            self.add_error("organisation", _("请选择承办部门。"))
        if state == Request.State.RATED and not cleaned.get("rating"):
            self.add_error("rating", _("已评价的诉求请选择满意度。"))
        self.not_before("raised_on", "answered_on")
        return cleaned


class AliasForm(HoldingForm):
    days = ("since", "until")

    class Meta:
        model = Alias
        fields = ("name", "kind", "since", "until", "source")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        twins = Alias.objects.filter(
            enterprise=self.enterprise, name=cleaned.get("name", ""), kind=cleaned.get("kind", "")
        )
        if twins.exclude(pk=self.instance.pk).exists():
            self.add_error("name", _("这个名称已经登记过了。"))
        return cleaned


class RelationForm(HoldingForm):
    """An edge to another enterprise of the register, named by name or code."""

    SIDES = (("child", gettext_lazy("是本企业的子公司或分支")), ("parent", gettext_lazy("是本企业的母公司或股东")))
    other = forms.CharField(
        label=gettext_lazy("另一家企业"),
        max_length=100,
        help_text=gettext_lazy("填写全称或信用代码；须已在名册中。"),
        widget=forms.TextInput(
            attrs={
                "list": "firms",
                "autocomplete": "off",
                "hx-get": reverse_lazy("enterprise_options"),
                "hx-trigger": "input changed delay:250ms",
                "hx-target": "#firms",
            }
        ),
    )
    side = forms.ChoiceField(label=gettext_lazy("另一家企业的位置"), choices=SIDES)

    class Meta:
        model = GroupRelation
        fields = ("kind", "share", "since")

    field_order = ("other", "side", "kind", "share", "since")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            is_parent = self.instance.child_id == self.enterprise.pk
            self.initial["side"] = "parent" if is_parent else "child"
            self.initial["other"] = (self.instance.parent if is_parent else self.instance.child).name

    def clean_share(self) -> Any:
        share = self.cleaned_data["share"]
        if share is not None and not 0 <= share <= 100:
            raise ValidationError(_("请填写 0 至 100 之间的百分数。"))
        return share

    def clean_other(self) -> Enterprise:
        written = self.cleaned_data["other"].strip()
        rows = self.access.limit(Enterprise.objects.exclude(pk=self.enterprise.pk), "register.view")
        found = list(rows.filter(uscc=written.upper())[:2]) or list(rows.filter(name=written)[:2])
        if len(found) != 1:
            why = _("有几家同名，请改填信用代码。") if found else _("名册中没有这家企业，请核对全称或先登记。")
            raise ValidationError(why)
        return found[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("other"):
            ends = (self.enterprise, cleaned["other"])
            parent, child = ends if cleaned.get("side") == "child" else ends[::-1]
            self.instance.parent, self.instance.child = parent, child
            twins = GroupRelation.objects.filter(parent=parent, child=child, kind=cleaned.get("kind", ""))
            if twins.exclude(pk=self.instance.pk).exists():
                self.add_error("other", _("这层关系已经登记过了。"))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        return forms.ModelForm.save(self, commit)


class DocumentForm(HoldingForm):
    class Meta:
        model = Document
        fields = ("title", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget = forms.FileInput(attrs={"accept": ACCEPT})
        self.fields["file"].help_text = _("PDF、OFD、docx、xlsx 或图片；含宏的文件不收。")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            check_file(file)
        return file

    def save(self, commit: bool = True) -> Any:
        self.instance.added_by = self.user
        return super().save(commit)


@dataclass(frozen=True)
class Kind:
    """A kind of thing that hangs on an enterprise."""

    key: str
    model: type[Model]
    form: type[HoldingForm]
    label: Any
    tab: str


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("recognition", Recognition, RecognitionForm, gettext_lazy("资质"), "recognitions"),
        Kind("patent", Patent, PatentForm, gettext_lazy("知识产权"), "holdings"),
        Kind("platform", Platform, PlatformForm, gettext_lazy("创新平台"), "holdings"),
        Kind("team", Team, TeamForm, gettext_lazy("创业团队"), "holdings"),
        Kind("award", Award, AwardForm, gettext_lazy("科技奖励"), "holdings"),
        Kind("facility", Facility, FacilityForm, gettext_lazy("设施"), "holdings"),
        Kind("visit", Visit, VisitForm, gettext_lazy("走访"), "contacts"),
        Kind("request", Request, RequestForm, gettext_lazy("诉求"), "contacts"),
        Kind("alias", Alias, AliasForm, gettext_lazy("曾用名与别名"), "relations"),
        Kind("relation", GroupRelation, RelationForm, gettext_lazy("集团关系"), "relations"),
        Kind("document", Document, DocumentForm, gettext_lazy("文件"), "documents"),
    )
}
