"""Who may call an endpoint: whoever shows a token that carries its permission."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from gaoxin_web.accounts import audit, throttle
from gaoxin_web.api.problems import ProblemError
from gaoxin_web.api.tokens import TokenAccess, bearer

RATE, MINUTE = 300, 60  # requests of one token in so many seconds
GUESSES, PER = 20, 60  # wrong tokens from one address, and in how many seconds


class Needs(HttpBearer):
    """``auth=Needs("register.view")``: an endpoint's own lock; none is made without one."""

    def __init__(self, permission: str) -> None:
        super().__init__()
        self.permission = permission

    def authenticate(self, request: HttpRequest, token: str) -> TokenAccess | None:
        address = request.META.get("REMOTE_ADDR", "")
        guesses = f"api-guesses:{address}"
        if throttle.tried(guesses) >= GUESSES:
            raise ProblemError(429, _("令牌错误次数过多，请一分钟后再试。"))
        access = bearer(token)
        if access is None:
            throttle.tries(guesses, PER)
            audit.record("api.use", request=request, target=request.path, result="refused")
            return None
        request.user, request.access = access.user, access  # type: ignore[attr-defined, assignment]
        if not access.may(self.permission):
            detail = {"needs": self.permission}
            audit.record("api.use", request=request, target=request.path, result="refused", detail=detail)
            raise ProblemError(403, _("令牌没有所需的权限：%(permission)s。") % {"permission": self.permission})
        return access


class PerToken(BaseThrottle):
    """So many requests a minute for each token."""

    def allow_request(self, request: HttpRequest) -> bool:
        token: Any = request.auth.token  # type: ignore[attr-defined]
        return throttle.tries(f"api-token:{token.pk}", MINUTE) <= RATE

    def wait(self) -> float:
        return MINUTE
