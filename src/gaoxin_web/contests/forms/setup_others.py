"""Awards of the zone's enterprises in somebody else's contest, one by one or pasted from a table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gaoxin.register.identity import read_code

HEADS = (gettext_lazy("项目名称"), pgettext_lazy("entry", "单位"), gettext_lazy("统一社会信用代码"),
         gettext_lazy("奖项"), gettext_lazy("依据"))  # fmt: skip
COLUMNS = ("title", "organisation", "uscc", "name", "source")
LONGEST = {"title": 200, "organisation": 200, "uscc": 18, "name": 60, "source": 200}
MOST = 500  # lines pasted at once


class OthersAwardForm(forms.Form):
    """An entry and the award it won, with where that is told."""

    title = forms.CharField(label=gettext_lazy("项目名称"), max_length=200)
    organisation = forms.CharField(label=pgettext_lazy("entry", "单位"), max_length=200)
    uscc = forms.CharField(label=gettext_lazy("统一社会信用代码"), max_length=18, required=False)
    name = forms.CharField(label=gettext_lazy("奖项"), max_length=60)
    source = forms.CharField(label=gettext_lazy("依据"), max_length=200)
    given_on = forms.DateField(
        label=gettext_lazy("颁发日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_uscc(self) -> str:
        text: str = self.cleaned_data["uscc"].strip()
        code = read_code(text)
        if text and code.value is None:
            raise forms.ValidationError(_("信用代码为 18 位且有校验位，请核对。"))
        return code.value or ""


class PasteForm(forms.Form):
    """Lines copied from a table: tabs between the columns, the first line may be the headings."""

    lines = forms.CharField(widget=forms.Textarea(attrs={"rows": 8}), label=gettext_lazy("从表格粘贴"))

    def clean_lines(self) -> list[dict[str, Any]]:
        text: str = self.cleaned_data["lines"]
        found, faults = [], []
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > MOST:
            raise forms.ValidationError(_("一次最多粘贴 %(n)s 行。") % {"n": MOST})
        for at, line in enumerate(lines, 1):
            cells = [cell.strip() for cell in line.split("\t")]
            if at == 1 and str(HEADS[0]) in cells:
                continue
            row = dict(zip(COLUMNS, cells, strict=False))
            form = OthersAwardForm({name: row.get(name, "") for name in COLUMNS})
            if form.is_valid():
                found.append(form.cleaned_data)
            else:
                words = "；".join(f"{form.fields[name].label}：{errors[0]}" for name, errors in form.errors.items())
                faults.append(_("第 %(n)s 行：%(what)s") % {"n": at, "what": words})
        if faults:
            raise forms.ValidationError(faults)
        if not found:
            raise forms.ValidationError(_("没有可以录入的行。"))
        return found
