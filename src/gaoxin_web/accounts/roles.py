"""Roles (角色), and what each may do: the one table every view, menu and button asks.

A permission is ``subject.verb``. Who holds one sees the rows that the scope of the grant
reaches (:mod:`gaoxin_web.accounts.access`).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDITOR = "auditor", _("审计员")
    LEADER = "leader", _("园区领导")
    OFFICER = "officer", _("业务人员")
    ENTERPRISE = "enterprise", _("企业用户")
    JUDGE = "judge", _("评委")


class Scope(models.TextChoices):
    """Data scope (数据权限): whose rows a grant reaches, never beyond the user's zone."""

    ZONE = "zone", pgettext_lazy("scope", "全部")
    CHOSEN = "chosen", _("自定义部门")
    BELOW = "below", _("本部门及以下")
    OWN = "own", _("本部门")
    SELF = "self", _("仅本人")


ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)

_WORK = frozenset(
    {
        "register.view",
        "register.change",
        "register.merge",
        "register.import",
        "register.export",
        "register.unmask",
        "collection.view",
        "collection.manage",
        "ladder.view",
        "ladder.assess",
        "plan.view",
        "plan.change",
        "evaluation.view",
        "evaluation.change",
        "monitoring.view",
        "monitoring.change",
        "briefs.change",
        "contests.view",
        "contests.change",
        "contests.marks",
        "figures.view",
        "api.use",
    }
)
_LOOK = frozenset(
    {
        "register.view",
        "register.export",
        "collection.view",
        "ladder.view",
        "plan.view",
        "evaluation.view",
        "monitoring.view",
        "contests.view",
        "figures.view",
        "api.use",
    }
)

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.SYSTEM_ADMIN: frozenset({"accounts.view", "accounts.manage", "settings.change"}),
    Role.SECURITY_ADMIN: frozenset({"accounts.view", "accounts.authorise"}),
    Role.AUDITOR: frozenset({"audit.view"}),
    Role.LEADER: _LOOK,
    Role.OFFICER: _WORK,
    Role.ENTERPRISE: frozenset({"own.view", "own.fill"}),
    Role.JUDGE: frozenset({"ballot.cast"}),
}
EVERYBODY = frozenset({"signed_in"})  # what every account may: its own password, its own sessions
PUBLIC = "public"  # what needs no account
KNOWN = frozenset().union(*PERMISSIONS.values()) | EVERYBODY | {PUBLIC}
