"""What if (推演): other values and weights read from a form, and what comes of them beside what is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from gaoxin.index.evaluation import Evaluation
from gaoxin.index.reasons import ranges, slopes
from gaoxin_web.evaluation.forms.numbers import PLACES, read_number
from gaoxin_web.evaluation.models import Scenario
from gaoxin_web.evaluation.queries.standing import Standing
from gaoxin_web.evaluation.words import label_of, node_words

STEPS = 200  # of a slider
NEIGHBOURS = 4  # rows shown on either side of the zone


@dataclass
class Asked:
    """What somebody changed: only what is another number than it was; ``wrong`` says of a field why it is none."""

    values: dict[str, float] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.values and not self.weights


def asked_of(standing: Standing, data: QueryDict) -> Asked:
    """``v-1.2`` is a value of an indicator, ``w-1.2`` a weight of an indicator or a group."""
    found, was = Asked(), {code: rounded(value) for code, value in standing.values.items()}
    weighed = weights_now(standing)
    for kind, known, into in (("v", was, found.values), ("w", weighed, found.weights)):
        for code in standing.indicators if kind == "v" else weighed:
            text = data.get(f"{kind}-{code}")
            if text is None:
                continue
            try:
                number = read_number(text)
                if kind == "w" and number is not None and number < 0:
                    raise ValidationError(_("权重不能小于零。"))
            except ValidationError as error:
                found.wrong[f"{kind}-{code}"] = f"{node_words(standing.edition, code)}：{error.messages[0]}"
                continue
            if number is None or float(number) == known.get(code):
                continue
            into[code] = float(number)
    return found


def of_scenario(scenario: Scenario) -> Asked:
    return Asked(dict(scenario.values), dict(scenario.weights))


def rounded(value: float) -> float:
    """As a form shows it."""
    return round(value, PLACES)


def weights_now(standing: Standing) -> dict[str, float]:
    """Every group's and indicator's weight as it counts today; one that is not known counts as 1."""
    framework = standing.edition.framework(standing.weights)
    return {node.code: 1.0 if node.weight is None else node.weight for node in framework.nodes if node.parent}


def tried(standing: Standing, asked: Asked) -> Evaluation | None:
    """The evaluation with what was changed."""
    return standing.with_other({**standing.values, **asked.values}, {**standing.weights, **asked.weights})


@dataclass(frozen=True)
class Slider:
    """One indicator on the page: what it is, what it may be, and what one unit more is worth."""

    code: str
    label: str
    unit: str
    now: float | None
    value: float | None
    low: float
    high: float
    step: float
    worth: float | None

    @property
    def changed(self) -> bool:
        return self.value is not None and self.value != self.now

    @property
    def at(self) -> float:
        """Where the slider stands."""
        return self.low if self.value is None else self.value


@dataclass(frozen=True)
class Lever:
    """One weight on the page."""

    code: str
    label: str
    now: float
    value: float
    known: bool


def sliders(standing: Standing, asked: Asked) -> list[tuple[str, Lever, list[tuple[Slider, Lever]]]]:
    """Group by group: its words and weight, and its indicators with theirs."""
    found = standing.evaluation
    assert found is not None
    reach, worth, weighed = ranges(found), slopes(found), weights_now(standing)
    return [
        (
            label_of(group),
            _lever(standing, group.id, weighed, asked),
            [
                (_slider(standing, one.id, reach, worth, asked), _lever(standing, one.id, weighed, asked))
                for one in group.indicators
            ],
        )
        for group in standing.edition.groups
    ]


def _slider(
    standing: Standing,
    code: str,
    reach: Mapping[str, tuple[float, float]],
    worth: Mapping[str, float],
    asked: Asked,
) -> Slider:
    one, known = standing.indicators[code], standing.own[code].value
    now = None if known is None else rounded(known)
    value = asked.values.get(code, now)
    low, high = reach.get(code, (0.0, max(now or 0.0, 1.0)))
    ends = [rounded(low), rounded(high), *(one for one in (now, value) if one is not None)]
    low, high = min(ends), max(ends)
    step = rounded((high - low) / STEPS) or 10**-PLACES
    return Slider(code, label_of(one), one.unit, now, value, low, high, step, worth.get(code))


def _lever(standing: Standing, code: str, weighed: Mapping[str, float], asked: Asked) -> Lever:
    known = standing.edition.framework(standing.weights).by_code[code].weight is not None
    return Lever(code, node_words(standing.edition, code), weighed[code], asked.weights.get(code, weighed[code]), known)
