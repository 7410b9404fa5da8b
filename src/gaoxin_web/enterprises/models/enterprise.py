"""An enterprise, the names it goes by, whom it belongs to, and who may act for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from gaoxin_web.accounts.access import Reach
from gaoxin_web.enterprises.names import initials_of

GONE = ("moved", "closed")


def here(on: date, path: str = "") -> Q:
    """Enterprises that are of the zone on a day, or what hangs on them by ``path`` (``enterprise__``).

    The day of leaving (迁出、注销) is the first without. One that left on an unknown day is left out from the start.
    """
    return ~Q(**{f"{path}status__in": GONE}) | Q(**{f"{path}left_on__gt": on})


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    """Whoever writes many at once writes their initials too; only ``update(name=…)`` cannot."""

    def present(self, on: date) -> EnterpriseQuerySet:
        """Those that have not left by a day."""
        return self.filter(here(on))

    def bulk_create(self, objs: Iterable[Enterprise], *args: Any, **kwargs: Any) -> list[Enterprise]:
        objs = list(objs)
        for enterprise in objs:
            enterprise.initials = initials_of(enterprise.name)
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs: Iterable[Enterprise], fields: Iterable[str], *args: Any, **kwargs: Any) -> int:
        objs, fields = list(objs), list(fields)
        if "name" in fields:
            fields = [*fields, "initials"] if "initials" not in fields else fields
            for enterprise in objs:
                enterprise.initials = initials_of(enterprise.name)
        return super().bulk_update(objs, fields, *args, **kwargs)


class Enterprise(models.Model):
    """An enterprise of a zone (企业), found by its unified social credit code."""

    class Status(models.TextChoices):
        OPEN = "open", _("在营")
        BUILDING = "building", _("在建")
        SUSPENDED = "suspended", _("停业")
        MOVED = "moved", _("迁出")
        CLOSED = "closed", _("注销")

    zone = models.ForeignKey("accounts.Zone", models.PROTECT, related_name="enterprises")
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, null=True, blank=True)
    name = models.CharField(_("企业名称"), max_length=100)
    short_name = models.CharField(_("简称"), max_length=50, blank=True)
    initials = models.CharField(_("拼音首字母"), max_length=100, blank=True, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, verbose_name=_("责任部门")
    )
    steward = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("服务专员")
    )
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="enterprises")
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.OPEN)
    left_on = models.DateField(_("迁出或注销日期"), null=True, blank=True)
    left_reason = models.CharField(_("迁出或注销原因"), max_length=200, blank=True, db_default="")
    established_on = models.DateField(_("成立日期"), null=True, blank=True)
    industry_code = models.CharField(_("国民经济行业代码"), max_length=5, blank=True)
    industry = models.CharField(_("行业"), max_length=50, blank=True)
    chain = models.CharField(_("产业链"), max_length=50, blank=True)
    park = models.CharField(_("园区"), max_length=50, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    above_designated_size = models.BooleanField(_("规上企业"), null=True, blank=True)
    contact = models.CharField(_("联系人"), max_length=50, blank=True)
    phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    illustrative = models.BooleanField(_("示例数据"), default=False)
    batch = models.ForeignKey("Batch", models.SET_NULL, null=True, editable=False, related_name="founded")

    history = HistoricalRecords(excluded_fields=["initials"])
    objects = EnterpriseQuerySet.as_manager()
    reach = Reach(zone="zone", organisation="organisation", person="steward", member="members")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "uscc"], condition=Q(uscc__isnull=False), name="uscc_once")
        ]
        indexes = [
            models.Index(fields=["zone", "name"]),
            models.Index(fields=["zone", "initials"]),
            models.Index(fields=["zone", "short_name"]),
            models.Index(fields=["zone", "chain", "status"]),
            models.Index(fields=["zone", "status"]),
            models.Index(fields=["zone", "organisation"]),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.initials = initials_of(self.name)
        if kwargs.get("update_fields") is not None and "name" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "initials"}
        super().save(*args, **kwargs)

    @property
    def code(self) -> str:
        """The credit code, or a dash where it is not known."""
        return self.uscc or "—"


class Membership(models.Model):
    """An account that acts for an enterprise: it sees that enterprise and no other."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")

    reach = Enterprise.reach.through("enterprise")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enterprise", "user"], name="member_once")]


class Alias(models.Model):
    """A former name (曾用名) or a name it goes by, with its days and who said so."""

    class Kind(models.TextChoices):
        FORMER = "former", _("曾用名")
        ALIAS = "alias", _("别名")

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="aliases")
    name = models.CharField(_("名称"), max_length=100, db_index=True)
    kind = models.CharField(_("类别"), max_length=10, choices=Kind, default=Kind.ALIAS)
    since = models.DateField(_("自"), null=True, blank=True)
    until = models.DateField(_("至"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=100, blank=True)

    history = HistoricalRecords()
    reach = Enterprise.reach.through("enterprise")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enterprise", "name", "kind"], name="alias_once")]

    def __str__(self) -> str:
        return self.name


class GroupRelation(models.Model):
    """One enterprise holding another (集团关系): an edge, never a merge."""

    class Kind(models.TextChoices):
        CONTROLS = "controls", _("控股")
        HOLDS = "holds", _("参股")
        BRANCH = "branch", _("分支机构")

    parent = models.ForeignKey(Enterprise, models.CASCADE, related_name="subsidiaries", verbose_name=_("上级企业"))
    child = models.ForeignKey(Enterprise, models.CASCADE, related_name="parents", verbose_name=_("下级企业"))
    kind = models.CharField(_("关系"), max_length=10, choices=Kind, default=Kind.CONTROLS)
    share = models.DecimalField(_("持股比例（%）"), max_digits=5, decimal_places=2, null=True, blank=True)
    since = models.DateField(_("自"), null=True, blank=True)

    history = HistoricalRecords()
    reach = Enterprise.reach.through("parent")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parent", "child", "kind"], name="relation_once")]

    def __str__(self) -> str:
        return f"{self.parent} → {self.child}"
