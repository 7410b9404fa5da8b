"""A paper (佐证材料): added by itself, or along with the figures that are entered from it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.accounts.models import User, Zone
from gaoxin_web.enterprises.forms.shared import RegisterForm
from gaoxin_web.enterprises.uploads import ACCEPT, check_file
from gaoxin_web.evaluation.models import Paper


class PaperForm(RegisterForm):
    class Meta:
        model = Paper
        fields = ("title", "number", "issuer", "issued_on", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget = forms.FileInput(attrs={"accept": ACCEPT})
        self.fields["file"].help_text = _("PDF、OFD、Word、Excel 或图片；不选则保留原来的文件。")
        self.fields["number"].help_text = _("如 国科火字〔2024〕12号；没有可不填。")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            check_file(file)
        return file


class FromPaper(forms.Form):
    """A form whose figures come from one paper: one that is there, or one added in the same form."""

    paper_needed = True
    paper = forms.ModelChoiceField(Paper.objects.none(), label=gettext_lazy("佐证材料"), required=False)

    def __init__(self, *args: Any, zone: Zone, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.user = zone, user
        self.fields["paper"].queryset = Paper.objects.filter(zone=zone)  # type: ignore[attr-defined]
        self.fields["paper"].empty_label = _("（未选）")  # type: ignore[attr-defined]
        self.new = PaperForm(
            self.data if self.is_bound else None,
            self.files if self.is_bound else None,
            prefix="new",
            user=user,
            instance=Paper(zone=zone, by=user),
            empty_permitted=True,
            use_required_attribute=False,
        )

    @property
    def is_new(self) -> bool:
        """Whether anything is said of a paper to be added."""
        return self.is_bound and self.new.has_changed()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_new and not self.new.is_valid():
            self.add_error(None, ValidationError(_("新增的佐证材料有填写不对的地方，已在下面标出。")))
        if self.is_new and cleaned.get("paper"):
            self.add_error("paper", _("已选了一份材料，又填了新增的材料：请只留一处。"))
        if self.paper_needed and not self.is_new and not cleaned.get("paper") and "paper" not in self.errors:
            self.add_error("paper", _("请选择数值出自哪份材料，或在下面新增一份。"))
        return cleaned

    def the_paper(self) -> Paper | None:
        """The paper chosen, or the new one, saved."""
        if self.is_new:
            found: Paper = self.new.save()
            return found
        return self.cleaned_data.get("paper")
