"""One enterprise judged by itself: its wide row and its results without a table.

A table of one row costs a page a hundred times what its facts do. What is said here is what
:func:`gaoxin.engine.facts.wide_facts` and the other engines say of the same enterprise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import polars as pl

from gaoxin.engine.facts import nothing
from gaoxin.engine.outputs import KEYS, Output
from gaoxin.engine.polars import run_polars
from gaoxin.engine.python import compile_python
from gaoxin.fields import Field
from gaoxin.periods import age_in_years, base_year, full_fiscal_years, year_at
from gaoxin.rules.functions import YEARS_BACK
from gaoxin.rules.lower import column_name
from gaoxin.rules.model import Rulebook
from gaoxin.units import STEPS

EPOCH, ALWAYS, EVER = date(1970, 1, 1), date(1990, 1, 1), date(2100, 12, 31)
Span = tuple[str, date | None, date | None]  # a title, from when, until when


def wide_row(
    rows: Sequence[Mapping[str, Any]], held: Iterable[Span] | None, on: date, rulebook: Rulebook
) -> dict[str, Any]:
    """The wide row of one enterprise for one day.

    Args:
        rows: ``uscc``, ``name``, ``year`` (None for what belongs to no year) and fields in steps, days as dates; at
            least one, and no year twice.
        held: its recognitions; None when nothing is known about them.
        on: the day of the assessment.
        rulebook: whose fields, titles and judgements name the columns.
    """
    fields, known = rulebook.fields, {name for row in rows for name in row}
    yearly = [fields[name] for name in known if name in fields and fields[name].period == "year"]
    wide = {"uscc": rows[0]["uscc"], "name": None, **_newest(rows, rulebook)}
    by_year = {row["year"]: row for row in rows if row["year"] is not None}
    for offset in range(-1, YEARS_BACK):
        row = by_year.get(year_at(on, offset), {})
        wide |= {column_name(item.name, offset): row.get(item.name) for item in _of_year(yearly, offset)}
    if "established_on" in known:
        wide |= _ages(wide.get("established_on"), on)
        wide |= dict(_before_founding(wide, yearly, on))
    if year_at(on, -1) not in by_year:  # the declaration of y0 stands
        now = _of_year(yearly, -1)
        wide |= {column_name(item.name, -1): wide[column_name(item.name, 0)] for item in now}
    if held is not None:
        wide |= _titles(held, on, rulebook)
    return {name: _coded(value, _field_of(name, rulebook)) for name, value in wide.items()}


def frame_of(row: Mapping[str, Any], columns: Iterable[str]) -> pl.DataFrame:
    """A table of one row with the key columns and those of some others that it has."""
    names = [name for name in dict.fromkeys([*KEYS, *columns]) if name in row]
    unknown = {name: pl.Int64() for name in names if row[name] is None}
    return pl.DataFrame({name: [row[name]] for name in names}, schema_overrides=unknown | {"name": pl.String()})


def run_one(wanted: Sequence[Output], row: Mapping[str, Any]) -> tuple[Any, ...]:
    """The wanted outputs of one row, in order."""
    return _compiled(tuple(wanted))(row) if wanted else ()


def table_of(wanted: Sequence[Output], row: Mapping[str, Any]) -> pl.DataFrame:
    """The same as a table of one row, after its key columns."""
    values = zip((output.name for output in wanted), run_one(wanted, row), strict=True)
    return pl.DataFrame({**{key: [row.get(key)] for key in KEYS}, **{name: [value] for name, value in values}})


def run_few(wanted: Sequence[Output], wide: pl.DataFrame) -> pl.DataFrame:
    """The wanted outputs for every row, by whichever engine is the quicker."""
    return table_of(wanted, wide.row(0, named=True)) if len(wide) == 1 else run_polars(wanted, wide)


@lru_cache(maxsize=512)
def _compiled(wanted: tuple[Output, ...]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    return compile_python(wanted)


def _newest(rows: Sequence[Mapping[str, Any]], rulebook: Rulebook) -> dict[str, Any]:
    """The newest non-empty value of what does not belong to a year."""
    found: dict[str, Any] = {}
    fields, judged = rulebook.fields, rulebook.judgements()
    for row in sorted(rows, key=lambda row: (row["year"] is not None, row["year"] or 0)):
        for name, value in row.items():
            if value is None:
                continue
            if name in fields:
                found |= {name: value} if fields[name].period == "static" else {}
            elif name in judged:
                found[f"judged:{name}"] = value
    return found


def _of_year(yearly: Iterable[Field], offset: int) -> list[Field]:
    """Of the current year only declarations are read."""
    return [item for item in yearly if offset >= 0 or item.kind == "bool"]


def _ages(day: date | None, on: date) -> dict[str, int | None]:
    if day is None or day > on:
        return dict.fromkeys(("age_days", "age_years", "full_years"))
    years, days = age_in_years(day, on)
    step = STEPS["number"]
    age = years * step + days * step // 366
    return {"age_days": (on - day).days, "age_years": age, "full_years": full_fiscal_years(day, on)}


def _before_founding(wide: Mapping[str, Any], yearly: Sequence[Field], on: date) -> Iterable[tuple[str, Any]]:
    founded = wide["established_on"].year if wide.get("established_on") else 0
    for offset in range(YEARS_BACK):
        for item in yearly if founded > base_year(on) - offset else ():
            column = column_name(item.name, offset)
            if wide[column] is None:
                yield column, nothing(item)


def _titles(held: Iterable[Span], on: date, rulebook: Rulebook) -> dict[str, Any]:
    """Whether each title is in force, and for how many days without a gap."""
    spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for title, since, until in held:
        months = rulebook.titles[title].months if title in rulebook.titles else None
        if until is None and since is not None and months:
            until = _later(since, months) - timedelta(days=1)
        spans[title].append((since or ALWAYS, until or EVER))
    begun = {title: _begun(spans[title], on) for title in rulebook.titles}
    found: dict[str, Any] = {f"held:{title}": since is not None for title, since in begun.items()}
    return found | {f"held_days:{title}": (on - since).days if since else 0 for title, since in begun.items()}


def _begun(spans: list[tuple[date, date]], on: date) -> date | None:
    """When the stretch that covers a day began; a certificate that starts the day after another ends adjoins."""
    first: date | None = None
    last = ALWAYS
    for since, until in sorted(spans):
        if first is None or (since - last).days > 1:
            if first is not None and first <= on <= last:
                return first
            first, last = since, until
        last = max(last, until)
    return first if first is not None and first <= on <= last else None


def _later(day: date, months: int) -> date:
    """The same day some months on, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def _coded(value: Any, item: Field | None) -> Any:
    """Days as a number; a listed text as its place in the list."""
    if isinstance(value, date):
        return (value - EPOCH).days
    if item is None or not isinstance(value, str) or item.kind != "text" or not item.values:
        return value
    places = {text: place for place, text in enumerate(item.choices, 1)}
    return places.get(value, 0 if item.other else None)


def _field_of(column: str, rulebook: Rulebook) -> Field | None:
    return rulebook.fields.get(column) or rulebook.fields.get(column.rpartition("_")[0])
