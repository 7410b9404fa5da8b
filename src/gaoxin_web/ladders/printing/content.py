"""What a printed plan says, whichever file it becomes."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts.models import User
from gaoxin_web.ladders.models import Measure, Plan
from gaoxin_web.ladders.queries.advice import money
from gaoxin_web.ladders.words import figure_words, policy_words


@dataclass(frozen=True)
class Table:
    title: str
    heads: list[str]
    rows: list[list[str]]
    widths: list[float]  # parts of the page's width


@dataclass(frozen=True)
class Printed:
    """A title, a few facts, tables and at the end what it all rests on."""

    title: str
    subtitle: str
    about: list[tuple[str, str]]
    note: str
    tables: list[Table]
    basis: list[tuple[str, str]]
    foot: str

    def cleaned(self) -> Printed:
        """Without the control characters that neither Word nor a page of text can hold (a soft line break of Word)."""
        return replace(
            self,
            about=[(label, _clean(text)) for label, text in self.about],
            note=_clean(self.note),
            tables=[
                replace(table, rows=[[_clean(text) for text in row] for row in table.rows]) for table in self.tables
            ],
            basis=[(label, _clean(text)) for label, text in self.basis],
            foot=_clean(self.foot),
        )

    def as_dict(self) -> dict[str, Any]:
        tables = [{"title": t.title, "heads": t.heads, "rows": t.rows, "widths": t.widths} for t in self.tables]
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "about": self.about,
            "note": self.note,
            "tables": tables,
            "basis": self.basis,
            "foot": self.foot,
        }


def printed(plan: Plan, by: User) -> Printed:
    """The content of a plan for printing."""
    measures = list(plan.measures.all())
    costs = [measure.cost for measure in measures if measure.cost is not None]
    enterprise = plan.enterprise
    about = [
        (_("企业名称"), enterprise.name),
        (_("统一社会信用代码"), enterprise.uscc or "—"),
        (_("培育目标"), policy_words(plan.policy)),
        (_("目前结论"), verdict_words(plan.verdict)),
        (_("责任部门"), str(enterprise.organisation or "—")),
        (_("责任人"), str(plan.owner or "—")),
        (_("拟申报日期"), _day(plan.apply_by)),
        (_("状态"), plan.get_state_display()),
        (_("预计投入合计"), money(sum(costs)) if costs else "—"),
        (_("测算日期"), plan.on.isoformat()),
    ]
    return Printed(
        _("一企一策培育方案"),
        enterprise.zone.name,
        about,
        plan.note,
        [_measures(measures), _criteria(plan)],
        _basis(plan),
        _("%(who)s 打印于 %(when)s") % {"who": by, "when": f"{timezone.localtime():%Y-%m-%d %H:%M}"},
    ).cleaned()


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs"))


def verdict_words(verdict: str) -> str:
    return {"met": _("达标"), "not_met": _("不达标"), "unknown": _("待核")}.get(verdict, "—")


def _measures(measures: list[Measure]) -> Table:
    heads = [_("序号"), _("措施"), _("现值"), _("目标值"), _("投入"), _("责任人"), _("期限"), _("完成")]
    rows = [
        [
            str(number),
            measure.text,
            _figure(measure.value_from, measure.unit),
            _figure(measure.value_to, measure.unit),
            money(measure.cost) if measure.cost is not None else "—",
            measure.owner or "—",
            _day(measure.due_on),
            _day(measure.done_on),
        ]
        for number, measure in enumerate(measures, 1)
    ]
    return Table(_("一、培育措施"), heads, rows, [0.75, 4.2, 1.2, 1.2, 1.25, 1.15, 1.35, 1.35])


def _criteria(plan: Plan) -> Table:
    heads = [_("条件"), _("条款"), _("结论"), _("数值"), _("标准"), _("差额"), _("证据")]
    rows = [
        [
            entry["label"],
            entry["clause"],
            verdict_words(entry["verdict"]),
            entry["value"],
            entry["bar"],
            entry["lack"] or "—",
            entry["evidence_words"],
        ]
        for entry in plan.criteria
    ]
    return Table(_("二、逐条测算"), heads, rows, [3, 2.1, 0.95, 1.5, 1.6, 1.5, 1.15])


def _basis(plan: Plan) -> list[tuple[str, str]]:
    return [
        (_("政策版本"), plan.edition),
        (_("规则库摘要（SHA-256）"), plan.rulebook),
        (_("数据摘要（SHA-256）"), plan.input),
        (_("制定"), f"{plan.created_by or '—'} {timezone.localtime(plan.created_at):%Y-%m-%d}"),
    ]


def _figure(value: float | None, unit: str) -> str:
    return "—" if value is None else figure_words(value, unit)


def _day(day: Any) -> str:
    return day.isoformat() if day else "—"
