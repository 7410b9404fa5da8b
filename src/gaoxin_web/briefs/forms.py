"""What is asked of whoever sends a template."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from gaoxin_web.briefs.package import BadFileError, check_package
from gaoxin_web.enterprises.uploads import MAGIC, check_file

DOCX = {".docx": MAGIC[".docx"]}


class TemplateForm(forms.Form):
    """A Word document and what to call it."""

    title = forms.CharField(label=_("名称"), max_length=60, help_text=_("给自己看的名字，如“2026年改版”。"))
    file = forms.FileField(
        label=_("模板文件"),
        help_text=_("Word 文档（.docx），不超过 5 MB；上传后立即用示例内容试排。"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )

    def clean_file(self) -> bytes:
        file: UploadedFile = self.cleaned_data["file"]
        check_file(file, DOCX)
        content = file.read()
        try:
            check_package(content)
        except BadFileError as error:
            raise ValidationError(str(error)) from error
        return bytes(content)
