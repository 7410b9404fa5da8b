"""The entry form (报名表): built from the call's questions, in the language of the page.

A draft keeps whatever was written; only handing in asks for all that is required, and says everything at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gaoxin.register.identity import read_code
from gaoxin_web.contests.forms.countries import countries
from gaoxin_web.contests.models import Entry, Question
from gaoxin_web.contests.queries.schemes import said
from gaoxin_web.contests.services.entries import PLAIN, Written

MEMBERS = 6
MEMBER = ("name", "phone", "role")
LONGEST = 5000  # characters of an answer that sets no limit
PHONE = re.compile(r"^[0-9+()\- ]{5,40}$")
Kind = Question.Kind


class EntryForm(forms.Form):
    """What is asked of every entry, then the call's own questions as ``q_<key>``."""

    title = forms.CharField(label=gettext_lazy("项目名称"), max_length=200, required=False)
    title_en = forms.CharField(label=gettext_lazy("项目英文名"), max_length=300, required=False)
    division = forms.ChoiceField(label=gettext_lazy("赛区"), required=False)
    track = forms.ChoiceField(label=gettext_lazy("赛道"), required=False)
    organisation = forms.CharField(label=pgettext_lazy("entry", "单位"), max_length=200, required=False)
    uscc = forms.CharField(label=gettext_lazy("统一社会信用代码"), max_length=18, required=False)
    country = forms.ChoiceField(label=gettext_lazy("国家或地区"), required=False)
    city = forms.CharField(label=gettext_lazy("城市"), max_length=60, required=False)
    contact = forms.CharField(label=gettext_lazy("联系人"), max_length=60, required=False)
    phone = forms.CharField(label=pgettext_lazy("entry", "电话"), max_length=40, required=False)
    email = forms.CharField(label=gettext_lazy("邮箱"), max_length=254, required=False)

    def __init__(self, data: Any = None, *, entry: Entry, submitting: bool = False) -> None:
        self.entry, self.contest, self.submitting = entry, entry.contest, submitting
        self.questions = list(self.contest.questions.filter(retired=False))
        self.kept = {one.question_id: [] for one in entry.files.all()} if entry.pk else {}
        for one in entry.files.all() if entry.pk else ():
            self.kept[one.question_id].append(one)
        super().__init__(data, initial=self._initial(), label_suffix="")
        self._parts()
        self.fields["country"].choices = countries()  # type: ignore[attr-defined]
        self.fields["uscc"].help_text = _("境内企业请填写；境外团队留空。")
        for question in self.questions:
            if question.kind != Kind.FILE:
                self.fields[f"q_{question.key}"] = field_of(question)
        for name in self._required():
            self.fields[name].widget.attrs["aria-required"] = "true"

    def _initial(self) -> dict[str, Any]:
        entry = self.entry
        found = {name: getattr(entry, name) for name in PLAIN}
        found |= {"division": entry.division_id or "", "track": entry.track_id or ""}
        return found | {f"q_{question.key}": entry.answers.get(question.key, "") for question in self.questions}

    def _parts(self) -> None:
        for name, rows in (("division", self.contest.divisions.all()), ("track", self.contest.tracks.all())):
            choices = [(str(row.pk), row.label) for row in rows]
            if choices:
                self.fields[name].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]
            else:
                del self.fields[name]

    def _required(self) -> list[str]:
        asked = [f"q_{one.key}" for one in self.questions if one.required and one.kind != Kind.FILE]
        parts = [name for name in ("division", "track") if name in self.fields]
        return ["title", *parts, "organisation", "contact", "phone", *asked]

    # what was written

    def written(self, data: QueryDict) -> Written:
        """Everything typed, as it stands; only a choice that is none is left out."""
        fields: dict[str, Any] = {}
        for name in PLAIN:
            if name in data:
                longest = self.fields[name].max_length if hasattr(self.fields[name], "max_length") else 2
                fields[name] = data.get(name, "").replace("\0", "").strip()[:longest]
        if fields.get("country", "") not in dict(countries()):
            fields.pop("country", None)
        for name in ("division", "track"):
            if name in self.fields and name in data:
                known = {value for value, _label in self.fields[name].choices}  # type: ignore[attr-defined]
                fields[f"{name}_id"] = int(data[name]) if data[name] and data[name] in known else None
        answers = {
            one.key: answer_of(one, data) for one in self.questions if one.kind != Kind.FILE and _sent(one, data)
        }
        version = data.get("version", "")
        return Written(
            fields,
            answers,
            members_of(data),
            int(version) if version.isdecimal() and len(version) < 10 else None,
            over=bool(data.get("over")),
        )

    # handing in

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.submitting:
            for name in self._required():
                if not self.errors.get(name) and not cleaned.get(name):
                    self.add_error(name, _("这一项必填。"))
            self._check_person(cleaned)
            for question in self.questions:
                self._check(question, cleaned.get(f"q_{question.key}"))
        return cleaned

    def _check_person(self, cleaned: Mapping[str, Any]) -> None:
        if cleaned.get("phone") and not PHONE.fullmatch(cleaned["phone"]):
            self.add_error("phone", _("电话只写数字、空格、加号和短横线。"))
        if cleaned.get("email"):
            try:
                validate_email(cleaned["email"])
            except ValidationError:
                self.add_error("email", _("邮箱写法不对，如 name@example.com。"))
        if cleaned.get("uscc") and read_code(cleaned["uscc"]).value is None:
            self.add_error("uscc", _("信用代码为 18 位且有校验位，请核对。"))

    def _check(self, question: Question, answer: Any) -> None:
        if question.kind == Kind.FILE:
            if question.required and not self.kept.get(question.pk):
                self.add_error(None, ValidationError(_("请上传：%(label)s") % {"label": label_of(question)}))
            return
        why = fault_of(question, answer) if answer else ""
        if why:
            self.add_error(f"q_{question.key}", why)

    # for the page

    def rows(self) -> list[dict[str, Any]]:
        """The call's questions as the page shows them: a field, or the files sent."""
        return [
            {
                "question": one,
                "label": label_of(one),
                "help": said({"help": one.help, "help_en": one.help_en}, "help"),
                "field": self[f"q_{one.key}"] if one.kind != Kind.FILE else None,
                "files": self.kept.get(one.pk, []),
                "missing": self.submitting and one.kind == Kind.FILE and one.required and not self.kept.get(one.pk),
                "required": one.required,
                "many": one.kind == Kind.CHOICES,
                "most": one.most if one.kind in (Kind.TEXT, Kind.LONG) else None,
            }
            for one in self.questions
        ]

    def members(self) -> list[dict[str, Any]]:
        rows = members_of(self.data) if self.is_bound else list(self.entry.members)
        rows += [{}] * (min(MEMBERS, max(3, len(rows) + 1)) - len(rows))
        return [
            {name: {"name": f"m{at}_{name}", "value": row.get(name, "")} for name in MEMBER}
            for at, row in enumerate(rows[:MEMBERS])
        ]


def label_of(question: Question) -> str:
    return said({"label": question.label, "label_en": question.label_en})


def field_of(question: Question) -> forms.Field:
    """The input of a question. Nothing is required of a draft."""
    about: dict[str, Any] = {"label": label_of(question), "required": False}
    longest = question.most or LONGEST
    match question.kind:
        case Kind.LONG:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), max_length=longest, **about)
        case Kind.NUMBER:
            return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), max_length=40, **about)
        case Kind.DATE:
            return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), max_length=40, **about)
        case Kind.CHOICE:
            return forms.ChoiceField(choices=[("", _("请选择")), *choices_of(question)], **about)
        case Kind.CHOICES:
            return forms.MultipleChoiceField(choices=choices_of(question), widget=forms.CheckboxSelectMultiple, **about)
        case Kind.URL:
            return forms.CharField(widget=forms.URLInput(attrs={"placeholder": "https://"}), max_length=500, **about)
    return forms.CharField(max_length=longest, **about)


def choices_of(question: Question) -> list[tuple[str, str]]:
    return [(str(one["value"]), said(one) or str(one["value"])) for one in question.choices]


def answer_of(question: Question, data: QueryDict) -> Any:
    name = f"q_{question.key}"
    if question.kind == Kind.CHOICES:
        return data.getlist(name)[:50]
    return data.get(name, "").replace("\0", "").strip()[: max(question.most or 0, LONGEST) * 2]


def _sent(question: Question, data: QueryDict) -> bool:
    """Whether the page asked the question: boxes that are all empty are not sent."""
    return f"q_{question.key}" in data or (question.kind == Kind.CHOICES and "version" in data)


def fault_of(question: Question, answer: Any) -> str:
    """What is wrong with an answer that is there; empty where nothing is."""
    match question.kind:
        case Kind.NUMBER:
            try:
                sound = Decimal(str(answer).replace(",", "")).is_finite()
            except InvalidOperation:
                sound = False
            return "" if sound else _("请填数字，如 412.6。")
        case Kind.DATE:
            try:
                return "" if parse_date(str(answer)) else _("请写作 2015-06-30。")
            except ValueError:
                return _("没有这一天，请核对。")
        case Kind.URL:
            try:
                URLValidator(schemes=["http", "https"])(str(answer))
            except ValidationError:
                return _("请填完整网址，如 https://example.com。")
    return ""


def members_of(data: Any) -> list[dict[str, str]]:
    """The team as it was written; a row without a name and telephone is none."""
    rows = (
        {name: str(data.get(f"m{at}_{name}", "")).replace("\0", "").strip()[:60] for name in MEMBER}
        for at in range(MEMBERS)
    )
    return [row for row in rows if row["name"] or row["phone"]]


class StartForm(forms.Form):
    """The beginning of an entry: enough to be found again. ``address`` is for machines only (honeypot)."""

    title = forms.CharField(label=gettext_lazy("项目名称"), max_length=200)
    contact = forms.CharField(label=gettext_lazy("联系人"), max_length=60)
    phone = forms.CharField(label=pgettext_lazy("entry", "电话"), max_length=40)
    address = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].strip()
        if not PHONE.fullmatch(phone):
            raise ValidationError(_("电话只写数字、空格、加号和短横线。"))
        return phone


class BackForm(forms.Form):
    """The way back to an entry that was handed in: its number, and the whole telephone number left with it."""

    number = forms.CharField(label=gettext_lazy("编号"), max_length=20)
    phone = forms.CharField(label=pgettext_lazy("entry", "电话"), max_length=40)
