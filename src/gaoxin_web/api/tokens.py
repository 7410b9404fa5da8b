"""Making, finding and revoking tokens, and what the bearer of one may see."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.access import Access
from gaoxin_web.accounts.models import User
from gaoxin_web.api.models import ApiToken

SCOPES = {  # permissions a token may carry; each endpoint asks for one
    "register.view": _("查看企业、事实与资质"),
    "ladder.view": _("查看测算结果与政策"),
    "ladder.assess": _("提交数据测算"),
    "contests.view": _("查看大赛与已公布的结果"),
}
USED_EVERY = timedelta(minutes=1)  # how often a use is written down


@dataclass(frozen=True)
class TokenAccess(Access):
    """A user's access, narrowed to what a token carries."""

    token: ApiToken | None = field(default=None, kw_only=True)

    @cached_property
    def permissions(self) -> frozenset[str]:
        found = Access(self.user, self.grants).permissions
        if self.token is None or "api.use" not in found:
            return frozenset()
        return found & {"api.use", *self.token.scopes}

    def limit(self, rows: QuerySet[Any], permission: str) -> QuerySet[Any]:
        return super().limit(rows, permission) if self.may(permission) else rows.none()


@transaction.atomic
def make(request: HttpRequest, *, name: str, scopes: list[str], days: int) -> tuple[ApiToken, str]:
    """A new token and its words, which are shown this once.

    Scopes the user does not hold now are left out; what the user loses later, the token loses too.
    """
    access: Access = request.access  # type: ignore[attr-defined]
    prefix, secret = f"gx_{secrets.token_hex(4)}", secrets.token_urlsafe(32)
    words = f"{prefix}.{secret}"
    token = ApiToken.objects.create(
        user=access.user,
        name=name,
        prefix=prefix,
        digest=_digest(words),
        scopes=sorted(scope for scope in scopes if scope in SCOPES and access.may(scope)),
        expires_at=timezone.now() + timedelta(days=days),
    )
    detail = {"scopes": token.scopes, "until": token.expires_at.isoformat()}
    audit.record("api.make", request=request, target=token, detail=detail)
    return token, words


@transaction.atomic
def revoke(request: HttpRequest | None, token: ApiToken) -> None:
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        audit.record("api.revoke", request=request, zone=token.user.zone, target=token)


def revoke_all(request: HttpRequest | None, user: User, **_: Any) -> None:
    """An account that had to be given a new password by somebody else: its programs are out too."""
    for token in ApiToken.objects.filter(user=user, revoked_at__isnull=True):
        revoke(request, token)


def bearer(words: str) -> TokenAccess | None:
    """The access of who shows these words; None where they open nothing."""
    found = ApiToken.objects.in_force().select_related("user__zone", "user__organisation")
    token = found.filter(prefix=words.partition(".")[0]).first()
    if token is None or not hmac.compare_digest(token.digest, _digest(words)):
        return None
    access = Access.of(token.user)
    if not access.may("api.use"):
        return None
    _note_use(token)
    return TokenAccess(access.user, access.grants, token=token)


def tokens_of(user: User) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(user=user)


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _digest(words: str) -> str:
    """A plain digest is enough: the words are 256 random bits, not something a person made up."""
    return hashlib.sha256(words.encode()).hexdigest()
