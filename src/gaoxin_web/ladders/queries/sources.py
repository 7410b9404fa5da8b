"""The filing, and the cell in it, that each of an enterprise's figures stands on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.enterprises.models import Enterprise, FactSheet, Filing


@dataclass(frozen=True)
class Source:
    """A batch (an upload, a form, a correction by hand) and the cell in it: ``企业信息!F18``."""

    title: str
    cell: str


class Sources:
    """All sources of one enterprise, read with two queries."""

    def __init__(self, enterprise: Enterprise) -> None:
        self.enterprise = enterprise

    @cached_property
    def sheets(self) -> dict[int, FactSheet]:
        return {sheet.year: sheet for sheet in FactSheet.objects.filter(enterprise=self.enterprise)}

    @cached_property
    def filings(self) -> dict[int, Filing]:
        wanted = {pk for sheet in self.sheets.values() for pk in sheet.sources.values()}
        rows = Filing.objects.filter(pk__in=wanted).select_related("batch__created_by")
        return {filing.pk: filing for filing in rows}

    def of(self, field: str, year: int | None) -> Source | None:
        """Where a figure was read; None where it was filed by nobody."""
        filing = self._filing(field, year)
        if filing is None:
            return None
        cell = str(filing.values.get(field, {}).get("cell") or "")
        if cell and "!" not in cell and filing.sheet:
            cell = f"{filing.sheet}!{cell}"
        return Source(filing.batch.title, cell or filing.sheet or filing.batch.title)

    def judgement(self, criterion: str) -> str:
        """Who judged a criterion, when and why."""
        filing = self._filing(criterion, None)
        if filing is None:
            return ""
        batch = filing.batch
        said = {
            "who": batch.created_by or "—",
            "on": f"{timezone.localtime(batch.committed_at or batch.created_at):%Y-%m-%d}",
            "why": batch.message or batch.title,
        }
        return _("%(who)s 于 %(on)s 判断：%(why)s") % said

    def _filing(self, field: str, year: int | None) -> Filing | None:
        sheet = self.sheets.get(year or 0)
        pk = sheet.sources.get(field) if sheet else None
        return self.filings.get(pk) if pk else None
