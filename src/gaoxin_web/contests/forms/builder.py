"""The call's form built: a question, and the conditions of who may enter."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gaoxin.eligibility import fields_of_rules, read_rules
from gaoxin_web.contests.models import Contest, Question
from gaoxin_web.contests.models.contest import CODE_LETTERS
from gaoxin_web.contests.queries.eligibility import policy_label
from gaoxin_web.enterprises.figures import label_of, unit_words
from gaoxin_web.rulebook import rulebook

Kind = Question.Kind
USUAL_FACTS = ("established_on", "staff", "revenue", "rd_expense", "st_staff")
AGE = "age_years <= {}"


class QuestionForm(forms.ModelForm):
    """A question. One that was answered keeps its kind, and the choices that were chosen."""

    choices_text = forms.CharField(
        label=gettext_lazy("选项"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("每行一个；英文写在竖线后，如：博士 | Doctorate"),
    )
    fact = forms.ChoiceField(
        label=gettext_lazy("对应数据"),
        required=False,
        help_text=gettext_lazy("选了之后，资格条件可用这一题的答案判断不在名册中的参赛者。"),
    )

    class Meta:
        model = Question
        fields = ("label", "label_en", "kind", "help", "help_en", "required", "identifying", "most")
        widgets: ClassVar = {"help": forms.TextInput(), "help_en": forms.TextInput()}

    def __init__(self, *args: Any, contest: Contest, answered: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contest, self.answered = contest, answered
        self.fields["fact"].choices = [("", _("（不对应）")), *facts_of(contest)]  # type: ignore[attr-defined]
        self.fields["fact"].initial = self.instance.key if self.instance.key in rulebook().fields else ""
        self.fields["choices_text"].initial = "\n".join(map(_line, self.instance.choices))
        if answered:
            self.fields["kind"].disabled = self.fields["fact"].disabled = True
            self.fields["kind"].help_text = _("已有人回答，题型不能再改；可停用后另加一题。")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") in (Kind.CHOICE, Kind.CHOICES):
            cleaned["choices"] = self._choices(cleaned.get("choices_text") or "")
            if len(cleaned["choices"]) < 2:
                self.add_error("choices_text", _("至少写两个选项。"))
        else:
            cleaned["choices"] = []
        fact = cleaned.get("fact")
        others = self.contest.questions.exclude(pk=self.instance.pk)
        if fact and others.filter(key=fact).exists():
            self.add_error("fact", _("已有一题对应这项数据。"))
        if fact and rulebook().fields[fact].kind == "date" and cleaned.get("kind") not in (Kind.DATE, None):
            self.add_error("kind", _("这项数据是日期，题型请选“日期”。"))
        return cleaned

    def save(self, commit: bool = True) -> Question:
        question: Question = super().save(commit=False)
        question.contest, question.choices = self.contest, self.cleaned_data["choices"]
        fact = self.cleaned_data.get("fact") or ""
        if not self.answered and question.key != fact:
            keep = question.key and question.key not in rulebook().fields and not fact
            question.key = question.key if keep else fact or self._new_key()
        if not question.order:
            last = self.contest.questions.order_by("-order").first()
            question.order = (last.order if last else 0) + 1
        question.save()
        return question

    def _new_key(self) -> str:
        taken = set(self.contest.questions.values_list("key", flat=True))
        while True:
            key = "q-" + "".join(secrets.choice(CODE_LETTERS) for _place in range(6))
            if key not in taken:
                return key

    def _choices(self, text: str) -> list[dict[str, str]]:
        """Choices line by line; one that was there keeps the value by which it was chosen."""
        old = {one["label"]: one["value"] for one in self.instance.choices}
        used, found, number = set(old.values()), [], 1
        for line in dict.fromkeys(part.strip() for part in text.splitlines() if part.strip(" |")):
            label, _bar, english = (part.strip() for part in line.partition("|"))
            value = old.get(label)
            while value is None:
                value = f"c{number}" if f"c{number}" not in used else None
                number += 1
            used.add(value)
            found.append({"value": value, "label": label[:100], "label_en": english[:150]})
        return found


def _line(choice: dict[str, str]) -> str:
    return f"{choice['label']} | {choice['label_en']}" if choice.get("label_en") else choice["label"]


def facts_of(contest: Contest) -> list[tuple[str, str]]:
    """Facts a question may stand for: those the conditions read, and the usual ones."""
    rules, _issues = read_rules(contest.eligibility, rulebook(), timezone.localdate())
    names = fields_of_rules(rules, rulebook(), timezone.localdate())
    asked = contest.questions.values_list("key", flat=True)
    fields = rulebook().fields
    known = [name for name in dict.fromkeys([*names, *USUAL_FACTS, *asked]) if name in fields]
    return [(name, _with_unit(label_of(fields[name]), str(unit_words(fields[name])))) for name in known]


def _with_unit(label: str, unit: str) -> str:
    return f"{label} ({unit})" if unit else label


class RuleForm(forms.Form):
    """One condition; a row without words is none."""

    kind = forms.ChoiceField(
        label=gettext_lazy("依据"),
        choices=[
            ("manual", pgettext_lazy("eligibility", "人工判断")),
            ("register", gettext_lazy("在本区名册内")),
            ("holds", gettext_lazy("持有资质")),
            ("met", gettext_lazy("达到政策标准")),
            ("age", gettext_lazy("成立不超过几年")),
            ("expression", gettext_lazy("自定表达式")),
        ],
    )
    label = forms.CharField(label=gettext_lazy("条件"), max_length=200, required=False)
    label_en = forms.CharField(label=gettext_lazy("英文"), max_length=300, required=False)
    clause = forms.CharField(label=gettext_lazy("条款"), max_length=60, required=False)
    policy = forms.ChoiceField(label=gettext_lazy("政策或资质"), required=False)
    years = forms.IntegerField(label=gettext_lazy("年数"), min_value=1, max_value=100, required=False)
    expression = forms.CharField(label=gettext_lazy("表达式"), max_length=300, required=False)
    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict.fromkeys([*rulebook().policies, *rulebook().titles])
        self.fields["policy"].choices = [("", "—"), *((name, policy_label(name)) for name in names)]  # type: ignore[attr-defined]
        self.fields["expression"].widget.attrs["placeholder"] = "revenue <= yi(2)"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        needs = {"holds": "policy", "met": "policy", "age": "years", "expression": "expression"}
        name = needs.get(cleaned.get("kind", ""))
        if cleaned.get("label") and name and not cleaned.get(name) and name not in self.errors:
            self.add_error(name, _("这一项必填。"))
        if not cleaned.get("label") and any(cleaned.get(one) for one in ("policy", "years", "expression", "label_en")):
            self.add_error("label", _("请写明条件的内容。"))
        return cleaned

    def document(self) -> dict[str, str]:
        said = self.cleaned_data
        words = {name: said[name] for name in ("key", "label", "label_en", "clause") if said.get(name)}
        match said["kind"]:
            case "manual":
                return words | {"judgement": "manual"}
            case "register":
                return words | {"in": "register"}
            case "age":
                return words | {"expression": AGE.format(said["years"])}
            case "expression":
                return words | {"expression": said["expression"]}
        return words | {"policy": said["policy"], "is": said["kind"]}


class Rules(BaseFormSet):
    """The conditions of a call, read by the engine: what is wrong is said at the row."""

    def clean(self) -> None:
        if any(form.errors for form in self.forms):
            return
        rows = self.kept()
        for at, form in enumerate(rows, 1):
            form.cleaned_data["key"] = form.cleaned_data.get("key") or _free_key(rows, at)
        _rules, issues = read_rules(self.document(), rulebook(), timezone.localdate())
        for issue in issues:
            at = (issue.place.line or 1) - 1
            kind = rows[at].cleaned_data["kind"]
            field = {"expression": "expression", "holds": "policy", "met": "policy"}.get(kind, "label")
            rows[at].add_error(field, f"{issue.message} {issue.hint}".strip())
        if issues:
            raise forms.ValidationError(_("有条件写得不对，已在下面标出。"))

    def kept(self) -> list[Any]:
        return [one for one in self.forms if one.cleaned_data.get("label") and not one.cleaned_data.get("DELETE")]

    def document(self) -> list[dict[str, str]]:
        return [form.document() for form in self.kept()]


def _free_key(rows: list[Any], at: int) -> str:
    taken = {row.cleaned_data.get("key") for row in rows}
    number = at
    while f"r{number}" in taken:
        number += 1
    return f"r{number}"


RuleSet = formset_factory(RuleForm, formset=Rules, extra=2, can_delete=True, max_num=40)


def initial_of(rule: dict[str, Any]) -> dict[str, Any]:
    """A stored condition as the form shows it."""
    words = {name: rule.get(name, "") for name in ("key", "label", "label_en", "clause", "policy", "expression")}
    if rule.get("judgement"):
        return words | {"kind": "manual"}
    if rule.get("in"):
        return words | {"kind": "register"}
    if rule.get("policy"):
        return words | {"kind": rule.get("is", "met")}
    head, _equals, years = words["expression"].partition("age_years <= ")
    if not head and years.isdecimal():
        return words | {"kind": "age", "years": int(years), "expression": ""}
    return words | {"kind": "expression"}
