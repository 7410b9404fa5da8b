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
    Kept(
        _("参赛联系人、团队成员"),
        _("姓名、电话、电子邮箱"),
        _("联系参赛者；判断评委是否须回避"),
        _("大赛存续期间；企业联系人可按本人要求删除"),
        ("entry.contact", "entry.phone", "entry.email", "entry.members"),
    ),
    Kept(
        _("评委"),
        _("姓名、单位、职务、电话、电子邮箱、所用设备"),
        _("聘请和联系；判断是否须回避；现场入场"),
        _("在评委库期间；评分记录随大赛留存"),
        ("judge.name", "judge.title", "judge.phone", "judge.email", "pass.device", "pass.agent"),
    ),
    Kept(
        _("提出异议的人"),
        _("姓名、电话"),
        _("核实和答复异议"),
        _("大赛存续期间"),
        ("appeal.name", "appeal.phone"),
    ),
    Kept(
        _("现场观众"),
        _("设备的随机标识，不存姓名和号码"),
        _("每台设备一票"),
        _("大赛存续期间"),
        ("audiencevote.device",),
    ),
    Kept(_("企业自测的访客"), _("每个网络地址的次数，不存填写内容"), _("防止滥用"), _("一分钟")),
)
