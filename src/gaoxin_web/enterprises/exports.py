"""Tables of a page taken out as a workbook: allowed, logged, and after the password where they are long."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.views import access_of, ask_password
from gaoxin_web.ui.sheets import Sheet, as_book, as_csv

PERMISSION = "register.export"


def wants_export(request: HttpRequest) -> bool:
    return request.method == "GET" and request.GET.get("export") in ("xlsx", "csv")


def export(request: HttpRequest, title: str, sheets: Sequence[Sheet], act: str, target: object = "") -> HttpResponse:
    """What is on the page as a workbook, a sheet per table; as CSV the first of them."""
    access = access_of(request)
    if not access.may(PERMISSION):
        raise PermissionDenied
    rows = sum(len(sheet.lines) for sheet in sheets)
    asked = ask_password(request) if rows > settings.BULK_ROWS else None
    if asked:
        return asked
    form = "csv" if request.GET.get("export") == "csv" else "xlsx"
    name = f"{title}_{timezone.localdate():%Y%m%d}.{form}"
    mark = _("%(who)s 导出于 %(when)s") % {
        "who": access.user,
        "when": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }
    detail = {"rows": rows, "filter": request.GET.dict(), "sheets": [sheet.title for sheet in sheets], "file": name}
    audit.record(act, request=request, target=target or name, detail=detail)
    if form == "csv":
        first = sheets[0]
        return as_csv(name, first.title, first.heads, first.lines, mark=mark)
    return as_book(name, sheets, mark=mark)
