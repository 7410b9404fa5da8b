"""What an assignment is asked for, and what is given by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gaoxin_web.contests.forms.judges import TableForm
from gaoxin_web.contests.models import Judge, Round, RoundEntry, Track
from gaoxin_web.contests.services.assigning import marking


class AskForm(forms.Form):
    """Rules of a proposal; what is ticked holds for the ballots of the round as well, once it is applied."""

    mode = forms.ChoiceField(
        label=pgettext_lazy("assignment", "方式"),
        choices=(
            ("top_up", gettext_lazy("补派：只补空缺，已分配的不动")),
            ("anew", gettext_lazy("重新分配：没有开始的全部重排")),
        ),
        widget=forms.RadioSelect,
        initial="top_up",
    )
    own_organisation = forms.BooleanField(label=gettext_lazy("回避本单位"), required=False, initial=True)
    own_city = forms.BooleanField(label=gettext_lazy("回避本城市"), required=False)
    one_per_organisation = forms.BooleanField(label=gettext_lazy("同一项目的评委来自不同单位"), required=False)
    min_experts = forms.IntegerField(
        label=gettext_lazy("每个项目至少几位对口专家"), min_value=0, max_value=99, required=False
    )
    seed = forms.IntegerField(label=gettext_lazy("随机种子"), min_value=0, max_value=2**31 - 1, required=False)

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seed"].help_text = _("不填则随机选取并公开；同一种子、同一名单，结果相同。")
        self.fields["min_experts"].help_text = _("评委的专业领域与项目赛道名称一致即为对口。")
        for name in ("own_organisation", "own_city", "one_per_organisation", "min_experts"):
            if name in (round_.rules or {}):
                self.initial[name] = round_.rules[name]

    @property
    def rules(self) -> dict[str, Any]:
        said = self.cleaned_data
        ticked = {name: said[name] for name in ("own_organisation", "own_city", "one_per_organisation")}
        return {**ticked, "min_experts": said["min_experts"] or 0}


class GiveForm(forms.Form):
    """One entry to one judge."""

    place = forms.ModelChoiceField(label=pgettext_lazy("contest", "项目"), queryset=RoundEntry.objects.none())
    judge = forms.ModelChoiceField(label=gettext_lazy("评委"), queryset=Judge.objects.none())

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = round_.places.exclude(state=RoundEntry.State.WITHDRAWN).select_related("entry")
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        self.fields["judge"].queryset = judges_of(round_)  # type: ignore[attr-defined]


class TrackForm(forms.Form):
    """A whole track to one judge."""

    track = forms.ModelChoiceField(label=gettext_lazy("赛道"), queryset=Track.objects.none())
    judge = forms.ModelChoiceField(label=gettext_lazy("评委"), queryset=Judge.objects.none())

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, prefix="track", **kwargs)
        self.fields["track"].queryset = round_.contest.tracks.all()  # type: ignore[attr-defined]
        self.fields["judge"].queryset = judges_of(round_)  # type: ignore[attr-defined]


def judges_of(round_: Round) -> Any:
    return Judge.objects.filter(pk__in=[judge.pk for judge in marking(round_)])


class AssignmentTableForm(TableForm):
    replace = forms.ChoiceField(
        label=gettext_lazy("与现有分配"),
        choices=(("", gettext_lazy("追加：只增加表中的")), ("1", gettext_lazy("替换：不在表中且没有开始的撤下"))),
        required=False,
        widget=forms.RadioSelect,
    )
