"""Making a token."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts.access import Access
from gaoxin_web.api.tokens import SCOPES

DAYS = ((30, _("30 天")), (90, _("90 天")), (180, _("180 天")), (365, _("一年")))


class TokenForm(forms.Form):
    name = forms.CharField(label=_("用途"), max_length=50, help_text=_("写明哪个系统使用，如“科技局数据平台”。"))
    days = forms.TypedChoiceField(label=_("有效期"), choices=DAYS, coerce=int, initial=90)
    scopes = forms.MultipleChoiceField(label=_("权限"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, access: Access, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["scopes"].choices = [(key, words) for key, words in SCOPES.items() if access.may(key)]
