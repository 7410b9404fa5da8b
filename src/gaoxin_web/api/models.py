"""Tokens (接口令牌): a program's way in, never wider than the person who made it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts.access import Reach


class TokenQuerySet(models.QuerySet["ApiToken"]):
    def in_force(self) -> TokenQuerySet:
        now = timezone.now()
        alive = self.filter(Q(expires_at__gt=now), revoked_at__isnull=True, user__is_active=True)
        return alive.filter(user__must_change_password=False)


class ApiToken(models.Model):
    """A token of one user; only its digest is kept, its first characters tell it from others."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("用途"), max_length=50)
    prefix = models.CharField(_("开头"), max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(_("权限"), default=list)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now)
    expires_at = models.DateTimeField(_("有效期至"))
    last_used_at = models.DateTimeField(_("最近使用"), null=True)
    revoked_at = models.DateTimeField(_("作废时间"), null=True)

    objects = TokenQuerySet.as_manager()
    reach = Reach(zone="user__zone", organisation="user__organisation", person="user")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name}（{self.prefix}…）"

    @property
    def in_force(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()
