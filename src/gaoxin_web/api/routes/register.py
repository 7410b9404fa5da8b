"""Enterprises, their facts and their recognitions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from gaoxin_web.api import queries
from gaoxin_web.api.pages import cut, note_export
from gaoxin_web.api.schemas import (
    EnterpriseDetail,
    EnterpriseFilter,
    EnterprisePage,
    FactSheetOut,
    FactsPage,
    Paging,
    RecognitionPage,
)
from gaoxin_web.api.security import Needs
from gaoxin_web.enterprises.models import Enterprise
from gaoxin_web.enterprises.queries.recognitions import running
from gaoxin_web.rulebook import rulebook
from gaoxin_web.ui.templatetags.ui import masked_name, masked_phone

router = Router(tags=["企业名册 register"])
VIEW = Needs("register.view")


@router.get(
    "/enterprises",
    auth=VIEW,
    response=EnterprisePage,
    summary=_("企业列表"),
    description=_("按名称、代码、状态、产业链、园区、部门或持有资质筛选，按编号排序。"),
)
def list_enterprises(request: HttpRequest, filters: Query[EnterpriseFilter], paging: Query[Paging]) -> Any:
    rows = queries.searched(queries.enterprises(request.access), filters.q.strip())
    exact = {"uscc": "uscc", "status": "status", "chain": "chain", "park": "park", "organisation": "organisation_id"}
    wanted = {lookup: getattr(filters, name) for name, lookup in exact.items() if getattr(filters, name) is not None}
    rows = rows.filter(**wanted)
    if filters.holds:
        rows = queries.holding(rows, filters.holds, timezone.localdate())
    head, found = cut(rows, paging)
    note_export(request, "enterprises", len(found))
    return {**head, "items": [_enterprise(row) for row in found]}


@router.get(
    "/enterprises/{pk}",
    auth=VIEW,
    response=EnterpriseDetail,
    summary=_("一家企业"),
    description=_("基本信息、曾用名与资质。"),
)
def one_enterprise(request: HttpRequest, pk: int) -> Any:
    row = _find(request, pk)
    held = queries.recognitions(request.access).filter(enterprise=row)
    return {
        **_enterprise(row),
        "aliases": list(row.aliases.order_by("pk")),
        "recognitions": [queries.recognition_out(one, rulebook()) for one in held],
    }


@router.get(
    "/enterprises/{pk}/facts",
    auth=VIEW,
    response=list[FactSheetOut],
    summary=_("一家企业的事实"),
    description=_("各年度数值及其出处单元格；year=0 为不分年度的事实。"),
)
def facts_of_one(request: HttpRequest, pk: int, year: int | None = None) -> Any:
    rows = queries.sheets(request.access).filter(enterprise=_find(request, pk))
    return queries.sheets_out(rows if year is None else rows.filter(year=year), rulebook())


@router.get(
    "/facts",
    auth=VIEW,
    response=FactsPage,
    summary=_("全部企业的事实"),
    description=_("每条为一家企业一个年度；year=0 为不分年度的事实。"),
)
def list_facts(request: HttpRequest, paging: Query[Paging], year: int | None = None) -> Any:
    rows = queries.sheets(request.access)
    head, found = cut(rows if year is None else rows.filter(year=year), paging)
    note_export(request, "facts", len(found))
    return {**head, "items": queries.sheets_out(found, rulebook())}


@router.get(
    "/recognitions",
    auth=VIEW,
    response=RecognitionPage,
    summary=_("资质列表"),
    description=_("kind 为资质，如 hnte；in_force=true 只要今日有效的。"),
)
def list_recognitions(
    request: HttpRequest, paging: Query[Paging], kind: str | None = None, in_force: bool | None = None
) -> Any:
    rows = queries.recognitions(request.access)
    if kind:
        rows = rows.filter(kind=kind)
    if in_force:
        rows = running(rows, timezone.localdate(), rulebook())
    head, found = cut(rows, paging)
    note_export(request, "recognitions", len(found))
    return {**head, "items": [queries.recognition_out(one, rulebook()) for one in found]}


def _find(request: HttpRequest, pk: int) -> Enterprise:
    return get_object_or_404(queries.enterprises(request.access), pk=pk)


PLAIN = [
    "id",
    "uscc",
    "name",
    "short_name",
    "status",
    "established_on",
    "industry_code",
    "industry",
    "chain",
    "park",
    "address",
    "above_designated_size",
    "organisation_id",
    "illustrative",
]


def _enterprise(row: Enterprise) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in PLAIN},
        "organisation": row.organisation.name if row.organisation else None,
        "contact": masked_name(row.contact),
        "phone": masked_phone(row.phone),
    }
