"""Zones, organisations, users, their grants, and the audit log."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gaoxin_web.accounts.access import Reach
from gaoxin_web.accounts.roles import Role, Scope


class Zone(models.Model):
    """A high-tech zone (高新区); nothing of one zone is ever seen from another."""

    code = models.SlugField(_("代码"), unique=True)
    name = models.CharField(_("名称"), max_length=100)
    name_en = models.CharField(_("英文名"), max_length=100, blank=True)
    region = models.CharField(_("行政区划代码"), max_length=6, blank=True)
    growth_red = models.BooleanField(_("增长用红色"), default=True)

    reach = Reach(zone="pk")

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class Organisation(models.Model):
    """A bureau (部门) of a zone; ``path`` is the chain of ids from the top, so that all below is a prefix."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="organisations")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(_("名称"), max_length=100)
    path = models.CharField(max_length=200, editable=False, db_index=True, default="")

    reach = Reach(zone="zone", organisation="pk")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "parent", "name"], name="organisation_once")]
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person's account; no account is shared, and none is above the grants (no superuser)."""

    username = models.CharField(_("用户名"), max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(_("姓名"), max_length=50, blank=True)
    email = models.EmailField(_("邮箱"), blank=True)
    phone = models.CharField(_("手机"), max_length=20, blank=True)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="users", verbose_name=_("高新区"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("部门")
    )
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("须改密码"), default=True)
    password_changed_at = models.DateTimeField(_("密码修改时间"), default=timezone.now)
    date_joined = models.DateTimeField(_("开户时间"), default=timezone.now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    is_staff = is_superuser = False  # nobody passes by the grants
    reach = Reach(zone="zone", organisation="organisation", person="pk")
    objects = UserManager()

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)


class UsedPassword(models.Model):
    """A digest of an earlier password, so that the last few are not taken again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="used_passwords")
    password = models.CharField(max_length=128)
    at = models.DateTimeField(default=timezone.now)


class GrantQuerySet(models.QuerySet["Grant"]):
    def effective(self) -> GrantQuerySet:
        """Grants that count now: with three administrators, only what the security administrator approved."""
        found = self.filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()))
        return found.filter(approved_at__isnull=False) if settings.THREE_ADMINISTRATORS else found


class Grant(models.Model):
    """A role given to a user, over a data scope."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    scope = models.CharField(_("数据范围"), max_length=10, choices=Scope, default=Scope.SELF)
    organisations = models.ManyToManyField(Organisation, blank=True, verbose_name=_("自定义部门"))
    until = models.DateField(_("有效期至"), null=True, blank=True)
    granted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    # What waits for approval beside what was approved: the numbers of further enterprises, and until when.
    asked = models.JSONField(default=dict, blank=True)

    reach = Reach(zone="user__zone", organisation="user__organisation", person="user")
    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role", "scope"], name="grant_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.get_scope_display()}"


class AuditQuerySet(models.QuerySet["AuditEvent"]):
    """Events are read and added; only an archive takes them out."""

    def update(self, **kwargs: object) -> int:
        raise TypeError("an audit event is written once")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("an audit event is not deleted; old ones are archived by command")

    def archived(self) -> int:
        """Take out what :mod:`gaoxin_web.accounts.archive` has written to a file."""
        return self._raw_delete(self.db)


class AuditEvent(models.Model):
    """Something done or refused (审计): never changed, never deleted, each chained to the one before."""

    class Result(models.TextChoices):
        DONE = "done", _("成功")
        REFUSED = "refused", _("拒绝")
        FAILED = "failed", _("失败")

    at = models.DateTimeField(_("时间"))
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # the chain holds its id
    username = models.CharField(_("用户名"), max_length=150, blank=True)
    roles = models.CharField(_("角色"), max_length=200, blank=True)
    address = models.GenericIPAddressField(_("IP 地址"), null=True)
    agent = models.CharField(_("浏览器"), max_length=200, blank=True)
    request_id = models.CharField(_("请求编号"), max_length=36, blank=True)
    action = models.CharField(_("操作"), max_length=50, db_index=True)
    target = models.CharField(_("对象"), max_length=200, blank=True)
    result = models.CharField(_("结果"), max_length=10, choices=Result, default=Result.DONE)
    detail = models.JSONField(_("详情"), default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    reach = Reach(zone="zone")
    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["zone", "-at"])]

    def __str__(self) -> str:
        return f"{self.action} {self.target}".strip()

    def save(self, *args: object, **kwargs: object) -> None:
        if self.pk is not None:
            raise TypeError("an audit event is written once")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("an audit event is not deleted; old ones are archived by command")


class AuditHead(models.Model):
    """The last link of the audit chain: one row, locked while the next is written."""

    digest = models.CharField(max_length=64, default="0" * 64)


class AuditArchive(models.Model):
    """A file of old audit events: what it was chained to, and what the oldest event still here is chained to."""

    file = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    events = models.PositiveIntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    first_previous = models.CharField(max_length=64)
    last_digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
