"""Which recognitions are in force on a day, and for how long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from gaoxin import Rulebook
from gaoxin_web.enterprises.models import Recognition

SOON_MONTHS = 6


@dataclass(frozen=True)
class Holding:
    """A recognition as a page shows it; ``state`` is in_force, coming, expired or withdrawn."""

    recognition: Recognition
    label: str
    state: str
    ends_on: date | None
    assumed: bool  # the end is worked out from the usual term, not read off a certificate
    days_left: int | None
    soon: bool


def title_of(kind: str, rulebook: Rulebook) -> str:
    """What a recognition is called in the language of the page; one the rulebook does not know, as written."""
    title = rulebook.titles.get(kind)
    if title is None:
        return kind
    return title.label_en if (get_language() or "").startswith("en") and title.label_en else title.label


@lru_cache(maxsize=4096)
def later(day: date, months: int) -> date:
    """A day some months later (or earlier), as the engine counts them: the last of a shorter month."""
    found: date = pl.select(pl.lit(day).dt.offset_by(f"{months}mo")).item()
    return found


def in_force(on: date, rulebook: Rulebook) -> Q:
    """Recognitions, annotated with ``starts``, in force on a day; without an end, for the title's usual term."""
    terms: dict[int, list[str]] = defaultdict(list)
    for title in rulebook.titles.values():
        if title.months:
            terms[title.months].append(title.id)
    endless = Q(starts=None) | ~Q(kind__in=[kind for kinds in terms.values() for kind in kinds])
    for months, kinds in terms.items():
        endless |= Q(kind__in=kinds, starts__gt=later(on, -months))
    begun = Q(starts=None) | Q(starts__lte=on)
    stands = Q(withdrawn_on=None) | Q(withdrawn_on__gt=on)
    return begun & stands & (Q(valid_to__gte=on) | (Q(valid_to=None) & endless))


def running(rows: QuerySet[Recognition], on: date, rulebook: Rulebook) -> QuerySet[Recognition]:
    """Those of some recognitions that are in force on a day; what every count and list asks."""
    return rows.annotate(starts=Coalesce("valid_from", "recognised_on")).filter(in_force(on, rulebook))


def held(on: date, rulebook: Rulebook, kind: str = "") -> Q:
    """Enterprises holding a recognition (of a kind) on a day, by a list of their ids."""
    rows = Recognition.objects.filter(kind=kind) if kind else Recognition.objects.all()
    return Q(pk__in=running(rows, on, rulebook).order_by().values("enterprise"))


def holdings(recognitions: Iterable[Recognition], on: date, rulebook: Rulebook) -> list[Holding]:
    """Recognitions with their state on a day: those in force first, the soonest to end before."""
    soon = later(on, SOON_MONTHS)
    found = [_holding(recognition, on, soon, rulebook) for recognition in recognitions]
    order = ("in_force", "coming", "expired", "withdrawn")
    return sorted(found, key=lambda item: (order.index(item.state), item.ends_on or date.max, item.label))


def _holding(recognition: Recognition, on: date, soon: date, rulebook: Rulebook) -> Holding:
    starts, ends = recognition.valid_from or recognition.recognised_on, recognition.valid_to
    title = rulebook.titles.get(recognition.kind)
    assumed = ends is None and starts is not None and title is not None and bool(title.months)
    if assumed:
        ends = date.fromordinal(later(starts, title.months).toordinal() - 1)  # type: ignore[arg-type,union-attr]
    state = _state(recognition, starts, ends, on)
    left = (ends - on).days if ends and state == "in_force" else None
    return Holding(
        recognition, title_of(recognition.kind, rulebook), state, ends, assumed, left, left is not None and ends <= soon
    )


def _state(recognition: Recognition, starts: date | None, ends: date | None, on: date) -> str:
    if recognition.withdrawn_on and recognition.withdrawn_on <= on:
        return "withdrawn"
    if starts and starts > on:
        return "coming"
    return "expired" if ends and ends < on else "in_force"
