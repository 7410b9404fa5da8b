"""Going to see an enterprise, what it asked for, and papers about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from gaoxin_web.enterprises.models.enterprise import Enterprise
from gaoxin_web.enterprises.uploads import document_path


class Visit(models.Model):
    """A visit (走访) and what was heard."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="visits")
    on = models.DateField(_("日期"), default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    people = models.CharField(_("走访人员"), max_length=200, blank=True)
    summary = models.TextField(_("情况"))

    history = HistoricalRecords()
    reach = Enterprise.reach.through("enterprise")

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.on.isoformat()


class Request(models.Model):
    """Something an enterprise asks for (诉求): registered, assigned, in hand, answered, rated."""

    class State(models.TextChoices):
        REGISTERED = "registered", _("已登记")
        ASSIGNED = "assigned", _("已分派")
        IN_HAND = "in_hand", _("办理中")
        ANSWERED = "answered", _("已办结")
        RATED = "rated", _("已评价")

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="requests")
    raised_on = models.DateField(_("提出日期"), default=timezone.localdate)
    title = models.CharField(_("诉求"), max_length=100)
    detail = models.TextField(pgettext_lazy("request", "说明"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.REGISTERED)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承办部门")
    )
    due_on = models.DateField(_("办结期限"), null=True, blank=True)
    answer = models.TextField(_("办理结果"), blank=True)
    answered_on = models.DateField(_("办结日期"), null=True, blank=True)
    rating = models.PositiveSmallIntegerField(_("满意度"), null=True, blank=True)

    history = HistoricalRecords()
    reach = Enterprise.reach.through("enterprise")

    class Meta:
        ordering = ["-raised_on", "-pk"]

    def __str__(self) -> str:
        return self.title


class Document(models.Model):
    """A paper about an enterprise, kept outside the web root and handed out only to who may see it."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="documents")
    title = models.CharField(_("名称"), max_length=100)
    file = models.FileField(_("文件"), upload_to=document_path)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()
    reach = Enterprise.reach.through("enterprise")

    class Meta:
        ordering = ["-added_at"]

    def __str__(self) -> str:
        return self.title
