"""What an action of the audit log is called: words for the part before the dot and the part after."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SUBJECTS = {
    "access": gettext_lazy("访问"),
    "account": gettext_lazy("账号"),
    "api": gettext_lazy("接口"),
    "audit": gettext_lazy("审计日志"),
    "backup": gettext_lazy("备份"),
    "collection": gettext_lazy("数据填报"),
    "document": gettext_lazy("文件"),
    "enterprise": gettext_lazy("企业"),
    "enterprises": gettext_lazy("企业名册"),
    "figures": gettext_lazy("指标"),
    "grant": gettext_lazy("角色"),
    "import": gettext_lazy("导入"),
    "ladder": gettext_lazy("培育阶梯"),
    "mfa": gettext_lazy("两步验证"),
    "online": gettext_lazy("在线用户"),
    "organisation": gettext_lazy("部门"),
    "own": gettext_lazy("本企业"),
    "plan": gettext_lazy("一企一策"),
    "register": gettext_lazy("企业名册"),
    "users": gettext_lazy("用户"),
    "window": gettext_lazy("申报窗口"),
}
VERBS = {
    "add": gettext_lazy("新建"),
    "added": gettext_lazy("启用"),
    "approve": gettext_lazy("批准"),
    "archive": gettext_lazy("归档"),
    "assess": gettext_lazy("测算"),
    "change": gettext_lazy("修改"),
    "commit": gettext_lazy("提交"),
    "create": gettext_lazy("新建"),
    "delete": gettext_lazy("删除"),
    "disable": gettext_lazy("停用"),
    "download": gettext_lazy("下载"),
    "enable": gettext_lazy("启用"),
    "expired": gettext_lazy("超时退出"),
    "export": gettext_lazy("导出"),
    "fill": gettext_lazy("填报"),
    "give": gettext_lazy("授予"),
    "import": gettext_lazy("导入"),
    "login": gettext_lazy("登录"),
    "logout": gettext_lazy("退出"),
    "password": gettext_lazy("修改密码"),
    "reject": gettext_lazy("退回"),
    "remove": gettext_lazy("删除"),
    "removed": gettext_lazy("停用"),
    "renewed": gettext_lazy("更新"),
    "reset": gettext_lazy("重置密码"),
    "sign_out": gettext_lazy("强退"),
    "take": gettext_lazy("收回"),
    "undo": gettext_lazy("撤回"),
    "unlock": gettext_lazy("解锁"),
    "unmask": gettext_lazy("查看完整信息"),
    "upload": gettext_lazy("上传"),
    "verify": gettext_lazy("校验"),
    "view": gettext_lazy("查看"),
}


def words(action: str) -> str:
    """``grant.give`` as 角色 · 授予; a part that has no words stays as it is."""
    subject, _dot, verb = action.partition(".")
    if action == "access":
        return _("访问被拒")
    return " · ".join(str(part) for part in (SUBJECTS.get(subject, subject), VERBS.get(verb, verb)) if part)
