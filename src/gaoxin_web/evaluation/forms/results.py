"""What officers write on the pages of results: names of scenarios, tasks, and where a way should lead."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts.models import Organisation, Zone
from gaoxin_web.evaluation.models import Scenario, Task


class ScenarioForm(forms.ModelForm[Scenario]):
    class Meta:
        model = Scenario
        fields = ("title", "note")


class WayForm(forms.Form):
    """Where to, and by what means."""

    place = forms.IntegerField(label=_("目标位次"), min_value=1)
    most = forms.IntegerField(label=_("最多动几项指标"), min_value=1, max_value=60, required=False)
    within = forms.DecimalField(
        label=_("每项至多几年的常年进步"), min_value=0, max_value=50, max_digits=4, decimal_places=1, required=False
    )

    def __init__(self, *args: Any, last: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].validators.append(MaxValueValidator(last))
        self.fields["place"].widget.attrs["max"] = last


class TaskForm(forms.ModelForm[Task]):
    class Meta:
        model = Task
        fields = ("value_to", "organisation", "due_on", "state", "note")
        widgets = {"due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(zone=zone)


class ResultForm(forms.Form):
    title = forms.CharField(label=_("名称"), max_length=60, required=False)
