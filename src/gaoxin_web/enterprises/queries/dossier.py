"""Everything of one enterprise as tables (一企一档): what its tabs show, for a workbook; personal data stay covered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gaoxin_web.enterprises.figures import amount, label_of, shown, unit_words
from gaoxin_web.enterprises.models import Enterprise, Filing
from gaoxin_web.enterprises.queries.profile import sheets_of
from gaoxin_web.enterprises.queries.recognitions import holdings
from gaoxin_web.enterprises.templatetags.register import HELD, masked_phones
from gaoxin_web.rulebook import rulebook
from gaoxin_web.ui.sheets import Sheet
from gaoxin_web.ui.templatetags.ui import masked_name

SHOWN = (
    "name", "uscc", "short_name", "status", "left_on", "left_reason", "established_on", "industry", "industry_code",
    "chain", "park", "address", "above_designated_size", "organisation", "steward", "contact", "phone",
)  # fmt: skip


def dossier(enterprise: Enterprise) -> list[Sheet]:
    return [
        _particulars(enterprise),
        _recognitions(enterprise),
        _facts(enterprise),
        _resources(enterprise),
        _requests(enterprise),
        _visits(enterprise),
        _names(enterprise),
    ]


def _particulars(enterprise: Enterprise) -> Sheet:
    lines = [[str(Enterprise._meta.get_field(name).verbose_name), said_of(enterprise, name)] for name in SHOWN]
    return Sheet(_("企业资料"), [_("项目"), pgettext("import", "内容")], lines)


def said_of(enterprise: Enterprise, name: str) -> Any:
    """What a field of an enterprise says, personal data covered; None where it says nothing."""
    value = getattr(enterprise, name)
    if value is None or value == "":
        return None
    if name == "contact":
        return masked_name(value)
    if name == "phone":
        return masked_phones(value)
    if name == "status":
        return enterprise.get_status_display()
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return value if hasattr(value, "isoformat") else str(value)


def _recognitions(enterprise: Enterprise) -> Sheet:
    heads = [
        *("资质", "状态", "级别", "证书编号", "认定日期"),
        *("有效期起", "有效期止", "取消日期", "产品或项目", "出处单元格"),
    ]
    lines = []
    for held in holdings(enterprise.recognitions.all(), timezone.localdate(), rulebook()):
        one = held.recognition
        days = [one.recognised_on, one.valid_from, held.ends_on, one.withdrawn_on]
        state = str(HELD[held.state][0])
        lines.append([held.label, state, one.get_level_display(), one.certificate, *days, one.item, one.cell])
    return Sheet(_("资质"), [_(head) for head in heads], lines)


def _facts(enterprise: Enterprise) -> Sheet:
    """Every figure that stands, with its source."""
    sheets = sheets_of(enterprise)
    wanted = {pk for sheet in sheets for pk in sheet.sources.values()}
    filings = {one.pk: one for one in Filing.objects.filter(pk__in=wanted).select_related("batch")}
    lines = []
    for sheet in sorted(sheets, key=lambda sheet: -sheet.year):
        for name, item in rulebook().fields.items():
            if name not in sheet.values:
                continue
            number = amount(item, sheet.values[name])
            filing = filings.get(sheet.sources.get(name, 0))
            said = filing.values.get(name, {}) if filing else {}
            lines.append(
                [
                    label_of(item),
                    unit_words(item),
                    sheet.year or None,
                    number if number is not None else shown(item, sheet.values[name]),
                    said.get("raw", ""),
                    filing.batch.title if filing else "",
                    said.get("cell", ""),
                ]
            )
    heads = ["指标", "单位", "年度", "数值", "原文", "批次", "工作表与单元格"]
    return Sheet(_("经营数据"), [_(head) for head in heads], lines)


def _resources(enterprise: Enterprise) -> Sheet:
    lines: list[list[Any]] = []
    lines += [
        [_("知识产权"), one.title, one.get_kind_display(), "", one.number, one.granted_on, one.ended_on]
        for one in enterprise.patents.all()
    ]
    lines += [
        [_("创新平台"), one.name, one.kind, one.get_level_display(), "", one.recognised_on, one.ended_on]
        for one in enterprise.platforms.all()
    ]
    lines += [
        [_("创业团队"), one.name, masked_name(one.leader), "", "", one.recognised_on, one.ended_on]
        for one in enterprise.teams.all()
    ]
    lines += [
        [_("科技奖励"), one.achievement, one.prize, one.get_level_display(), one.grade, one.awarded_on, None]
        for one in enterprise.awards.all()
    ]
    lines += [
        [_("设施"), one.name, one.kind, "", f"{one.amount or ''}{one.unit}", one.opened_on, one.closed_on]
        for one in enterprise.facilities.all()
    ]
    return Sheet(
        _("创新资源"),
        [_("类别"), _("名称"), _("类型"), _("级别"), _("编号或等级"), _("认定或启用"), _("结束日期")],
        lines,
    )


def _requests(enterprise: Enterprise) -> Sheet:
    heads = ["诉求", "状态", "提出日期", "承办部门", "办结期限", "办理结果", "办结日期", "满意度"]
    lines = [
        [
            one.title,
            one.get_state_display(),
            one.raised_on,
            str(one.organisation or ""),
            one.due_on,
            one.answer,
            one.answered_on,
            one.rating,
        ]
        for one in enterprise.requests.select_related("organisation")
    ]
    return Sheet(_("诉求"), [_(head) for head in heads], lines)


def _visits(enterprise: Enterprise) -> Sheet:
    lines = [[one.on, one.people, one.summary, str(one.by or "")] for one in enterprise.visits.select_related("by")]
    return Sheet(_("走访"), [_("日期"), _("走访人员"), _("情况"), _("记录人")], lines)


def _names(enterprise: Enterprise) -> Sheet:
    lines: list[list[Any]] = [
        [one.get_kind_display(), one.name, one.since, one.until, one.source] for one in enterprise.aliases.all()
    ]
    lines += _edges(enterprise.parents.select_related("parent"), "parent", _("上级"))
    lines += _edges(enterprise.subsidiaries.select_related("child"), "child", _("下级"))
    return Sheet(_("名称与关系"), [_("类别"), _("名称"), _("自"), _("至"), _("来源")], lines)


def _edges(rows: Iterable[Any], side: str, words: str) -> list[list[Any]]:
    return [[f"{words} · {row.get_kind_display()}", getattr(row, side).name, row.since, None, ""] for row in rows]
