"""Values, weights and places given, as officers enter them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gaoxin.index.official import Edition
from gaoxin_web.enterprises.forms.shared import RegisterForm
from gaoxin_web.evaluation.forms.numbers import read_number
from gaoxin_web.evaluation.forms.papers import FromPaper
from gaoxin_web.evaluation.models import Entry, NodeWeight, Paper, Published
from gaoxin_web.evaluation.queries.editions import editions
from gaoxin_web.evaluation.words import edition_words

LONGEST_PLACE = 60
LARGEST_WEIGHT = 99_999


def figure_field(size: int = 40) -> forms.CharField:
    attributes = {"inputmode": "decimal", "autocomplete": "off"}
    return forms.CharField(required=False, max_length=size, widget=forms.TextInput(attrs=attributes))


class SeenMixin(forms.Form):
    """What somebody else wrote since the page was opened is not written over unseen."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def look(self, history: Any) -> None:
        last = history.order_by("-history_id").select_related("history_user").first()
        self.latest, self.initial["seen"] = last, str(last.history_id) if last else "0"

    def clean_seen(self) -> str:
        seen: str = self.cleaned_data["seen"]
        if seen and seen != self.initial["seen"]:
            self.data = self.data.copy()
            self.data["seen"] = self.initial["seen"]
            who = (self.latest.history_user if self.latest else None) or _("系统")
            text = _("您打开本页之后，%(who)s 改过这里的数。请核对下面的内容，再点一次保存，以您的为准。")
            self.add_error(None, text % {"who": who})
        return seen


class EntryForm(SeenMixin, FromPaper):
    """Values of many indicators from one paper; one that is left empty stays as it is."""

    note = forms.CharField(
        label=pgettext_lazy("evaluation", "说明"), required=False, max_length=200, widget=forms.TextInput
    )

    def __init__(self, *args: Any, edition: Edition, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition, self.year = edition, year
        for one in edition.indicators():
            self.fields[f"v{one.id}"] = figure_field()
            self.fields[f"p{one.id}"] = forms.CharField(required=False, max_length=LONGEST_PLACE)
            self.fields[f"v{one.id}"].label = f"{one.id} {one.label}"
            self.fields[f"p{one.id}"].label = _("%(id)s 的页码或单元格") % {"id": one.id}
        self.look(Entry.history.filter(zone_id=self.zone.pk, edition=edition.id, year=year))

    def clean(self) -> dict[str, Any]:
        cleaned, self.values = super().clean(), dict[str, Decimal]()
        for one in self.edition.indicators():
            value = self._read(f"v{one.id}", share=one.unit == "%")
            if value is not None:
                self.values[one.id] = value
        if not self.values and not self.errors:
            self.add_error(None, _("还没有填任何数值。只填有材料的指标即可，其余留空。"))
        self.places = {one: cleaned.get(f"p{one}", "") for one in self.values}
        return cleaned

    def _read(self, name: str, *, share: bool) -> Decimal | None:
        if len({text.strip() for text in self.data.getlist(name)} - {""}) > 1:
            self.add_error(name, _("同一指标填了两个数，请只留一个。"))
            return None
        try:
            return read_number(self.cleaned_data.get(name, ""), share=share)
        except ValidationError as error:
            self.add_error(name, error)
            return None


class WeightForm(SeenMixin, FromPaper):
    """The weights no document gives; one that is left empty is not known."""

    paper_needed = False
    note = forms.CharField(
        label=pgettext_lazy("evaluation", "说明"), required=False, max_length=200, widget=forms.TextInput
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nodes = edition.framework().unknown_weights
        known = dict(NodeWeight.objects.filter(zone=self.zone, edition=edition.id).values_list("node", "value"))
        for node in self.nodes:
            self.fields[f"w{node}"] = figure_field()
            self.fields[f"w{node}"].label = _("%(id)s 的权重") % {"id": node}
            self.initial[f"w{node}"] = f"{known[node].normalize():f}" if node in known else ""
        self.look(NodeWeight.history.filter(zone_id=self.zone.pk, edition=edition.id))

    def clean(self) -> dict[str, Any]:
        cleaned, self.weights = super().clean(), dict[str, Decimal | None]()
        for node in self.nodes:
            try:
                self.weights[node] = self._checked(read_number(cleaned.get(f"w{node}", "")))
            except ValidationError as error:
                self.add_error(f"w{node}", error)
        return cleaned

    def _checked(self, value: Decimal | None) -> Decimal | None:
        if value is None:
            return None
        if not 0 <= value <= LARGEST_WEIGHT:
            raise ValidationError(_("权重应在 0 至 %(most)s 之间。") % {"most": LARGEST_WEIGHT})
        if value != round(value, 4):
            raise ValidationError(_("权重最多 4 位小数。"))
        return value


class PublishedForm(RegisterForm):
    """The place the zone was given in a year."""

    edition = forms.ChoiceField(label=gettext_lazy("指标体系"), required=False)

    class Meta:
        model = Published
        fields = ("year", "rank", "out_of", "edition", "paper", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.id, edition_words(one)) for one in editions().values()]
        self.fields["edition"].choices = [("", _("（未选）")), *known]  # type: ignore[attr-defined]
        self.fields["paper"].queryset = Paper.objects.filter(zone=self.user.zone_id)  # type: ignore[attr-defined]
        self.fields["year"].help_text = _("被评价的年度。公布通知的年份往往晚一年。")
        self.fields["out_of"].help_text = _("参加评价的高新区数，如 178；不详请留空。")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        year, rank, out_of = (cleaned.get(name) for name in ("year", "rank", "out_of"))
        others = Published.objects.filter(zone=self.user.zone_id, year=year).exclude(pk=self.instance.pk)
        if year and others.exists():
            self.add_error("year", _("%(year)s 年的位次已经登记过，请改那一条。") % {"year": year})
        if rank and out_of and rank > out_of:
            self.add_error("rank", _("位次不能大于参评数。"))
        return cleaned
