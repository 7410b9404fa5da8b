"""A ballot as its judge fills it: the criteria of the scheme with the judge's own marks, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from gaoxin.errors import Issue
from gaoxin.panel import ballot_total
from gaoxin.panel.numbers import decimal_text, shown
from gaoxin.panel.scheme import Criterion, Scheme
from gaoxin_web.contests.models import Ballot


@dataclass(frozen=True)
class Line:
    """One thing to mark; numbers as text, as they stand in the form. ``errors`` are what is wrong with the mark."""

    key: str
    label: str
    weight: str
    value: str
    low: str
    high: str
    step: str
    optional: bool
    errors: tuple[str, ...] = ()

    @property
    def has_slider(self) -> bool:
        return bool(self.low and self.high)

    @property
    def slide(self) -> str:
        """The slider's step; where the scheme sets none, whole points: a finer mark is typed."""
        return self.step or "1"


def lines_of(scheme: Scheme, marks: Mapping[str, str], issues: Iterable[Issue] = ()) -> list[Line]:
    """The ballot line by line, with what was wrong beside each."""
    wrong: dict[str, list[str]] = {}
    for issue in issues:
        cell = (issue.place.cell or "") if issue.place else ""
        wrong.setdefault(cell.rpartition(".")[2], []).append(
            f"{issue.message}。{issue.hint}" if issue.hint else issue.message
        )
    return [_line(one, marks.get(one.key, ""), tuple(wrong.get(one.key, ()))) for one in scheme.criteria]


def _line(one: Criterion, value: str, errors: tuple[str, ...]) -> Line:
    low, high, step = (
        "" if number is None else decimal_text(number) for number in (one.minimum, one.maximum, one.step)
    )
    english = (get_language() or "").startswith("en")
    label = (one.label_en if english else "") or one.label or one.key
    return Line(one.key, label, decimal_text(one.weight), value, low, high, step, one.optional, errors)


def total_of(scheme: Scheme, marks: Mapping[str, str]) -> str:
    """What the marks add up to, by the engine; empty while a mark is missing or is no number."""
    try:
        total = ballot_total(scheme, marks)
    except ValueError:
        return ""
    return "" if total is None else shown(total, scheme.places)


def stored(ballot: Ballot, scheme: Scheme) -> dict[str, Any]:
    """A ballot as its own judge's device is told of it."""
    return {
        "key": str(ballot.key),
        "place": ballot.place_id,
        "state": str(ballot.state),
        "state_label": str(ballot.get_state_display()),
        "revision": ballot.revision,
        "marks": ballot.marks,
        "comment": ballot.comment,
        "total": total_of(scheme, ballot.marks),
    }
