"""What each enterprise puts into an indicator, with the cell every figure was read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from gaoxin.index.formula_words import in_words
from gaoxin.index.measures import Answer, Measure, Term
from gaoxin_web.enterprises import figures
from gaoxin_web.enterprises.models import Enterprise, FactSheet, Filing
from gaoxin_web.evaluation.queries.register import Share
from gaoxin_web.evaluation.words import is_english
from gaoxin_web.rulebook import rulebook

STATES = ("counts", "unknown", "out")
Key = tuple[str, int]  # a fact, and years before


@dataclass(frozen=True)
class Column:
    """A fact the measure looks at."""

    key: Key
    label: str
    unit: str


@dataclass(frozen=True)
class Figure:
    """One enterprise's fact: its text, where it is shown, the cell it was read from."""

    text: str
    url: str
    cell: str
    title: str  # the batch


@dataclass(frozen=True)
class Line:
    """An enterprise with its figures and its effect."""

    key: str
    enterprise: Enterprise | None
    effect: float | None
    figures: Sequence[Figure]
    missing: str


def formula(measure: Measure) -> str:
    """A measure in the language of the page."""
    book = rulebook()
    return in_words(measure, book.fields, "en" if is_english() else "zh", book.titles)


def columns_of(measure: Measure, year: int) -> list[Column]:
    """Its facts, each once, with the year each is of."""
    return [_column(key, year) for key in dict.fromkeys((term.field, term.back) for term in measure.terms())]


def _column(key: Key, year: int) -> Column:
    term, book = Term(*key), rulebook()
    if term.title:
        title = book.titles.get(term.title)
        label = ((title.label_en or title.label) if is_english() else title.label) if title else term.title
        return Column(key, _("%(year)s 年末%(title)s") % {"year": year - term.back, "title": label}, "")
    item = book.fields[term.field]
    label = figures.label_of(item)
    dated = label if item.period == "static" else f"{label} {year - term.back}"
    return Column(key, dated, figures.unit_words(item) if item.is_numeric else "")


@dataclass(frozen=True)
class Sums:
    """What stands above and below the line, in words; ``before`` the same of the years that growth is upon."""

    over: str
    under: str
    over_before: str = ""
    under_before: str = ""


def sums_of(measure: Measure, answer: Answer) -> Sums:
    before = answer.before or (None, None)
    return Sums(
        _sum(measure.over, answer.over, count=True),
        _sum(measure.under, answer.under),
        _sum(measure.over, before[0], count=True),
        _sum(measure.under, before[1]),
    )


def _sum(terms: Sequence[Term], value: Fraction | None, *, count: bool = False) -> str:
    """A sum in the unit its facts are shown in; of titles and of no fact at all, enterprises."""
    if value is None or (not terms and not count):
        return ""
    field = next((term.field for term in terms if not term.title), None)
    item = rulebook().fields[field] if field else None
    if item is None or not item.is_numeric:
        return f"{_plain(value)} {_('家')}"
    return f"{figures.shown(item, _steps(value, item.step))} {figures.unit_words(item)}"


def _steps(value: Fraction, step: int) -> int | float:
    found = value * step
    return int(found) if found.denominator == 1 else float(found)


def _plain(value: Fraction) -> str:
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,.2f}"


def missing_words(found: Iterable[tuple[str, int, int]], year: int) -> list[tuple[str, int]]:
    """Facts that are not known with how many enterprises lack each."""
    return [(_column((field, back), year).label, count) for field, back, count in found]


def lines_of(
    shares: Sequence[Share], columns: Sequence[Column], year: int, visible: QuerySet[Enterprise]
) -> list[Line]:
    """A page of enterprises, with three queries whatever their number; one out of reach goes without its figures."""
    firms = _firms([share.input.uscc for share in shares], visible)
    sources = _Sources(firms.values(), columns, year)
    return [_line(share, firms.get(share.input.uscc), columns, sources) for share in shares]


def _firms(keys: Sequence[str], visible: QuerySet[Enterprise]) -> dict[str, Enterprise]:
    """Enterprises by the key the engine knows them by: the credit code, else ``#`` and the number."""
    codes = visible.filter(uscc__in=[key for key in keys if not key.startswith("#")])
    numbers = visible.filter(pk__in=[int(key[1:]) for key in keys if key.startswith("#")], uscc=None)
    return {key_of(one): one for one in (*codes, *numbers)}


def key_of(enterprise: Enterprise) -> str:
    return enterprise.uscc or f"#{enterprise.pk}"


def _line(share: Share, firm: Enterprise | None, columns: Sequence[Column], sources: _Sources) -> Line:
    shown = [_figure(share.input.values[one.key], one, firm, sources) for one in columns] if firm else []
    missing = [one.label for one in columns if one.key in share.input.missing]
    why = _("、").join(missing) or (_("除数为零，无法判断") if share.input.state == "unknown" else "")
    return Line(share.input.uscc, firm, share.effect, shown, why)


def _figure(value: Any, column: Column, firm: Enterprise, sources: _Sources) -> Figure:
    name, back = column.key
    if Term(name).title:
        return Figure(_("是") if value else _("否"), reverse("enterprise_recognitions", args=[firm.pk]), "", "")
    item, year = rulebook().fields[name], sources.year_of(name, back)
    steps = _steps(value, item.step) if isinstance(value, Fraction) else value
    cell, title = sources.of(firm.pk, name, year)
    return Figure(figures.shown(item, steps), reverse("enterprise_source", args=[firm.pk, year, name]), cell, title)


class _Sources:
    """The cells that the figures of some enterprises were read from."""

    def __init__(self, firms: Iterable[Enterprise], columns: Sequence[Column], year: int) -> None:
        self.year = year
        keys = [one.key for one in columns if not Term(*one.key).title]
        years = {self.year_of(*key) for key in keys}
        sheets = list(FactSheet.objects.filter(enterprise__in=[firm.pk for firm in firms], year__in=years))
        names = {name for name, _back in keys}
        self.stands = {
            (sheet.enterprise_id, sheet.year, name): sheet.sources[name]
            for sheet in sheets
            for name in names & sheet.sources.keys()
        }
        rows = Filing.objects.filter(pk__in=set(self.stands.values())).select_related("batch")
        self.filings: Mapping[int, Filing] = {one.pk: one for one in rows}

    def year_of(self, name: str, back: int) -> int:
        return 0 if rulebook().fields[name].period == "static" else self.year - back

    def of(self, firm: int, name: str, year: int) -> tuple[str, str]:
        """The cell, and the batch it is in; empty where the figure was filed by nobody."""
        filing = self.filings.get(self.stands.get((firm, year, name), 0))
        if filing is None:
            return "", ""
        cell = str(filing.values.get(name, {}).get("cell") or "")
        return cell if "!" in cell else "!".join(part for part in (filing.sheet, cell) if part), filing.batch.title
