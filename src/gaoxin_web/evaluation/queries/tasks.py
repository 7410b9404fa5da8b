"""Tasks by bureau, and how far each is by the newest value that is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gaoxin.index.targets import Share, Target, by_owner
from gaoxin_web.evaluation.models import Task
from gaoxin_web.evaluation.queries.standing import Standing
from gaoxin_web.evaluation.queries.values import own_values, years_of
from gaoxin_web.evaluation.words import node_words


@dataclass(frozen=True)
class Line:
    """A task with the indicator's words, the newest value and how much of the way that is."""

    task: Task
    label: str
    unit: str
    now: float | None
    now_year: int | None
    done: float | None


@dataclass(frozen=True)
class Board:
    """A bureau's tasks; ``share`` says how far they are together."""

    name: str
    lines: list[Line]
    share: Share


def boards(standing: Standing, rows: QuerySet[Task]) -> list[Board]:
    """The tasks set on a year's values, by bureau; those of nobody come last."""
    tasks = list(rows.filter(edition=standing.edition.id, year=standing.year))
    newest = _newest(standing)
    now = {code: value for code, (value, _year) in newest.items()}
    targets = {
        task.indicator: Target(
            task.indicator,
            task.organisation.name if task.organisation else "",
            task.value_from,
            task.value_to,
            task.points,
        )
        for task in tasks
    }
    running = [targets[task.indicator] for task in tasks if task.state != Task.State.DROPPED]
    shares = {share.owner: share for share in by_owner(running, now)}
    dropped = [share for share in by_owner([*targets.values()], now) if share.owner not in shares]
    return [
        Board(
            share.owner or _("未定部门"),
            [
                _line(standing, task, targets[task.indicator], newest)
                for task in tasks
                if targets[task.indicator].owner == share.owner
            ],
            share,
        )
        for share in [*shares.values(), *dropped]
    ]


def _newest(standing: Standing) -> dict[str, tuple[float, int]]:
    """The newest known value of each indicator since the year the tasks were set on, and its year."""
    found: dict[str, tuple[float, int]] = {}
    for year in years_of(standing.zone, standing.edition, standing.state):
        if year > standing.year:
            own = own_values(standing.zone, standing.edition, year, standing.state)
            found |= {code: (one.value, year) for code, one in own.items() if one.value is not None}
    return {code: (value, standing.year) for code, value in standing.values.items()} | found


def _line(standing: Standing, task: Task, target: Target, newest: dict[str, tuple[float, int]]) -> Line:
    now, year = newest.get(task.indicator, (None, None))
    indicator = standing.indicators.get(task.indicator)
    return Line(
        task,
        node_words(standing.edition, task.indicator),
        indicator.unit if indicator else "",
        now,
        year,
        target.progress(now),
    )


def lines_of(found: Sequence[Board]) -> tuple[list[str], list[list[Any]]]:
    heads = [
        *(_("责任部门"), _("指标"), _("单位"), _("起始值"), _("目标值"), _("最新值"), _("最新值年度"), _("完成（%）")),
        *(_("加分"), _("完成期限"), _("状态")),
    ]
    return heads, [
        [
            *(board.name, line.label, line.unit, line.task.value_from, line.task.value_to, line.now, line.now_year),
            None if line.done is None else round(line.done * 100, 1),
            *(line.task.points, line.task.due_on, line.task.get_state_display()),
        ]
        for board in found
        for line in board.lines
    ]
