"""The templates a zone has of its own (报告模板); beside them stands the one that comes with gaoxin."""

from __future__ import annotations

import uuid
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from gaoxin_web.accounts.access import Reach


def template_path(_instance: Any, name: str) -> str:
    """A random name on our disk, whatever the sender called it."""
    return f"briefs/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}{PurePath(name).suffix.lower()}"


class Template(models.Model):
    """A Word document that reports of a kind are written from.

    It is kept as it was sent, for good, so that every earlier one can be put back. One with ``faults`` is kept to
    be mended and is never in use.
    """

    zone = models.ForeignKey("accounts.Zone", models.PROTECT, related_name="brief_templates")
    kind = models.CharField(_("报告种类"), max_length=20)
    title = models.CharField(_("名称"), max_length=60)
    file = models.FileField(_("模板文件"), upload_to=template_path)
    sha256 = models.CharField(max_length=64)
    active = models.BooleanField(_("使用中"), default=False)
    words = models.JSONField(default=list)  # the words it uses, as they were checked
    faults = models.JSONField(default=list)  # what is wrong with it, each with where it stands
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("上传人")
    )
    uploaded_at = models.DateTimeField(_("上传时间"), default=timezone.now)

    reach = Reach(zone="zone", whole=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "kind"], condition=Q(active=True), name="one_template_in_use")
        ]

    def __str__(self) -> str:
        return self.title
