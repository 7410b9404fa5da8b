"""The engine's words and figures in the language of the page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gaoxin.fields import NONE_RANK
from gaoxin.ladder.rungs import Track
from gaoxin.report import bilingual
from gaoxin.report.bilingual import Both, figure, label
from gaoxin.report.words import EPOCH
from gaoxin.rules.model import Criterion, Parameter
from gaoxin.rules.plan import Plan
from gaoxin_web.rulebook import rulebook

STATUS_TONES = {"holds": "blue", "ready": "green", "near": "orange", "needs_data": "yellow", "far": "secondary"}
STATUS_COLOURS = {
    "holds": "#206bc4",
    "ready": "#2fa84f",
    "near": "#e8890c",
    "needs_data": "#e0c43a",
    "far": "#c3ccd6",
}
ANY_RANK = 999  # how the rulebook writes that any rank will do
FEW = 3  # texts of a long list that are shown
EVIDENCE_TONES = {"secondary": "green", "derived": "azure", "recalled": "yellow", "doubtful": "red"}


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def said(both: tuple[str, str]) -> str:
    return both[1] if is_english() else both[0]


def policy_words(policy: str) -> str:
    """A policy's name; one the rulebook has no more goes by its id."""
    found = rulebook().policies.get(policy)
    return said((found.label, found.label_en or found.label)) if found else policy


def track_words(track: Track) -> str:
    return said(label(track.label, track.label_en))


def title_words(title: str) -> str:
    found = rulebook().titles.get(title)
    return said((found.label, found.label_en or found.label)) if found else title


def field_words(name: str) -> str:
    found = rulebook().fields.get(name)
    return said((found.label, found.label_en)) if found else name


def criterion_words(policy: str, criterion: str) -> str:
    found = rulebook().policies.get(policy)
    entry = found.criteria.get(criterion) if found else None
    return said(label(entry.label, entry.label_en or entry.label)) if entry else criterion


def criterion_label(entry: Criterion) -> str:
    return said(label(entry.label, entry.label_en or entry.label))


def status_words(status: str) -> str:
    return said(bilingual.STATUSES[status]) if status in bilingual.STATUSES else status


def evidence_words(mark: str) -> str:
    return said(bilingual.EVIDENCE[mark])


def evidence_means(mark: str) -> str:
    return said(bilingual.EVIDENCE_MEANS[mark])


def figure_words(value: Any, unit: str) -> str:
    """A value or bar in words; a dash where it is not known."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return _listed([str(text) for text in value])
    if not isinstance(value, int | float):
        return _("无") if value == "无" else str(value)
    if unit == "date":
        return (EPOCH + timedelta(days=int(value))).isoformat()
    if unit == "位" and value >= NONE_RANK:
        return _("无")
    return said(figure(value, unit)) if unit else said(figure(value, ""))


def _listed(texts: list[str]) -> str:
    """A few texts in full; of many the first, and how many there are."""
    if len(texts) <= FEW:
        return "、".join(texts)
    first = "、".join(texts[:FEW])
    return said((f"{first} 等{len(texts)}项", f"{first} … ({len(texts)})"))


def sides(value: Any, bar: Any, op: str | None, unit: str) -> tuple[str, str]:
    """A value and its bar with as many decimals as tell them apart."""
    sign = bilingual.SIGNS.get(op or "", op or "")
    if unit == "位" and _is_number(bar) and bar >= ANY_RANK:
        return figure_words(value, unit), _("不限名次")
    if _is_number(value) and _is_number(bar) and unit not in ("date", "位"):
        left, right = bilingual.compared(value, bar, unit)
        return said(left), f"{sign}{said(right)}"
    return figure_words(value, unit), "—" if bar is None else f"{sign}{figure_words(bar, unit)}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def lack_words(lack: float | None, op: str | None, unit: str) -> str:
    """What is lacking, or what is too much."""
    if not lack:
        return ""
    text = said(bilingual.compared(lack, 0.0, unit)[0])
    return _("超出 %(amount)s") % {"amount": text} if op in ("<=", "<") else _("差 %(amount)s") % {"amount": text}


def asked_words(fields: list[tuple[int | None, str]]) -> str:
    """Facts to ask for, a year's together: ``2025年：研发费用、职工总数``."""
    years: dict[int | None, dict[str, None]] = {}
    for year, text in sorted(fields, key=lambda pair: (pair[0] is not None, -(pair[0] or 0))):
        years.setdefault(year, {})[text] = None
    joint = ", " if is_english() else "、"
    parts = [
        joint.join(texts) if year is None else f"{year_words(year)}{joint.join(texts)}" for year, texts in years.items()
    ]
    return ("; " if is_english() else "；").join(parts)


def year_words(year: int) -> str:
    return f"{year}: " if is_english() else f"{year}年"


def clause_words(plan: Plan) -> str:
    """The document a policy rests on, as it is cited."""
    document = plan.edition.document
    return f"《{document.title}》{document.number}" if document.number else f"《{document.title}》"


def parameter_words(parameter: Parameter) -> str:
    return said((parameter.label, parameter.label_en or parameter.label))


def both(zh: str, en: str) -> str:
    return said(Both(zh, en or zh))
