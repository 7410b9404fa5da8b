"""What the report on the evaluation of a year says (综合评价分析报告), ready to be printed.

A report is an official document of the committee: it is in Chinese, whatever the language of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import translation

from gaoxin.index.evaluation import Evaluation, Row, rows_of
from gaoxin.index.moves import by_group
from gaoxin.index.official import Indicator
from gaoxin.index.peers import Beside, beside, strengths, weaknesses
from gaoxin.index.reasons import above, changed_between, gap_by_group, gaps, group_rows
from gaoxin.index.way import Way
from gaoxin_web.evaluation.models import Task
from gaoxin_web.evaluation.queries.history import breaks_of, places_by_year, year_before
from gaoxin_web.evaluation.queries.standing import Standing, published_of, years_known
from gaoxin_web.evaluation.queries.tasks import Board, boards
from gaoxin_web.evaluation.queries.ways import way_of
from gaoxin_web.evaluation.words import figure, signed
from gaoxin_web.rulebook import rulebook

UP, TOLD, TOP = 10, 5, 100  # places the way leads up; indicators told of; first places of the chance
EMPTY = {"title": "", "heads": [], "rows": []}


def context(standing: Standing) -> dict[str, Any]:
    """The words, tables and charts of the report of a year that can be compared."""
    with translation.override("zh-hans"):
        return _context(standing)


def _context(standing: Standing) -> dict[str, Any]:
    found, before = standing.evaluation, year_before(standing)
    assert found is not None
    rows = rows_of(found, before.evaluation if before else None, TOP)
    own = next(row for row in rows if row.unit == standing.unit)
    groups = group_rows(found, standing.unit, before.evaluation if before else None)
    seen = beside(found.built, standing.unit)
    good, bad = strengths(seen, TOLD), weaknesses(seen, TOLD)
    way = way_of(standing, {"place": max(1, own.place - UP)})
    work = boards(standing, Task.objects.filter(zone=standing.zone).select_related("organisation"))
    labels = {group.id: group.label for group in standing.edition.groups}
    other = above(found, standing.unit)
    return {
        "title": f"{standing.zone.name}{standing.year}年度综合评价分析报告",
        "evaluated": f"{standing.year}年度",
        "edition": standing.edition.title,
        "simulated": standing.simulated,
        "simulated_why": _why_simulated(standing),
        "place": _place(standing, own, len(rows)),
        "change": {"sentence": _moved(own), "reasons": _reasons(standing, before)},
        "strengths": [_said(standing, one, "领先") for one in good] or ["没有明显领先的指标。"],
        "weaknesses": [_said(standing, one, "落后") for one in bad] or ["没有明显落后的指标。"],
        "above": _above(standing, found, other),
        "path": {"sentence": _way(way), "steps": [_step(standing, way, at) for at in range(len(way.steps))]},
        "bureaus": [{"name": board.name, "tasks": _tasks(board)} for board in work],
        "basis": _basis(standing, found, own),
        "tables": {
            "groups": {
                "title": "表1　一级指标得分",
                "heads": ["一级指标", "权重（%）", "得分", "位次", "比上年"],
                "rows": [
                    [
                        *(labels[one.code], figure(one.weight * 100, 1), figure(one.score, 1)),
                        *(str(one.place), signed(one.gained)),
                    ]
                    for one in groups
                ],
            },
            "strengths": _sides(standing, good, bad),
            "gap": _gap(standing, found, other),
            "path": _path(standing, way),
            "tasks": {
                "title": "表5　部门任务",
                "heads": ["部门", "指标", "目标值", "期限", "状态"],
                "rows": [_task(board, at) for board in work for at in range(len(board.lines))],
            },
        },
        "charts": {
            "ranks": _ranks(standing),
            "groups": {
                "title": "一级指标得分与全部高新区中位数",
                "kind": "bar",
                "categories": [labels[one.code] for one in groups],
                "series": [
                    {"name": "本区", "values": [round(one.score, 2) for one in groups]},
                    {"name": "中位数", "values": [round(one.middle, 2) for one in groups]},
                ],
                "unit": "分",
            },
            "gap": _gap_chart(standing, found, other, labels),
        },
    }


def _why_simulated(standing: Standing) -> str:
    why = []
    if standing.guesses_weights:
        why.append("部分权重未见公开，按1计")
    if standing.peers is None or standing.peers.simulated:
        why.append("其他高新区的数值为模拟数据")
    return "，".join(why)


def _place(standing: Standing, own: Row, count: int) -> dict[str, str]:
    official = published_of(standing.zone).get(standing.year)
    return {
        "rank": f"第{own.place}位",
        "out_of": f"{count}家",
        "score": f"{figure(own.score)}分",
        "interval": f"第{own.low}位至第{own.high}位（90%区间）",
        "top": f"进入前{TOP}位的可能性为{figure(own.top * 100, 1)}%。" if count > TOP else "",
        "published": f"官方公布位次为第{official.rank}位。" if official else "",
    }


def _moved(own: Row) -> str:
    if own.gained is None:
        return ""
    if own.gained == 0:
        return "位次与上年持平。"
    return f"位次较上年{'上升' if own.gained > 0 else '下降'}{abs(own.gained)}位。"


def _reasons(standing: Standing, before: Standing | None) -> list[str]:
    if before is None or before.evaluation is None or standing.evaluation is None:
        new = standing.year == standing.edition.start
        return ["本年换用新的指标体系，与上年的位次不可比。" if new else "上年没有可比的数据。"]
    try:
        change, codes = changed_between(before.evaluation, standing.evaluation, standing.unit)
    except ValueError:
        return ["两年没有共同的指标，不能分解。"]
    parts = by_group(change, codes, {code: standing.group_of[code].id for code in codes})
    told = [
        f"{group.label}：本区自身变化折合{signed(parts[group.id].own, 1)}位，"
        f"其他高新区变化折合{signed(parts[group.id].rivals, 1)}位。"
        for group in standing.edition.groups
        if group.id in parts
    ]
    scale = f"无量纲化上下限变动折合{signed(-change.rescaled, 1)}位，参评高新区增减折合{signed(-change.joined, 1)}位。"
    return [*told, scale]


def _said(standing: Standing, one: Beside, how: str) -> str:
    indicator = standing.indicators[one.code]
    lost = f"，与最好者相比少得{figure(one.behind)}分" if how == "落后" else ""
    return f"{indicator.label}{figure(one.value)}{_unit(indicator)}，居{one.of}家中第{one.place}位{lost}。"


def _unit(indicator: Indicator) -> str:
    return indicator.unit if indicator.unit != "比值" else ""


def _above(standing: Standing, found: Evaluation, other: str | None) -> dict[str, str]:
    if other is None:
        return {"name": "", "sentence": "本区位列第一，前面没有其他高新区。"}
    steps = gaps(found, standing.unit, other)
    worst = [standing.indicators[one.code].label for one in steps[:2] if one.points > 0]
    behind = found.behind(standing.unit, other)
    where = f"，主要差在{'、'.join(worst)}" if worst else ""
    return {"name": other, "sentence": f"与前一位{other}相差{figure(behind, 3)}分{where}。"}


def _way(way: Way) -> str:
    if not way.path.feasible:
        missing = figure(way.path.missing, 3)
        return f"其他高新区不变时，可动的指标都提到上限，到第{way.place}位总分仍差{missing}分，当年做不到。"
    if not way.steps:
        return f"本区已在第{way.place}位或更前。"
    needed = figure(way.path.needed, 3)
    return f"其他高新区不变时，提升到第{way.place}位需再得{needed}分，可由下列{len(way.steps)}项指标实现。"


def _step(standing: Standing, way: Way, at: int) -> str:
    one = way.steps[at]
    indicator = standing.indicators[one.code]
    unit = _unit(indicator)
    return (
        f"{indicator.label}由{figure(one.start)}{unit}到{figure(one.goal)}{unit}，"
        f"预计加{figure(one.points, 3)}分，约需{figure(one.years, 1)}年的常年进步。"
    )


def _tasks(board: Board) -> str:
    return "；".join(f"{line.label}到{figure(line.task.value_to)}{line.unit}" for line in board.lines) + "。"


def _task(board: Board, at: int) -> list[str]:
    line = board.lines[at]
    due = line.task.due_on.isoformat() if line.task.due_on else "—"
    state = str(line.task.get_state_display())
    return [board.name, line.label, f"{figure(line.task.value_to)}{line.unit}", due, state]


def _basis(standing: Standing, found: Evaluation, own: Row) -> list[str]:
    from_register = sum(one.source == "register" for one in standing.own.values())
    entered = sum(one.source == "entry" for one in standing.own.values())
    filled = f"，{own.imputed}项缺失以全部高新区中位数补值" if own.imputed else ""
    silent = "、".join(found.silent)
    method = "无量纲化用极差法，组内按权重合成；权重各上下浮动25%、抽样10000次得出位次区间。"
    return [
        f"本区指标{from_register}项由企业填报数据算出，{entered}项按佐证材料录入{filled}。",
        method + (f"无从比较、未计入的指标：{silent}。" if silent else ""),
        f"规则库摘要{rulebook().digest[:16]}，数据摘要{found.digest[:16]}。",
    ]


def _sides(standing: Standing, good: Sequence[Beside], bad: Sequence[Beside]) -> dict[str, Any]:
    return {
        "title": "表2　优势与短板指标",
        "heads": ["类别", "指标", "本区得分", "中位得分", "位次"],
        "rows": [
            [kind, _name(standing, one.code), figure(one.score, 1), figure(one.median, 1), str(one.place)]
            for kind, found in (("优势", good), ("短板", bad))
            for one in found
        ],
    }


def _gap(standing: Standing, found: Evaluation, other: str | None) -> dict[str, Any]:
    if other is None:
        return EMPTY
    steps = gaps(found, standing.unit, other)
    told = sorted(steps, key=lambda one: -abs(one.points))[: 2 * TOLD]
    return {
        "title": f"表3　与前一位{other}的差距分解（影响最大的{len(told)}项）",
        "heads": ["指标", "本区得分", "对方得分", "差距（分）"],
        "rows": [
            [_name(standing, one.code), figure(one.own, 1), figure(one.other, 1), figure(one.points, 3)]
            for one in sorted(told, key=lambda one: -one.points)
        ],
    }


def _path(standing: Standing, way: Way) -> dict[str, Any]:
    return {
        "title": f"表4　到第{way.place}位的提升路径",
        "heads": ["指标", "现值", "目标值", "预计加分"],
        "rows": [
            [
                _name(standing, one.code),
                f"{figure(one.start)}{_unit(standing.indicators[one.code])}",
                f"{figure(one.goal)}{_unit(standing.indicators[one.code])}",
                figure(one.points, 3),
            ]
            for one in way.steps
        ],
    }


def _name(standing: Standing, code: str) -> str:
    return f"{code} {standing.indicators[code].label}"


def _ranks(standing: Standing) -> dict[str, Any]:
    """Official and simulated places are two lines, and each is broken where the indicators changed."""
    official = {year: one.rank for year, one in published_of(standing.zone).items() if year <= standing.year}
    places = {
        year: place
        for year, place in places_by_year(
            standing.zone, years_known(standing.zone, standing.state), standing.state
        ).items()
        if year <= standing.year
    }
    years = sorted({*official, *places})
    breaks = breaks_of(standing.zone, years)
    series = []
    for name, known in (("公布位次", official), ("模拟位次" if standing.simulated else "测算位次", places)):
        for start, end in zip([0, *breaks], [*breaks, 9999], strict=True):
            part = [known.get(year) if start <= year < end else None for year in years]
            if any(one is not None for one in part):
                series.append({"name": name if not start else f"{name}（{start}年起新体系）", "values": part})
    return {
        "title": "历年位次",
        "kind": "line",
        "reverse": True,
        "categories": [str(year) for year in years],
        "series": series,
        "unit": "位",
    }


def _gap_chart(standing: Standing, found: Evaluation, other: str | None, labels: dict[str, str]) -> dict[str, Any]:
    steps = gaps(found, standing.unit, other) if other else []
    parts = gap_by_group(steps, {code: group.id for code, group in standing.group_of.items()})
    return {
        "title": f"与前一位{other or ''}的差距",
        "kind": "bar",
        "categories": [labels[group] for group in parts],
        "series": [{"name": "差距", "values": [round(points, 3) for points in parts.values()]}],
        "unit": "分",
    }
