"""What is on the screen of an import's page, as a workbook or CSV: all rows found, masked as on the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import ask_password
from gaoxin_web.enterprises.imports.views.base import BatchPage
from gaoxin_web.ui.sheets import as_csv, as_workbook


def exported(
    page: BatchPage, what: str, heads: Sequence[str], lines: Iterable[Sequence[Any]], count: int
) -> HttpResponse:
    """A file of some lines; of more rows than ``BULK_ROWS`` only after the password was given once more.

    Args:
        what: the page in words, for the name of the file.
        count: how many rows there are, asked before they are read.
    """
    request, batch = page.request, page.batch
    if count > settings.BULK_ROWS and (asked := ask_password(request)):
        return asked
    form = "csv" if request.GET.get("export") == "csv" else "xlsx"
    found = list(lines)
    name = f"{PurePath(batch.title).stem}_{what}_{timezone.localdate():%Y%m%d}.{form}"
    mark = _("%(who)s 导出于 %(when)s") % {"who": page.access.user, "when": f"{timezone.localtime():%Y-%m-%d %H:%M}"}
    detail = {"what": what, "rows": len(found), "filter": request.GET.dict()}
    audit.record("register.import.export", request=request, target=batch, detail=detail)
    return (as_csv if form == "csv" else as_workbook)(name, what, heads, found, mark=mark)


def is_asked(page: BatchPage) -> bool:
    return page.request.GET.get("export") in ("xlsx", "csv")
