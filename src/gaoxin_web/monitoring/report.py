"""What a monthly brief says (月报): ready words, tables and a series to draw, for a template to lay out.

:func:`context` returns a plain dict, the same keys whatever is known:

* ``title``, ``zone``, ``period``, ``year``, ``scope``: words;
* ``words``: single words for a template's own sentences (``value``, ``growth``, ``month``, ``progress`` …);
* ``sentences``: finished sentences by key, in order (``total``, ``month``, ``progress``, ``hnte``, ``chain``,
  ``industry``, ``up``, ``down``, ``silent``); one of which nothing is known is left out;
* ``tables``: by key ``{"title", "heads", "rows", "note"}``, every cell a text, the first row after the heads the
  total where there is one (``total``, ``industry``, ``chain``, ``hnte``, ``top``, ``silent``, ``months``);
* ``chart``: ``{"title", "labels", "bars", "line", "bar_name", "line_name", "unit", "preliminary"}``;
* ``notes``: what must be said of the figures (how complete, on what the growth rests);
* ``known``: whether there is any figure at all.

It is of the whole zone: whoever hands it out sees to it that the reader may see that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from gaoxin.periods import Period
from gaoxin.periods.series import percent
from gaoxin.periods.words import basis_words, moved_words, pace_words, points_words, rate_drawn
from gaoxin.periods.zone import Group
from gaoxin_web.accounts.models import Zone
from gaoxin_web.enterprises.figures import label_of
from gaoxin_web.monitoring.queries.firms import ABOVE, CHAIN, HNTE, INDUSTRY
from gaoxin_web.monitoring.queries.monthly import Monthly, Seen, fields_of
from gaoxin_web.monitoring.words import Rate, Unit, amount_text, label_words, language, points, sentence, short, told
from gaoxin_web.rulebook import rulebook

Table = dict[str, Any]
TOP = 10
NAMED = 3  # enterprises or groups a sentence names
DEFAULT = "output_value"


def context(zone: Zone, period: str, language: str = "zh-hans", field: str = "") -> dict[str, Any]:
    """The brief of a zone to the end of a period, as ``2022-01/2022-11`` or ``2022-11``.

    Raises:
        ValueError: ``period`` is none.
    """
    with override("en" if language.startswith("en") else "zh-hans"):
        asked, seen = Period.of(period).to_date(), Seen.all_of(zone)
        items = fields_of(zone)
        item = next((one for one in items if one.name == field), items[0] if items else rulebook().fields[DEFAULT])
        month = Monthly(seen, item, asked)
        others = [month, *(Monthly(seen, one, asked) for one in items if one.name != item.name)]
        return _context(month, others)


def _context(month: Monthly, others: Sequence[Monthly]) -> dict[str, Any]:
    zone = month.seen.zone
    return {
        "title": _("%(zone)s%(period)s经济运行情况") % {"zone": zone.label, "period": told(month.period)},
        "zone": zone.label,
        "period": told(month.period),
        "year": month.period.year,
        "scope": _scope(month),
        "known": month.to_date.is_known,
        "words": _words(month),
        "sentences": {key: text for key, text in _sentences(month).items() if text},
        "tables": _tables(month, others),
        "chart": _chart(month),
        "notes": _notes(month),
    }


def _scope(month: Monthly) -> str:
    return _("规模以上企业") if month.counted.scope == ABOVE else _("报送企业")


def _field(month: Monthly) -> str:
    """What the figure is called within a sentence."""
    item = month.item
    return item.label_en if language() == "en" and item.label_en else item.label


def _amount(month: Monthly, value: int | None) -> str:
    return amount_text(month.item, value)


def _words(month: Monthly) -> dict[str, str]:
    now, progress, hnte = month.to_date, month.progress, month.hnte
    return {
        "field": _field(month),
        "months": short(month.period),
        "value": _amount(month, now.value),
        "growth": sentence(now.growth),
        "basis": basis_words(now.growth, language()),
        "month": short(month.month),
        "month_value": _amount(month, month.of_month.value),
        "month_growth": sentence(month.of_month.growth),
        "reported": str(now.total.reported),
        "expected": str(now.total.expected),
        "target": _amount(month, month.target.amount) if month.target else "—",
        "progress": f"{percent(progress.done)}%" if progress else "—",
        "hnte_value": _amount(month, hnte.total.value if hnte else None),
        "hnte_share": f"{percent(hnte.share if hnte else None)}%" if hnte and hnte.share is not None else "—",
    }


def _sentences(month: Monthly) -> dict[str, str]:
    up, down = month.movers
    return {
        "total": _total_said(month),
        "month": _month_said(month),
        "progress": _progress_said(month),
        "hnte": _group_said(month, month.hnte, HNTE) if month.hnte else "",
        "chain": _groups_said(month, CHAIN),
        "industry": _groups_said(month, INDUSTRY),
        "up": _movers_said(month, [one.enterprise for one in up], _("增量居前的企业有：%(names)s。")),
        "down": _movers_said(month, [one.enterprise for one in down], _("减量居前的企业有：%(names)s。")),
        "silent": _silent_said(month),
    }


def _total_said(month: Monthly) -> str:
    if not month.to_date.is_known:
        return ""
    words = _words(month) | {"scope": _scope(month)}
    if month.to_date.value is None:
        return _("%(months)s，%(scope)s%(field)s%(growth)s。") % words
    return _("%(months)s，%(scope)s实现%(field)s%(value)s，%(growth)s。") % words


def _month_said(month: Monthly) -> str:
    if month.month == month.period or month.of_month.value is None:
        return ""
    return _("%(month)s当月实现%(field)s%(month_value)s，%(month_growth)s。") % _words(month)


def _progress_said(month: Monthly) -> str:
    done = month.progress
    if done is None:
        return ""
    words = _words(month) | {"pace": pace_words(done, language())}
    return _("完成年度目标%(target)s的%(progress)s，%(pace)s。") % words


def _group_said(month: Monthly, group: Group, kind: str) -> str:
    if group.total.value is None:
        return ""
    share = "" if group.share is None else _("，占%(share)s%%") % {"share": percent(group.share)}
    moved = "" if group.moved is None else _("，%(moved)s") % {"moved": moved_words(group.moved, language())}
    words = {
        "group": label_words(kind, group.label),
        "field": _field(month),
        "value": _amount(month, group.total.value),
        "growth": sentence(group.compared.growth),
    }
    return _("%(group)s%(field)s%(value)s，%(growth)s") % words + share + moved + _("。")


def _groups_said(month: Monthly, kind: str) -> str:
    """The greatest groups in one sentence, what each gave to the growth beside it."""
    found = [group for group in month.groups(kind) if group.label and group.total.value is not None][:NAMED]
    parts = [
        _("%(group)s%(value)s，%(growth)s，%(points)s")
        % {
            "group": group.label,
            "value": _amount(month, group.total.value),
            "growth": sentence(group.compared.growth),
            "points": points_words(group.points, language()),
        }
        for group in found
    ]
    return _("；").join(parts) + _("。") if parts else ""


def _movers_said(month: Monthly, numbers: Sequence[int], words: str) -> str:
    names = [month.counted.names.get(number, "") for number in numbers[:NAMED]]
    return words % {"names": _("、").join(names)} if names else ""


def _silent_said(month: Monthly) -> str:
    count = len(month.silent)
    if not count:
        return ""
    words = {"count": count, "expected": month.to_date.total.expected}
    return _("应报%(expected)s家，尚有%(count)s家未报送，以上为已报送企业汇总。") % words


def _tables(month: Monthly, others: Sequence[Monthly]) -> dict[str, Table]:
    return {
        "total": _total_table(others),
        "industry": _group_table(month, INDUSTRY, _("分行业情况")),
        "chain": _group_table(month, CHAIN, _("分产业链情况")),
        "hnte": _group_table(month, HNTE, _("高新技术企业情况")),
        "top": _top_table(month),
        "silent": _silent_table(month),
        "months": _months_table(month),
    }


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> Table:
    return {"title": title, "heads": list(heads), "rows": [list(row) for row in rows], "note": note}


def _total_table(others: Sequence[Monthly]) -> Table:
    rows = []
    for one in others:
        now, unit = one.to_date, Unit.of(one.item, [one.to_date.value])
        whole = f"{now.total.reported}/{now.total.expected}"
        rows.append((label_of(one.item), unit.words, unit.text(now.value), Rate.of(now.growth).text, whole))
    heads = (_("指标"), _("单位"), _("累计"), _("同比"), _("已报/应报"))
    return _table(_("主要指标"), heads, rows)


def _group_table(month: Monthly, kind: str, title: str) -> Table:
    now = month.to_date
    unit = Unit.of(month.item, [now.total.value])
    whole = [_("合计"), unit.text(now.total.value), Rate.of(now.compared.growth).text, "", "", ""]
    rows = [
        [
            label_words(kind, group.label),
            unit.text(group.total.value),
            Rate.of(group.compared.growth).text,
            percent(group.share),
            points(group.points),
            points(group.moved),
        ]
        for group in month.groups(kind)
    ]
    heads = (
        str(_("分组")),
        _("累计（%(unit)s）") % {"unit": unit.words},
        _("同比"),
        _("占比（%）"),
        _("拉动（百分点）"),
        _("占比变化（百分点）"),
    )
    return _table(title, heads, [whole, *rows] if rows else [], _("增速、拉动和占比变化按两年同期均已报送的企业计算。"))


def _top_table(month: Monthly) -> Table:
    unit = Unit.small(month.item)
    rows = sorted((row for row in month.rows(month.period) if row.now is not None), key=lambda row: -(row.now or 0))
    lines = []
    for at, row in enumerate(rows[:TOP], 1):
        found = month.growth_of(row)
        name = month.counted.names.get(row.enterprise, "")
        lines.append((str(at), name, unit.text(row.now), unit.text(row.before), Rate.of(found).text))
    heads = (
        _("序号"),
        _("企业"),
        _("累计（%(unit)s）") % {"unit": unit.words},
        _("上年同期（%(unit)s）") % {"unit": unit.words},
        _("同比"),
    )
    return _table(_("累计前十家企业"), heads, lines)


def _silent_table(month: Monthly) -> Table:
    unit = Unit.small(month.item)
    rows = [(month.counted.names.get(row.enterprise, ""), unit.text(row.before)) for row in month.silent]
    heads = (_("企业"), _("上年同期（%(unit)s）") % {"unit": unit.words})
    return _table(_("未报送企业"), heads, rows)


def _months_table(month: Monthly) -> Table:
    unit = Unit.of(month.item, [row.to_date.value for row in month.year])
    rows = [
        (
            short(row.period),
            unit.text(row.month.value),
            Rate.of(row.month.growth).text,
            unit.text(row.to_date.value),
            Rate.of(row.to_date.growth).text,
        )
        for row in month.shown
    ]
    heads = (
        _("月份"),
        _("当月（%(unit)s）") % {"unit": unit.words},
        _("当月同比"),
        _("累计（%(unit)s）") % {"unit": unit.words},
        _("累计同比"),
    )
    return _table(_("各月情况"), heads, rows)


def _chart(month: Monthly) -> dict[str, Any]:
    unit = Unit.of(month.item, [row.month.value for row in month.year])
    return {
        "title": _("%(year)s年各月%(field)s及累计增速") % {"year": month.period.year, "field": label_of(month.item)},
        "labels": [short(row.period) for row in month.shown],
        "bars": [unit.point(row.month.value) for row in month.shown],
        "line": [rate_drawn(row.to_date.growth.rate) for row in month.shown],
        "bar_name": _("当月（%(unit)s）") % {"unit": unit.words},
        "line_name": _("累计同比（%）"),
        "unit": unit.words,
        "preliminary": [bool(row.to_date.fact and row.to_date.fact.preliminary) for row in month.shown],
    }


def _notes(month: Monthly) -> list[str]:
    now = month.to_date
    found = []
    if now.growth.basis:
        words = {"basis": basis_words(now.growth, language()), "count": now.compared.both}
        same = now.growth.basis == "same enterprises"
        found.append(_("增速%(basis)s（%(count)s家）。") % words if same else _("增速为%(basis)s。") % words)
    if now.is_published and now.fact:
        found.append(_("累计数为发布数（%(source)s）。") % {"source": now.fact.source})
    if not now.total.is_complete and now.total.expected:
        words_ = {"reported": now.total.reported, "expected": now.total.expected}
        found.append(_("企业数据不全：应报%(expected)s家，已报%(reported)s家。") % words_)
    return found
