"""A list in pages, and the note of who took it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from gaoxin_web.accounts import audit
from gaoxin_web.api.schemas import Paging


def cut(rows: QuerySet[Any], paging: Paging) -> tuple[dict[str, int], list[Any]]:
    """``count``, ``page`` and ``size``, and the rows of the page; past the end, none."""
    start = (paging.page - 1) * paging.size
    return {"count": rows.count(), "page": paging.page, "size": paging.size}, list(rows[start : start + paging.size])


def note_export(request: HttpRequest, kind: str, rows: int) -> None:
    """A page of a list is data taken out, and so it is in the audit log with its filter."""
    detail = {"rows": rows, "filter": request.GET.dict(), "by": request.auth.token.prefix}  # type: ignore[attr-defined]
    audit.record("api.export", request=request, target=kind, detail=detail)
