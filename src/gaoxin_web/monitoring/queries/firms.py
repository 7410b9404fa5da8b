"""The enterprises a figure of the zone is summed over, and what they are counted under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from gaoxin.periods.zone import Firm, Firms
from gaoxin_web.enterprises.models import Enterprise, Recognition
from gaoxin_web.enterprises.models.enterprise import GONE
from gaoxin_web.enterprises.queries.recognitions import running
from gaoxin_web.rulebook import rulebook

INDUSTRY, CHAIN, HNTE = "industry", "chain", "hnte"  # what enterprises are counted under
ABOVE, ALL = "above", "all"  # scopes (口径)
COLUMNS = ("pk", "name", "status", "left_on", "above_designated_size", "industry", "chain", "established_on")


@dataclass(frozen=True)
class Counted:
    """The enterprises that are counted, the names of all in reach, and which scope it is."""

    firms: Firms
    names: Mapping[int, str]
    scope: str


def counted_of(enterprises: QuerySet[Enterprise], on: date, scope: str = "") -> Counted:
    """Enterprises as they stand in a period that ends ``on``.

    Without a ``scope`` it is those above designated size (规上); where none is marked so, all. The register keeps the
    size, the industry and the chain of today only: of one founded later nothing was to be expected.
    """
    rows = list(enterprises.order_by("pk").values_list(*COLUMNS))
    scope = scope if scope in (ABOVE, ALL) else ABOVE if any(row[4] for row in rows) else ALL
    held = _hnte(enterprises, on)
    firms = {
        pk: Firm(
            _left(status, left),
            above if founded is None or founded <= on else None,
            {INDUSTRY: industry, CHAIN: chain, HNTE: "1" if pk in held else "0"},
        )
        for pk, _name, status, left, above, industry, chain, founded in rows
        if above or scope == ALL
    }
    return Counted(Firms.of(firms), {row[0]: row[1] for row in rows}, scope)


def _left(status: str, left: date | None) -> date | None:
    """One that left on an unknown day is left out from the start, as in the register."""
    return (left or date.min) if status in GONE else None


def _hnte(enterprises: QuerySet[Enterprise], on: date) -> set[int]:
    """Whose title of high-tech enterprise runs on a day; of a day gone by, one must be known to have begun by then."""
    found = running(Recognition.objects.filter(kind=HNTE, enterprise__in=enterprises.order_by()), on, rulebook())
    if on < timezone.localdate():
        found = found.filter(starts__isnull=False)
    return set(found.values_list("enterprise_id", flat=True))
