"""What officers fill in during an import."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gaoxin.register.ledger.spans import read_period
from gaoxin_web.enterprises.imports.packed import has_macros, swollen

ROWS = 1_048_576  # of a sheet
MOST_ROWS = 5_000  # corrected at once
MACRO_KINDS = (".xlsm", ".xltm", ".xlam")
CLASSES = [
    ("", _("（请选择）")),
    ("blank", _("不要")),
    ("data", _("是数据")),
    ("group", _("是分组")),
    ("subtotal", _("是小计")),
    ("total", _("是合计")),
    ("note", _("是注释")),
]
KINDS = (".xlsx", ".xls", ".xlsb", ".ods", ".csv")


class UploadForm(forms.Form):
    """A ledger; what is inside is judged by the reader, not by the ending alone."""

    file = forms.FileField(
        label=_("台账文件"),
        widget=forms.FileInput(attrs={"accept": ",".join((*KINDS, ".txt"))}),
        error_messages={
            "required": _("请先选择一个台账文件。"),
            "empty": _("文件是空的。请检查导出是否完成，再重新选择。"),
        },
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        most = settings.UPLOAD_MEGABYTES
        if file.size and file.size > most * 2**20:
            message = _("文件有 %(size)s MB，超过上限 %(most)s MB。请删去多余的工作表，或拆成几个文件。")
            raise forms.ValidationError(message % {"size": round(file.size / 2**20), "most": most})
        if (file.name or "").lower().endswith(MACRO_KINDS) or has_macros(file):
            raise forms.ValidationError(_("文件带有宏，不能上传。请用 Excel 或 WPS 另存为不带宏的 .xlsx 后再传。"))
        if not (file.name or "").lower().endswith((*KINDS, ".txt")):
            message = _("“%(name)s”不是可读的表格。可读 .xlsx .xls .xlsb .ods .csv。")
            raise forms.ValidationError(message % {"name": file.name})
        if swollen(file):
            raise forms.ValidationError(_("文件解压后过大，已拒绝。请删去多余的空行空列，或拆成几个文件。"))
        return file


class SheetForm(forms.Form):
    """Where a sheet's headings are, and what some of its rows are, counted as in Excel."""

    first = forms.IntegerField(label=_("表头首行"), min_value=1, max_value=ROWS, required=False)
    last = forms.IntegerField(label=_("表头末行"), min_value=1, max_value=ROWS, required=False)
    since = forms.IntegerField(label=_("从第几行"), min_value=1, max_value=ROWS, required=False)
    until = forms.IntegerField(label=_("到第几行"), min_value=1, max_value=ROWS, required=False)
    kind = forms.ChoiceField(label=_("认作"), choices=CLASSES, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and not first <= last < first + 8:
            raise forms.ValidationError(_("表头末行应在首行之后，且不超过 8 行。"))
        if bool(first) != bool(last):
            raise forms.ValidationError(_("请同时填写表头的首行和末行，或都留空由系统判断。"))
        since, until = data.get("since"), data.get("until")
        if until and not since:
            raise forms.ValidationError(_("请填写从第几行起。"))
        if since and not data.get("kind"):
            raise forms.ValidationError(_("请选定这些行认作什么。"))
        if since and until and not since <= until < since + MOST_ROWS:
            raise forms.ValidationError(_("末行应在首行之后，一次不超过 %(most)s 行。") % {"most": MOST_ROWS})
        return data


class ReasonForm(forms.Form):
    reason = forms.CharField(label=pgettext_lazy("import", "说明"), max_length=200)
    code = forms.CharField(required=False, max_length=10)


def period_error(text: str) -> str:
    """Why a period cannot be understood; '' where it can."""
    if not text or read_period(text) is not None:
        return ""
    return _("看不懂期间“%(text)s”，请写作 2023、2023年1-10月 或 2023年上半年。") % {"text": text[:30]}
