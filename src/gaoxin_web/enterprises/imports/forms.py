"""What officers fill in during an import."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gaoxin.register.ledger.spans import read_period

KINDS = (".xlsx", ".xls", ".xlsb", ".ods", ".csv")


class UploadForm(forms.Form):
    """A ledger; what is inside is judged by the reader, not by the ending alone."""

    file = forms.FileField(
        label=_("台账文件"), widget=forms.FileInput(attrs={"accept": ",".join((*KINDS, ".xlsm", ".txt"))})
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        most = settings.UPLOAD_MEGABYTES
        if file.size and file.size > most * 2**20:
            message = _("文件有 %(size)s MB，超过上限 %(most)s MB。请删去多余的工作表，或拆成几个文件。")
            raise forms.ValidationError(message % {"size": round(file.size / 2**20), "most": most})
        if not (file.name or "").lower().endswith((*KINDS, ".xlsm", ".txt")):
            message = _("“%(name)s”不是可读的表格。可读 .xlsx .xls .xlsb .ods .csv。")
            raise forms.ValidationError(message % {"name": file.name})
        return file


class SheetForm(forms.Form):
    """Where a sheet's headings are, counted as in Excel."""

    first = forms.IntegerField(label=_("表头首行"), min_value=1, required=False)
    last = forms.IntegerField(label=_("表头末行"), min_value=1, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and not first <= last < first + 8:
            raise forms.ValidationError(_("表头末行应在首行之后，且不超过 8 行。"))
        if bool(first) != bool(last):
            raise forms.ValidationError(_("请同时填写表头的首行和末行，或都留空由系统判断。"))
        return data


class ReasonForm(forms.Form):
    reason = forms.CharField(label=pgettext_lazy("import", "说明"), max_length=200)
    code = forms.CharField(required=False, max_length=10)
    issue = forms.IntegerField(required=False)


def period_error(text: str) -> str:
    """Why a period cannot be understood; '' where it can."""
    if not text or read_period(text) is not None:
        return ""
    return _("看不懂期间“%(text)s”，请写作 2023、2023年1-10月 或 2023年上半年。") % {"text": text[:30]}
