"""Personal data that the platform keeps (个人信息清单, PIPL 17): whose, what, why, and how long."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of person; ``fields`` are the places, as ``model.field``, where it stands."""

    whose: Promise
    what: Promise
    why: Promise
    until: Promise
    fields: tuple[str, ...] = ()


INVENTORY = (
    Kept(
        _("系统用户"),
        _("用户名、姓名、部门、电话、电子邮箱"),
        _("登录和联系"),
        _("账号存续期间；账号停用而不删除，因为审计日志指向它"),
        ("user.username", "user.name", "user.phone", "user.email"),
    ),
    Kept(
        _("企业联系人、填报人"),
        _("姓名、电话"),
        _("联系和服务企业、催报和退回"),
        _("企业在册期间；可按本人要求从名册、历史、填报和合并记录中删除"),
        (
            "enterprise.contact",
            "enterprise.phone",
            "assignment.filler",
            "step.filler",
            "filing.values",
            "batchrow.about",
        ),
    ),
    Kept(
        _("已合并条目的联系人"),
        _("姓名、电话"),
        _("撤销合并时还原"),
        _("至撤销合并，或按要求删除时一并清除"),
        ("merge.aside",),
    ),
    Kept(
        _("团队带头人、走访人员、措施责任人"),
        _("姓名"),
        _("知道该问谁"),
        _("企业在册期间"),
        ("team.leader", "visit.people", "measure.owner"),
    ),
    Kept(
        _("所有登录的人"),
        _("用户名、网络地址、浏览器、时间"),
        _("《网络安全法》要求留存日志"),
        _("至少六个月，之后归档"),
        ("auditevent.username", "auditevent.address", "auditevent.agent"),
    ),
    Kept(_("企业自测的访客"), _("每个网络地址的次数，不存填写内容"), _("防止滥用"), _("一分钟")),
)
