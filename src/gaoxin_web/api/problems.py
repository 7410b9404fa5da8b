"""Errors of the API: ``application/problem+json`` (RFC 9457), in Chinese, with the number of the request."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from gaoxin.errors import GaoxinError

LOG = logging.getLogger(__name__)
FAULTS = {  # what pydantic calls a fault → what a person reads
    "missing": gettext_noop("缺少此项"),
    "date_from_datetime_parsing": gettext_noop("不是日期，请写作 2026-05-15"),
    "date_parsing": gettext_noop("不是日期，请写作 2026-05-15"),
    "int_parsing": gettext_noop("不是整数"),
    "int_type": gettext_noop("不是整数"),
    "greater_than_equal": gettext_noop("过小，最小为 {ge}"),
    "less_than_equal": gettext_noop("过大，最大为 {le}"),
    "string_too_long": gettext_noop("过长，最多 {max_length} 个字"),
    "too_long": gettext_noop("过多，最多 {max_length} 项"),
    "too_short": gettext_noop("过少，至少 {min_length} 项"),
    "extra_forbidden": gettext_noop("没有这一项"),
    "days": gettext_noop("截止日早于起始日"),
    "json_invalid": gettext_noop("不是合法的 JSON"),
}


class ProblemError(Exception):
    """Something refused: a status, what to do, and where it is."""

    def __init__(self, status: int, detail: str, errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, errors or []


def problem(request: HttpRequest, status: int, detail: str, errors: list[dict[str, str]] | None = None) -> JsonResponse:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.path,
        "request_id": getattr(request, "id", ""),
    }
    if errors:
        body["errors"] = errors
    options = {"ensure_ascii": False}
    response = JsonResponse(body, status=status, content_type="application/problem+json", json_dumps_params=options)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="gaoxin"'
    return response


def add_handlers(api: NinjaAPI) -> None:
    """Everything that can go wrong in an endpoint, as a problem."""

    @api.exception_handler(ProblemError)
    def refused(request: HttpRequest, error: ProblemError) -> JsonResponse:
        return problem(request, error.status, error.detail, error.errors)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> JsonResponse:
        return problem(request, 401, _("请在 Authorization 头给出有效的令牌：Bearer gx_…。"))

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> JsonResponse:
        return problem(request, 422, _("请求有误，见 errors。"), [_fault(fault) for fault in error.errors])

    @api.exception_handler(Throttled)
    def too_often(request: HttpRequest, error: Throttled) -> JsonResponse:
        response = problem(request, 429, _("请求过于频繁，请稍后再试。"))
        response["Retry-After"] = str(max(int(error.wait or 1), 1))
        return response

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> JsonResponse:
        return problem(request, 404, _("没有这条记录，或不在您的数据范围内。"))

    @api.exception_handler(HttpError)
    def told(request: HttpRequest, error: HttpError) -> JsonResponse:
        return problem(
            request, error.status_code, _("请求体不是合法的 JSON。") if error.status_code == 400 else str(error)
        )

    @api.exception_handler(GaoxinError)
    def refused_by_engine(request: HttpRequest, error: GaoxinError) -> JsonResponse:
        return problem(request, 422, str(error))

    @api.exception_handler(Exception)
    def broken(request: HttpRequest, error: Exception) -> JsonResponse:
        LOG.error("api request %s", getattr(request, "id", ""), exc_info=error)
        return problem(request, 500, _("系统出错，已记录。请将 request_id 告知管理员。"))


def _fault(fault: dict[str, Any]) -> dict[str, str]:
    """One fault with its place: ``body.facts.0.year``."""
    words = FAULTS.get(fault["type"])
    said = _(words).format(**fault.get("ctx", {})) if words else fault.get("msg", "")
    where = [str(part) for part in fault.get("loc", ()) if part not in ("payload", "filters")]
    return {"place": ".".join(where), "message": said}
