"""Two entries that were one enterprise, and two that look alike and are not."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts.access import Reach
from gaoxin_web.enterprises.models.enterprise import Enterprise


class Merge(models.Model):
    """One entry of the register joined to another (重复企业合并), with all it takes to part them again.

    ``gone`` is the number of the entry that is no more; ``uscc`` the code that went with it, which still leads to
    the enterprise. ``moved`` lists ``[model, field, keys]``; ``aside`` are records that could not move, as
    serialised; ``fields`` says of the kept entry what was put in place of what.
    """

    zone = models.ForeignKey("accounts.Zone", models.PROTECT, related_name="merges")
    kept = models.ForeignKey(Enterprise, models.PROTECT, related_name="merges")
    gone = models.PositiveBigIntegerField(db_index=True)
    name = models.CharField(_("企业名称"), max_length=100)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    moved = models.JSONField(default=list)
    aside = models.JSONField(default=list)
    fields = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    names = models.JSONField(default=list)  # keys of the aliases it made

    reach = Enterprise.reach.through("kept")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at__isnull=True), name="merged_once")
        ]
        indexes = [models.Index(fields=["zone", "uscc"])]

    def __str__(self) -> str:
        return f"{self.name} → {self.kept}"


class Apart(models.Model):
    """Two enterprises somebody looked at and found to be two (不是同一家); the smaller number is ``one``."""

    zone = models.ForeignKey("accounts.Zone", models.CASCADE, related_name="+")
    one = models.ForeignKey(Enterprise, models.CASCADE, related_name="+")
    other = models.ForeignKey(Enterprise, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    reach = Reach(zone="zone", whole=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="apart_once")]
