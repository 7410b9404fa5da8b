"""Which of two entries stays, and which of their words are right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.enterprises.models import GONE, Enterprise
from gaoxin_web.enterprises.queries.dossier import said_of
from gaoxin_web.enterprises.services.merging import CHOSEN

SIDES = ("one", "other")
PERSONAL = ("contact", "phone")


class MergeForm(forms.Form):
    """``stays`` is the side that stays; of each field that differs, the side that is right."""

    stays = forms.ChoiceField(label=gettext_lazy("保留哪一家"), choices=[(side, side) for side in SIDES])
    reason = forms.CharField(
        label=gettext_lazy("合并理由"),
        min_length=2,
        max_length=200,
        help_text=gettext_lazy("写明凭什么认定是同一家，如“营业执照、法定代表人一致”。会记入审计日志。"),
    )

    def __init__(self, *args: Any, pair: tuple[Enterprise, Enterprise], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = pair
        self.fields["stays"].initial = usual_side(pair)
        self.differing = [name for name in CHOSEN if self._value("one", name) != self._value("other", name)]
        for name in self.differing:
            field = forms.ChoiceField(choices=[(side, side) for side in SIDES], initial=self._usual(name))
            self.fields[f"f_{name}"] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            status, left = self._chosen("status"), self._chosen("left_on")
            if left and status not in GONE:
                self.add_error(
                    "f_left_on" if "left_on" in self.differing else None, _("在营的企业没有迁出或注销日期。")
                )
        return cleaned

    @property
    def kept(self) -> Enterprise:
        return self.pair[SIDES.index(self.cleaned_data["stays"])]

    @property
    def gone(self) -> Enterprise:
        return self.pair[1 - SIDES.index(self.cleaned_data["stays"])]

    @property
    def taken(self) -> dict[str, Any]:
        """What the entry that stays takes of the other."""
        stays = self.cleaned_data["stays"]
        return {name: self._chosen(name) for name in self.differing if self.cleaned_data[f"f_{name}"] != stays}

    def rows(self) -> list[dict[str, Any]]:
        """The two side by side, field by field; what neither has is left out."""
        found = []
        for name in CHOSEN:
            words = [_words(enterprise, name) for enterprise in self.pair]
            if any(words):
                field = Enterprise._meta.get_field(name)
                bound = self[f"f_{name}"] if name in self.differing else None
                found.append({"label": field.verbose_name, "words": words, "field": bound, "sides": self._ticks(bound)})
        return found

    def _ticks(self, bound: Any) -> list[tuple[str, bool]]:
        value = bound.value() if bound is not None else ""
        return [(side, side == value) for side in SIDES]

    def _value(self, side: str, name: str) -> Any:
        return getattr(self.pair[SIDES.index(side)], Enterprise._meta.get_field(name).attname)

    def _chosen(self, name: str) -> Any:
        return self._value(self.cleaned_data.get(f"f_{name}", "one"), name)

    def _usual(self, name: str) -> str:
        """Of the side that stays, unless it says nothing."""
        stays = usual_side(self.pair)
        other = SIDES[1 - SIDES.index(stays)]
        empty = self._value(stays, name) in (None, "")
        return other if empty and self._value(other, name) not in (None, "") else stays


def usual_side(pair: tuple[Enterprise, Enterprise]) -> str:
    """The entry with a code stays; of two alike, the earlier."""
    one, other = pair
    if bool(one.uscc) != bool(other.uscc):
        return "one" if one.uscc else "other"
    return "one" if one.pk < other.pk else "other"


def _words(enterprise: Enterprise, name: str) -> str:
    said = said_of(enterprise, name)
    return "" if said is None else str(said)
