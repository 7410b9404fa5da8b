"""A table of other zones' values, uploaded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.enterprises.uploads import MAGIC, check_file
from gaoxin_web.evaluation.queries.editions import editions
from gaoxin_web.evaluation.queries.inputs import EARLIEST, LATEST
from gaoxin_web.evaluation.words import edition_words

TABLES = {".xlsx": MAGIC[".xlsx"], ".csv": b""}


class PeersForm(forms.Form):
    edition = forms.ChoiceField(label=gettext_lazy("指标体系"))
    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=EARLIEST, max_value=LATEST)
    file = forms.FileField(
        label=gettext_lazy("对照数据文件"),
        widget=forms.FileInput(attrs={"accept": ",".join(TABLES)}),
        error_messages={
            "required": gettext_lazy("请先选择一个文件。"),
            "empty": gettext_lazy("文件是空的，请重新选择。"),
        },
    )
    title = forms.CharField(label=gettext_lazy("名称"), max_length=120, required=False)
    simulated = forms.BooleanField(label=gettext_lazy("模拟数据（不是公布的数值）"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.id, edition_words(one)) for one in editions().values()]
        self.fields["edition"].choices = known  # type: ignore[attr-defined]
        self.fields["file"].help_text = _(
            "xlsx 或 csv：每行一个高新区，每列一个指标（写编号或名称）；也可用 iData 格式的表。"
        )
        self.fields["title"].help_text = _("写明来源，如“2023 年统计公报汇编”；不填用文件名。")
        self.fields["simulated"].help_text = _("勾选后，凡用到这些数值的页面和报告都标“模拟数据”。")

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        check_file(file, TABLES)
        return file
