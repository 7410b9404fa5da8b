"""Facts posted by a program, checked field by field and judged; nothing is kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from gaoxin import Facts, Rulebook, assess
from gaoxin.fields import NONE_RANK, Field
from gaoxin.units import to_steps
from gaoxin_web.api.problems import ProblemError
from gaoxin_web.api.schemas import AssessIn

SOMEBODY = "-"


def judge(asked: AssessIn, rulebook: Rulebook, on: date) -> dict[str, Any]:
    """The documents of ``gaoxin assess --json`` for one enterprise.

    Raises:
        ProblemError: with every field that is unknown or not what it should be.
    """
    faults = [_fault(f"body.policies.{at}", _("没有这项政策")) for at, name in enumerate(asked.policies)
              if name not in rulebook.policies]  # fmt: skip
    rows = [_row(at, entry, rulebook, faults) for at, entry in enumerate(asked.facts)]
    held = (
        None
        if asked.recognitions is None
        else [_held(at, one, rulebook, faults) for at, one in enumerate(asked.recognitions)]
    )
    if faults:
        raise ProblemError(422, _("请求有误，见 errors。"), faults)
    result = assess(Facts.of(rows, held), rulebook, on, asked.policies)
    drop = ("uscc", "name")
    documents = [{key: value for key, value in one.items() if key not in drop} for one in result.results()]
    issues = [issue.as_dict() for issue in result.issues]
    return {"on": on, "rulebook": rulebook.digest, "results": documents, "issues": issues}


def _row(at: int, entry: Any, rulebook: Rulebook, faults: list[dict[str, str]]) -> dict[str, Any]:
    row: dict[str, Any] = {"uscc": SOMEBODY, "name": SOMEBODY, "year": entry.year}
    for name, value in entry.values.items():
        place, item = f"body.facts.{at}.values.{name}", rulebook.fields.get(name)
        if name in rulebook.judgements() and isinstance(value, bool | None):
            row[name] = value
        elif item is None or item.derived or name in ("uscc", "name"):
            faults.append(_fault(place, _("没有这个字段")))
        elif item.period != "static" and entry.year is None:
            faults.append(_fault(place, _("此项须有年度")))
        else:
            row[name] = _value(value, item, place, faults)
    return row


def _held(at: int, one: Any, rulebook: Rulebook, faults: list[dict[str, str]]) -> dict[str, Any]:
    if one.recognition not in rulebook.titles:
        faults.append(_fault(f"body.recognitions.{at}.recognition", _("没有这项资质")))
    return {"uscc": SOMEBODY, **one.dict()}


def _value(value: Any, item: Field, place: str, faults: list[dict[str, str]]) -> Any:
    """A value as the engine takes it; None where it is unknown or at fault."""
    if value is None:
        return None
    try:
        return _read(value, item)
    except (ValueError, InvalidOperation, ArithmeticError):
        faults.append(_fault(place, _wanted(item)))
        return None


def _read(value: Any, item: Field) -> Any:
    match item.kind:
        case "bool" if isinstance(value, bool):
            return value
        case "date" if isinstance(value, str):
            return date.fromisoformat(value)
        case "text" if isinstance(value, str) and (not item.values or item.other or value in item.values):
            return item.values.get(value, value)
        case _ if item.is_numeric and item.none_rank and value == "无":
            return NONE_RANK
        case _ if item.is_numeric and isinstance(value, int | float) and not isinstance(value, bool):
            if item.kind == "count" and value != int(value):
                raise ValueError(item.name)
            steps = to_steps(Decimal(str(value)), item.kind)
            low, high = item.bounds
            if low <= steps <= high:
                return steps
    raise ValueError(item.name)


def _wanted(item: Field) -> str:
    if item.is_numeric:
        low, high = item.bounds
        bounds = {"low": f"{low / item.step:g}", "high": f"{high / item.step:g}", "unit": item.unit}
        return _("应为 %(low)s 至 %(high)s 的数%(unit)s") % bounds
    if item.kind == "text" and item.values:
        return _("应为其中之一：%(choices)s") % {"choices": _("、").join(item.choices[:20])}
    return {"bool": _("应为 true 或 false"), "date": _("应为日期，如 2026-05-15")}.get(item.kind, _("应为文字"))


def _fault(place: str, message: str) -> dict[str, str]:
    return {"place": place, "message": message}
