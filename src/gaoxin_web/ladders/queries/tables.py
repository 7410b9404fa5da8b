"""What the ladder's pages show, as tables for a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gaoxin_web.ladders.queries.enterprise import Case
from gaoxin_web.ladders.queries.funnel import Lane
from gaoxin_web.ladders.queries.policies import Row
from gaoxin_web.ladders.queries.whatif import Outcome
from gaoxin_web.ui.sheets import Sheet


def verdict_of(verdict: str) -> str:
    return {"met": _("达标"), "not_met": _("不达标"), "unknown": _("待核")}.get(verdict, "")


def funnel_tables(lanes: list[Lane], hurdles: list[dict[str, Any]]) -> list[Sheet]:
    """Enterprises per rung, and what is in their way."""
    words = [words for _status, words, _count, _url in lanes[0].rungs[0].cells] if lanes else []
    rungs = [
        [lane.label, rung.label, *(count for _status, _words, count, _url in rung.cells), rung.due]
        for lane in lanes
        for rung in lane.rungs
    ]
    blocked = [
        [row["words"], row["criterion"], row["policy_words"], row["not_met"], row["alone"], row["unknown"]]
        for row in hurdles
    ]
    heads = [_("条件"), _("编号"), _("资质"), _("卡住（家）"), _("单独卡住"), _("缺数据")]
    return [
        Sheet(_("培育阶梯"), [_("阶梯"), _("资质"), *words, _("将到期")], rungs),
        Sheet(_("卡住最多企业的条件"), heads, blocked),
    ]


def case_tables(case: Case) -> list[Sheet]:
    """One policy and one enterprise: every criterion, and every fact it rests on with its source."""
    criteria = [
        [
            line.id,
            line.label,
            line.clause,
            verdict_of(line.verdict),
            line.value,
            line.bar,
            line.lack,
            line.evidence_words,
            line.judgement,
        ]
        for line in case.lines
    ]
    facts = [
        [
            line.id,
            fact.label,
            fact.year,
            fact.text if fact.known else None,
            fact.source.title if fact.source else "",
            fact.source.cell if fact.source else "",
        ]
        for line in case.lines
        for fact in line.facts
    ]
    heads = [_("编号"), _("条件"), _("条款"), _("结论"), _("数值"), _("标准"), _("差额"), _("证据"), _("判断")]
    return [
        Sheet(_("逐条条件"), heads, criteria),
        Sheet(_("所用数据与出处"), [_("编号"), _("数据"), _("年度"), _("数值"), _("来自"), _("单元格")], facts),
    ]


def window_tables(shown: Iterable[Any]) -> list[Sheet]:
    lines = [
        [
            one.policy,
            one.window.title,
            one.state_words,
            one.window.opens_on,
            one.window.closes_on,
            one.days if one.days >= 0 else None,
            one.ready if one.days >= 0 else None,
            one.near if one.days >= 0 else None,
            one.window.link,
        ]
        for one in shown
    ]
    heads = [
        _("政策"),
        pgettext("window", "批次"),
        _("状态"),
        _("开始日期"),
        _("截止日期"),
        _("剩余天数"),
        _("可申报（家）"),
        _("差一步（家）"),
        _("通知网址"),
    ]
    return [Sheet(_("申报窗口"), heads, lines)]


def policy_tables(rows: Iterable[Row]) -> list[Sheet]:
    lines = [
        [
            row.label,
            row.level,
            _("是") if row.on_ladder else _("否"),
            row.edition,
            row.start,
            row.end,
            row.document,
            row.mark.words if row.mark else "",
        ]
        for row in rows
    ]
    heads = [_("政策"), _("级别"), _("在本区阶梯上"), _("版本"), _("施行"), _("止"), _("文件"), _("证据")]
    return [Sheet(_("政策库"), heads, lines)]


def moved_tables(outcome: Outcome) -> list[Sheet]:
    """Who enters and who leaves."""
    sides = ((pgettext("whatif", "进入"), outcome.enters), (pgettext("whatif", "退出"), outcome.leaves))
    lines = [
        [side, row["name"] or row["uscc"], row["uscc"], verdict_of(row["before"]), verdict_of(row["after"])]
        for side, rows in sides
        for row in rows
    ]
    heads = [_("变动"), _("企业"), _("统一社会信用代码"), _("原结论"), _("新结论")]
    return [Sheet(_("假如数字改了"), heads, lines)]
