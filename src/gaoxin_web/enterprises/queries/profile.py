"""What one enterprise's page shows: its facts by year with their sources, its charts, what to look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from gaoxin import Rulebook
from gaoxin.fields import Field
from gaoxin_web.enterprises.figures import amount, label_of, shown, unit_words
from gaoxin_web.enterprises.imports.wording import label_of as label_of_key
from gaoxin_web.enterprises.imports.wording import value_words
from gaoxin_web.enterprises.models import Enterprise, FactSheet, Filing, Request
from gaoxin_web.enterprises.queries.recognitions import Holding
from gaoxin_web.enterprises.queries.register import OPEN_STATES

KEY_FIELDS = ("revenue", "sales_revenue", "rd_expense", "net_profit", "staff", "tech_staff", "invention_patents")
CHARTED = ("revenue", "sales_revenue", "rd_expense", "staff")
KEY_SHOWN = 6


@dataclass(frozen=True)
class Figure:
    """A cell of the facts table: its text, and the filing it stands on."""

    year: int
    text: str = ""
    filing: int | None = None


@dataclass(frozen=True)
class Line:
    """A row of the facts table: a field over the years."""

    item: Field
    label: str
    unit: str
    figures: list[Figure] = field(default_factory=list)


@dataclass(frozen=True)
class FactsTable:
    years: list[int]
    lines: list[Line]  # one figure per year
    standing: list[Line]  # what belongs to no year: one figure each


def sheets_of(enterprise: Enterprise) -> list[FactSheet]:
    return list(FactSheet.objects.filter(enterprise=enterprise).order_by("year"))


def facts_table(sheets: list[FactSheet], rulebook: Rulebook) -> FactsTable:
    """What is known, field by field in the rulebook's order; a field nothing is known of is left out."""
    by_year = {sheet.year: sheet for sheet in sheets}
    years = sorted((year for year in by_year if year), reverse=True)
    fields = [item for item in rulebook.fields.values() if not item.derived]
    lines = [_line(item, years, by_year) for item in fields]
    standing = [_line(item, [0], by_year) for item in fields]
    return FactsTable(years, [line for line in lines if _said(line)], [line for line in standing if _said(line)])


def _line(item: Field, years: list[int], sheets: dict[int, FactSheet]) -> Line:
    return Line(item, label_of(item), unit_words(item), [_figure(item, year, sheets.get(year)) for year in years])


def _figure(item: Field, year: int, sheet: FactSheet | None) -> Figure:
    if sheet is None or item.name not in sheet.values:
        return Figure(year)
    return Figure(year, shown(item, sheet.values[item.name]), sheet.sources.get(item.name))


def _said(line: Line) -> bool:
    return any(figure.filing for figure in line.figures)


@dataclass(frozen=True)
class LedgerValue:
    """What a ledger says beyond the field dictionary: a column of its own, or a month's figure."""

    label: str
    year: int
    text: str
    cell: str
    batch: str


def ledger_values(sheets: list[FactSheet], rulebook: Rulebook) -> list[LedgerValue]:
    """Those that stand, with the cells they were read from."""
    wanted = [(sheet, key) for sheet in sheets for key in sheet.sources if key not in rulebook.fields]
    pks = {sheet.sources[key] for sheet, key in wanted}
    filings = {filing.pk: filing for filing in Filing.objects.filter(pk__in=pks).select_related("batch")} if pks else {}
    found = []
    for sheet, key in wanted:
        filing = filings.get(sheet.sources[key])
        entry = filing.values.get(key, {}) if filing else {}
        text = value_words(key, sheet.values[key], entry.get("kind", ""))
        cell = "!".join(part for part in (filing.sheet if filing else "", entry.get("cell", "")) if part)
        found.append(LedgerValue(label_of_key(key), sheet.year, text, cell, filing.batch.title if filing else ""))
    return sorted(found, key=lambda one: (-one.year, one.label))


@dataclass(frozen=True)
class KeyFact:
    """A figure of the newest year, with the year before beside it."""

    item: Field
    label: str
    unit: str
    year: int
    text: str
    before: str


def key_facts(sheets: list[FactSheet], rulebook: Rulebook) -> list[KeyFact]:
    """The leading figures of the newest year that has any."""
    yearly = {sheet.year: sheet for sheet in sheets if sheet.year}
    for year in sorted(yearly, reverse=True):
        found = [_key_fact(rulebook.fields[name], year, yearly) for name in KEY_FIELDS if name in rulebook.fields]
        known = [fact for fact in found if fact.text]
        if known:
            return known[:KEY_SHOWN]
    return []


def _key_fact(item: Field, year: int, sheets: dict[int, FactSheet]) -> KeyFact:
    text, before = (
        shown(item, sheets[wanted].values.get(item.name)) if wanted in sheets else "" for wanted in (year, year - 1)
    )
    return KeyFact(item, label_of(item), unit_words(item), year, text, before)


def earlier_filings(enterprise: Enterprise, name: str, year: int) -> list[tuple[Filing, dict[str, Any]]]:
    """Everything ever filed of one figure, the newest first; the first that was not withdrawn stands."""
    rows = Filing.objects.filter(enterprise=enterprise, values__has_key=name).select_related("batch__created_by")
    rows = rows.filter(year=year) if year else rows
    return [(filing, filing.values[name]) for filing in rows.order_by("-pk")]


def chart(sheets: list[FactSheet], rulebook: Rulebook) -> dict[str, Any] | None:
    """Revenue and R&D expense as bars, staff as a line, year by year; None where there is nothing to draw."""
    yearly = [sheet for sheet in sheets if sheet.year]
    series = [_series(rulebook.fields[name], yearly) for name in CHARTED if name in rulebook.fields]
    drawn = [one for one in series if any(value is not None for value in one["data"])]
    names = {one["id"] for one in drawn}
    if "revenue" in names:  # one of the two says it: they are nearly the same
        drawn = [one for one in drawn if one["id"] != "sales_revenue"]
    if not drawn:
        return None
    return {
        "color": ["#2563b0", "#0f8a8a", "#c2570c", "#596679"],
        "aria": {"enabled": True},
        "animation": False,
        "tooltip": {"trigger": "axis", "renderMode": "richText"},
        "legend": {"top": 0, "type": "scroll"},
        "grid": {"left": 8, "right": 8, "bottom": 4, "top": 56, "containLabel": True},
        "xAxis": {"type": "category", "data": [str(sheet.year) for sheet in yearly]},
        "yAxis": [
            {"type": "value", "name": _("万元")},
            {"type": "value", "name": _("人"), "splitLine": {"show": False}, "minInterval": 1},
        ],
        "series": drawn,
    }


def _series(item: Field, sheets: list[FactSheet]) -> dict[str, Any]:
    values = [amount(item, sheet.values.get(item.name)) for sheet in sheets]
    is_people = item.kind == "count"
    return {
        "id": item.name,
        "name": f"{label_of(item)}（{unit_words(item)}）",
        "type": "line" if is_people else "bar",
        "yAxisIndex": int(is_people),
        "barMaxWidth": 36,
        "data": [_plotted(value) for value in values],
    }


def _plotted(value: Decimal | None) -> float | None:
    return None if value is None else float(round(value, 2))


@dataclass(frozen=True)
class Alert:
    """Something an officer should look at; ``tab`` is the page that mends it."""

    tone: str
    text: str
    view: str


def alerts(
    enterprise: Enterprise, holdings: list[Holding], requests: list[Request], sheets: list[FactSheet], on: date
) -> list[Alert]:
    """What runs out, what is late, what is missing."""
    found = [
        Alert("yellow", _("%(title)s将于 %(day)s 到期，还有 %(left)s 天") % _ending(holding), "enterprise_recognitions")
        for holding in holdings
        if holding.soon
    ]
    late = [request for request in requests if request.state in OPEN_STATES and request.due_on and request.due_on < on]
    if late:
        text = _("有 %(count)s 件诉求超过办结期限") % {"count": len(late)}
        found.append(Alert("red", text, "enterprise_contacts"))
    if not enterprise.uscc:
        found.append(Alert("yellow", _("没有统一社会信用代码，导入时只能按名称认"), "enterprise_edit"))
    if enterprise.organisation_id is None:
        found.append(Alert("yellow", _("没有责任部门，只有看得到全区的人才看得到它"), "enterprise_edit"))
    if not any(sheet.year == on.year - 1 for sheet in sheets):
        text = _("没有 %(year)s 年度的经营数据") % {"year": on.year - 1}
        found.append(Alert("azure", text, "enterprise_facts"))
    return found


def _ending(holding: Holding) -> dict[str, Any]:
    return {"title": holding.label, "day": holding.ends_on, "left": holding.days_left}
