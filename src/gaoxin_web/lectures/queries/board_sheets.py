"""The working timetable as sheets of a workbook."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.contests.models import Sitting
from gaoxin_web.lectures.queries.board import Card, Grid
from gaoxin_web.ui.sheets import Sheet


def sheets_of(grid: Grid) -> list[Sheet]:
    """The grid as it stands, and the same as a list."""
    heads = [_("序号"), *(_session_head(column.sitting) for column in grid.columns)]
    lines = [[seat, *(_card_text(cell.card) for cell in cells)] for seat, cells in grid.lines]
    listed = [
        [
            column.sitting.label,
            timezone.localtime(cell.starts).replace(tzinfo=None) if cell.starts else None,
            cell.seat,
            cell.card.talk.entry.contact,
            cell.card.talk.post,
            cell.card.talk.entry.organisation,
            cell.card.talk.get_kind_display(),
            cell.card.talk.entry.title,
            cell.card.talk.topic,
            column.sitting.venue,
            "；".join(text for _rule, text in cell.card.warnings),
        ]
        for column in grid.columns
        for cell in column.cells
        if cell.card
    ]
    return [Sheet(_("日程"), heads, lines), Sheet(_("日程清单"), _list_heads(), listed)]


def _list_heads() -> list[str]:
    return [
        *(_("场次"), _("开始时间"), _("序号"), _("讲者"), _("职务"), _("单位"), _("单位类别"), _("题目")),
        *(_("主题领域"), _("地点"), _("提示")),
    ]


def _session_head(sitting: Sitting) -> str:
    day = f" {timezone.localtime(sitting.starts_at):%Y-%m-%d %H:%M}" if sitting.starts_at else ""
    return f"{sitting.label}{day}"


def _card_text(card: Card | None) -> str | None:
    if card is None:
        return None
    return "\n".join(
        part for part in (card.talk.entry.contact, card.talk.entry.organisation, card.talk.entry.title) if part
    )
