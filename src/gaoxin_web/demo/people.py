"""Zones, bureaus and accounts of the demonstration; the accounts are for trying out, on one's own machine only."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from gaoxin_web.accounts.models import Grant, Organisation, User, Zone
from gaoxin_web.accounts.roles import Role, Scope

PASSWORD = "Gaoxin-Demo-2026"  # printed by `gaoxin demo`; real accounts are made with passwords of their own

ZONES = {
    "szs": {"name": "石嘴山高新区", "name_en": "Shizuishan High-tech Zone", "region": "640200"},
    "gz": {"name": "广州高新区", "name_en": "Guangzhou High-tech Zone", "region": "440100"},
    "hf": {"name": "合肥高新区", "name_en": "Hefei High-tech Zone", "region": "340100"},
    "xm": {"name": "厦门火炬高新区", "name_en": "Xiamen Torch High-tech Zone", "region": "350200"},
    "ur": {"name": "乌鲁木齐高新区", "name_en": "Urumqi High-tech Zone", "region": "650100"},
}
BUREAUS = {  # an office below stands after its bureau
    "szs": ("科技创新局", "科技创新局/高企培育科", "经济发展局", "投资促进局", "企业服务中心"),
    "gz": ("科技创新局", "工业和信息化局", "企业服务中心"),
    "hf": ("科技局", "经济发展局"),
    "xm": ("创业中心", "经济发展局"),
    "ur": ("组织部", "经济发展局"),
}


@dataclass(frozen=True, slots=True)
class Account:
    """Who it is for, in which zone and bureau, with which role over which scope."""

    username: str
    name: str
    zone: str
    role: Role
    scope: Scope = Scope.ZONE
    bureau: str = ""


ACCOUNTS = (
    Account("leader", "沈望舒", "szs", Role.LEADER),
    Account("officer", "陆知远", "szs", Role.OFFICER, bureau="科技创新局"),
    Account("bureau", "顾长风", "szs", Role.OFFICER, Scope.BELOW, "科技创新局"),
    Account("steward", "叶清和", "szs", Role.OFFICER, Scope.SELF, "企业服务中心"),
    Account("steward2", "苏云起", "szs", Role.OFFICER, Scope.SELF, "企业服务中心"),
    Account("steward3", "江若水", "szs", Role.OFFICER, Scope.SELF, "企业服务中心"),
    Account("enterprise", "企业填报人", "szs", Role.ENTERPRISE, Scope.SELF),
    Account("judge", "温不语", "szs", Role.JUDGE, Scope.SELF),
    Account("sysadmin", "系统管理员", "szs", Role.SYSTEM_ADMIN),
    Account("secadmin", "安全管理员", "szs", Role.SECURITY_ADMIN),
    Account("auditor", "审计员", "szs", Role.AUDITOR),
    Account("gz-leader", "程远山", "gz", Role.LEADER),
    Account("gz-officer", "白鹭洲", "gz", Role.OFFICER, bureau="科技创新局"),
    Account("hf-leader", "许怀瑾", "hf", Role.LEADER),
    Account("hf-officer", "宋听澜", "hf", Role.OFFICER, bureau="科技局"),
    Account("xm-leader", "韩霁月", "xm", Role.LEADER),
    Account("xm-officer", "曹雨石", "xm", Role.OFFICER, bureau="创业中心"),
    Account("ur-leader", "严松雪", "ur", Role.LEADER),
    Account("ur-officer", "金晓原", "ur", Role.OFFICER, bureau="组织部"),
)


def found_zone(code: str) -> Zone:
    """A zone with its bureaus and accounts."""
    zone = Zone.objects.create(code=code, **ZONES[code])
    committee = _organisation(zone, f"{zone.name}管委会", None)
    made = {"": committee}
    for path in BUREAUS[code]:
        above, _, name = path.rpartition("/")
        made[path] = _organisation(zone, name, made[above])
    digest = make_password(PASSWORD)  # once: a good digest takes its time
    for account in ACCOUNTS:
        if account.zone == code:
            _user(account, zone, made[account.bureau], digest)
    return zone


def _organisation(zone: Zone, name: str, parent: Organisation | None) -> Organisation:
    made = Organisation.objects.create(zone=zone, name=name, parent=parent)
    made.path = f"{parent.path if parent else ''}{made.pk}/"
    made.save(update_fields=["path"])
    return made


def _user(account: Account, zone: Zone, bureau: Organisation, digest: str) -> None:
    own = None if account.role in (Role.ENTERPRISE, Role.JUDGE) else bureau
    user = User.objects.create(
        username=account.username,
        password=digest,
        name=account.name,
        zone=zone,
        organisation=own,
        must_change_password=False,
    )
    Grant.objects.create(user=user, role=account.role, scope=account.scope, approved_at=timezone.now())
