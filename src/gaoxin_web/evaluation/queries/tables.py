"""The table of places as a page and as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gaoxin.index.evaluation import Row
from gaoxin_web.evaluation.queries.places import places
from gaoxin_web.evaluation.words import zone_words

HEAD, NEAR = 10, 10  # the first so many are shown, and so many on either side of the zone itself


@dataclass(frozen=True)
class Line:
    """A row of the table; ``gap`` where rows before it are not shown."""

    row: Row
    name: str
    province: str
    own: bool
    gap: bool


def shown_rows(rows: Sequence[Row], unit: str, *, every: bool) -> list[Line]:
    """The first, and those about the zone; or all."""
    at = next(place for place, row in enumerate(rows) if row.unit == unit)
    found, last = [], -1
    for place, row in enumerate(rows):
        if every or place < HEAD or abs(place - at) <= NEAR:
            found.append(Line(row, zone_words(row.unit), province_of(row.unit), row.unit == unit, place > last + 1))
            last = place
    return found


def province_of(unit: str) -> str:
    found = places().get(unit)
    return found.province if found else ""


def table_lines(rows: Sequence[Row], top: int) -> tuple[list[str], list[list[Any]]]:
    """Headings and lines of an export; what is not known stays empty."""
    heads = [
        *(_("位次"), _("高新区"), _("省份"), _("得分（模拟）"), _("较上年升降")),
        *(_("位次下限（5%）"), _("位次中位"), _("位次上限（95%）"), _("进入前 %(top)s 的概率（%%）") % {"top": top}),
        _("补值指标数"),
    ]
    lines = [
        [row.place, zone_words(row.unit), province_of(row.unit), row.score, row.gained, row.low, row.middle, row.high,
         round(row.top * 100, 2), row.imputed]
        for row in rows
    ]  # fmt: skip
    return heads, lines
