"""Version 1 of the API put together; every path of it is marked, and locked by a token of its own permission."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.accounts.views import needs
from gaoxin_web.api.problems import add_handlers, problem
from gaoxin_web.api.routes import assessments, contests, policies, register
from gaoxin_web.api.security import PerToken

TITLE = "高新 gaoxin"

api = NinjaAPI(
    title=TITLE,
    version="1",
    description="企业名册、事实、资质、测算与政策。金额为元，比例为 0–1，日期为 YYYY-MM-DD；null 为不详，绝不是零。",
    urls_namespace="api-v1",
    throttle=[PerToken()],
    docs_url=None,
    openapi_url=None,
)
add_handlers(api)
for router in (register.router, assessments.router, policies.router, contests.router):
    api.add_router("", router)


@needs(PUBLIC)
def no_such_path(request: HttpRequest) -> HttpResponse:
    return problem(request, 404, _("没有这个接口，见 /api/v1/docs。"))


def paths() -> list[URLPattern | URLResolver]:
    """The endpoints' paths.

    They are marked as public because a session is not what opens them: each asks for a token
    that carries its permission (:class:`gaoxin_web.api.security.Needs`).
    """
    found = [path for path in api.urls[0] if path.name != "api-root"]
    for path in found:
        path.callback.permission = PUBLIC
    return [*found, re_path(r"^.*$", no_such_path, name="none")]
